"""What can happen in a selection, as facts for the journal: codes, points and hashes, and never a reason in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact
from partnerschapsakte.selection.rules.facts import SizeClass
from partnerschapsakte.tendering.rules.procedure import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionPlanned(Fact):
    """What is asked of candidates was laid down; ``subject`` is the tender."""

    tag: ClassVar[str] = "selection:planned"

    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionRectified(Fact):
    """What is asked of candidates was corrected after publication, for all; ``subject`` is the tender."""

    tag: ClassVar[str] = "selection:rectified"

    data: dict[str, object]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Fact):
    """A request to participate came in; ``late``: after the deadline, and therefore refused (rules 24 and 25)."""

    tag: ClassVar[str] = "selection:request:received"

    name: str
    parties: tuple[Seat, ...]
    received_at: datetime
    late: bool
    size_class: SizeClass
    country: str
    electronic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(Fact):
    """A request to participate was withdrawn before the decision."""

    tag: ClassVar[str] = "selection:request:withdrawn"

    withdrawn_on: date
    reason_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAssessed(Fact):
    """Requirements of a request were judged: the codes that are met, and those that are not."""

    tag: ClassVar[str] = "selection:request:assessed"

    met: tuple[str, ...]
    not_met: tuple[str, ...]
    reasons_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestScored(Fact):
    """A request was scored on the selection criteria."""

    tag: ClassVar[str] = "selection:request:scored"

    scores: dict[str, Decimal]
    reasons_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDrawn(Fact):
    """Who tied at the cut was drawn; ``subject`` is the draw. The witness is fixed by a hash (rule 33)."""

    tag: ClassVar[str] = "selection:tie:drawn"

    order: tuple[str, ...]
    drawn_on: date
    method: str
    witness_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionDecided(Fact):
    """It was decided who is admitted; ``subject`` is the tender."""

    tag: ClassVar[str] = "selection:decided"

    decided_on: date
    applied: bool
    maximum: int | None
    admitted: tuple[str, ...]
    not_admitted: tuple[str, ...]
    few_because: str | None
    standstill_last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOutNoted(Fact):
    """What a provider that was not selected hands over was noted: clients, staff, systems."""

    tag: ClassVar[str] = "selection:phase-out:noted"

    sha256: str
