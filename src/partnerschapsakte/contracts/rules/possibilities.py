"""Which acts are possible at an extension point for this actor today, and why the others are not."""

from datetime import date
from enum import StrEnum

from partnerschapsakte.contracts.rules.evaluation import why_not_conclude_evaluation
from partnerschapsakte.contracts.rules.extension import Elsewhere, Proposed, why_not_decide_extension
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.notice import (
    why_not_continue_anyway,
    why_not_prove_receipt,
    why_not_send_notice,
)
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal


class PointAct(StrEnum):
    """What can be done at an extension point, in the order of the run-up."""

    EVALUATE = "evaluate"
    DECIDE = "decide"
    NOTIFY = "notify"
    PROVE = "prove"
    CONTINUE = "continue"


def why_not_act(act: PointAct, term: TermInForce, number: int, *, actor: Actor, today: date) -> Refusal | None:
    """Say why this act is possible for no relation of the point, or None if it is for one of them."""
    if act is PointAct.EVALUATE:
        return why_not_conclude_evaluation(term, number, today, actor=actor, today=today)
    refusals = [_why_not(act, term, number, relation, actor, today) for relation in term.relations]
    return None if None in refusals else refusals[0]


def _why_not(
    act: PointAct, term: TermInForce, number: int, relation: Relation, actor: Actor, today: date
) -> Refusal | None:
    match act:
        case PointAct.NOTIFY:
            return why_not_send_notice(term, number, relation, _sendable(term, number, today), actor=actor, today=today)
        case PointAct.PROVE:
            return why_not_prove_receipt(
                term, number, relation, _sendable(term, number, today), actor=actor, today=today
            )
        case PointAct.CONTINUE:
            return why_not_continue_anyway(term, number, relation, actor=actor, today=today)
        case _:
            return _why_not_decide(term, number, relation, actor, today)


def _why_not_decide(term: TermInForce, number: int, relation: Relation, actor: Actor, today: date) -> Refusal | None:
    """Say why the point can be decided neither here nor elsewhere; the text of the reason is judged later."""
    here = Proposed(number, relation, Choice.LET_LAPSE, "")
    elsewhere = Proposed(number, relation, Choice.LET_LAPSE, "", Elsewhere(DecisionBody.COLLEGE, today, "", ""))
    refusal = why_not_decide_extension(term, here, actor=actor, today=today, needs_evaluation=False)
    if refusal is None:
        return None
    return why_not_decide_extension(term, elsewhere, actor=actor, today=today, needs_evaluation=False)


def _sendable(term: TermInForce, number: int, today: date) -> date:
    """Return the latest day that can still be recorded: a proof may be filed after the last notice day."""
    return min(today, term.term.point(number).decide_by.on) if number in term.numbers else today
