"""Decides about lots, and writes what the letters about them say: taken over from the assessment, or by hand."""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from partnerschapsakte.awarding import word
from partnerschapsakte.awarding.models import LotAward, LotTenderer
from partnerschapsakte.awarding.queries import awards as queries
from partnerschapsakte.awarding.queries.awards import Lot, Tender
from partnerschapsakte.awarding.queries.taken import assessed
from partnerschapsakte.awarding.rules import deciding, happened
from partnerschapsakte.awarding.schemas import DecideLot, DescribeWinner, OfLot, WriteReasons
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.dossiers.schemas import RecordDecisionElsewhere
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import LeadingRoom, RecordState
from partnerschapsakte.tendering.schemas import MarkRecord
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as tenders

MOST = 6000
"""How much a person can type in one text; what is taken over is cut there, to be edited."""

EARLIER_RECORD = "Er kwam een besluit over een perceel bij."


class Desk(NamedTuple):
    """A tender, one of its lots, and the decision about it if there is one."""

    tender: Tender
    lot: Lot
    found: LotAward | None


def decide_lot(session: Session, occasion: Occasion, dossier_id: str, command: DecideLot) -> LotAward:
    """Record what a body decided about a lot: award it, award it to nobody, or withdraw it."""
    tender, lot, found = read(session, occasion.actor, dossier_id, command.lot)
    won = [tendering.candidate(tender, one) for one in dict.fromkeys(command.winners)]
    unless(
        deciding.why_not_decide(
            tender.facts,
            lot.code,
            command.outcome,
            command.decided_on,
            winners=len(won),
            all_in=all(one.admitted_on is not None and one.withdrawn_on is None for one in won),
            known=found is not None,
            at_work=assessed(session, tender, lot).is_open,
            today=occasion.today,
        )
    )
    fact = happened.LotDecided(
        subject=tender.id,
        lot=lot.code,
        outcome=command.outcome,
        winners=tuple(one.id for one in won),
        decision=_taken_elsewhere(session, occasion, tender, lot, command),
        decided_on=command.decided_on,
        reason=command.reason,
    )
    decided = LotAward.of(fact, occasion.ids(), lot_id=lot.id, mandate=command.mandate)
    session.add(decided)
    record(session, occasion, fact, dossier_id=dossier_id)
    tenders.let_lead(session, occasion, dossier_id, LeadingRoom.AWARD)
    if tender.record is RecordState.COMPLETE:
        again = MarkRecord(state=RecordState.BEGUN, reason=EARLIER_RECORD)
        tender_awards.mark_record(session, occasion, dossier_id, again)
    return decided


def _taken_elsewhere(session: Session, occasion: Occasion, tender: Tender, lot: Lot, command: DecideLot) -> str:
    """Record in the dossier that a body decided, and return the id of that decision."""
    subject = word.in_dutch(say("Award decision on {lot}: {title}", lot=lot.code, title=lot.title))
    told = command.model_dump(include={"body", "decided_on", "case_number", "file", "authority_id"})
    elsewhere = RecordDecisionElsewhere(subject=subject[:400], **told)
    decision = dossiers.record_decision_elsewhere(session, occasion, tender.dossier_id, elsewhere)
    session.flush()
    return decision.id


def describe_winner(session: Session, occasion: Occasion, dossier_id: str, command: DescribeWinner) -> LotAward:
    """Write down what the winning tender is and what it has over the others (Aw 2.130)."""
    tender, lot, found = read(session, occasion.actor, dossier_id, command.lot)
    decided = prepared(lot, found)
    name = tendering.candidate(tender, command.candidate_id).name
    chosen = next((one for one in decided.winners if one.candidate_id == command.candidate_id), None)
    if chosen is None:
        raise deciding.no_winner(name, lot.code)
    fact = happened.WinnerDescribed(
        subject=tender.id, lot=lot.code, candidate=chosen.candidate_id, sha256=hash_of(command.characteristics)
    )
    chosen.characteristics = command.characteristics
    record(session, occasion, fact, dossier_id=dossier_id)
    return decided


def write_reasons(session: Session, occasion: Occasion, dossier_id: str, command: WriteReasons) -> LotAward:
    """Write down what one tenderer is told of its own tender, or that it did not tender for this lot.

    Once the assessment of the lot is locked its scores are those: nobody types them again.
    """
    tender, lot, found = read(session, occasion.actor, dossier_id, command.lot)
    decided = prepared(lot, found)
    candidate = tendering.candidate(tender, command.candidate_id)
    own = assessed(session, tender, lot).own.get(candidate.id)
    scores = own.scores if own else command.scores
    fact = happened.ReasonsWritten(
        subject=tender.id,
        lot=lot.code,
        candidate=candidate.id,
        tendered=command.tendered,
        sha256=hash_of(command.reasons, scores),
    )
    told = command.model_dump(include={"tendered", "reasons", "platform_reference"}) | {"scores": scores}
    decided.tenderers[:] = [one for one in decided.tenderers if one.candidate_id != candidate.id]
    session.flush()
    decided.tenderers.append(LotTenderer(candidate_id=candidate.id, **told))
    record(session, occasion, fact, dossier_id=dossier_id)
    return decided


def take_over(session: Session, occasion: Occasion, dossier_id: str, command: OfLot) -> LotAward:
    """Begin the letters with what the locked assessment tells; what somebody wrote already stays."""
    tender, lot, found = read(session, occasion.actor, dossier_id, command.lot)
    decided = prepared(lot, found)
    outcome = assessed(session, tender, lot)
    unless(deciding.why_not_take_over(locked=outcome.is_locked, lot=lot.code))
    for one in decided.winners:
        own = outcome.own.get(one.candidate_id)
        if own and own.characteristics and not one.characteristics:
            text = own.characteristics[:MOST]
            described = DescribeWinner(lot=lot.code, candidate_id=one.candidate_id, characteristics=text)
            describe_winner(session, occasion, dossier_id, described)
    for one in queries.addressed(session, tender, decided, occasion.today):
        if one.candidate in outcome.own and not one.reasons:
            text = outcome.own[one.candidate].reasons[:MOST]
            reasons = WriteReasons(
                lot=lot.code, candidate_id=one.candidate, reasons=text, platform_reference=one.reference
            )
            write_reasons(session, occasion, dossier_id, reasons)
        elif one.candidate not in outcome.own and one.tendered and not one.wins and not one.reasons:
            absent = WriteReasons(lot=lot.code, candidate_id=one.candidate, tendered=False)
            write_reasons(session, occasion, dossier_id, absent)
    return decided


def read(session: Session, actor: Actor, dossier_id: str, code: str) -> Desk:
    """Return a tender, locked, with one of its lots, for who keeps records; or refuse."""
    unless(why_not_keep_records(actor))
    tender = tendering.tender(session, dossier_id, for_update=True)
    lot = tendering.lot(tender, code)
    return Desk(tender, lot, queries.award_of(session, lot))


def prepared(lot: Lot, found: LotAward | None) -> LotAward:
    """Return the decision of which the letters are being written, or refuse."""
    sent = found is not None and found.letters_sent_on is not None
    if found is None or sent:
        refusal = deciding.why_not_prepare(decided=found is not None, sent=sent, lot=lot.code)
        assert refusal is not None  # noqa: S101 - one of both is so
        raise refusal
    return found


def hash_of(*texts: str) -> str:
    """Return what stands in the journal instead of a text."""
    return sha256("\n".join(texts).encode()).hexdigest()


def unless(refusal: Refusal | None) -> None:
    """Raise a refusal, if there is one."""
    if refusal is not None:
        raise refusal
