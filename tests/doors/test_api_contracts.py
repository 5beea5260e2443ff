"""Agreements at the API: on record, listed for who reads them, extended, and printed; refused in words elsewhere."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import Program
from api_world import ApiWorld, api_world
from partnerschapsakte.contracts import queries


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        yield opened


def nine_years(world: ApiWorld, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "single",
        "deed": "PA-7",
        "title": "Partnerschapsakte ambulante hulp",
        "duration_motivation": "Transformatie vraagt tijd.",
        "authorities": [world.at.exemplum],
        "providers": [{"party_id": world.at.eik, "role": "contractor"}],
        "term": {"starts_on": "2022-07-01", "initial_months": 36, "options": [24, 24, 24]},
        "budget": [{"year": 2022, "amount": "1250000.50", "clients": 80}],
        **changes,
    }


def test_an_agreement_is_put_on_record_and_read_with_every_date_explained(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        made = program.post(f"/dossiers/{world.at.dossier}/agreements", nine_years(world))
        read = program.get(f"/agreements/{made.json()['id']}").json()
    assert made.headers["location"] == f"/api/v1/agreements/{read['id']}"
    assert read == made.json()
    assert read["term"]["latest_last_day"]["on"] == "2031-06-30"
    first = read["extension_points"][0]
    assert (first["number"], first["decide_by"]["on"], first["state"]) == (1, "2024-12-30", "open")
    assert first["decide_by"]["why"]["steps"][0]["text"] == "Laatste dag van de lopende periode"
    assert read["budget"] == [{"year": 2022, "amount": "1250000.50", "clients": 80, "indexed_from": None}]
    (entry,) = world.written("contract:agreement:concluded")
    assert (entry.subject, entry.actor_id) == (read["id"], world.at.contract_manager.id)


@pytest.mark.parametrize("asked", ["' OR '1'='1", "%", "_", "x'); DROP TABLE agreement;--", "\\"])
def test_what_is_searched_for_is_a_value_and_never_sql(world: ApiWorld, asked: str) -> None:
    with world.as_(world.at.contract_manager) as program:
        program.post(f"/dossiers/{world.at.dossier}/agreements", nine_years(world))
        named = nine_years(world, deed="PA-8", title=f"Akte {asked} hulp")
        program.post(f"/dossiers/{world.at.dossier}/agreements", named)
        found = program.get("/agreements", params={"q": asked}).json()
        assert [one["deed"] for one in found] == ["PA-8"]


def test_an_agreement_with_an_organisation_that_nobody_registered_is_refused(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        unknown = nine_years(world, authorities=["nobody"])
        refused = program.post(f"/dossiers/{world.at.dossier}/agreements", unknown, 400).json()
    assert refused["code"] == "party_unknown"
    assert "nobody" in refused["detail"]


def test_all_that_is_wrong_with_an_agreement_is_told_at_once(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        wrong = nine_years(world, deed="", authorities=[], colour="blue", term={"starts_on": "1 july", "options": [0]})
        refused = program.post(f"/dossiers/{world.at.dossier}/agreements", wrong, 400)
    assert refused.headers["content-type"] == "application/problem+json"
    fields = {error["field"] for error in refused.json()["errors"]}
    assert fields == {
        "/deed",
        "/authorities",
        "/colour",
        "/term/starts_on",
        "/term/initial_months",
        "/term/options/0",
    }


def test_a_term_that_runs_off_the_calendar_is_refused_and_breaks_nothing(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        term = {"starts_on": "9998-12-31", "initial_months": 36, "options": [24]}
        refused = program.post(f"/dossiers/{world.at.dossier}/agreements", nine_years(world, term=term), 400).json()
        assert refused["code"] == "date_outside_calendar"
        huge = [{"year": 2022, "amount": "1" * 40, "clients": 8, "indexed_from": 10**30}]
        refused = program.post(f"/dossiers/{world.at.dossier}/agreements", nine_years(world, budget=huge), 400).json()
    assert {error["field"] for error in refused["errors"]} == {"/budget/0/amount", "/budget/0/indexed_from"}


def test_money_and_shares_are_exact_or_refused(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        for amount, share in ((0.1, 0.5), ("1e3", "0,5"), ("10.123", "1.5"), (True, "half"), ("-1", 2)):
            seat = {"party_id": world.at.eik, "role": "contractor", "share": share}
            wrong = nine_years(world, providers=[seat], budget=[{"year": 2022, "amount": amount, "clients": 1}])
            refused = program.post(f"/dossiers/{world.at.dossier}/agreements", wrong, 400).json()
            assert {error["field"] for error in refused["errors"]} >= {"/providers/0/share", "/budget/0/amount"}
        seat = {"party_id": world.at.eik, "role": "contractor", "share": "0.25"}
        right = nine_years(world, providers=[seat], budget=[{"year": 2022, "amount": 7, "clients": 1}])
        made = program.post(f"/dossiers/{world.at.dossier}/agreements", right).json()
    assert (made["providers"][0]["share"], made["budget"][0]["amount"]) == ("0.25", "7")


def test_a_party_or_a_year_is_named_once(world: ApiWorld) -> None:
    square = {"year": 2022, "amount": "10", "clients": 1}
    path = f"/dossiers/{world.at.dossier}/agreements"
    with world.as_(world.at.contract_manager) as program:
        refused = program.post(path, nine_years(world, authorities=[world.at.exemplum] * 2), 400).json()
        assert (refused["code"], refused["detail"]) == ("named_twice", f"{world.at.exemplum} staat er twee keer.")
        assert program.post(path, nine_years(world, budget=[square] * 2), 400).json()["code"] == "named_twice"
        point = f"/agreements/{world.agreement()}/extension-points/1"
        dissent = {"party_id": world.at.eik, "reason": "De norm was te hoog gesteld."}
        concluded = {"concluded_on": "2022-02-20", "findings": "De wachttijd is gehalveerd.", "dissents": [dissent] * 2}
        assert program.post(f"{point}/evaluation", concluded, 400).json()["code"] == "named_twice"


def test_who_only_reads_concludes_decides_and_prints_nothing(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.controller) as program:
        program.get(f"/agreements/{agreement_id}")
        refused = program.post(f"/dossiers/{world.at.dossier}/agreements", nine_years(world), 403).json()
        assert refused["code"] == "role_missing_here"
        for path in ("extension-points/1/decision", "extension-points/1/continuation", "documents"):
            program.post(f"/agreements/{agreement_id}/{path}", {}, 403)


def test_an_agreement_of_another_dossier_is_not_there(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.stranger) as program:
        hidden = program.get(f"/agreements/{agreement_id}", 404).json()
        absent = program.get("/agreements/no-such-agreement", 404).json()
        assert {**hidden, "instance": ""} == {**absent, "instance": ""}
        assert program.get("/agreements").json() == []
        for path in ("extension-points", "extension-points/1", "extension-points/1/acts", "documents", "timeline"):
            program.get(f"/agreements/{agreement_id}/{path}", 404)
        program.get(f"/dossiers/{world.at.dossier}/agreements", 404)
        program.post(f"/agreements/{agreement_id}/extension-points/1/decision", {}, 404)


def test_the_list_holds_what_somebody_reads_page_by_page_in_the_order_they_ask(world: ApiWorld) -> None:
    for letter in "CAB":
        world.agreement(deed=f"PA-{letter}", title=f"Akte 100% {letter}")
    with world.as_(world.at.contract_manager) as program:
        first = program.get("/agreements?sort=title&pageSize=2")
        assert [row["title"] for row in first.json()] == ["Akte 100% A", "Akte 100% B"]
        assert '/api/v1/agreements?sort=title&page=2&pageSize=2>; rel="next"' in first.headers["link"]
        assert [row["title"] for row in program.get("/agreements?sort=title&page=2&pageSize=2").json()] == [
            "Akte 100% C"
        ]
        assert [row["deed"] for row in program.get("/agreements", params={"q": "100% b"}).json()] == ["PA-B"]
        assert program.get("/agreements", params={"q": "100_"}).json() == []
        ids = [row["id"] for row in program.get("/agreements").json()]
        assert ids == sorted(ids)
        assert program.get(f"/agreements?dossierId={world.at.dossier}").json() == program.get("/agreements").json()
        assert program.get("/agreements?dossierId=another").json() == []


def test_the_list_is_filtered_by_how_the_term_stands_today(world: ApiWorld) -> None:
    def term(since: str, months: int) -> dict[str, Any]:
        return {"starts_on": date.fromisoformat(since), "initial_months": months}

    for deed, since, months in (("over", "2020-01-01", 24), ("now", "2020-01-01", 36), ("soon", "2022-04-01", 36)):
        world.agreement(deed=deed, term=term(since, months))
    base = world.agreement(deed="base", kind="base", term=term("2020-01-01", 24))
    world.agreement(deed="sub", kind="sub", parent_id=base, term=None)

    with world.as_(world.at.contract_manager) as program:

        def deeds(**asked: str) -> set[str]:
            return {row["deed"] for row in program.get("/agreements", params=asked).json()}

        assert deeds(state="ended") == {"over", "base", "sub"}
        assert deeds(state="running") == {"now"}
        assert deeds(state="upcoming") == {"soon"}
        assert deeds(kind="sub") == {"sub"}
        assert deeds(concluded="true") == set()
        wrong = program.get("/agreements?state=dead&sort=colour&page=0&shoe=1", 400).json()
    assert {error["field"] for error in wrong["errors"]} == {"state", "sort", "page", "shoe"}


@pytest.mark.parametrize("few", [0, 50])
def test_the_list_is_the_same_for_who_has_few_rights_and_for_who_has_many(
    world: ApiWorld, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    ids = sorted(world.agreement(deed=f"PA-{number}") for number in range(3))
    with world.as_(world.at.contract_manager) as program:
        assert [row["id"] for row in program.get("/agreements").json()] == ids
    with world.as_(world.stranger) as program:
        assert program.get("/agreements").json() == []


def test_an_auditor_lists_everything_and_changes_nothing(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.at.auditor) as program:
        assert [row["id"] for row in program.get("/agreements").json()] == [agreement_id]
        program.get(f"/agreements/{agreement_id}/extension-points")
        program.post(f"/agreements/{agreement_id}/extension-points/1/notice", {}, 403)


def evaluated(program: Program, world: ApiWorld, point: str) -> None:
    """Conclude the evaluation before a point, with a dissent."""
    concluded = {
        "concluded_on": "2022-02-20",
        "findings": "De wachttijd is gehalveerd.",
        "dissents": [{"party_id": world.at.eik, "reason": "De norm was te hoog gesteld."}],
    }
    made = program.post(f"{point}/evaluation", concluded)
    assert made.headers["location"] == f"/api/v1{point}"
    assert made.json()["evaluation"]["dissents"] == concluded["dissents"]


def test_a_point_tells_which_acts_are_possible_and_why_the_others_are_not(world: ApiWorld) -> None:
    point = f"/agreements/{world.agreement()}/extension-points/1"
    with world.as_(world.at.contract_manager) as program:
        acts = {act["act"]: act for act in program.get(f"{point}/acts").json()}
        assert acts["evaluate"] == {"act": "evaluate", "possible": True, "code": None, "why": None, "remedy": None}
        assert (acts["notify"]["possible"], acts["notify"]["code"]) == (False, "not_decided")
        assert acts["notify"]["remedy"] == "Leg eerst het besluit vast."
        read = program.get(point).headers["etag"]
        planned = program.put(f"{point}/planned-evaluation", {"planned_on": "2022-02-01"}, read).json()
    assert planned["evaluation"]["planned_on"] == "2022-02-01"


def test_a_term_is_extended_step_by_step_through_the_api(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    point = f"/agreements/{agreement_id}/extension-points/1"
    party = {"authority_id": world.at.exemplum}
    decision = {**party, "choice": "extend", "reason": "De doelen zijn gehaald."}
    with world.as_(world.at.contract_manager) as program:
        evaluated(program, world, point)
        refused = program.post(f"{point}/decision", decision, 403).json()
        assert (refused["code"], refused["rule"]) == ("mandate_missing", "75")
    with world.as_(world.at.mandate_holder) as program:
        program.post(f"{point}/decision", decision)
        assert program.post(f"{point}/decision", decision, 409).json()["code"] == "already_decided"
    with world.as_(world.at.contract_manager) as program:
        program.post(f"{point}/notice", {**party, "sent_on": "2022-03-01", "channel": "aangetekende post"})
        proof = {**party, "received_on": "2022-03-01", "proof": "ontvangstbevestiging"}
        extended = program.post(f"{point}/receipt", proof).json()
        assert (extended["state"], extended["relations"][0]["proof"]) == ("extended", "ontvangstbevestiging")
        term = program.get(f"/agreements/{agreement_id}").json()["term"]
    assert term["current_last_day"]["on"] == "2024-12-31"
    assert len(world.written("contract:notice:received")) == 1
    assert {entry.actor_id for entry in world.written("contract:extension:decided")} == {world.at.mandate_holder.id}


def test_a_decision_taken_elsewhere_is_recorded_whole_or_not_at_all(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    point = f"/agreements/{agreement_id}/extension-points/1"
    decision = {
        "authority_id": world.at.exemplum,
        "choice": "let_lapse",
        "reason": "De vraag is verdwenen.",
        "without_evaluation": "De aanbieder stopt ermee.",
        "decided_elsewhere": True,
    }
    whole = {"body": "college", "decided_on": "2022-02-01", "case_number": "Z-22", "file": "besluit.pdf"}
    with world.as_(world.at.contract_manager) as program:
        refused = program.post(f"{point}/decision", decision, 400).json()
        assert refused["errors"][0]["code"] == "elsewhere_incomplete"
        made = program.post(f"{point}/decision", decision | whole).json()
    assert made["state"] == "lapsed"
    assert made["relations"][0]["case_number"] == "Z-22"


def test_a_mandate_holder_goes_on_after_a_missed_day(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    point = f"/agreements/{agreement_id}/extension-points/1"
    ground = {
        "authority_id": world.at.exemplum,
        "ground": "De zorg aan de cliënten loopt door.",
        "risk": "Een ander kan de voortzetting aanvechten.",
    }
    with world.as_(world.at.contract_manager, date(2022, 8, 1)) as program:
        program.post(f"{point}/continuation", ground, 403)
    with world.as_(world.at.mandate_holder, date(2022, 8, 1)) as program:
        assert program.post(f"{point}/continuation", ground).json()["state"] == "extended"


def test_a_point_that_the_deed_does_not_have_is_not_there(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.at.contract_manager) as program:
        for number in ("4", "0", "99999999999999999999"):
            refused = program.get(f"/agreements/{agreement_id}/extension-points/{number}", 404).json()
            assert refused["code"] == "point_unknown"
        program.get(f"/agreements/{agreement_id}/extension-points/one", 404)


def test_the_letters_wait_for_a_decision_and_the_deed_for_its_texts(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.at.contract_manager) as program:
        without = program.post(f"/agreements/{agreement_id}/documents", None, 400).json()
        assert without["code"] == "deed_texts_incomplete"
        program.post(f"/agreements/{agreement_id}/extension-points/1/letters", None, 400)
        program.post(f"/dossiers/{world.at.dossier}/date-tables", None, 400)
        assert program.get(f"/agreements/{agreement_id}/documents").json() == []
