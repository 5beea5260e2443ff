"""An assessment in words, as the API gives it: the plan, who assesses, the scores once open, and what comes out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from partnerschapsakte.agenda.schemas import told
from partnerschapsakte.assessment.rules.allocation import AssessmentState, LotResult, Place, Placing
from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Criterion,
    RedrawRule,
    RoundedAt,
    RoundingMode,
    ScoringMethod,
)
from partnerschapsakte.assessment.schemas import (
    AskedView,
    AssessmentView,
    BidView,
    DrawView,
    LotAssessmentView,
    PlanAssessment,
    PlanView,
    ScoreView,
)
from partnerschapsakte.tendering.api.told import ToldFinding, told_finding


class ToldCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """An award criterion."""

    code: str
    title: str
    kind: AwardCriterionKind
    lot: str | None
    weight: Decimal | None
    lowest: Decimal
    highest: Decimal
    step: Decimal
    minimum: Decimal | None
    floor: Decimal | None
    ceiling: Decimal | None


class ToldCombination(msgspec.Struct, frozen=True):
    """A lot that is won only together with another."""

    lot: str
    requires: str


class ToldPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How tenders are assessed; without a method it was not written down yet."""

    dossier_id: str
    version: int
    method: ScoringMethod | None
    criteria: tuple[ToldCriterion, ...]
    minimum_total: Decimal | None
    digits: int | None
    rounding: RoundingMode | None
    rounded_at: RoundedAt | None
    tie_break: tuple[str, ...]
    redraw: RedrawRule | None
    combinations: tuple[ToldCombination, ...]
    most_lots_bid: int | None
    most_lots_won: int | None
    lot_order: tuple[str, ...]
    relative_because: str
    frozen: bool
    findings: tuple[ToldFinding, ...]


class ToldScore(msgspec.Struct, frozen=True, kw_only=True):
    """A score with its reason; without ``seat_id`` it is the consensus."""

    seat_id: str | None
    assessor: str
    score: Decimal
    reason: str
    given_at: datetime


class ToldAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of a candidate in a lot, and the scores that the reader may see of it."""

    lot: str
    candidate_id: str
    candidate_name: str
    criterion: str
    criterion_title: str
    lowest: Decimal
    highest: Decimal
    step: Decimal
    own: ToldScore | None
    others: tuple[ToldScore, ...]
    agreed: ToldScore | None


class ToldStepOfScore(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the arithmetic; without a criterion it is the total."""

    criterion: str | None
    text: str
    value: Decimal


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a tender stands in a lot, why, and how that was computed."""

    candidate_id: str
    candidate_name: str
    standing: Placing
    rank: int | None
    total: Decimal | None
    because: tuple[str, ...]
    rule: str | None
    arithmetic: tuple[ToldStepOfScore, ...]


class ToldDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A draw among equals."""

    drawn: tuple[str, ...]
    redraw: RedrawRule
    method: str
    witnesses: tuple[str, ...]
    drawn_on: date


class ToldLotAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """A lot: how far its assessment is, and what comes out of it once the scores are open."""

    dossier_id: str
    code: str
    title: str
    contracts_minimum: int | None
    contracts_maximum: int | None
    given: int
    asked: int
    opened_at: datetime | None
    locked_at: datetime | None
    sha256: str
    state: AssessmentState | None
    because: str
    rule: str | None
    to_draw: tuple[str, ...]
    places: tuple[ToldPlace, ...]
    scores: tuple[ToldAsked, ...]
    draws: tuple[ToldDraw, ...]
    findings: tuple[ToldFinding, ...]


class ToldPrice(msgspec.Struct, frozen=True):
    """A lot for which was tendered, and the price where one was entered."""

    lot: str
    price: Decimal | None


class ToldBid(msgspec.Struct, frozen=True, kw_only=True):
    """Who is assessed, in which lots."""

    dossier_id: str
    candidate_id: str
    name: str
    lots: tuple[ToldPrice, ...]
    note: str
    entered_at: datetime | None


def told_plan(view: PlanView) -> ToldPlan:
    """Tell how tenders are assessed."""
    findings = tuple(told_finding(one) for one in view.findings)
    plain: dict[str, Any] = {
        "dossier_id": view.dossier_id,
        "version": view.version,
        "frozen": view.frozen,
        "findings": findings,
    }
    written: PlanAssessment | None = view.written
    if written is None:
        empty: dict[str, Any] = dict.fromkeys(("method", "minimum_total", "digits", "rounding", "rounded_at", "redraw"))
        empty |= dict.fromkeys(("criteria", "tie_break", "combinations", "lot_order"), ())
        return ToldPlan(**plain, **empty, most_lots_bid=None, most_lots_won=None, relative_because="")
    same = ("method", "minimum_total", "digits", "rounding", "rounded_at", "tie_break", "redraw", "lot_order")
    same += ("most_lots_bid", "most_lots_won", "relative_because")
    return ToldPlan(
        **plain,
        **{name: getattr(written, name) for name in same},
        criteria=tuple(told_criterion(one) for one in written.plan.criteria),
        combinations=tuple(ToldCombination(one.lot, one.requires) for one in written.combinations),
    )


def told_criterion(one: Criterion) -> ToldCriterion:
    """Tell a criterion."""
    return ToldCriterion(**{name: getattr(one, name) for name in ToldCriterion.__struct_fields__})


def told_asked(one: AskedView) -> ToldAsked:
    """Tell what is to be scored, and what was given."""
    return ToldAsked(
        lot=one.lot,
        candidate_id=one.candidate_id,
        candidate_name=one.candidate_name,
        criterion=one.criterion.code,
        criterion_title=one.criterion.title,
        lowest=one.criterion.lowest,
        highest=one.criterion.highest,
        step=one.criterion.step,
        own=_score(one.own) if one.own else None,
        others=tuple(_score(other) for other in one.others),
        agreed=_score(one.agreed) if one.agreed else None,
    )


def told_lot(view: AssessmentView, lot: LotAssessmentView) -> ToldLotAssessment:
    """Tell how far a lot is and what comes out."""
    result: LotResult | None = lot.result
    return ToldLotAssessment(
        dossier_id=view.dossier_id,
        code=lot.code,
        title=lot.title,
        contracts_minimum=lot.contracts_minimum,
        contracts_maximum=lot.contracts_maximum,
        given=lot.given,
        asked=lot.asked,
        opened_at=lot.opened_at,
        locked_at=lot.locked_at,
        sha256=lot.sha256,
        state=result.state if result else None,
        because=told(result.because) if result else "",
        rule=result.rule if result else None,
        to_draw=result.to_draw if result else (),
        places=tuple(_place(one, view.names) for one in result.places) if result else (),
        scores=tuple(told_asked(one) for one in lot.scores),
        draws=tuple(_draw(one) for one in lot.draws),
        findings=tuple(told_finding(one) for one in lot.findings),
    )


def told_bid(view: AssessmentView, one: BidView) -> ToldBid:
    """Tell who is assessed in which lots."""
    return ToldBid(
        dossier_id=view.dossier_id,
        candidate_id=one.candidate_id,
        name=one.name,
        lots=tuple(ToldPrice(lot, price) for lot, price in one.prices.items()),
        note=one.note,
        entered_at=one.entered_at,
    )


def _score(one: ScoreView) -> ToldScore:
    return ToldScore(
        seat_id=one.seat_id, assessor=one.assessor, score=one.score, reason=one.reason, given_at=one.given_at
    )


def _place(one: Place, names: dict[str, str]) -> ToldPlace:
    steps = one.result.steps if one.result else ()
    return ToldPlace(
        candidate_id=one.candidate,
        candidate_name=names[one.candidate],
        standing=one.standing,
        rank=one.rank,
        total=one.result.total if one.result else None,
        because=tuple(told(sentence) for sentence in one.because),
        rule=one.rule,
        arithmetic=tuple(
            ToldStepOfScore(criterion=step.criterion, text=told(step.sentence), value=step.value) for step in steps
        ),
    )


def _draw(one: DrawView) -> ToldDraw:
    return ToldDraw(
        drawn=one.drawn, redraw=one.redraw, method=one.method, witnesses=one.witnesses, drawn_on=one.drawn_on
    )
