"""The design of a case file: options and reasons of the choices, route, impact, checklist and market consultations."""

from datetime import date
from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Lines
from partnerschapsakte.design.rules.facts import (
    Affected,
    DesignOption,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
)
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.foundation.fields import Day, Line, Reason, Text

Months = Annotated[int, Field(ge=1, le=1200)]


class Chosen(Element):
    """The options and the reason of a choice; its words stand in ``dossier.design_choices``."""

    options: tuple[DesignOption, ...] = ()
    reason: Reason


class Answered(Element):
    """An answer to a question of the checklist."""

    answer: FitAnswer
    reason: Reason


class Route(Element):
    """How the relation comes about, and how long it may last."""

    instrument: Instrument
    reserved: bool = False
    initial_months: Months | None = None
    extension_months: Annotated[int, Field(ge=0, le=1200)] = 0
    reason: Reason


class MarketConsultation(Element):
    """A market consultation, as far as it came."""

    title: Line
    questions: Text
    planned_on: Day
    announced: Line | None = None
    invited: Lines = ()
    held_on: Day | None = None
    attended: Lines = ()
    report: Text | None = None
    use: Text | None = None
    published_on: Day | None = None
    published_where: Line | None = None
    cancelled_because: Reason | None = None

    @property
    def first_on(self) -> date:
        """The day on which it was planned at the latest: that of which the file tells first."""
        return min(self.planned_on, self.held_on or self.planned_on)


class DesignOfCase(Element):
    """What the design says beside the words of its choices."""

    choices: dict[DesignSubject, Chosen] = Field(default_factory=dict[DesignSubject, Chosen])
    route: Route | None = None
    impact: dict[Affected, Text] = Field(default_factory=dict[Affected, Text])
    fit: dict[FitQuestion, Answered] = Field(default_factory=dict[FitQuestion, Answered])
    consultations: tuple[MarketConsultation, ...] = ()
    passed: Annotated[
        dict[DesignWarning, Reason],
        Field(description="Warnings about the design that somebody passed, each with the reason."),
    ] = Field(default_factory=dict[DesignWarning, Reason])
