"""Registers complaints and summary proceedings about an award; while a court looks nothing is signed (rule 37)."""

from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.awarding.models import Complaint, CourtCase
from partnerschapsakte.awarding.queries import awards as queries
from partnerschapsakte.awarding.queries.awards import Tender
from partnerschapsakte.awarding.rules import contesting, happened
from partnerschapsakte.awarding.schemas import DecideComplaint, RecordJudgment, RegisterComplaint, RegisterProceedings
from partnerschapsakte.awarding.service.lots import hash_of, read, unless
from partnerschapsakte.awarding.word import in_dutch
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dossiers.queries import circle, dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders.service import watch
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.schemas import HoldAward, ReleaseAward
from partnerschapsakte.tendering.service import awards as tender_awards


def register_complaint(session: Session, occasion: Occasion, dossier_id: str, command: RegisterComplaint) -> Complaint:
    """Register a complaint; it is decided on within 6 weeks."""
    tender = _tender(session, occasion, dossier_id)
    if command.lot is not None:
        tendering.lot(tender, command.lot)
    unless(contesting.why_not_complain(command.received_on, published_on=tender.published_on, today=occasion.today))
    fact = happened.ComplaintRegistered(
        subject=occasion.ids(),
        lot=command.lot,
        complainant=command.complainant,
        received_on=command.received_on,
        due_by=deadlines.complaint_decision(command.received_on).due_by.on,
        sha256=hash_of(command.about),
    )
    complaint = Complaint(
        id=fact.subject,
        tender_id=tender.id,
        lot_code=fact.lot,
        complainant=fact.complainant,
        about=command.about,
        received_on=fact.received_on,
    )
    session.add(complaint)
    record(session, occasion, fact, dossier_id=dossier_id)
    _watch(session, occasion, dossier_id, complaint)
    return complaint


def decide_complaint(
    session: Session, occasion: Occasion, dossier_id: str, complaint_id: str, command: DecideComplaint
) -> Complaint:
    """Record the decision on a complaint."""
    complaint = queries.complaint(session, _tender(session, occasion, dossier_id), complaint_id)
    unless(
        contesting.why_not_decide_complaint(
            command.decided_on,
            received_on=complaint.received_on,
            known_on=complaint.decided_on,
            today=occasion.today,
        )
    )
    fact = happened.ComplaintDecided(
        subject=complaint.id,
        upheld=command.upheld,
        decided_on=command.decided_on,
        sha256=hash_of(command.decision),
    )
    complaint.upheld, complaint.decided_on, complaint.decision = fact.upheld, fact.decided_on, command.decision
    record(session, occasion, fact, dossier_id=dossier_id)
    _watch(session, occasion, dossier_id, complaint)
    return complaint


def register_proceedings(
    session: Session, occasion: Occasion, dossier_id: str, command: RegisterProceedings
) -> CourtCase:
    """Register summary proceedings about the award of a lot: from now on nothing is signed for it."""
    tender, lot, _ = read(session, occasion.actor, dossier_id, command.lot)
    award = tendering.award(tender, lot.code).facts_of(lot.code)
    unless(contesting.why_not_register(award, command.served_on, today=occasion.today))
    fact = happened.ProceedingsRegistered(
        subject=occasion.ids(),
        lot=lot.code,
        plaintiff=command.plaintiff,
        court=command.court,
        reference=command.reference,
        served_on=command.served_on,
    )
    case = CourtCase(
        id=fact.subject,
        tender_id=tender.id,
        lot_id=lot.id,
        plaintiff=fact.plaintiff,
        court=fact.court,
        reference=fact.reference,
        served_on=fact.served_on,
    )
    session.add(case)
    record(session, occasion, fact, dossier_id=dossier_id)
    told = say(
        "{court}, {reference}: {name} asks the court.", court=fact.court, reference=fact.reference, name=fact.plaintiff
    )
    tender_awards.hold_award(session, occasion, dossier_id, HoldAward(lot=lot.code, reason=in_dutch(told)[:400]))
    return case


def record_judgment(
    session: Session, occasion: Occasion, dossier_id: str, case_id: str, command: RecordJudgment
) -> CourtCase:
    """Record a judgment; the lot is released once no other court looks at it, from the day after the judgment."""
    tender = _tender(session, occasion, dossier_id)
    case, lot = queries.court_case(session, tender, case_id)
    unless(contesting.why_not_judge(case.facts, command.judged_on, today=occasion.today))
    fact = happened.JudgmentRecorded(
        subject=case.id,
        lot=lot.code,
        judged_on=command.judged_on,
        outcome=command.outcome,
        file=command.file,
        tenders_valid_until=deadlines.valid_after_judgment(command.judged_on).on,
    )
    case.judged_on, case.outcome, case.file = fact.judged_on, fact.outcome, fact.file
    case.tenders_valid_until = fact.tenders_valid_until
    record(session, occasion, fact, dossier_id=dossier_id)
    session.flush()
    if not queries.pending(session, lot):
        released = ReleaseAward(lot=lot.code, judged_on=queries.last_judgment(session, lot), reason=case.reference)
        tender_awards.release_award(session, occasion, dossier_id, released)
    return case


def why_not_sign(session: Session, dossier_id: str, lot: str, *, today: date) -> Refusal | None:
    """Say why no contract of a lot can be concluded today, or None if it can (rules 35, 37 and 38)."""
    tender = tendering.tender(session, dossier_id)
    return queries.why_not_sign(tender, tendering.lot(tender, lot), today)


def _tender(session: Session, occasion: Occasion, dossier_id: str) -> Tender:
    unless(why_not_keep_records(occasion.actor))
    return tendering.tender(session, dossier_id, for_update=True)


def _watch(session: Session, occasion: Occasion, dossier_id: str, complaint: Complaint) -> None:
    watch(
        session,
        occasion,
        dossier_id=dossier_id,
        subject=complaint.id,
        circle=circle(session, dossier_id),
        dates=contesting.complaint_dates(complaint.received_on, complaint.complainant, complaint.decided_on),
        entered_on=dossier(session, dossier_id).entered_on,
    )
