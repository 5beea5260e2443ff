"""The shapes that cross the doors of the design of an assignment."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from pydantic import Field

from partnerschapsakte.design.rules.facts import (
    Affected,
    ConsultationState,
    DesignDecision,
    DesignOption,
    DesignPart,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
)
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.dossiers.rules import DecisionBody, Phase
from partnerschapsakte.dossiers.schemas import DecisionView
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, OptionalLine, OptionalText, Reason, Text

Months = Annotated[int, Field(ge=1, le=1200)]
MonthsMore = Annotated[int, Field(ge=0, le=1200)]


class MakeChoice(Command):
    """One of the six choices: the options, in the dossier's own words, and why."""

    subject: DesignSubject
    options: tuple[DesignOption, ...] = ()
    text: OptionalText = ""
    reason: Reason


class WritePrinciples(Command):
    """The guiding principles as they hold from now on, and why they change."""

    principles: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]
    reason: Reason


class RecordDesignDecision(Command):
    """A decision in principle or a draft decision that a body took; ``file`` is the document or a link to it."""

    kind: DesignDecision
    body: DecisionBody
    decided_on: Day
    case_number: Line
    file: Line
    authority_id: Code | None = None


class WriteImpact(Command):
    """What the assignment means for somebody."""

    affected: Affected
    text: Text


class AnswerFit(Command):
    """An answer to a question of the checklist, with its reason."""

    question: FitQuestion
    answer: FitAnswer
    reason: Reason


class ChooseRoute(Command):
    """How the relation comes about, whether it is reserved (Aw 2.82a), how long it may last, and why."""

    instrument: Instrument
    reserved: bool = False
    initial_months: Months | None = None
    extension_months: MonthsMore = 0
    reason: Reason


class PassWarning(Command):
    """Go on in spite of a warning, with the reason."""

    warning: DesignWarning
    reason: Reason


class PlanConsultation(Command):
    """A market consultation: what is asked, when, where it is announced to all, and who is invited besides."""

    title: Line
    questions: Text
    planned_on: Day
    announced: OptionalLine = ""
    invited: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


class HoldConsultation(Command):
    """A market consultation was held; ``attended`` are names, of who was invited or came besides."""

    held_on: Day
    attended: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


class ReportConsultation(Command):
    """What a market consultation yielded, and what is done with it."""

    report: Text
    use: Text


class PublishConsultation(Command):
    """The report was published to all; ``named_because`` says why a name in it can be."""

    published_on: Day
    where: Line
    named_because: Reason | None = None


class CancelConsultation(Command):
    """A market consultation does not go on."""

    reason: Reason


class OptionView(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a choice, what follows from it, and whether it is chosen."""

    option: DesignOption
    consequence: str
    chosen: bool


class ChoiceVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A choice as it was made once."""

    id: str
    subject: DesignSubject
    number: int
    options: tuple[DesignOption, ...]
    text: str
    reason: str
    made_at: datetime
    made_by: str


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """One of the six choices as it stands, with its options and how it was made before, the newest first."""

    dossier_id: str
    subject: DesignSubject
    is_made: bool
    text: str
    reason: str
    options: tuple[OptionView, ...]
    versions: tuple[ChoiceVersionView, ...]


class PrinciplesView(msgspec.Struct, frozen=True, kw_only=True):
    """The guiding principles as they were written once."""

    id: str
    dossier_id: str
    number: int
    principles: tuple[str, ...]
    reason: str
    written_at: datetime
    written_by: str


class DesignDecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about the design that a body took elsewhere."""

    id: str
    dossier_id: str
    kind: DesignDecision
    decision: DecisionView


class ImpactView(msgspec.Struct, frozen=True, kw_only=True):
    """What an assignment means for somebody; ``number`` counts how often it was written."""

    affected: Affected
    text: str
    number: int
    written_at: datetime | None
    written_by: str


class FitView(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the checklist with its answer, if it has one."""

    question: FitQuestion
    answer: FitAnswer | None
    reason: str
    number: int
    answered_at: datetime | None
    answered_by: str


class RouteView(msgspec.Struct, frozen=True, kw_only=True):
    """How the relation comes about."""

    dossier_id: str
    number: int
    instrument: Instrument
    reserved: bool
    initial_months: int | None
    extension_months: int
    reason: str
    chosen_at: datetime
    chosen_by: str


class WarningView(msgspec.Struct, frozen=True, kw_only=True):
    """A warning about the design, why, from where, and with which reason somebody went on, if anybody did."""

    warning: DesignWarning
    message: str
    rule: str | None
    source: str
    subjects: tuple[DesignSubject, ...]
    passed_because: str | None
    passed_at: datetime | None
    passed_by: str | None


class PhaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A phase: what it is for, the parts of the design that belong to it, and which of them are there."""

    phase: Phase
    purpose: str
    is_now: bool
    parts: tuple[DesignPart, ...]
    there: tuple[DesignPart, ...]


class DesignView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole design of an assignment."""

    dossier_id: str
    title: str
    reference: str
    phase: Phase
    phases: tuple[PhaseView, ...]
    missing: tuple[DesignPart, ...]
    choices: tuple[ChoiceView, ...]
    principles: tuple[str, ...]
    principles_number: int
    decisions: tuple[DesignDecisionView, ...]
    impact: tuple[ImpactView, ...]
    fit: tuple[FitView, ...]
    route: RouteView | None
    warnings: tuple[WarningView, ...]
    consultations: tuple["ConsultationView", ...]
    note_id: str | None


class ConsultedView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was invited, or came besides."""

    name: str
    attended: bool


class ConsultationView(msgspec.Struct, frozen=True, kw_only=True):
    """A market consultation as this reader sees it; ``invited`` is None for a guest, who sees what was published."""

    id: str
    dossier_id: str
    title: str
    questions: str
    state: ConsultationState
    planned_on: date
    announced: str
    held_on: date | None
    report: str
    use: str
    published_on: date | None
    published_where: str
    invited: tuple[ConsultedView, ...] | None
    named_because: str | None
    cancelled_because: str | None
