"""What is edited in place is edited on the version that was read; a refusal tells what changed since, and only that."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import EIK, Program
from api_world import ApiWorld, api_world
from dossier_factory import person
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing

JANUARY = date(2022, 1, 10)
PLAN = {
    "procedure": "sas_dialogue",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2022-02-01",
    "tender_due_on": "2022-05-01",
    "lots": [{"code": "LOT-0001", "title": "Noord"}],
}


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        yield opened


@pytest.fixture
def manager(world: ApiWorld) -> Iterator[Program]:
    """A program with the token of the contract manager."""
    with world.as_(world.at.contract_manager, JANUARY) as program:
        yield program


@pytest.fixture
def dossier(world: ApiWorld) -> str:
    """The path of the dossier."""
    return f"/dossiers/{world.at.dossier}"


@pytest.fixture
def deputy(engine: Engine) -> dict[str, str]:
    """A post that somebody can be given; the version of the dossier does not count it."""
    with writing(engine)() as session:
        return {"post": "deputy", "person_id": person(session, "plaatsvervanger", Role.CONTRACT_MANAGER, JANUARY).id}


def read(program: Program, path: str) -> str:
    return program.get(path).headers["etag"]


def changed(answer: Any) -> dict[str, Any]:
    """Return what a refusal says of each field that changed: what it is now, and what was sent."""
    assert answer.json()["code"] == "changed_meanwhile"
    return {one["field"]: (one["now"], one["yours"]) for one in answer.json()["changed"]}


def test_a_refusal_names_what_others_changed_and_not_what_only_the_reader_wants_to_change(
    manager: Program, dossier: str, deputy: dict[str, str]
) -> None:
    mark = read(manager, dossier)
    manager.put(dossier, {"summary": "Iemand anders schreef dit."}, read(manager, dossier), method="PATCH")
    manager.post(f"{dossier}/posts", deputy)
    refused = manager.put(dossier, {"title": "Een nieuwe titel"}, mark, 412, method="PATCH")
    told = changed(refused)
    assert told.keys() == {"summary", "posts"}
    assert told["summary"] == ("Iemand anders schreef dit.", None)


def test_what_a_reader_is_shown_beside_it_does_not_stand_in_the_way_of_a_change(
    manager: Program, dossier: str, deputy: dict[str, str]
) -> None:
    mark = read(manager, dossier)
    manager.post(f"{dossier}/posts", deputy)
    manager.get(dossier, headers={"If-None-Match": mark})
    titled = manager.put(dossier, {"title": "Een nieuwe titel"}, mark, method="PATCH").json()
    assert (titled["title"], len(titled["posts"])) == ("Een nieuwe titel", 2)


def test_a_change_before_somebody_read_is_not_told_as_a_change_since(manager: Program, dossier: str) -> None:
    manager.put(dossier, {"summary": "Dit staat er al lang."}, read(manager, dossier), method="PATCH")
    mark = read(manager, dossier)
    manager.put(f"{dossier}/phase", {"phase": "evaluation"}, mark)
    refused = manager.put(dossier, {"title": "Een nieuwe titel"}, mark, 412, method="PATCH")
    assert changed(refused).keys() == {"phase"}


def test_a_version_that_reads_the_same_may_be_changed(manager: Program, engine: Engine, dossier: str) -> None:
    """A person's own sign-in counts a version that no reader is shown."""
    mark = read(manager, dossier)
    with writing(engine)() as session:
        session.connection().exec_driver_sql("UPDATE dossier SET version = version + 1")
    assert manager.put(dossier, {"title": "Een nieuwe titel"}, mark, method="PATCH").json()["version"] == 3


@pytest.mark.parametrize("mark", ['"3.made-up"', '"1"', '"1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAA"'])
def test_a_mark_that_was_never_given_is_refused_without_a_word_about_changes(
    manager: Program, dossier: str, mark: str
) -> None:
    refused = manager.put(dossier, {"title": "Een nieuwe titel"}, mark, 412, method="PATCH").json()
    assert refused["code"] == "mark_unknown"
    assert "changed" not in refused


def test_the_mark_of_one_thing_opens_no_other(manager: Program) -> None:
    eik, linde = (
        manager.post("/parties", {**EIK, "name": name, "kvk_number": number}).headers["location"][7:]
        for name, number in (("Stichting De Beuk", "90000091"), ("Stichting De Linde", "90000092"))
    )
    refused = manager.put(linde, {**EIK, "kvk_number": "90000092"}, read(manager, eik), 412)
    assert refused.json()["code"] == "mark_unknown"


def test_a_deadline_that_was_moved_is_not_moved_back_by_who_did_not_see_it(
    world: ApiWorld, manager: Program, dossier: str
) -> None:
    tender = f"{dossier}/tender"
    manager.post(tender, PLAN)
    mark = read(manager, tender)
    moved = {"tender_due_on": "2022-06-01", "reason": "Twee kandidaten vroegen om uitstel."}
    manager.put(f"{tender}/deadlines", moved, mark)
    other = {"tender_due_on": "2022-05-08", "reason": "Een week erbij voor iedereen."}
    told = changed(manager.put(f"{tender}/deadlines", other, mark, 412))
    assert told["tender_due_on"] == ("2022-06-01", "2022-05-08")
    assert "requests_due_on" not in told
    assert manager.put(f"{tender}/deadlines", other, None, 428).json()["code"] == "condition_missing"
    assert manager.get(tender).json()["tender_due_on"] == "2022-06-01"
    (entry,) = world.written("tender:deadlines:moved")
    assert entry.details["reason"] == moved["reason"]


def test_a_planned_evaluation_is_moved_by_who_saw_the_day(world: ApiWorld, manager: Program) -> None:
    point = f"/agreements/{world.agreement()}/extension-points/1"
    never_planned = read(manager, point)
    first = manager.put(f"{point}/planned-evaluation", {"planned_on": "2022-03-01"}, never_planned)
    refused = manager.put(f"{point}/planned-evaluation", {"planned_on": "2022-04-01"}, never_planned, 412)
    assert changed(refused)["evaluation"][0]["planned_on"] == "2022-03-01"
    second = manager.put(f"{point}/planned-evaluation", {"planned_on": "2022-04-01"}, first.headers["etag"])
    manager.put(f"{point}/planned-evaluation", {"planned_on": "2022-05-01"}, first.headers["etag"], 412)
    assert second.json()["evaluation"]["planned_on"] == "2022-04-01"
    assert len(world.written("contract:evaluation:planned")) == 2


def test_a_phase_is_entered_by_who_saw_the_phase_it_is_in(manager: Program, dossier: str) -> None:
    mark = read(manager, dossier)
    manager.put(f"{dossier}/phase", {"phase": "evaluation"}, mark)
    refused = manager.put(f"{dossier}/phase", {"phase": "exploration"}, mark, 412)
    assert changed(refused) == {"phase": ("evaluation", "exploration")}


@pytest.mark.parametrize("before", ["rest", "_acknowledge"])
def test_reminders_rest_until_the_day_that_was_seen(world: ApiWorld, manager: Program, before: str) -> None:
    world.agreement()
    path = f"/milestones/{manager.get('/milestones?kind=notice').json()[0]['id']}"
    mark, rest = read(manager, path), {"until": "2022-01-20", "reason": "Wacht op de raadsvergadering."}
    if before == "rest":
        manager.put(f"{path}/rest", rest, mark)
    else:
        manager.post(f"{path}/_acknowledge", None, 200)
    refused = manager.put(f"{path}/rest", {**rest, "until": "2022-01-25"}, mark, 412)
    assert changed(refused)["quiet_until"][1] is None
    assert changed(refused)["quiet_until"][0]
    manager.put(f"{path}/rest", {**rest, "until": "2022-01-25"}, read(manager, path))


def test_what_a_post_of_a_dossier_makes_stands_where_the_answer_says(
    manager: Program, dossier: str, deputy: dict[str, str]
) -> None:
    made = manager.post(f"{dossier}/posts", deputy)
    found = manager.get(made.headers["location"].removeprefix(manager.root))
    assert found.json() == made.json()
    assert found.headers["etag"] == made.headers["etag"]
