"""A tender at the API: from plan to award notice, by who keeps the dossier, and by nobody else."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import Program
from api_world import ApiWorld, api_world

PLAN = {
    "procedure": "sas_dialogue",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2022-02-01",
    "tender_due_on": "2022-04-15",
    "dialogue_rounds": 2,
    "topics": ["Toegang", "Bekostiging"],
    "estimated_value": "4500000.00",
    "estimation_method": "total",
    "lots": [{"code": "LOT-0001", "title": "Noord"}, {"code": "LOT-0002", "title": "Zuid"}],
}
MAY = date(2022, 5, 10)
JUNE = date(2022, 6, 10)


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        yield opened


@pytest.fixture
def tender(world: ApiWorld) -> str:
    """The path of a tender that was published and has one candidate."""
    path = f"/dossiers/{world.at.dossier}/tender"
    with world.as_(world.at.contract_manager, date(2022, 1, 10)) as program:
        program.post(path, PLAN)
        program.post(f"{path}/_publish", {"published_on": "2022-01-10", "reference": "TN-1"}, 200)
    return path


def admitted(program: Program, world: ApiWorld, tender: str) -> dict[str, Any]:
    eik = {
        "name": "De Eik",
        "parties": [{"party_id": world.at.eik, "role": "lead"}],
        "admitted_on": "2022-02-10",
    }
    return program.post(f"{tender}/candidates", eik).json()


def awarded(program: Program, world: ApiWorld, tender: str) -> str:
    """Run the dialogue, and send the award letters of the first lot; return its path."""
    candidate = admitted(program, world, tender)["id"]
    program.post(f"{tender}/dialogue/_start", {"started_on": "2022-02-15"}, 200)
    program.post(f"{tender}/dialogue/_close", {"closed_on": "2022-04-01"}, 200)
    lot = f"{tender}/lots/LOT-0001"
    letter = {"decided_on": "2022-05-01", "sent_on": "2022-05-02", "awarded": [candidate]}
    sent = program.post(f"{lot}/award-letters", letter)
    assert sent.headers["location"] == f"/api/v1{lot}"
    assert sent.json()["awarded"] == [candidate]
    return lot


def test_a_tender_is_planned_and_read_with_what_follows_from_it(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager, date(2022, 1, 10)) as program:
        read = program.get(tender)
        again = program.post(tender, PLAN, 409).json()
        unchanged = program.get(tender, 304, headers={"If-None-Match": read.headers["etag"]})
    assert again["code"] == "tender_known"
    assert unchanged.content == b""
    found = read.json()
    assert (found["status"], found["stage"], found["reference"]) == ("open", "call", "TN-1")
    assert found["estimated_value"]["amount"] == "4500000.00"
    assert found["questions_due"]["why"]["steps"]
    assert [lot["code"] for lot in found["lots"]] == ["LOT-0001", "LOT-0002"]
    assert all(finding["message"] for finding in found["findings"])
    (entry,) = world.written("tender:planned")
    assert entry.actor_id == world.at.contract_manager.id


def test_deadlines_move_for_all_with_a_reason(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager, date(2022, 1, 11)) as program:
        read, deadlines = program.get(tender).headers["etag"], f"{tender}/deadlines"
        refused = program.put(deadlines, {"tender_due_on": "2022-05-01", "reason": "kort"}, read, 400)
        assert [error["field"] for error in refused.json()["errors"]] == ["/reason"]
        moved = {"tender_due_on": "2022-05-01", "reason": "Twee kandidaten vroegen om uitstel."}
        found = program.put(deadlines, moved, read).json()
    assert (found["requests_due_on"], found["tender_due_on"]) == ("2022-02-01", "2022-05-01")


def test_a_candidate_is_admitted_heard_and_leaves(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager) as program:
        candidate = admitted(program, world, tender)
        program.post(f"{tender}/dialogue/_start", {"started_on": "2022-02-15"}, 200)
        talk = {"candidate_id": candidate["id"], "round": 1, "held_on": "2022-02-20", "attendees": 6}
        held = program.post(f"{tender}/sessions", talk)
        session = f"{tender}/sessions/{held.json()['id']}"
        assert held.headers["location"] == f"/api/v1{session}"
        program.post(f"{session}/approval", {"approved_on": "2022-02-25"})
        program.post(f"{session}/approval", {"approved_on": "2022-02-25"}, 409)
        assert program.get(session).json()["minutes"] == "approved"
        left = {"withdrawn_on": "2022-02-28", "reason": "Te weinig personeel."}
        path = f"{tender}/candidates/{candidate['id']}"
        assert program.post(f"{path}/_withdraw", left, 200).json()["withdrawn_on"] == "2022-02-28"
        assert program.get(path).json()["parties"][0]["name"] == "Stichting De Eik"
        assert [one["id"] for one in program.get(f"{tender}/candidates").json()] == [candidate["id"]]
        assert [one["candidate_id"] for one in program.get(f"{tender}/sessions").json()] == [candidate["id"]]
    (entry,) = world.written("tender:candidate:withdrawn")
    assert entry.details["candidate"] == candidate["id"]


def test_a_lot_is_awarded_and_the_standstill_holds_until_it_has_passed(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager, MAY) as program:
        lot = awarded(program, world, tender)
        early = program.post(f"{lot}/definitive-award", {"definitive_on": "2022-05-10"}, 409).json()
        assert (early["code"], early["rule"]) == ("standstill_running", "35")
        assert program.get(lot).json()["standstill"]["last_day"]["on"] == "2022-05-23"
    with world.as_(world.at.contract_manager, JUNE) as program:
        definitive = program.post(f"{lot}/definitive-award", {"definitive_on": "2022-06-01"})
        assert definitive.headers["location"] == f"/api/v1{lot}"
        unrecorded = program.post(f"{lot}/contracts", {"concluded_on": "2022-06-02"}, 409).json()
        assert (unrecorded["code"], unrecorded["rule"]) == ("record_missing", "38")
        program.post(f"{tender}/record-of-proceedings", {})
        for item in "cdefghlmn":
            never = {"item": item, "not_applicable": True}
            program.post(f"{tender}/record-of-proceedings/_fill", never, 200)
        program.post(f"{tender}/record-of-proceedings/_complete", None, 200)
        signed = program.post(f"{lot}/contracts", {"concluded_on": "2022-06-02"}).json()
        assert signed["contract_concluded_on"] == "2022-06-02"
        noticed = program.post(f"{lot}/award-notices", {"sent_on": "2022-06-05", "reference": "TN-2"}).json()
        assert noticed["award_notice_sent_on"] == "2022-06-05"
        assert [one["outcome"] for one in program.get(f"{tender}/lots").json()] == ["awarded", None]


def test_a_tender_without_an_award_is_withdrawn(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager) as program:
        reason = {"withdrawn_on": "2022-03-01", "reason": "Het budget is vervallen."}
        assert program.post(f"{tender}/_withdraw", reason, 200).json()["status"] == "withdrawn"
        assert program.post(f"{tender}/_withdraw", reason, 409).json()["code"]


def test_all_that_is_wrong_with_a_plan_is_told_at_once(world: ApiWorld) -> None:
    wrong = {**PLAN, "procedure": "lottery", "dialogue_rounds": 0, "estimated_value": "-1", "lots": [{"code": "one"}]}
    with world.as_(world.at.contract_manager) as program:
        refused = program.post(f"/dossiers/{world.at.dossier}/tender", wrong, 400).json()
    fields = {"/procedure", "/dialogue_rounds", "/estimated_value", "/lots", "/lots/0/code", "/lots/0/title"}
    assert {error["field"] for error in refused["errors"]} == fields


def test_who_only_reads_keeps_no_tender(world: ApiWorld, tender: str) -> None:
    for actor in (world.controller, world.at.auditor):
        with world.as_(actor) as program:
            program.get(tender)
            program.get(f"{tender}/lots/LOT-0001")
            for act in ("_publish", "_withdraw", "candidates", "sessions", "lots/LOT-0001/award-letters"):
                refused = program.post(f"{tender}/{act}", {}, 403).json()
                assert refused["code"] == "role_missing_here"


def test_the_tender_of_another_dossier_is_not_there(world: ApiWorld, tender: str) -> None:
    with world.as_(world.stranger) as program:
        for path in ("", "/candidates", "/sessions", "/lots", "/lots/LOT-0001"):
            program.get(tender + path, 404)
        program.post(f"{tender}/_publish", {}, 404)


def test_what_a_tender_does_not_have_is_not_there(world: ApiWorld, tender: str) -> None:
    with world.as_(world.at.contract_manager) as program:
        assert program.get(f"{tender}/lots/LOT-0009", 404).json()["code"] == "lot_not_found"
        assert program.get(f"{tender}/candidates/nobody", 404).json()["code"] == "candidate_not_found"
        assert program.get(f"{tender}/sessions/{'x' * 300}", 404).json()["code"] == "session_not_found"
        letter = {"decided_on": "2022-02-01", "sent_on": "2022-02-02", "awarded": ["nobody"]}
        program.post(f"{tender}/lots/nowhere/award-letters", letter, 404)
        program.post(f"{tender}/lots/nowhere/definitive-award", {"definitive_on": "2022-02-02"}, 404)
        left = {"withdrawn_on": "2022-02-28", "reason": "Te weinig personeel."}
        program.post(f"{tender}/candidates/{'x' * 300}/_withdraw", left, 404)
