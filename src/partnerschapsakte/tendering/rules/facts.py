"""The words and values of a tender as the rules see it: what was planned, what happened, on which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partnerschapsakte.dates import deadlines


class Procedure(StrEnum):
    """How the assignment is tendered; SAS: the procedure for social and other specific services (Aw 2.38, 2.39)."""

    SAS_ONE_STAGE = "sas_one_stage"
    SAS_SELECTION = "sas_selection"
    SAS_DIALOGUE = "sas_dialogue"
    OPEN = "open"
    RESTRICTED = "restricted"
    COMPETITIVE_DIALOGUE = "competitive_dialogue"

    @property
    def is_sas(self) -> bool:
        """Tell whether Aw 2.39 governs it: then a standstill is a promise, not a duty of law (rule 36)."""
        return self in {Procedure.SAS_ONE_STAGE, Procedure.SAS_SELECTION, Procedure.SAS_DIALOGUE}


class TenderStatus(StrEnum):
    """Where a tender stands for an outsider."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


class TenderStage(StrEnum):
    """Where a tender stands for those who run it."""

    PREPARATION = "preparation"
    CALL = "call"
    SELECTION = "selection"
    DIALOGUE = "dialogue"
    TENDERING = "tendering"
    ASSESSMENT = "assessment"
    STANDSTILL = "standstill"
    CONCLUDED = "concluded"


class EstimationMethod(StrEnum):
    """How the value is estimated (Aw 2.17): the whole term, or the monthly amount times 48."""

    TOTAL = "total"
    MONTHLY_X48 = "monthly_x48"


class StandstillBasis(StrEnum):
    """Why there is a standstill: by law (Aw 2.127), or because the documents promise it (rule 36)."""

    LAW = "law"
    DOCUMENTS = "documents"


class ConsortiumRole(StrEnum):
    """What a party is in a candidate; a candidate of one party has a lead only."""

    LEAD = "lead"
    MEMBER = "member"


class LotOutcome(StrEnum):
    """What became of a lot."""

    AWARDED = "awarded"
    DECISION_NEEDED = "decision_needed"
    NOT_AWARDED = "not_awarded"


class MinutesState(StrEnum):
    """Whether both sides have approved the minutes of a session (rule 18)."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """What happened to one lot after the assessment."""

    lot: str
    letter_sent_on: date
    standstill_days: int
    definitive_on: date | None = None
    contract_concluded_on: date | None = None
    notice_sent_on: date | None = None

    @property
    def standstill(self) -> deadlines.Standstill:
        """The wait between the letters and the signatures (rule 35)."""
        return deadlines.standstill(self.letter_sent_on, self.standstill_days)

    @property
    def awarded_on(self) -> date | None:
        """What the award notice counts from: the earlier of definitive award and contract, for neither is defined."""
        return min((day for day in (self.definitive_on, self.contract_concluded_on) if day is not None), default=None)

    @property
    def notice(self) -> deadlines.Duty | None:
        """By when the award notice is sent (rule 39)."""
        return deadlines.award_notice(self.awarded_on) if self.awarded_on is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderFacts:
    """One tender, as far as it is told."""

    procedure: Procedure
    published_on: date | None = None
    requests_due_on: date | None = None
    tender_due_on: date | None = None
    dialogue_rounds: int | None = None
    topics: tuple[str, ...] = ()
    maximum_candidates: int | None = None
    dialogue_started_on: date | None = None
    dialogue_closed_on: date | None = None
    withdrawn_on: date | None = None
    standstill_days: int = deadlines.STANDSTILL_DAYS
    compensation: str = ""
    lots: tuple[str, ...] = ()
    awards: tuple[AwardFacts, ...] = ()

    @property
    def standstill_basis(self) -> StandstillBasis:
        """On what the standstill of this procedure rests."""
        return StandstillBasis.DOCUMENTS if self.procedure.is_sas else StandstillBasis.LAW
