"""A term with options is counted from its original start, and its notice days never drift or move."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.dates.explanation import Explained, evaluate
from partnerschapsakte.dates.period import Length, Period
from partnerschapsakte.dates.terms import (
    Convention,
    NoticeRule,
    Term,
    last_day_of_term,
    notice_day,
    notice_day_by,
    reminder_day,
)
from partnerschapsakte.foundation.outcomes import Refusal
from rules.dates.date_vectors import vectors

ONE_DAY = timedelta(days=1)
BY_A, BY_B = (NoticeRule(Length(months=6), convention) for convention in Convention)


def nine_years(start: date, notice: NoticeRule = BY_B) -> Term:
    return Term(start, 36, (24, 24, 24), notice)


@pytest.mark.parametrize("row", vectors("terms", "nine_years"))
def test_nine_years_give_the_table_of_the_law(row: dict[str, Any]) -> None:
    term = nine_years(row["starts_on"])

    assert [term.last_day(extensions).on for extensions in range(4)] == row["last_days"]
    assert [point.last_day_before.on for point in term.points] == row["last_days"][:3]
    assert [point.last_day_after.on for point in term.points] == row["last_days"][1:]
    assert (term.period(3).until - row["starts_on"]).days == row["days"]


@pytest.mark.parametrize("row", vectors("terms", "nine_years"))
def test_notice_days_follow_the_convention_of_the_deed_and_reminders_the_earlier(row: dict[str, Any]) -> None:
    for notice, expected in ((BY_A, row["by_a"]), (BY_B, row["by_b"])):
        points = nine_years(row["starts_on"], notice).points

        assert [point.decide_by.on for point in points] == expected
        earlier = [min(days) for days in zip(row["by_a"], row["by_b"], strict=True)]
        assert [point.remind_by.on for point in points] == earlier


def check(explained: Explained) -> date:
    assert evaluate(explained.why) == explained.on
    return explained.on


@pytest.mark.parametrize("notice", [BY_A, BY_B], ids=["A", "B"])
def test_the_properties_of_a_term_hold_for_every_start_date(notice: NoticeRule, every_day: list[date]) -> None:
    for start in every_day:
        term = nine_years(start, notice)
        points = term.points
        until = term.period().until
        for point in points:
            assert point.extends.since == until
            until = point.extends.until
            assert check(point.last_day_before) + ONE_DAY == point.extends.since
            assert check(point.last_day_after) == point.extends.last_day
            assert check(point.remind_by) <= check(point.decide_by) < point.last_day_before.on
        one_term = last_day_of_term(start, 108)
        assert check(one_term) == term.latest_last_day.on == points[-1].last_day_after.on
        assert one_term.on == start + relativedelta(years=9) - ONE_DAY


def test_conventions_differ_by_at_most_three_days_and_either_can_be_the_earlier(every_day: list[date]) -> None:
    differences = {
        (notice_day(start, 36, 6, Convention.A).on - notice_day(start, 36, 6, Convention.B).on).days
        for start in every_day
    }

    assert min(differences) < 0 < max(differences)
    assert max(map(abs, differences)) == 3


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.integers(1, 120),
    st.lists(st.integers(1, 60), max_size=6),
    st.one_of(st.integers(1, 24).map(lambda n: Length(months=n)), st.integers(1, 500).map(lambda n: Length(days=n))),
    st.sampled_from(Convention),
)
def test_any_term_is_contiguous_and_its_notice_comes_before_its_end(
    start: date, initial: int, options: list[int], lead: Length, convention: Convention
) -> None:
    term = Term(start, initial, tuple(options), NoticeRule(lead, convention))

    assert term.latest_last_day == last_day_of_term(start, initial + sum(options))
    assert [point.number for point in term.points] == list(range(1, len(options) + 1))
    assert [point.months for point in term.points] == options
    until = term.period().until
    for point in term.points:
        assert point.extends.since == until
        until = point.extends.until
        assert check(point.remind_by) <= check(point.decide_by) < check(point.last_day_before)
    assert term.period(len(options)) == Period(start, until)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120), st.integers(1, 500))
def test_a_lead_in_days_is_the_same_under_both_conventions(start: date, months: int, days: int) -> None:
    by_a, by_b = (notice_day_by(start, months, NoticeRule(Length(days=days), each)) for each in Convention)

    assert by_a.on == by_b.on == last_day_of_term(start, months).on - timedelta(days=days)


def test_a_notice_day_says_its_rule_its_source_and_its_steps() -> None:
    by_b = notice_day(date(2020, 1, 1), 36, 6)
    by_a = notice_day(date(2020, 1, 1), 36, 6, Convention.A)

    assert (by_b.why.rule, by_b.why.source) == ("46", "Contractstandaard 1.3.3")
    assert [(step.op.value, step.value) for step in by_b.why.steps] == [("from", "2022-12-31"), ("add_months", -6)]
    assert [(step.op.value, step.value) for step in by_a.why.steps] == [
        ("from", "2023-01-01"),
        ("add_months", -6),
        ("day_before", 1),
    ]


def test_a_reminder_day_says_what_the_other_convention_gives() -> None:
    by_the_earlier = reminder_day(date(2027, 7, 1), 36, BY_A)

    assert by_the_earlier.on == date(2029, 12, 30)
    assert by_the_earlier.why.rule == "47"
    assert str(by_the_earlier.why.steps[-1].text) == ("Counted by convention B it is 2029-12-30; the earlier counts")


def test_a_notice_day_on_a_sunday_stays_there() -> None:
    assert notice_day(date(2020, 1, 1), 60, 6).on == date(2024, 6, 30)
    assert date(2024, 6, 30).isoweekday() == 7


def test_a_notice_day_outside_the_holiday_table_is_computed_all_the_same() -> None:
    assert notice_day(date(2070, 1, 1), 36, 6).on == date(2072, 6, 30)


def test_a_term_without_options_has_no_points() -> None:
    term = Term(date(2026, 1, 1), 36)

    assert term.points == ()
    assert term.latest_last_day == term.last_day()


@pytest.mark.parametrize(("initial", "options"), [(0, ()), (36, (24, 0)), (36, (-1,))])
def test_a_part_of_a_term_without_months_is_refused(initial: int, options: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match="at least one month"):
        Term(date(2026, 1, 1), initial, options)
