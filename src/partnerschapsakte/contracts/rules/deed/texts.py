"""Holds what the dialogue yields for a deed, as an agreement keeps it: the texts beside its parties and its term."""

from dataclasses import dataclass, field
from decimal import Decimal

from partnerschapsakte.contracts.rules.deed.agreement import Choices, StandardDeviation, Status
from partnerschapsakte.contracts.rules.deed.articles import AddedClause, Attachment
from partnerschapsakte.contracts.rules.deed.money import Indexation, Liability, Payment, Reward
from partnerschapsakte.contracts.rules.deed.partnership import (
    AccountHolder,
    Conversation,
    DevelopmentTask,
    EscalationStep,
    Indicator,
    Principle,
    Recitals,
    RenegotiationTopic,
    Risk,
    Task,
)
from partnerschapsakte.contracts.rules.deed.sub_agreement import (
    Administration,
    Deviation,
    FutureTransfer,
    Place,
    Transition,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The fraction of the budget that one authority (a party id) carries."""

    authority: str
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part of the task that a subcontractor (a party id) performs."""

    organisation: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedTexts:
    """A single deed and a base agreement use the first part, a sub-agreement also the second."""

    subject: str
    version: str = "1.0"
    status: Status = Status.FINAL
    reviewed_by: str | None = None
    principles: tuple[Principle, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    development: tuple[DevelopmentTask, ...] = ()
    account_holders: tuple[AccountHolder, ...] = ()
    key: tuple[Share, ...] = ()
    price_level: int | None = None
    payment: Payment = field(default_factory=Payment)
    clauses: tuple[AddedClause, ...] = ()
    choices: Choices = field(default_factory=Choices)
    subcontracted: tuple[Part, ...] = ()
    laws: tuple[str, ...] = ()
    recitals: Recitals | None = None
    task: Task | None = None
    topics: tuple[RenegotiationTopic, ...] = ()
    indexation: Indexation = field(default_factory=Indexation)
    liability: Liability = field(default_factory=Liability)
    rewards: tuple[Reward, ...] = ()
    risks: tuple[Risk, ...] = ()
    shared_information: tuple[str, ...] = ()
    withheld_information: tuple[str, ...] = ()
    ladder: tuple[EscalationStep, ...] = ()
    standard_deviations: tuple[StandardDeviation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    left_out: tuple[str, ...] = ()

    target_group: str | None = None
    excluded: tuple[str, ...] = ()
    local_task: str | None = None
    referrers: tuple[str, ...] = ()
    access_contact: str | None = None
    places: tuple[Place, ...] = ()
    administration: Administration | None = None
    voices: str | None = None
    waiting_days: int | None = None
    transition: Transition | None = None
    deviations: tuple[Deviation, ...] = ()
    future_transfer: FutureTransfer | None = None
