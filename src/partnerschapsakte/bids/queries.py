"""Reads of submitting, each for who may know of it.

What rooms above ask: ``valid_bids`` (who is assessed, per lot; None where no bid was ever put on record),
``register`` (all bids of a tender with their state: letters d and k of the record of proceedings),
``other_ways_of`` (letter l), ``opening_of`` (who opened, when, and what was there), ``statistics_of`` (what the award
notice counts per lot), ``submission_of`` (deadline, outages, extensions, corrections) and ``course_of`` for rules.
``register`` and ``submission_of`` tell nothing of bids before the deadline; ``own`` shows a candidate only itself.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partnerschapsakte.bids.models import (
    Bid,
    BidCorrection,
    BidExtension,
    BidOpening,
    BidOutage,
    BidStatement,
    OtherWay,
)
from partnerschapsakte.bids.rules import opening, receiving
from partnerschapsakte.bids.rules.facts import EEA, BidFacts, BidState, BidWay, Course, Outage, StatementKind, state_of
from partnerschapsakte.bids.rules.happened import BidsOpened
from partnerschapsakte.bids.schemas import (
    BidsPage,
    BidView,
    CorrectionOfDocuments,
    ExtensionView,
    OpenedList,
    OpeningView,
    OtherWayView,
    OutageView,
    OwnBid,
    StatementView,
    SubmissionFile,
)
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.documents.models import KeptFile
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import Vault
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.sealed.schemas import in_words
from partnerschapsakte.selection.rules.facts import SizeClass
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Candidate, Tender

Shown = TypeVar("Shown", bound=msgspec.Struct)


class BidStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """What an award notice counts of the bids for one lot (BT-759 and BT-760)."""

    lot: str
    bids: int
    micro: int
    small: int
    medium: int
    electronic: int
    other_eea: int
    outside_eea: int


def course_of(session: Session, tender: Tender) -> Course:
    """Return what decides about every bid of a tender."""
    corrected = select(BidCorrection.corrected_at).where(BidCorrection.tender_id == tender.id)
    opened = opening_of(session, tender)
    return Course(
        deadline=tender.tender_due_at,
        published=tender.published_on is not None,
        corrected_at=tuple(sorted(session.scalars(corrected))),
        opened_at=opened.opened_at if opened else None,
    )


def bids_of(session: Session, tender: Tender) -> list[Bid]:
    """Return all bids on record, in order of receipt."""
    chosen = select(Bid).where(Bid.tender_id == tender.id).order_by(Bid.received_at, Bid.position)
    return list(session.scalars(chosen))


def facts_of(session: Session, tender: Tender) -> list[BidFacts]:
    """Return all bids as the rules need them, with the last that each candidate told."""
    told = _last_told(session, tender)
    return [_facts(one, told) for one in bids_of(session, tender)]


def valid_bids(session: Session, tender: Tender) -> dict[str, frozenset[str]] | None:
    """Return the lots of each candidate with a valid bid that was opened (none named: all).

    None where no bid was put on record and none opened: such a tender ran before, or elsewhere.
    """
    rows, course = facts_of(session, tender), course_of(session, tender)
    if not rows and course.opened_at is None:
        return None
    if course.opened_at is None:
        return {}
    return {one.candidate: frozenset(one.lots) for one in rows if state_of(one, course) is BidState.VALID}


def bid(session: Session, dossier_id: str, bid_id: str, now: datetime) -> Bid:
    """Return a bid of a dossier, or refuse; before the deadline none of them is there."""
    tender = tendering.tender(session, dossier_id)
    found = session.get(Bid, bid_id)
    if found is None or found.tender_id != tender.id or not course_of(session, tender).is_closed(now):
        raise Refusal(Why.NOT_FOUND, "bid_not_found", say("There is no such bid."))
    return found


def bid_view(session: Session, dossier_id: str, bid_id: str, now: datetime) -> BidView:
    """Return one bid as a view, or refuse."""
    found = bid(session, dossier_id, bid_id, now)
    return next(one for one in _views(session, tendering.tender(session, dossier_id)) if one.id == found.id)


def register(session: Session, dossier_id: str, now: datetime) -> tuple[BidView, ...]:
    """Return the register of bids in order of receipt; before the deadline it is empty for everybody (rule 23)."""
    tender = tendering.tender(session, dossier_id)
    return _views(session, tender) if course_of(session, tender).is_closed(now) else ()


def next_position(session: Session, tender_id: str) -> int:
    """Return the place of the next bid on record."""
    return (session.scalar(select(func.max(Bid.position)).where(Bid.tender_id == tender_id)) or 0) + 1


def other_ways_of(session: Session, tender: Tender) -> dict[BidWay, OtherWay]:
    """Return the ways beside the platform and the store that are open for all."""
    chosen = select(OtherWay).where(OtherWay.tender_id == tender.id).order_by(OtherWay.way)
    return {one.way: one for one in session.scalars(chosen)}


def opening_of(session: Session, tender: Tender) -> BidOpening | None:
    """Return the record of opening, if bids were opened."""
    return session.get(BidOpening, tender.id)


def opened_list(session: Session, tender: Tender) -> OpenedList | None:
    """Return what was there when bids were opened, held against the hash that the journal keeps."""
    row = opening_of(session, tender)
    if row is None:
        return None
    entries = select(JournalEntry.details).where(JournalEntry.subject == tender.id, JournalEntry.tag == BidsOpened.tag)
    fixed = {str(details.get("sha256")) for details in session.scalars(entries)}
    return OpenedList(
        opened_at=row.opened_at,
        first_opener=row.first_opener,
        second_opener=row.second_opener,
        remarks=row.remarks,
        recorded_at=row.recorded_at,
        bids=tuple(row.content["bids"]),
        sha256=row.sha256,
        intact=fixed == {row.sha256} and hash_of(row.content["bids"]) == row.sha256,
    )


def hash_of(listed: list[Any]) -> str:
    """Return the hash by which a list of bids is fixed at the opening."""
    return sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()


def outage(session: Session, tender: Tender, outage_id: str) -> BidOutage:
    """Return an outage of a tender, or refuse."""
    found = session.get(BidOutage, outage_id)
    if found is None or found.tender_id != tender.id:
        raise Refusal(Why.NOT_FOUND, "outage_not_found", say("This tender has no such outage."))
    return found


def statements_of(session: Session, tender: Tender, candidate_id: str | None = None) -> list[BidStatement]:
    """Return what candidates told, or one of them; callers show it to nobody else before the deadline."""
    chosen = select(BidStatement).where(BidStatement.tender_id == tender.id)
    if candidate_id is not None:
        chosen = chosen.where(BidStatement.candidate_id == candidate_id)
    return list(session.scalars(chosen.order_by(BidStatement.given_at, BidStatement.id)))


def candidate_of_party(tender: Tender, party_id: str | None) -> Candidate | None:
    """Return the candidate of which a party is a part, the one that is still in first."""
    found = [one for one in tender.candidates if any(seat.party_id == party_id for seat in one.parties)]
    return next(iter(sorted(found, key=lambda one: one.withdrawn_on is not None)), None)


def own_candidate(session: Session, actor: Actor, dossier_id: str) -> tuple[Tender, Candidate]:
    """Return the candidate for which this actor stands, or refuse in the words of what does not exist."""
    tender = tendering.tender_of(session, dossier_id)
    found = candidate_of_party(tender, actor.party_id) if tender and stands_for_party(actor) else None
    if tender is None or found is None:
        raise Refusal(Why.NOT_FOUND, "own_bid_not_found", say("You are no candidate in this tender."))
    return tender, found


def own(session: Session, actor: Actor, dossier_id: str, now: datetime) -> OwnBid:
    """Return what a candidate sees of submitting: only itself."""
    tender, found = own_candidate(session, actor, dossier_id)
    file = submission_of(session, dossier_id, now)
    return OwnBid(
        dossier_id=dossier_id,
        candidate=found.name,
        deadline_at=file.deadline_at,
        is_closed=file.is_closed,
        other_ways=file.other_ways,
        extensions=file.extensions,
        corrections=file.corrections,
        bids=tuple(one for one in _views(session, tender) if one.candidate_id == found.id and not one.struck_because),
        statements=tuple(
            StatementView(kind=one.kind, given_at=one.given_at, person_name=one.person_name)
            for one in statements_of(session, tender, found.id)
        ),
    )


def submission_of(session: Session, dossier_id: str, now: datetime) -> SubmissionFile:
    """Return how bids are submitted for a tender, and what happened to it; it tells nothing of any bid."""
    tender = tendering.tender(session, dossier_id)
    course, opened = course_of(session, tender), opening_of(session, tender)
    outages = select(BidOutage).where(BidOutage.tender_id == tender.id).order_by(BidOutage.began_at, BidOutage.id)
    moved = select(BidExtension).where(BidExtension.tender_id == tender.id).order_by(BidExtension.decided_at)
    corrected = select(BidCorrection).where(BidCorrection.tender_id == tender.id).order_by(BidCorrection.corrected_at)
    return SubmissionFile(
        dossier_id=dossier_id,
        deadline_at=course.deadline,
        is_closed=course.is_closed(now),
        other_ways=tuple(
            OtherWayView(way=one.way, ground=one.ground, reason=one.reason, decided_at=one.decided_at)
            for one in other_ways_of(session, tender).values()
        ),
        outages=tuple(_shown(OutageView, one) for one in session.scalars(outages)),
        extensions=tuple(_shown(ExtensionView, one) for one in session.scalars(moved)),
        corrections=tuple(_shown(CorrectionOfDocuments, one) for one in session.scalars(corrected)),
        opening=_shown(OpeningView, opened) if opened else None,
    )


def statistics_of(session: Session, tender: Tender) -> tuple[BidStatistics, ...]:
    """Return what the award notice counts of each lot: bids that were valid at the opening."""
    found = [one for one in _views(session, tender) if one.state is BidState.VALID]
    return tuple(
        _counted(lot.code, [one for one in found if not one.lots or lot.code in one.lots]) for lot in tender.lots
    )


def page_of(session: Session, actor: Actor, dossier_id: str, now: datetime) -> BidsPage:
    """Return what the page of bids shows, with what can be done now."""
    tender, file = tendering.tender(session, dossier_id), submission_of(session, dossier_id, now)
    course, bids = course_of(session, tender), register(session, dossier_id, now)
    not_kept = receiving.why_not_keep(actor, tender.facts, opened=course.opened_at is not None)
    outages = [Outage(id=one.id, began_at=one.began_at, ended_at=one.ended_at) for one in file.outages]
    undescribed = sum(one.state is BidState.VALID and not (one.size_class and one.country) for one in bids)
    return BidsPage(
        file=file,
        bids=bids,
        findings=(*vault_findings(session, dossier_id), *opening.findings(course, undescribed, now=now)),
        why_not={
            "record": not_kept or receiving.why_not_look(course, now),
            "extend": not_kept or opening.why_not_extend_now(course, outages, now=now),
            "allow": not_kept or _closed_for_ways(course, now),
            "correct": not_kept or opening.why_not_correct(course, now=now),
            "open": not_kept or opening.why_not_open(course, ("a", "b"), now, now=now),
            "outage": not_kept,
        },
        candidates=tuple((one.id, one.name) for one in tender.candidates),
        lots=tuple((one.code, one.title) for one in tender.lots),
        vaults=_opened_vaults(session, dossier_id),
        files=_files(session, dossier_id),
    )


def vaults_until(session: Session, dossier_id: str, deadline: datetime) -> list[Vault]:
    """Return the vaults of a dossier that have this deadline and are not being opened: they move with it."""
    chosen = select(Vault).where(
        Vault.dossier_id == dossier_id,
        Vault.deadline_at == deadline,
        Vault.state.in_([VaultState.PREPARING, VaultState.OPEN, VaultState.CLOSED]),
    )
    return list(session.scalars(chosen.order_by(Vault.id)))


def evidence_sha256(session: Session, dossier_id: str, file_id: str) -> str:
    """Return the hash of a file of the authority in this dossier, or refuse."""
    found = session.get(KeptFile, file_id)
    if found is None or found.dossier_id != dossier_id or found.party_id is not None:
        raise Refusal(Why.NOT_FOUND, "evidence_not_found", say("This dossier has no such file."))
    return found.sha256


def _closed_for_ways(course: Course, now: datetime) -> Refusal | None:
    return receiving.why_not_allow(BidWay.PAPER, course, allowed=(), now=now)


def _opened_vaults(session: Session, dossier_id: str) -> tuple[tuple[str, str], ...]:
    chosen = select(Vault.id, Vault.title).where(Vault.dossier_id == dossier_id, Vault.state == VaultState.OPENED)
    return tuple((row.id, row.title) for row in session.execute(chosen.order_by(Vault.made_at, Vault.id)))


def vault_findings(session: Session, dossier_id: str) -> tuple[Finding, ...]:
    """Return the warnings about vaults that close at another moment than the tender."""
    due = tendering.tender(session, dossier_id).tender_due_at
    if due is None:
        return ()
    chosen = select(Vault.title, Vault.deadline_at, Vault.state).where(Vault.dossier_id == dossier_id)
    closings = [
        opening.Closing(row.title, row.deadline_at, in_words(row.deadline_at), row.state == VaultState.OPENED)
        for row in session.execute(chosen.order_by(Vault.made_at, Vault.id))
    ]
    return opening.vault_findings(opening.Closing("", due, in_words(due)), closings)


def _files(session: Session, dossier_id: str) -> tuple[tuple[str, str], ...]:
    """Return the files of the authority that can show an outage."""
    chosen = select(KeptFile.id, KeptFile.title).where(
        KeptFile.dossier_id == dossier_id, KeptFile.party_id.is_(None), KeptFile.withdrawn_at.is_(None)
    )
    return tuple((row.id, row.title) for row in session.execute(chosen.order_by(KeptFile.uploaded_at, KeptFile.id)))


def _last_told(session: Session, tender: Tender) -> dict[tuple[str, StatementKind], datetime]:
    """Return when each candidate last told each thing."""
    return {(one.candidate_id, one.kind): one.given_at for one in statements_of(session, tender)}


def _facts(row: Bid, told: Mapping[tuple[str, StatementKind], datetime]) -> BidFacts:
    confirmed, withdrawn = ((row.candidate_id, kind) for kind in (StatementKind.CONFIRMED, StatementKind.WITHDRAWN))
    return row.facts(told.get(confirmed), told.get(withdrawn))


def _views(session: Session, tender: Tender) -> tuple[BidView, ...]:
    course, told = course_of(session, tender), _last_told(session, tender)
    names = {one.id: one.name for one in tender.candidates}
    return tuple(_view(one, _facts(one, told), course, names) for one in bids_of(session, tender))


def _view(row: Bid, facts: BidFacts, course: Course, names: Mapping[str, str]) -> BidView:
    return BidView(
        id=row.id,
        dossier_id=row.dossier_id,
        candidate_id=row.candidate_id,
        candidate=names[row.candidate_id],
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        way=row.way,
        state=state_of(facts, course),
        in_time=not course.is_late(row.received_at),
        electronic=row.way.is_electronic,
        lots=tuple(row.lots),
        size_class=row.size_class,
        country=row.country,
        reference=row.reference,
        sha256=row.sha256,
        confirmed_at=facts.confirmed_at,
        withdrawn_at=facts.withdrawn_at,
        struck_because=row.struck_because,
        version=row.version,
    )


def _shown(shape: type[Shown], row: object) -> Shown:
    """Return a row in a shape whose fields it has."""
    return shape(**{name: getattr(row, name) for name in shape.__struct_fields__})


def _counted(lot: str, found: list[BidView]) -> BidStatistics:
    sizes = [one.size_class for one in found]
    return BidStatistics(
        lot=lot,
        bids=len(found),
        micro=sizes.count(SizeClass.MICRO),
        small=sizes.count(SizeClass.SMALL),
        medium=sizes.count(SizeClass.MEDIUM),
        electronic=sum(one.electronic for one in found),
        other_eea=sum(one.country in EEA - {"NL"} for one in found),
        outside_eea=sum(bool(one.country) and one.country not in EEA for one in found),
    )
