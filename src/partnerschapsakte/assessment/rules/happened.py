"""What can happen in an assessment, as facts for the journal; no score, reason or name is in them, only their hash."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPlanned(Fact):
    """How tenders will be assessed was written down, before the call; ``subject`` is the tender, as in all of these."""

    tag: ClassVar[str] = "assessment:plan:written"

    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRectified(Fact):
    """What was announced was corrected for all (rule 12); ``readers``: how many were written to here."""

    tag: ClassVar[str] = "assessment:plan:rectified"

    data: dict[str, object]
    reason: str
    reference: str
    readers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorSeated(Fact):
    """Somebody was asked to assess, by account or under a label."""

    tag: ClassVar[str] = "assessment:assessor:seated"

    seat: str
    person: str | None
    lots: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorReleased(Fact):
    """An assessor stopped; what they scored stays."""

    tag: ClassVar[str] = "assessment:assessor:released"

    seat: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDeclared(Fact):
    """An assessor declared to have a conflict of interest, or none (rule 28)."""

    tag: ClassVar[str] = "assessment:conflict:declared"

    seat: str
    has_conflict: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictJudged(Fact):
    """What is done about a conflict of interest: a measure with which somebody may assess, or not (Aw 2.132(1)(m))."""

    tag: ClassVar[str] = "assessment:conflict:judged"

    seat: str
    may_assess: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidEntered(Fact):
    """For which lots a candidate tendered was entered; ``sha256`` fixes the prices."""

    tag: ClassVar[str] = "assessment:bid:entered"

    candidate: str
    lots: tuple[str, ...]
    as_received: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreGiven(Fact):
    """An assessor scored; ``sha256`` fixes the score with its reason."""

    tag: ClassVar[str] = "assessment:score:given"

    seat: str
    lot: str
    candidate: str
    criterion: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsensusOpened(Fact):
    """All had scored, and see each other's scores of a lot from now on."""

    tag: ClassVar[str] = "assessment:consensus:opened"

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAgreed(Fact):
    """The assessors agreed on a score; ``sha256`` fixes it with its reason."""

    tag: ClassVar[str] = "assessment:score:agreed"

    lot: str
    candidate: str
    criterion: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawHeld(Fact):
    """There was a draw among equals (rule 33)."""

    tag: ClassVar[str] = "assessment:draw:held"

    lot: str
    pool: tuple[str, ...]
    order: tuple[str, ...]
    method: str
    witnesses: int
    drawn_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLocked(Fact):
    """The assessment of a lot was locked: nothing in it changes any more; ``sha256`` fixes the whole of it."""

    tag: ClassVar[str] = "assessment:lot:locked"

    lot: str
    state: str
    sha256: str
