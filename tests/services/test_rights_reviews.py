"""The yearly look at all rights: what is on the list, what stands out, who looked, and the sheet."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened, party, person
from partnerschapsakte.access import queries
from partnerschapsakte.access.feed.given import given, review_of
from partnerschapsakte.access.feed.sheet import as_csv
from partnerschapsakte.access.models import SignedInSession
from partnerschapsakte.access.rules.reviews import GrantKind, RightSignal
from partnerschapsakte.access.schemas import (
    EndMembership,
    GivenRow,
    GrantRight,
    MakeToken,
    RegisterPerson,
    RegisterProgram,
    ReviewRights,
    StartMembership,
)
from partnerschapsakte.access.service import memberships, people, reviews, rights, tokens
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.rules.cells import restored_cell
from partnerschapsakte.parties.rules import PartyKind
from sealed_factory import DOSSIER as VAULTS_OF
from sealed_factory import House
from services.contracts.exemplum import agreement, settle

DAY = date(2025, 3, 3)
LATER = date(2026, 3, 2)
KEEPER = Actor("beheer", "Bea Beheer", frozenset({Role.ADMINISTRATOR}), grants=frozenset())
NOTE = ReviewRights(note="Alles nagelopen met de teamleider.")


@pytest.fixture
def dossier(engine: Engine) -> Opened:
    """A dossier that was opened a year before."""
    with writing(engine)() as session:
        return opened(session, DAY)


def seen(session: Session, who: Actor, day: date) -> None:
    at = noon(day)
    session.add(
        SignedInSession(
            token_hash=queries.hash_of(f"{who.id}{day}"),
            person_id=who.id,
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(hours=12),
        )
    )


def rows(engine: Engine, today: date = LATER, dossier_id: str | None = None) -> list[GivenRow]:
    with reading(engine)() as session:
        return list(given(session, today, dossier_id=dossier_id))


def signals_of(engine: Engine, name: str, today: date = LATER) -> set[RightSignal]:
    return {signal for row in rows(engine, today) if row.person.name == name for signal in row.signals}


@pytest.mark.usefixtures("dossier")
def test_the_list_has_everything_that_anybody_was_given(engine: Engine) -> None:
    with writing(engine)() as session:
        keeper = person(session, "beheerder", Role.ADMINISTRATOR, DAY)
        command = RegisterProgram(name="Datawarehouse", function="Rapportage")
        client = people.register_program(session, on(DAY, keeper), command).id
        tokens.make_token(session, on(DAY, keeper), client, MakeToken(name="Export", expires_on=LATER))
    found = [(row.kind, row.person.name, str(row.what), row.where) for row in rows(engine)]
    title = "D-1 · Jeugdhulp in de wijk"
    with reading(engine)() as session:
        (token,) = queries.api_tokens(session, client)
    assert found == [
        (GrantKind.API_TOKEN, "Datawarehouse", "Export", token.mark),
        (GrantKind.HOUSE_ROLE, "beheerder", "administrator", ""),
        (GrantKind.HOUSE_ROLE, "deputy", "contract_manager", ""),
        (GrantKind.DOSSIER_RIGHT, "deputy", "contract_manager", title),
        (GrantKind.HOUSE_ROLE, "manager", "contract_manager", ""),
        (GrantKind.DOSSIER_RIGHT, "manager", "contract_manager", title),
        (GrantKind.HOUSE_ROLE, "wethouder", "mandate_holder", ""),
        (GrantKind.MANDATE, "wethouder", "decide", "Voorbeeldstad"),
    ]


def test_who_holds_a_key_of_a_vault_is_on_the_list_until_the_vault_is_opened(engine: Engine) -> None:
    house = House(engine)
    openers = house.openers(3)
    vault_id, _ = house.receiving_vault(openers), house.vault(openers, "Een andere kluis")
    today = house.clock.at.date()

    def holders(title: str, dossier_id: str | None = None) -> list[str]:
        with reading(engine)() as session:
            found = given(session, today, dossier_id=dossier_id)
        keys = [row for row in found if row.kind is GrantKind.VAULT_OPENER and row.what == title]
        assert {(row.given_on, row.given_by, row.dossier_id) for row in keys} <= {(today, openers[0].name, VAULTS_OF)}
        return [row.person.id for row in keys]

    everybody = sorted(one.id for one in openers)
    assert sorted(holders("Jeugdhulp in de wijk")) == everybody
    assert sorted(holders("Jeugdhulp in de wijk", VAULTS_OF)) == everybody
    assert holders("Jeugdhulp in de wijk", "another") == []
    with reading(engine)() as session:
        sheet = as_csv(given(session, today)).decode()
    assert sheet.count("sleutel van een kluis;Jeugdhulp in de wijk;") == 3
    house.open(vault_id, *openers[:2])
    assert holders("Jeugdhulp in de wijk") == []
    assert sorted(holders("Een andere kluis")) == everybody
    house.close()


@pytest.mark.usefixtures("dossier")
def test_the_list_says_since_when_and_by_whom(engine: Engine) -> None:
    with writing(engine)() as session:
        keeper = person(session, "beheerder", Role.ADMINISTRATOR, DAY)
        auditor = people.register_person(
            session, on(LATER, keeper), RegisterPerson.model_validate({"name": "auditor", "email": "a@b.example"})
        )
        people.change_roles(session, on(LATER, keeper), auditor.id, (Role.AUDITOR,))
    by_name = {row.person.name: row for row in rows(engine)}
    assert (by_name["auditor"].given_on, by_name["auditor"].given_by) == (LATER, "beheerder")
    assert (by_name["manager"].given_on, by_name["manager"].given_by) == (DAY, "manager")
    assert str(by_name["manager"].basis) == "goes with the post of Post.contract_manager"


def test_who_never_came_in_stands_out_and_who_came_does_not(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        seen(session, dossier.manager, LATER)
    assert signals_of(engine, "manager") == set()
    assert signals_of(engine, "deputy") == {RightSignal.NEVER_USED}
    assert signals_of(engine, "manager", LATER + timedelta(days=366)) == {RightSignal.UNUSED_FOR_A_YEAR}


def test_a_closed_account_with_a_right_stands_out(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        seen(session, dossier.deputy, LATER)
        dossiers.retire_person(session, on(LATER, KEEPER), dossier.deputy.id)
    assert signals_of(engine, "deputy") == {RightSignal.ACCOUNT_CLOSED}


def test_a_right_that_is_over_and_one_of_who_works_elsewhere_stand_out(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        hired = person(session, "inhuur", Role.LEGAL_OFFICER, DAY)
        seen(session, hired, LATER)
        bureau = party(session, "00000009", "Bureau", PartyKind.CONTRACTING_AUTHORITY, DAY)
        command = StartMembership(party_id=bureau, since=DAY)
        work = memberships.start_membership(session, on(DAY, KEEPER), hired.id, command)
        memberships.end_membership(session, on(DAY, KEEPER), work.id, EndMembership(ended_on=DAY))
        right = GrantRight(person_id=hired.id, dossier_id=dossier.dossier, role=Role.LEGAL_OFFICER, ends_on=DAY)
        rights.grant_right(session, on(DAY, KEEPER), right)
    assert signals_of(engine, "inhuur") == {RightSignal.OVER, RightSignal.WORKS_ELSEWHERE}


def test_a_right_in_a_dossier_whose_contracts_ended_stands_out(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        agreement(session, at)
        seen(session, at.contract_manager, date(2028, 12, 1))
    assert signals_of(engine, "C. Ontract", date(2022, 12, 31)) == set()
    assert signals_of(engine, "C. Ontract", date(2029, 1, 1)) == {RightSignal.CONTRACT_ENDED}


def test_of_a_dossier_only_its_own_rights_are_listed(engine: Engine, dossier: Opened) -> None:
    assert [row.person.name for row in rows(engine, dossier_id=dossier.dossier)] == ["deputy", "manager"]
    assert rows(engine, dossier_id="ander") == []


def test_a_look_is_due_after_a_year_and_then_each_year(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        keeper = person(session, "beheerder", Role.ADMINISTRATOR, DAY)
        assert not queries.is_review_due(session, DAY + timedelta(days=364))
        assert queries.is_review_due(session, LATER + timedelta(days=1))
        review = reviews.review_rights(session, on(LATER, keeper), NOTE)
        assert review.rights == 7
    with reading(engine)() as session:
        assert not queries.is_review_due(session, LATER)
        assert queries.is_review_due(session, LATER + timedelta(days=365))
        assert queries.is_review_due(session, LATER + timedelta(days=1), dossier.dossier)
        view = review_of(session)
        assert view is not None
        assert (view.reviewed_by, view.note) == ("beheerder", NOTE.note)
        assert review_of(session, dossier.dossier) is None


def test_a_contract_manager_reviews_their_own_dossier(engine: Engine, dossier: Opened) -> None:
    with writing(engine)() as session:
        manager = queries.person(session, dossier.manager.id).actor_on(LATER)
        reviews.review_rights(session, on(LATER, manager), NOTE, dossier.dossier)
        assert queries.last_review(session) is None
        stranger = person(session, "vreemd", Role.CONTRACT_MANAGER, DAY)
        outside = queries.person(session, stranger.id).actor_on(LATER)
    with pytest.raises(Refusal, match="contract manager of the dossier"), writing(engine)() as session:
        reviews.review_rights(session, on(LATER, outside), NOTE, dossier.dossier)
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        reviews.review_rights(session, on(LATER, manager), NOTE)


@pytest.mark.usefixtures("dossier")
@pytest.mark.parametrize("name", ["=1+1", "+31 6", "-2", "@SUM(A1)", "\uff1dA1", "Jan; Piet", 'De "Eik"'])
def test_the_sheet_holds_texts_and_no_formulas(engine: Engine, name: str) -> None:
    with writing(engine)() as session:
        command = RegisterPerson.model_validate({"name": name, "email": "x@y.example", "roles": [Role.AUDITOR]})
        people.register_person(session, on(DAY), command)
    sheet = as_csv(rows(engine))
    assert sheet.startswith("\ufeffWie;".encode())
    found = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig")), delimiter=";"))
    cells = [row[0] for row in found[1:]]
    assert name in [restored_cell(cell) for cell in cells]
    assert not [cell for cell in cells if cell[0] in "=+-@\uff1d"]
    assert {len(row) for row in found} == {12}
