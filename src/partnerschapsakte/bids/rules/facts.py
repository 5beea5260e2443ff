"""The words and values of submitting as the rules see it: bids, the one deadline, corrections, and the opening."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EEA = frozenset({
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "NO", "IS", "LI",
})  # fmt: skip
"""The countries of the European Economic Area; an award notice counts bids from them apart (BT-760)."""


class BidWay(StrEnum):
    """Along which way a bid came in."""

    PLATFORM = "platform"
    SEALED_STORE = "sealed_store"
    EMAIL = "email"
    PAPER = "paper"

    @property
    def needs_ground(self) -> bool:
        """Tell whether this way is open only with a ground (rule 27)."""
        return self in {BidWay.EMAIL, BidWay.PAPER}

    @property
    def is_electronic(self) -> bool:
        """Tell whether a notice counts a bid along this way as received electronically."""
        return self is not BidWay.PAPER


class NonElectronicGround(StrEnum):
    """Why bids may come along another way than the platform or the store (Aw 2.52a, Directive 2014/24 art. 22(1))."""

    SPECIAL_TOOLS = "special_tools"
    FILE_FORMATS = "file_formats"
    OFFICE_EQUIPMENT = "office_equipment"
    PHYSICAL_MODEL = "physical_model"
    SECURITY_BREACH = "security_breach"
    SENSITIVE_INFORMATION = "sensitive_information"


class BidState(StrEnum):
    """How a bid stands. Only a valid one is opened and assessed."""

    VALID = "valid"
    LATE = "late"
    VOID = "void"
    WITHDRAWN = "withdrawn"
    STRUCK = "struck"


class StatementKind(StrEnum):
    """What a candidate tells about its own bid: that it stands after a correction, or that it is withdrawn."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidFacts:
    """A bid, with the last that its candidate told about it."""

    id: str
    candidate: str
    received_at: datetime
    lots: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None
    confirmed_at: datetime | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What decides about every bid: the one deadline, corrections of the documents, and whether bids were opened."""

    deadline: datetime | None
    published: bool = True
    corrected_at: tuple[datetime, ...] = ()
    opened_at: datetime | None = None

    def is_late(self, received_at: datetime) -> bool:
        """Tell whether a bid came after the deadline: exactly then is in time, a second later is not (rule 24)."""
        return self.deadline is not None and received_at > self.deadline

    def is_closed(self, now: datetime) -> bool:
        """Tell whether the deadline has passed: until then nobody learns who submitted, or how many (rule 23)."""
        return self.deadline is not None and now > self.deadline

    def corrected_after(self, received_at: datetime) -> datetime | None:
        """Return the last correction that a bid did not yet know of: one that came in at that moment did not either."""
        return max((one for one in self.corrected_at if one >= received_at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which bids could not be handed in; None: it went on when this was told."""

    id: str
    began_at: datetime
    ended_at: datetime | None


def state_of(bid: BidFacts, course: Course) -> BidState:
    """Say how a bid stands: late is late whatever else; a correction voids it until its candidate confirms (F8)."""
    if bid.struck:
        return BidState.STRUCK
    if course.is_late(bid.received_at):
        return BidState.LATE
    if bid.withdrawn_at is not None and bid.withdrawn_at >= bid.received_at:
        return BidState.WITHDRAWN
    correction = course.corrected_after(bid.received_at)
    if correction is not None and (bid.confirmed_at is None or bid.confirmed_at < correction):
        return BidState.VOID
    return BidState.VALID
