"""Waiting takes the later outcome, duties the earlier; what is counted back never moves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from partnerschapsakte.dates.deadlines import (
    Duty,
    Outcomes,
    Wait,
    award_notice,
    award_notice_of_quarter,
    claim_after_conclusion,
    claim_after_notice,
    keep_until,
    progress_report,
    questions,
    standstill,
    tender_validity,
)
from partnerschapsakte.dates.explanation import Explained, evaluate
from partnerschapsakte.dates.working_days import Calendar, why_no_working_day
from partnerschapsakte.foundation.outcomes import Refusal
from rules.dates.date_vectors import vectors

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("row", vectors("procedure", "standstill"))
def test_a_standstill_ends_on_the_later_outcome_and_signing_waits_a_day_more(row: dict[str, Any]) -> None:
    found = standstill(row["sent_on"])

    assert found.raw.on == row["raw"]
    assert found.last_day.on == row["last_day"]
    assert found.earliest_signing.on == row["earliest_signing"]


@pytest.mark.parametrize("row", vectors("procedure", "award_notice"))
def test_an_award_notice_is_due_thirty_days_after_the_award(row: dict[str, Any]) -> None:
    found = award_notice(row["awarded_on"])

    assert (found.raw.on, found.under_termijnenwet.on) == (row["raw"], row["rolled"])


@pytest.mark.parametrize("row", vectors("procedure", "award_notice_of_quarter"))
def test_a_grouped_award_notice_is_due_thirty_days_after_the_quarter(row: dict[str, Any]) -> None:
    found = award_notice_of_quarter(row["year"], row["quarter"])

    assert (found.raw.on, found.under_termijnenwet.on) == (row["raw"], row["rolled"])


@pytest.mark.parametrize("row", vectors("procedure", "questions"))
def test_answers_are_counted_back_and_advised_on_a_working_day(row: dict[str, Any]) -> None:
    found = questions(row["deadline_on"])

    assert (found.publish_by.on, found.advised_by.on) == (row["publish_by"], row["advised_by"])


@pytest.mark.parametrize("row", vectors("procedure", "progress_report"))
def test_a_progress_report_is_due_fifteen_days_after_receipt(row: dict[str, Any]) -> None:
    found = progress_report(row["received_on"])

    assert (found.raw.on, found.due_by.on) == (row["raw"], row["rolled"])


@pytest.mark.parametrize("row", vectors("procedure", "tender_validity"))
def test_the_closing_day_counts_or_does_not_and_nothing_moves(row: dict[str, Any]) -> None:
    for counts, expected in ((True, row["counting"]), (False, row["not_counting"])):
        found = tender_validity(row["closing_on"], row["days"], closing_day_counts=counts)

        assert found.on == evaluate(found.why) == expected


@pytest.mark.parametrize("counts", [True, False])
def test_a_tender_that_binds_no_day_is_refused(counts: bool) -> None:
    with pytest.raises(Refusal, match="at least one"):
        tender_validity(date(2026, 3, 2), 0, closing_day_counts=counts)


@pytest.mark.parametrize("row", vectors("procedure", "keep_until"))
def test_the_file_is_kept_for_three_calendar_years(row: dict[str, Any]) -> None:
    found = keep_until(row["awarded_on"])

    assert found.on == evaluate(found.why) == row["keep_until"]


def check_outcomes(found: Outcomes) -> tuple[date, date]:
    """Hold that each outcome is its own evaluation and a working day of its law; return the earlier and the later."""
    assert evaluate(found.raw.why) == found.raw.on
    outcomes = {Calendar.TERMIJNENWET: found.under_termijnenwet, Calendar.REGULATION: found.under_regulation}
    for calendar, explained in outcomes.items():
        assert evaluate(explained.why) == explained.on >= found.raw.on
        assert why_no_working_day(explained.on, calendar) is None
    days = sorted(explained.on for explained in outcomes.values())
    return days[0], days[-1]


@pytest.mark.parametrize("find", [standstill, claim_after_notice, lambda day: standstill(day, 3)])
def test_every_wait_lasts_until_the_later_outcome(find: Callable[[date], Wait], every_day: list[date]) -> None:
    for day in every_day:
        found = find(day)
        assert found.last_day.on == evaluate(found.last_day.why) == check_outcomes(found)[1]


@pytest.mark.parametrize("find", [award_notice, progress_report])
def test_every_duty_is_due_at_the_earlier_outcome_and_safe_before_any_move(
    find: Callable[[date], Duty], every_day: list[date]
) -> None:
    for day in every_day:
        found = find(day)
        assert found.due_by.on == evaluate(found.due_by.why) == check_outcomes(found)[0]
        assert found.safe_by == found.raw


def test_signing_follows_the_standstill_and_answers_the_deadline_for_every_date(every_day: list[date]) -> None:
    for day in every_day:
        signing = standstill(day).earliest_signing
        assert signing.on == evaluate(signing.why) == standstill(day).last_day.on + ONE_DAY
        found = questions(day)
        assert found.publish_by.on == evaluate(found.publish_by.why) == day - timedelta(days=10)
        assert found.advised_by.on == evaluate(found.advised_by.why) <= found.publish_by.on
        assert why_no_working_day(found.advised_by.on, Calendar.TERMIJNENWET) is None


def test_a_duty_that_ends_on_good_friday_keeps_to_the_law_that_does_not_move_it() -> None:
    found = award_notice(date(2026, 3, 4))

    assert found.raw.on == found.under_regulation.on == found.due_by.on == date(2026, 4, 3)
    assert found.under_termijnenwet.on == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("sent_on", "days", "termijnenwet", "regulation"),
    [
        (date(2026, 4, 2), 3, date(2026, 4, 8), date(2026, 4, 7)),
        (date(2026, 12, 23), 3, date(2026, 12, 28), date(2026, 12, 28)),
        (date(2026, 1, 1), 3, date(2026, 1, 6), date(2026, 1, 5)),
        (date(2026, 2, 6), 2, date(2026, 2, 9), date(2026, 2, 10)),
        (date(2026, 2, 6), 1, date(2026, 2, 9), date(2026, 2, 9)),
    ],
)
def test_a_short_term_holds_two_working_days(sent_on: date, days: int, termijnenwet: date, regulation: date) -> None:
    found = standstill(sent_on, days)

    assert (found.under_termijnenwet.on, found.under_regulation.on) == (termijnenwet, regulation)
    assert found.last_day.on == max(termijnenwet, regulation)


def test_a_long_standstill_moves_under_the_regulation_only() -> None:
    ninety, longer = standstill(date(2026, 3, 2), 90), standstill(date(2026, 3, 2), 97)

    assert ninety.raw.on.isoweekday() == longer.raw.on.isoweekday() == 7
    assert ninety.under_termijnenwet.on == ninety.raw.on + ONE_DAY
    assert longer.under_termijnenwet.on == longer.raw.on
    assert longer.last_day.on == longer.under_regulation.on == longer.raw.on + ONE_DAY


def test_a_claim_of_six_months_moves_under_the_regulation_only_and_the_later_is_held() -> None:
    found = claim_after_conclusion(date(2026, 2, 2))

    assert found.raw.on == found.under_termijnenwet.on == date(2026, 8, 2)
    assert found.under_regulation.on == found.last_day.on == date(2026, 8, 3)
    assert (found.raw.why.source, found.raw.why.rule) == ("Aw 4.15(2)", None)


@pytest.mark.parametrize(
    ("concluded_on", "raw"),
    [
        (date(2027, 2, 28), date(2027, 8, 31)),
        (date(2026, 8, 30), date(2027, 2, 28)),
        (date(2026, 3, 4), date(2026, 9, 4)),
    ],
)
def test_a_claim_at_the_end_of_a_month_takes_the_later_of_two_counts(concluded_on: date, raw: date) -> None:
    assert claim_after_conclusion(concluded_on).raw.on == raw


def test_every_claim_after_conclusion_evaluates_to_its_date(every_day: list[date]) -> None:
    for day in every_day:
        found = claim_after_conclusion(day)
        for explained in (found.raw, found.under_termijnenwet, found.under_regulation, found.last_day):
            assert evaluate(explained.why) == explained.on
        assert found.last_day.on == max(found.under_termijnenwet.on, found.under_regulation.on)


@pytest.mark.parametrize(
    ("explained", "rule", "source"),
    [
        (standstill(date(2026, 3, 2)).last_day, "35", "Aw 2.127(2)-(3)"),
        (standstill(date(2026, 3, 2)).earliest_signing, "35", "Aw 2.127(1)"),
        (award_notice(date(2026, 3, 2)).due_by, "39", "Aw 2.134(1)"),
        (award_notice_of_quarter(2026, 2).due_by, "39", "Aw 2.134(3)"),
        (progress_report(date(2026, 3, 2)).due_by, "22", "Aw 2.55a"),
        (questions(date(2026, 3, 2)).publish_by, "9", "Aw 2.54(1)"),
        (keep_until(date(2026, 3, 2)), "65", "Aw 2.56(2)"),
    ],
)
def test_a_deadline_names_its_rule_and_its_article(explained: Explained, rule: str, source: str) -> None:
    assert (explained.why.rule, explained.why.source) == (rule, source)


def test_a_deadline_in_a_year_with_unknown_equated_days_says_so() -> None:
    assert [finding.rule for finding in standstill(date(2019, 7, 10)).findings] == ["63"]
    assert [finding.rule for finding in award_notice(date(2028, 12, 15)).findings] == ["63"]
    assert [finding.rule for finding in questions(date(2029, 1, 20)).findings] == ["63"]
    assert standstill(date(2026, 7, 10)).findings == ()


def test_a_standstill_shorter_than_twenty_days_gives_a_warning() -> None:
    (finding,) = standstill(date(2026, 7, 10), 19).findings

    assert (finding.level.value, finding.rule) == ("warning", "35")


def test_a_deadline_outside_the_holiday_table_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        standstill(date(2060, 12, 20))

    assert caught.value.rule == "63"
