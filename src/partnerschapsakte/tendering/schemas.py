"""The shapes that cross the doors of tendering, in and out."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, Field

from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.fields import (
    Code,
    Command,
    Day,
    Exact,
    Line,
    LotCode,
    OptionalLine,
    OptionalText,
    Reason,
    Unacceptable,
)
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import (
    ConsortiumRole,
    EstimationMethod,
    LotOutcome,
    MinutesState,
    NoticeKind,
    Procedure,
    RecordState,
    StandstillBasis,
    TenderStage,
    TenderStatus,
)
from partnerschapsakte.tendering.rules.steps import TenderStep

CLOCK = r"^(0?[0-9]|1[0-9]|2[0-3])[:.]([0-5][0-9])$"


def _on_the_clock(value: str) -> str:
    if (found := re.fullmatch(CLOCK, value)) is None:
        raise Unacceptable(say("Type a time as 14:00."))
    return f"{int(found[1]):02}:{found[2]}"


TimeOfDay = Annotated[OptionalLine, AfterValidator(_on_the_clock), Field(json_schema_extra={"pattern": CLOCK})]
"""A time on the clock of Amsterdam, to the minute."""

MOST = 10**13 - 1
Count = Annotated[int, Field(ge=1, le=999)]
Amount = Annotated[
    Decimal,
    Field(gt=0, max_digits=15, decimal_places=2),
    Exact(r"^(?=.*[1-9])[0-9]{1,13}(\.[0-9]{1,2})?$", 1, MOST),
]


class PlannedLot(Command):
    """A lot as announced; ``contracts`` are the least and the most that may be awarded."""

    code: LotCode
    title: Line
    areas: tuple[Line, ...] = ()
    contracts_minimum: Count | None = None
    contracts_maximum: Count | None = None


class PlanTender(Command):
    """A tender as it will be announced; what is not known yet is left out."""

    procedure: Procedure
    title: Line
    reference: OptionalLine = ""
    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    tender_due_time: TimeOfDay | None = None
    dialogue_rounds: Count | None = None
    topics: tuple[Line, ...] = ()
    maximum_candidates: Count | None = None
    standstill_days: Annotated[int, Field(ge=0, le=365)] = 20
    compensation: OptionalText = ""
    estimated_value: Amount | None = None
    estimation_method: EstimationMethod | None = None
    monthly_amount: Amount | None = None
    term_months: Annotated[int | None, Field(ge=1, le=1200)] = None
    has_total_price: bool = True
    cpv_code: OptionalLine = ""
    lots_reason: OptionalText = ""
    told_in_part: bool = False
    lots: Annotated[tuple[PlannedLot, ...], Field(min_length=1)]


class PublishTender(Command):
    """The call is published: when, when Europe confirmed its receipt and published it, and where the documents are."""

    published_on: Day
    reference: OptionalLine = ""
    notice: NoticeKind = NoticeKind.CONTRACT_NOTICE
    receipt_confirmed_on: Day | None = None
    european_on: Day | None = None
    documents_address: OptionalLine = ""
    documents_complete: bool | None = None


class MoveDeadlines(Command):
    """The deadlines are moved, with a reason that goes to all."""

    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    tender_due_time: TimeOfDay | None = None
    reason: Reason


class PartyOfCandidate(Command):
    """A registered party in a candidate."""

    party_id: Code
    role: ConsortiumRole


class AdmitCandidate(Command):
    """A candidate is admitted to the next step; ``outside_because``: why beside the selection that is laid down."""

    name: Line
    parties: Annotated[tuple[PartyOfCandidate, ...], Field(min_length=1)]
    requested_on: Day | None = None
    admitted_on: Day
    outside_because: Reason | None = None


class WithdrawCandidate(Command):
    """A candidate leaves the procedure."""

    candidate_id: Code
    withdrawn_on: Day
    reason: Reason


class StartDialogue(Command):
    """The first day of the dialogue."""

    started_on: Day


class RecordSession(Command):
    """A conversation was held. Names of those who attended are never recorded (rule 67)."""

    candidate_id: Code
    round: Count
    held_on: Day
    topics: tuple[Line, ...] = ()
    attendees: Count
    attendee_roles: tuple[Line, ...] = ()
    minutes: MinutesState = MinutesState.DRAFT


class ApproveMinutes(Command):
    """Both sides approve the minutes of a session."""

    session_id: Code
    approved_on: Day


class CloseDialogue(Command):
    """The dialogue is closed and the participants are told."""

    closed_on: Day


class InviteToTender(Command):
    """All candidates that are left are invited to tender: by when, where to, and in which languages (Aw 2.111(6))."""

    invited_on: Day
    tender_due_on: Day
    tender_due_time: TimeOfDay | None = None
    submission_address: Line
    languages: Annotated[tuple[Line, ...], Field(min_length=1)] = ("Nederlands",)


class SendAwardLetter(Command):
    """The letters on the award decision of a lot are sent to all."""

    lot: LotCode
    decided_on: Day
    sent_on: Day
    awarded: Annotated[tuple[Code, ...], Field(min_length=1)]


class RecordDefinitiveAward(Command):
    """The award of a lot is definitive."""

    lot: LotCode
    definitive_on: Day


class RecordContractConcluded(Command):
    """The first contract of a lot is signed; before the end of the standstill only with a reason (rule 35)."""

    lot: LotCode
    concluded_on: Day
    early_because: Reason | None = None


class RecordAwardNotice(Command):
    """The award notice of a lot is sent to the platform."""

    lot: LotCode
    sent_on: Day
    reference: OptionalLine = ""


class HoldAward(Command):
    """Keep a lot from being signed, with the reason (rule 37)."""

    lot: LotCode
    reason: Line


class ReleaseAward(Command):
    """Let a lot be signed again from the day after the judgment, or after the standstill if that ends later."""

    lot: LotCode
    judged_on: Day
    reason: Line


class MarkRecord(Command):
    """Say how the record of proceedings stands (rule 38)."""

    state: RecordState
    reason: OptionalLine = ""


class WithdrawTender(Command):
    """The procedure is ended without an award."""

    withdrawn_on: Day
    reason: Reason


class EstimatedValueView(msgspec.Struct, frozen=True):
    """The estimate, excl. VAT, with the threshold of the day of the call (today as long as there is none)."""

    amount: Decimal
    method: EstimationMethod | None
    threshold: Decimal | None = None
    above_threshold: bool | None = None


class CandidatePartyView(msgspec.Struct, frozen=True):
    """A party of a candidate."""

    party_id: str
    name: str
    role: ConsortiumRole


class CandidateView(msgspec.Struct, frozen=True):
    """A candidate, the parties it consists of, and whether it is still in."""

    id: str
    name: str
    parties: tuple[CandidatePartyView, ...]
    requested_on: date | None
    admitted_on: date | None
    outside_because: str | None
    withdrawn_on: date | None


class StepView(msgspec.Struct, frozen=True):
    """One step: where it belongs, what it rests on, what stands in its way today; ``early``: only with a mandate."""

    name: TenderStep
    stages: tuple[TenderStage, ...]
    leads_to: TenderStage | None
    guards: tuple[str, ...]
    by_itself: bool
    blocked: Refusal | None
    early: Refusal | None


class SelectionView(msgspec.Struct, frozen=True):
    """Who was admitted; whether a ranking was needed is computed with the procedure."""

    maximum: int | None
    admitted: tuple[str, ...]
    applied: bool | None = None
    reason: str | None = None
    ranking: tuple[Any, ...] | None = None


class SessionView(msgspec.Struct, frozen=True):
    """A conversation held."""

    id: str
    participant: str
    round: int
    held_on: date
    topics: tuple[str, ...]
    attendees: int
    attendee_roles: tuple[str, ...]
    minutes: MinutesState


class DialogueView(msgspec.Struct, frozen=True):
    """The dialogue: what was announced, and what was held."""

    topics: tuple[str, ...]
    rounds: int | None
    started_on: date | None
    closed_on: date | None
    sessions: tuple[SessionView, ...]


class StandstillView(msgspec.Struct, frozen=True):
    """The wait of one lot."""

    basis: StandstillBasis
    sent_on: date
    days: int
    last_day: Explained
    earliest_signing: Explained


class LotView(msgspec.Struct, frozen=True):
    """A lot and its award; ``ranking`` is computed with the procedure."""

    id: str
    title: str
    areas: tuple[str, ...]
    contracts_minimum: int | None
    contracts_maximum: int | None
    outcome: LotOutcome | None
    awarded: tuple[str, ...]
    decided_on: date | None
    standstill: StandstillView | None
    definitive_on: date | None
    contract_concluded_on: date | None
    award_notice_due: Explained | None
    award_notice_sent_on: date | None
    ranking: tuple[Any, ...] | None = None
    held_because: str = ""


class TenderView(msgspec.Struct, frozen=True):
    """A tender as its page and the summary of a case run show it: what is told, what follows from it, else null."""

    id: str
    dossier_id: str
    procedure: Procedure
    title: str
    reference: str
    status: TenderStatus
    stage: TenderStage
    published_on: date | None
    requests_due_on: date | None
    tender_due_on: date | None
    questions_due: Explained | None
    estimated_value: EstimatedValueView | None
    compensation: str
    withdrawn_on: date | None
    selection: SelectionView
    dialogue: DialogueView | None
    candidates: tuple[CandidateView, ...]
    lots: tuple[LotView, ...]
    findings: tuple[Finding, ...]
    record_of_proceedings: Any | None = None
