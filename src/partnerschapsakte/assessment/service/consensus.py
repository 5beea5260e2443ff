"""Enters what was tendered, opens the scores, records consensus and draws, and locks a lot."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.models import AssessedBid, AssessmentDraw, AssessmentScore, LotAssessment
from partnerschapsakte.assessment.queries.rows import (
    Rows,
    assessed,
    awaited,
    candidate_of,
    entries_of,
    lot_of,
    next_position,
    results,
    rows_of,
    unscored,
)
from partnerschapsakte.assessment.rules import acts, happened
from partnerschapsakte.assessment.rules.allocation import LotResult, why_not_bid
from partnerschapsakte.assessment.rules.arithmetic import missing
from partnerschapsakte.assessment.schemas import AgreeScore, EnterBid, RecordDraw
from partnerschapsakte.assessment.service.plan import unless
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering


def enter_bid(session: Session, occasion: Occasion, dossier_id: str, command: EnterBid) -> AssessedBid:
    """Enter for which lots a candidate tendered, and its prices; the last entry counts, until a lot is locked."""
    rows = _rows(session, occasion, dossier_id)
    candidate = tendering.candidate(rows.tender, command.candidate_id)
    lots = tuple(lot_of(rows, one.lot) for one in command.lots)
    if len(set(lots)) != len(lots):
        raise Refusal(Why.INVALID, "lot_twice", say("Two lots have the same number."))
    before = rows.bids.get(candidate.id)
    for lot in {*lots, *(before.prices if before else rows.codes)}:
        unless(acts.why_not_change_lot(rows.stage(lot)))
    if not command.as_received:
        unless(why_not_bid(rows.plan, lots))
    prices = {one.lot: _text(one.price) for one in command.lots}
    fact = happened.BidEntered(
        subject=rows.tender.id,
        candidate=candidate.id,
        lots=lots,
        as_received=command.as_received,
        sha256=_hash([candidate.id, prices, command.note]),
    )
    entered = AssessedBid(
        id=occasion.ids(),
        tender_id=rows.tender.id,
        candidate_id=candidate.id,
        position=next_position(session, AssessedBid, rows.tender.id),
        prices=prices,
        note=command.note,
        entered_at=occasion.happened_at,
    )
    session.add(entered)
    record(session, occasion, fact, dossier_id=dossier_id)
    return entered


def open_scores(session: Session, occasion: Occasion, dossier_id: str, lot: str) -> LotAssessment:
    """Open the scores of a lot: all have scored, and from now on the assessors see each other's (rule 29)."""
    rows = _rows(session, occasion, dossier_id)
    refusal = acts.why_not_open(
        occasion.actor,
        rows.stage(lot_of(rows, lot)),
        absent=len(awaited(rows, lot)),
        unscored=unscored(rows, lot),
    )
    unless(refusal)
    fact = happened.ConsensusOpened(subject=rows.tender.id, lot=lot)
    opened = LotAssessment(tender_id=rows.tender.id, lot=fact.lot, opened_at=occasion.happened_at, pool={}, sha256="")
    session.add(opened)
    record(session, occasion, fact, dossier_id=dossier_id)
    return opened


def agree_score(
    session: Session, occasion: Occasion, dossier_id: str, lot: str, command: AgreeScore
) -> AssessmentScore:
    """Record the score on which the assessors agreed, with the reason that goes in the letter."""
    rows = _rows(session, occasion, dossier_id)
    criterion = rows.criterion(lot_of(rows, lot), command.criterion)
    unless(acts.why_not_agree(occasion.actor, rows.stage(lot), criterion, command.score, command.reason))
    fact = happened.ScoreAgreed(
        subject=rows.tender.id,
        lot=lot,
        candidate=candidate_of(rows, lot, command.candidate_id),
        criterion=command.criterion,
        sha256=sha256(f"{command.score}\n{command.reason}".encode()).hexdigest(),
    )
    agreed = AssessmentScore(
        id=occasion.ids(),
        tender_id=rows.tender.id,
        position=next_position(session, AssessmentScore, rows.tender.id),
        seat_id=None,
        lot=fact.lot,
        candidate_id=fact.candidate,
        criterion=fact.criterion,
        score=command.score,
        reason=command.reason,
        given_at=occasion.happened_at,
    )
    session.add(agreed)
    record(session, occasion, fact, dossier_id=dossier_id)
    return agreed


def record_draw(session: Session, occasion: Occasion, dossier_id: str, lot: str, command: RecordDraw) -> AssessmentDraw:
    """Record a draw among the equals of a lot: the pool, how, before whom, and what happens when one falls out."""
    rows = _rows(session, occasion, dossier_id)
    refusal = acts.why_not_draw(
        occasion.actor,
        rows.stage(lot_of(rows, lot)),
        to_draw=_result(rows, lot).to_draw,
        order=command.order,
        witnesses=len(command.witnesses),
        drawn_on=command.drawn_on,
        today=occasion.today,
    )
    unless(refusal)
    fact = happened.DrawHeld(
        subject=rows.tender.id,
        lot=lot,
        pool=tuple(sorted(command.order)),
        order=command.order,
        method=command.method,
        witnesses=len(command.witnesses),
        drawn_on=command.drawn_on,
    )
    draw = AssessmentDraw(
        id=occasion.ids(),
        tender_id=rows.tender.id,
        position=next_position(session, AssessmentDraw, rows.tender.id),
        lot=fact.lot,
        drawn=list(fact.order),
        redraw=rows.plan.redraw,
        method=fact.method,
        witnesses=list(command.witnesses),
        drawn_on=fact.drawn_on,
        recorded_at=occasion.happened_at,
    )
    session.add(draw)
    record(session, occasion, fact, dossier_id=dossier_id)
    return draw


def lock_lot(session: Session, occasion: Occasion, dossier_id: str, lot: str) -> LotAssessment:
    """Lock the assessment of a lot: from now on nothing in it changes."""
    rows = _rows(session, occasion, dossier_id)
    stage = rows.stage(lot_of(rows, lot))
    entries = entries_of(rows, lot)
    found = _result(rows, lot)
    absent = sum(len(missing(rows.plan, lot, entry)) for entry in entries.values())
    unless(acts.why_not_lock(occasion.actor, stage, absent=absent, to_draw=found.to_draw))
    pool = {one: _text(price) for one, price in assessed(rows, lot).items()}
    fact = happened.LotLocked(
        subject=rows.tender.id,
        lot=lot,
        state=found.state.value,
        sha256=_hash([lot, pool, _agreed(rows, lot), [one.drawn for one in rows.draws if one.lot == lot]]),
    )
    locked = rows.lots[lot]
    locked.locked_at, locked.pool, locked.sha256 = occasion.happened_at, pool, fact.sha256
    record(session, occasion, fact, dossier_id=dossier_id)
    return locked


def _rows(session: Session, occasion: Occasion, dossier_id: str) -> Rows:
    """Return what is on record, locked, or refuse where nothing can be assessed yet."""
    unless(why_not_keep_records(occasion.actor))
    tender = tendering.tender(session, dossier_id, for_update=True)
    rows = rows_of(session, tender)
    unless(acts.why_not_assess(tender.facts, is_planned=rows.written is not None, today=occasion.today))
    return rows


def _result(rows: Rows, lot: str) -> LotResult:
    return next(one for one in results(rows) if one.lot == lot)


def _agreed(rows: Rows, lot: str) -> list[list[str]]:
    """Return the consensus scores of a lot with their reasons, in one order."""
    return [
        [one.candidate_id, one.criterion, str(one.score), one.reason]
        for key, one in sorted(rows.scores.items(), key=lambda pair: pair[0][1:])
        if key[0] is None and key[1] == lot
    ]


def _text(price: Decimal | None) -> str | None:
    return None if price is None else format(price, "f")


def _hash(content: list[Any] | Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
