"""Holds the content of a sub-agreement: what one municipality or lot fills in under its base agreement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from partnerschapsakte.contracts.rules.deed import structure
from partnerschapsakte.contracts.rules.deed.agreement import Choices, Cover
from partnerschapsakte.contracts.rules.deed.articles import Absent, AddedClause, Article, Chapter, Numbering, numbered
from partnerschapsakte.contracts.rules.deed.money import KeyShare, Payment, SquareYear, percent
from partnerschapsakte.contracts.rules.deed.parties import Authority, Contractor, Subcontractor
from partnerschapsakte.contracts.rules.deed.partnership import (
    AccountHolder,
    Area,
    Conversation,
    DevelopmentTask,
    Indicator,
    Principle,
    listed,
)
from partnerschapsakte.contracts.rules.deed.phrasing import about, sentence
from partnerschapsakte.contracts.rules.deed.term import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseReference:
    """The base agreement that a sub-agreement belongs to; ``left_out`` and ``rewards`` give its numbering."""

    title: str
    reference: str
    dated_on: date
    latest_last_day: date
    addenda: int = 0
    left_out: frozenset[str] = frozenset()
    consortium: bool = False

    @property
    def about(self) -> str:
        """Return the title without the kind of paper in front of it."""
        return about(self.title)

    def numbering(self) -> Numbering:
        """Number the articles of the base agreement as the base agreement itself does."""
        titles = {} if self.consortium else {"subcontracting": "Onderaanneming"}
        return numbered(structure.CHAPTERS, left_out=self.left_out, titles=titles)

    @property
    def article(self) -> Mapping[str, Article | Absent]:
        """Return the articles of the base agreement by key."""
        return self.numbering().by_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A location or area with its places."""

    name: str
    address: str | None = None
    capacity: int | None = None
    always_reachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A departure from an article (by key) of the base agreement, with its reason; never of a fixed article."""

    article: str
    deviation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """Who pays whom: debtor and creditor data and identification numbers."""

    debtor: str
    creditor: str
    oin: str | None = None
    agb: str | None = None
    commitment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What happens to care that already runs."""

    running_care: str
    moves_on: date
    paid_by: str

    @property
    def running_care_sentence(self) -> str:
        """Return what happens to running care as a sentence."""
        return sentence(self.running_care)


@dataclass(frozen=True, slots=True, kw_only=True)
class FutureTransfer:
    """A transfer of the sub-agreement to another municipality, agreed beforehand (BW 6:159)."""

    to: str
    condition: str
    on: date | None = None

    @property
    def condition_sentence(self) -> str:
        """Return the condition as a sentence."""
        return sentence(self.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseDeviation:
    """A deviation with the number and title the article has in the base agreement."""

    number: int
    title: str
    deviation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAgreement:
    """The content of a sub-agreement, articles D1 and further."""

    cover: Cover
    base: BaseReference
    authority: Authority
    contractor: Contractor
    lot: str
    areas: tuple[Area, ...]
    target_group: str
    excluded: tuple[str, ...]
    term: Term
    local_task: str
    referrers: tuple[str, ...]
    access_contact: str
    places: tuple[Place, ...]
    square: tuple[SquareYear, ...]
    administration: Administration
    indicators: tuple[Indicator, ...]
    conversations: tuple[Conversation, ...]
    voices: str
    waiting_days: int | None = None
    principles: tuple[Principle, ...] = ()
    development: tuple[DevelopmentTask, ...] = ()
    share: Decimal | None = None
    key: tuple[KeyShare, ...] = ()
    price_level: int | None = None
    payment: Payment = field(default_factory=Payment)
    account_holders: tuple[AccountHolder, ...] = ()
    subcontractors: tuple[Subcontractor, ...] = ()
    transition: Transition | None = None
    deviations: tuple[Deviation, ...] = ()
    future_transfer: FutureTransfer | None = None
    clauses: tuple[AddedClause, ...] = ()
    choices: Choices = field(default_factory=Choices)

    @property
    def authority_list(self) -> tuple[Authority, ...]:
        """Return the one authority as a list, for the signature blocks."""
        return (self.authority,)

    @property
    def target_group_sentence(self) -> str:
        """Return the target group as a sentence."""
        return sentence(self.target_group)

    @property
    def local_task_sentence(self) -> str:
        """Return the local task as a sentence."""
        return sentence(self.local_task)

    @property
    def voices_sentence(self) -> str:
        """Return who is heard as a sentence."""
        return sentence(self.voices)

    @property
    def referrer_names(self) -> str:
        """Return who may refer, in one phrase."""
        return listed(self.referrers)

    @property
    def share_percent(self) -> Decimal | None:
        """Return the share in the sum of all squares as a percentage."""
        return None if self.share is None else percent(self.share)

    def numbering(self) -> Numbering:
        """Number the articles that this sub-agreement has."""
        left_out = {
            key for key, has in (("transition", self.transition), ("transfer", self.future_transfer)) if not has
        }
        return numbered(structure.SUB_CHAPTERS, left_out=frozenset(left_out), clauses=self.clauses)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Return the one chapter, for the contents."""
        return self.numbering().chapters

    @property
    def article(self) -> Mapping[str, Article | Absent]:
        """Return the articles by key for headings and references."""
        return self.numbering().by_key

    @property
    def base_deviations(self) -> tuple[BaseDeviation, ...]:
        """Return the deviations with the numbers that the base agreement gives its articles."""
        found = ((self.base.article.get(item.article), item) for item in self.deviations)
        return tuple(
            BaseDeviation(number=article.number, title=article.title, deviation=item.deviation, reason=item.reason)
            for article, item in found
            if isinstance(article, Article)
        )

    @property
    def earmarked(self) -> bool:
        """Tell whether a year has an earmarked part."""
        return any(year.earmarked is not None for year in self.square)
