"""Holds what a single deed and a base agreement share, and computes their numbering from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from partnerschapsakte.contracts.rules.deed import structure
from partnerschapsakte.contracts.rules.deed.articles import (
    Absent,
    AddedClause,
    Annex,
    Article,
    Attachment,
    Chapter,
    Numbering,
    annexes_by_key,
    numbered,
    numbered_annexes,
)
from partnerschapsakte.contracts.rules.deed.money import Indexation, KeyShare, Liability, Payment, Reward, SquareYear
from partnerschapsakte.contracts.rules.deed.parties import Authority, Contractor, Subcontractor
from partnerschapsakte.contracts.rules.deed.partnership import (
    AccountHolder,
    Area,
    Conversation,
    DevelopmentTask,
    EscalationStep,
    Indicator,
    Principle,
    Recitals,
    RenegotiationTopic,
    Risk,
    Rung,
    Task,
    listed,
)
from partnerschapsakte.contracts.rules.deed.phrasing import about, sentence
from partnerschapsakte.contracts.rules.deed.term import Moment, Term
from partnerschapsakte.contracts.rules.kinds import LegalForm


class Status(StrEnum):
    """Whether the paper is still a draft."""

    CONCEPT = "concept"
    FINAL = "final"


class ExtendedBy(StrEnum):
    """Who decides on an extension."""

    AUTHORITY = "authority"
    JOINTLY = "jointly"


class EarlyNotice(StrEnum):
    """Who may end the agreement early by notice (Contractstandaard 1.3.4: exactly one)."""

    NOBODY = "nobody"
    AUTHORITY = "authority"
    BOTH = "both"


class Disputes(StrEnum):
    """Who decides when the ladder gives no solution."""

    COURT = "court"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices that a deed must make one way or the other (deed.md section 6); defaults are the usual ones."""

    extended_by: ExtendedBy = ExtendedBy.AUTHORITY
    early_notice: EarlyNotice = EarlyNotice.NOBODY
    early_notice_months: int = 12
    disputes: Disputes = Disputes.COURT
    court_seat: str = "het arrondissement waarin Opdrachtgever is gevestigd"
    dynamic_reference: bool = True
    message_traffic: bool = True
    social_return: str | None = None
    minimum_own_percent: int | None = None
    return_band_percent: int = 5
    exit_plan_months: int = 24
    preparation_months: int = 6

    @property
    def social_return_sentence(self) -> str | None:
        """Return the agreement on social return as a sentence."""
        return sentence(self.social_return) if self.social_return else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the title page says: title, reference, case number, version, status and date."""

    title: str
    subject: str
    reference: str
    dated_on: date
    version: str
    status: Status = Status.CONCEPT
    case_number: str | None = None
    tender_reference: str | None = None
    reviewed_by: str | None = None

    @property
    def about(self) -> str:
        """Return the title without the kind of paper in front of it."""
        return about(self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The content of a single deed or of a base agreement."""

    cover: Cover
    laws: tuple[str, ...]
    authorities: tuple[Authority, ...]
    contractor: Contractor
    recitals: Recitals
    legal_form: LegalForm | None
    term: Term
    task: Task
    areas: tuple[Area, ...]
    principles: tuple[Principle, ...]
    conversations: tuple[Conversation, ...]
    square: tuple[SquareYear, ...]
    indicators: tuple[Indicator, ...]
    topics: tuple[RenegotiationTopic, ...]
    framework_reason: str | None = None
    development: tuple[DevelopmentTask, ...] = ()
    account_holders: tuple[AccountHolder, ...] = ()
    key: tuple[KeyShare, ...] = ()
    price_level: int | None = None
    payment: Payment = field(default_factory=Payment)
    indexation: Indexation = field(default_factory=Indexation)
    liability: Liability = field(default_factory=Liability)
    rewards: tuple[Reward, ...] = ()
    risks: tuple[Risk, ...] = ()
    shared_information: tuple[str, ...] = ()
    withheld_information: tuple[str, ...] = ()
    ladder: tuple[EscalationStep, ...] = ()
    subcontractors: tuple[Subcontractor, ...] = ()
    moments: tuple[Moment, ...] = ()
    standard_deviations: tuple["StandardDeviation", ...] = ()
    attachments: tuple[Attachment, ...] = ()
    clauses: tuple[AddedClause, ...] = ()
    left_out: frozenset[str] = frozenset()
    choices: Choices = field(default_factory=Choices)

    @property
    def framework_reason_sentence(self) -> str | None:
        """Return the motivation of a long framework agreement as a sentence."""
        return sentence(self.framework_reason) if self.framework_reason else None

    @property
    def authorities_are_many(self) -> bool:
        """Tell whether more than one authority is a party."""
        return len(self.authorities) > 1

    @property
    def law(self) -> str:
        """Return the laws in one phrase."""
        return listed(self.laws)

    @property
    def referrer_names(self) -> str:
        """Return who may refer, in one phrase."""
        return listed(self.task.referrers)

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Return the steps of the ladder with their numbers; none means the ladder of the template."""
        return tuple(Rung(number=at, who=step.who, days=step.days) for at, step in enumerate(self.ladder, start=1))

    @property
    def has_subs(self) -> bool:
        """Tell whether sub-agreements fill this agreement in."""
        return False

    @property
    def absent_articles(self) -> frozenset[str]:
        """Name the articles this agreement does not have; a sub-agreement needs them to name the others rightly."""
        left_out = set(self.left_out)
        if not self.has_subs:
            left_out.add("sub_agreements")
        if not self.rewards:
            left_out.add("rewards")
        return frozenset(left_out)

    def numbering(self) -> Numbering:
        """Number the articles that this agreement has."""
        titles = {} if self.contractor.is_consortium else {"subcontracting": "Onderaanneming"}
        return numbered(structure.CHAPTERS, left_out=self.absent_articles, titles=titles, clauses=self.clauses)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Return the chapters for the contents."""
        return self.numbering().chapters

    @property
    def article(self) -> Mapping[str, Article | Absent]:
        """Return the articles by key for headings and references."""
        return self.numbering().by_key

    @property
    def annexes(self) -> tuple[Annex, ...]:
        """Return the numbered annexes that this agreement has."""
        with_data = set(structure.ALWAYS)
        if self.subcontractors:
            with_data.add("subcontractors")
        if self.standard_deviations:
            with_data.add("deviations")
        return numbered_annexes(structure.ANNEXES, with_data=with_data, attachments=self.attachments)

    @property
    def annex(self) -> Mapping[str, Annex | Absent]:
        """Return the annexes by key for headings and references."""
        return annexes_by_key(structure.ANNEXES, self.annexes)

    @property
    def earmarked(self) -> bool:
        """Tell whether a year has an earmarked part."""
        return any(year.earmarked is not None for year in self.square)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardDeviation:
    """A departure from the national standard contract, with its reason."""

    article: str
    deviation: str
    reason: str
