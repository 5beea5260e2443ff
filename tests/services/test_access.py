"""People, mandates, and signing in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine, func, select

from dossier_factory import IDS, on, party, person
from partnerschapsakte.access import queries, service
from partnerschapsakte.access.models import FailedSignIn, SignedInSession
from partnerschapsakte.access.rules import ABSOLUTE, FAILURES, IDLE, SEEN_EVERY
from partnerschapsakte.access.schemas import GrantMandate, NotSignedIn, RegisterPerson, SetPassword, SignedIn
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.rules import PartyKind

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PASSWORD, WRONG, OTHER = "een lang wachtwoord", "fout wachtwoord", "een ander wachtwoord"
EMAIL = "manager@voorbeeldstad.example"


@pytest.fixture
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


def at(moment: datetime, actor: Actor = SYSTEM) -> Occasion:
    return Occasion(actor, moment, moment, IDS)


def sign_in(
    engine: Engine, email: str = EMAIL, password: str = PASSWORD, *, now: datetime = NOW, address: str = "192.0.2.1"
) -> SignedIn | NotSignedIn:
    with writing(engine)() as session:
        return service.sign_in(session, at(now), email, password, address=address)


def token_of(engine: Engine, now: datetime = NOW) -> str:
    outcome = sign_in(engine, now=now)
    assert isinstance(outcome, SignedIn)
    return outcome.token


def who(engine: Engine, token: str, now: datetime) -> Actor | None:
    with reading(engine)() as session:
        return queries.who(session, token, now)


def refusal_of(outcome: SignedIn | NotSignedIn) -> str:
    assert isinstance(outcome, NotSignedIn)
    return outcome.refusal.code


def test_a_person_who_signed_in_is_known_by_the_token(engine: Engine, manager: Actor) -> None:
    assert who(engine, token_of(engine), NOW) == manager


def test_only_hashes_of_passwords_and_tokens_are_stored(engine: Engine, manager: Actor) -> None:
    token = token_of(engine)
    with reading(engine)() as session:
        stored = queries.person(session, manager.id).password_hash
        assert stored is not None
        assert stored.startswith("$argon2id$")
        assert session.scalars(select(SignedInSession.token_hash)).all() == [queries.hash_of(token)]
        told = [str(entry.details) for entry in session.scalars(select(JournalEntry))]
    assert not [details for details in told if token in details or PASSWORD in details or stored in details]


@pytest.mark.usefixtures("manager")
def test_an_email_address_is_known_in_any_case(engine: Engine) -> None:
    assert isinstance(sign_in(engine, " Manager@Voorbeeldstad.EXAMPLE "), SignedIn)


@pytest.mark.usefixtures("manager")
def test_an_unknown_account_and_a_wrong_password_hear_the_same(engine: Engine) -> None:
    unknown, wrong = sign_in(engine, "niemand@voorbeeldstad.example"), sign_in(engine, password=WRONG)
    assert isinstance(unknown, NotSignedIn)
    assert isinstance(wrong, NotSignedIn)
    assert (unknown.refusal.code, unknown.refusal.message) == (wrong.refusal.code, wrong.refusal.message)


def test_a_refused_sign_in_is_in_the_journal_after_the_commit(engine: Engine, manager: Actor) -> None:
    sign_in(engine, password=WRONG)
    with reading(engine)() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "access:sign-in:refused")).one()
    assert (entry.subject, entry.details["because"]) == (manager.id, "wrong_password")
    assert "192.0.2.1" not in str(entry.details)


@pytest.mark.usefixtures("manager")
def test_ten_failures_within_an_hour_lock_this_address_out_of_this_account(engine: Engine) -> None:
    for _ in range(FAILURES):
        assert refusal_of(sign_in(engine, password=WRONG)) == "not_signed_in"
    assert refusal_of(sign_in(engine)) == "locked_out"
    assert isinstance(sign_in(engine, address="192.0.2.2"), SignedIn)
    assert isinstance(sign_in(engine, now=NOW + timedelta(hours=1)), SignedIn)


@pytest.mark.usefixtures("manager")
def test_signing_in_forgets_earlier_failures(engine: Engine) -> None:
    for _ in range(FAILURES - 1):
        sign_in(engine, password=WRONG)
    token_of(engine)
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 0


def test_somebody_without_a_password_does_not_sign_in(engine: Engine) -> None:
    with writing(engine)() as session:
        person(session, "manager", Role.CONTRACT_MANAGER, DAY)
    assert refusal_of(sign_in(engine, password="")) == "not_signed_in"


@pytest.mark.usefixtures("manager")
def test_an_hour_of_silence_signs_out(engine: Engine) -> None:
    token = token_of(engine)
    assert who(engine, token, NOW + IDLE - timedelta(seconds=1)) is not None
    assert who(engine, token, NOW + IDLE) is None


@pytest.mark.usefixtures("manager")
def test_being_seen_keeps_a_session_alive_until_half_a_day_has_passed(engine: Engine) -> None:
    token, now = token_of(engine), NOW
    while now + IDLE / 2 < NOW + ABSOLUTE:
        now += IDLE / 2
        with writing(engine)() as session:
            service.keep_alive(session, at(now), token)
    assert who(engine, token, NOW + ABSOLUTE - timedelta(seconds=1)) is not None
    assert who(engine, token, NOW + ABSOLUTE) is None


@pytest.mark.usefixtures("manager")
def test_being_seen_is_written_once_in_a_few_minutes(engine: Engine) -> None:
    token = token_of(engine)
    with reading(engine)() as session:
        assert not queries.is_worth_keeping_alive(session, token, NOW + SEEN_EVERY - timedelta(seconds=1))
        assert queries.is_worth_keeping_alive(session, token, NOW + SEEN_EVERY)
        assert not queries.is_worth_keeping_alive(session, "niets", NOW + SEEN_EVERY)


@pytest.mark.usefixtures("manager")
def test_signing_out_ends_the_session(engine: Engine) -> None:
    token = token_of(engine)
    for _ in range(2):
        with writing(engine)() as session:
            service.sign_out(session, at(NOW), token)
    assert who(engine, token, NOW) is None
    with reading(engine)() as session:
        assert len(session.scalars(select(JournalEntry).where(JournalEntry.tag == "access:signed-out")).all()) == 1


def test_an_unknown_token_is_nobody(engine: Engine) -> None:
    assert who(engine, "geraden", NOW) is None


def test_a_new_password_ends_every_session_of_this_person(engine: Engine, manager: Actor) -> None:
    token = token_of(engine)
    with writing(engine)() as session:
        command = SetPassword(person_id=manager.id, password=SecretStr(OTHER))
        service.set_password(session, at(NOW, manager), command)
    assert who(engine, token, NOW) is None
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    assert isinstance(sign_in(engine, password=OTHER), SignedIn)


def test_nobody_sets_the_password_of_another(engine: Engine, manager: Actor) -> None:
    command = SetPassword(person_id=manager.id, password=SecretStr(OTHER))
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        service.set_password(session, at(NOW, replace(manager, id="ander")), command)


def test_a_closed_account_is_signed_out_at_once(engine: Engine, manager: Actor) -> None:
    token = token_of(engine)
    with writing(engine)() as session:
        service.disable_person(session, at(NOW), manager.id)
    assert who(engine, token, NOW) is None
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    with pytest.raises(Refusal, match="already closed"), writing(engine)() as session:
        service.disable_person(session, at(NOW), manager.id)


def test_a_password_has_twelve_characters() -> None:
    with pytest.raises(ValidationError, match="at least 12"):
        RegisterPerson.model_validate({"name": "A", "email": EMAIL, "password": "kort"})


@pytest.mark.usefixtures("manager")
def test_an_email_address_belongs_to_one_person(engine: Engine) -> None:
    with pytest.raises(Refusal, match="already registered"), writing(engine)() as session:
        person(session, "Manager", Role.AUDITOR, DAY)


def test_other_roles_count_at_the_next_request(engine: Engine, manager: Actor) -> None:
    token = token_of(engine)
    with writing(engine)() as session:
        service.change_roles(session, at(NOW), manager.id, (Role.AUDITOR,))
    actor = who(engine, token, NOW)
    assert actor is not None
    assert actor.roles == {Role.AUDITOR}


def test_a_mandate_lets_a_person_decide_for_one_authority(engine: Engine) -> None:
    with writing(engine)() as session:
        authority = party(session, "00000001", "Voorbeeldstad", PartyKind.CONTRACTING_AUTHORITY, DAY)
        holder = person(session, "wethouder", Role.MANDATE_HOLDER, DAY)
        command = GrantMandate(person_id=holder.id, authority_id=authority, basis="Mandaatbesluit 2018")
        actor = service.grant_mandate(session, on(DAY), command).actor
    assert actor.may_decide_for(authority)
    assert not actor.may_decide_for("ander")
    with reading(engine)() as session:
        assert queries.person(session, holder.id).actor == actor


def test_a_contract_manager_registers_nobody(engine: Engine, manager: Actor) -> None:
    command = RegisterPerson.model_validate({"name": "A", "email": "a@voorbeeldstad.example"})
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        service.register_person(session, at(NOW, manager), command)
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        service.change_roles(session, at(NOW, manager), manager.id, tuple(Role))
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        service.disable_person(session, at(NOW, manager), manager.id)


def test_a_password_hash_of_weaker_settings_is_renewed_at_sign_in(engine: Engine, manager: Actor) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing(engine)() as session:
        queries.person(session, manager.id).password_hash = weak
    assert isinstance(sign_in(engine), SignedIn)
    with reading(engine)() as session:
        assert queries.person(session, manager.id).password_hash != weak


def test_a_provider_gives_no_mandate(engine: Engine) -> None:
    with writing(engine)() as session:
        provider = party(session, "00000002", "Zorg Een (verzonnen)", PartyKind.PROVIDER, DAY)
        holder = person(session, "wethouder", Role.MANDATE_HOLDER, DAY)
    with pytest.raises(Refusal, match="contracting authority"), writing(engine)() as session:
        service.grant_mandate(
            session, on(DAY), GrantMandate(person_id=holder.id, authority_id=provider, basis="Geen besluit")
        )


def test_everybody_is_listed_by_name(engine: Engine) -> None:
    with writing(engine)() as session:
        for name in ("zoe", "anna"):
            person(session, name, Role.AUDITOR, DAY)
    with reading(engine)() as session:
        assert [one.name for one in queries.people(session)] == ["anna", "zoe"]
        with pytest.raises(Refusal, match="no person"):
            queries.person(session, "niemand")
