"""The joint evaluation before an extension point: planned, then concluded, with dissent if need be (rule 72)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.contracts.rules.extension import may_record, recording_not_permitted
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import TermInForce
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

SOURCE = "Handreiking taakgericht 5.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPlanned(Fact):
    """The day on which an evaluation starts was set."""

    tag: ClassVar[str] = "contract:evaluation:planned"

    point: int
    planned_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationConcluded(Fact):
    """The parties looked back together: both judge each other, residents are heard, and lessons are drawn.

    ``participants`` are roles, never names of residents; ``dissents`` pairs a party id with its reason.
    """

    tag: ClassVar[str] = "contract:evaluation:concluded"

    point: int
    concluded_on: date
    findings: str
    provider_view: str
    residents_view: str
    method: str
    participants: tuple[str, ...]
    lessons: tuple[str, ...]
    advice: Choice | None
    dissents: tuple[tuple[str, str], ...]


def why_not_plan_evaluation(term: TermInForce, point: int, *, actor: Actor) -> Refusal | None:
    """Say why this actor cannot plan the evaluation before this point, or None if they can."""
    if not may_record(actor):
        return recording_not_permitted()
    return _why_not_this_point(term, point)


def plan_evaluation(
    subject: str, term: TermInForce, point: int, planned_on: date, *, actor: Actor
) -> EvaluationPlanned:
    """Set the day on which the evaluation starts, or raise the Refusal that says why not."""
    if refusal := why_not_plan_evaluation(term, point, actor=actor):
        raise refusal
    return EvaluationPlanned(subject=subject, point=point, planned_on=planned_on)


def why_not_conclude_evaluation(
    term: TermInForce, point: int, concluded_on: date, *, actor: Actor, today: date
) -> Refusal | None:
    """Say why the evaluation before this point cannot be concluded, or None if it can."""
    if refusal := why_not_plan_evaluation(term, point, actor=actor):
        return refusal
    if concluded_on > today:
        return Refusal(
            Why.INVALID,
            "concluded_in_future",
            say("The evaluation cannot be concluded on {day}: that day has yet to come.", day=concluded_on),
            rule="72",
            article=SOURCE,
        )
    if concluded_on < term.term.starts_on:
        return Refusal(
            Why.INVALID,
            "evaluation_before_start",
            say("An evaluation cannot be concluded before the term starts on {day}.", day=term.term.starts_on),
            rule="72",
            article=SOURCE,
        )
    return None


def conclude_evaluation(
    concluded: EvaluationConcluded, term: TermInForce, parties: frozenset[str], *, actor: Actor, today: date
) -> EvaluationConcluded:
    """Conclude the evaluation, or raise the Refusal that says why not; only a party can dissent."""
    if refusal := why_not_conclude_evaluation(term, concluded.point, concluded.concluded_on, actor=actor, today=today):
        raise refusal
    for party_id, _ in concluded.dissents:
        if party_id not in parties:
            raise Refusal(
                Why.NOT_FOUND,
                "dissent_of_stranger",
                say("Only a party of the agreement can dissent."),
                rule="72",
                article=SOURCE,
            )
    return concluded


def _why_not_this_point(term: TermInForce, point: int) -> Refusal | None:
    if point not in term.numbers:
        return Refusal(
            Why.NOT_FOUND,
            "point_unknown",
            say("The deed has no extension option {number}.", number=point),
            rule="45",
            article="Contractstandaard 1.3",
        )
    evaluation = term.evaluation(point)
    if evaluation and evaluation.concluded_on:
        return Refusal(
            Why.CONFLICT,
            "evaluation_concluded",
            say("The evaluation was already concluded on {day}.", day=evaluation.concluded_on),
            rule="72",
            article=SOURCE,
        )
    return None
