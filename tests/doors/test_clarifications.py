"""Questions at the doors: asked in a room, answered by the team, published to all, and never with who asked."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from doors.test_files_and_rooms import Door, People, at, people
from doors.test_files_api import Caller, call
from dossier_factory import on
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.tendering.schemas import PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import PLAN

__all__ = ["at", "call", "people"]
CANARY = "kanarie-7730"
CALL = date(2029, 2, 1)


@pytest.fixture(autouse=True)
def tender(engine: Engine, people: People) -> None:
    """A published tender in the dossier of these people, with a deadline that is far enough away."""
    with writing(engine)() as session:
        keeper = on(CALL, people.world.manager)
        plan = PlanTender.model_validate(PLAN | {"tender_due_on": "2029-04-10"})
        tendering.plan_tender(session, keeper, people.world.dossier, plan)
        tendering.publish_tender(session, keeper, people.world.dossier, PublishTender(published_on=CALL))


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match.group(1)


def api(people: People, *tail: str) -> str:
    return "/".join([f"/dossiers/{people.world.dossier}", *tail])


def asked(call: Caller, people: People, who: str, text: str = CANARY, **more: Any) -> str:
    made = call(who, "POST", api(people, "questions"), json={"text": text, **more})
    assert made.status_code == 201, made.text
    return made.json()["id"]


def answered(call: Caller, people: People, question: str, answer: str = "Ja, dat mag.") -> None:
    path = api(people, "questions", question, "answer")
    mark = call(people.officer, "GET", path).headers["etag"]
    put = call(people.officer, "PUT", path, json={"answer": answer}, headers={"If-Match": mark})
    assert put.status_code == 200, put.text


def test_a_candidate_asks_and_reads_the_answer_in_its_room(people: People, at: Door) -> None:
    questions = f"/dossiers/{people.world.dossier}/vragen"
    with at(people.eik) as browser:
        assert questions in browser.open(f"/dossiers/{people.world.dossier}/kamer")
        assert browser.send(questions, text=CANARY, about="Leidraad 3.2") == questions
        assert "Leidraad 3.2" in browser.open(questions)
        one = found(rf'href="({questions}/[^"/]+)"', browser.open(questions))
        assert CANARY in browser.open(one)
    with at(people.linde) as browser:
        assert "Leidraad 3.2" not in browser.open(questions)
        assert browser.answer(one).status_code == 404
    with at(people.officer) as browser:
        version = found(r'name="version" value="(\d+)"', browser.open(one))
        browser.send(f"{one}/antwoord", answer="Dat mag.", version=version)
        browser.send(f"{one}/antwoord", 409, answer="Dat mag niet.", version=version)
        publish = f"/dossiers/{people.world.dossier}/notas-van-inlichtingen"
        assert CANARY in browser.open(publish)
        assert browser.send(publish, **{f"vraag-{one.rsplit('/', 1)[1]}": "true"}) == questions
    with at(people.linde) as browser:
        page = browser.open(questions)
        assert CANARY in page
        assert "Zorg Een" not in page
        document = browser.answer(found(r'href="([^"]+/document)"', page))
    assert document.content.startswith(b"PK")
    assert document.headers["content-disposition"].startswith("attachment")


def test_the_team_decides_leaves_out_and_answers_alone_on_the_page(people: People, at: Door, call: Caller) -> None:
    secret = asked(call, people, people.eik, confidential_because="Dit gaat over onze werkwijze.")
    base = f"/dossiers/{people.world.dossier}/vragen/{secret}"
    with at(people.officer) as browser:
        browser.send(f"{base}/vertrouwelijkheid", 400, granted="", reason="kort")
        browser.send(f"{base}/vertrouwelijkheid", granted="true", reason="De vraag verraadt een werkwijze.")
        browser.send(f"{base}/weglaten", reason="Zij gaat niet over de opdracht.")
        assert "onderdeel f" not in browser.open(base)
        browser.send(f"{base}/weglaten", 409, reason="Zij gaat niet over de opdracht.")
        browser.send(f"{base}/terugnemen")
        browser.send(f"{base}/beantwoorden", 409)
    answered(call, people, secret)
    with at(people.officer) as browser:
        browser.send(f"{base}/beantwoorden")
        browser.send(f"{base}/intrekken", 409)
    with at(people.eik) as browser:
        assert "Ja, dat mag." in browser.open(base)


def test_a_candidate_withdraws_its_own_question(people: People, at: Door, call: Caller) -> None:
    mine = asked(call, people, people.eik)
    path = f"/dossiers/{people.world.dossier}/vragen/{mine}/intrekken"
    with at(people.linde) as browser:
        browser.send(path, 404)
    with at(people.eik) as browser:
        browser.send(path)
        assert "ingetrokken" in browser.open(f"/dossiers/{people.world.dossier}/vragen")


def test_the_page_keeps_what_was_typed_and_says_why_not(people: People, at: Door) -> None:
    questions = f"/dossiers/{people.world.dossier}/vragen"
    with at(people.officer) as browser:
        assert CANARY in browser.send(questions, 400, text=CANARY, confidential_because="kort")
        page = browser.send(questions, 400, text=CANARY, asked_on="1-1-2029", channel="email")
        assert CANARY in page
        publish = f"/dossiers/{people.world.dossier}/notas-van-inlichtingen"
        assert "Er is geen vraag" in browser.send(publish, 409)


def test_who_stands_for_nobody_finds_no_questions(people: People, at: Door, call: Caller) -> None:
    one = asked(call, people, people.eik)
    for who in (people.assessor, people.stranger):
        with at(who) as browser:
            for path in ("vragen", f"vragen/{one}", "notas-van-inlichtingen"):
                assert browser.answer(f"/dossiers/{people.world.dossier}/{path}").status_code == 404
    assert call(people.assessor, "GET", api(people, "questions")).json() == []
    assert call(people.assessor, "GET", api(people, "clarification-notes")).json() == []
    assert call(people.stranger, "GET", api(people, "questions")).status_code == 404
    assert call(people.controller, "GET", api(people, "questions", one)).status_code == 200


def test_the_api_asks_answers_and_publishes_the_same(people: People, call: Caller) -> None:
    mine, other = asked(call, people, people.eik), asked(call, people, people.linde, "Een andere vraag?")
    assert [one["id"] for one in call(people.eik, "GET", api(people, "questions")).json()] == [mine]
    for act in ("questions/" + other, f"questions/{other}/_withdraw"):
        method = "POST" if act.endswith("w") else "GET"
        assert call(people.eik, method, api(people, act)).status_code == 404
    answered(call, people, mine)
    answered(call, people, other, "Nee.")
    made = call(people.officer, "POST", api(people, "clarification-notes"), json={})
    assert made.status_code == 201, made.text
    path = api(people, "clarification-notes", made.json()["id"])
    read = call(people.linde, "GET", path)
    assert [one["text"] for one in read.json()["items"]] == [CANARY, "Een andere vraag?"]
    assert read.json() == call(people.eik, "GET", path).json()
    assert read.json()["published_by_name"] is None
    assert call(people.linde, "GET", path + "/file").content.startswith(b"PK")
    assert call(people.assessor, "GET", path + "/file").status_code == 404
    assert call(people.controller, "POST", api(people, "clarification-notes"), json={}).status_code == 403
    again = call(people.officer, "POST", api(people, "clarification-notes"), json={})
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_publish")


def test_a_name_is_shown_to_who_answers(people: People, call: Caller) -> None:
    mine = asked(call, people, people.eik, "Mag Zorg Een dat ook?")
    answered(call, people, mine)
    found = call(people.officer, "GET", api(people, "questions", mine, "answer")).json()["findings"]
    assert [(one["rule"], "Zorg Een" in one["message"]) for one in found] == [("19", True)]
    refused = call(people.officer, "POST", api(people, "clarification-notes"), json={}).json()
    assert (refused["code"], refused["rule"]) == ("asker_named", "19")
    passed = {"named_because": "Zorg Een is hier geen naam."}
    assert call(people.officer, "POST", api(people, "clarification-notes"), json=passed).status_code == 201


def test_a_confidential_question_is_decided_at_the_api(people: People, call: Caller) -> None:
    secret = asked(call, people, people.eik, confidential_because="Dit gaat over onze werkwijze.")
    path = api(people, "questions", secret)
    decided = call(people.officer, "POST", path + "/confidentiality", json={"granted": True, "reason": "Dat klopt zo."})
    assert decided.json()["confidentiality"] == "granted"
    assert call(people.officer, "POST", path + "/_omit", json={"reason": "Het is een eigen vraag."}).status_code == 200
    assert call(people.officer, "POST", path + "/_restore").json()["state"] == "open"
    answered(call, people, secret)
    assert call(people.officer, "POST", path + "/_reply").json()["state"] == "answered_alone"
    assert call(people.eik, "GET", path).json()["answer"] == "Ja, dat mag."
    assert call(people.eik, "POST", path + "/_withdraw").json()["code"] == "question_over"
    assert call(people.eik, "GET", path + "/answer").status_code == 404
