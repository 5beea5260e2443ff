"""Dossiers at the API: who sees which, and what they do there."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import DAY, Program, api, somebody, token_for
from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing


@pytest.fixture
def world(engine: Engine) -> Opened:
    """A dossier with a contract manager and a deputy."""
    with writing(engine)() as session:
        return opened(session, DAY)


@pytest.fixture
def manager(engine: Engine, world: Opened) -> Iterator[Program]:
    """A program with the token of the contract manager."""
    with writing(engine)() as session:
        token = token_for(session, world.manager.id)
    with api(engine) as program:
        program.token = token
        yield program


@pytest.fixture
def place(world: Opened) -> str:
    """The path of the dossier."""
    return f"/dossiers/{world.dossier}"


def as_new(engine: Engine, program: Program, *roles: Role) -> None:
    """Go on as somebody with these roles in the organisation, and no right in any dossier."""
    with writing(engine)() as session:
        program.token = somebody(session, "N. Ieuw", *roles)


def test_who_opens_a_dossier_finds_it_back(engine: Engine, manager: Program, world: Opened) -> None:
    as_new(engine, manager, Role.PROCUREMENT_OFFICER)
    assert manager.get("/dossiers").json() == []
    dossier = {
        "ocid": "ocds-000000-nieuw",
        "reference": "D-2",
        "title": "Hulp bij het huishouden",
        "phase": "vision",
        "authorities": [world.authority],
        "posts": [{"post": "contract_manager", "person_id": world.manager.id}],
        "role_mailbox": "wmo@voorbeeldstad.example",
    }
    made = manager.post("/dossiers", dossier)
    assert manager.get(made.headers["location"].removeprefix(manager.root)).json() == made.json()
    assert [one["reference"] for one in manager.get("/dossiers").json()] == ["D-2"]
    assert manager.get("/dossiers?phase=evaluation").json() == []
    manager.post("/dossiers", dossier, 409)


def test_a_dossier_of_others_is_not_there(engine: Engine, manager: Program, place: str) -> None:
    as_new(engine, manager, Role.PROCUREMENT_OFFICER, Role.CONTRACT_MANAGER)
    never = manager.get("/dossiers/never", 404)
    for path in ("", "/posts", "/decisions", "/hand-overs", "/rights", "/powers"):
        answer = manager.get(place + path, 404)
        assert answer.json()["detail"] == never.json()["detail"]
    manager.put(place + "/phase", {"phase": "evaluation"}, '"1.x"', 404)
    manager.put(place, {"title": "Gekaapt"}, '"1.x"', 404, method="PATCH")


def test_an_administrator_reads_no_dossier(engine: Engine, manager: Program, place: str) -> None:
    as_new(engine, manager, Role.ADMINISTRATOR)
    assert manager.get("/dossiers").json() == []
    manager.get(place, 404)


def test_an_auditor_reads_every_dossier_and_changes_none(engine: Engine, manager: Program, place: str) -> None:
    as_new(engine, manager, Role.AUDITOR)
    assert len(manager.get("/dossiers").json()) == 1
    manager.get(place)
    manager.put(place + "/phase", {"phase": "evaluation"}, '"1.x"', 403)


def test_a_provider_contact_knows_of_the_dossier_and_does_not_read_it(
    engine: Engine, manager: Program, world: Opened, place: str
) -> None:
    with writing(engine)() as session:
        contact = person(session, "contact", Role.PROVIDER_CONTACT, DAY)
        party = world.providers[0]
        start_membership(session, on(DAY), contact.id, StartMembership(party_id=party, since=DAY))
        right = GrantRight(person_id=contact.id, dossier_id=world.dossier, role=Role.PROVIDER_CONTACT, party_id=party)
        grant_right(session, on(DAY), right)
        manager.token = token_for(session, contact.id)
    assert [one["id"] for one in manager.get("/dossiers").json()] == [world.dossier]
    manager.get(place, 404)
    manager.get(place + "/posts", 404)


def test_a_description_changes_only_where_it_was_sent(manager: Program, place: str) -> None:
    before = manager.get(place)
    after = manager.put(place, {"title": "Jeugdhulp dichtbij"}, before.headers["etag"], method="PATCH")
    assert after.json() == {**before.json(), "title": "Jeugdhulp dichtbij", "version": before.json()["version"] + 1}
    assert manager.get(place).headers["etag"] == after.headers["etag"]
    refused = manager.put(place, {"title": "Jeugd"}, before.headers["etag"], 412, method="PATCH")
    assert refused.json()["changed"] == [{"field": "title", "now": "Jeugdhulp dichtbij", "yours": "Jeugd"}]
    manager.put(place, {"title": "Jeugd"}, None, 428, method="PATCH")
    manager.put(place, {"title": ""}, after.headers["etag"], 400, method="PATCH")


def test_the_mark_of_a_dossier_changes_with_what_belongs_to_it(manager: Program, place: str) -> None:
    before = manager.get(place).headers["etag"]
    decision = {
        "body": "college",
        "subject": "Gunning",
        "decided_on": "2029-02-01",
        "case_number": "Z-1",
        "file": "besluit.pdf",
    }
    made = manager.post(place + "/decisions", decision)
    assert manager.get(made.headers["location"].removeprefix(manager.root)).json() == made.json()
    assert [one["id"] for one in manager.get(place + "/decisions").json()] == [made.json()["id"]]
    assert manager.get(place).headers["etag"] != before
    future = manager.post(place + "/decisions", {**decision, "decided_on": "2030-01-01"}, 400).json()
    assert future["code"] == "not_happened_yet"
    manager.get(place + "/decisions/never", 404)


def test_a_post_is_handed_over_with_a_note_that_the_successor_reads(
    engine: Engine, manager: Program, world: Opened, place: str
) -> None:
    with writing(engine)() as session:
        successor = person(session, "opvolger", Role.CONTRACT_MANAGER, DAY)
        token = token_for(session, successor.id)
    hand_over: dict[str, Any] = {
        "post": "contract_manager",
        "from_person_id": world.manager.id,
        "to_person_id": successor.id,
    }
    assert manager.post(place + "/hand-overs", hand_over, 400).json()["code"] == "handover_note_missing"
    manager.post(place + "/hand-overs", {**hand_over, "running": "De evaluatie loopt."}, key="overdracht")
    again = manager.post(place + "/hand-overs", {**hand_over, "running": "De evaluatie loopt."}, key="overdracht")
    assert again.headers["idempotent-replayed"] == "true"
    manager.token = token
    (note,) = manager.get(place + "/hand-overs").json()
    assert note["written_at"].endswith("Z")
    read = manager.post(f"{place}/hand-overs/{note['id']}/_acknowledge", None, 200).json()
    assert read["read_at"]
    manager.post(f"{place}/hand-overs/{note['id']}/_acknowledge", None, 409)
    assert successor.id in {one["person_id"] for one in manager.get(place + "/posts").json()}


def test_a_dossier_enters_another_phase(manager: Program, place: str) -> None:
    read = manager.get(place).headers["etag"]
    entered = manager.put(place + "/phase", {"phase": "evaluation"}, read)
    assert entered.json()["phase"] == "evaluation"
    manager.put(place + "/phase", {"phase": "evaluation"}, entered.headers["etag"], 409)


def test_roles_are_listed_and_withdrawn_with_a_reason(
    engine: Engine, manager: Program, world: Opened, place: str
) -> None:
    with writing(engine)() as session:
        officer = person(session, "jurist", Role.LEGAL_OFFICER, DAY)
        right = GrantRight(person_id=officer.id, dossier_id=world.dossier, role=Role.LEGAL_OFFICER)
        granted = grant_right(session, on(DAY), right).id
    assert "legal_officer" in {one["role"] for one in manager.get(place + "/rights").json()}
    manager.post(f"{place}/rights/{granted}/_withdraw", {"reason": "kort"}, 400)
    manager.post(f"{place}/rights/{granted}/_withdraw", {"reason": "Zij heeft een andere baan."}, 204)
    assert "legal_officer" not in {one["role"] for one in manager.get(place + "/rights").json()}
    assert [one["authority"]["name"] for one in manager.get(place + "/powers").json()] == ["Voorbeeldstad"]
