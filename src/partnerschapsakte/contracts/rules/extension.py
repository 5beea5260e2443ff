"""Who may use or drop an extension option, when, and after what.

Rule 45: only the published options, in their order. Rule 46: not after the last notice day. Rule 72: after a
concluded evaluation, or with the reason of a mandate holder. Rule 75: only who holds that authority's mandate.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import PointState, Relation, TermInForce
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

RECORDERS = (
    Role.CONTRACT_MANAGER,
    Role.LEGAL_OFFICER,
    Role.PROCUREMENT_OFFICER,
    Role.ACCOUNT_HOLDER,
    Role.MANDATE_HOLDER,
)
"""The roles that may record what was decided, sent or received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDecided(Fact):
    """An authority used or dropped an option for one provider."""

    tag: ClassVar[str] = "contract:extension:decided"

    point: int
    authority_id: str
    provider_id: str
    choice: Choice
    reason: str
    decided_on: date
    decided_by: str
    body: DecisionBody | None
    case_number: str | None
    file: str | None
    without_evaluation: str | None
    decide_by: date
    last_day_after: date


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a decision was taken that the program only records."""

    body: DecisionBody
    decided_on: date
    case_number: str
    file: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is asked: the point, the relation, the choice and its reason, and why an evaluation is not waited for."""

    point: int
    relation: Relation
    choice: Choice
    reason: str
    elsewhere: Elsewhere | None = None
    without_evaluation: str | None = None


def why_not_decide_extension(
    term: TermInForce, proposed: Proposed, *, actor: Actor, today: date, needs_evaluation: bool = True
) -> Refusal | None:
    """Say why this actor cannot decide this point for this relation today, or None if they can."""
    decided_on = proposed.elsewhere.decided_on if proposed.elsewhere else today
    is_extended = proposed.choice is Choice.EXTEND
    return (
        _why_not_this_actor(proposed, actor)
        or _why_not_this_point(term, proposed, today)
        or (why_not_beyond_base(term, proposed.point, proposed.relation) if is_extended else None)
        or _why_not_this_day(term, proposed, decided_on, today)
        or (_why_not_without_evaluation(term, proposed, decided_on) if needs_evaluation else None)
    )


def decide_extension(
    subject: str, term: TermInForce, proposed: Proposed, *, actor: Actor, today: date
) -> ExtensionDecided:
    """Decide, or raise the Refusal that says why not."""
    if refusal := why_not_decide_extension(term, proposed, actor=actor, today=today):
        raise refusal
    elsewhere, point = proposed.elsewhere, term.term.point(proposed.point)
    return ExtensionDecided(
        subject=subject,
        point=proposed.point,
        authority_id=proposed.relation.authority_id,
        provider_id=proposed.relation.provider_id,
        choice=proposed.choice,
        reason=proposed.reason,
        decided_on=elsewhere.decided_on if elsewhere else today,
        decided_by=actor.name,
        body=elsewhere.body if elsewhere else None,
        case_number=elsewhere.case_number if elsewhere else None,
        file=elsewhere.file if elsewhere else None,
        without_evaluation=proposed.without_evaluation,
        decide_by=point.decide_by.on,
        last_day_after=point.last_day_after.on,
    )


def _why_not_this_actor(proposed: Proposed, actor: Actor) -> Refusal | None:
    if proposed.elsewhere is None and not actor.may_decide_for(proposed.relation.authority_id):
        return Refusal(
            Why.NOT_PERMITTED,
            "mandate_missing",
            say("Only someone who holds the mandate of this authority can decide for it."),
            rule="75",
            article="mandaat (Awb)",
            remedy=say("Let a mandate holder decide, or record the decision that the college took."),
        )
    if proposed.elsewhere is not None and not may_record(actor):
        return recording_not_permitted()
    return None


def may_record(actor: Actor) -> bool:
    """Tell whether this actor may record what was decided, sent or received; the program itself may."""
    return actor == SYSTEM or actor.may_act_as(*RECORDERS)


def recording_not_permitted() -> Refusal:
    """Return the refusal for somebody whose role does not include recording."""
    return Refusal(
        Why.NOT_PERMITTED,
        "role_missing",
        say("Your role does not include recording this."),
        remedy=say("Ask the contract manager of the dossier."),
    )


def _why_not_this_point(term: TermInForce, proposed: Proposed, today: date) -> Refusal | None:
    if proposed.relation not in term.relations:
        return Refusal(
            Why.NOT_FOUND,
            "relation_unknown",
            say("This authority and this provider are not both parties of the agreement."),
            remedy=say("Choose a party of this agreement."),
        )
    if proposed.point not in term.numbers:
        return Refusal(
            Why.CONFLICT,
            "option_not_published",
            say("The deed has no extension option {number}.", number=proposed.point),
            rule="45",
            article="Contractstandaard 1.3, Aw 2.163c",
            remedy=say("Any other extension is a modification and needs its own legal ground."),
        )
    if term.decision(proposed.relation, proposed.point):
        return Refusal(
            Why.CONFLICT, "already_decided", say("Extension point {number} is already decided.", number=proposed.point)
        )
    if term.state_for(proposed.relation, proposed.point, today) is PointState.NOT_REACHED:
        return Refusal(
            Why.CONFLICT,
            "point_not_open",
            say("Extension point {number} is not open: an earlier one is not extended.", number=proposed.point),
            rule="45",
            article="Contractstandaard 1.3",
            remedy=say("First decide the earlier point, send the notice and prove its receipt."),
        )
    return None


def why_not_beyond_base(term: TermInForce, number: int, relation: Relation) -> Refusal | None:
    """Say why a sub-agreement cannot go on for this relation: it would end after its base agreement."""
    base_last_day = term.base_last_day_for(relation)
    if base_last_day is None or term.term.point(number).last_day_after.on <= base_last_day:
        return None
    return Refusal(
        Why.CONFLICT,
        "base_not_extended",
        say("The base agreement ends on {day}; a sub-agreement cannot end after it.", day=base_last_day),
        article="deelovereenkomst, artikel D3",
        remedy=say("First extend the base agreement."),
    )


def _why_not_this_day(term: TermInForce, proposed: Proposed, decided_on: date, today: date) -> Refusal | None:
    """Judge by the day of the decision: what a college decided in time may be recorded late, like its proof."""
    decide_by = term.term.point(proposed.point).decide_by.on
    if decided_on > today:
        return Refusal(
            Why.INVALID,
            "decided_in_future",
            say("The decision cannot be dated {day}: that day has yet to come.", day=decided_on),
            remedy=say("Give the day on which the decision was taken."),
        )
    if decided_on > decide_by:
        return Refusal(
            Why.CONFLICT,
            "notice_missed",
            say("The notice had to be received on or before {decide_by}; the option has lapsed.", decide_by=decide_by),
            rule="46",
            article="Contractstandaard 1.3.3",
            remedy=say("A mandate holder can record 'continued anyway' with its ground and risk."),
        )
    return None


def _why_not_without_evaluation(term: TermInForce, proposed: Proposed, decided_on: date) -> Refusal | None:
    evaluation = term.evaluation(proposed.point)
    concluded_on = evaluation.concluded_on if evaluation else None
    if (concluded_on and concluded_on <= decided_on) or proposed.without_evaluation:
        return None
    return Refusal(
        Why.CONFLICT,
        "evaluation_open",
        say("The evaluation before extension point {number} is not concluded.", number=proposed.point),
        rule="72",
        article="Handreiking taakgericht 5.6",
        remedy=say("Conclude the evaluation (a party's dissent may be noted), or state why you decide without it."),
    )
