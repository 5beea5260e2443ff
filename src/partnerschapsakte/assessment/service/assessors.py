"""Asks people to assess, lets them declare that nothing binds them to a tenderer, and lets each score alone."""

from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.assessment.models import AssessmentScore, AssessorSeat
from partnerschapsakte.assessment.queries.rows import Rows, candidate_of, next_position, rows_of, seat_of
from partnerschapsakte.assessment.rules import acts, happened
from partnerschapsakte.assessment.schemas import (
    DeclareConflict,
    GiveScore,
    JudgeConflict,
    ReleaseAssessor,
    SeatAssessor,
)
from partnerschapsakte.assessment.service.plan import unless
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering


def seat_assessor(session: Session, occasion: Occasion, dossier_id: str, command: SeatAssessor) -> AssessorSeat:
    """Ask somebody to assess lots or criteria, or all of them."""
    unless(why_not_keep_records(occasion.actor))
    rows = rows_of(session, tendering.tender(session, dossier_id, for_update=True))
    somebody = command.person_id or command.companion_id or ""
    known = set(command.lots) <= set(rows.codes) and set(command.criteria) <= _scored(rows)
    refusal = acts.why_not_seat(
        occasion.actor,
        has_account=command.person_id is not None,
        label=command.label,
        companion=command.companion_id is not None,
        roles=access.roles_in(session, somebody, dossier_id, occasion.today),
        known=known,
    )
    unless(refusal)
    fact = happened.AssessorSeated(
        subject=rows.tender.id,
        seat=occasion.ids(),
        person=command.person_id,
        lots=command.lots,
        criteria=command.criteria,
    )
    seat = AssessorSeat(
        id=fact.seat,
        tender_id=rows.tender.id,
        position=len(rows.seats) + 1,
        person_id=command.person_id,
        label=command.label,
        companion_id=command.companion_id,
        lots=list(command.lots),
        criteria=list(command.criteria),
        seated_at=occasion.happened_at,
        has_conflict=False,
    )
    session.add(seat)
    record(session, occasion, fact, dossier_id=dossier_id)
    return seat


def release_assessor(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, command: ReleaseAssessor
) -> AssessorSeat:
    """Let an assessor stop; nobody waits for their scores any more, and what they gave stays."""
    rows = rows_of(session, tendering.tender(session, dossier_id, for_update=True))
    seat = seat_of(rows, seat_id)
    unless(acts.why_not_release(occasion.actor, seat.facts))
    fact = happened.AssessorReleased(subject=rows.tender.id, seat=seat.id, reason=command.reason)
    seat.released_at, seat.release_reason = occasion.happened_at, fact.reason
    record(session, occasion, fact, dossier_id=dossier_id)
    return seat


def declare_conflict(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, command: DeclareConflict
) -> AssessorSeat:
    """Declare to have a conflict of interest, or none; before this an assessor sees no tender (rule 28)."""
    rows = rows_of(session, tendering.tender(session, dossier_id, for_update=True))
    seat = seat_of(rows, seat_id)
    refusal = acts.why_not_declare(
        occasion.actor, seat.facts, has_conflict=command.has_conflict, explanation=command.explanation
    )
    unless(refusal)
    fact = happened.ConflictDeclared(
        subject=rows.tender.id,
        seat=seat.id,
        has_conflict=command.has_conflict,
        sha256=sha256(command.explanation.encode()).hexdigest(),
    )
    seat.declared_at, seat.has_conflict, seat.conflict = occasion.happened_at, fact.has_conflict, command.explanation
    record(session, occasion, fact, dossier_id=dossier_id)
    return seat


def judge_conflict(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, command: JudgeConflict
) -> AssessorSeat:
    """Record what is done about a conflict of interest; it goes in the record of proceedings (Aw 2.132(1)(m))."""
    rows = rows_of(session, tendering.tender(session, dossier_id, for_update=True))
    seat = seat_of(rows, seat_id)
    unless(acts.why_not_judge_conflict(occasion.actor, seat.facts))
    fact = happened.ConflictJudged(
        subject=rows.tender.id,
        seat=seat.id,
        may_assess=command.may_assess,
        sha256=sha256(command.measure.encode()).hexdigest(),
    )
    seat.may_assess, seat.measure = fact.may_assess, command.measure
    record(session, occasion, fact, dossier_id=dossier_id)
    return seat


def give_score(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, command: GiveScore
) -> AssessmentScore:
    """Score a criterion of a candidate, with a reason; until the scores are opened it can be given anew."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    rows = rows_of(session, tender)
    seat = seat_of(rows, seat_id)
    criterion = rows.criterion(command.lot, command.criterion, seat)
    refusal = acts.why_not_score(
        occasion.actor, seat.facts, rows.stage(command.lot), criterion, command.score, command.reason
    ) or acts.why_not_assess(tender.facts, is_planned=rows.written is not None, today=occasion.today)
    unless(refusal)
    fact = happened.ScoreGiven(
        subject=tender.id,
        seat=seat.id,
        lot=command.lot,
        candidate=candidate_of(rows, command.lot, command.candidate_id),
        criterion=command.criterion,
        sha256=fixed(command),
    )
    given = AssessmentScore(
        id=occasion.ids(),
        tender_id=tender.id,
        position=next_position(session, AssessmentScore, tender.id),
        seat_id=seat.id,
        lot=fact.lot,
        candidate_id=fact.candidate,
        criterion=fact.criterion,
        score=command.score,
        reason=command.reason,
        given_at=occasion.happened_at,
    )
    session.add(given)
    record(session, occasion, fact, dossier_id=dossier_id)
    return given


def fixed(command: GiveScore) -> str:
    """Return the hash that fixes a score with its reason; the reason keeps it from being guessed back."""
    return sha256(f"{command.score}\n{command.reason}".encode()).hexdigest()


def _scored(rows: Rows) -> set[str]:
    return {one.code for lot in rows.codes for one in rows.plan.scored(lot)}
