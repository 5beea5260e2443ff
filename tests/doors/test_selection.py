"""The selection at the doors: laid down, requests recorded and judged, decided; on the page and at the API."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from doors.test_files_and_rooms import DAY, Door, People, at, people
from doors.test_files_api import Caller, call
from dossier_factory import on
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.tendering.schemas import PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import PLAN

__all__ = ["at", "call", "people"]
DUE = DAY - timedelta(5)
CALL = date(2029, 1, 15)
WHY = "De referentie is van de juiste omvang."
ASKED: dict[str, Any] = {
    "requirements": [{"code": "E1", "kind": "reference", "text": "Ervaring", "evidence": "Een referentie"}],
    "criteria": [{"code": "C1", "text": "Visie", "weight": "100", "scale": "10", "evidence": "Een bladzijde"}],
    "uea_required": True,
}


@pytest.fixture(autouse=True)
def tender(engine: Engine, people: People) -> None:
    """A planned tender with room for one candidate."""
    with writing(engine)() as session:
        told = {
            "procedure": "sas_selection",
            "requests_due_on": DUE.isoformat(),
            "tender_due_on": "2029-05-10",
            "maximum_candidates": 1,
        }
        plan = PlanTender.model_validate(PLAN | told)
        tendering.plan_tender(session, on(CALL, people.world.manager), people.world.dossier, plan)


def publish(engine: Engine, people: People) -> None:
    with writing(engine)() as session:
        keeper = on(CALL, people.world.manager)
        tendering.publish_tender(session, keeper, people.world.dossier, PublishTender(published_on=CALL))


def api(people: People, *tail: str) -> str:
    return "/".join([f"/dossiers/{people.world.dossier}", *tail])


def put(call: Caller, people: People, path: str, body: Any, reads: str = "") -> Any:
    mark = call(people.officer, "GET", reads or path).headers["etag"]
    answer = call(people.officer, "PUT", path, json=body, headers={"If-Match": mark})
    assert answer.status_code == 200, answer.text
    return answer.json()


def recorded(call: Caller, people: People, number: int) -> str:
    request = {
        "name": f"Kandidaat {number}",
        "parties": [{"party_id": people.world.providers[number], "role": "lead"}],
        "received_at": f"{DUE.isoformat()}T11:58:00Z",
        "size_class": "small",
    }
    made = call(people.officer, "POST", api(people, "participation-requests"), json=request)
    assert made.status_code == 201, made.text
    return made.json()["id"]


def test_the_api_plans_judges_ranks_and_decides(people: People, call: Caller, engine: Engine) -> None:
    selection = api(people, "selection")
    planned = put(call, people, selection, ASKED)
    assert (planned["is_planned"], planned["is_frozen"]) == (True, False)
    publish(engine, people)
    frozen = call(people.officer, "GET", selection).headers["etag"]
    refused = call(people.officer, "PUT", selection, json=ASKED, headers={"If-Match": frozen})
    assert refused.json()["rule"] == "12"
    made = [recorded(call, people, number) for number in (0, 1)]
    for one in made:
        path = api(people, "participation-requests", one)
        put(call, people, path + "/assessment", {"findings": [{"code": "E1", "met": True, "reason": WHY}]}, path)
    for one, score in zip(made, ("8", "7.5"), strict=True):
        path = api(people, "participation-requests", one)
        put(call, people, path + "/scores", {"scores": [{"code": "C1", "score": score, "reason": WHY}]}, path)
    body = {"decided_on": DAY.isoformat(), "few_because": "Er is plaats voor één kandidaat."}
    decided = call(people.officer, "POST", selection + "/decision", json=body).json()
    assert (decided["applied"], decided["admitted"], decided["not_admitted"]) == (True, made[:1], made[1:])
    assert [(one["rank"], one["points"]) for one in decided["ranking"]] == [(1, "80.00"), (2, "75.00")]
    path = api(people, "participation-requests", made[1])
    noted = put(call, people, path + "/phase-out", {"clients": "Geen cliënten."}, path)
    assert (noted["state"], noted["phase_out_clients"]) == ("not_admitted", "Geen cliënten.")
    assert [one["state"] for one in call(people.officer, "GET", api(people, "participation-requests")).json()] == [
        "admitted",
        "not_admitted",
    ]


def test_a_candidate_and_other_guests_find_no_selection(people: People, call: Caller, at: Door) -> None:
    for who in (people.eik, people.assessor, people.stranger):
        for path in ("selection", "participation-requests"):
            assert call(who, "GET", api(people, path)).status_code == 404
        with at(who) as browser:
            assert browser.answer(f"/dossiers/{people.world.dossier}/selectie").status_code == 404
    assert call(people.controller, "GET", api(people, "selection")).status_code == 200
    assert call(people.controller, "POST", api(people, "selection/decision"), json={}).status_code == 403


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match.group(1)


def test_the_page_lays_down_what_is_asked_and_says_why_it_is_frozen(people: People, at: Door, engine: Engine) -> None:
    base = f"/dossiers/{people.world.dossier}/selectie"
    row = {"requirements.0.code": "E1", "requirements.0.kind": "suitability", "requirements.0.text": "Ervaring"}
    row |= {"requirements.0.evidence": "Referentie", "tie_rule": "draw", "redraw_rule": "new_draw", "decimals": "2"}
    with at(people.officer) as browser:
        version = found(r'name="version" value="(\d+)"', browser.open(f"{base}/vastleggen"))
        page = browser.send(f"{base}/vastleggen", 409, **row, uea_required="false", version=version)
        assert "UEA" in page
        assert browser.send(f"{base}/vastleggen", **row, uea_required="true", version=version) == base
        assert "Ervaring" in browser.open(base)
        publish(engine, people)
        assert "staat vast" in browser.open(f"{base}/vastleggen")
        browser.send(f"{base}/vastleggen", 409, **row, uea_required="true", version="1")
        browser.send(f"{base}/vastleggen", 400, **row, uea_required="true", version="1", reason="kort")


def test_the_page_records_judges_draws_and_decides(people: People, at: Door, call: Caller, engine: Engine) -> None:
    put(call, people, api(people, "selection"), ASKED)
    publish(engine, people)
    base = f"/dossiers/{people.world.dossier}/selectie"
    made: list[str] = []
    with at(people.officer) as browser:
        for number in (0, 1):
            typed = {"name": f"Kandidaat {number}", "lead_id": people.world.providers[number], "size_class": "micro"}
            when = {"received_on": f"{DUE:%d-%m-%Y}", "received_time": "11:58"}
            assert browser.send(f"{base}/verzoeken", **typed, **when, country="NL") == base
        made = list(dict.fromkeys(re.findall(rf'href="{base}/verzoeken/([^"]+)"', browser.open(base))))
        short = {"findings.0.code": "E1", "findings.0.met": "true", "findings.0.reason": "UEA"}
        assert "E1, Reden" in browser.send(f"{base}/verzoeken/{made[0]}/beoordeling", 400, **short)
        for one in made:
            judge(
                browser, f"{base}/verzoeken/{one}", "beoordeling", {"findings.0.code": "E1", "findings.0.met": "true"}
            )
        for one in made:
            judge(browser, f"{base}/verzoeken/{one}", "scores", {"scores.0.code": "C1", "scores.0.score": "7,5"})
        assert "Loot onder hen" in browser.send(f"{base}/besluit", 409, decided_on=f"{DAY:%d-%m-%Y}")
        drawn = {"places.0.request_id": made[1], "places.0.place": "1", "drawn_on": f"{DAY:%d-%m-%Y}"}
        drawn |= {"places.1.request_id": made[0], "places.1.place": "2"}
        assert browser.send(f"{base}/loting", **drawn, method="Twee briefjes.", witness="De notaris") == base
        few = {"decided_on": f"{DAY:%d-%m-%Y}", "few_because": "Er is plaats voor één kandidaat."}
        assert browser.send(f"{base}/besluit", **few) == base
        page = browser.open(base)
        assert "nog geen notitie over de overdracht" in page
        judge(browser, f"{base}/verzoeken/{made[0]}", "uitfasering", {"clients": "Zes jeugdigen."}, reason="")
    with at(people.linde) as browser:
        assert "toegelaten" in browser.open(f"/dossiers/{people.world.dossier}/correspondentie")


def test_rule_16_the_form_beside_a_selection_asks_why(people: People, at: Door, call: Caller, engine: Engine) -> None:
    put(call, people, api(people, "selection"), ASKED)
    publish(engine, people)
    tender = f"/dossiers/{people.world.dossier}/aanbesteding"
    eik = {"name": "De Eik", "lead": people.world.providers[0], "admitted_on": f"{DAY:%d-%m-%Y}"}
    with at(people.officer) as browser:
        assert "Waarom buiten de selectie om" in browser.open(f"{tender}/toelating")
        refused = browser.send(f"{tender}/toelating", 409, **eik)
        assert "Regel 16" in refused
        assert 'value="De Eik"' in refused
        why = "De voorzieningenrechter beval haar toe te laten."
        assert browser.send(f"{tender}/toelating", **eik, outside_because=why) == f"{tender}?gedaan=toelating"
        assert f"Toegelaten buiten de selectie om: {why}" in browser.open(tender)


def judge(browser: Any, path: str, act: str, typed: dict[str, str], reason: str = WHY) -> None:
    """Fill in a form of a request with the version of the page, and the reason of its only row."""
    version = found(r'name="version" value="(\d+)"', browser.open(path))
    row = next((name.rpartition(".")[0] for name in typed if "." in name), "")
    told = {f"{row}.reason": reason} if row else {}
    assert browser.send(f"{path}/{act}", **typed, **told, version=version) == path


def test_a_candidate_withdraws_its_request_on_the_page(people: People, at: Door, call: Caller, engine: Engine) -> None:
    put(call, people, api(people, "selection"), ASKED)
    publish(engine, people)
    path = f"/dossiers/{people.world.dossier}/selectie/verzoeken/{recorded(call, people, 0)}"
    with at(people.officer) as browser:
        browser.send(f"{path}/intrekken", 400, withdrawn_on="morgen", reason="kort")
        gone = {"withdrawn_on": f"{DAY:%d-%m-%Y}", "reason": "Te weinig personeel."}
        assert browser.send(f"{path}/intrekken", **gone) == path
        browser.send(f"{path}/intrekken", 409, **gone)
        assert "ingetrokken" in browser.open(path)
