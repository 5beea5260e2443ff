"""Shows an assessment: to the team as a whole, to an assessor what they were asked; no score of another too early."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.access.queries import people_by_id
from partnerschapsakte.assessment.models import AssessedBid, AssessmentDraw, AssessmentScore, AssessorSeat
from partnerschapsakte.assessment.queries.rows import Rows, assessed, entries_of, results, rows_of, seat_of
from partnerschapsakte.assessment.rules import acts
from partnerschapsakte.assessment.rules.allocation import LotResult
from partnerschapsakte.assessment.rules.plan import findings
from partnerschapsakte.assessment.rules.ranking import reversals
from partnerschapsakte.assessment.schemas import (
    AskedView,
    AssessmentView,
    AssessorView,
    BidView,
    DrawView,
    LotAssessmentView,
    PlanView,
    ScoreView,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Lot


def plan_view(session: Session, dossier_id: str) -> PlanView:
    """Return how tenders will be assessed, as it stands."""
    return _plan(rows_of(session, tendering.tender(session, dossier_id)))


def assessment_view(session: Session, dossier_id: str, *, today: date) -> AssessmentView:
    """Return the whole assessment for the team; scores of a lot only once they are open."""
    rows = rows_of(session, tendering.tender(session, dossier_id))
    found = {one.lot: one for one in results(rows)}
    names = _assessors(session, rows)
    return AssessmentView(
        dossier_id=dossier_id,
        tender_id=rows.tender.id,
        title=rows.tender.title,
        plan=_plan(rows),
        seats=tuple(_seat(rows, one, names) for one in rows.seats),
        bids=_bids(rows),
        lots=tuple(_lot(rows, one, found.get(one.code), names) for one in rows.tender.lots),
        names={one.id: one.name for one in rows.tender.candidates},
        blocked=acts.why_not_assess(rows.tender.facts, is_planned=rows.written is not None, today=today),
    )


def lot_view(view: AssessmentView, code: str) -> LotAssessmentView:
    """Return one lot of an assessment, or refuse."""
    for one in view.lots:
        if one.code == code:
            return one
    raise Refusal(Why.NOT_FOUND, "lot_not_found", say("This tender has no lot {lot}.", lot=code))


def seat_view(session: Session, actor: Actor, dossier_id: str, seat_id: str) -> AssessorView:
    """Return one assessor: to the team, and to who speaks for it; to others it does not exist."""
    rows = rows_of(session, tendering.tender(session, dossier_id))
    seat = seat_of(rows, seat_id)
    if not actor.reads_file and seat.facts.voice != actor.id:
        raise _no_assessor()
    return _seat(rows, seat, _assessors(session, rows), counted=actor.reads_file or _may_see(seat))


def own_seats(session: Session, actor: Actor, dossier_id: str) -> list[AssessorView]:
    """Return the assessors for whom this actor speaks: themselves, or who they go along with."""
    tender = tendering.tender_of(session, dossier_id)
    if tender is None:
        return []
    rows = rows_of(session, tender)
    names = _assessors(session, rows)
    return [_seat(rows, one, names, counted=_may_see(one)) for one in rows.seats if one.facts.voice == actor.id]


def asked_of(session: Session, actor: Actor, dossier_id: str, seat_id: str, *, today: date) -> list[AskedView]:
    """Return what an assessor was asked to score, to them only, and not before they declared to have no conflict.

    Of others it shows the scores once they are open, and the consensus.
    """
    rows = rows_of(session, tendering.tender(session, dossier_id))
    seat = seat_of(rows, seat_id)
    if seat.facts.voice != actor.id:
        raise _no_assessor()
    refusal = acts.why_not_see(seat.facts) or acts.why_not_assess(
        rows.tender.facts, is_planned=rows.written is not None, today=today
    )
    if refusal is not None:
        raise refusal
    names = _assessors(session, rows)
    return [one for lot in rows.tender.lots for one in _asked(rows, lot, names, seat)]


def to_score(
    session: Session, actor: Actor, dossier_id: str, seat_id: str, lot_code: str, *, today: date
) -> tuple[AssessorView, Lot, list[AskedView]]:
    """Return what one assessor is asked to score in a lot, for a form on paper: to the team, and who speaks for it."""
    rows = rows_of(session, tendering.tender(session, dossier_id))
    seat = seat_of(rows, seat_id)
    if not actor.reads_file and seat.facts.voice != actor.id:
        raise _no_assessor()
    refusal = acts.why_not_see(seat.facts) or acts.why_not_assess(
        rows.tender.facts, is_planned=rows.written is not None, today=today
    )
    if refusal is not None:
        raise refusal
    lot = tendering.lot(rows.tender, lot_code)
    names = _assessors(session, rows)
    return _seat(rows, seat, names), lot, list(_asked(rows, lot, names, seat))


def _no_assessor() -> Refusal:
    return Refusal(Why.NOT_FOUND, "assessor_not_found", say("There is no such assessor."))


def _plan(rows: Rows) -> PlanView:
    return PlanView(
        dossier_id=rows.tender.dossier_id,
        tender_id=rows.tender.id,
        version=rows.version,
        written=rows.written,
        frozen=rows.tender.published_on is not None,
        findings=findings(rows.plan) if rows.written else (),
    )


def _assessors(session: Session, rows: Rows) -> dict[str, str]:
    """Return the names of people, and of each assessor by the id of the seat: a label, or the person's name."""
    ids = {one for seat in rows.seats for one in (seat.person_id, seat.companion_id) if one is not None}
    people = {one: found.name for one, found in people_by_id(session, ids).items()}
    return people | {one.id: one.label or people.get(one.person_id or "", "") for one in rows.seats}


def _may_see(seat: AssessorSeat) -> bool:
    return acts.why_not_see(seat.facts) is None


def _seat(rows: Rows, seat: AssessorSeat, names: Mapping[str, str], *, counted: bool = True) -> AssessorView:
    """Return an assessor; not ``counted`` where they do not score: how many tenders there are is not for them."""
    asked = [key for lot in rows.codes for key in rows.asked_of(seat, lot)]
    return AssessorView(
        id=seat.id,
        dossier_id=rows.tender.dossier_id,
        name=names[seat.id],
        person_id=seat.person_id,
        label=seat.label,
        companion_id=seat.companion_id,
        companion_name=names.get(seat.companion_id or "", ""),
        lots=tuple(seat.lots),
        criteria=tuple(seat.criteria),
        declared_at=seat.declared_at,
        has_conflict=seat.has_conflict,
        conflict=seat.conflict,
        may_assess=seat.may_assess,
        measure=seat.measure,
        released_at=seat.released_at,
        given=sum(key in rows.scores for key in asked) if counted else None,
        asked=len(asked) if counted else None,
    )


def _bids(rows: Rows) -> tuple[BidView, ...]:
    by_lot = {lot: assessed(rows, lot) for lot in rows.codes}
    found: list[BidView] = []
    for one in rows.tender.candidates:
        prices = {lot: here[one.id] for lot, here in by_lot.items() if one.id in here}
        entered: AssessedBid | None = rows.bids.get(one.id)
        if prices:
            found.append(
                BidView(
                    candidate_id=one.id,
                    name=one.name,
                    prices=prices,
                    entered_at=entered.entered_at if entered else None,
                    note=entered.note if entered else "",
                )
            )
    return tuple(found)


def _lot(rows: Rows, lot: Lot, result: LotResult | None, names: Mapping[str, str]) -> LotAssessmentView:
    kept = rows.lots.get(lot.code)
    asked = [key for seat in rows.seats if seat.released_at is None for key in rows.asked_of(seat, lot.code)]
    candidates = {one.id: one.name for one in rows.tender.candidates}
    return LotAssessmentView(
        code=lot.code,
        title=lot.title,
        contracts_minimum=lot.contracts_minimum,
        contracts_maximum=lot.contracts_maximum,
        opened_at=kept.opened_at if kept else None,
        locked_at=kept.locked_at if kept else None,
        sha256=kept.sha256 if kept else "",
        given=sum(key in rows.scores for key in asked),
        asked=len(asked),
        scores=tuple(_asked(rows, lot, names)) if kept else (),
        draws=tuple(_draw(one) for one in rows.draws if one.lot == lot.code),
        result=result if kept else None,
        findings=reversals(rows.plan, lot.code, entries_of(rows, lot.code), candidates) if kept and result else (),
    )


def _asked(rows: Rows, lot: Lot, names: Mapping[str, str], seat: AssessorSeat | None = None) -> Sequence[AskedView]:
    """Return the things to score in a lot; of ``seat`` its own scores, of all of them once the lot is open."""
    if rows.written is None:
        return []
    is_open = lot.code in rows.lots
    candidates = {one.id: one.name for one in rows.tender.candidates}
    found: list[AskedView] = []
    for candidate in assessed(rows, lot.code):
        for criterion in rows.plan.scored(lot.code):
            if seat is not None and not seat.covers(lot.code, criterion.code):
                continue
            place = (lot.code, candidate, criterion.code)
            own = rows.scores.get((seat.id, *place)) if seat else None
            given = [rows.scores.get((one.id, *place)) for one in rows.seats if is_open]
            agreed = rows.scores.get((None, *place)) if is_open else None
            found.append(
                AskedView(
                    lot=lot.code,
                    lot_title=lot.title,
                    candidate_id=candidate,
                    candidate_name=candidates[candidate],
                    criterion=criterion,
                    own=_score(own, names) if own else None,
                    others=tuple(_score(one, names) for one in given if one is not None and one is not own),
                    agreed=_score(agreed, names) if agreed else None,
                )
            )
    return found


def _score(row: AssessmentScore, names: Mapping[str, str]) -> ScoreView:
    return ScoreView(
        seat_id=row.seat_id,
        assessor=names[row.seat_id] if row.seat_id else "",
        lot=row.lot,
        candidate_id=row.candidate_id,
        criterion=row.criterion,
        score=row.score,
        reason=row.reason,
        given_at=row.given_at,
    )


def _draw(row: AssessmentDraw) -> DrawView:
    return DrawView(
        lot=row.lot,
        drawn=tuple(row.drawn),
        redraw=row.redraw,
        method=row.method,
        witnesses=tuple(row.witnesses),
        drawn_on=row.drawn_on,
    )


def people_with(session: Session, dossier_id: str, role: Role, today: date) -> list[tuple[str, str]]:
    """Return the ids and names of who has a role in a dossier, by name."""
    chosen = (
        select(Person.id, Person.name)
        .join(DossierRight, DossierRight.person_id == Person.id)
        .where(
            DossierRight.dossier_id == dossier_id,
            DossierRight.role == role,
            DossierRight.ended_at.is_(None),
            or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= today),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    return [(one, name) for one, name in session.execute(chosen)]
