"""Warnings where choices contradict each other, or the lessons of practice; each can be passed with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from partnerschapsakte.design.rules.facts import (
    Affected,
    ConsultationState,
    Design,
    DesignOption,
    DesignSubject,
    FitAnswer,
    Instrument,
)
from partnerschapsakte.design.rules.options import SUBJECT_OF
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

LESSONS = "Praktijklessen Utrecht en handreiking taakgericht"
NORM = "Norm voor opdrachtgeverschap"
Option = DesignOption
FORMED = frozenset({Phase.SPECIFICATION, Phase.IMPLEMENTATION, Phase.EVALUATION})
"""Phases in which the design should stand."""
KEPT = frozenset({Phase.IMPLEMENTATION, Phase.EVALUATION})
"""Phases in which there is a contract to keep."""


class DesignWarning(StrEnum):
    """What somebody is warned of."""

    BUDGET_BY_CLIENT = "budget_by_client"
    CAPACITY_WITHOUT_FTE = "capacity_without_fte"
    FTE_WITHOUT_CAPACITY = "fte_without_capacity"
    BUDGET_WITHOUT_OUTCOMES = "budget_without_outcomes"
    JOINT_WITHOUT_AGREEMENT = "joint_without_agreement"
    PROVIDER_DECIDES_ACCESS = "provider_decides_access"
    INFLOW_NOT_STEERED = "inflow_not_steered"
    WIDE_AND_SINGLE = "wide_and_single"
    BUDGET_AS_FRAMEWORK = "budget_as_framework"
    LONG_FRAMEWORK = "long_framework"
    LONG_AND_FIXED = "long_and_fixed"
    SHORT_FOR_BUDGET = "short_for_budget"
    TWO_INSTRUMENTS = "two_instruments"
    OPEN_BUT_CHOSEN = "open_but_chosen"
    ROUTE_DIFFERS = "route_differs"
    NO_CONSULTATION = "no_consultation"
    CONSULTATION_UNPUBLISHED = "consultation_unpublished"
    NO_PRINCIPLES = "no_principles"
    PROVIDERS_FORGOTTEN = "providers_forgotten"
    DOES_NOT_FIT = "does_not_fit"
    REGIONAL_PURCHASE = "regional_purchase"
    ARCHIVE_NOT_CHOSEN = "archive_not_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Options that do not go together: one of ``these`` with one of ``those``, unless one of ``without`` holds too.

    Of a choice that was not made yet nothing is missed.
    """

    warning: DesignWarning
    message: Sentence
    source: str
    rule: str | None = None
    these: frozenset[DesignOption]
    those: frozenset[DesignOption] = field(default_factory=frozenset[DesignOption])
    without: frozenset[DesignOption] = field(default_factory=frozenset[DesignOption])

    @property
    def subjects(self) -> tuple[DesignSubject, ...]:
        """The choices that it is about."""
        about = {SUBJECT_OF[option] for option in self.these | self.those | self.without}
        return tuple(subject for subject in DesignSubject if subject in about)

    def holds(self, design: Design) -> bool:
        """Tell whether the choices contradict each other so."""
        chosen = design.options
        missed = {SUBJECT_OF[option] for option in self.without}
        return (
            bool(chosen & self.these)
            and (not self.those or bool(chosen & self.those))
            and not chosen & self.without
            and all(subject in design.choices and design.choices[subject].is_made for subject in missed)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning that holds now; ``standing`` tells about which choices, each with how often it was made."""

    warning: DesignWarning
    message: Sentence
    source: str
    rule: str | None = None
    subjects: tuple[DesignSubject, ...] = ()
    standing: str = ""

    @property
    def finding(self) -> Finding:
        """The warning as a finding."""
        return Finding(
            level=Level.WARNING,
            message=self.message,
            rule=self.rule,
            source=self.source,
            where=f"design.{self.warning.value}",
        )


CONTRADICTIONS = (
    Contradiction(
        warning=DesignWarning.BUDGET_BY_CLIENT,
        these=frozenset({Option.POPULATION, Option.FUNCTION}),
        those=frozenset({Option.CLIENT_LEVEL}),
        message=say(
            "A budget for the whole is accounted for client by client: that brings back the administration which a "
            "budget makes needless, and figures about single clients."
        ),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.CAPACITY_WITHOUT_FTE,
        these=frozenset({Option.CAPACITY}),
        without=frozenset({Option.FTE}),
        message=say("People at work are paid for, but it is not accounted for how many there were (in fte)."),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.FTE_WITHOUT_CAPACITY,
        these=frozenset({Option.FTE}),
        those=frozenset({Option.POPULATION, Option.FUNCTION}),
        without=frozenset({Option.CAPACITY}),
        message=say("A budget for the whole leaves staffing to the partner, yet it is accounted for in fte."),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.BUDGET_WITHOUT_OUTCOMES,
        these=frozenset({Option.POPULATION}),
        without=frozenset({Option.OUTCOME_INDICATORS, Option.CLIENT_EXPERIENCE}),
        message=say(
            "A budget for the whole without outcomes or experiences: nobody sees whether people get what they need."
        ),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.JOINT_WITHOUT_AGREEMENT,
        these=frozenset({Option.CONSORTIUM, Option.JOINT_TASK}),
        without=frozenset({Option.COOPERATION_AGREEMENT}),
        message=say("Several providers carry one task without a cooperation agreement that says who speaks for whom."),
        source="Handreiking taakgericht, bijlagen 2 en 6",
        rule="73",
    ),
    Contradiction(
        warning=DesignWarning.PROVIDER_DECIDES_ACCESS,
        these=frozenset({Option.PROVIDER_ACCESS}),
        message=say(
            "The partner decides who gets its help: say who decides formally, and how a resident gets a decision, "
            "objects and complains."
        ),
        source="Handreiking taakgericht, paragraaf 5.5 en bijlage B",
        rule="71",
    ),
    Contradiction(
        warning=DesignWarning.INFLOW_NOT_STEERED,
        these=frozenset({Option.POPULATION}),
        those=frozenset({Option.OUTSIDE_REFERRERS}),
        without=frozenset({Option.RECALIBRATION}),
        message=say(
            "The partner carries the risk of inflow that others refer, and nothing says when that is recalibrated."
        ),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.WIDE_AND_SINGLE,
        these=frozenset({Option.WHOLE_DOMAIN}),
        those=frozenset({Option.SINGLE_PROVIDER, Option.CONSORTIUM}),
        message=say("Everything goes to one party: bundling, or the choice not to make lots, needs a written reason."),
        source="Aw 1.5",
        rule="6",
    ),
    Contradiction(
        warning=DesignWarning.BUDGET_AS_FRAMEWORK,
        these=frozenset({Option.POPULATION, Option.FUNCTION}),
        those=frozenset({Option.FRAMEWORK}),
        message=say(
            "The contract standard sees a task with a budget as a contract for services; a framework agreement fits "
            "effort and output, and has other rules."
        ),
        source="Contractstandaard, inkoopdocumenten",
        rule="40",
    ),
    Contradiction(
        warning=DesignWarning.LONG_FRAMEWORK,
        these=frozenset({Option.FRAMEWORK}),
        those=frozenset({Option.OVER_FOUR_YEARS}),
        message=say("A framework agreement of more than four years needs a written motivation."),
        source="Aw 2.140(3)",
        rule="41",
    ),
    Contradiction(
        warning=DesignWarning.LONG_AND_FIXED,
        these=frozenset({Option.OVER_FOUR_YEARS}),
        without=frozenset({Option.RECALIBRATION}),
        message=say(
            "A long term without recalibration: agree beforehand which topics are reopened, and who bears what."
        ),
        source=LESSONS,
    ),
    Contradiction(
        warning=DesignWarning.SHORT_FOR_BUDGET,
        these=frozenset({Option.UNDER_THREE_YEARS}),
        those=frozenset({Option.POPULATION, Option.FUNCTION}),
        message=say("Under three years is short for a task with a budget: partners first build, then earn it back."),
        source=NORM,
    ),
    Contradiction(
        warning=DesignWarning.TWO_INSTRUMENTS,
        these=frozenset({Option.SUBSIDY, Option.OPEN_HOUSE}),
        those=frozenset({Option.PUBLIC_CONTRACT, Option.FRAMEWORK}),
        message=say(
            "A relation without a procedure and a contract that is awarded have other rules: say which part is which."
        ),
        source="Awb 4:24, 4:51",
        rule="77",
    ),
    Contradiction(
        warning=DesignWarning.OPEN_BUT_CHOSEN,
        these=frozenset({Option.OPEN_HOUSE}),
        those=frozenset({Option.SINGLE_PROVIDER, Option.CONSORTIUM, Option.JOINT_TASK}),
        message=say("Open admission lets in everybody who meets the conditions, yet one partner or group is chosen."),
        source="Contractstandaard, toelichting inkoopdocumenten",
    ),
)
"""Options that do not go together; the text of a warning is its reason."""


def warnings(design: Design) -> tuple[Warned, ...]:
    """Return every warning that holds for a design."""
    found = [
        Warned(
            warning=one.warning,
            message=one.message,
            source=one.source,
            rule=one.rule,
            subjects=one.subjects,
            standing=_standing(design, one.subjects),
        )
        for one in CONTRADICTIONS
        if one.holds(design)
    ]
    return (*found, *_route(design), *_lessons(design))


def _standing(design: Design, subjects: tuple[DesignSubject, ...]) -> str:
    return ",".join(f"{one.value}:{design.choices[one].number}" for one in subjects if one in design.choices)


def _route(design: Design) -> Iterator[Warned]:
    if design.route is None:
        return
    without = {Option.SUBSIDY: Instrument.SUBSIDY, Option.OPEN_HOUSE: Instrument.OPEN_HOUSE}
    chosen = {instrument for option, instrument in without.items() if option in design.options}
    if design.options & {Option.PUBLIC_CONTRACT, Option.FRAMEWORK}:
        chosen.add(Instrument.PROCEDURE)
    if chosen and design.route.instrument not in chosen:
        yield Warned(
            warning=DesignWarning.ROUTE_DIFFERS,
            message=say(
                "The route is “{route}”, but the contract that was chosen is another.",
                route=Sentence(f"Instrument.{design.route.instrument.value}"),
            ),
            source="Aw 2.132(3), 2.135, 2.140",
            rule="40",
            subjects=(DesignSubject.CONTRACT,),
            standing=f"{_standing(design, (DesignSubject.CONTRACT,))},{design.route.instrument.value}",
        )


def _lessons(design: Design) -> Iterator[Warned]:
    held = [one for one in design.consultations if one.held_on is not None and not one.cancelled]
    formed = design.phase in FORMED
    if formed and not held:
        message = say("No market consultation was held; practice advises one before the procedure starts.")
        yield Warned(warning=DesignWarning.NO_CONSULTATION, message=message, source=LESSONS)
    closed = [one.id for one in held if one.state is not ConsultationState.PUBLISHED]
    if closed:
        yield Warned(
            warning=DesignWarning.CONSULTATION_UNPUBLISHED,
            message=say("A market consultation was held whose report is not published: who was there has a lead."),
            source="Aw 1.8; vergelijk Aw 2.51",
            standing=",".join(sorted(closed)),
        )
    if formed and not design.principles:
        message = say("There are no guiding principles: the deed has nothing to be read by.")
        yield Warned(warning=DesignWarning.NO_PRINCIPLES, message=message, source=LESSONS)
    if formed and Affected.PROVIDERS not in design.impact:
        yield Warned(
            warning=DesignWarning.PROVIDERS_FORGOTTEN,
            message=say(
                "It is not told what this means for providers, also for those that will not be selected: their "
                "clients, staff and systems are handed over."
            ),
            source=LESSONS,
        )
    if formed and design.authorities == 1:
        yield _regional()
    if design.phase in KEPT:
        yield _archive()
    unfit = sorted(question for question, answer in design.fit.items() if answer is FitAnswer.NO)
    if unfit:
        yield Warned(
            warning=DesignWarning.DOES_NOT_FIT,
            message=say("{count} questions of the checklist are answered with no.", count=len(unfit)),
            source="Handreiking taakgericht",
            standing=",".join(unfit),
        )


def _regional() -> Warned:
    """Rule 69: on 1 January 2026 Jeugdwet 2.19(1)(a) and 2.21 were not in force (10.3); which care it is, is [U]."""
    return Warned(
        warning=DesignWarning.REGIONAL_PURCHASE,
        message=say(
            "One municipality commissions this by itself. Certain kinds of youth care are to be bought by the region "
            "together once that duty is in force: look whether this task is among them."
        ),
        source="Jeugdwet 2.19, 10.3",
        rule="69",
        standing="1",
    )


def _archive() -> Warned:
    """Rule 66: a person chooses; whether a deed is kept ten years or for good is for the archivist to say [U]."""
    return Warned(
        warning=DesignWarning.ARCHIVE_NOT_CHOSEN,
        message=say(
            "A person chooses the archive class (Selectielijst 16.1: destroyed 10 years after the end of the contract; "
            "16.1.2: kept) and what is published. The program chooses neither: give the choice as the reason."
        ),
        source="Selectielijst 2020; Woo",
        rule="66",
    )


def why_not_pass(design: Design, warning: DesignWarning) -> Refusal | None:
    """Say why nobody can pass this warning, or None if one can: it must hold now."""
    if any(one.warning is warning for one in warnings(design)):
        return None
    return Refusal(
        Why.CONFLICT,
        "warning_not_there",
        say("There is no such warning about this design now."),
        remedy=say("Look at the warnings again."),
    )
