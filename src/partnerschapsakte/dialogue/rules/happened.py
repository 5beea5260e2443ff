"""What can happen in a dialogue, as facts for the journal: hashes for what was said, labels and never names (rule 67).

The subject is the tender, or where a fact is about one session, item or request, the id of that.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from partnerschapsakte.dialogue.rules.facts import AnnouncedRound, ProductKind, ProductState, Sharing, Side
from partnerschapsakte.foundation.outcomes import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueAnnounced(Fact):
    """The rounds, topics and rules of the dialogue were written down (rule 14)."""

    tag: ClassVar[str] = "dialogue:announced"

    rounds: tuple[AnnouncedRound, ...]
    reduction: bool
    reduction_criteria: str
    joint_sessions: bool
    maximum_participants: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInvited(Fact):
    """All participants were invited to a round at one moment; ``letters`` holds a letter id for each party."""

    tag: ClassVar[str] = "dialogue:round:invited"

    round: int
    candidates: tuple[str, ...]
    letters: tuple[str, ...]
    warned_of: tuple[str, ...]
    passed_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened(Fact):
    """A round began."""

    tag: ClassVar[str] = "dialogue:round:opened"

    round: int
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A document of the set of a round."""

    kind: str
    item: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed(Fact):
    """A round was closed with its reason, and its document set frozen (F18)."""

    tag: ClassVar[str] = "dialogue:round:closed"

    round: int
    closed_on: date
    reason: str
    documents: tuple[Frozen, ...]
    warned_of: tuple[str, ...]
    passed_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsReduced(Fact):
    """Participants were left out after a round, as announced, each with a reason and a letter (rule 15)."""

    tag: ClassVar[str] = "dialogue:participants:reduced"

    round: int
    decided_on: date
    candidates: tuple[str, ...]
    letters: tuple[str, ...]
    warned_of: tuple[str, ...]
    passed_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlanned(Fact):
    """A session with one participant, or with all where joint sessions were announced, was planned."""

    tag: ClassVar[str] = "dialogue:session:planned"

    round: int
    candidates: tuple[str, ...]
    day: date
    joint: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(Fact):
    """A planned session was cancelled."""

    tag: ClassVar[str] = "dialogue:session:cancelled"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeldAsPlanned(Fact):
    """A planned session was held; ``sessions`` are the ids under which the tender records it."""

    tag: ClassVar[str] = "dialogue:session:held"

    held_on: date
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertExpected(Fact):
    """An expert by experience comes along, under a label; a name, where one is known, is not in the journal."""

    tag: ClassVar[str] = "dialogue:expert:expected"

    label: str
    preparation_on: date | None
    debriefing_on: date | None
    payment_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesBrought(Fact):
    """A version of the minutes of a session was brought; the hash fixes what it says."""

    tag: ClassVar[str] = "dialogue:minutes:brought"

    session: str
    candidate: str
    number: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSigned(Fact):
    """One side approved a version of minutes (rule 18)."""

    tag: ClassVar[str] = "dialogue:minutes:approved"

    session: str
    candidate: str
    number: int
    side: Side
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeNoted(Fact):
    """The outcome of a topic was noted; the hash fixes what it says."""

    tag: ClassVar[str] = "dialogue:outcome:noted"

    candidate: str
    topic: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductNoted(Fact):
    """A product of the dialogue was written down or changed; the hash fixes what it says."""

    tag: ClassVar[str] = "dialogue:product:noted"

    kind: ProductKind
    state: ProductState
    candidate: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTold(Fact):
    """An item of information was written in the ledger and classified (rule 20); the hash fixes what it says."""

    tag: ClassVar[str] = "dialogue:item:told"

    round: int
    candidate: str
    sharing: Sharing
    deliver_by: date | None
    idea_of: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClassified(Fact):
    """An item of information was classified anew."""

    tag: ClassVar[str] = "dialogue:item:classified"

    sharing: Sharing
    deliver_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDelivered(Fact):
    """An item went to all participants, by a letter to each."""

    tag: ClassVar[str] = "dialogue:item:delivered"

    sha256: str
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Fact):
    """A participant consented to sharing exactly this item (rule 19): the hash is that of its text."""

    tag: ClassVar[str] = "dialogue:consent:given"

    candidate: str
    sha256: str
    by_participant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNoted(Fact):
    """What the dialogue changes in the specification was written down (F23)."""

    tag: ClassVar[str] = "dialogue:change:noted"

    what: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueEnded(Fact):
    """The dialogue was closed and all who were in were told, by a letter to each (rule 21)."""

    tag: ClassVar[str] = "dialogue:ended"

    closed_on: date
    letters: tuple[str, ...]
    changes: int
    nothing_because: str
    warned_of: tuple[str, ...]
    passed_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAsked(Fact):
    """A participant asked in writing how the procedure stands (rule 22)."""

    tag: ClassVar[str] = "dialogue:progress:asked"

    candidate: str
    requested_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAnswered(Fact):
    """A request for a progress report was answered by a letter."""

    tag: ClassVar[str] = "dialogue:progress:answered"

    answered_on: date
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationDecided(Fact):
    """A compensation for taking part was decided on; None: there is none, with a reason (rule 68)."""

    tag: ClassVar[str] = "dialogue:compensation:decided"

    decided_by: str
    decided_on: date
    amount: Decimal | None
    reason: str
