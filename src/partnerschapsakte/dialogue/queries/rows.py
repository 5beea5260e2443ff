"""Reads the rows of a dialogue, with the facts that the rules make of them, and who would hear of a letter."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.queries import readers
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.models import (
    CompensationDecision,
    DialogueAnnouncement,
    DialogueClosing,
    DialogueLetter,
    DialogueProduct,
    DialogueReduction,
    DialogueRound,
    FrozenDocument,
    ItemConsent,
    PlannedSession,
    ProgressRequest,
    SessionExpert,
    SessionExpertName,
    SessionMinutes,
    SessionMinutesBody,
    SessionOutcome,
    SessionSeat,
    SpecificationChange,
    ToldItem,
)
from partnerschapsakte.dialogue.rules.facts import (
    Announcement,
    DialogueFacts,
    FrozenKind,
    ItemFacts,
    MeetingFacts,
    MeetingState,
    Participant,
)
from partnerschapsakte.dialogue.schemas.views import MinutesFile
from partnerschapsakte.documents.models import IssuedDocument, KeptFile
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.models import Candidate, Tender
from partnerschapsakte.tendering.queries import tender as tender_of_dossier

Row = TypeVar("Row")


@dataclass
class Dialogue:
    """The rows of the dialogue of one tender, and the facts that the rules make of them."""

    tender: Tender
    announcement: DialogueAnnouncement | None
    rounds: list[DialogueRound]
    left_out: dict[str, DialogueReduction]
    meetings: list[PlannedSession]
    seats: dict[str, list[SessionSeat]]
    minutes: dict[tuple[str, str], list[SessionMinutes]]
    items: list[ToldItem]
    consents: dict[str, ItemConsent]
    changes: list[SpecificationChange]
    compensation: CompensationDecision | None
    facts: DialogueFacts = field(init=False)

    def __post_init__(self) -> None:
        """Make the facts, as they are before anything changes."""
        self.facts = DialogueFacts(
            tender=self.tender.facts,
            announcement=self._announced(),
            rounds=tuple(one.facts for one in self.rounds),
            participants=tuple(self._participant(one) for one in self.tender.candidates if one.admitted_on is not None),
            meetings=tuple(self.meeting_facts(one) for one in self.meetings),
            items=tuple(self.item_facts(one) for one in self.items),
            changes=len(self.changes),
            compensation_decided=self.compensation is not None,
        )

    @property
    def dossier_id(self) -> str:
        """The dossier that it is in."""
        return self.tender.dossier_id

    @property
    def names(self) -> dict[str, str]:
        """The names of all who are or were in it, by id."""
        return {one.id: one.name for one in self.tender.candidates}

    def meeting_facts(self, row: PlannedSession) -> MeetingFacts:
        """What the rules need to know of a session; who had left before it was held was not at it."""
        is_held, seats = row.state is MeetingState.HELD, self.seats.get(row.id, [])
        present = tuple(one.candidate_id for one in seats if one.session_id is not None or not is_held)
        open_ones = [one for one in present if is_held and not self.is_settled(row.id, one)]
        return MeetingFacts(
            id=row.id,
            round=row.round,
            day=row.held_on or row.day,
            candidates=present,
            topics=tuple(row.topics),
            state=row.state,
            unapproved=tuple(self.names[one] for one in open_ones),
        )

    def is_settled(self, planned_session_id: str, candidate_id: str) -> bool:
        """Tell whether minutes stand: both approved them, or the authority did and the participant left."""
        versions = self.minutes.get((planned_session_id, candidate_id), [])
        if not versions:
            return False
        return versions[-1].is_approved or (
            versions[-1].authority_approved_at is not None and not self.is_in(candidate_id)
        )

    def is_in(self, candidate_id: str) -> bool:
        """Tell whether a candidate takes part: it neither withdrew nor was left out after a round."""
        return any(
            one.id == candidate_id and one.withdrawn_on is None and one.id not in self.left_out
            for one in self.tender.candidates
        )

    def item_facts(self, row: ToldItem) -> ItemFacts:
        """What the rules need to know of an item of the ledger."""
        return ItemFacts(
            id=row.id,
            round=row.round,
            candidate=row.candidate_id,
            sharing=row.sharing,
            deliver_by=row.deliver_by,
            delivered=row.delivered_at is not None,
            idea_of=row.idea_of,
            consented=row.id in self.consents,
        )

    def is_approved(self, planned_session_id: str, candidate_id: str) -> bool:
        """Tell whether both sides approved the newest minutes of a session with a participant."""
        versions = self.minutes.get((planned_session_id, candidate_id), [])
        return bool(versions) and versions[-1].is_approved

    def _announced(self) -> Announcement | None:
        row = self.announcement
        if row is None:
            return None
        return Announcement(
            rounds=tuple(one.announced for one in self.rounds),
            reduction=row.reduction,
            reduction_criteria=row.reduction_criteria,
            joint_sessions=row.joint_sessions,
            maximum_participants=row.maximum_participants,
        )

    def _participant(self, row: Candidate) -> Participant:
        return Participant(id=row.id, name=row.name, is_in=self.is_in(row.id))


def dialogue(session: Session, dossier_id: str, *, for_update: bool = False) -> Dialogue:
    """Return the dialogue of a dossier's tender, locked together with it; refuse where there is no tender."""
    tender = tender_of_dossier(session, dossier_id, for_update=for_update)
    rounds = _rows(session, select(DialogueRound).filter_by(tender_id=tender.id).order_by(DialogueRound.number))
    meetings = _rows(
        session,
        select(PlannedSession)
        .filter_by(tender_id=tender.id)
        .order_by(PlannedSession.round, PlannedSession.day, PlannedSession.hour, PlannedSession.id),
    )
    ids = [one.id for one in meetings]
    items = _rows(
        session,
        select(ToldItem).filter_by(tender_id=tender.id).order_by(ToldItem.told_on, ToldItem.recorded_at, ToldItem.id),
    )
    chosen = select(ItemConsent).where(ItemConsent.item_id.in_([one.id for one in items]))
    of_rounds = select(DialogueReduction).where(DialogueReduction.round_id.in_([one.id for one in rounds]))
    changes = select(SpecificationChange).filter_by(tender_id=tender.id).order_by(SpecificationChange.position)
    return Dialogue(
        tender=tender,
        announcement=session.get(DialogueAnnouncement, tender.id),
        rounds=rounds,
        left_out={one.candidate_id: one for one in session.scalars(of_rounds)},
        meetings=meetings,
        seats=_seats(session, ids),
        minutes=_minutes(session, ids),
        items=items,
        consents={one.item_id: one for one in session.scalars(chosen)},
        changes=_rows(session, changes),
        compensation=session.get(CompensationDecision, tender.id),
    )


def _rows(session: Session, chosen: Any) -> list[Any]:
    return list(session.scalars(chosen))


def _seats(session: Session, ids: Sequence[str]) -> dict[str, list[SessionSeat]]:
    chosen = select(SessionSeat).where(SessionSeat.planned_session_id.in_(ids))
    found: defaultdict[str, list[SessionSeat]] = defaultdict(list)
    for one in session.scalars(chosen.order_by(SessionSeat.planned_session_id, SessionSeat.position)):
        found[one.planned_session_id].append(one)
    return found


def _minutes(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], list[SessionMinutes]]:
    chosen = select(SessionMinutes).where(SessionMinutes.planned_session_id.in_(ids))
    found: defaultdict[tuple[str, str], list[SessionMinutes]] = defaultdict(list)
    for one in session.scalars(chosen.order_by(SessionMinutes.number)):
        found[one.planned_session_id, one.candidate_id].append(one)
    return found


def round_row(found: Dialogue, number: int) -> DialogueRound:
    """Return a round, or refuse."""
    return _one((one for one in found.rounds if one.number == number), say("There is no round {round}.", round=number))


def meeting_row(found: Dialogue, planned_session_id: str) -> PlannedSession:
    """Return a planned session, or refuse."""
    return _one((one for one in found.meetings if one.id == planned_session_id), say("There is no such session."))


def item_row(found: Dialogue, item_id: str) -> ToldItem:
    """Return an item of the ledger, or refuse."""
    return _one((one for one in found.items if one.id == item_id), NO_ITEM)


def own_idea(found: Dialogue, item_id: str, candidate_id: str) -> ToldItem:
    """Return an item that is an idea of this participant, or refuse as if there were none."""
    return _one((one for one in found.items if (one.id, one.idea_of) == (item_id, candidate_id)), NO_ITEM)


def minutes_row(found: Dialogue, minutes_id: str, candidate_id: str | None = None) -> SessionMinutes:
    """Return a version of minutes, or refuse; to a participant those of another do not exist."""
    known = (one for rows in found.minutes.values() for one in rows if candidate_id in {None, one.candidate_id})
    return _one((one for one in known if one.id == minutes_id), NO_MINUTES)


def minutes_for(found: Dialogue, actor: Actor, minutes_id: str) -> SessionMinutes:
    """Return a version of minutes for who reads the whole file, or for the participant whose they are; or refuse."""
    if not stands_for_party(actor) and actor.reads_file:
        return minutes_row(found, minutes_id)
    return minutes_row(found, minutes_id, own_candidate(found, actor).id)


def product_row(session: Session, found: Dialogue, product_id: str) -> DialogueProduct:
    """Return a product of the dialogue, or refuse."""
    chosen = select(DialogueProduct).filter_by(tender_id=found.tender.id, id=product_id)
    return _one(session.scalars(chosen), say("There is no such product of the dialogue."))


def request_row(session: Session, found: Dialogue, request_id: str) -> ProgressRequest:
    """Return a request for a progress report, or refuse."""
    chosen = select(ProgressRequest).filter_by(tender_id=found.tender.id, id=request_id)
    return _one(session.scalars(chosen), say("There is no such request."))


NO_ITEM = say("There is no such item of information.")
NO_MINUTES = say("There are no such minutes.")


def _one(rows: Any, message: Sentence) -> Any:
    for one in rows:
        return one
    raise Refusal(Why.NOT_FOUND, "not_in_dialogue", message)


def candidates_of(found: Dialogue, actor: Actor) -> list[Candidate]:
    """Return the candidates for which somebody stands: one, unless its organisation is in more than one."""
    if not stands_for_party(actor) or actor.party_id is None:
        return []
    admitted = (one for one in found.tender.candidates if one.admitted_on is not None)
    return [one for one in admitted if actor.party_id in {seat.party_id for seat in one.parties}]


def own_candidate(found: Dialogue, actor: Actor) -> Candidate:
    """Return the candidate that somebody stands for, or refuse as if there were no dialogue at all."""
    for one in candidates_of(found, actor):
        return one
    raise Refusal(Why.NOT_FOUND, "dialogue_not_found", say("There is no dialogue here."))


def reached(session: Session, found: Dialogue, today: date) -> dict[str, tuple[str, ...]]:
    """Return for each candidate its parties for which somebody reads letters now; none: it would hear of nothing."""
    heard = {one.party_id for one in readers(session, found.dossier_id, today) if one.party_id}
    return {
        one.id: tuple(seat.party_id for seat in one.parties if seat.party_id in heard)
        for one in found.tender.candidates
    }


def unreached(session: Session, found: Dialogue, today: date, chosen: Sequence[str] | None = None) -> tuple[str, ...]:
    """Name those who would be left out of a letter: of who are in, or of the candidates that are chosen."""
    heard = reached(session, found, today)
    ids = [one.id for one in found.facts.remaining] if chosen is None else chosen
    return tuple(found.names[one] for one in ids if not heard.get(one))


def document_set(session: Session, found: Dialogue, number: int) -> list[tuple[FrozenKind, str, str, str]]:
    """Return what a round is held by now: files published to all, issued documents, and its approved minutes."""
    published = (
        select(KeptFile.id, KeptFile.title, KeptFile.sha256)
        .where(
            KeptFile.dossier_id == found.dossier_id,
            KeptFile.party_id.is_(None),
            KeptFile.published_at.is_not(None),
            KeptFile.withdrawn_at.is_(None),
        )
        .order_by(KeptFile.published_at, KeptFile.id)
    )
    issued = (
        select(IssuedDocument.id, IssuedDocument.title, IssuedDocument.sha256)
        .where(IssuedDocument.dossier_id == found.dossier_id)
        .order_by(IssuedDocument.issued_at, IssuedDocument.id)
    )
    files = [(FrozenKind.PUBLISHED_FILE, *row) for row in session.execute(published)]
    documents = [(FrozenKind.ISSUED_DOCUMENT, *row) for row in session.execute(issued)]
    minutes = [
        (FrozenKind.MINUTES, rows[-1].id, found.names[candidate], rows[-1].sha256)
        for (meeting, candidate), rows in sorted(found.minutes.items())
        if meeting_row(found, meeting).round == number and rows[-1].is_approved
    ]
    return [*files, *documents, *minutes]


def frozen_documents(session: Session, found: Dialogue) -> dict[str, list[FrozenDocument]]:
    """Return the document set of each round that is closed, by the id of the round."""
    chosen = select(FrozenDocument).where(FrozenDocument.round_id.in_([one.id for one in found.rounds]))
    by_round: defaultdict[str, list[FrozenDocument]] = defaultdict(list)
    for one in session.scalars(chosen.order_by(FrozenDocument.round_id, FrozenDocument.position)):
        by_round[one.round_id].append(one)
    return by_round


def letters(session: Session, found: Dialogue) -> dict[str, tuple[str, ...]]:
    """Return the ids of the letters of the dialogue, by what they are about."""
    by_subject: defaultdict[str, list[str]] = defaultdict(list)
    chosen = select(DialogueLetter).filter_by(tender_id=found.tender.id).order_by(DialogueLetter.letter_id)
    for one in session.scalars(chosen):
        by_subject[one.about].append(one.letter_id)
    return {about: tuple(ids) for about, ids in by_subject.items()}


def heard_by(session: Session, found: Dialogue, candidate_id: str) -> frozenset[str]:
    """Return what a participant got letters about: rounds, and items that went to all while it was in."""
    chosen = select(DialogueLetter.about).filter_by(tender_id=found.tender.id, candidate_id=candidate_id)
    return frozenset(session.scalars(chosen))


def outcomes(session: Session, found: Dialogue) -> dict[tuple[str, str], list[SessionOutcome]]:
    """Return the outcomes of topics, by session and participant."""
    chosen = select(SessionOutcome).where(SessionOutcome.planned_session_id.in_([one.id for one in found.meetings]))
    by_seat: defaultdict[tuple[str, str], list[SessionOutcome]] = defaultdict(list)
    for one in session.scalars(chosen.order_by(SessionOutcome.noted_at, SessionOutcome.id)):
        by_seat[one.planned_session_id, one.candidate_id].append(one)
    return by_seat


def experts(session: Session, found: Dialogue) -> dict[str, list[tuple[SessionExpert, str | None]]]:
    """Return who come along by experience, with the name behind each label, by session."""
    chosen = (
        select(SessionExpert, SessionExpertName.name)
        .outerjoin(SessionExpertName, SessionExpertName.expert_id == SessionExpert.id)
        .where(SessionExpert.planned_session_id.in_([one.id for one in found.meetings]))
        .order_by(SessionExpert.label, SessionExpert.id)
    )
    by_session: defaultdict[str, list[tuple[SessionExpert, str | None]]] = defaultdict(list)
    for expert, name in session.execute(chosen):
        by_session[expert.planned_session_id].append((expert, name))
    return by_session


def products(session: Session, found: Dialogue) -> list[DialogueProduct]:
    """Return what the dialogue brought forth."""
    chosen = select(DialogueProduct).filter_by(tender_id=found.tender.id)
    return list(session.scalars(chosen.order_by(DialogueProduct.noted_at, DialogueProduct.id)))


def requests(session: Session, found: Dialogue) -> list[ProgressRequest]:
    """Return the requests for a progress report."""
    chosen = select(ProgressRequest).filter_by(tender_id=found.tender.id)
    return list(session.scalars(chosen.order_by(ProgressRequest.requested_on, ProgressRequest.id)))


def closing(session: Session, found: Dialogue) -> DialogueClosing | None:
    """Return how the dialogue was closed."""
    return session.get(DialogueClosing, found.tender.id)


def minutes_file(session: Session, row: SessionMinutes) -> MinutesFile:
    """Return the bytes of minutes, or refuse where they are a text."""
    kept = session.get(SessionMinutesBody, row.id)
    if kept is None or row.media_type is None:
        raise Refusal(Why.NOT_FOUND, "not_in_dialogue", say("These minutes are a text, not a file."))
    return MinutesFile(row.file_name or "", row.media_type, row.sha256, kept.body)
