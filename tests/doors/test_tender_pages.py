"""The pages of a tender: planned, taken step by step, and what cannot be done yet with its reason."""

import pytest

from doors.conftest import Browser
from doors.test_files_and_rooms import Door, People, at, people
from doors.test_files_api import Caller, call

__all__ = ["at", "call", "people"]
PLAN = {
    "procedure": "sas_dialogue",
    "title": "Ambulante jeugdhulp",
    "cpv_code": "85312000",
    "requests_due_on": "1 februari 2029",
    "dialogue_rounds": "2",
    "topics": "Toegang\nBekostiging",
    "monthly_amount": "833.333,33",
    "term_months": "108",
    "has_total_price": "false",
    "standstill_days": "20",
    "lots": "Noord (2-4)\nZuid",
}


def path(people: People, address: str = "") -> str:
    return f"/dossiers/{people.world.dossier}/aanbesteding{address}"


@pytest.fixture
def called(people: People, at: Door) -> str:
    """The path of a tender that was planned and published."""
    with at(people.officer) as browser:
        assert browser.send(path(people), **PLAN) == path(people, "?gedaan=plan")
        publish(browser, people)
    return path(people)


def publish(browser: Browser, people: People, notice: str = "contract_notice", status: int = 303) -> str:
    typed = {"published_on": "2 januari 2029", "notice": notice}
    return browser.send(path(people, "/aankondiging"), status, **typed)


def admit(browser: Browser, people: People) -> None:
    eik = {"name": "De Eik", "lead": people.world.providers[0], "admitted_on": "5 februari 2029"}
    browser.send(path(people, "/toelating"), **eik)


def test_a_tender_is_planned_in_words_and_its_value_is_computed(people: People, at: Door, called: str) -> None:
    with at(people.officer) as browser:
        shown = browser.open(called)
    assert "€\N{NO-BREAK SPACE}39.999.999,84" in shown
    assert "Noord" in shown
    assert "2 \N{EN DASH} 4" in shown


def test_a_plan_with_mistakes_comes_back_with_all_of_them_and_with_what_was_typed(people: People, at: Door) -> None:
    wrong = PLAN | {"title": "", "lots": "Noord (0-4)", "requests_due_on": "31 februari 2029"}
    with at(people.officer) as browser:
        shown = browser.send(path(people), 400, **wrong)
    for name in ("title", "lots", "requests_due_on"):
        assert f'id="{name}-error"' in shown
    assert "31 februari 2029" in shown
    assert "Noord (0-4)" in shown


def test_rule_4_a_national_notice_is_refused_above_the_threshold(people: People, at: Door) -> None:
    with at(people.officer) as browser:
        browser.send(path(people), **PLAN)
        refused = publish(browser, people, "national", 409)
        assert "een Europese aankondiging is nodig" in refused
        assert "Regel 4" in refused
        publish(browser, people, "prior_notice")


def test_what_cannot_be_done_yet_says_why_and_from_when(people: People, at: Door, called: str) -> None:
    with at(people.officer) as browser:
        shown = browser.open(called)
        form = browser.open(path(people, "/brieven"))
    selection = called.replace("/aanbesteding", "/selectie")
    assert f'href="{selection}">Kandidaat toelaten' in shown, "with its rules, on the page of the selection"
    assert f'href="{called}/brieven"' not in shown
    assert "Het kan vanaf de fase" in shown
    assert "disabled" in form


def test_a_dialogue_runs_from_its_first_day_to_the_invitation(people: People, at: Door, called: str) -> None:
    with at(people.officer) as browser:
        admit(browser, people)
        candidate = (
            browser.open(path(people, "/gesprek")).partition('<option value="')[2].partition('<option value="')[2]
        )
        candidate = candidate.partition('"')[0]
        browser.send(path(people, "/begin-dialoog"), started_on="6 februari 2029")
        talk = {"candidate_id": candidate, "round": "1", "held_on": "10 februari 2029", "topics": "Toegang"}
        browser.send(path(people, "/gesprek"), **talk, attendees="5", attendee_roles="ouder\nwijkteam")
        report = browser.open(path(people, "/verslag"))
        assert "Ronde 1 met De Eik, 10 februari 2029" in report
        browser.send(path(people, "/einde-dialoog"), closed_on="20 februari 2029")
        invitation = {"tender_due_on": "1 april 2029", "submission_address": "TenderNed", "languages": "Nederlands"}
        early = browser.send(path(people, "/uitnodiging"), 400, **invitation, invited_on="19 februari 2029")
        assert "ligt vóór" in early
        browser.send(path(people, "/uitnodiging"), **invitation, invited_on="21 februari 2029")
        assert "1 april 2029" in browser.open(called)


def test_who_keeps_no_records_reads_the_tender_and_takes_no_step(people: People, at: Door, called: str) -> None:
    with at(people.controller) as browser:
        assert "Niets, in uw rol" in browser.open(called)
        browser.send(path(people, "/intrekking"), 403, withdrawn_on="1 maart 2029", reason="Dat mag ik niet doen.")


@pytest.mark.parametrize("who", ["eik", "linde", "assessor", "stranger"])
def test_nobody_else_finds_the_tender_of_the_authority(people: People, at: Door, called: str, who: str) -> None:
    with at(getattr(people, who)) as browser:
        found = [browser.answer(one).status_code for one in (called, path(people, "/intrekking"))]
    assert found == [404, 404]


@pytest.mark.usefixtures("called")
def test_a_form_that_is_not_there_is_not_found(people: People, at: Door) -> None:
    with at(people.officer) as browser:
        assert browser.answer(path(people, "/loterij")).status_code == 404


@pytest.mark.usefixtures("called")
def test_the_api_tells_every_step_and_what_stands_in_its_way(people: People, call: Caller) -> None:
    steps = call(people.officer, "GET", f"/dossiers/{people.world.dossier}/tender/steps").json()
    told = {one["name"]: one for one in steps}
    assert told["admit"]["possible"]
    assert not told["send_letters"]["possible"]
    assert (told["send_letters"]["code"], told["send_letters"]["rule"]) == ("step_not_now", "1")
    assert [one["name"] for one in steps][:2] == ["publish", "move_deadlines"]
