"""The shapes that a reader of the dialogue gets: the authority's side whole, a participant its own part."""

from datetime import date, datetime
from decimal import Decimal

import msgspec

from partnerschapsakte.agenda.schemas import ToldDate
from partnerschapsakte.dialogue.rules.facts import (
    FrozenKind,
    MeetingState,
    ProductKind,
    ProductState,
    RoundState,
    Sharing,
)
from partnerschapsakte.foundation.outcomes import Level


class DialogueWarning(msgspec.Struct, frozen=True):
    """Something to look at, or what stands in the way: the rule, its source, a sentence."""

    level: Level
    message: str
    rule: str | None
    source: str | None


class FrozenDocumentView(msgspec.Struct, frozen=True):
    """A document of the set of a round, as it was at its closing."""

    kind: FrozenKind
    item_id: str
    title: str
    sha256: str


class LeftOutView(msgspec.Struct, frozen=True):
    """A participant that did not go on, and why."""

    candidate_id: str
    name: str
    reason: str
    decided_on: date


class DialogueRoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round: what was announced, where it stands, what keeps it open, what it was held by."""

    number: int
    topics: tuple[str, ...]
    starts_on: date
    ends_on: date
    state: RoundState
    invited_at: datetime | None
    opened_on: date | None
    closed_on: date | None
    closing_reason: str
    blocked_by: tuple[DialogueWarning, ...]
    documents: tuple[FrozenDocumentView, ...]
    left_out: tuple[LeftOutView, ...]


class ParticipantView(msgspec.Struct, frozen=True):
    """A participant, and whether it is in."""

    candidate_id: str
    name: str
    is_in: bool


class MinutesView(msgspec.Struct, frozen=True, kw_only=True):
    """A version of minutes; ``has_file``: its text is in a file."""

    id: str
    dossier_id: str
    planned_session_id: str
    candidate_id: str
    number: int
    text: str
    has_file: bool
    sha256: str
    brought_at: datetime
    authority_approved_at: datetime | None
    participant_approved_at: datetime | None


class OutcomeView(msgspec.Struct, frozen=True):
    """What came of a topic."""

    topic: str
    outcome: str
    noted_at: datetime


class SessionSeatView(msgspec.Struct, frozen=True, kw_only=True):
    """A participant of a session, with every version of its minutes (the newest first) and its outcomes."""

    candidate_id: str
    name: str
    session_id: str | None
    minutes: tuple[MinutesView, ...]
    outcomes: tuple[OutcomeView, ...]


class ExpertView(msgspec.Struct, frozen=True, kw_only=True):
    """An expert by experience; ``name`` is null for who may not see it, and where none is known."""

    id: str
    label: str
    name: str | None
    preparation_on: date | None
    debriefing_on: date | None
    payment_on: date | None
    note: str


class PlannedSessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the authority sees it."""

    id: str
    dossier_id: str
    round: int
    day: date
    hour: str
    place: str
    topics: tuple[str, ...]
    expected_roles: tuple[str, ...]
    joint: bool
    state: MeetingState
    held_on: date | None
    attendees: int | None
    attendee_roles: tuple[str, ...]
    cancelled_because: str
    seats: tuple[SessionSeatView, ...]
    experts: tuple[ExpertView, ...]


class ConsentView(msgspec.Struct, frozen=True):
    """That a participant consented, to the text with this hash, and by what that shows."""

    consented_at: datetime
    sha256: str
    proof: str


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the ledger; ``letters`` are those by which it went to all."""

    id: str
    dossier_id: str
    round: int
    candidate_id: str
    candidate_name: str
    is_idea: bool
    told_on: date
    title: str
    text: str
    sharing: Sharing
    reason: str
    deliver_by: date | None
    delivered_at: datetime | None
    letters: tuple[str, ...]
    consent: ConsentView | None
    version: int


class ProductView(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the dialogue."""

    id: str
    dossier_id: str
    kind: ProductKind
    title: str
    text: str
    state: ProductState
    candidate_id: str | None
    noted_at: datetime
    version: int


class ChangeView(msgspec.Struct, frozen=True):
    """What the dialogue changes, and where."""

    id: str
    what: str
    place: str


class ProgressView(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a progress report, and by when it is answered."""

    id: str
    dossier_id: str
    candidate_id: str
    candidate_name: str
    requested_on: date
    question: str
    due: ToldDate
    answered_on: date | None
    letters: tuple[str, ...]


class CompensationView(msgspec.Struct, frozen=True):
    """What was decided on a compensation."""

    decided_by: str
    decided_on: date
    amount: Decimal | None
    reason: str


class EarlierSessionView(msgspec.Struct, frozen=True):
    """A conversation that was recorded with the tender itself, before or without an announcement here."""

    id: str
    candidate_name: str
    round: int
    held_on: date
    topics: tuple[str, ...]
    minutes_approved_on: date | None


class FullDialogueView(msgspec.Struct, frozen=True, kw_only=True):
    """The dialogue as the authority sees it; ``version`` is that of the announcement, 0 where there is none."""

    dossier_id: str
    started_on: date | None
    closed_on: date | None
    reduction: bool
    reduction_criteria: str
    joint_sessions: bool
    maximum_participants: int | None
    nothing_because: str
    rounds: tuple[DialogueRoundView, ...]
    participants: tuple[ParticipantView, ...]
    sessions: tuple[PlannedSessionView, ...]
    earlier: tuple[EarlierSessionView, ...]
    items: tuple[ItemView, ...]
    products: tuple[ProductView, ...]
    changes: tuple[ChangeView, ...]
    progress_requests: tuple[ProgressView, ...]
    compensation: CompensationView | None
    warnings: tuple[DialogueWarning, ...]
    version: int


class OwnRoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round as a participant sees it."""

    number: int
    topics: tuple[str, ...]
    starts_on: date
    ends_on: date
    state: RoundState


class OwnSessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session as a participant sees it: its own minutes, and nothing of another that was there."""

    id: str
    round: int
    day: date
    hour: str
    place: str
    topics: tuple[str, ...]
    joint: bool
    state: MeetingState
    held_on: date | None
    minutes: tuple[MinutesView, ...]


class OwnItemView(msgspec.Struct, frozen=True, kw_only=True):
    """What all were told, or an idea of the participant itself with its consent."""

    id: str
    title: str
    text: str
    delivered_at: datetime | None
    consented_at: datetime | None


class OwnProgressView(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a progress report that the participant made."""

    id: str
    requested_on: date
    question: str
    answered_on: date | None


class OwnDialogueView(msgspec.Struct, frozen=True, kw_only=True):
    """The dialogue as one participant sees it: what all may know, and what is its own."""

    dossier_id: str
    candidate_id: str
    name: str
    started_on: date | None
    closed_on: date | None
    reduction: bool
    reduction_criteria: str
    joint_sessions: bool
    maximum_participants: int | None
    rounds: tuple[OwnRoundView, ...]
    sessions: tuple[OwnSessionView, ...]
    told_to_all: tuple[OwnItemView, ...]
    ideas: tuple[OwnItemView, ...]
    progress_requests: tuple[OwnProgressView, ...]


class PlaceInDialogue(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody has a part in the dialogue, and whether minutes wait for their approval."""

    has_part: bool
    minutes_to_approve: bool


class MinutesFile(msgspec.Struct, frozen=True):
    """The bytes of minutes, with the name to save them by."""

    file_name: str
    media_type: str
    sha256: str
    body: bytes
