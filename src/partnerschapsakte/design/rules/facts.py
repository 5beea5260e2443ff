"""The words and values of the design of an assignment as the rules see it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from partnerschapsakte.dossiers.rules import Phase


class DesignSubject(StrEnum):
    """What the six choices of the handreiking are about."""

    SCOPE = "scope"
    PARTNERSHIP = "partnership"
    ACCESS = "access"
    ACCOUNTABILITY = "accountability"
    FUNDING = "funding"
    CONTRACT = "contract"


class DesignOption(StrEnum):
    """What can be chosen; ``rules.options`` says of which choice each is an option, and what follows from it."""

    ONE_FORM = "one_form"
    TARGET_GROUP = "target_group"
    AREA = "area"
    WHOLE_DOMAIN = "whole_domain"
    SINGLE_PROVIDER = "single_provider"
    CONSORTIUM = "consortium"
    LEAD_WITH_SUBCONTRACTORS = "lead_with_subcontractors"
    JOINT_TASK = "joint_task"
    EVERY_ADMITTED = "every_admitted"
    COOPERATION_AGREEMENT = "cooperation_agreement"
    MUNICIPAL_ACCESS = "municipal_access"
    OUTSIDE_REFERRERS = "outside_referrers"
    PROVIDER_ACCESS = "provider_access"
    OUTCOME_INDICATORS = "outcome_indicators"
    CLIENT_EXPERIENCE = "client_experience"
    MESSAGE_TRAFFIC = "message_traffic"
    FTE = "fte"
    CLIENT_LEVEL = "client_level"
    POPULATION = "population"
    FUNCTION = "function"
    CAPACITY = "capacity"
    PUBLIC_CONTRACT = "public_contract"
    FRAMEWORK = "framework"
    SUBSIDY = "subsidy"
    OPEN_HOUSE = "open_house"
    UNDER_THREE_YEARS = "under_three_years"
    OVER_FOUR_YEARS = "over_four_years"
    RECALIBRATION = "recalibration"


class DesignDecision(StrEnum):
    """A decision about the design that a body takes elsewhere."""

    IN_PRINCIPLE = "in_principle"
    DRAFT = "draft"


class Affected(StrEnum):
    """On whom an assignment has an impact that is thought through beforehand."""

    RESIDENTS = "residents"
    COUNCIL = "council"
    ORGANISATION = "organisation"
    PROVIDERS = "providers"


class FitQuestion(StrEnum):
    """What is asked before a task is handed to partners for years: does it fit?"""

    SHARED_VIEW = "shared_view"
    BOUNDED_TASK = "bounded_task"
    KNOWN_FIGURES = "known_figures"
    LONG_COMMITMENT = "long_commitment"
    ROOM_TO_WORK = "room_to_work"
    ABLE_PROVIDERS = "able_providers"
    STEERING_PEOPLE = "steering_people"
    SHARED_RISKS = "shared_risks"
    CLIENT_POSITION = "client_position"
    LESS_ACCOUNTING = "less_accounting"


class FitAnswer(StrEnum):
    """What somebody answers to a question of the checklist."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Instrument(StrEnum):
    """How a relation with providers comes about: by a procedure, or without one."""

    PROCEDURE = "procedure"
    SUBSIDY = "subsidy"
    OPEN_HOUSE = "open_house"


class ConsultationState(StrEnum):
    """Where a market consultation is."""

    PLANNED = "planned"
    HELD = "held"
    REPORTED = "reported"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class DesignPart(StrEnum):
    """A part of the design that belongs to a phase."""

    DECISION_IN_PRINCIPLE = "decision_in_principle"
    PRINCIPLES = "principles"
    FIT = "fit"
    IMPACT = "impact"
    CONSULTATION = "consultation"
    ROUTE = "route"
    CHOICES = "choices"
    DRAFT_DECISION = "draft_decision"
    STRATEGY_NOTE = "strategy_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice as it stands: the options, the text in the dossier's own words, and how often it was made."""

    options: frozenset[DesignOption] = frozenset()
    text: str = ""
    number: int = 0

    @property
    def is_made(self) -> bool:
        """Tell whether anything was chosen."""
        return bool(self.options or self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How the relation comes about, whether it is reserved (Aw 2.82a), and how long it may last."""

    instrument: Instrument
    reserved: bool = False
    initial_months: int | None = None
    extension_months: int = 0

    @property
    def months(self) -> int | None:
        """The longest run in months, extensions included; None where no term is told."""
        return None if self.initial_months is None else self.initial_months + self.extension_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A market consultation as the rules see it; ``names`` are those of who was invited."""

    id: str
    held_on: date | None = None
    reported: bool = False
    published_on: date | None = None
    cancelled: bool = False
    names: tuple[str, ...] = ()

    @property
    def state(self) -> ConsultationState:
        """Where it is."""
        if self.cancelled:
            return ConsultationState.CANCELLED
        if self.published_on is not None:
            return ConsultationState.PUBLISHED
        if self.held_on is None:
            return ConsultationState.PLANNED
        return ConsultationState.REPORTED if self.reported else ConsultationState.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The whole design of a dossier, as warnings and phases judge it."""

    phase: Phase
    choices: Mapping[DesignSubject, Choice] = field(default_factory=dict[DesignSubject, Choice])
    principles: int = 0
    decisions: Collection[DesignDecision] = ()
    impact: Collection[Affected] = ()
    fit: Mapping[FitQuestion, FitAnswer] = field(default_factory=dict[FitQuestion, FitAnswer])
    consultations: tuple[Consultation, ...] = ()
    route: Route | None = None
    has_note: bool = False
    authorities: int = 0

    @property
    def options(self) -> frozenset[DesignOption]:
        """Every option that was chosen, of whichever choice."""
        return frozenset(option for choice in self.choices.values() for option in choice.options)
