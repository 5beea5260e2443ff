"""Puts bids on record: one by one, from the list of a platform, or out of an opened vault."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.models import Bid, BidStatement
from partnerschapsakte.bids.rules import happened, importing, receiving
from partnerschapsakte.bids.rules.facts import BidFacts, BidWay, StatementKind
from partnerschapsakte.bids.schemas import (
    DescribeBid,
    ImportBids,
    RecordBid,
    StrikeBid,
    TakeOver,
    TellStatement,
)
from partnerschapsakte.bids.service.desk import Desk, desk, hashed, unless
from partnerschapsakte.bids.storage import cells
from partnerschapsakte.bids.word.letters import LATE_TITLE, late_letter
from partnerschapsakte.documents.schemas import UploadFile
from partnerschapsakte.documents.service import Scan, Sent, upload_file
from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why, why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.vault import vault_not_found, why_not_read
from partnerschapsakte.sealed.schemas import OpenedSubmission
from partnerschapsakte.selection import queries as selection
from partnerschapsakte.selection.service.sending import write_to
from partnerschapsakte.tendering import queries as tendering


def record_bid(session: Session, occasion: Occasion, dossier_id: str, command: RecordBid, *, source: str = "") -> Bid:
    """Put a bid on record that came in; one that is late is refused by that, and told so (rule 24).

    ``source`` says where a bid was read that lay in a vault elsewhere; nobody types such a one by hand.
    """
    at = desk(session, occasion.actor, dossier_id)
    unless(receiving.why_not_look(at.course, occasion.happened_at))
    if command.way is BidWay.SEALED_STORE and not source:
        message = say("What lies in the sealed store is taken over from its vault, with its own time.")
        raise Refusal(Why.INVALID, "taken_over_only", message, remedy=say("Choose the opened vault."))
    unless(_why_not(session, occasion, at, command))
    return _put(session, occasion, at, command, source=source)


def import_bids(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    command: ImportBids,
    sent: Sent,
    *,
    scan: Scan | None = None,
) -> list[Bid]:
    """Read the list of a platform in, all of it or nothing, and keep the file with its hash."""
    at = desk(session, occasion.actor, dossier_id)
    unless(receiving.why_not_look(at.course, occasion.happened_at))
    kept = upload_file(session, occasion, dossier_id, UploadFile(title=command.title), sent, scan=scan)
    names = {one.name: one.id for one in at.tender.candidates}
    lots = [one.code for one in at.tender.lots]
    listed = importing.read_list(cells(kept.media_type, sent.data), names, lots, AMSTERDAM)
    wrong: list[tuple[int, Refusal]] = []
    made: list[Bid] = []
    for one in listed:
        told = _told(one)
        if refusal := _why_not(session, occasion, at, told) or _why_not_told(at, one, occasion.happened_at):
            wrong.append((one.row, refusal))
            continue
        for kind, moment in _statements(one):
            _tell(session, occasion, at, one.candidate, TellStatement(kind=kind, given_at=moment))
        made.append(_put(session, occasion, at, told, source=kept.id))
        session.flush()
    importing.refuse_rows(wrong)
    fact = happened.BidsImported(subject=kept.id, file_sha256=kept.sha256, bids=tuple(one.id for one in made))
    record(session, occasion, fact, dossier_id=dossier_id)
    return made


def take_over(session: Session, occasion: Occasion, dossier_id: str, command: TakeOver) -> list[Bid]:
    """Take the bids of an opened vault over with their times and hashes; those taken before stay as they are."""
    at = desk(session, occasion.actor, dossier_id)
    vault = vaults.vault(session, command.vault_id)
    if vault.dossier_id != dossier_id:
        raise vault_not_found()
    unless(why_not_read(occasion.actor, vault.standing, occasion.recorded_at))
    unless(receiving.why_not_look(at.course, occasion.happened_at))
    known = {one.source for one in queries.bids_of(session, at.tender)}
    made: list[Bid] = []
    for one in submissions.opened_submissions(session, vault.id):
        source = f"{vault.id}:{one.id}"
        if source not in known:
            told = _submitted(at, one)
            unless(_why_not(session, occasion, at, told))
            made.append(_put(session, occasion, at, told, source=source))
            session.flush()
    return made


def describe_bid(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    bid_id: str,
    command: DescribeBid,
    *,
    version: int | None = None,
) -> Bid:
    """Fill in what the notices ask of a tenderer; the lots only until the opening."""
    at = desk(session, occasion.actor, dossier_id)
    found = queries.bid(session, dossier_id, bid_id, occasion.happened_at)
    unless(why_not_overwrite(version, found.version))
    facts = replace(found.facts(), lots=tuple(command.lots))
    if list(command.lots) != found.lots:
        unless(receiving.why_not_change(facts, at.course) or _why_not_facts(session, occasion, at, facts, found.way))
    fact = happened.BidDescribed(
        subject=found.id, lots=tuple(command.lots), size_class=command.size_class, country=command.country
    )
    found.lots, found.size_class, found.country = list(fact.lots), command.size_class, fact.country
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def strike_bid(session: Session, occasion: Occasion, dossier_id: str, bid_id: str, command: StrikeBid) -> Bid:
    """Strike a record that was a mistake, before the opening; it stays readable."""
    at = desk(session, occasion.actor, dossier_id)
    found = queries.bid(session, dossier_id, bid_id, occasion.happened_at)
    unless(receiving.why_not_change(found.facts(), at.course))
    found.struck_because = command.reason
    record(session, occasion, happened.BidStruck(subject=found.id, reason=command.reason), dossier_id=dossier_id)
    return found


def tell_statement(session: Session, occasion: Occasion, dossier_id: str, bid_id: str, command: TellStatement) -> Bid:
    """Record what a candidate told about its bid along the platform, before the deadline."""
    at = desk(session, occasion.actor, dossier_id)
    found = queries.bid(session, dossier_id, bid_id, occasion.happened_at)
    unless(receiving.why_not_change(found.facts(), at.course))
    now, given_at = occasion.happened_at, command.given_at
    unless(receiving.why_not_state(command.kind, at.course, is_in=True, now=now, given_at=given_at))
    _tell(session, occasion, at, found.candidate_id, command)
    return found


def _why_not(session: Session, occasion: Occasion, at: Desk, command: RecordBid) -> Refusal | None:
    candidate = tendering.candidate(at.tender, command.candidate_id)
    facts = BidFacts(id="", candidate=candidate.id, received_at=command.received_at, lots=tuple(command.lots))
    return _why_not_facts(session, occasion, at, facts, command.way) or receiving.why_not_beside(
        facts, queries.facts_of(session, at.tender), at.course
    )


def _why_not_facts(session: Session, occasion: Occasion, at: Desk, facts: BidFacts, way: BidWay) -> Refusal | None:
    allowed = queries.other_ways_of(session, at.tender)
    lots = [one.code for one in at.tender.lots]
    return receiving.why_not_come_in(facts, way, at.course, allowed=allowed, lots=lots, now=occasion.happened_at)


def _why_not_told(at: Desk, listed: importing.ListedBid, now: datetime) -> Refusal | None:
    for kind, moment in _statements(listed):
        if refusal := receiving.why_not_state(kind, at.course, is_in=True, now=now, given_at=moment):
            return refusal
    return None


def _statements(listed: importing.ListedBid) -> Sequence[tuple[StatementKind, datetime]]:
    told = ((StatementKind.CONFIRMED, listed.confirmed_at), (StatementKind.WITHDRAWN, listed.withdrawn_at))
    return [(kind, moment) for kind, moment in told if moment is not None]


def _told(listed: importing.ListedBid) -> RecordBid:
    return RecordBid(
        candidate_id=listed.candidate,
        received_at=listed.received_at,
        way=BidWay.PLATFORM,
        lots=listed.lots,
        size_class=listed.size_class,
        country=listed.country or None,
        reference=listed.reference,
        sha256=listed.sha256,
    )


def _submitted(at: Desk, one: OpenedSubmission) -> RecordBid:
    """Return what a vault tells of a bid; its hash is that of the hashes of its parts, in their order."""
    candidate = queries.candidate_of_party(at.tender, one.party_id)
    if candidate is None:
        message = say("{name} handed in, and is no candidate of this tender.", name=one.party_name)
        remedy = say("Admit it as a candidate first, if it may tender.")
        raise Refusal(Why.CONFLICT, "tenderer_unknown", message, remedy=remedy)
    return RecordBid(
        candidate_id=candidate.id,
        received_at=one.submitted_at,
        way=BidWay.SEALED_STORE,
        sha256=hashed("\n".join(part.sha256 for part in one.parts)),
    )


def _put(session: Session, occasion: Occasion, at: Desk, command: RecordBid, *, source: str) -> Bid:
    """Write a bid down; what the request to participate told of its tenderer is told of it too."""
    asked = _asked(session, at, command.candidate_id)
    deadline = at.course.deadline
    assert deadline is not None  # noqa: S101 - nobody looks at bids without one
    fact = happened.BidRecorded(
        subject=occasion.ids(),
        candidate=command.candidate_id,
        received_at=command.received_at,
        deadline_at=deadline,
        late=at.course.is_late(command.received_at),
        way=command.way,
        lots=tuple(command.lots),
        sha256=command.sha256,
        source=source,
    )
    made = Bid(
        id=fact.subject,
        tender_id=at.tender.id,
        dossier_id=at.tender.dossier_id,
        position=queries.next_position(session, at.tender.id),
        candidate_id=fact.candidate,
        received_at=fact.received_at,
        recorded_at=occasion.recorded_at,
        recorded_by_name=occasion.actor.name,
        way=fact.way,
        lots=list(fact.lots),
        size_class=command.size_class or (asked.size_class if asked else None),
        country=command.country or (asked.country if asked else ""),
        reference=command.reference,
        sha256=fact.sha256,
        source=source,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=at.tender.dossier_id)
    if fact.late:
        parties = [seat.party_id for seat in tendering.candidate(at.tender, fact.candidate).parties]
        told = late_letter(fact.received_at, deadline)
        write_to(session, occasion, at.tender.dossier_id, parties, LATE_TITLE, told)
    return made


def _asked(session: Session, at: Desk, candidate_id: str) -> selection.ParticipationRequest | None:
    """Return the request to participate of a candidate, where there was a selection."""
    found = selection.requests_of(session, at.tender.id)
    return next((one for one in found if one.candidate_id == candidate_id), None)


def _tell(session: Session, occasion: Occasion, at: Desk, candidate_id: str, command: TellStatement) -> None:
    fact = happened.StatementRevealed(
        subject=occasion.ids(),
        candidate=candidate_id,
        kind=command.kind,
        given_at=command.given_at,
        person="",
        matches=True,
    )
    told = BidStatement(
        id=fact.subject,
        tender_id=at.tender.id,
        candidate_id=candidate_id,
        kind=fact.kind,
        given_at=fact.given_at,
        person_id="",
        person_name="",
    )
    session.add(told)
    record(session, occasion, fact, dossier_id=at.tender.dossier_id)
