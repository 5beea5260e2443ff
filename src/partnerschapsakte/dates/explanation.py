"""A date that can explain itself: the steps a lawyer would take, each checkable by hand.

``Explained`` is a date with its ``Explanation``; ``evaluate`` takes the steps again and must reach the same date.
Rules compose one with ``begin(day, sentence)``, the steps of ``Trace``, and ``explained(source, rule)``:

    begin(last_day, say("Last day of the current period")).add_months(-6).explained("Contractstandaard 1.3.3", "46")
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from partnerschapsakte.dates.period import Length, shift_days, shift_months
from partnerschapsakte.dates.working_days import LAW_NAMES, Calendar, roll_forward, why_no_working_day
from partnerschapsakte.foundation.sentences import Sentence, say


class Op(StrEnum):
    """What a step does with the date before it."""

    FROM = "from"
    ADD_DAYS = "add_days"
    ADD_MONTHS = "add_months"
    DAY_BEFORE = "day_before"
    ROLL_FORWARD = "roll_forward"
    LATER_OF = "later_of"
    EARLIER_OF = "earlier_of"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the operation, its value, the date it gives, and the sentence a person reads.

    ``value`` is an ISO date (from, later_of, earlier_of), a count (add_days, add_months, day_before: always 1)
    or the name of a calendar (roll_forward).
    """

    op: Op
    value: str | int
    on: date
    text: Sentence


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a date is what it is: the row of the table of rules or None, the source, and the steps in order."""

    rule: str | None
    source: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Hold that it begins at a date, and only once."""
        if [number for number, step in enumerate(self.steps) if step.op is Op.FROM] != [0]:
            raise ValueError("an explanation begins with one step 'from'")


@dataclass(frozen=True, slots=True)
class Explained:
    """A date and why."""

    on: date
    why: Explanation


def evaluate(explanation: Explanation) -> date:
    """Take the steps again, by arithmetic alone, and return where they lead."""
    day = date.min
    for step in explanation.steps:
        day = _ARITHMETIC[step.op](day, step.value)
    return day


_ARITHMETIC: dict[Op, Callable[[date, Any], date]] = {
    Op.FROM: lambda _day, iso: date.fromisoformat(iso),
    Op.ADD_DAYS: shift_days,
    Op.ADD_MONTHS: shift_months,
    Op.DAY_BEFORE: lambda day, count: shift_days(day, -count),
    Op.ROLL_FORWARD: lambda day, calendar: roll_forward(day, Calendar(calendar)),
    Op.LATER_OF: lambda day, iso: max(day, date.fromisoformat(iso)),
    Op.EARLIER_OF: lambda day, iso: min(day, date.fromisoformat(iso)),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """Steps taken so far; every method answers with a new trace that is one step longer."""

    steps: tuple[Step, ...]

    @property
    def on(self) -> date:
        """Where the steps have led so far."""
        return self.steps[-1].on

    def add_days(self, days: int, text: Sentence | None = None) -> "Trace":
        """Move by calendar days; a negative count goes back."""
        return self._step(Op.ADD_DAYS, days, text or _days(days))

    def add_months(self, months: int, text: Sentence | None = None) -> "Trace":
        """Move by calendar months, to the last day of a shorter month where the day number is missing."""
        return self._step(Op.ADD_MONTHS, months, text or _months(months))

    def add(self, length: Length) -> "Trace":
        """Move forward by a length."""
        return self.add_months(length.months) if length.months else self.add_days(length.days)

    def subtract(self, length: Length) -> "Trace":
        """Move back by a length."""
        return self.add_months(-length.months) if length.months else self.add_days(-length.days)

    def day_before(self, text: Sentence | None = None) -> "Trace":
        """Move to the day before."""
        return self._step(Op.DAY_BEFORE, 1, text or say("The day before"))

    def roll_forward(self, calendar: Calendar) -> "Trace":
        """Move to the first working day on or after this one, by the calendar named."""
        reason = why_no_working_day(self.on, calendar)
        law = LAW_NAMES[calendar]
        if reason is None:
            text = say("A working day by {law}: it stays", law=law)
        else:
            text = say("{day} is no working day ({reason}): the next one by {law}", day=self.on, reason=reason, law=law)
        return self._step(Op.ROLL_FORWARD, calendar.value, text)

    def later_of(self, other: date, text: Sentence) -> "Trace":
        """Take the later of this date and the other; the sentence says what the other is."""
        return self._step(Op.LATER_OF, other.isoformat(), text)

    def earlier_of(self, other: date, text: Sentence) -> "Trace":
        """Take the earlier of this date and the other; the sentence says what the other is."""
        return self._step(Op.EARLIER_OF, other.isoformat(), text)

    def explained(self, source: str, rule: str | None = None) -> Explained:
        """Close the trace: name the source, and the row of the table of rules where one governs."""
        return Explained(self.on, Explanation(rule, source, self.steps))

    def _step(self, op: Op, value: str | int, text: Sentence) -> "Trace":
        return Trace((*self.steps, Step(op, value, _ARITHMETIC[op](self.on, value), text)))


def begin(day: date, text: Sentence) -> Trace:
    """Begin at a date; the sentence says what happens or ends on it."""
    return Trace((Step(Op.FROM, day.isoformat(), day, text),))


def continued(explained: Explained) -> Trace:
    """Go on from a date that is already explained, keeping its steps."""
    return Trace(explained.why.steps)


def as_json(explained: Explained, tell: Callable[[Sentence], str]) -> dict[str, Any]:
    """Return the shape every door gives a computed date: ``{"on", "why": {"rule", "source", "steps"}}``."""
    why = explained.why
    steps = [
        {"op": step.op.value, "value": step.value, "on": step.on.isoformat(), "text": tell(step.text)}
        for step in why.steps
    ]
    return {"on": explained.on.isoformat(), "why": {"rule": why.rule, "source": why.source, "steps": steps}}


def _days(days: int) -> Sentence:
    match days:
        case 1:
            return say("The day after")
        case -1:
            return say("1 calendar day earlier")
        case _ if days < 0:
            return say("{count} calendar days earlier", count=-days)
        case _:
            return say("{count} calendar days later", count=days)


def _months(months: int) -> Sentence:
    match months:
        case 1:
            return say("1 calendar month later")
        case -1:
            return say("1 calendar month earlier")
        case _ if months < 0:
            return say("{count} calendar months earlier", count=-months)
        case _:
            return say("{count} calendar months later", count=months)
