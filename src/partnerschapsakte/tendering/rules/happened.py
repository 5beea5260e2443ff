"""What can happen in a tender, as facts for the journal; the subject of each is the tender."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from partnerschapsakte.foundation.outcomes import Fact
from partnerschapsakte.tendering.rules.facts import AwardFacts, LeadingRoom, MinutesState, NoticeKind, RecordState
from partnerschapsakte.tendering.rules.procedure import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderPlanned(Fact):
    """A tender was planned."""

    tag: ClassVar[str] = "tender:planned"

    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderPublished(Fact):
    """The call was published."""

    tag: ClassVar[str] = "tender:published"

    published_on: date
    reference: str
    notice: NoticeKind
    receipt_confirmed_on: date | None = None
    european_on: date | None = None
    documents_address: str = ""
    documents_complete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesMoved(Fact):
    """The deadlines moved, for all."""

    tag: ClassVar[str] = "tender:deadlines:moved"

    requests_before: date | None
    requests_after: date | None
    tenders_before: date | None
    tenders_after: date | None
    time_before: str = ""
    time_after: str = ""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateAdmitted(Fact):
    """A candidate was admitted."""

    tag: ClassVar[str] = "tender:candidate:admitted"

    candidate: str
    name: str
    parties: tuple[Seat, ...]
    requested_on: date | None
    admitted_on: date
    outside_because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateWithdrawn(Fact):
    """A candidate left."""

    tag: ClassVar[str] = "tender:candidate:withdrawn"

    candidate: str
    withdrawn_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueStarted(Fact):
    """The dialogue began."""

    tag: ClassVar[str] = "tender:dialogue:started"

    started_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld(Fact):
    """A conversation was held; who attended is a count and role labels, never names (rule 67)."""

    tag: ClassVar[str] = "tender:session:held"

    session: str
    candidate: str
    round: int
    held_on: date
    topics: tuple[str, ...]
    attendees: int
    attendee_roles: tuple[str, ...]
    minutes: MinutesState


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesApproved(Fact):
    """The minutes of a conversation were approved (rule 18)."""

    tag: ClassVar[str] = "tender:minutes:approved"

    session: str
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueClosed(Fact):
    """The dialogue was closed, and the participants were told (rule 21)."""

    tag: ClassVar[str] = "tender:dialogue:closed"

    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Fact):
    """All candidates that are left were invited to tender at one moment (rule 21)."""

    tag: ClassVar[str] = "tender:invitation:sent"

    invited_on: date
    tender_due_on: date
    invited: tuple[str, ...]
    submission_address: str
    languages: tuple[str, ...]
    tender_due_time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLetterSent(Fact):
    """The award letters of a lot were sent; the standstill runs from the day after."""

    tag: ClassVar[str] = "tender:award-letter:sent"

    lot: str
    award: str
    decided_on: date
    sent_on: date
    awarded: tuple[str, ...]
    standstill_days: int
    standstill_last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDefinitive(Fact):
    """The award of a lot became definitive."""

    tag: ClassVar[str] = "tender:award:definitive"

    lot: str
    definitive_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LotContracted(Fact):
    """The first contract of a lot was concluded; ``early_because`` where that was before the standstill ended."""

    tag: ClassVar[str] = "tender:contract:concluded"

    lot: str
    concluded_on: date
    early_because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardHeld(Fact):
    """A court looks at the award of a lot: nothing is signed until it has judged (rule 37)."""

    tag: ClassVar[str] = "tender:award:held"

    lot: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardReleased(Fact):
    """The award of a lot is held no longer; ``signing_from`` is the first day on which may be signed."""

    tag: ClassVar[str] = "tender:award:released"

    lot: str
    judged_on: date
    reason: str
    signing_from: date

    @classmethod
    def of(cls, tender: str, award: AwardFacts, judged_on: date, reason: str) -> Self:
        """Say what the judgment means for the day of signing."""
        lot, first = award.lot, award.signing_from.on
        return cls(subject=tender, lot=lot, judged_on=judged_on, reason=reason, signing_from=first)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMarked(Fact):
    """The record of proceedings of the tender was begun, is complete, or is not needed (rule 38)."""

    tag: ClassVar[str] = "tender:record-of-proceedings:marked"

    state: RecordState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardNoticeSent(Fact):
    """The award notice of a lot was sent (rule 39)."""

    tag: ClassVar[str] = "tender:award-notice:sent"

    lot: str
    sent_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTaken(Fact):
    """A room above keeps a part of the tender from now on."""

    tag: ClassVar[str] = "tender:lead:taken"

    room: LeadingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderWithdrawn(Fact):
    """The procedure ended without an award."""

    tag: ClassVar[str] = "tender:withdrawn"

    withdrawn_on: date
    reason: str
