"""The words and values of an award as the rules see it: decisions, letters, complaints, a court, the record."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LotDecision(StrEnum):
    """What a body decided about a lot."""

    AWARD = "award"
    NOT_AWARD = "not_award"
    WITHDRAW = "withdraw"


class RecordItem(StrEnum):
    """What a record of proceedings tells, by the letter of the law (Aw 2.132(1) a-n)."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    H = "h"
    I = "i"  # noqa: E741 - the law's own letter
    J = "j"
    K = "k"
    L = "l"
    M = "m"
    N = "n"


OTHER_PROCEDURES = frozenset({RecordItem.I, RecordItem.J, RecordItem.K})
"""Items that justify a procedure which is not the one for social services: there they never apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Winning:
    """A candidate to which a lot is awarded, and what its tender has over the others."""

    candidate: str
    name: str
    characteristics: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A tenderer for whom a letter is meant: its own reasons, and whether the letter can reach it.

    ``reference`` is that of the platform, where the letter goes through there.
    """

    candidate: str
    name: str
    wins: bool = False
    tendered: bool = True
    reasons: str = ""
    scores: str = ""
    reads_here: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item of the record: what follows from the file, what somebody wrote, or that it does not apply."""

    item: RecordItem
    known: str = ""
    text: str = ""
    not_applicable: bool = False

    @property
    def is_filled(self) -> bool:
        """Tell whether the item says something, if only that it does not apply."""
        return bool(self.known or self.text or self.not_applicable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Summary proceedings about a lot."""

    served_on: date
    judged_on: date | None = None
