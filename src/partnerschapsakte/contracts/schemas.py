"""What people ask of agreements, and what they get to see: the same shapes at every door."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

import msgspec
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, LegalForm, ProviderRole
from partnerschapsakte.contracts.rules.term import PointState
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.dates.terms import Convention
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.fields import (
    Code,
    Command,
    Day,
    Exact,
    Line,
    OptionalLine,
    OptionalText,
    Reason,
)
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.schemas import MOST

FILL_IN = say("Fill in this field.")
ELSEWHERE: Final = "Give the body, the day, the case number and the file of the decision taken elsewhere."


Fraction = Annotated[Decimal, Field(ge=0, le=1), Exact(r"^(0(\.[0-9]{1,10})?|1(\.0{1,10})?)$", 0, 1)]
Sum = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2), Exact(r"^[0-9]{1,13}(\.[0-9]{1,2})?$", 0, MOST)]


class TermTerms(Command):
    """The term as the deed fixes it: calendar months, counted from the start."""

    starts_on: Day
    initial_months: Annotated[int, Field(ge=1, le=240)]
    options: tuple[Annotated[int, Field(ge=1, le=120)], ...] = ()
    convention: Convention = Convention.B
    notice_lead_months: Annotated[int, Field(ge=0, le=36)] = 6
    evaluation_lead_months: Annotated[int, Field(ge=0, le=60)] = 12
    decision_lead_days: Annotated[int, Field(ge=0, le=366)] = 28


class ProviderSeat(Command):
    """A provider at the table: its role, its consortium's name, and its share of the task."""

    party_id: Code
    role: ProviderRole
    consortium: OptionalLine = ""
    share: Fraction | None = None


class YearSquare(Command):
    """A budget square: amount in euro excl. VAT and average number of clients."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    amount: Sum
    clients: Annotated[int, Field(ge=0, le=1_000_000)]
    indexed_from: Annotated[int, Field(ge=2000, le=2100)] | None = None


class ConcludeAgreement(Command):
    """Put an agreement on record. A sub-agreement without ``term`` follows its base agreement."""

    kind: AgreementKind
    parent_id: Code | None = None
    key: OptionalLine = ""
    deed: Line
    title: Line
    legal_form: LegalForm = LegalForm.PUBLIC_CONTRACT
    duration_motivation: OptionalText = ""
    cooperation_agreement: OptionalText = ""
    authorities: Annotated[tuple[Code, ...], Field(min_length=1)]
    providers: Annotated[tuple[ProviderSeat, ...], Field(min_length=1)]
    subcontracting_limit: Fraction | None = None
    lots: tuple[Line, ...] = ()
    areas: tuple[Line, ...] = ()
    term: TermTerms | None = None
    budget: tuple[YearSquare, ...] = ()
    concluded_on: Day | None = None
    signed_early_because: Reason | None = None
    content: dict[str, Any] = Field(default_factory=dict)


class PlanEvaluation(Command):
    """Set the day on which the evaluation before an extension point starts."""

    planned_on: Day


class Dissent(Command):
    """A party that does not share the conclusion."""

    party_id: Code
    reason: Reason


class ConcludeEvaluation(Command):
    """Close the evaluation before an extension point; the provider judges the authority too."""

    concluded_on: Day
    findings: Reason
    provider_view: OptionalText = ""
    residents_view: OptionalText = ""
    method: OptionalText = ""
    participants: tuple[Line, ...] = ()
    lessons: tuple[Line, ...] = ()
    advice: Choice | None = None
    dissents: tuple[Dissent, ...] = ()


class ForProvider(Command):
    """For which authority, and for which provider; without ``provider_id`` for each provider of the agreement."""

    authority_id: Code
    provider_id: Code | None = None


class DecideExtension(ForProvider):
    """Use or drop an option: here, by a mandate holder, or as recorded decision of a body elsewhere."""

    choice: Choice
    reason: Reason
    decided_elsewhere: bool = False
    body: DecisionBody | None = None
    decided_on: Day | None = None
    case_number: Line | None = None
    file: Line | None = None
    without_evaluation: Reason | None = None

    @classmethod
    def wrong_together(cls, typed: Mapping[str, Any]) -> dict[str, Sentence]:
        """Tell a form which fields of a decision taken elsewhere are still empty."""
        if typed.get("decided_elsewhere") not in {"true", True}:
            return {}
        return {name: FILL_IN for name in ("body", "decided_on", "case_number", "file") if not typed.get(name)}

    @model_validator(mode="after")
    def _elsewhere_is_whole(self) -> Self:
        """A decision taken elsewhere is recorded with its body, day, case number and file, or not at all."""
        given = (self.body, self.decided_on, self.case_number, self.file)
        if self.decided_elsewhere and not all(given):
            raise PydanticCustomError("elsewhere_incomplete", ELSEWHERE)
        return self


class SendNotice(ForProvider):
    """Record that the extension notice was sent."""

    sent_on: Day
    channel: Line


class ProveReceipt(ForProvider):
    """Record the day on which the notice was received, and what proves it."""

    received_on: Day
    proof: Line


class ContinueAnyway(ForProvider):
    """After a missed notice day: go on all the same, with its ground and its risk (rule 46, override)."""

    ground: Reason
    risk: Reason


class PartySeat(msgspec.Struct, frozen=True):
    """A party at the table; authorities have no role."""

    party_id: str
    name: str
    role: ProviderRole | None
    consortium: str


class RelationView(msgspec.Struct, frozen=True, kw_only=True):
    """Where one point stands for one authority and one provider, and all that was recorded about it."""

    authority_id: str
    authority: str
    provider_id: str
    provider: str
    state: PointState
    choice: Choice | None
    reason: str | None
    decided_on: date | None
    decided_by: str | None
    body: DecisionBody | None
    case_number: str | None
    file: str | None
    without_evaluation: str | None
    sent_on: date | None
    channel: str | None
    received_on: date | None
    proof: str | None
    continued_ground: str | None
    continued_risk: str | None


class EvaluationView(msgspec.Struct, frozen=True):
    """The evaluation before a point; ``dissents`` pairs a party id with its reason."""

    planned_on: date | None
    concluded_on: date | None
    findings: str
    provider_view: str
    residents_view: str
    method: str
    participants: tuple[str, ...]
    lessons: tuple[str, ...]
    advice: Choice | None
    dissents: tuple[tuple[str, str], ...]


class PointView(msgspec.Struct, frozen=True, kw_only=True):
    """One extension decision point with its dates, its state and what each relation decided."""

    number: int
    months: int
    evaluation_due: Explained
    decision_due: Explained
    decide_by: Explained
    remind_by: Explained
    last_day_before: Explained
    last_day_after: Explained
    state: PointState
    evaluation: EvaluationView | None
    relations: tuple[RelationView, ...]


class TermView(msgspec.Struct, frozen=True, kw_only=True):
    """The term as it stands: its start, its last days and its points."""

    starts_on: date
    current_last_day: Explained
    latest_last_day: Explained
    convention: Convention
    points: tuple[PointView, ...]


class SquareView(msgspec.Struct, frozen=True):
    """A budget square."""

    year: int
    amount: Decimal
    clients: int
    indexed_from: int | None


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as people see it; ``follows_base`` tells that its term is that of its base agreement."""

    id: str
    dossier_id: str
    parent_id: str | None
    key: str
    kind: AgreementKind
    deed: str
    title: str
    legal_form: LegalForm
    authorities: tuple[PartySeat, ...]
    providers: tuple[PartySeat, ...]
    lots: tuple[str, ...]
    areas: tuple[str, ...]
    concluded_on: date | None
    follows_base: bool
    term: TermView
    budget: tuple[SquareView, ...]


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as a deed names it; only a municipality has a code."""

    name: str
    municipality_code: str | None
    legal_form: str
    seat: str
    street_address: str
    postal_code: str
    town: str
    kvk_number: str
    represented_by: str
    representative_function: str
    representation_basis: str


class CollegeDecision(msgspec.Struct, frozen=True):
    """A decision of a college that a deed acts on; ``authority_id`` is None where it is for all."""

    authority_id: str | None
    body: DecisionBody
    decided_on: date
    case_number: str


class DossierFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says of its dossier."""

    reference: str
    title: str
    principles: tuple[str, ...]
    planning: dict[str, Any]
    decisions: tuple[CollegeDecision, ...]


class AgreementRow(msgspec.Struct, frozen=True):
    """An agreement in a list; without ``starts_on`` it follows the term of its base agreement."""

    id: str
    dossier_id: str
    parent_id: str | None
    kind: AgreementKind
    deed: str
    title: str
    legal_form: LegalForm
    starts_on: date | None
    concluded_on: date | None
    version: int


AgreementState = Literal["upcoming", "running", "ended"]
AgreementOrder = Literal["id", "title", "-title", "startsOn", "-startsOn"]


class AgreementsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which agreements somebody asks for, and in which order; what is not named does not matter.

    ``state`` compares the first day and the current last day with today; ``q`` is looked for in title and number.
    """

    dossier_id: str | None = None
    kind: AgreementKind | None = None
    state: AgreementState | None = None
    concluded: bool | None = None
    q: str | None = None
    sort: AgreementOrder = "id"
