"""What can happen in the design of an assignment, as facts that are written in the journal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.design.rules.facts import (
    Affected,
    DesignDecision,
    DesignOption,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
)
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.foundation.outcomes import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade(Fact):
    """One of the six choices was made, or made anew; ``number`` counts how often."""

    tag: ClassVar[str] = "design:choice:made"

    about: DesignSubject
    number: int
    options: tuple[DesignOption, ...]
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinciplesWritten(Fact):
    """The guiding principles got a new version."""

    tag: ClassVar[str] = "design:principles:written"

    number: int
    principles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignDecided(Fact):
    """A body decided about the design; ``decision`` is the one that was taken elsewhere."""

    tag: ClassVar[str] = "design:decision:recorded"

    kind: DesignDecision
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactWritten(Fact):
    """It was written down what the assignment means for somebody."""

    tag: ClassVar[str] = "design:impact:written"

    affected: Affected
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitAnswered(Fact):
    """A question of the checklist was answered."""

    tag: ClassVar[str] = "design:fit:answered"

    question: FitQuestion
    answer: FitAnswer
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPassed(Fact):
    """Somebody went on in spite of a warning, and said why; ``standing`` tells which choices it was about."""

    tag: ClassVar[str] = "design:warning:passed"

    warning: DesignWarning
    standing: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteChosen(Fact):
    """It was chosen whether the relation comes about by a procedure, a subsidy or open admission."""

    tag: ClassVar[str] = "design:route:chosen"

    instrument: Instrument
    reserved: bool
    initial_months: int | None
    extension_months: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPlanned(Fact):
    """A market consultation was planned; ``subject`` is the consultation."""

    tag: ClassVar[str] = "design:consultation:planned"

    title: str
    planned_on: date
    announced: str
    invited: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationHeld(Fact):
    """A market consultation was held."""

    tag: ClassVar[str] = "design:consultation:held"

    held_on: date
    attended: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationReported(Fact):
    """It was written down what a market consultation yielded, and what is done with it."""

    tag: ClassVar[str] = "design:consultation:reported"

    report_sha256: str
    use_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPublished(Fact):
    """The report of a market consultation was published to all."""

    tag: ClassVar[str] = "design:consultation:published"

    published_on: date
    where: str
    named_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationCancelled(Fact):
    """A market consultation that was planned does not go on."""

    tag: ClassVar[str] = "design:consultation:cancelled"

    reason: str
