"""A term of initial months plus options, counted from the original start, and the last day for each notice.

Table J of the law file: nine years as 3+2+2+2. No date here ever moves because of a weekend or a holiday
(Contractstandaard 1.3: the contract text governs, neither the Algemene termijnenwet nor Regulation 1182/71).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from partnerschapsakte.dates.explanation import Explained, Trace, begin
from partnerschapsakte.dates.period import Length, Period, shift_months
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

NOTICE_SOURCE = "Contractstandaard 1.3.3"
TERM_SOURCE = "Contractstandaard 1.3.1"


class Convention(StrEnum):
    """How a lead is counted back; the deed stores which (rule 64).

    A: from the first day of the next period, then the day before. B: from the last day of the current period.
    At month ends they differ by up to three days, and either can be the earlier.
    """

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """What the deed says about notice: how long before the end it must be received, and how that is counted."""

    lead: Length = field(default_factory=lambda: Length(months=6))
    convention: Convention = Convention.B


DEFAULT_NOTICE = NoticeRule()


def last_day_of_term(start: date, months: int) -> Explained:
    """Return the last day of a term: the start plus its months, minus a day (rule 64)."""
    trace = begin(start, say("Start of the term")).add_months(months)
    return trace.day_before(say("The day before: the last day")).explained(TERM_SOURCE, "64")


def notice_day(start: date, months_before: int, lead_months: int, convention: Convention = Convention.B) -> Explained:
    """Return the last day on which notice must have been received, for a lead in months (rule 46)."""
    return notice_day_by(start, months_before, NoticeRule(Length(months=lead_months), convention))


def notice_day_by(start: date, months_before: int, notice: NoticeRule) -> Explained:
    """Return the last day on which notice must have been received: the day of the deed's own convention.

    ``months_before`` are the months from the original start to the end that the notice precedes.
    Contractstandaard 1.3.3; it never moves, not even from a Sunday (rule 46).
    """
    return _counted_back(start, months_before, notice).explained(NOTICE_SOURCE, "46")


def reminder_day(start: date, months_before: int, notice: NoticeRule) -> Explained:
    """Return the day reminders count back from: the earlier of conventions A and B (rule 47)."""
    other = Convention.A if notice.convention is Convention.B else Convention.B
    other_day = _counted_back(start, months_before, NoticeRule(notice.lead, other)).on
    own = _counted_back(start, months_before, notice)
    text = say(
        "Counted by convention {convention} it is {day}; the earlier counts", convention=other.value, day=other_day
    )
    return own.earlier_of(other_day, text).explained(NOTICE_SOURCE, "47")


def _counted_back(start: date, months_before: int, notice: NoticeRule) -> Trace:
    if notice.convention is Convention.A:
        next_start = shift_months(start, months_before)
        return begin(next_start, say("First day of the next period")).subtract(notice.lead).day_before()
    last_day = last_day_of_term(start, months_before).on
    return begin(last_day, say("Last day of the current period")).subtract(notice.lead)


@dataclass(frozen=True, slots=True)
class Point:
    """One extension decision point: what it adds, the ends before and after, and the last day for notice.

    ``decide_by`` is the last day on which the notice must have been received; ``remind_by`` is the day that
    reminders count back from.
    """

    number: int
    months: int
    last_day_before: Explained
    last_day_after: Explained
    decide_by: Explained
    remind_by: Explained
    extends: Period


@dataclass(frozen=True, slots=True)
class Term:
    """When a contract starts, how long it runs at first, and what each option adds; nothing is chained (rule 64)."""

    starts_on: date
    initial_months: int
    option_months: tuple[int, ...] = ()
    notice: NoticeRule = DEFAULT_NOTICE

    def __post_init__(self) -> None:
        """Refuse a part that lasts no whole month."""
        if min((self.initial_months, *self.option_months)) < 1:
            raise Refusal(
                Why.INVALID,
                "term_without_months",
                say("Every part of a term lasts at least one month."),
                rule="64",
                article=TERM_SOURCE,
                remedy=say("Give whole months above zero."),
            )

    @property
    def ends(self) -> tuple[int, ...]:
        """Months from the original start to each possible end."""
        return tuple(accumulate(self.option_months, initial=self.initial_months))

    def last_day(self, extensions: int = 0) -> Explained:
        """Return the last day after so many extensions."""
        return last_day_of_term(self.starts_on, self.ends[extensions])

    def period(self, extensions: int = 0) -> Period:
        """Return the whole run after so many extensions."""
        return Period(self.starts_on, shift_months(self.starts_on, self.ends[extensions]))

    @property
    def latest_last_day(self) -> Explained:
        """The last day if every option is used."""
        return self.last_day(len(self.option_months))

    @property
    def points(self) -> tuple[Point, ...]:
        """Every extension point, decided or not, in order."""
        return tuple(self.point(number) for number in range(1, len(self.option_months) + 1))

    def point(self, number: int) -> Point:
        """Return extension point *number*, counted from 1."""
        return _point(self, number)


@lru_cache(maxsize=1024)  # where a term stands is asked for every relation, and each time for every earlier point
def _point(term: Term, number: int) -> Point:
    start, (before, after) = term.starts_on, term.ends[number - 1 : number + 1]
    return Point(
        number=number,
        months=term.option_months[number - 1],
        last_day_before=last_day_of_term(start, before),
        last_day_after=last_day_of_term(start, after),
        decide_by=notice_day_by(start, before, term.notice),
        remind_by=reminder_day(start, before, term.notice),
        extends=Period(shift_months(start, before), shift_months(start, after)),
    )
