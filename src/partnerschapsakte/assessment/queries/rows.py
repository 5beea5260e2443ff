"""Reads what an assessment consists of, and puts it together for the rules; names who is assessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partnerschapsakte.assessment.models import (
    AssessedBid,
    AssessmentDraw,
    AssessmentPlan,
    AssessmentScore,
    AssessorSeat,
    LotAssessment,
)
from partnerschapsakte.assessment.rules.acts import LotStage
from partnerschapsakte.assessment.rules.allocation import Limits, LotResult, assess
from partnerschapsakte.assessment.rules.arithmetic import Entry
from partnerschapsakte.assessment.rules.plan import Criterion, Plan
from partnerschapsakte.assessment.schemas import PlanAssessment
from partnerschapsakte.bids.queries import valid_bids
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.models import Tender

Key = tuple[str | None, str, str, str]
"""Whose score it is (None: the consensus), lot, candidate, criterion."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything on record of the assessment of one tender, the last entries only.

    ``received`` are the lots of each valid bid that was opened (none named: all); None where no bid is on record.
    """

    tender: Tender
    written: PlanAssessment | None
    version: int
    seats: Sequence[AssessorSeat]
    scores: Mapping[Key, AssessmentScore]
    lots: Mapping[str, LotAssessment]
    draws: Sequence[AssessmentDraw]
    bids: Mapping[str, AssessedBid]
    received: Mapping[str, frozenset[str]] | None = None

    @property
    def plan(self) -> Plan:
        """The plan, or refuse where it was not written."""
        if self.written is None:
            message = say("It is not written down how tenders are assessed.")
            raise Refusal(Why.CONFLICT, "plan_missing", message, rule="12", article="Aw 2.115")
        return self.written.plan

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the lots."""
        return tuple(one.code for one in self.tender.lots)

    def stage(self, lot: str) -> LotStage:
        """Return how far a lot is."""
        return self.lots[lot].facts if lot in self.lots else LotStage()

    def criterion(self, lot: str, code: str, seat: AssessorSeat | None = None) -> Criterion | None:
        """Return a criterion of a lot that people score, if it is there and this assessor was asked about it."""
        if self.written is None or lot not in self.codes or (seat is not None and not seat.covers(lot, code)):
            return None
        return next((one for one in self.plan.scored(lot) if one.code == code), None)

    def asked_of(self, seat: AssessorSeat, lot: str) -> list[Key]:
        """Return what an assessor was asked to score in a lot."""
        if self.written is None:
            return []
        return [
            (seat.id, lot, candidate, criterion.code)
            for candidate in assessed(self, lot)
            for criterion in self.plan.scored(lot)
            if seat.covers(lot, criterion.code)
        ]


def rows_of(session: Session, tender: Tender) -> Rows:
    """Return everything on record of the assessment of a tender."""
    plan = session.get(AssessmentPlan, tender.id)
    mine = AssessmentScore.tender_id == tender.id
    scores = session.scalars(select(AssessmentScore).where(mine).order_by(AssessmentScore.position))
    seats = select(AssessorSeat).where(AssessorSeat.tender_id == tender.id).order_by(AssessorSeat.position)
    lots = session.scalars(select(LotAssessment).where(LotAssessment.tender_id == tender.id))
    draws = select(AssessmentDraw).where(AssessmentDraw.tender_id == tender.id).order_by(AssessmentDraw.position)
    bids = select(AssessedBid).where(AssessedBid.tender_id == tender.id).order_by(AssessedBid.position)
    return Rows(
        tender=tender,
        written=PlanAssessment.model_validate(plan.data) if plan else None,
        version=plan.version if plan else 0,
        seats=session.scalars(seats).all(),
        scores={(one.seat_id, one.lot, one.candidate_id, one.criterion): one for one in scores},
        lots={one.lot: one for one in lots},
        draws=session.scalars(draws).all(),
        bids={one.candidate_id: one for one in session.scalars(bids)},
        received=valid_bids(session, tender),
    )


def all_scores(session: Session, tender: Tender) -> Sequence[AssessmentScore]:
    """Return every score in the order in which it was given, also those that were given anew since."""
    chosen = select(AssessmentScore).where(AssessmentScore.tender_id == tender.id)
    return session.scalars(chosen.order_by(AssessmentScore.position)).all()


def assessed(rows: Rows, lot: str) -> dict[str, Decimal | None]:
    """Return who is assessed in a lot, with their price: whoever was admitted and is in, for the lots they chose.

    Of whom nothing was entered, all lots are assessed. In a locked lot it is whoever was assessed when it was locked.
    Where bids are on record, only who has a valid one that was opened is assessed, in the lots of that bid (rule 24).
    """
    if lot in rows.lots and rows.lots[lot].locked_at is not None:
        return {one: _price(price) for one, price in rows.lots[lot].pool.items()}
    found: dict[str, Decimal | None] = {}
    for one in rows.tender.candidates:
        if one.admitted_on is None or one.withdrawn_on is not None or not _has_bid(rows, one.id, lot):
            continue
        bid = rows.bids.get(one.id)
        if bid is None or lot in bid.prices:
            found[one.id] = _price(bid.prices[lot]) if bid else None
    return found


def results(rows: Rows) -> tuple[LotResult, ...]:
    """Return what comes out of the consensus scores, by lot, in the order in which lots are awarded."""
    if rows.written is None:
        return ()
    plan = rows.plan
    limits = [
        Limits(code=one.code, least=one.contracts_minimum, most=one.contracts_maximum) for one in rows.tender.lots
    ]
    entries = {lot: entries_of(rows, lot) for lot in rows.codes}
    return assess(plan, limits, entries, [one.facts for one in rows.draws])


def entries_of(rows: Rows, lot: str) -> dict[str, Entry]:
    """Return what the result of a lot rests on: consensus scores and prices of who is assessed."""
    wanted = [one.code for one in rows.plan.scored(lot)]
    return {
        one: Entry(
            price=price,
            scores={
                code: rows.scores[(None, lot, one, code)].score
                for code in wanted
                if (None, lot, one, code) in rows.scores
            },
        )
        for one, price in assessed(rows, lot).items()
    }


def awaited(rows: Rows, lot: str) -> list[Key]:
    """Return the individual scores of a lot that are not given yet, by assessors who did not stop."""
    return [
        key
        for seat in rows.seats
        if seat.released_at is None
        for key in rows.asked_of(seat, lot)
        if key not in rows.scores
    ]


def unscored(rows: Rows, lot: str) -> list[str]:
    """Return the titles of the criteria of a lot that no assessor was asked about."""
    working = [one for one in rows.seats if one.released_at is None or _has_scored(rows, one, lot)]
    return [one.title for one in rows.plan.scored(lot) if not any(seat.covers(lot, one.code) for seat in working)]


def lot_of(rows: Rows, code: str) -> str:
    """Return the code of a lot, or refuse where the tender has none of it."""
    if code not in rows.codes:
        raise Refusal(Why.NOT_FOUND, "lot_not_found", say("This tender has no lot {lot}.", lot=code))
    return code


def seat_of(rows: Rows, seat_id: str) -> AssessorSeat:
    """Return an assessor, or refuse."""
    for one in rows.seats:
        if one.id == seat_id:
            return one
    raise Refusal(Why.NOT_FOUND, "assessor_not_found", say("There is no such assessor."))


def candidate_of(rows: Rows, lot: str, candidate_id: str) -> str:
    """Return the id of who is assessed in a lot, or refuse."""
    if candidate_id not in assessed(rows, lot):
        message = say("Nobody with this id is assessed in {lot}.", lot=lot)
        raise Refusal(Why.NOT_FOUND, "candidate_not_assessed", message)
    return candidate_id


def next_position(session: Session, table: type[AssessmentScore | AssessedBid | AssessmentDraw], tender_id: str) -> int:
    """Return the number of the next row of a tender."""
    return 1 + (session.scalar(select(func.count()).select_from(table).where(table.tender_id == tender_id)) or 0)


def _has_bid(rows: Rows, candidate: str, lot: str) -> bool:
    """Tell whether a valid bid for a lot was opened; where none was ever put on record, everybody has one."""
    if rows.received is None:
        return True
    lots = rows.received.get(candidate)
    return lots is not None and (not lots or lot in lots)


def _has_scored(rows: Rows, seat: AssessorSeat, lot: str) -> bool:
    return any(key[0] == seat.id and key[1] == lot for key in rows.scores)


def _price(stored: str | None) -> Decimal | None:
    return None if stored is None else Decimal(stored)
