"""The dialogue as the rules see it: what was announced, who takes part, what was held, told and written down."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partnerschapsakte.tendering.rules.facts import TenderFacts


class RoundState(StrEnum):
    """Where a round of the dialogue stands."""

    PLANNED = "planned"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"


class MeetingState(StrEnum):
    """What became of a session that was planned."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Sharing(StrEnum):
    """For whom an item of information is that one participant heard or told (rule 20)."""

    FOR_ALL = "for_all"
    CONFIDENTIAL = "confidential"


class ProductKind(StrEnum):
    """What a dialogue brings forth beside minutes."""

    BUSINESS_CASE = "business_case"
    RISK_TABLE = "risk_table"
    DEVELOPMENT_TASK = "development_task"
    OTHER = "other"


class ProductState(StrEnum):
    """Whether a product of the dialogue is agreed on."""

    DRAFT = "draft"
    AGREED = "agreed"
    DROPPED = "dropped"


class FrozenKind(StrEnum):
    """What can be in the document set of a round."""

    PUBLISHED_FILE = "published_file"
    ISSUED_DOCUMENT = "issued_document"
    MINUTES = "minutes"


class LetterPurpose(StrEnum):
    """Why the dialogue wrote to a participant."""

    INVITATION = "invitation"
    DELIVERY = "delivery"
    REDUCTION = "reduction"
    CLOSING = "closing"
    PROGRESS_REPORT = "progress_report"


class Side(StrEnum):
    """Who approves minutes: both have to (rule 18)."""

    AUTHORITY = "authority"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedRound:
    """A round as it was announced: its number, its topics and the days between which it is planned."""

    number: int
    topics: tuple[str, ...]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What all participants may count on: rules 12, 14 and 15."""

    rounds: tuple[AnnouncedRound, ...]
    reduction: bool = False
    reduction_criteria: str = ""
    joint_sessions: bool = False
    maximum_participants: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """What happened to a round."""

    number: int
    invited: bool = False
    opened_on: date | None = None
    closed_on: date | None = None

    @property
    def state(self) -> RoundState:
        """Where the round stands."""
        if self.closed_on is not None:
            return RoundState.CLOSED
        if self.opened_on is not None:
            return RoundState.OPEN
        return RoundState.INVITED if self.invited else RoundState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A candidate in the dialogue; ``is_in`` until it withdrew or a reduction ended its part."""

    id: str
    name: str
    is_in: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """A planned session; ``unapproved`` holds the names of participants whose minutes are not approved by both."""

    id: str
    round: int
    day: date
    candidates: tuple[str, ...]
    topics: tuple[str, ...] = ()
    state: MeetingState = MeetingState.PLANNED
    unapproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An item of information that one participant was told, or (``idea_of``) that is an idea of one."""

    id: str
    round: int
    candidate: str
    sharing: Sharing
    deliver_by: date | None = None
    delivered: bool = False
    idea_of: str | None = None
    consented: bool = False

    @property
    def is_owed(self) -> bool:
        """Tell whether the others still have to hear of it."""
        return self.sharing is Sharing.FOR_ALL and not self.delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueFacts:
    """The dialogue of one tender."""

    tender: TenderFacts
    announcement: Announcement | None = None
    rounds: tuple[RoundFacts, ...] = ()
    participants: tuple[Participant, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    changes: int = 0
    compensation_decided: bool = False

    @property
    def remaining(self) -> tuple[Participant, ...]:
        """Who is in."""
        return tuple(one for one in self.participants if one.is_in)

    @property
    def is_frozen(self) -> bool:
        """Tell whether the announcement stands: from the first invitation, day or conversation of the dialogue."""
        begun = self.tender.dialogue_started_on is not None or self.tender.sessions > 0
        return begun or any(one.invited for one in self.rounds)

    @property
    def is_closed(self) -> bool:
        """Tell whether nobody talks any more."""
        return self.tender.dialogue_closed_on is not None

    @property
    def reduces(self) -> bool:
        """Tell whether fewer participants may go on than began, as announced."""
        return self.announcement is not None and self.announcement.reduction

    def round(self, number: int) -> RoundFacts | None:
        """Return a round by its number, if it was announced."""
        return next((one for one in self.rounds if one.number == number), None)

    def announced(self, number: int) -> AnnouncedRound | None:
        """Return what was announced of a round."""
        rounds = self.announcement.rounds if self.announcement else ()
        return next((one for one in rounds if one.number == number), None)

    def takes_part(self, candidate: str) -> bool:
        """Tell whether a candidate is in."""
        return any(one.id == candidate for one in self.remaining)
