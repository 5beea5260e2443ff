"""The dialogue at its doors: the officer's pages round by round, a participant's own part, and the same by the API."""

import base64
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dialogue_factory import LETTER, TOPICS, WHY, Table
from doors.test_files_and_rooms import Door, People, at, people
from doors.test_files_api import Caller, call
from file_samples import docx
from partnerschapsakte.dialogue.models import PlannedSession, SessionMinutes, ToldItem
from partnerschapsakte.foundation.database import reading, writing

__all__ = ["at", "call", "people"]
WORD = docx()
CANARY = "kanarie-7715"
ROUNDS = {
    f"rounds.{place}.{name}": text
    for place, (first, last) in enumerate((("1-2-2029", "20-2-2029"), ("1-3-2029", "20-3-2029")))
    for name, text in (("topics", "Toegang\r\nBekostiging"), ("starts_on", first), ("ends_on", last))
}
TALK = {
    "round": "1",
    "day": "5-2-2029",
    "hour": "10:00",
    "place": "Stadhuis",
    "topics": "Toegang",
}


@pytest.fixture
def begun(engine: Engine, people: People) -> Table:
    """A tender with two participants whose first round is open; its session is over, its ids are not."""
    with writing(engine)() as session:
        set_ = Table(session, people.world, contacts=[people.eik, people.linde])
        set_.call(contacts=0)
        set_.announce()
        set_.invite()
        set_.start()
        set_.open()
    return set_


def base(people: People) -> str:
    return f"/dossiers/{people.world.dossier}/dialoog"


def one(engine: Engine, table: Any) -> str:
    with reading(engine)() as session:
        return session.scalars(select(table.id)).one()


def test_the_officer_announces_invites_and_opens_with_forms(engine: Engine, people: People, at: Door) -> None:
    with writing(engine)() as session:
        Table(session, people.world, contacts=[people.eik, people.linde]).call(contacts=0)
    home = base(people)
    with at(people.officer) as browser:
        assert "Er is nog niets aangekondigd" in browser.open(home)
        browser.send(f"{home}/aankondiging", **ROUNDS, version="0", reduction="false", joint_sessions="false")
        page = browser.open(home)
        assert "Ronde 2" in page
        assert "Nodig alle deelnemers uit" in page
        warned = browser.send(f"{home}/rondes/1/uitnodigen", 409, **LETTER)
        assert "Regel 17" in warned
        assert LETTER["text"] in warned
        browser.send(f"{home}/rondes/1/uitnodigen", **LETTER, passed_because=WHY)
        assert "staat vast" in browser.open(f"{home}/aankondiging")
        assert "niet begonnen" in browser.send(f"{home}/rondes/1/openen", 409, opened_on="1-2-2029")
        browser.send(f"/dossiers/{people.world.dossier}/aanbesteding/begin-dialoog", started_on="1-2-2029")
        browser.send(f"{home}/rondes/1/openen", opened_on="1-2-2029")
        assert "loopt" in browser.open(home)
        assert "Typ een datum" in browser.send(f"{home}/rondes/1/sluiten", 400, closed_on="ooit", reason=WHY)


def hold(engine: Engine, browser: Any, home: str, candidate: str) -> str:
    """Plan and hold a session with forms and bring its minutes, and return the address of its page."""
    browser.send(f"{home}/gesprek", **TALK, candidate_id=candidate)
    talk = f"{home}/gesprekken/{one(engine, PlannedSession)}"
    browser.send(f"{talk}/ervaringsdeskundige", label="Ervaringsdeskundige 1", name=CANARY)
    browser.send(f"{talk}/gehouden", held_on="5-2-2029", attendees="5", attendee_roles="jurist")
    browser.send(f"{talk}/uitkomst", candidate_id=candidate, topic="Toegang", outcome="Eens.")
    sent = {"form_token": browser.client.cookies.get("formulier") or "", "candidate_id": candidate, "text": ""}
    files = {"file": ("verslag.docx", WORD)}
    kept = browser.client.post(f"{talk}/verslagen", data=sent, files=files, follow_redirects=False)
    assert kept.status_code == 303, kept.text
    return talk


def test_the_name_of_an_expert_is_on_the_page_of_who_keeps_records_only_rule_67(
    engine: Engine, people: People, at: Door, begun: Table
) -> None:
    with at(people.officer) as browser:
        talk = hold(engine, browser, base(people), begun.candidates[0])
        assert CANARY in browser.open(talk)
    with at(people.controller) as browser:
        page = browser.open(talk)
        assert CANARY not in page
        assert "Ervaringsdeskundige 1" in page
    with at(people.eik) as browser:
        assert CANARY not in browser.open(base(people))


def test_both_sides_approve_the_minutes_of_a_session_on_their_own_page_rule_18(
    engine: Engine, people: People, at: Door, begun: Table
) -> None:
    home, room = base(people), f"/dossiers/{people.world.dossier}/kamer"
    with at(people.officer) as browser:
        assert "niet goedgekeurd" in browser.open(hold(engine, browser, home, begun.candidates[0]))
        assert "houdt de ronde open" in browser.open(home)
    with at(people.eik) as browser:
        assert "verslag om goed te keuren" in browser.open(room)
        written = f"{home}/verslagen/{one(engine, SessionMinutes)}"
        assert browser.answer(f"{written}/bestand").content == WORD
        browser.send(f"{written}/goedkeuren")
        assert "door u goedgekeurd" in browser.open(home)
        assert "verslag om goed te keuren" not in browser.open(room)
    with at(people.linde) as browser:
        assert written not in browser.open(home)
        assert browser.answer(f"{written}/bestand").status_code == 404
        browser.send(f"{written}/goedkeuren", 404)
    with at(people.officer) as browser:
        browser.send(f"{written}/goedkeuren")
        assert "goedgekeurd door beide" in browser.open(home)


def test_a_participant_consents_and_asks_in_its_own_room(
    engine: Engine, people: People, at: Door, begun: Table
) -> None:
    home = base(people)
    told = {"round": "1", "candidate_id": begun.candidates[0], "told_on": "5-2-2029", "title": "Idee", "text": CANARY}
    with at(people.officer) as browser:
        browser.send(f"{home}/verteld", **told, sharing="for_all", deliver_by="10-3-2029", is_idea="true")
        item = f"{home}/informatie/{one(engine, ToldItem)}"
        assert "geen toestemming" in browser.send(f"{item}/delen", 409)
    with at(people.linde) as browser:
        assert CANARY not in browser.open(home)
        browser.send(f"{home}/eigen/ideeen/{one(engine, ToldItem)}/toestemming", 404)
    with at(people.eik) as browser:
        assert CANARY in browser.open(home)
        browser.send(f"{home}/eigen/ideeen/{one(engine, ToldItem)}/toestemming")
        browser.send(f"{home}/eigen/voortgang", question="Hoe staat het ervoor?")
        assert "wacht op antwoord" in browser.open(home)
    with at(people.officer) as browser:
        browser.send(f"{item}/delen")
        page = browser.open(home)
        assert "verstuurd aan allen" in page
        asked = page.split("/dialoog/voortgang/")[1].split('"')[0]
        browser.send(f"{home}/voortgang/{asked}", text="Ronde 1 loopt nog.")
        assert "beantwoord op" in browser.open(home)
    with at(people.linde) as browser:
        page = browser.open(home)
        assert CANARY in page
        assert "Hoe staat het ervoor?" not in page


@pytest.mark.usefixtures("begun")
def test_nobody_else_finds_a_dialogue(people: People, at: Door) -> None:
    for who in (people.assessor, people.stranger):
        with at(who) as browser:
            assert browser.answer(base(people)).status_code == 404
    with at(people.eik) as browser:
        for path in ("aankondiging", "rondes/1/sluiten"):
            assert browser.answer(f"{base(people)}/{path}").status_code == 404


def test_the_api_runs_a_dialogue_and_tells_each_side_its_own(people: People, call: Caller, begun: Table) -> None:
    path = f"/dossiers/{people.world.dossier}/dialogue"
    planned = call(
        people.officer,
        "POST",
        f"{path}/sessions",
        json={
            "round": 1,
            "candidate_id": begun.candidates[0],
            "day": "2029-02-05",
            "hour": "10:00",
            "place": "Stadhuis",
            "topics": list(TOPICS),
        },
    )
    assert planned.status_code == 201, planned.text
    talk = f"{path}/sessions/{planned.json()['id']}"
    assert call(people.officer, "POST", f"{talk}/_hold", json={"held_on": "2029-02-05", "attendees": 4}).is_success
    file = {"file_name": "verslag.docx", "file": base64.b64encode(WORD).decode()}
    brought = call(people.officer, "POST", f"{talk}/minutes", json={"candidate_id": begun.candidates[0], **file})
    assert brought.status_code == 201, brought.text
    written = f"{path}/minutes/{brought.json()['id']}"
    assert call(people.eik, "GET", f"{written}/file").content == WORD
    assert call(people.linde, "GET", written).status_code == 404
    assert call(people.linde, "POST", f"{written}/_approve").status_code == 404
    assert call(people.eik, "POST", f"{written}/_approve").is_success
    closing = {"closed_on": "2029-02-20", "reason": WHY, "passed_because": WHY}
    refused = call(people.officer, "POST", f"{path}/rounds/1/_close", json=closing)
    assert (refused.status_code, refused.json()["rule"]) == (409, "18")
    assert call(people.officer, "POST", f"{written}/_approve").is_success
    closed = call(people.officer, "POST", f"{path}/rounds/1/_close", json=closing)
    assert closed.json()["rounds"][0]["documents"][0]["kind"] == "minutes"
    assert call(people.eik, "GET", f"{path}/own-part").json()["sessions"][0]["minutes"][0]["number"] == 1
    assert call(people.linde, "GET", f"{path}/own-part").json()["sessions"] == []
    for who in (people.assessor, people.stranger, people.officer):
        assert call(who, "GET", f"{path}/own-part").status_code == 404
    assert call(people.eik, "GET", path).status_code == 404


@pytest.mark.usefixtures("begun")
def test_a_warning_tells_at_the_api_what_it_is_about(people: People, call: Caller) -> None:
    path = f"/dossiers/{people.world.dossier}/dialogue/rounds/1/_close"
    refused = call(people.officer, "POST", path, json={"closed_on": "2029-02-20", "reason": WHY})
    assert (refused.status_code, refused.json()["code"]) == (409, "warnings_open")
    assert len(refused.json()["errors"]) == 2
