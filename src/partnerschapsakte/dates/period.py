"""Calendar arithmetic for terms that outlive the people who signed them.

Every date is counted from the anchor, never from the previous result, so a start at the end of a month cannot
drift. Periods are half-open: ``until`` is the first day that no longer belongs.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


def shift_months(anchor: date, months: int) -> date:
    """Return *anchor* moved by whole months: the same day number, else the last day of the target month.

    Regulation 1182/71 art. 3(2)(c). Refuses a result outside the years 1 to 9999.
    """
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise _outside_the_calendar(anchor)
    return date(year, month0 + 1, min(anchor.day, monthrange(year, month0 + 1)[1]))


def shift_days(anchor: date, days: int) -> date:
    """Return *anchor* moved by calendar days. Refuses a result outside the years 1 to 9999."""
    try:
        return anchor + timedelta(days=days)
    except OverflowError:
        raise _outside_the_calendar(anchor) from None


def _outside_the_calendar(anchor: date) -> Refusal:
    return Refusal(
        Why.INVALID,
        "date_outside_calendar",
        say("Counting from {day} leaves the calendar.", day=anchor),
        remedy=say("Choose a shorter time."),
    )


@dataclass(frozen=True, slots=True)
class Length:
    """How long a term or a lead is: so many calendar months, or so many calendar days; exactly one of the two."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        """Refuse a length of nothing, of both units, or below zero."""
        if sorted((self.months > 0, self.days > 0)) != [False, True] or min(self.months, self.days) < 0:
            raise Refusal(
                Why.INVALID,
                "length_unclear",
                say("A length is a whole number of months or of days, at least one."),
                remedy=say("Give either months or days."),
            )


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``since`` up to, but not including, ``until``."""

    since: date
    until: date

    @property
    def last_day(self) -> date:
        """The last day that still belongs."""
        return self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        """Say whether the day belongs to the period."""
        return self.since <= day < self.until
