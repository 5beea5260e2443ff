"""The shapes that cross the doors of submitting; before the deadline none of them tells who submitted, or how many."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, Field

from partnerschapsakte.bids.rules.facts import BidState, BidWay, NonElectronicGround, StatementKind
from partnerschapsakte.contributions.schemas import Base64
from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.fields import (
    Code,
    Command,
    Day,
    Line,
    LotCode,
    OptionalLine,
    OptionalText,
    Reason,
    Unacceptable,
)
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.sealed.schemas import Moment
from partnerschapsakte.selection.rules.facts import SizeClass
from partnerschapsakte.selection.schemas import Country
from partnerschapsakte.tendering.schemas import TimeOfDay

SECONDS = r"^(0?[0-9]|1[0-9]|2[0-3])[:.]([0-5][0-9])([:.][0-5][0-9])?$"


def _to_the_second(value: str) -> str:
    if not re.fullmatch(SECONDS, value):
        raise Unacceptable(say("Type a time as 11:59:58; the seconds may be left out."))
    hour, *rest = re.split("[:.]", value)
    return ":".join([f"{int(hour):02}", *rest])


ExactTime = Annotated[OptionalLine, AfterValidator(_to_the_second)]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


def instant(day: date, at: str) -> datetime:
    """Return an instant that somebody typed on the clock of Amsterdam."""
    return datetime.combine(day, time.fromisoformat(at), AMSTERDAM)


class AllowWay(Command):
    """Bids may come by e-mail or on paper: on which ground of the law, and why it applies here (rule 27)."""

    way: BidWay
    ground: NonElectronicGround
    reason: Reason


class RecordBid(Command):
    """A bid that came in: from whom, when, along which way, for which lots (none: all), and what notices ask."""

    candidate_id: Code
    received_at: Moment
    way: BidWay = BidWay.PLATFORM
    lots: tuple[LotCode, ...] = ()
    size_class: SizeClass | None = None
    country: Country | None = None
    reference: OptionalLine = ""
    sha256: Sha256 = ""


class ChosenLot(Command):
    """A lot that was ticked."""

    code: LotCode


class BidForm(Command):
    """What a person fills in about a bid that came in."""

    candidate_id: Code
    received_on: Day
    received_time: ExactTime
    way: BidWay
    lots: tuple[ChosenLot, ...] = ()
    size_class: SizeClass | None = None
    country: Country | None = None
    reference: OptionalLine = ""

    def command(self) -> RecordBid:
        """Return the command that the form means."""
        return RecordBid(
            candidate_id=self.candidate_id,
            received_at=instant(self.received_on, self.received_time),
            way=self.way,
            lots=tuple(one.code for one in self.lots),
            size_class=self.size_class,
            country=self.country,
            reference=self.reference,
        )


class DescribeBid(Command):
    """What the notices ask of a tenderer, and the lots of its bid (none: all)."""

    size_class: SizeClass
    country: Country = "NL"
    lots: tuple[LotCode, ...] = ()


class DescriptionForm(Command):
    """What a person fills in about a tenderer."""

    size_class: SizeClass
    country: Country = "NL"
    lots: tuple[ChosenLot, ...] = ()

    def command(self) -> DescribeBid:
        """Return the command that the form means."""
        lots = tuple(one.code for one in self.lots)
        return DescribeBid(size_class=self.size_class, country=self.country, lots=lots)


class StrikeBid(Command):
    """Why a record of a bid was a mistake."""

    reason: Reason


class TellStatement(Command):
    """What a candidate told about its bid along the platform, and when."""

    kind: StatementKind
    given_at: Moment


class StatementForm(Command):
    """What a person fills in about what a candidate told."""

    kind: StatementKind
    given_on: Day
    given_time: ExactTime

    def command(self) -> TellStatement:
        """Return the command that the form means."""
        return TellStatement(kind=self.kind, given_at=instant(self.given_on, self.given_time))


class ImportBids(Command):
    """How the list of a platform is to be kept."""

    title: Line = "Lijst van inschrijvingen van het aanbestedingsplatform"


class SendBidList(ImportBids):
    """The list of a platform: its name, and its bytes in base64."""

    file_name: Annotated[Line, Field(max_length=150)]
    content: Base64


class TakeOver(Command):
    """The opened vault of which the bids are taken over."""

    vault_id: Code


class RecordOutage(Command):
    """Bids could not be handed in: when, what happened, what shows it; ``file_id`` is a kept file of the dossier."""

    began_at: Moment
    ended_at: Moment | None = None
    what: Reason
    evidence: Reason
    file_id: Code | None = None


class OutageForm(Command):
    """What a person fills in about an outage."""

    began_on: Day
    began_time: ExactTime
    ended_on: Day | None = None
    ended_time: ExactTime | None = None
    what: Reason
    evidence: Reason
    file_id: Code | None = None

    def command(self) -> RecordOutage:
        """Return the command that the form means."""
        ended_at = instant(self.ended_on, self.ended_time or "23:59") if self.ended_on else None
        return RecordOutage(
            began_at=instant(self.began_on, self.began_time),
            ended_at=ended_at,
            what=self.what,
            evidence=self.evidence,
            file_id=self.file_id,
        )


class ExtendDeadline(Command):
    """One decision that moves the deadline for all; after it passed only for an outage that is on record."""

    due_on: Day
    due_time: TimeOfDay
    reason: Reason
    outage_id: Code | None = None


class CorrectDocuments(Command):
    """The documents are corrected now: what came in before is void until its candidate confirms it."""

    reason: Reason


class OpenBids(Command):
    """Two people opened the bids: who, when, and what is to be said about it."""

    opened_at: Moment
    first_opener: Line
    second_opener: Line
    remarks: OptionalText = ""


class OpeningForm(Command):
    """What a person fills in about the opening."""

    opened_on: Day
    opened_time: ExactTime
    first_opener: Line
    second_opener: Line
    remarks: OptionalText = ""

    def command(self) -> OpenBids:
        """Return the command that the form means."""
        return OpenBids(
            opened_at=instant(self.opened_on, self.opened_time),
            first_opener=self.first_opener,
            second_opener=self.second_opener,
            remarks=self.remarks,
        )


class BidView(msgspec.Struct, frozen=True, kw_only=True):
    """A bid on record; ``lots`` is empty where it is for all."""

    id: str
    dossier_id: str
    candidate_id: str
    candidate: str
    received_at: datetime
    recorded_at: datetime
    way: BidWay
    state: BidState
    in_time: bool
    electronic: bool
    lots: tuple[str, ...]
    size_class: SizeClass | None
    country: str
    reference: str
    sha256: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    struck_because: str
    version: int


class OtherWayView(msgspec.Struct, frozen=True, kw_only=True):
    """A way beside the platform and the store that is open for all, and why."""

    way: BidWay
    ground: NonElectronicGround
    reason: str
    decided_at: datetime


class OutageView(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which bids could not be handed in."""

    id: str
    began_at: datetime
    ended_at: datetime | None
    what: str
    evidence: str
    file_id: str | None


class ExtensionView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that moved the deadline for all."""

    before_at: datetime
    after_at: datetime
    reason: str
    outage_id: str | None
    decided_at: datetime


class CorrectionOfDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of the documents."""

    corrected_at: datetime
    reason: str


class OpeningView(msgspec.Struct, frozen=True, kw_only=True):
    """Who opened the bids, when, and the hash of the list of what was there."""

    opened_at: datetime
    first_opener: str
    second_opener: str
    remarks: str
    sha256: str
    recorded_at: datetime


class OpenedList(msgspec.Struct, frozen=True, kw_only=True):
    """The list of bids as it was at the opening; ``intact``: it is what the journal fixed then."""

    opened_at: datetime
    first_opener: str
    second_opener: str
    remarks: str
    recorded_at: datetime
    bids: tuple[dict[str, Any], ...]
    sha256: str
    intact: bool


class SubmissionFile(msgspec.Struct, frozen=True, kw_only=True):
    """How bids are submitted for a tender: until when, along which ways, what went wrong, and who opened them."""

    dossier_id: str
    deadline_at: datetime | None
    is_closed: bool
    other_ways: tuple[OtherWayView, ...]
    outages: tuple[OutageView, ...]
    extensions: tuple[ExtensionView, ...]
    corrections: tuple[CorrectionOfDocuments, ...]
    opening: OpeningView | None


class StatementView(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate told about its own bid."""

    kind: StatementKind
    given_at: datetime
    person_name: str


class OwnBid(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate sees: how it submits, its own bids and what it told about them; nothing of another."""

    dossier_id: str
    candidate: str
    deadline_at: datetime | None
    is_closed: bool
    other_ways: tuple[OtherWayView, ...]
    extensions: tuple[ExtensionView, ...]
    corrections: tuple[CorrectionOfDocuments, ...]
    bids: tuple[BidView, ...]
    statements: tuple[StatementView, ...]


class BidsPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of bids shows: the course of submitting, the register, and what can be done now."""

    file: SubmissionFile
    bids: tuple[BidView, ...]
    findings: tuple[Finding, ...]
    why_not: dict[str, Refusal | None]
    candidates: tuple[tuple[str, str], ...]
    lots: tuple[tuple[str, str], ...]
    vaults: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
