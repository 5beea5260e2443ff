"""The table of public holidays is the one of the law, and says what it does not know."""

import tomllib
from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from partnerschapsakte.dates.working_days import (
    DECREED,
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Equated,
    easter_sunday,
    findings_about,
    holidays_of,
    kings_day,
    roll_forward,
    second_working_day_after,
    why_no_working_day,
)
from partnerschapsakte.foundation.outcomes import Level, Refusal
from rules.dates.date_vectors import FOLDER

HOLIDAYS = tomllib.loads((FOLDER / "holidays.toml").read_text())["holidays"]


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_holidays_of_a_year_are_exactly_those_of_the_table(year: str) -> None:
    days = [f"{row.on:%d-%m}{'*' if row.equated else ''}" for row in holidays_of(int(year)).holidays]

    assert " ".join(days) == HOLIDAYS[year]


def test_the_table_of_the_law_covers_2025_to_2036() -> None:
    assert list(HOLIDAYS) == [str(year) for year in range(2025, 2037)]


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_easter_is_the_day_another_library_computes(year: int) -> None:
    assert easter_sunday(year) == easter(year)


@pytest.mark.parametrize("year", [2025, 2031, 2036])
def test_kings_day_gives_way_to_a_sunday(year: int) -> None:
    assert kings_day(year) == date(year, 4, 26)


def test_every_day_of_the_table_names_its_source_and_is_a_day_of_its_year() -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for row in holidays_of(year).holidays:
            assert row.source
            assert row.on.year == year


def test_every_decreed_day_is_in_the_year_it_belongs_to() -> None:
    for day, source in DECREED:
        assert (day, source) in {(row.on, row.source) for row in holidays_of(day.year).holidays}


@pytest.mark.parametrize(
    ("year", "equated"),
    [(2018, "unknown"), (2022, "unknown"), (2023, "known"), (2028, "known"), (2029, "unknown"), (2060, "unknown")],
)
def test_a_year_says_whether_its_equated_days_are_known(year: int, equated: str) -> None:
    assert holidays_of(year).equated is Equated(equated)


def test_an_unknown_year_gives_one_finding_and_a_known_year_none() -> None:
    findings = findings_about(date(2026, 5, 1), date(2029, 1, 1), date(2029, 2, 1))

    assert [(finding.level, finding.rule) for finding in findings] == [(Level.INFO, "63")]
    assert "2029" in str(findings[0].message)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_outside_the_table_is_refused_with_a_remedy(year: int) -> None:
    with pytest.raises(Refusal) as caught:
        roll_forward(date(year, 6, 1), Calendar.TERMIJNENWET)

    refusal = caught.value
    assert (refusal.rule, refusal.code) == ("63", "year_outside_holiday_table")
    assert str(refusal.remedy) == "Choose a day from 2018 to 2060, or extend the table."


def test_rolling_over_the_end_of_the_table_is_refused() -> None:
    assert date(2060, 12, 31).weekday() == 4
    assert roll_forward(date(2060, 12, 31), Calendar.REGULATION) == date(2060, 12, 31)
    with pytest.raises(Refusal, match="2061"):
        second_working_day_after(date(2060, 12, 31), Calendar.REGULATION)


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31), date(2026, 5, 18)])
def test_the_days_before_christmas_and_new_year_are_working_days(day: date) -> None:
    assert why_no_working_day(day, Calendar.TERMIJNENWET) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 4, 25), "Saturday"),
        (date(2026, 4, 26), "Sunday"),
        (date(2026, 4, 27), "King's Day"),
        (date(2027, 5, 5), "Liberation Day"),
        (date(2026, 5, 14), "Ascension Day"),
    ],
)
def test_a_day_off_under_both_laws_says_why(day: date, reason: str) -> None:
    for calendar in Calendar:
        assert str(why_no_working_day(day, calendar)) == reason


@pytest.mark.parametrize("day", [date(2026, 4, 3), date(2026, 5, 15)])
def test_good_friday_and_equated_days_count_under_the_dutch_law_only(day: date) -> None:
    assert why_no_working_day(day, Calendar.TERMIJNENWET) is not None
    assert why_no_working_day(day, Calendar.REGULATION) is None


def test_rolling_forward_finds_the_nearest_working_day_for_every_date(every_day: list[date]) -> None:
    for calendar in Calendar:
        for day in every_day:
            rolled = roll_forward(day, calendar)
            between = [day + timedelta(days=number) for number in range((rolled - day).days)]
            assert why_no_working_day(rolled, calendar) is None
            assert all(why_no_working_day(skipped, calendar) for skipped in between)
