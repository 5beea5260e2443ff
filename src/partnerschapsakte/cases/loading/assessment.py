"""The steps of the assessment: what was announced, who declares and scores alone, consensus, a draw, the lock."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.assessment import schemas
from partnerschapsakte.assessment.service import assessors, consensus
from partnerschapsakte.assessment.service import plan as planning
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, at, by_candidate, candidate_of, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.assessment import Announced, Assessment, Assessor, Bid, Consensus, Draw, Scores
from partnerschapsakte.foundation.occasion import Occasion

AT: Path = ("tender", "assessment")
SECTION = "assessment"
ANNOUNCED = frozenset(Announced.model_fields) - {"invented"}


def steps(told: Assessment, planned_on: date) -> Iterator[Step]:
    """Yield the assessment by day."""
    on = max(planned_on, told.planned_on or planned_on)
    yield Step(on, Rank.ANNOUNCE, AT, lambda stage: _plan(stage, told, on))
    for position, one in enumerate(told.rectified):
        command = schemas.RectifyPlan.model_validate(one.plain("on"))
        yield Step(
            one.on,
            Rank.SELECT,
            (*AT, "rectified", position),
            doing(lambda stage, on=one.on, command=command: planning.rectify_plan(*_at(stage, on), command)),
        )
    for key, assessor in told.assessors.items():
        yield from _assessor(key, assessor)
    yield from _marked(told)


def _marked(told: Assessment) -> Iterator[Step]:
    for position, bid in enumerate(told.bids):
        yield Step(bid.on, Rank.ASSESS, (*AT, "bids", position), _entering(bid))
    for position, given in enumerate(told.scores):
        yield Step(given.on, Rank.ASSESS, (*AT, "scores", position), _scoring(told, given))
    for position, one in enumerate(told.opened):
        yield Step(
            one.on,
            Rank.ASSESS,
            (*AT, "opened", position),
            doing(lambda stage, one=one: consensus.open_scores(*_at(stage, one.on), one.lot)),
        )
    for position, agreed in enumerate(told.consensus):
        yield Step(agreed.on, Rank.ASSESS, (*AT, "consensus", position), _agreeing(agreed))
    for position, draw in enumerate(told.draws):
        yield Step(draw.drawn_on, Rank.ASSESS, (*AT, "draws", position), _drawing(draw))
    for position, one in enumerate(told.locked):
        yield Step(
            one.on,
            Rank.ASSESS,
            (*AT, "locked", position),
            doing(lambda stage, one=one: consensus.lock_lot(*_at(stage, one.on), one.lot)),
        )


def _at(stage: Stage, on: date, by: str | None = None) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION, by)


def _plan(stage: Stage, told: Assessment, on: date) -> None:
    content = {name: value for name, value in told.plain().items() if name in ANNOUNCED}
    planning.plan_assessment(*_at(stage, on), schemas.PlanAssessment.model_validate(content))


def _assessor(key: str, told: Assessor) -> Iterator[Step]:
    path: Path = (*AT, "assessors", key)
    yield Step(told.asked_on, Rank.ASSESS, path, _seating(key, told))
    if declared := told.declaration:
        command = schemas.DeclareConflict(has_conflict=declared.has_conflict, explanation=declared.explanation or "")
        yield Step(
            declared.on,
            Rank.ASSESS,
            (*path, "declaration"),
            doing(
                lambda stage: assessors.declare_conflict(
                    *_at(stage, declared.on, _voice(told)), _seat(stage, key), command
                )
            ),
        )
        if judged := declared.judged:
            measure = schemas.JudgeConflict.model_validate(judged.plain("on"))
            yield Step(
                judged.on,
                Rank.ASSESS,
                (*path, "declaration", "judged"),
                doing(lambda stage: assessors.judge_conflict(*_at(stage, judged.on), _seat(stage, key), measure)),
            )
    if gone := told.released:
        release = schemas.ReleaseAssessor(reason=gone.reason)
        yield Step(
            gone.on,
            Rank.ASSESS,
            (*path, "released"),
            doing(lambda stage: assessors.release_assessor(*_at(stage, gone.on), _seat(stage, key), release)),
        )


def _voice(told: Assessor) -> str | None:
    return told.person or told.companion


def _seat(stage: Stage, key: str) -> str:
    return stage.known("assessors")[key]


def _seating(key: str, told: Assessor) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.SeatAssessor(
            person_id=stage.people[told.person] if told.person else None,
            label=told.label or "",
            companion_id=stage.people[told.companion] if told.companion else None,
            lots=told.lots,
            criteria=told.criteria,
        )
        stage.known("assessors")[key] = assessors.seat_assessor(*_at(stage, told.asked_on), command).id

    return act


def _entering(bid: Bid) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.EnterBid(
            candidate_id=candidate_of(stage, bid.candidate),
            lots=tuple(schemas.LotOfBid(lot=one.lot, price=one.price) for one in bid.lots),
            as_received=bid.as_received,
            note=bid.note or "",
        )
        consensus.enter_bid(*_at(stage, bid.on), command)

    return act


def _scoring(told: Assessment, given: Scores) -> Act:
    def act(stage: Stage) -> None:
        seat, voice = _seat(stage, given.assessor), _voice(told.assessors[given.assessor])
        for candidate, marks in by_candidate(stage, given.given):
            for criterion, mark in marks.items():
                command = schemas.GiveScore(
                    lot=given.lot,
                    candidate_id=candidate,
                    criterion=criterion,
                    score=mark.score,
                    reason=mark.reason,
                )
                assessors.give_score(*_at(stage, given.on, voice), seat, command)

    return act


def _agreeing(agreed: Consensus) -> Act:
    def act(stage: Stage) -> None:
        for candidate, marks in by_candidate(stage, agreed.given):
            for criterion, mark in marks.items():
                command = schemas.AgreeScore(
                    candidate_id=candidate, criterion=criterion, score=mark.score, reason=mark.reason
                )
                consensus.agree_score(*_at(stage, agreed.on), agreed.lot, command)

    return act


def _drawing(draw: Draw) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.RecordDraw(
            order=tuple(candidate_of(stage, key) for key in draw.order),
            method=draw.method,
            witnesses=draw.witnesses,
            drawn_on=draw.drawn_on,
        )
        consensus.record_draw(*_at(stage, draw.drawn_on), draw.lot, command)

    return act
