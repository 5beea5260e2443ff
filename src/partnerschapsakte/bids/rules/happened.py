"""What can happen with bids, as facts for the journal; what a candidate tells before the opening names nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from partnerschapsakte.bids.rules.facts import BidWay, NonElectronicGround, StatementKind
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact

UNNAMED = Actor("submission", "inschrijver, naam volgt bij de opening")
"""In whose name the journal keeps what a candidate tells about its bid, until the opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWayAllowed(Fact):
    """Bids may come along another way, on a ground of the law (rule 27); ``subject`` is the tender."""

    tag: ClassVar[str] = "bid:other-way:allowed"

    way: BidWay
    ground: NonElectronicGround
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRecorded(Fact):
    """A bid was put on record; one that is late is refused by that (rule 24)."""

    tag: ClassVar[str] = "bid:recorded"

    candidate: str
    received_at: datetime
    deadline_at: datetime
    late: bool
    way: BidWay
    lots: tuple[str, ...]
    sha256: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidDescribed(Fact):
    """What the notices ask about a tenderer, and the lots of its bid, were filled in."""

    tag: ClassVar[str] = "bid:described"

    lots: tuple[str, ...]
    size_class: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidStruck(Fact):
    """A record was struck because it was a mistake; it stays readable."""

    tag: ClassVar[str] = "bid:struck"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidsImported(Fact):
    """The list of the platform was read in; ``subject`` is the kept file."""

    tag: ClassVar[str] = "bid:list:imported"

    file_sha256: str
    bids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementGiven(Fact):
    """A candidate told something about its own bid. The entry names no dossier and nobody; ``commitment`` fixes it."""

    tag: ClassVar[str] = "bid:statement:given"

    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRevealed(Fact):
    """What an earlier entry was about, told at the opening."""

    tag: ClassVar[str] = "bid:statement:revealed"

    candidate: str
    kind: StatementKind
    given_at: datetime
    person: str
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRecorded(Fact):
    """Bids could not be handed in for a while, and this is what shows it."""

    tag: ClassVar[str] = "bid:outage:recorded"

    began_at: datetime
    ended_at: datetime | None
    what_sha256: str
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineExtended(Fact):
    """One decision moved the deadline for all; ``outage`` is why it could, after it had passed."""

    tag: ClassVar[str] = "bid:deadline:extended"

    outage: str | None
    before: datetime
    after: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsCorrected(Fact):
    """The documents were corrected: what came in before is void until its candidate confirms it."""

    tag: ClassVar[str] = "bid:documents:corrected"

    corrected_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidsOpened(Fact):
    """Two people opened the bids; ``sha256`` fixes the list of what was there."""

    tag: ClassVar[str] = "bid:opened"

    opened_at: datetime
    openers: tuple[str, str]
    bids: tuple[str, ...]
    sha256: str
