"""Reads of awards: rows to change, and views, each for who may know of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.schemas import told_date
from partnerschapsakte.awarding.models import AwardLetter, Complaint, CourtCase, LotAward, LotTenderer
from partnerschapsakte.awarding.queries.taken import Assessed, assessed
from partnerschapsakte.awarding.rules import deciding
from partnerschapsakte.awarding.rules.facts import Addressed, Winning
from partnerschapsakte.awarding.schemas import (
    AwardLetterView,
    ComplaintView,
    CourtCaseView,
    LotAwardView,
    TendererView,
    WinnerView,
)
from partnerschapsakte.correspondence.queries import readers
from partnerschapsakte.correspondence.rules import reads_all, stands_for_party
from partnerschapsakte.dates import deadlines
from partnerschapsakte.documents.queries import word_file
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.dossiers.models import DecisionElsewhere
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Candidate, Lot, Tender
from partnerschapsakte.tendering.rules import holding, procedure
from partnerschapsakte.tendering.rules.facts import ConsortiumRole


def award_of(session: Session, lot: Lot) -> LotAward | None:
    """Return the decision about a lot, if there is one."""
    return session.scalar(select(LotAward).where(LotAward.lot_id == lot.id))


def decision_of(session: Session, found: LotAward) -> DecisionElsewhere:
    """Return the decision that a body took outside the program."""
    return session.get_one(DecisionElsewhere, found.decision_id)


def lead_of(candidate: Candidate) -> str:
    """Return the party that receives the letters of a candidate."""
    return next(seat.party_id for seat in candidate.parties if seat.role is ConsortiumRole.LEAD)


def winners(tender: Tender, found: LotAward) -> tuple[Winning, ...]:
    """Return the winners of a lot, in their order."""
    names = {one.id: one.name for one in tender.candidates}
    return tuple(
        Winning(candidate=one.candidate_id, name=names[one.candidate_id], characteristics=one.characteristics)
        for one in found.winners
    )


def addressed(session: Session, tender: Tender, found: LotAward | None, today: date) -> tuple[Addressed, ...]:
    """Return the candidates that are in, each with what is written for it."""
    told = {one.candidate_id: one for one in found.tenderers} if found else {}
    won = {one.candidate_id for one in found.winners} if found else set[str]()
    reachable = {one.party_id for one in readers(session, tender.dossier_id, today)}
    return tuple(
        _addressed(one, told.get(one.id), wins=one.id in won, reads_here=lead_of(one) in reachable)
        for one in tender.candidates
        if one.admitted_on is not None and (one.withdrawn_on is None or one.id in won or one.id in told)
    )


def _addressed(one: Candidate, told: LotTenderer | None, *, wins: bool, reads_here: bool) -> Addressed:
    plain = Addressed(candidate=one.id, name=one.name, wins=wins, reads_here=reads_here)
    if told is None:
        return plain
    return replace(
        plain,
        tendered=told.tendered,
        reasons=told.reasons,
        scores=told.scores,
        reference=told.platform_reference,
    )


def lot_awards(session: Session, dossier_id: str, today: date) -> tuple[LotAwardView, ...]:
    """Return where the award of every lot stands."""
    tender = tendering.tender(session, dossier_id)
    return tuple(_lot(session, tender, one, today) for one in tender.lots)


def lot_award(session: Session, dossier_id: str, code: str, today: date) -> LotAwardView:
    """Return where the award of one lot stands, or refuse."""
    tender = tendering.tender(session, dossier_id)
    return _lot(session, tender, tendering.lot(tender, code), today)


def why_not_sign(tender: Tender, lot: Lot, today: date) -> Refusal | None:
    """Say why no contract of a lot can be concluded today, or None if it can (rules 35, 37 and 38)."""
    if lot.award is None:
        return Refusal(
            Why.CONFLICT,
            "letter_not_sent",
            say("The award letters of {lot} were not sent.", lot=lot.code),
            rule="34",
            article="Aw 2.130",
        )
    told = lot.award.facts_of(lot.code)
    return (
        procedure.why_not_go_on(tender.facts)
        or procedure.why_not_conclude(told, today, early_because=None, may_override=False, today=today)
        or holding.why_not_without_record(tender.facts)
    )


def why_not_contract(
    session: Session, dossier_id: str, codes: Collection[str], day: date, *, call_off: bool = False
) -> Refusal | None:
    """Say what keeps a contract of these lots (none named: of any) from being concluded, beside the standstill.

    A court that looks (rule 37), a lot that was not awarded, an incomplete record of proceedings (rule 38, not for a
    call-off: Aw 2.132(3)). The standstill itself (rule 35) is the contract's own rule: a mandate overrides it.
    """
    tender = tendering.tender_of(session, dossier_id)
    if tender is None or tender.withdrawn_on is not None:
        return None
    for row in (one for one in tender.lots if one.code in codes or not codes):
        found = award_of(session, row) if codes else None
        held = holding.why_not_held(row.award.facts_of(row.code), day) if row.award else None
        if refusal := held or deciding.why_not_contract(found.outcome if found else None, lot=row.code):
            return refusal
    return why_not_without_record(session, dossier_id, call_off=call_off)


def why_not_without_record(session: Session, dossier_id: str, *, call_off: bool = False) -> Refusal | None:
    """Say that nobody signs yet because the record of proceedings is not complete (rule 38); not of a call-off."""
    tender = tendering.tender_of(session, dossier_id)
    if call_off or tender is None or tender.withdrawn_on is not None:
        return None
    return holding.why_not_without_record(tender.facts)


def _lot(session: Session, tender: Tender, row: Lot, today: date) -> LotAwardView:
    found, facts = award_of(session, row), tender.facts
    outcome = assessed(session, tender, row)
    told = row.award.facts_of(row.code) if row.award else None
    blocked = why_not_sign(tender, row, today)
    return LotAwardView(
        lot=row.code,
        title=row.title,
        dossier_id=tender.dossier_id,
        outcome=found.outcome if found else None,
        decided_on=found.decided_on if found else None,
        decision_id=found.decision_id if found else None,
        mandate=found.mandate if found else "",
        reason=found.reason if found else "",
        winners=tuple(
            WinnerView(candidate_id=one.candidate, name=one.name, characteristics=one.characteristics)
            for one in (winners(tender, found) if found else ())
        ),
        tenderers=_tenderers(session, tender, found, outcome, today),
        assessed=outcome.is_locked,
        proposed=outcome.proposed,
        objections_to=found.objections_to if found else "",
        objections_by=found.objections_by if found else None,
        letters_sent_on=found.letters_sent_on if found else None,
        standstill_basis=facts.standstill_basis,
        standstill_days=told.standstill_days if told else facts.standstill_days,
        standstill_last_day=told_date(told.standstill.last_day) if told else None,
        signing_from=told_date(told.signing_from) if told else None,
        held_because=told.held_because if told else "",
        why_not_sign=language.tell(blocked.message, language.DUTCH) if blocked else "",
    )


def _tenderers(
    session: Session, tender: Tender, found: LotAward | None, outcome: Assessed, today: date
) -> tuple[TendererView, ...]:
    letters = _letters_of(session, found)
    return tuple(
        TendererView(
            candidate_id=one.candidate,
            name=one.name,
            wins=one.wins,
            tendered=one.tendered,
            reasons=one.reasons,
            scores=one.scores,
            platform_reference=one.reference,
            reads_here=one.reads_here,
            rank=outcome.own[one.candidate].rank if one.candidate in outcome.own else None,
            letter_id=letters.get(one.candidate),
        )
        for one in addressed(session, tender, found, today)
    )


def _letters_of(session: Session, found: LotAward | None) -> dict[str, str]:
    if found is None:
        return {}
    chosen = select(AwardLetter.candidate_id, AwardLetter.id).where(AwardLetter.lot_award_id == found.id)
    return {row.candidate_id: row.id for row in session.execute(chosen)}


def letters_for(session: Session, actor: Actor, dossier_id: str) -> list[AwardLetterView]:
    """Return the letters about awards that this actor may know of: a party its own, who reads the file all of them."""
    chosen = (
        select(AwardLetter, Lot.code, Candidate.name)
        .join(LotAward, LotAward.id == AwardLetter.lot_award_id)
        .join(Lot, Lot.id == LotAward.lot_id)
        .join(Candidate, Candidate.id == AwardLetter.candidate_id)
        .where(AwardLetter.dossier_id == dossier_id)
        .order_by(AwardLetter.sent_on, Lot.code, Candidate.position)
    )
    if not reads_all(actor):
        if not stands_for_party(actor) or actor.party_id is None:
            return []
        chosen = chosen.where(AwardLetter.party_id == actor.party_id)
    return [
        AwardLetterView(
            id=row.id,
            dossier_id=row.dossier_id,
            lot=code,
            candidate=name,
            party_id=row.party_id,
            title=row.title,
            text=row.text,
            sha256=row.sha256,
            sent_on=row.sent_on,
            platform_reference=row.platform_reference,
            has_document=row.document_id is not None,
        )
        for row, code, name in session.execute(chosen)
    ]


def letter_file(session: Session, actor: Actor, dossier_id: str, letter_id: str) -> StoredFile:
    """Return the Word document of a letter for who may read the letter, or refuse."""
    letter_for(session, actor, dossier_id, letter_id)
    document_id = session.scalar(select(AwardLetter.document_id).where(AwardLetter.id == letter_id))
    if document_id is None:
        raise Refusal(Why.NOT_FOUND, "letter_without_document", say("This letter has no document."))
    return word_file(session, document_id)


def letter_for(session: Session, actor: Actor, dossier_id: str, letter_id: str) -> AwardLetterView:
    """Return one letter about an award, or refuse in the words of what does not exist."""
    for one in letters_for(session, actor, dossier_id):
        if one.id == letter_id:
            return one
    raise Refusal(Why.NOT_FOUND, "award_letter_not_found", say("There is no such letter."))


def complaint(session: Session, tender: Tender, complaint_id: str) -> Complaint:
    """Return a complaint of a tender, or refuse."""
    found = session.get(Complaint, complaint_id)
    if found is None or found.tender_id != tender.id:
        raise Refusal(Why.NOT_FOUND, "complaint_not_found", say("This tender has no such complaint."))
    return found


def complaints(session: Session, dossier_id: str) -> list[ComplaintView]:
    """Return the complaints about a tender, the first that came in first."""
    tender = tendering.tender(session, dossier_id)
    chosen = select(Complaint).where(Complaint.tender_id == tender.id).order_by(Complaint.received_on, Complaint.id)
    return [_complaint(dossier_id, one) for one in session.scalars(chosen)]


def complaint_view(session: Session, dossier_id: str, complaint_id: str) -> ComplaintView:
    """Return one complaint, or refuse."""
    return _complaint(dossier_id, complaint(session, tendering.tender(session, dossier_id), complaint_id))


def _complaint(dossier_id: str, row: Complaint) -> ComplaintView:
    return ComplaintView(
        id=row.id,
        dossier_id=dossier_id,
        lot=row.lot_code,
        complainant=row.complainant,
        about=row.about,
        received_on=row.received_on,
        due_by=told_date(deadlines.complaint_decision(row.received_on).due_by),
        upheld=row.upheld,
        decided_on=row.decided_on,
        decision=row.decision,
    )


def court_case(session: Session, tender: Tender, case_id: str) -> tuple[CourtCase, Lot]:
    """Return summary proceedings about a tender with their lot, or refuse."""
    found = session.get(CourtCase, case_id)
    if found is None or found.tender_id != tender.id:
        raise Refusal(Why.NOT_FOUND, "court_case_not_found", say("This tender has no such proceedings."))
    return found, next(one for one in tender.lots if one.id == found.lot_id)


def pending(session: Session, lot: Lot) -> int:
    """Return how many proceedings about a lot wait for a judgment."""
    waiting = select(CourtCase.id).where(CourtCase.lot_id == lot.id, CourtCase.judged_on.is_(None))
    return len(session.scalars(waiting).all())


def last_judgment(session: Session, lot: Lot) -> date:
    """Return the day of the last judgment about a lot; one was just recorded."""
    chosen = select(CourtCase.judged_on).where(CourtCase.lot_id == lot.id)
    return max(day for day in session.scalars(chosen) if day is not None)


def court_cases(session: Session, dossier_id: str) -> list[CourtCaseView]:
    """Return the summary proceedings about a tender, the first first."""
    tender = tendering.tender(session, dossier_id)
    chosen = select(CourtCase).where(CourtCase.tender_id == tender.id).order_by(CourtCase.served_on, CourtCase.id)
    rows = {one.id: one for one in tender.lots}
    return [_case(dossier_id, one, rows[one.lot_id]) for one in session.scalars(chosen)]


def court_case_view(session: Session, dossier_id: str, case_id: str) -> CourtCaseView:
    """Return one of the summary proceedings, or refuse."""
    return _case(dossier_id, *court_case(session, tendering.tender(session, dossier_id), case_id))


def _case(dossier_id: str, row: CourtCase, of_lot: Lot) -> CourtCaseView:
    award = of_lot.award.facts_of(of_lot.code) if of_lot.award else None
    return CourtCaseView(
        id=row.id,
        dossier_id=dossier_id,
        lot=of_lot.code,
        plaintiff=row.plaintiff,
        court=row.court,
        reference=row.reference,
        served_on=row.served_on,
        in_time=award is None or row.served_on <= award.standstill.last_day.on,
        judged_on=row.judged_on,
        outcome=row.outcome,
        file=row.file,
        tenders_valid_until=told_date(deadlines.valid_after_judgment(row.judged_on)) if row.judged_on else None,
    )
