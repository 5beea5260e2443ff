"""The dated table of Dutch public holidays, and the two laws that move a last day to a working day.

The Algemene termijnenwet and Regulation 1182/71 stand side by side; neither is chosen here. Statutory days are
computed (Algemene termijnenwet art. 3(1)); the days equated with them by decree (art. 3(3)) are rows with their
source. Terms, ends and notice dates of contracts never consult this table.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

TABLE_VERSION = "2026-11"  # the month in which the rows below were last checked
FIRST_YEAR, LAST_YEAR = 2018, 2060
FIRST_EQUATED_YEAR, LAST_EQUATED_YEAR = 2023, 2028
SATURDAY, SUNDAY = 5, 6


class Calendar(StrEnum):
    """Which law says what a working day is."""

    TERMIJNENWET = "Algemene termijnenwet"
    REGULATION = "Regulation 1182/71"


LAW_NAMES = {
    Calendar.TERMIJNENWET: say("the Algemene termijnenwet"),
    Calendar.REGULATION: say("Regulation 1182/71"),
}


class Equated(StrEnum):
    """Whether the days equated by decree are known for a year."""

    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is no working day; ``equated`` ones count under the Algemene termijnenwet only."""

    on: date
    name: Sentence
    source: str
    equated: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """The public holidays of one year in order, and whether its equated days are known."""

    year: int
    holidays: tuple[Holiday, ...]
    equated: Equated


STATUTE = "Algemene termijnenwet art. 3(1)"
GOOD_FRIDAY = "Algemene termijnenwet art. 3(2)"
DECREE_2023 = "Besluit gelijkstelling van 28 april 2023 tot en met 30 mei 2025 met een algemeen erkende feestdag [S]"
DECREE_2026 = "Besluit gelijkstelling van 2 januari 2026 tot en met 26 mei 2028 met een algemeen erkende feestdag [S]"

# The days equated by decree. After 2028 unknown; before 2023 not collected.
DECREED = (
    (date(2023, 4, 28), DECREE_2023),
    (date(2023, 5, 19), DECREE_2023),
    (date(2024, 5, 10), DECREE_2023),
    (date(2024, 12, 27), DECREE_2023),
    (date(2025, 5, 30), DECREE_2023),
    (date(2026, 1, 2), DECREE_2026),
    (date(2026, 5, 15), DECREE_2026),
    (date(2027, 5, 7), DECREE_2026),
    (date(2028, 4, 28), DECREE_2026),
    (date(2028, 5, 26), DECREE_2026),
)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday by the Gregorian computation (Meeus, Jones and Butcher)."""
    moon = year % 19
    century, year_of_century = divmod(year, 100)
    leap_centuries, century_left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * moon + century - leap_centuries - correction + 15) % 30
    leaps, year_left = divmod(year_of_century, 4)
    weekday = (32 + 2 * century_left + 2 * leaps - epact - year_left) % 7
    shift = (moon + 11 * epact + 22 * weekday) // 451
    month, day0 = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day0 + 1)


def kings_day(year: int) -> date:
    """Return Koningsdag: 27 April, or the 26th where the 27th is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == SUNDAY else day


@cache
def holidays_of(year: int) -> Year:
    """Return the public holidays of a year. Refuses a year outside the table (rule 63)."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _outside_the_table(year)
    easter = easter_sunday(year)
    statutory = (
        (date(year, 1, 1), say("New Year's Day")),
        (easter + timedelta(days=1), say("Easter Monday")),
        (kings_day(year), say("King's Day")),
        (date(year, 5, 5), say("Liberation Day")),
        (easter + timedelta(days=39), say("Ascension Day")),
        (easter + timedelta(days=50), say("Pentecost Monday")),
        (date(year, 12, 25), say("Christmas Day")),
        (date(year, 12, 26), say("Second Christmas Day")),
    )
    rows = [Holiday(on, name, STATUTE) for on, name in statutory]
    rows.append(Holiday(easter - timedelta(days=2), say("Good Friday"), GOOD_FRIDAY, equated=True))
    equated_by_decree = say("a day equated with a public holiday by decree")
    rows += [Holiday(on, equated_by_decree, source, equated=True) for on, source in DECREED if on.year == year]
    known = FIRST_EQUATED_YEAR <= year <= LAST_EQUATED_YEAR
    return Year(year, tuple(sorted(rows, key=lambda row: row.on)), Equated.KNOWN if known else Equated.UNKNOWN)


def _outside_the_table(year: int) -> Refusal:
    return Refusal(
        Why.INVALID,
        "year_outside_holiday_table",
        say("The table of public holidays does not cover {year}.", year=year),
        rule="63",
        article="Algemene termijnenwet art. 3",
        remedy=say("Choose a day from {first} to {last}, or extend the table.", first=FIRST_YEAR, last=LAST_YEAR),
    )


@cache
def _days_off(year: int, calendar: Calendar) -> dict[date, Sentence]:
    """Return the holidays that count under this law, with their names.

    Whether Good Friday and the equated days are on the Dutch list of Regulation 1182/71 is uncertain [U]: they are
    left out of it, so that both outcomes appear and the safer one can be taken (rule 70).
    """
    rows = holidays_of(year).holidays
    return {row.on: row.name for row in rows if calendar is Calendar.TERMIJNENWET or not row.equated}


def why_no_working_day(day: date, calendar: Calendar) -> Sentence | None:
    """Say why this day is no working day, or None where it is one. Refuses a year outside the table (rule 63)."""
    holiday = _days_off(day.year, calendar).get(day)
    if holiday is not None:
        return holiday
    if day.weekday() < SATURDAY:
        return None
    return say("Sunday") if day.weekday() == SUNDAY else say("Saturday")


def roll_forward(day: date, calendar: Calendar) -> date:
    """Return the first working day on or after this one.

    Algemene termijnenwet art. 1(1); Regulation 1182/71 art. 3(4) [S]. Neither moves a term that is counted back.
    """
    while why_no_working_day(day, calendar) is not None:
        day += timedelta(days=1)
    return day


def second_working_day_after(day: date, calendar: Calendar) -> date:
    """Return the second working day after a day.

    A short term holds at least two: Algemene termijnenwet art. 2, Regulation 1182/71 art. 3(5) [K].
    """
    first = roll_forward(day + timedelta(days=1), calendar)
    return roll_forward(first + timedelta(days=1), calendar)


def findings_about(*days: date) -> tuple[Finding, ...]:
    """Tell, once per year, where the days equated by decree are not known (rule 63)."""
    years = sorted({day.year for day in days})
    return tuple(
        Finding(
            level=Level.INFO,
            message=say(
                "Which days of {year} the government equates with public holidays is not in the table; "
                "a last day on such a day would move.",
                year=year,
            ),
            rule="63",
            source="Algemene termijnenwet art. 3(3)",
        )
        for year in years
        if holidays_of(year).equated is Equated.UNKNOWN
    )
