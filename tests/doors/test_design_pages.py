"""The design at the doors: written by the team on its pages, and what the market said read by every candidate."""

from typing import Any

from doors.test_files_and_rooms import Door, People, at, people
from doors.test_files_api import Caller, call

__all__ = ["at", "call", "people"]
WHY = "Zo sluit het aan bij de wijken."
CANARY = "kanarie-4471"


def test_a_choice_is_made_on_its_page_and_warned_of_on_the_overview(people: People, at: Door) -> None:
    base = f"/dossiers/{people.world.dossier}/ontwerp"
    with at(people.officer) as browser:
        shown = browser.open(f"{base}/keuzes/bekostiging")
        assert "Een jaarbudget voor een afgesproken aantal mensen" in shown
        ticked = {"options.0.option": "population", "text": "Per wijk een budget.", "reason": WHY}
        assert browser.send(f"{base}/keuzes/bekostiging", **ticked) == base
        assert (
            browser.send(f"{base}/keuzes/verantwoording", **{"options.4.option": "client_level", "reason": WHY}) == base
        )
        overview = browser.open(base)
        assert "Per wijk een budget." in overview
        assert "per cliënt verantwoord" in overview
        assert browser.send(f"{base}/waarschuwingen", warning="budget_by_client", reason=WHY) == base
        assert "gepasseerd" in browser.open(base)


def test_every_form_of_the_design_keeps_what_was_typed(people: People, at: Door) -> None:
    base = f"/dossiers/{people.world.dossier}/ontwerp"
    fit = {"answers.0.question": "shared_view", "answers.0.answer": "no", "answers.0.reason": WHY}
    forms: dict[str, dict[str, Any]] = {
        "principes": {"principles": "Zo nabij mogelijk.\nEenvoud.", "reason": WHY},
        "gevolgen": {"residents": "Minder wisselingen."},
        "past-het": fit,
        "route": {"instrument": "procedure", "initial_months": "36", "extension_months": "72", "reason": WHY},
        "fase": {"phase": "exploration"},
        "nota": {},
    }
    with at(people.officer) as browser:
        for address, typed in forms.items():
            assert browser.send(f"{base}/{address}", **typed) == base, address
        overview = browser.open(base)
        for told in ("Eenvoud.", "36 maanden", "/word", "vragen van de checklist"):
            assert told in overview, told
        assert "Minder wisselingen." in browser.open(f"{base}/gevolgen")


def test_a_mistake_leaves_what_was_typed(call: Caller, people: People) -> None:
    place = f"/dossiers/{people.world.dossier}/design"
    strange = call(
        people.officer, "POST", f"{place}/choices", json={"subject": "scope", "options": ["fte"], "reason": WHY}
    )
    assert (strange.status_code, strange.json()["code"]) == (400, "option_of_another_choice")
    reserved = {"instrument": "procedure", "reserved": True, "initial_months": 48, "reason": WHY}
    long = call(people.officer, "POST", f"{place}/route", json=reserved)
    assert (long.status_code, long.json()["rule"]) == (409, "44")
    assert call(people.officer, "GET", f"{place}/choices/nothing").status_code == 404


def test_what_the_market_said_is_read_by_every_candidate_once_it_is_published(
    call: Caller, people: People, at: Door
) -> None:
    place = f"/dossiers/{people.world.dossier}/market-consultations"
    page = f"/dossiers/{people.world.dossier}/marktconsultaties"
    plan = {"title": "Verkenning", "questions": "Wat vraagt dit?", "planned_on": "2029-01-10", "invited": [CANARY]}
    made = call(people.officer, "POST", place, json=plan).json()["id"]
    for act, body in (
        ("_hold", {"held_on": "2020-01-10", "attended": [CANARY]}),
        ("_report", {"report": "Twee percelen.", "use": "Er komen er twee."}),
    ):
        assert call(people.officer, "POST", f"{place}/{made}/{act}", json=body).status_code == 200
    assert call(people.eik, "GET", place).json() == []
    assert call(people.eik, "GET", f"{place}/{made}").status_code == 404
    published = {"published_on": "2020-02-01", "where": "TenderNed 9"}
    assert call(people.officer, "POST", f"{place}/{made}/_publish", json=published).status_code == 200
    (seen,) = call(people.eik, "GET", place).json()
    assert (seen["report"], seen["invited"]) == ("Twee percelen.", None)
    with at(people.eik) as browser:
        assert "Er komen er twee." in browser.open(f"{page}/{made}")
        assert CANARY not in browser.open(f"{page}/{made}") + browser.open(page)
        room = browser.open(f"/dossiers/{people.world.dossier}/kamer")
        assert f'<a href="{page}/{made}">Verslag van de marktconsultatie: Verkenning</a>' in room
    with at(people.officer) as browser:
        assert CANARY in browser.open(f"{page}/{made}")
