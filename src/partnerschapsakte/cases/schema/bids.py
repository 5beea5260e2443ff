"""The submitting of a case file: other ways and their ground, outages, the deadline moved, each bid, the opening."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.bids.rules.facts import BidWay, NonElectronicGround, StatementKind
from partnerschapsakte.cases.schema.element import Element, Key, TimeOfDay
from partnerschapsakte.foundation.fields import Day, Line, LotCode, Reason, Text
from partnerschapsakte.selection.rules.facts import SizeClass

ExactTime = Annotated[
    str,
    Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$",
        description="On the clock of Amsterdam, between quotes; seconds may be left out.",
    ),
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1, two letters.")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Way(Element):
    """Bids may come by e-mail or on paper, for all: on which ground of the law, and why it applies (rule 27)."""

    way: BidWay
    ground: NonElectronicGround
    reason: Reason
    decided_on: Day


class Outage(Element):
    """A time in which bids could not be handed in, and what shows it."""

    began_on: Day
    began_time: ExactTime
    ended_on: Day | None = None
    ended_time: ExactTime | None = None
    what: Reason
    evidence: Reason
    recorded_on: Day | None = None


class Extension(Element):
    """One decision that moved the deadline for all; after it passed only for an outage of this file."""

    on: Day
    time: ExactTime = "12:00"
    due_on: Day
    due_time: TimeOfDay
    reason: Reason
    outage: Key | None = None


class Correction(Element):
    """The documents were corrected: bids of before are void until their candidates confirm them."""

    on: Day
    time: ExactTime = "12:00"
    reason: Reason


class Told(Element):
    """What a candidate told about its own bid, before the deadline."""

    kind: StatementKind
    on: Day
    time: ExactTime


class Struck(Element):
    """A record of a bid was a mistake."""

    on: Day
    reason: Reason


class ReceivedBid(Element):
    """A bid as it came in; whether it was late, void or valid is computed. Without ``lots`` it is for all."""

    candidate: Key
    received_on: Day
    received_time: ExactTime
    way: BidWay = BidWay.PLATFORM
    lots: tuple[LotCode, ...] = ()
    size_class: SizeClass | None = None
    country: Country | None = None
    reference: Line | None = None
    sha256: Hash | None = None
    recorded_on: Annotated[Day | None, Field(description="By default the day of the opening.")] = None
    told: tuple[Told, ...] = ()
    struck: Struck | None = None


class Opening(Element):
    """Who opened the bids, and when: two people, after the deadline (rule 23)."""

    on: Day
    time: ExactTime
    first_opener: Line
    second_opener: Line
    remarks: Text | None = None
    recorded_on: Annotated[Day | None, Field(description="By default the day itself.")] = None


class Bids(Element):
    """Everything about submitting; ``assessment.bids`` tells what is assessed of it, and at which price."""

    other_ways: tuple[Way, ...] = ()
    outages: dict[Key, Outage] = Field(default_factory=dict[str, Outage])
    extensions: tuple[Extension, ...] = ()
    corrections: tuple[Correction, ...] = ()
    received: Annotated[tuple[ReceivedBid, ...], Field(description="In the order in which they were recorded.")] = ()
    opening: Opening | None = None
