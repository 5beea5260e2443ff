"""What happens to submitting itself: other ways, outages, the deadline for all, corrections, and the opening."""

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.models import BidCorrection, BidExtension, BidOpening, BidOutage, BidStatement, OtherWay
from partnerschapsakte.bids.queries import Tender
from partnerschapsakte.bids.rules import happened, opening, receiving
from partnerschapsakte.bids.schemas import AllowWay, CorrectDocuments, ExtendDeadline, OpenBids, RecordOutage, instant
from partnerschapsakte.bids.service.desk import desk, hashed, unless
from partnerschapsakte.bids.service.own import commitment_of
from partnerschapsakte.bids.word.letters import CORRECTED_TITLE, MOVED_TITLE, corrected_letter, moved_letter
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.sealed.schemas import MoveDeadline
from partnerschapsakte.sealed.service import vaults as store
from partnerschapsakte.selection.service.sending import write_to
from partnerschapsakte.tendering.schemas import MoveDeadlines
from partnerschapsakte.tendering.service import course as tendering


def allow_way(session: Session, occasion: Occasion, dossier_id: str, command: AllowWay) -> OtherWay:
    """Let bids come by e-mail or on paper, for all, on a ground of the law (rule 27)."""
    at = desk(session, occasion.actor, dossier_id)
    allowed = queries.other_ways_of(session, at.tender)
    unless(receiving.why_not_allow(command.way, at.course, allowed=allowed, now=occasion.happened_at))
    fact = happened.OtherWayAllowed(subject=at.tender.id, way=command.way, ground=command.ground, reason=command.reason)
    made = OtherWay(
        tender_id=at.tender.id,
        way=fact.way,
        ground=fact.ground,
        reason=fact.reason,
        decided_at=occasion.happened_at,
        decided_by_name=occasion.actor.name,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    return made


def record_outage(session: Session, occasion: Occasion, dossier_id: str, command: RecordOutage) -> BidOutage:
    """Record that bids could not be handed in for a while, with what shows it."""
    at = desk(session, occasion.actor, dossier_id)
    unless(opening.why_not_note_outage(command.began_at, command.ended_at, now=occasion.happened_at))
    file_sha256 = queries.evidence_sha256(session, dossier_id, command.file_id) if command.file_id else ""
    fact = happened.OutageRecorded(
        subject=occasion.ids(),
        began_at=command.began_at,
        ended_at=command.ended_at,
        what_sha256=hashed(f"{command.what}\n{command.evidence}"),
        file_sha256=file_sha256,
    )
    made = BidOutage(
        id=fact.subject,
        tender_id=at.tender.id,
        began_at=fact.began_at,
        ended_at=fact.ended_at,
        what=command.what,
        evidence=command.evidence,
        file_id=command.file_id,
        recorded_at=occasion.recorded_at,
        recorded_by_name=occasion.actor.name,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    return made


def extend_deadline(session: Session, occasion: Occasion, dossier_id: str, command: ExtendDeadline) -> BidExtension:
    """Move the deadline for all by one decision, with every vault that has the same, and tell all (rules 24, 25)."""
    at = desk(session, occasion.actor, dossier_id)
    failed = queries.outage(session, at.tender, command.outage_id) if command.outage_id else None
    until, now = instant(command.due_on, command.due_time), occasion.happened_at
    outage = failed.facts if failed else None
    unless(opening.why_not_extend(at.course, until, outage, needs_outage=failed is not None, now=now))
    before = at.course.deadline
    assert before is not None  # noqa: S101 - the rule refuses without one
    moving = MoveDeadlines(tender_due_on=command.due_on, tender_due_time=command.due_time, reason=command.reason)
    tendering.move_deadlines(session, occasion, dossier_id, moving, after_failure=at.course.is_closed(now))
    for vault in queries.vaults_until(session, dossier_id, before):
        moved = MoveDeadline(deadline_at=until, reason=command.reason, after_failure=at.course.is_closed(now))
        store.move_deadline(session, occasion, vault.id, moved, version=vault.version)
    fact = happened.DeadlineExtended(
        subject=occasion.ids(), outage=command.outage_id, before=before, after=until, reason=command.reason
    )
    made = BidExtension(
        id=fact.subject,
        tender_id=at.tender.id,
        outage_id=fact.outage,
        before_at=fact.before,
        after_at=fact.after,
        reason=fact.reason,
        decided_at=now,
        decided_by_name=occasion.actor.name,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    write_to(session, occasion, dossier_id, [None], MOVED_TITLE, moved_letter(before, until, command.reason))
    return made


def correct_documents(
    session: Session, occasion: Occasion, dossier_id: str, command: CorrectDocuments
) -> BidCorrection:
    """Correct the documents for all: what came in before is void until its candidate confirms it (F8)."""
    at = desk(session, occasion.actor, dossier_id)
    unless(opening.why_not_correct(at.course, now=occasion.happened_at))
    deadline = at.course.deadline
    assert deadline is not None  # noqa: S101 - the rule refuses without one
    fact = happened.DocumentsCorrected(subject=occasion.ids(), corrected_at=occasion.happened_at, reason=command.reason)
    made = BidCorrection(
        id=fact.subject,
        tender_id=at.tender.id,
        corrected_at=fact.corrected_at,
        reason=fact.reason,
        recorded_by_name=occasion.actor.name,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    told = corrected_letter(fact.corrected_at, deadline, command.reason)
    write_to(session, occasion, dossier_id, [None], CORRECTED_TITLE, told)
    return made


def open_bids(session: Session, occasion: Occasion, dossier_id: str, command: OpenBids) -> BidOpening:
    """Record who opened the bids and when, with what was there; then what candidates told is told too (rule 23)."""
    at = desk(session, occasion.actor, dossier_id)
    openers = (command.first_opener, command.second_opener)
    unless(opening.why_not_open(at.course, openers, command.opened_at, now=occasion.happened_at))
    listed = [msgspec.to_builtins(one) for one in queries.register(session, dossier_id, occasion.happened_at)]
    fact = happened.BidsOpened(
        subject=at.tender.id,
        opened_at=command.opened_at,
        openers=openers,
        bids=tuple(one["id"] for one in listed),
        sha256=queries.hash_of(listed),
    )
    made = BidOpening(
        tender_id=at.tender.id,
        opened_at=fact.opened_at,
        first_opener=command.first_opener,
        second_opener=command.second_opener,
        remarks=command.remarks,
        content={"bids": listed},
        sha256=fact.sha256,
        recorded_at=occasion.recorded_at,
        recorded_by_name=occasion.actor.name,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    _reveal(session, occasion, at.tender)
    return made


def _reveal(session: Session, occasion: Occasion, tender: Tender) -> None:
    """Tell the journal what candidates told of their own bids, held against what it fixed then."""
    for one in queries.statements_of(session, tender):
        if one.commitment:
            fact = happened.StatementRevealed(
                subject=one.id,
                candidate=one.candidate_id,
                kind=one.kind,
                given_at=one.given_at,
                person=one.person_id,
                matches=_matches(one),
            )
            record(session, occasion, fact, dossier_id=tender.dossier_id)


def _matches(told: BidStatement) -> bool:
    return commitment_of(told) == told.commitment
