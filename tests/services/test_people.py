"""People and programs: correcting, roles of the organisation, mandates, work, closing and opening, tokens."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access import queries
from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.models import ApiToken, DossierRight, SignedInSession
from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.schemas import (
    CorrectPerson,
    EndMembership,
    GrantMandate,
    GrantRight,
    MadeToken,
    MakeToken,
    RegisterProgram,
    StartMembership,
    WithdrawMandate,
)
from partnerschapsakte.access.service import memberships, people, rights, tokens
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.dossiers.schemas import AssignedPost
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry

DAY = date(2026, 3, 2)
KEEPER = Actor("beheer", "Bea Beheer", frozenset({Role.ADMINISTRATOR}), grants=frozenset())


@pytest.fixture
def dossier(engine: Engine) -> Opened:
    """An open dossier."""
    with writing(engine)() as session:
        return opened(session, DAY)


def told(session: Session, tag: str) -> list[dict[str, Any]]:
    return list(session.scalars(select(JournalEntry.details).where(JournalEntry.tag == tag).order_by(JournalEntry.id)))


def doers_of(session: Session, tag: str) -> list[str]:
    """Return who did what the journal calls so, oldest first."""
    chosen = select(JournalEntry.actor_id).where(JournalEntry.tag == tag).order_by(JournalEntry.id)
    return list(session.scalars(chosen))


def correct(session: Session, who: str, version: int, name: str = "Nieuwe Naam") -> None:
    command = CorrectPerson(name=name, email="Nieuw@Voorbeeldstad.example", function="adviseur", version=version)
    people.correct_person(session, on(DAY, KEEPER), who, command)


def test_a_correction_says_what_was_and_what_is(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        correct(session, dossier.manager.id, 1)
    with reading(engine)() as session:
        found = queries.person(session, dossier.manager.id)
        assert (found.name, found.email, found.version) == ("Nieuwe Naam", "nieuw@voorbeeldstad.example", 2)
        (fact,) = told(session, "person:corrected")
        assert fact["before"] == {"name": "manager", "email": "manager@voorbeeldstad.example", "function": ""}


def test_who_read_an_older_version_corrects_nothing(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        correct(session, dossier.manager.id, 1)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        correct(session, dossier.manager.id, 1, "Oude Naam")
    assert refused.value.code == "changed_meanwhile"


def test_an_address_belongs_to_one_person(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        correct(session, dossier.manager.id, 1)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        correct(session, dossier.deputy.id, 1)
    assert refused.value.code == "email_known"


def test_a_power_to_sign_is_apart_from_a_mandate_to_decide(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        signatory = person(session, "tekenaar", Role.AUTHORISED_SIGNATORY, DAY)
        command = GrantMandate(
            person_id=signatory.id, authority_id=dossier.authority, basis="Volmacht 2026", kind=MandateKind.SIGN
        )
        actor = people.grant_mandate(session, on(DAY, KEEPER), command).actor
    assert actor.may_sign_for(dossier.authority)
    assert not actor.may_decide_for(dossier.authority)


def test_a_withdrawn_mandate_counts_no_more_and_stays_in_the_journal(engine: Engine, dossier: Opened) -> None:
    holder = dossier.mandate_holder.id
    command = WithdrawMandate(person_id=holder, authority_id=dossier.authority, reason="Gaat met pensioen.")
    with writing(engine)() as session:
        assert not people.withdraw_mandate(session, on(DAY, KEEPER), command).actor.may_decide_for(dossier.authority)
    with reading(engine)() as session:
        assert queries.person(session, holder).mandates == []
        (fact,) = told(session, "person:mandate:withdrawn")
        assert (fact["basis"], fact["reason"]) == ("Mandaatbesluit 2018", "Gaat met pensioen.")
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        people.withdraw_mandate(session, on(DAY, KEEPER), command)
    assert refused.value.code == "mandate_not_held"


def test_a_mandate_is_granted_again_after_it_was_withdrawn(engine: Engine, dossier: Opened) -> None:
    holder = dossier.mandate_holder.id
    with writing(engine)() as session:
        command = WithdrawMandate(person_id=holder, authority_id=dossier.authority, reason="Nieuw besluit nodig.")
        people.withdraw_mandate(session, on(DAY, KEEPER), command)
        again = GrantMandate(person_id=holder, authority_id=dossier.authority, basis="Mandaatbesluit 2026")
        people.grant_mandate(session, on(DAY, KEEPER), again)
    with reading(engine)() as session:
        (held,) = queries.person(session, holder).mandates
        assert held.basis == "Mandaatbesluit 2026"


def test_who_keeps_a_dossier_becomes_no_auditor(engine: Engine, dossier: Opened) -> None:
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        people.change_roles(session, on(DAY, KEEPER), dossier.manager.id, (Role.AUDITOR,))
    assert refused.value.code == "separation_of_duties"


def contact_of(session: Session, dossier: Opened, until: date | None = None) -> tuple[str, str]:
    """Register a contact of the first provider with a right in the dossier: their id and the id of their work."""
    contact = person(session, "contact", Role.PROVIDER_CONTACT, DAY).id
    command = StartMembership(party_id=dossier.providers[0], since=DAY)
    work = memberships.start_membership(session, on(DAY, KEEPER), contact, command)
    right = GrantRight(
        person_id=contact,
        dossier_id=dossier.dossier,
        role=Role.PROVIDER_CONTACT,
        party_id=dossier.providers[0],
        ends_on=until,
    )
    rights.grant_right(session, on(DAY, dossier.manager), right)
    return contact, work.id


def test_who_stops_working_for_a_provider_stands_for_it_no_more(engine: Engine, dossier: Opened) -> None:
    last_day = DAY + timedelta(days=10)
    with writing(engine)() as session:
        contact, work = contact_of(session, dossier)
        memberships.end_membership(session, on(DAY, KEEPER), work, EndMembership(ended_on=last_day))
    with reading(engine)() as session:
        somebody = queries.person(session, contact)
        assert somebody.actor_on(last_day).within(dossier.dossier) is not None
        assert somebody.actor_on(last_day + timedelta(days=1)).within(dossier.dossier) is None
        assert told(session, "access:right:limited")[0]["ends_on"] == last_day.isoformat()
        assert doers_of(session, "access:right:limited") == [KEEPER.id]


def test_work_that_ended_earlier_takes_the_rights_along_at_once(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        contact, work = contact_of(session, dossier)
        later = on(DAY + timedelta(days=5), KEEPER)
        memberships.end_membership(session, later, work, EndMembership(ended_on=DAY))
    with reading(engine)() as session:
        assert queries.rights_of(session, contact) == []
        assert doers_of(session, "access:right:withdrawn") == [KEEPER.id]


def test_a_right_that_ends_before_the_work_does_keeps_its_day(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        contact, work = contact_of(session, dossier, until=DAY)
        ended = EndMembership(ended_on=DAY + timedelta(days=5))
        memberships.end_membership(session, on(DAY, KEEPER), work, ended)
    with reading(engine)() as session:
        (right,) = queries.rights_of(session, contact)
        assert right.ends_on == DAY


def test_a_colleague_with_a_role_in_a_dossier_does_not_work_for_a_provider(engine: Engine, dossier: Opened) -> None:
    command = StartMembership(party_id=dossier.providers[0], since=DAY)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        memberships.start_membership(session, on(DAY, KEEPER), dossier.deputy.id, command)
    assert refused.value.code == "both_sides"


def test_somebody_works_for_an_organisation_once_at_a_time(engine: Engine, dossier: Opened) -> None:
    command = StartMembership(party_id=dossier.authority, since=DAY)
    with writing(engine)() as session:
        work = memberships.start_membership(session, on(DAY, KEEPER), dossier.manager.id, command)
        with pytest.raises(Refusal, match="already registered as working"):
            memberships.start_membership(session, on(DAY, KEEPER), dossier.manager.id, command)
        memberships.end_membership(session, on(DAY, KEEPER), work.id, EndMembership(ended_on=DAY))
        later = on(DAY + timedelta(days=1), KEEPER)
        memberships.start_membership(session, later, dossier.manager.id, command)


def test_closing_an_account_ends_rights_and_tokens_but_not_the_record(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        right = GrantRight(person_id=dossier.deputy.id, dossier_id=dossier.dossier, role=Role.CONTROLLER)
        rights.grant_right(session, on(DAY, dossier.manager), right)
        made = MakeToken(name="Export", expires_on=DAY)
        tokens.make_token(session, on(DAY, dossier.deputy), dossier.deputy.id, made)
    with writing(engine)() as session:
        dossiers.retire_person(session, on(DAY, KEEPER), dossier.deputy.id)
    with reading(engine)() as session:
        # The post of deputy is still theirs on paper, with the role that goes with it; the rest has ended.
        assert [one.role for one in queries.rights_of(session, dossier.deputy.id)] == [Role.CONTRACT_MANAGER]
        assert len(session.scalars(select(DossierRight).where(DossierRight.ended_by == KEEPER.id)).all()) == 1
        assert told(session, "person:disabled")[0]["tokens_revoked"] == 1


def test_an_opened_account_gets_back_the_posts_it_still_had(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        dossiers.retire_person(session, on(DAY, KEEPER), dossier.deputy.id)
    with writing(engine)() as session:
        dossiers.readmit_person(session, on(DAY, KEEPER), dossier.deputy.id)
    with reading(engine)() as session:
        assert queries.person(session, dossier.deputy.id).disabled_at is None
        assert told(session, "person:reopened") == [{"rights": 1}]
    with pytest.raises(Refusal, match="not closed"), writing(engine)() as session:
        people.reopen_person(session, on(DAY, KEEPER), dossier.deputy.id)


def test_an_administrator_signs_somebody_out_everywhere(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        seen = noon(DAY)
        session.add(
            SignedInSession(
                token_hash=queries.hash_of("browser"),
                person_id=dossier.manager.id,
                created_at=seen,
                last_seen_at=seen,
                expires_at=seen + timedelta(hours=12),
            )
        )
    with writing(engine)() as session:
        people.sign_out_everywhere(session, on(DAY, KEEPER), dossier.manager.id)
    with reading(engine)() as session:
        assert queries.open_sessions(session, dossier.manager.id) == []
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        people.sign_out_everywhere(session, on(DAY, dossier.deputy), dossier.manager.id)


def program(session: Session) -> str:
    command = RegisterProgram(name="Datawarehouse", function="Rapportage; beheer door team Data")
    return people.register_program(session, on(DAY, KEEPER), command).id


def test_a_program_has_no_password_and_no_address_that_mail_could_go_to(engine: Engine) -> None:
    with writing(engine)() as session:
        found = queries.person(session, program(session))
    assert found.kind is PersonKind.CLIENT
    assert found.password_hash is None
    assert found.email.endswith(".invalid")


def test_a_program_holds_no_post(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        posted = AssignedPost(post=Post.DEPUTY, person_id=program(session))
    with pytest.raises(Refusal, match="can be reached"), writing(engine)() as session:
        dossiers.assign_post(session, on(DAY, dossier.manager), dossier.dossier, posted)


def made_for_program(session: Session, expires_on: date = DAY, name: str = "Export") -> tuple[str, MadeToken]:
    client = program(session)
    command = MakeToken(name=name, expires_on=expires_on)
    return client, tokens.make_token(session, on(DAY, KEEPER), client, command)


def test_a_token_lets_a_program_in_with_the_rights_it_was_given(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        client, made = made_for_program(session)
        right = GrantRight(person_id=client, dossier_id=dossier.dossier, role=Role.CONTROLLER)
        rights.grant_right(session, on(DAY, dossier.manager), right)
    assert made.secret.startswith("pa_")
    with reading(engine)() as session:
        found = queries.who_by_token(session, made.secret, noon(DAY))
        assert found is not None
        actor, token = found
        assert (actor.id, actor.roles, token.id) == (client, frozenset(), made.id)
        assert actor.readable == frozenset()
        assert queries.with_rights(session, actor, DAY).readable == {dossier.dossier}
        assert queries.who_by_token(session, made.secret[:-1], noon(DAY)) is None


def test_of_a_token_only_its_hash_and_its_beginning_are_kept(engine: Engine) -> None:
    with writing(engine)() as session:
        _, made = made_for_program(session)
    with reading(engine)() as session:
        (stored,) = session.scalars(select(ApiToken))
        kept = [str(value) for name, value in vars(stored).items() if not name.startswith("_")]
        journal = [str(entry) for entry in session.scalars(select(JournalEntry.details))]
    assert not [text for text in kept + journal if made.secret in text]
    assert stored.token_hash == queries.hash_of(made.secret)


def test_a_token_holds_through_its_last_day(engine: Engine) -> None:
    with writing(engine)() as session:
        _, made = made_for_program(session, DAY + timedelta(days=1))
    with reading(engine)() as session:
        assert queries.who_by_token(session, made.secret, noon(DAY + timedelta(days=1))) is not None
        assert queries.who_by_token(session, made.secret, noon(DAY + timedelta(days=2))) is None


def test_a_revoked_token_and_one_of_a_closed_account_open_nothing(engine: Engine) -> None:
    with writing(engine)() as session:
        client, first = made_for_program(session)
        other = MakeToken(name="Ander", expires_on=DAY)
        second = tokens.make_token(session, on(DAY, KEEPER), client, other)
    with writing(engine)() as session:
        tokens.revoke_token(session, on(DAY, KEEPER), first.id)
    with reading(engine)() as session:
        assert queries.who_by_token(session, first.secret, noon(DAY)) is None
        assert queries.who_by_token(session, second.secret, noon(DAY)) is not None
    with writing(engine)() as session:
        dossiers.retire_person(session, on(DAY, KEEPER), client)
    with reading(engine)() as session:
        assert queries.who_by_token(session, second.secret, noon(DAY)) is None
        assert feed.tokens_of(session, client, noon(DAY)) == ()


def test_the_use_of_a_token_is_seen(engine: Engine) -> None:
    with writing(engine)() as session:
        client, made = made_for_program(session)
        tokens.note_use(session, on(DAY), made.id)
    with reading(engine)() as session:
        assert feed.last_seen(session)[client] == noon(DAY)


def test_a_token_is_not_made_with_a_token(engine: Engine, dossier: Opened) -> None:
    from_api = replace(on(DAY, dossier.manager), origin="api Export 192.0.2.1")
    command = MakeToken(name="Nog een", expires_on=DAY)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        tokens.make_token(session, from_api, dossier.manager.id, command)
    assert refused.value.code == "token_by_token"
