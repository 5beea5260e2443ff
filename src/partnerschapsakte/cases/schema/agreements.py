"""The agreements of a case file: parties, term, budget, and the texts of the deed."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key, Keys
from partnerschapsakte.contracts.rules.deed.texts import DeedTexts
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.dates.terms import Convention
from partnerschapsakte.foundation.fields import Code, Day, Line, Reason, Text

Fraction = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]


class Provider(Element):
    """A provider of an agreement, its role, its consortium's name, and the fraction of the task it performs."""

    organisation: Key
    role: ProviderRole
    consortium: Line | None = None
    share: Fraction | None = None


class Term(Element):
    """The term as the deed fixes it, in calendar months from ``starts_on``.

    Give ``initial_months`` or ``last_day`` (the last day of the first period); give both and they must agree.
    """

    starts_on: Day
    initial_months: Annotated[int, Field(ge=1, le=240)] | None = None
    last_day: Day | None = None
    options: tuple[Annotated[int, Field(ge=1, le=120)], ...] = ()
    convention: Convention = Convention.B
    notice_lead_months: Annotated[int, Field(ge=1, le=36)] = 6
    evaluation_lead_months: Annotated[int, Field(ge=0, le=60)] = 12
    decision_lead_days: Annotated[int, Field(ge=0, le=366)] = 28


class Square(Element):
    """A budget square: euro excl. VAT a year and, beside it, the average number of clients."""

    amount: Amount
    clients: Annotated[int, Field(ge=0)]
    indexed_from: Annotated[int, Field(ge=2000, le=2100)] | None = None


class Budget(Element):
    """The budget squares by year."""

    years: dict[Annotated[int, Field(ge=2000, le=2100)], Square] = Field(default_factory=dict[int, Square])


class Agreement(Element):
    """A single agreement, a base agreement, or a sub-agreement (which follows its base where it has no term)."""

    kind: AgreementKind
    parent: Key | None = None
    number: Annotated[Code, Field(description="What the deed itself is called in the archive.")]
    title: Line
    legal_form: LegalForm = LegalForm.PUBLIC_CONTRACT
    duration_motivation: Text | None = None
    cooperation_agreement: Text | None = None
    authorities: Annotated[Keys, Field(min_length=1)]
    providers: Annotated[tuple[Provider, ...], Field(min_length=1)]
    subcontracting_limit: Fraction | None = None
    lots: tuple[Line, ...] = ()
    areas: tuple[Line, ...] = ()
    term: Term | None = None
    budget: Budget = Field(default_factory=Budget)
    signed_on: Day | None = None
    signed_early_because: Reason | None = None
    deed: DeedTexts | None = None
