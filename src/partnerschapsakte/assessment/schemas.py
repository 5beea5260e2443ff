"""The shapes that cross the doors of assessment, in and out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from pydantic import Field

from partnerschapsakte.assessment.rules.allocation import AssessmentState, LotResult
from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Combination,
    Criterion,
    Plan,
    RedrawRule,
    RoundedAt,
    Rounding,
    RoundingMode,
    ScoringMethod,
)
from partnerschapsakte.foundation.fields import (
    Code,
    Command,
    Day,
    Exact,
    Line,
    LotCode,
    OptionalLine,
    OptionalText,
    Reason,
)
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.tendering.schemas import Amount, Count

Score = Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=2), Exact(r"^[0-9]{1,5}(\.[0-9]{1,2})?$", 0, 99999)]
Weight = Annotated[
    Decimal,
    Field(ge=0, max_digits=15, decimal_places=2),
    Exact(r"^[0-9]{1,13}(\.[0-9]{1,2})?$", 0, 10**13 - 1),
]
CriterionCode = Annotated[Code, Field(max_length=20)]


class PlannedCriterion(Command):
    """A criterion; without ``lot`` it holds for all lots. ``weight`` is out of 100, or the most that is deducted."""

    code: CriterionCode
    title: Line
    kind: AwardCriterionKind = AwardCriterionKind.QUALITY
    lot: LotCode | None = None
    weight: Weight | None = None
    lowest: Score = Decimal(0)
    highest: Score = Decimal(10)
    step: Score = Decimal(1)
    minimum: Score | None = None
    floor: Amount | None = None
    ceiling: Amount | None = None


class PlannedCombination(Command):
    """A lot that is won only together with another."""

    lot: LotCode
    requires: LotCode


class PlanAssessment(Command):
    """How tenders will be assessed, whole; ``relative_because``: why price is scored relative to others (rule 32)."""

    method: ScoringMethod
    criteria: Annotated[tuple[PlannedCriterion, ...], Field(min_length=1, max_length=60)]
    minimum_total: Weight | None = None
    digits: Annotated[int, Field(ge=0, le=4)] = 2
    rounding: RoundingMode = RoundingMode.HALF_UP
    rounded_at: RoundedAt = RoundedAt.TOTAL
    tie_break: tuple[CriterionCode, ...] = ()
    redraw: RedrawRule = RedrawRule.NEW_DRAW
    combinations: tuple[PlannedCombination, ...] = ()
    most_lots_bid: Count | None = None
    most_lots_won: Count | None = None
    lot_order: tuple[LotCode, ...] = ()
    relative_because: OptionalText = ""

    @property
    def plan(self) -> Plan:
        """The plan as the rules know it."""
        return Plan(
            method=self.method,
            criteria=tuple(Criterion(**one.model_dump()) for one in self.criteria),
            minimum_total=self.minimum_total,
            rounding=Rounding(digits=self.digits, mode=self.rounding, at=self.rounded_at),
            tie_break=self.tie_break,
            redraw=self.redraw,
            combinations=tuple(Combination(lot=one.lot, requires=one.requires) for one in self.combinations),
            most_lots_bid=self.most_lots_bid,
            most_lots_won=self.most_lots_won,
            lot_order=self.lot_order,
            relative_because=self.relative_because,
        )


class RectifyPlan(PlanAssessment):
    """A correction of what was announced, for all; ``reference`` is that of its publication elsewhere."""

    reason: Reason
    reference: OptionalLine = ""


class SeatAssessor(Command):
    """Somebody is asked to assess: a person, or a label with who goes along. No lots or criteria: all of them."""

    person_id: Code | None = None
    label: Annotated[OptionalLine, Field(max_length=60)] = ""
    companion_id: Code | None = None
    lots: tuple[LotCode, ...] = ()
    criteria: tuple[CriterionCode, ...] = ()


class ReleaseAssessor(Command):
    """An assessor stops."""

    reason: Reason


class DeclareConflict(Command):
    """An assessor declares to have a conflict of interest, and which, or none."""

    has_conflict: bool
    explanation: OptionalText = ""


class JudgeConflict(Command):
    """What is done about a conflict of interest, and whether the assessor may assess with it."""

    may_assess: bool
    measure: Reason


class LotOfBid(Command):
    """A lot for which was tendered, and the price where it counts."""

    lot: LotCode
    price: Amount | None = None


class EnterBid(Command):
    """For which lots a candidate tendered; ``as_received``: against the rules over lots, yet it came in like this."""

    candidate_id: Code
    lots: Annotated[tuple[LotOfBid, ...], Field(min_length=1)]
    as_received: bool = False
    note: OptionalText = ""


class GiveScore(Command):
    """A score of one assessor, with its reason."""

    lot: LotCode
    candidate_id: Code
    criterion: CriterionCode
    score: Score
    reason: OptionalText = ""


class AgreeScore(Command):
    """A consensus score, with its reason: these two go in the letter."""

    candidate_id: Code
    criterion: CriterionCode
    score: Score
    reason: OptionalText = ""


class RecordDraw(Command):
    """A draw among the equals of a lot: in which order they came out, how, and before whom (functions, no names)."""

    order: Annotated[tuple[Code, ...], Field(min_length=2)]
    method: Line
    witnesses: tuple[Line, ...] = ()
    drawn_on: Day


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as it stands, what to look at, and whether it is frozen; ``written``: None where there is none yet."""

    dossier_id: str
    tender_id: str
    version: int
    written: PlanAssessment | None
    frozen: bool
    findings: tuple[Finding, ...]


class AssessorView(msgspec.Struct, frozen=True, kw_only=True):
    """An assessor, as the team and they themselves see it; how many scores of how many they gave.

    Who may not score, or may no longer, is not told how many there are: it tells how many tendered.
    """

    id: str
    dossier_id: str
    name: str
    person_id: str | None
    label: str
    companion_id: str | None
    companion_name: str
    lots: tuple[str, ...]
    criteria: tuple[str, ...]
    declared_at: datetime | None
    has_conflict: bool
    conflict: str
    may_assess: bool | None
    measure: str
    released_at: datetime | None
    given: int | None
    asked: int | None


class ScoreView(msgspec.Struct, frozen=True, kw_only=True):
    """A score that counts now; without ``seat_id`` it is the consensus."""

    seat_id: str | None
    assessor: str
    lot: str
    candidate_id: str
    criterion: str
    score: Decimal
    reason: str
    given_at: datetime


class AskedView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to score: a criterion of a candidate in a lot, and what was given for it."""

    lot: str
    lot_title: str
    candidate_id: str
    candidate_name: str
    criterion: Criterion
    own: ScoreView | None
    others: tuple[ScoreView, ...]
    agreed: ScoreView | None


class BidView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is assessed in which lots, at which prices."""

    candidate_id: str
    name: str
    prices: dict[str, Decimal | None]
    entered_at: datetime | None
    note: str


class DrawView(msgspec.Struct, frozen=True, kw_only=True):
    """A draw that was recorded."""

    lot: str
    drawn: tuple[str, ...]
    redraw: RedrawRule
    method: str
    witnesses: tuple[str, ...]
    drawn_on: date


class LotAssessmentView(msgspec.Struct, frozen=True, kw_only=True):
    """A lot: how far it is, what its scores are once open, and what comes out."""

    code: str
    title: str
    contracts_minimum: int | None
    contracts_maximum: int | None
    opened_at: datetime | None
    locked_at: datetime | None
    sha256: str
    given: int
    asked: int
    scores: tuple[AskedView, ...]
    draws: tuple[DrawView, ...]
    result: LotResult | None
    findings: tuple[Finding, ...]


class AssessmentView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole assessment of a tender as the team sees it; ``blocked``: why nothing can be assessed yet."""

    dossier_id: str
    tender_id: str
    title: str
    plan: PlanView
    seats: tuple[AssessorView, ...]
    bids: tuple[BidView, ...]
    lots: tuple[LotAssessmentView, ...]
    names: dict[str, str]
    blocked: Refusal | None

    @property
    def states(self) -> dict[str, AssessmentState | None]:
        """How far each lot is."""
        return {one.code: one.result.state if one.result else None for one in self.lots}
