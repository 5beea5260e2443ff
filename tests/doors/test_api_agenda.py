"""The dates that matter at the API: listed for who reads them, explained, and as a calendar."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine

from api_world import ApiWorld, api_world


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik with an agreement of nine years, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        opened.agreement()
        yield opened


def test_the_dates_of_what_somebody_reads_come_the_oldest_first_and_page_by_page(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        answer = program.get("/milestones?pageSize=3")
        everything = program.get("/milestones?pageSize=200").json()
        second = program.get("/milestones?pageSize=3&page=2").json()
    days = [one["due"]["on"] for one in everything]
    assert days == sorted(days)
    assert answer.json() + second == everything[:6]
    assert 'rel="next"' in answer.headers["link"]
    assert {one["dossier_id"] for one in everything} == {world.at.dossier}


def test_a_date_says_in_words_what_it_is_and_why(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        (notice,) = program.get("/milestones?kind=notice&dueUntil=2023-01-01").json()
        read = program.get(f"/milestones/{notice['id']}").json()
    assert read == notice
    assert read["title"] == "Aanzegging van verlenging 1 van Partnerschapsakte Exemplum uiterlijk ontvangen"
    assert read["due"]["why"]["source"] == "Contractstandaard 1.3.3"
    assert read["due"]["why"]["steps"][-1]["text"] == "6 kalendermaanden eerder"
    assert read["owner_id"] == world.at.contract_manager.id


@pytest.mark.parametrize("state", ["waiting", "due", "overdue", "done", "void"])
def test_the_list_keeps_the_dates_that_stand_so(world: ApiWorld, state: str) -> None:
    with world.as_(world.at.contract_manager, date(2022, 8, 1)) as program:
        everything = program.get("/milestones?pageSize=200").json()
        kept = program.get(f"/milestones?pageSize=200&state={state}").json()
    assert kept == [one for one in everything if one["state"] == state]
    assert (len(kept) > 0) == (state in {"waiting", "due", "overdue"})


def test_the_list_keeps_what_is_asked_for(world: ApiWorld) -> None:
    subject = world.agreement(deed="PA-2", title="Andere akte")
    with world.as_(world.at.contract_manager) as program:
        of_one = program.get(f"/milestones?pageSize=200&subject={subject}").json()
        mine = program.get("/milestones?pageSize=200&mine=true&dueFrom=2026-01-01").json()
    assert {one["subject"] for one in of_one} == {subject}
    assert min(one["due"]["on"] for one in mine) >= "2026-01-01"
    with world.as_(world.at.mandate_holder) as program:
        assert program.get("/milestones?mine=true").json() == []
        assert program.get("/milestones").json()
        wrong = program.get("/milestones?state=odd&dueFrom=soon&mine=perhaps&colour=red", 400).json()
    assert {error["field"] for error in wrong["errors"]} == {"state", "dueFrom", "mine", "colour"}


def test_an_auditor_reads_all_dates(world: ApiWorld) -> None:
    with world.as_(world.at.auditor) as program:
        assert program.get("/milestones").json()


def test_the_dates_of_another_dossier_are_not_there(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        one = program.get("/milestones?pageSize=1").json()[0]["id"]
    with world.as_(world.stranger) as program:
        assert program.get("/milestones").json() == []
        assert program.get(f"/milestones?dossierId={world.at.dossier}").json() == []
        program.get(f"/milestones/{one}", 404)
        program.get(f"/dossiers/{world.at.dossier}/milestones", 404)
        program.get(f"/dossiers/{world.at.dossier}/calendar", 404)


def test_a_dossier_gives_its_dates_as_a_list_and_as_a_calendar(world: ApiWorld) -> None:
    with world.as_(world.controller) as program:
        listed = program.get(f"/dossiers/{world.at.dossier}/milestones?pageSize=200").json()
        calendar = program.get(f"/dossiers/{world.at.dossier}/calendar")
    assert calendar.headers["content-type"].startswith("text/calendar")
    events: list[Any] = Calendar.from_ical(calendar.text).walk("VEVENT")
    assert sorted(str(event["dtstart"].dt) for event in events) == [
        one["due"]["on"] for one in listed if one["state"] != "void"
    ]
    assert {str(event["uid"]).partition("@")[0] for event in events} <= {one["id"] for one in listed}
    assert all(str(event["url"]).startswith("https://localhost:8000/data/") for event in events)
