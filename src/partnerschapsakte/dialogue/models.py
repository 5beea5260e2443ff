"""The dialogue of a tender: its announcement and rounds, sessions with minutes, the ledger, and what came of it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.dialogue.rules.facts import (
    AnnouncedRound,
    FrozenKind,
    LetterPurpose,
    MeetingState,
    ProductKind,
    ProductState,
    RoundFacts,
    Sharing,
)
from partnerschapsakte.foundation.database import Table


class DialogueAnnouncement(Table):
    """What all may count on; it changes until the first invitation and then never. ``revision`` counts its wordings."""

    __tablename__ = "dialogue_announcement"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    reduction: Mapped[bool]
    reduction_criteria: Mapped[str]
    joint_sessions: Mapped[bool]
    maximum_participants: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class DialogueRound(Table):
    """A round as announced, and what happened to it."""

    __tablename__ = "dialogue_round"
    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    number: Mapped[int]
    topics: Mapped[list[str]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    invited_at: Mapped[datetime | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[str] = mapped_column(default="")
    passed_because: Mapped[str] = mapped_column(default="")

    @property
    def announced(self) -> AnnouncedRound:
        """The round as it was announced."""
        return AnnouncedRound(
            number=self.number, topics=tuple(self.topics), starts_on=self.starts_on, ends_on=self.ends_on
        )

    @property
    def facts(self) -> RoundFacts:
        """What happened to it."""
        return RoundFacts(
            number=self.number,
            invited=self.invited_at is not None,
            opened_on=self.opened_on,
            closed_on=self.closed_on,
        )


class FrozenDocument(Table):
    """One of the documents by which a round was held, with its hash at the closing of the round."""

    __tablename__ = "frozen_document"

    round_id: Mapped[str] = mapped_column(ForeignKey("dialogue_round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FrozenKind]
    item_id: Mapped[str]
    title: Mapped[str]
    sha256: Mapped[str]


class DialogueReduction(Table):
    """A participant that did not go on after a round, and why."""

    __tablename__ = "dialogue_reduction"

    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("dialogue_round.id"))
    reason: Mapped[str]
    decided_on: Mapped[date]


class DialogueLetter(Table):
    """A letter that the dialogue sent to a participant; ``about`` is the round, item or request it is about."""

    __tablename__ = "dialogue_letter"

    letter_id: Mapped[str] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    purpose: Mapped[LetterPurpose]
    about: Mapped[str]


class PlannedSession(Table):
    """A session: planned with an agenda, then held or cancelled. Who come is a count and roles, never names."""

    __tablename__ = "planned_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    round: Mapped[int]
    day: Mapped[date]
    hour: Mapped[str]
    place: Mapped[str]
    topics: Mapped[list[str]]
    expected_roles: Mapped[list[str]]
    joint: Mapped[bool]
    state: Mapped[MeetingState]
    held_on: Mapped[date | None]
    attendees: Mapped[int | None]
    attendee_roles: Mapped[list[str]]
    cancelled_because: Mapped[str] = mapped_column(default="")


class SessionSeat(Table):
    """A participant of a session; ``session_id`` is the session as the tender records it, once held."""

    __tablename__ = "session_seat"

    planned_session_id: Mapped[str] = mapped_column(ForeignKey("planned_session.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    position: Mapped[int]
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"))


class SessionExpert(Table):
    """An expert by experience who comes along to a session, under a label, with what is planned for them."""

    __tablename__ = "session_expert"

    id: Mapped[str] = mapped_column(primary_key=True)
    planned_session_id: Mapped[str] = mapped_column(ForeignKey("planned_session.id"), index=True)
    label: Mapped[str]
    preparation_on: Mapped[date | None]
    debriefing_on: Mapped[date | None]
    payment_on: Mapped[date | None]
    note: Mapped[str]


class SessionExpertName(Table):
    """The name behind a label, apart: only who keeps records in the dossier sees it (rule 67)."""

    __tablename__ = "session_expert_name"

    expert_id: Mapped[str] = mapped_column(ForeignKey("session_expert.id"), primary_key=True)
    name: Mapped[str]


class SessionMinutes(Table):
    """A version of the minutes of a session with one participant: a text, or a file in its own table."""

    __tablename__ = "session_minutes"
    __table_args__ = (
        UniqueConstraint("planned_session_id", "candidate_id", "number"),
        ForeignKeyConstraint(
            ["planned_session_id", "candidate_id"], ["session_seat.planned_session_id", "session_seat.candidate_id"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    planned_session_id: Mapped[str]
    candidate_id: Mapped[str]
    number: Mapped[int]
    text: Mapped[str]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    sha256: Mapped[str]
    brought_at: Mapped[datetime]
    authority_approved_at: Mapped[datetime | None]
    authority_approved_by: Mapped[str | None]
    participant_approved_at: Mapped[datetime | None]
    participant_approved_by: Mapped[str | None]

    @property
    def is_approved(self) -> bool:
        """Tell whether both sides approved this version."""
        return self.authority_approved_at is not None and self.participant_approved_at is not None


class SessionMinutesBody(Table):
    """The bytes of minutes that are a file."""

    __tablename__ = "session_minutes_body"

    minutes_id: Mapped[str] = mapped_column(ForeignKey("session_minutes.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class SessionOutcome(Table):
    """What came of one topic of a session with one participant; a later note replaces none, the last one counts."""

    __tablename__ = "session_outcome"
    __table_args__ = (
        ForeignKeyConstraint(
            ["planned_session_id", "candidate_id"], ["session_seat.planned_session_id", "session_seat.candidate_id"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    planned_session_id: Mapped[str] = mapped_column(index=True)
    candidate_id: Mapped[str]
    topic: Mapped[str]
    outcome: Mapped[str]
    noted_at: Mapped[datetime]


class DialogueProduct(Table):
    """What the dialogue brought forth: a business case, a risk table, a development task."""

    __tablename__ = "dialogue_product"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"))
    kind: Mapped[ProductKind]
    title: Mapped[str]
    text: Mapped[str]
    state: Mapped[ProductState]
    noted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class ToldItem(Table):
    """A line of the equal-information ledger; its text never changes, its classification can until it went to all."""

    __tablename__ = "told_item"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    round: Mapped[int]
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    idea_of: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"))
    told_on: Mapped[date]
    title: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    sharing: Mapped[Sharing]
    reason: Mapped[str]
    deliver_by: Mapped[date | None]
    delivered_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class ItemConsent(Table):
    """That a participant consented to sharing exactly one item; the hash is that of the text it consented to."""

    __tablename__ = "item_consent"

    item_id: Mapped[str] = mapped_column(ForeignKey("told_item.id"), primary_key=True)
    sha256: Mapped[str]
    consented_by: Mapped[str]
    proof: Mapped[str]
    consented_at: Mapped[datetime]


class SpecificationChange(Table):
    """What the dialogue changes, and where in the specification."""

    __tablename__ = "specification_change"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    what: Mapped[str]
    place: Mapped[str]


class DialogueClosing(Table):
    """How the dialogue was closed: why nothing changes, where that is so, and why warnings were passed."""

    __tablename__ = "dialogue_closing"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    closed_at: Mapped[datetime]
    nothing_because: Mapped[str]
    passed_because: Mapped[str]


class ProgressRequest(Table):
    """A participant asked how the procedure stands, and by which letter it was answered."""

    __tablename__ = "progress_request"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    requested_on: Mapped[date]
    question: Mapped[str]
    answered_on: Mapped[date | None]


class CompensationDecision(Table):
    """What was decided on a compensation for each participant; no amount: none, for a reason."""

    __tablename__ = "compensation_decision"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    decided_by: Mapped[str]
    decided_on: Mapped[date]
    amount: Mapped[Decimal | None]
    reason: Mapped[str]
