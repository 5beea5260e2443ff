"""The run-up to an extension through its forms: evaluated, decided, notified, received, or missed."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from doors.conftest import SUMMER, OnRecord, Opener
from partnerschapsakte.contracts.models import Evaluation, ExtensionDecision, NoticeReceipt
from partnerschapsakte.journal.models import JournalEntry

Stored = Callable[[type[Any]], list[Any]]
EVALUATION = {"concluded_on": "1 februari 2022", "findings": "De wachttijd is gehalveerd."}
FINE = "De doelen zijn gehaald en de partners zijn het eens."


def tags(stored: Stored) -> list[str]:
    return [entry.tag for entry in stored(JournalEntry)]


def test_an_option_is_used_step_by_step(door: Opener, record: OnRecord, stored: Stored) -> None:
    here = {"authority_id": record.world.exemplum, "provider_id": record.world.eik}
    with door() as browser:
        assert browser.send(record.point(1, "evaluatie"), **EVALUATION).endswith("?gedaan=evaluate")
    with door(record.world.mandate_holder) as browser:
        browser.send(record.point(1, "besluit"), choice="extend", reason=FINE, decided_elsewhere="false", **here)
    with door() as browser:
        browser.send(record.point(1, "aanzegging"), sent_on="1-3-2022", channel="aangetekend", **here)
        browser.send(record.point(1, "ontvangst"), received_on="1-3-2022", proof="ontvangstbevestiging", **here)
        page = browser.open(f"/akten/{record.agreement}?gedaan=prove")

    assert "De ontvangst is vastgelegd" in page
    assert "31 december 2024" in page
    assert [row.received_on for row in stored(NoticeReceipt)] == [date(2022, 3, 1)]
    assert "contract:notice:received" in tags(stored)


def test_a_decision_of_the_college_is_recorded_with_its_case_number(
    door: Opener, record: OnRecord, stored: Stored
) -> None:
    elsewhere = {
        "authority_id": record.world.exemplum,
        "choice": "extend",
        "reason": FINE,
        "decided_elsewhere": "true",
        "body": "college",
        "decided_on": "15-02-2022",
        "case_number": "Z-2022-17",
        "file": "Corsa 12",
    }
    with door() as browser:
        browser.send(record.point(1, "evaluatie"), **EVALUATION)
        browser.send(record.point(1, "besluit"), **elsewhere)

    assert [(row.case_number, row.decided_on) for row in stored(ExtensionDecision)] == [
        ("Z-2022-17", date(2022, 2, 15))
    ]


def test_a_half_told_decision_elsewhere_comes_back_with_the_typed_text(
    door: Opener, record: OnRecord, stored: Stored
) -> None:
    with door() as browser:
        half = {"choice": "extend", "reason": FINE, "decided_elsewhere": "true", "authority_id": record.world.exemplum}
        page = browser.send(record.point(1, "besluit"), status=400, **half)

    assert FINE in page
    assert "Geef het orgaan, de dag, het zaaknummer" in page
    for field in ("body", "decided_on", "case_number", "file"):
        assert f'id="{field}-error"' in page, "each empty field says so itself"
    assert stored(ExtensionDecision) == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("concluded_on", "31-02-2022", "Typ een datum die bestaat"),
        ("concluded_on", "morgen", "Typ een datum die bestaat"),
        ("concluded_on", "", "Vul dit veld in"),
        ("findings", "kort", "Schrijf minstens 10 tekens"),
        ("findings", "", "Vul dit veld in"),
        ("advice", "misschien", "Kies een van de mogelijkheden"),
        ("onbekend", "x", "Het formulier stuurde iets mee"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    door: Opener, record: OnRecord, stored: Stored, field: str, typed: str, told: str
) -> None:
    with door() as browser:
        page = browser.send(record.point(1, "evaluatie"), status=400, **{**EVALUATION, field: typed})

    assert told in page
    assert 'role="alert"' in page
    kept = EVALUATION["findings"] if field != "findings" else EVALUATION["concluded_on"]
    assert kept in page
    assert stored(Evaluation) == []


def test_a_rule_that_says_no_is_told_on_the_form_with_its_article(
    door: Opener, record: OnRecord, stored: Stored
) -> None:
    here = {"authority_id": record.world.exemplum, "choice": "extend", "reason": FINE, "decided_elsewhere": "false"}
    with door() as browser:
        page = browser.send(record.point(1, "besluit"), status=403, **here)

    assert "regel 75" in page.lower()
    assert FINE in page
    assert stored(ExtensionDecision) == []


def test_the_form_of_a_closed_act_says_why_and_greys_its_button(door: Opener, record: OnRecord) -> None:
    with door(record.world.auditor) as browser:
        page = browser.open(record.point(1, "evaluatie"))
    assert 'disabled aria-describedby="waarom-niet"' in page
    assert 'id="waarom-niet"' in page


def test_after_a_missed_day_a_mandate_holder_can_go_on_with_ground_and_risk(door: Opener, record: OnRecord) -> None:
    late = date(2022, 8, 1)
    with door(record.world.mandate_holder, late) as browser:
        assert "Toch doorgaan" in browser.open(f"/akten/{record.agreement}")
        ground = {"ground": "De raad wil de zorg niet onderbreken.", "risk": "Een concurrent kan bezwaar maken."}
        browser.send(record.point(1, "doorgaan"), authority_id=record.world.exemplum, **ground)
        assert ground["risk"] in browser.open(f"/akten/{record.agreement}")


def test_a_dissent_is_kept_and_an_empty_one_is_no_dissent(door: Opener, record: OnRecord, stored: Stored) -> None:
    dissents = {
        "dissents.0.party_id": record.world.exemplum,
        "dissents.0.reason": "",
        "dissents.1.party_id": record.world.eik,
        "dissents.1.reason": "Wij zien de wachttijd anders.",
    }
    with door() as browser:
        browser.send(record.point(1, "evaluatie"), **EVALUATION, **dissents)
        page = browser.open(f"/akten/{record.agreement}")
    assert "Wij zien de wachttijd anders." in page
    assert "contract:evaluation:concluded" in tags(stored)


def test_an_evaluation_can_be_planned_first(door: Opener, record: OnRecord) -> None:
    with door(day=SUMMER) as browser:
        browser.send(record.point(1, "planning"), planned_on="1 april 2022")
        assert "1 april 2022" in browser.open(f"/akten/{record.agreement}")


def test_planning_an_evaluation_and_concluding_it_are_two_pages(door: Opener, record: OnRecord) -> None:
    with door(day=SUMMER) as browser:
        plan = browser.open(record.point(1, "planning"))
        conclude = browser.open(record.point(1, "evaluatie"))
        done = browser.send(record.point(1, "planning"), planned_on="1 april 2022")
        assert "De planning is vastgelegd." in browser.open(done)
    assert 'name="planned_on"' in plan
    assert 'name="findings"' not in plan
    assert 'name="planned_on"' not in conclude
    assert f'href="{record.point(1, "planning")}"' in conclude


def test_everything_wrong_with_a_decision_is_told_at_once_in_the_order_of_the_form(
    door: Opener, record: OnRecord
) -> None:
    with door() as browser:
        page = browser.send(
            record.point(1, "besluit"), status=400, decided_elsewhere="true", authority_id=record.world.exemplum
        )
    summary = page[page.index('class="house-errors"') : page.index('class="house-form"')]
    assert re.findall(r'href="#(\w+)"', summary) == [
        "choice",
        "reason",
        "body",
        "decided_on",
        "case_number",
        "file",
    ]


@pytest.mark.parametrize("form", ["planning", "evaluatie", "besluit", "aanzegging", "ontvangst", "doorgaan"])
def test_every_form_opens_for_every_point(door: Opener, record: OnRecord, form: str) -> None:
    with door() as browser:
        for number in (1, 2, 3):
            browser.open(record.point(number, form))
        assert browser.answer(record.point(4, form)).status_code in {403, 404, 409}


def test_a_form_that_does_not_exist_is_not_found(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        browser.open(record.point(1, "toverij"), status=404)
