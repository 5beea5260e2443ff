"""An assessment through the doors: an officer plans and locks, assessors score alone, a candidate finds nothing."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from doors.test_files_and_rooms import DAY, Door, People, at, people, register
from doors.test_files_api import Caller, call
from dossier_factory import on
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.tendering.schemas import AdmitCandidate, PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as service

__all__ = ["at", "call", "people"]
LOT = "LOT-0001"
CANARY = "kanarie-7319"
TENDER: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Opvang en beschermd wonen",
    "tender_due_on": DAY,
    "lots": [{"code": LOT, "title": "Beschermd thuis"}],
}
TYPED = {
    "method": "points",
    "criteria.0.code": "K1",
    "criteria.0.title": "Plan van aanpak",
    "criteria.0.weight": "60",
    "criteria.1.code": "K2",
    "criteria.1.title": "Team",
    "criteria.1.weight": "40",
    "criteria.1.minimum": "4,5",
    "criteria.1.step": "0,5",
    "tie_break": "K1 K2",
    "digits": "2",
}


@pytest.fixture
def dossier(engine: Engine, people: People) -> str:
    """The address of a dossier with a tender that was planned."""
    with writing(engine)() as session:
        planned = PlanTender.model_validate(TENDER)
        service.plan_tender(session, on(DAY - timedelta(40), people.world.manager), people.world.dossier, planned)
    return f"/dossiers/{people.world.dossier}"


@pytest.fixture
def second(engine: Engine, people: People) -> str:
    """Another assessor."""
    with writing(engine)() as session:
        return register(session, people.world, "tweede", Role.ASSESSOR)


def publish(engine: Engine, people: People) -> list[str]:
    """Publish the call and admit both candidates; return their ids."""
    with writing(engine)() as session:
        then = on(DAY - timedelta(30), people.world.manager)
        published = PublishTender(published_on=then.today)
        service.publish_tender(session, then, people.world.dossier, published)
        commands = [
            {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": date(2029, 2, 10)}
            for name, party in zip(("De Eik", "De Linde"), people.world.providers, strict=True)
        ]
        now = on(DAY, people.world.manager)
        return [
            service.admit_candidate(session, now, people.world.dossier, AdmitCandidate.model_validate(one)).id
            for one in commands
        ]


def seats(page: str) -> list[str]:
    return re.findall(r'id="stoel-([\w-]+)"', page)


def test_a_plan_is_typed_saved_and_frozen_at_the_call(people: People, at: Door, dossier: str, engine: Engine) -> None:
    with at(people.officer) as browser:
        page = browser.send(f"{dossier}/beoordeling/plan", 409, **TYPED | {"criteria.1.weight": "30"})
        assert "tellen op tot 90" in page
        assert 'value="Plan van aanpak"' in page
        browser.send(f"{dossier}/beoordeling/plan", **TYPED)
        assert "Plan van aanpak" in browser.open(f"{dossier}/beoordeling")
        assert 'value="4,5"' in browser.open(f"{dossier}/beoordeling/plan")
        publish(engine, people)
        assert "bevroren" in browser.send(f"{dossier}/beoordeling/plan", 409, **TYPED)
        rectified = TYPED | {"reason": "De weging stond er verkeerd in.", "version": "1"}
        browser.send(f"{dossier}/beoordeling/plan/rectificatie", **rectified)
    with at(people.eik) as browser:
        assert "De weging stond er verkeerd in." in browser.open(f"{dossier}/correspondentie")


def test_relative_price_is_shown_as_a_warning_and_passed_with_a_reason(people: People, at: Door, dossier: str) -> None:
    relative = TYPED | {"criteria.1.kind": "relative_price", "criteria.1.minimum": "", "tie_break": ""}
    with at(people.officer) as browser:
        assert "Regel 32" in browser.send(f"{dossier}/beoordeling/plan", 409, **relative)
        browser.send(f"{dossier}/beoordeling/plan", **relative | {"relative_because": "Er is geen vast tarief."})
        assert "kan omslaan als een derde afvalt" in browser.open(f"{dossier}/beoordeling")


def score(browser: Any, dossier: str, candidates: list[str], reason: str) -> None:
    """Declare to have no conflict, and score everything; a score without a reason is refused."""
    (seat,) = seats(browser.open(f"{dossier}/beoordelen"))
    browser.send(f"{dossier}/beoordelen/{seat}/verklaring", has_conflict="false")
    path = f"{dossier}/beoordelen/{seat}/scores"
    for candidate in candidates:
        for criterion in ("K1", "K2"):
            said = {"candidate_id": candidate, "criterion": criterion, "lot": LOT, "score": "8"}
            assert "Geen score zonder reden" in browser.send(path, 400, **said)
            browser.send(path, **said, reason=reason)


def agree(browser: Any, lot: str, scores: dict[str, str]) -> None:
    for candidate, score in scores.items():
        for criterion in ("K1", "K2"):
            said = {"candidate_id": candidate, "criterion": criterion, "score": score, "reason": "Samen besproken."}
            browser.send(f"{lot}/scores", **said)


def asked(browser: Any, dossier: str, engine: Engine, people: People, *assessors: str) -> list[str]:
    """Write the plan, publish, and ask assessors; return the candidates."""
    browser.send(f"{dossier}/beoordeling/plan", **TYPED)
    candidates = publish(engine, people)
    for who in assessors:
        browser.send(f"{dossier}/beoordeling/beoordelaars", person_id=who)
    return candidates


def test_each_assessor_scores_alone_until_the_scores_are_opened(
    people: People, at: Door, dossier: str, engine: Engine, second: str
) -> None:
    lot = f"{dossier}/beoordeling/percelen/{LOT}"
    with at(people.officer) as browser:
        candidates = asked(browser, dossier, engine, people, people.assessor, second)
        assert "scores zijn nog niet gegeven" in browser.send(f"{lot}/openen", 409)
    with at(people.assessor) as browser:
        assert "De Eik" not in browser.open(f"{dossier}/beoordelen")
        score(browser, dossier, candidates, CANARY)
        assert CANARY in browser.open(f"{dossier}/beoordelen")
    with at(second) as browser:
        score(browser, dossier, candidates, "Concreet en met namen.")
        assert CANARY not in browser.open(f"{dossier}/beoordelen")
    with at(people.officer) as browser:
        assert CANARY not in browser.open(lot)
        browser.send(f"{lot}/openen")
        assert CANARY in browser.open(lot)
    with at(second) as browser:
        assert CANARY in browser.open(f"{dossier}/beoordelen")


def test_consensus_is_shown_with_its_arithmetic_and_locked(
    people: People, at: Door, dossier: str, engine: Engine
) -> None:
    lot = f"{dossier}/beoordeling/percelen/{LOT}"
    with at(people.officer) as browser:
        eik, linde = asked(browser, dossier, engine, people, people.assessor)
    with at(people.assessor) as browser:
        score(browser, dossier, [eik, linde], "Concreet en met namen.")
    with at(people.officer) as browser:
        browser.send(f"{lot}/openen")
        agree(browser, lot, {eik: "8", linde: "6"})
        page = browser.open(lot)
        assert "Score 8 van 10 x 60 punten = 48" in page
        assert "voorgesteld voor gunning" in page
        browser.send(f"{lot}/vergrendelen")
        assert "vergrendeld" in browser.send(f"{lot}/vergrendelen", 409)
    for who in (people.eik, people.stranger):
        with at(who) as browser:
            for path in (f"{dossier}/beoordelen", f"{dossier}/beoordeling", lot):
                assert browser.answer(path).status_code == 404


def test_somebody_with_a_conflict_sees_nothing_until_a_measure(
    people: People, at: Door, dossier: str, engine: Engine
) -> None:
    with at(people.officer) as browser:
        asked(browser, dossier, engine, people, people.assessor)
    with at(people.assessor) as browser:
        (seat,) = seats(browser.open(f"{dossier}/beoordelen"))
        said = {"has_conflict": "true", "explanation": "Mijn zus werkt bij De Eik."}
        browser.send(f"{dossier}/beoordelen/{seat}/verklaring", **said)
        page = browser.open(f"{dossier}/beoordelen")
        assert "Regel 28" in page
        assert "De Linde" not in page
    with at(people.officer) as browser:
        assert "Mijn zus werkt" in browser.open(f"{dossier}/beoordeling")
        measure = {"measure": "Beoordeelt alleen De Linde.", "may_assess": "true"}
        browser.send(f"{dossier}/beoordeling/beoordelaars/{seat}/maatregel", **measure)
    with at(people.assessor) as browser:
        assert "De Linde" in browser.open(f"{dossier}/beoordelen")


def test_equals_are_drawn_for_on_the_page(people: People, at: Door, dossier: str, engine: Engine) -> None:
    lot = f"{dossier}/beoordeling/percelen/{LOT}"
    with at(people.officer) as browser:
        eik, linde = asked(browser, dossier, engine, people, people.assessor)
        browser.send(f"{dossier}/beoordeling/inschrijvingen", candidate_id=eik, **{"lots.0.lot": LOT})
    with at(people.assessor) as browser:
        score(browser, dossier, [eik, linde], "Concreet en met namen.")
    with at(people.officer) as browser:
        browser.send(f"{lot}/openen")
        agree(browser, lot, {eik: "8", linde: "8"})
        assert "de aangekondigde loting beslist" in browser.open(lot)
        drawn = {"order.0.candidate": linde, "order.1.candidate": eik, "method": "Briefjes", "drawn_on": "1-3-2029"}
        assert "Een loting zonder getuige" in browser.send(f"{lot}/loting", 400, **drawn)
        browser.send(f"{lot}/loting", **drawn, witnesses="Notaris\nGriffier")
        assert "Notaris, Griffier" in browser.open(lot)


def test_the_api_tells_assessors_only_their_own(
    people: People, call: Caller, dossier: str, engine: Engine, second: str
) -> None:
    plan = f"{dossier}/tender/assessment-plan"
    read = call(people.officer, "GET", plan)
    body = {"method": "points", "criteria": [{"code": "K1", "title": "Plan", "weight": "100"}]}
    put = call(people.officer, "PUT", plan, json=body, headers={"If-Match": read.headers["etag"]})
    assert put.status_code == 200, put.text
    eik, _ = publish(engine, people)
    made = [
        call(people.officer, "POST", f"{dossier}/tender/assessors", json={"person_id": who}).json()["id"]
        for who in (people.assessor, second)
    ]
    own, other = (f"{dossier}/tender/assessors/{one}" for one in made)
    assert [one["id"] for one in call(people.assessor, "GET", f"{dossier}/tender/assessors").json()] == made[:1]
    assert call(people.assessor, "GET", other).status_code == 404
    assert call(people.assessor, "POST", f"{other}/declaration", json={"has_conflict": False}).status_code == 404
    assert call(people.assessor, "GET", f"{own}/scores").json()["code"] == "not_declared"
    assert call(people.assessor, "POST", f"{own}/declaration", json={"has_conflict": False}).status_code == 201
    score = {"lot": LOT, "candidate_id": eik, "criterion": "K1", "score": 8, "reason": CANARY}
    given = call(people.assessor, "POST", f"{own}/scores", json=score)
    assert given.status_code == 201, given.text
    assert given.json()["own"]["reason"] == CANARY
    for path in (f"{dossier}/tender/assessed-lots", f"{dossier}/tender/assessors", own, f"{own}/scores"):
        assert CANARY not in call(people.officer, "GET", path).text
    assert call(people.officer, "GET", f"{own}/scores").status_code == 404
    assert call(people.eik, "GET", f"{dossier}/tender/assessors").json() == []
    for path in (own, f"{own}/scores", plan, f"{dossier}/tender/assessed-bids"):
        assert call(people.eik, "GET", path).status_code == 404
