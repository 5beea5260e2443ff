"""What can happen to an award, as facts for the journal; texts of letters and reasons are there as hashes only."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.awarding.rules.facts import LotDecision, RecordItem
from partnerschapsakte.foundation.outcomes import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDecided(Fact):
    """A body decided about a lot; ``subject`` is the tender, ``decision`` the decision that was taken elsewhere."""

    tag: ClassVar[str] = "award:lot:decided"

    lot: str
    outcome: LotDecision
    winners: tuple[str, ...]
    decision: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WinnerDescribed(Fact):
    """It was written down what the winning tender is and has over the others."""

    tag: ClassVar[str] = "award:winner:described"

    lot: str
    candidate: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsWritten(Fact):
    """The reasons for one tenderer were written down."""

    tag: ClassVar[str] = "award:reasons:written"

    lot: str
    candidate: str
    tendered: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersSent(Fact):
    """All letters about a lot went out at one moment; ``letters`` are their ids with the hash of the text."""

    tag: ClassVar[str] = "award:letters:sent"

    lot: str
    sent_on: date
    last_day: date | None
    letters: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRegistered(Fact):
    """A complaint came in; ``subject`` is its id."""

    tag: ClassVar[str] = "award:complaint:registered"

    lot: str | None
    complainant: str
    received_on: date
    due_by: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDecided(Fact):
    """A complaint was decided on; ``subject`` is its id."""

    tag: ClassVar[str] = "award:complaint:decided"

    upheld: bool
    decided_on: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingsRegistered(Fact):
    """Summary proceedings about a lot were registered; ``subject`` is their id."""

    tag: ClassVar[str] = "award:proceedings:registered"

    lot: str
    plaintiff: str
    court: str
    reference: str
    served_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgmentRecorded(Fact):
    """A court gave its judgment; tenders bind until ``tenders_valid_until``; ``subject`` is the id of the case."""

    tag: ClassVar[str] = "award:judgment:recorded"

    lot: str
    judged_on: date
    outcome: str
    file: str
    tenders_valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordItemFilled(Fact):
    """An item of the record of proceedings was filled in, or does not apply; ``subject`` is the tender."""

    tag: ClassVar[str] = "award:record-item:filled"

    item: RecordItem
    not_applicable: bool
    sha256: str
