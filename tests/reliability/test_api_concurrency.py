"""R5 and R6: what was acknowledged to one of many programs is not lost, and what many repeat is done once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import DAY, EIK, Program, api, api_as, token_for
from api_world import ApiWorld, api_world
from dossier_factory import opened
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.models import Party

Json = dict[str, Any]

pytestmark = pytest.mark.slow

OFFICERS, REPEATED = 8, 100
COUNTED = "street_address"


def edit(program: Program, path: str, times: int) -> Counter[int]:
    """Count one further, as often as asked; begin again whenever somebody else was first."""
    answers: Counter[int] = Counter()
    while answers[200] < times:
        read = program.get(path)
        now = {name: value for name, value in read.json().items() if name not in {"id", "version"}}
        further = {**now, "postal_code": None, COUNTED: str(int(now[COUNTED]) + 1)}
        answers[program.ask("PUT", path, json=further, headers={"If-Match": read.headers["etag"]}).status_code] += 1
    return answers


def test_eight_officers_lose_none_of_their_acknowledged_changes(engine: Engine, counts: dict[str, Any]) -> None:
    times: int = counts["edits"]
    with api_as(engine, Role.PROCUREMENT_OFFICER) as program:
        path = program.post("/parties", {**EIK, COUNTED: "0"}).headers["location"].removeprefix(program.root)
        with ThreadPoolExecutor(OFFICERS) as officers:
            answers = sum(officers.map(lambda _: edit(program, path, times), range(OFFICERS)), Counter[int]())
        assert program.get(path).json()[COUNTED] == str(OFFICERS * times)
    assert set(answers) <= {200, 412}
    assert answers[412] > 0, "nobody met anybody: this shows nothing"
    with reading(engine)() as session:
        corrected = session.query(JournalEntry).where(JournalEntry.tag == "party:corrected").count()
        assert corrected == answers[200] == OFFICERS * times


def test_eight_officers_lose_none_of_their_acknowledged_words(engine: Engine, counts: dict[str, Any]) -> None:
    """The service locks the dossier after its version was read: what changed in between is told, not overwritten."""
    times: int = max(2, counts["edits"] // 5)
    with writing(engine)() as session:
        world = opened(session, DAY)
        token = token_for(session, world.manager.id)
    path = f"/dossiers/{world.dossier}"

    def add_words(officer: int) -> Counter[int]:
        answers: Counter[int] = Counter()
        while answers[200] < times:
            read = program.get(path)
            words = {"summary": f"{read.json()['summary']} {officer}-{answers[200]}"}
            headers = {"If-Match": read.headers["etag"]}
            answers[program.ask("PATCH", path, json=words, headers=headers).status_code] += 1
        return answers

    with api(engine) as program, ThreadPoolExecutor(OFFICERS) as officers:
        program.token = token
        answers = sum(officers.map(add_words, range(OFFICERS)), Counter[int]())
        kept = program.get(path).json()["summary"].split()
    assert set(answers) <= {200, 412}
    assert sorted(kept) == sorted(f"{officer}-{word}" for officer in range(OFFICERS) for word in range(times))


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, with an agreement and a tender that is being prepared."""
    with api_world(engine) as opened_world:
        yield opened_world


def in_turns(program: Program, path: str, into: str, days: Callable[[int], Json]) -> list[int]:
    """Let eight officers change something once, all on the version that each of them read; give what they heard."""
    marks = [program.get(path).headers["etag"] for _ in range(OFFICERS)]

    def change(officer: int) -> int:
        headers = {"If-Match": marks[officer]}
        return program.ask("PUT", path + into, json=days(officer), headers=headers).status_code

    with ThreadPoolExecutor(OFFICERS) as officers:
        return sorted(officers.map(change, range(OFFICERS)))


def test_of_eight_who_move_a_deadline_at_once_one_is_told_that_it_moved(world: ApiWorld) -> None:
    path = f"/dossiers/{world.at.dossier}/tender"
    plan = {"procedure": "sas_dialogue", "title": "Jeugdhulp", "lots": [{"code": "LOT-0001", "title": "Noord"}]}
    with world.as_(world.at.contract_manager) as program:
        program.post(path, {**plan, "tender_due_on": "2022-05-01"})
        because = {"reason": "Kandidaten vroegen om uitstel."}
        heard = in_turns(program, path, "/deadlines", lambda one: {**because, "tender_due_on": f"2022-06-0{one + 1}"})
        kept = program.get(path).json()["tender_due_on"]
    assert heard == [200] + [412] * (OFFICERS - 1)
    (moved,) = world.written("tender:deadlines:moved")
    assert moved.details["tenders_after"] == kept


@pytest.mark.parametrize("planned", [False, True])
def test_of_eight_who_plan_an_evaluation_at_once_one_is_told_that_it_is_planned(world: ApiWorld, planned: bool) -> None:
    """The first plan makes a row: who makes it at the same moment hears that they collided."""
    path = f"/agreements/{world.agreement()}/extension-points/1"
    with world.as_(world.at.contract_manager) as program:
        if planned:
            mark = program.get(path).headers["etag"]
            program.put(f"{path}/planned-evaluation", {"planned_on": "2022-03-10"}, mark)
        heard = in_turns(program, path, "/planned-evaluation", lambda one: {"planned_on": f"2022-04-0{one + 1}"})
        kept = program.get(path).json()["evaluation"]["planned_on"]
    assert heard.count(200) == 1
    assert set(heard) <= {200, 409, 412}
    written = world.written("contract:evaluation:planned")
    assert len(written) == 1 + planned
    assert written[-1].details["planned_on"] == kept


def test_a_hundred_equal_requests_at_once_make_one_thing(engine: Engine) -> None:
    with api_as(engine, Role.PROCUREMENT_OFFICER) as program, ThreadPoolExecutor(REPEATED) as many:

        def post(_: int) -> Any:
            return program.ask("POST", "/parties", json=EIK, headers={"Idempotency-Key": "k-1"})

        answers = list(many.map(post, range(REPEATED)))
        later = [post(0) for _ in range(3)]
    statuses = Counter(one.status_code for one in answers)
    assert set(statuses) <= {201, 409}
    assert {one.json()["code"] for one in answers if one.status_code == 409} <= {"idempotency_key_in_use"}
    made = {one.content for one in [*answers, *later] if one.status_code == 201}
    assert len(made) == 1
    assert sum("idempotent-replayed" not in one.headers for one in answers if one.status_code == 201) == 1
    assert all(one.headers.get("idempotent-replayed") == "true" for one in later)
    with reading(engine)() as session:
        assert session.query(Party).count() == 1
        assert session.query(JournalEntry).where(JournalEntry.tag == "party:registered").count() == 1


def test_a_hundred_different_requests_at_once_are_all_done(engine: Engine) -> None:
    with api_as(engine, Role.PROCUREMENT_OFFICER) as program, ThreadPoolExecutor(REPEATED) as many:

        def post(number: int) -> int:
            party = {**EIK, "kvk_number": f"9000{number:04}"}
            answer = program.ask("POST", "/parties", json=party, headers={"Idempotency-Key": f"k-{number}"})
            return answer.status_code

        assert Counter(many.map(post, range(REPEATED))) == {201: REPEATED}
    with reading(engine)() as session:
        assert session.query(Party).count() == REPEATED
