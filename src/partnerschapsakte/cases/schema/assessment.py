"""The assessment of a case file: what was announced, who assessed, each score with its reason, draws and the lock."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    RedrawRule,
    RoundedAt,
    RoundingMode,
    ScoringMethod,
)
from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.foundation.fields import Code, Day, Line, LotCode, Reason, Text

Count = Annotated[int, Field(ge=1, le=999)]
Score = Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=2)]
Weight = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Price = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]
CriterionCode = Annotated[Code, Field(max_length=20)]


class AwardCriterion(Element):
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
    floor: Price | None = None
    ceiling: Price | None = None


class Combination(Element):
    """A lot that is won only together with another."""

    lot: LotCode
    requires: LotCode


class Announced(Element):
    """How tenders are assessed, whole."""

    method: ScoringMethod
    criteria: Annotated[tuple[AwardCriterion, ...], Field(min_length=1, max_length=60)]
    minimum_total: Weight | None = None
    digits: Annotated[int, Field(ge=0, le=4)] = 2
    rounding: RoundingMode = RoundingMode.HALF_UP
    rounded_at: RoundedAt = RoundedAt.TOTAL
    tie_break: tuple[CriterionCode, ...] = ()
    redraw: RedrawRule = RedrawRule.NEW_DRAW
    combinations: tuple[Combination, ...] = ()
    most_lots_bid: Count | None = None
    most_lots_won: Count | None = None
    lot_order: tuple[LotCode, ...] = ()
    relative_because: Text | None = None


class RectifiedAssessment(Announced):
    """How tenders are assessed, whole, as it was corrected for all after the call."""

    on: Day
    reason: Reason
    reference: Line | None = None


class Measure(Element):
    """What was done about a conflict of interest."""

    on: Day
    may_assess: bool
    measure: Reason


class Declaration(Element):
    """An assessor declared to have a conflict of interest, or none (rule 28)."""

    on: Day
    has_conflict: bool = False
    explanation: Text | None = None
    judged: Measure | None = None


class Released(Element):
    """An assessor stopped."""

    on: Day
    reason: Reason


class Assessor(Element):
    """Who assesses: a person of this file, or a label with the client adviser who goes along."""

    asked_on: Day
    person: Key | None = None
    label: Annotated[Line, Field(max_length=60)] | None = None
    companion: Key | None = None
    lots: tuple[LotCode, ...] = ()
    criteria: tuple[CriterionCode, ...] = ()
    declaration: Declaration | None = None
    released: Released | None = None


class LotBid(Element):
    """A lot for which was tendered, and the price where it counts."""

    lot: LotCode
    price: Price | None = None


class Bid(Element):
    """For which lots a candidate tendered; ``as_received``: against the rules over lots, yet it came in like this.

    How, where and when it came in is told by ``tender.bids``.
    """

    on: Day
    candidate: Key
    lots: Annotated[tuple[LotBid, ...], Field(min_length=1)]
    as_received: bool = False
    note: Text | None = None


class Mark(Element):
    """A score and why (rule 29)."""

    score: Score
    reason: Text


Marks = dict[Key, dict[CriterionCode, Mark]]


class Scores(Element):
    """What one assessor gave in a lot on a day: by candidate, then by criterion."""

    on: Day
    assessor: Key
    lot: LotCode
    given: Marks


class Consensus(Element):
    """On what the assessors agreed in a lot on a day: by candidate, then by criterion."""

    on: Day
    lot: LotCode
    given: Marks


class Draw(Element):
    """A draw among the equals of a lot: the order in which they came out, how, and before whom (rule 33)."""

    lot: LotCode
    drawn_on: Day
    order: Annotated[tuple[Key, ...], Field(min_length=2)]
    method: Line
    witnesses: Annotated[tuple[Line, ...], Field(min_length=1)]


class LotMoment(Element):
    """A lot and the day on which something was done to it."""

    lot: LotCode
    on: Day


class Assessment(Announced):
    """The whole assessment; ``planned_on`` is the day on which it was laid down, by default that of the tender."""

    planned_on: Day | None = None
    rectified: tuple[RectifiedAssessment, ...] = ()
    assessors: dict[Key, Assessor] = Field(default_factory=dict[str, Assessor])
    bids: tuple[Bid, ...] = ()
    scores: tuple[Scores, ...] = ()
    opened: tuple[LotMoment, ...] = ()
    consensus: tuple[Consensus, ...] = ()
    draws: tuple[Draw, ...] = ()
    locked: tuple[LotMoment, ...] = ()
