"""The shapes that cross the doors of tendering, in and out."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from pydantic import Field

from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, LotCode, OptionalLine, OptionalText, Reason
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.tendering.rules.facts import (
    ConsortiumRole,
    EstimationMethod,
    LotOutcome,
    MinutesState,
    Procedure,
    StandstillBasis,
    TenderStage,
    TenderStatus,
)

Count = Annotated[int, Field(ge=1, le=999)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]


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
    dialogue_rounds: Count | None = None
    topics: tuple[Line, ...] = ()
    maximum_candidates: Count | None = None
    standstill_days: Annotated[int, Field(ge=0, le=365)] = 20
    compensation: OptionalText = ""
    estimated_value: Amount | None = None
    estimation_method: EstimationMethod | None = None
    lots: Annotated[tuple[PlannedLot, ...], Field(min_length=1)]


class PublishTender(Command):
    """The call is published."""

    published_on: Day
    reference: OptionalLine = ""


class MoveDeadlines(Command):
    """The deadlines are moved, with a reason that goes to all."""

    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    reason: Reason


class PartyOfCandidate(Command):
    """A registered party in a candidate."""

    party_id: Code
    role: ConsortiumRole


class AdmitCandidate(Command):
    """A candidate is admitted to the next step."""

    name: Line
    parties: Annotated[tuple[PartyOfCandidate, ...], Field(min_length=1)]
    requested_on: Day | None = None
    admitted_on: Day


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


class WithdrawTender(Command):
    """The procedure is ended without an award."""

    withdrawn_on: Day
    reason: Reason


class EstimatedValueView(msgspec.Struct, frozen=True):
    """The estimate as told; thresholds are tested with the procedure, so both stay null until then."""

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
    withdrawn_on: date | None


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
