"""The journal at the API: the trail of a dossier, the journal of the house, its proof and its checkpoints."""

from typing import Any

import pytest
from sqlalchemy import Engine

from doors.test_files_and_rooms import DAY, People, at, people, register
from doors.test_files_api import Caller, call
from journal_factory import KEYS, ORIGIN, verifier
from partnerschapsakte.access.schemas import RegisterPerson
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal import service
from services.contracts.exemplum import on

__all__ = ["at", "call", "people", "register"]
CHECKER = verifier()


@pytest.fixture
def auditor(engine: Engine) -> str:
    """An auditor of the house, where a checkpoint was made."""
    with writing(engine)() as session:
        assert service.make_checkpoint(session, on(DAY), KEYS, origin=ORIGIN)
    with writing(engine)() as session:
        command = RegisterPerson(name="auditor", email="auditor@voorbeeldstad.example", roles=(Role.AUDITOR,))
        return register_person(session, on(DAY), command).id


def entries(call: Caller, who: str, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = call(who, "GET", path, params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def test_the_trail_says_who_did_what_on_what_with_which_result_from_where_and_when(
    people: People, call: Caller
) -> None:
    path = f"/dossiers/{people.world.dossier}/journal-entries"
    (opened,) = entries(call, people.controller, path, tag="dossier:opened")
    assert (opened["what"], opened["result"], opened["actor_name"]) == ("Dossier geopend", "accepted", "manager")
    assert opened["details"]
    assert {"subject", "origin", "happened_at", "recorded_at", "number"} <= opened.keys()
    assert entries(call, people.controller, path, fromDay="2998-01-01") == []
    assert entries(call, people.controller, path, toDay="2001-01-01") == []
    assert entries(call, people.controller, path, result="refused") == []


def test_only_an_auditor_sees_the_numbers_of_the_chain_which_count_what_happens_elsewhere(
    people: People, call: Caller, auditor: str
) -> None:
    path = f"/dossiers/{people.world.dossier}/journal-entries"
    assert {one["number"] for one in entries(call, people.controller, path)} == {None}
    assert None not in {one["number"] for one in entries(call, auditor, path)}
    sheet = call(people.controller, "GET", f"/dossiers/{people.world.dossier}/journal-sheet").content.decode(
        "utf-8-sig"
    )
    numbers = [int(line.split(";")[0]) for line in sheet.splitlines()[1:] if line.split(";")[0].isdecimal()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def test_the_proof_of_a_dossier_can_be_checked_by_others(people: People, call: Caller) -> None:
    proof = call(people.officer, "GET", f"/dossiers/{people.world.dossier}/journal-proof")
    lines = proof.content.splitlines(keepends=True)
    assert CHECKER.check(CHECKER.exported(lines), part=True).entries == len(lines) > 0
    sheet = call(people.officer, "GET", f"/dossiers/{people.world.dossier}/journal-sheet")
    assert sheet.content.decode("utf-8-sig").count("\r\n") == len(lines) + 1
    for answer in (proof, sheet):
        assert answer.headers["content-disposition"].startswith("attachment")


def test_candidates_and_strangers_find_no_journal(people: People, call: Caller) -> None:
    for who in (people.eik, people.assessor, people.stranger):
        for path in ("journal-entries", "journal-proof", "journal-sheet"):
            assert call(who, "GET", f"/dossiers/{people.world.dossier}/{path}").status_code == 404


def test_the_journal_of_the_house_is_for_auditors(people: People, call: Caller, auditor: str) -> None:
    for path in ("/journal-entries", "/journal-check", "/checkpoints", f"/checkpoints/{DAY}"):
        assert call(people.officer, "GET", path).status_code == 403
        assert call(auditor, "GET", path).status_code == 200
    (checkpoint,) = entries(call, auditor, "/checkpoints")
    assert call(auditor, "GET", "/journal-check").json()["checkpoints"] == 1
    assert checkpoint["note"].startswith(ORIGIN)
    assert call(auditor, "GET", "/checkpoints/2001-01-01").status_code == 404
