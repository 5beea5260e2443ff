"""The words and values of a tender as the rules see it: what was planned, what happened, on which day."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from partnerschapsakte.dates import deadlines
from partnerschapsakte.dates.explanation import Explained


class Procedure(StrEnum):
    """How the assignment is tendered; SAS: the procedure for social and other specific services (Aw 2.38, 2.39).

    ``only``: no final tenders are asked, the choice follows from the selection or from the dialogue.
    """

    SAS_ONE_STAGE = "sas_one_stage"
    SAS_SELECTION = "sas_selection"
    SAS_DIALOGUE = "sas_dialogue"
    SAS_SELECTION_ONLY = "sas_selection_only"
    SAS_DIALOGUE_ONLY = "sas_dialogue_only"
    OPEN = "open"
    RESTRICTED = "restricted"
    COMPETITIVE_DIALOGUE = "competitive_dialogue"

    @property
    def is_sas(self) -> bool:
        """Tell whether Aw 2.39 governs it: then a standstill is a promise, not a duty of law (rule 36)."""
        return self.value.startswith("sas_")


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


class NoticeKind(StrEnum):
    """With what the call is made: a prior information notice as a call (Aw 2.58a), a contract notice, or neither."""

    PRIOR_NOTICE = "prior_notice"
    CONTRACT_NOTICE = "contract_notice"
    NATIONAL = "national"


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


class RecordState(StrEnum):
    """How the record of proceedings of a tender stands (rule 38); a call-off under a framework needs none."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    COMPLETE = "complete"
    NOT_NEEDED = "not_needed"


class LeadingRoom(StrEnum):
    """A room above this one that keeps a part of the tender: from then on that part is recorded there only."""

    SELECTION = "selection"
    DIALOGUE = "dialogue"
    AWARD = "award"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """What happened to one lot after the assessment.

    ``held_because``: a court looks at the award, nothing is signed; ``judged_on``: it did, on this day (rule 37).
    """

    lot: str
    letter_sent_on: date
    standstill_days: int
    definitive_on: date | None = None
    contract_concluded_on: date | None = None
    notice_sent_on: date | None = None
    held_because: str = ""
    judged_on: date | None = None

    @property
    def signing_from(self) -> Explained:
        """The first day on which may be signed: after the standstill and after the judgment, if there was one."""
        return deadlines.signing_after(self.standstill, self.judged_on)

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
    """One tender, as far as it is told; ``told_in_part``: it ran elsewhere, and not all of its steps will be told.

    ``tender_due_at`` is the last moment that is in time: the hour that was told, or else the end of the day.
    ``participants``: how many candidates are admitted and did not leave; None where nobody counted.
    """

    procedure: Procedure
    published_on: date | None = None
    requests_due_on: date | None = None
    tender_due_on: date | None = None
    tender_due_at: datetime | None = None
    dialogue_rounds: int | None = None
    topics: tuple[str, ...] = ()
    maximum_candidates: int | None = None
    dialogue_started_on: date | None = None
    dialogue_closed_on: date | None = None
    invited_on: date | None = None
    open_minutes: int = 0
    participants: int | None = None
    told_in_part: bool = False
    withdrawn_on: date | None = None
    standstill_days: int = deadlines.STANDSTILL_DAYS
    compensation: str = ""
    lots: tuple[str, ...] = ()
    awards: tuple[AwardFacts, ...] = ()
    record: RecordState = RecordState.NOT_BEGUN
    sessions: int = 0
    led_by: frozenset[LeadingRoom] = frozenset()

    @property
    def standstill_basis(self) -> StandstillBasis:
        """On what the standstill of this procedure rests."""
        return StandstillBasis.DOCUMENTS if self.procedure.is_sas else StandstillBasis.LAW
