"""Holds the term of a deed as a table of full dates: first day, last day, and each extension option."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An extension option; ``decide_by`` is the last day on which the notice must have been received."""

    number: int
    months: int
    evaluation_due: date
    decision_due: date
    decide_by: date
    last_day_before: date
    last_day_after: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """First and last day in full, options, and how the last notice day is counted (convention A or B)."""

    starts_on: date
    months: int
    last_day: date | None
    latest_last_day: date | None
    options: tuple[Option, ...] = ()
    notice_months: int = 6
    convention: str = "B"

    @property
    def longest_months(self) -> int:
        """Return the length with every option used."""
        return self.months + sum(option.months for option in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Another date that the parties watch, with the reason why it is that day."""

    on: date
    title: str
    why: str = ""
