"""Back-planning of an extension: from the last notice day back to the start of the evaluation.

The lead times and the summer recess are settings of the dossier; the defaults are practice, not law.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from partnerschapsakte.contracts.rules.term import TermInForce
from partnerschapsakte.dates.explanation import Explained, begin
from partnerschapsakte.foundation.sentences import Sentence, say

SOURCE = "planning van het dossier"

EXIT_MONTHS = 24
"""How long before the latest end the exit plan is to be ready, unless the deed names another time."""


class PlanStep(StrEnum):
    """What must happen before a notice is received, in order."""

    EVALUATION_START = "evaluation_start"
    JOINT_SESSION = "joint_session"
    EVALUATION = "evaluation"
    COLLEGE = "college"
    DECISION = "decision"
    LETTER = "letter"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Lead times in days, and the recess as ``MM-DD`` days between which no body meets (empty: none)."""

    letter_days: int = 14
    college_days: int = 14
    joint_session_days: int = 42
    evaluation_days: int = 120
    recess_from: str = ""
    recess_until: str = ""
    exit_months: int = EXIT_MONTHS

    @classmethod
    def of(cls, planning: Mapping[str, Any]) -> "LeadTimes":
        """Read them from a dossier's planning; what it does not name keeps its default."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in planning.items() if name in known})


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of the plan and the day on which it is to be done."""

    step: PlanStep
    due: Explained


def plan(term: TermInForce, number: int, leads: LeadTimes) -> tuple[Planned, ...]:
    """Return the steps before extension point ``number``, earliest first."""
    decide_by = term.term.point(number).decide_by
    decision_due = term.decision_due(number)
    evaluation_due = term.evaluation_due(number)
    texts = {
        PlanStep.EVALUATION_START: (evaluation_due.on, leads.evaluation_days, say("The evaluation is to be concluded")),
        PlanStep.JOINT_SESSION: (evaluation_due.on, leads.joint_session_days, say("The evaluation is to be concluded")),
        PlanStep.COLLEGE: (decision_due.on, leads.college_days, say("The decision is to be taken")),
        PlanStep.LETTER: (decide_by.on, leads.letter_days, say("The notice must have been received")),
    }
    counted = [Planned(step, _before(*anchor, leads)) for step, anchor in texts.items()]
    fixed = [
        Planned(PlanStep.EVALUATION, evaluation_due),
        Planned(PlanStep.DECISION, decision_due),
        Planned(PlanStep.RECEIPT, decide_by),
    ]
    order = list(PlanStep)
    return tuple(sorted((*counted, *fixed), key=lambda planned: order.index(planned.step)))


def _before(anchor: date, days: int, text: Sentence, leads: LeadTimes) -> Explained:
    trace = begin(anchor, text).add_days(-days)
    recess = _recess_around(trace.on, leads)
    if recess:
        trace = trace.earlier_of(recess, say("No body meets during the recess: the day before it begins"))
    return trace.explained(SOURCE)


def _recess_around(day: date, leads: LeadTimes) -> date | None:
    """Return the day before the recess in which ``day`` falls, or None."""
    if not (leads.recess_from and leads.recess_until):
        return None
    since, until, today = leads.recess_from, leads.recess_until, f"{day:%m-%d}"
    inside = since <= today <= until if since <= until else today >= since or today <= until
    if not inside:
        return None
    month, number = (int(part) for part in since.split("-"))
    # Counted from the first of the month, so that 30 February is a day like another.
    first_day = date(day.year if today >= since else day.year - 1, month, 1) + timedelta(days=number - 1)
    return first_day - timedelta(days=1)
