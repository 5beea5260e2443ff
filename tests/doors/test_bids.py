"""Bids at the doors: nobody sees one before the deadline, a list says all that is wrong in it, one sees one's own."""

from base64 import b64encode
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from doors.test_files_and_rooms import DAY, Door, People, at, people
from doors.test_files_api import Caller, call
from dossier_factory import on
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.tendering.schemas import AdmitCandidate, MoveDeadlines, PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import PLAN

__all__ = ["at", "call", "people"]
CALL = date(2029, 1, 15)
DUE = DAY - timedelta(5)
WHY = "Bijlage 3 noemde een verkeerd bedrag."
OPENED = {"opened_at": f"{DAY.isoformat()}T08:00:00Z", "first_opener": "A. Een", "second_opener": "B. Twee"}


@pytest.fixture(autouse=True)
def candidates(engine: Engine, people: People) -> list[str]:
    """A tender that closed five days ago at noon, and its two candidates."""
    with writing(engine)() as session:
        keeper, dossier = on(CALL, people.world.manager), people.world.dossier
        told = {"tender_due_on": DUE.isoformat(), "tender_due_time": "12:00"}
        tendering.plan_tender(session, keeper, dossier, PlanTender.model_validate(PLAN | told))
        tendering.publish_tender(session, keeper, dossier, PublishTender(published_on=CALL))
        ids: list[str] = []
        for name, party in zip(("Kandidaat Eik", "Kandidaat Linde"), people.world.providers, strict=True):
            seats = [{"party_id": party, "role": "lead"}]
            command = AdmitCandidate.model_validate({"name": name, "parties": seats, "admitted_on": CALL})
            ids.append(tendering.admit_candidate(session, keeper, dossier, command).id)
        return ids


@pytest.fixture
def still_open(engine: Engine, people: People) -> None:
    """The same tender, of which the deadline was moved to next week in time."""
    with writing(engine)() as session:
        move = MoveDeadlines(tender_due_on=DAY + timedelta(7), reason="Een week erbij voor iedereen.")
        tendering.move_deadlines(session, on(CALL, people.world.manager), people.world.dossier, move)


def api(people: People, *tail: str) -> str:
    return "/".join([f"/dossiers/{people.world.dossier}", *tail])


def listed(call: Caller, people: People, text: str, name: str = "lijst.csv") -> Any:
    body = {"file_name": name, "content": b64encode(text.encode()).decode()}
    return call(people.officer, "POST", api(people, "bids", "_import"), json=body)


def test_a_list_is_read_in_and_opened_by_two_at_the_api(people: People, call: Caller) -> None:
    day = f"{DUE:%d-%m-%Y}"
    answer = listed(call, people, f"inschrijver;ontvangen\nKandidaat Eik;{day} 12:00\nKandidaat Linde;{day} 12:00:01\n")
    assert answer.status_code == 200, answer.text
    assert [(one["candidate"], one["state"]) for one in answer.json()] == [
        ("Kandidaat Eik", "valid"),
        ("Kandidaat Linde", "late"),
    ]
    alone = call(
        people.officer, "POST", api(people, "bid-course", "opening"), json=OPENED | {"second_opener": "a. een"}
    )
    assert (alone.status_code, alone.json()["rule"]) == (409, "23")
    opened = call(people.officer, "POST", api(people, "bid-course", "opening"), json=OPENED)
    assert (opened.status_code, opened.json()["opening"]["second_opener"]) == (201, "B. Twee")


def test_the_record_of_opening_is_given_as_word_at_both_doors_and_to_no_candidate(
    people: People, call: Caller, at: Door
) -> None:
    listed(call, people, f"inschrijver;ontvangen\nKandidaat Eik;{DUE:%d-%m-%Y} 12:00\n")
    path, page = api(people, "bid-course", "opening-record"), f"/dossiers/{people.world.dossier}/inschrijvingen"
    early = call(people.officer, "GET", path)
    assert (early.status_code, early.json()["rule"]) == (409, "23")
    call(people.officer, "POST", api(people, "bid-course", "opening"), json=OPENED)
    given = call(people.officer, "GET", path)
    assert (given.status_code, call(people.eik, "GET", path).status_code) == (200, 404)
    assert "Kandidaat Eik" in text_of_document(given.content)
    with at(people.officer) as browser:
        assert f"{page}/opening/proces-verbaal" in browser.open(page)
        assert browser.answer(f"{page}/opening/proces-verbaal").content == given.content


def test_of_a_list_everything_that_is_wrong_is_said_at_once(people: People, call: Caller) -> None:
    answer = listed(call, people, "inschrijver;ontvangen\nDe Es;gisteren\nKandidaat Eik;\n")
    assert answer.status_code == 400, answer.text
    for place in ("2:inschrijver", "2:ontvangen", "3:ontvangen"):
        assert place in answer.text
    assert call(people.officer, "GET", api(people, "bids")).json() == []


@pytest.mark.usefixtures("still_open")
def test_before_the_deadline_the_officer_is_told_nothing_and_a_candidate_confirms_its_own(
    people: People, call: Caller, at: Door
) -> None:
    refused = listed(call, people, "inschrijver;ontvangen\n")
    assert (refused.status_code, refused.json()["rule"]) == (409, "23")
    corrected = call(people.officer, "POST", api(people, "bid-course", "corrections"), json={"reason": WHY})
    assert corrected.status_code == 201, corrected.text
    page = f"/dossiers/{people.world.dossier}/inschrijvingen"
    with at(people.eik) as browser:
        assert WHY in browser.open(page)
        assert browser.send(f"{page}/eigen/bevestigen") == page
        assert "bevestigd na het herstel" in browser.open(page)
    with at(people.linde) as browser:
        shown = browser.open(page)
        assert "bevestigd na het herstel" not in shown
        assert "Kandidaat Eik" not in shown
    with at(people.officer) as browser:
        shown = browser.open(page)
        assert "bevestigd na het herstel" not in shown
        assert "Het register blijft dicht" in shown


def test_the_officer_types_a_late_bid_and_sees_that_it_is_refused(
    people: People, at: Door, candidates: list[str]
) -> None:
    page = f"/dossiers/{people.world.dossier}/inschrijvingen"
    typed = {"candidate_id": candidates[0], "received_on": f"{DUE:%d-%m-%Y}", "received_time": "12:00:01"}
    with at(people.officer) as browser:
        assert "E-mail of papier" in browser.open(page)
        assert browser.send(f"{page}/vastleggen", way="platform", **typed) == page
        shown = browser.open(page)
        assert "te laat" in shown
        assert "12:00:01" in shown
        assert "Regel 27" in browser.send(f"{page}/vastleggen", 409, way="email", **typed)
    with at(people.eik) as browser:
        assert "te laat" in browser.open(page)
