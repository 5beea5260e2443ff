"""The shapes that cross the doors of awarding."""

from datetime import date

import msgspec

from partnerschapsakte.agenda.schemas import ToldDate
from partnerschapsakte.awarding.rules.facts import LotDecision, RecordItem
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.fields import (
    Code,
    Command,
    Day,
    Line,
    LotCode,
    OptionalLine,
    OptionalText,
    Reason,
    Text,
)
from partnerschapsakte.tendering.rules.facts import RecordState, StandstillBasis


class TheDecision(Command):
    """What a body decided about a lot: which one, when, under which case number and mandate, in which file, and why."""

    outcome: LotDecision
    winners: tuple[Code, ...] = ()
    body: DecisionBody
    decided_on: Day
    case_number: Line
    file: Line
    authority_id: Code | None = None
    mandate: OptionalLine = ""
    reason: Reason


class DecideLot(TheDecision):
    """A decision with the lot that it is about."""

    lot: LotCode


class OfLot(Command):
    """The lot that an act is about."""

    lot: LotCode


class TheWinner(Command):
    """What the winning tender is, and what it has over the others (Aw 2.130)."""

    candidate_id: Code
    characteristics: Text


class DescribeWinner(TheWinner):
    """The description of a winner, with the lot."""

    lot: LotCode


class TheReasons(Command):
    """What one tenderer is told of its own tender; with a ``platform_reference`` the letter went out through there."""

    candidate_id: Code
    tendered: bool = True
    reasons: OptionalText = ""
    scores: OptionalText = ""
    platform_reference: OptionalLine = ""


class WriteReasons(TheReasons):
    """The reasons for a tenderer, with the lot."""

    lot: LotCode


class TheLetters(Command):
    """All letters of a lot: where to object, and the day on which the platform sent them (else: today).

    ``objections_by`` is the last day for objections where nobody wins: else it is the last day of the standstill.
    """

    objections_to: OptionalText = ""
    objections_by: Day | None = None
    sent_on: Day | None = None


class SendLetters(TheLetters):
    """The letters with the lot that they are about."""

    lot: LotCode


class RegisterComplaint(Command):
    """A complaint that came in, about one lot or about the procedure."""

    lot: LotCode | None = None
    complainant: Line
    about: Text
    received_on: Day


class DecideComplaint(Command):
    """The decision on a complaint."""

    upheld: bool
    decided_on: Day
    decision: Reason


class RegisterProceedings(Command):
    """Summary proceedings about the award of a lot."""

    lot: LotCode
    plaintiff: Line
    court: Line
    reference: Line
    served_on: Day


class RecordJudgment(Command):
    """The judgment of a court."""

    judged_on: Day
    outcome: Reason
    file: Line


class BeginRecord(Command):
    """Begin the record of proceedings, or name the framework under which this is a call-off: none is due then."""

    call_off_under: OptionalLine = ""


class FillItem(Command):
    """What an item of the record tells, or that it does not apply."""

    item: RecordItem
    text: OptionalText = ""
    not_applicable: bool = False


class WinnerView(msgspec.Struct, frozen=True, kw_only=True):
    """A winner of a lot and what its tender has over the others."""

    candidate_id: str
    name: str
    characteristics: str


class TendererView(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenderer is told, and whether a letter reaches it here; ``letter_id`` once the letter went out."""

    candidate_id: str
    name: str
    wins: bool
    tendered: bool
    reasons: str
    scores: str
    platform_reference: str
    reads_here: bool
    rank: int | None
    letter_id: str | None


class LotAwardView(msgspec.Struct, frozen=True, kw_only=True):
    """Where the award of a lot stands; ``why_not_sign`` is empty once a contract may be concluded.

    ``proposed`` are the candidates that the locked assessment names; ``assessed``: it is locked here.
    """

    lot: str
    title: str
    dossier_id: str
    outcome: LotDecision | None
    decided_on: date | None
    decision_id: str | None
    mandate: str
    reason: str
    winners: tuple[WinnerView, ...]
    tenderers: tuple[TendererView, ...]
    objections_to: str
    objections_by: date | None
    letters_sent_on: date | None
    assessed: bool
    proposed: tuple[str, ...]
    standstill_basis: StandstillBasis
    standstill_days: int
    standstill_last_day: ToldDate | None
    signing_from: ToldDate | None
    held_because: str
    why_not_sign: str


class AwardLetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter about an award as the party reads it to which it went."""

    id: str
    dossier_id: str
    lot: str
    candidate: str
    party_id: str
    title: str
    text: str
    sha256: str
    sent_on: date
    platform_reference: str
    has_document: bool


class ComplaintView(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint, and by when it is decided on."""

    id: str
    dossier_id: str
    lot: str | None
    complainant: str
    about: str
    received_on: date
    due_by: ToldDate
    upheld: bool | None
    decided_on: date | None
    decision: str


class CourtCaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Summary proceedings about a lot; tenders bind until ``tenders_valid_until`` once a court has judged."""

    id: str
    dossier_id: str
    lot: str
    plaintiff: str
    court: str
    reference: str
    served_on: date
    in_time: bool
    judged_on: date | None
    outcome: str
    file: str
    tenders_valid_until: ToldDate | None


class RecordItemView(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the record: what follows from the file, what somebody wrote, or that it does not apply."""

    item: RecordItem
    known: str
    text: str
    not_applicable: bool
    filled: bool


class RecordOfProceedings(msgspec.Struct, frozen=True, kw_only=True):
    """The record of proceedings of a tender, and which items are still empty."""

    dossier_id: str
    state: RecordState
    begun_on: date | None
    call_off_under: str
    complete_on: date | None
    document_id: str | None
    items: tuple[RecordItemView, ...]
    missing: tuple[RecordItem, ...]
