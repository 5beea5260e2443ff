"""Which dates an agreement keeps: evaluation, decision and notice of each extension point, its end, and its exit."""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.planning import LeadTimes, Planned, PlanStep, plan
from partnerschapsakte.contracts.rules.term import Decided, PointState, TermInForce
from partnerschapsakte.dates.explanation import continued
from partnerschapsakte.foundation.sentences import Sentence, say

KINDS = {
    PlanStep.EVALUATION_START: MilestoneKind.OBLIGATION,
    PlanStep.JOINT_SESSION: MilestoneKind.CONVERSATION,
    PlanStep.EVALUATION: MilestoneKind.EVALUATION,
    PlanStep.COLLEGE: MilestoneKind.OBLIGATION,
    PlanStep.DECISION: MilestoneKind.DECISION,
    PlanStep.LETTER: MilestoneKind.OBLIGATION,
    PlanStep.RECEIPT: MilestoneKind.NOTICE,
}


def dates_to_keep(term: TermInForce, title: str, leads: LeadTimes, today: date) -> tuple[DateToKeep, ...]:
    """Return every date this agreement keeps on this day, done, open or void."""
    points = (kept for number in term.numbers for kept in _of_point(term, number, title, leads, today))
    return (*points, _end(term, title, today), _exit(term, title, leads, today))


def _of_point(term: TermInForce, number: int, title: str, leads: LeadTimes, today: date) -> Iterator[DateToKeep]:
    for planned in plan(term, number, leads):
        done_on = _done_on(term, number, planned.step, today)
        yield DateToKeep(
            key=f"extension:{number}:{planned.step.value}",
            kind=KINDS[planned.step],
            title=_title(planned, number, title),
            due=planned.due,
            done_on=done_on,
            void=None if done_on else _void(term, number, planned.step, today),
            remind_by=term.term.point(number).remind_by.on if planned.step is PlanStep.RECEIPT else None,
        )


def _title(planned: Planned, number: int, title: str) -> Sentence:
    match planned.step:
        case PlanStep.EVALUATION_START:
            return say("Start the evaluation before extension {number} of {title}", number=number, title=title)
        case PlanStep.JOINT_SESSION:
            return say("Hold the joint session on extension {number} of {title}", number=number, title=title)
        case PlanStep.EVALUATION:
            return say("Conclude the evaluation before extension {number} of {title}", number=number, title=title)
        case PlanStep.COLLEGE:
            return say("Submit extension {number} of {title} to the college", number=number, title=title)
        case PlanStep.DECISION:
            return say("Decide on extension {number} of {title}", number=number, title=title)
        case PlanStep.LETTER:
            return say("Send the notice of extension {number} of {title}", number=number, title=title)
        case PlanStep.RECEIPT:
            return say("Notice of extension {number} of {title} received at the latest", number=number, title=title)


def _done_on(term: TermInForce, number: int, step: PlanStep, today: date) -> date | None:
    """Return the day on which a step was done for every relation that still has the option, or None."""
    if step in {PlanStep.EVALUATION_START, PlanStep.JOINT_SESSION, PlanStep.EVALUATION}:
        evaluation = term.evaluation(number)
        return evaluation.concluded_on if evaluation else None
    decisions = [term.decision(relation, number) for relation in term.reached_by(number, today)]
    days = [_day_of(decided, step) if decided else None for decided in decisions]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def _day_of(decided: Decided, step: PlanStep) -> date | None:
    if step in {PlanStep.COLLEGE, PlanStep.DECISION} or decided.choice is Choice.LET_LAPSE:
        return decided.decided_on
    return decided.sent_on if step is PlanStep.LETTER else decided.received_on


def _void(term: TermInForce, number: int, step: PlanStep, today: date) -> Sentence | None:
    """Say why a date no longer matters; a missed notice stays until somebody acknowledges it."""
    if any(term.state(earlier, today) is PointState.LAPSED for earlier in range(1, number)):
        return say("An earlier option has lapsed.")
    if step is PlanStep.RECEIPT and term.missed_by(number, today):
        return None
    state = term.state(number, today)
    if state is PointState.EXTENDED:
        return say("The term was extended.")
    if state is PointState.LAPSED:
        return say("The option has lapsed.")
    return None


def _end(term: TermInForce, title: str, today: date) -> DateToKeep:
    return DateToKeep(
        key="end", kind=MilestoneKind.END, title=say("{title} ends", title=title), due=term.current_last_day(today)
    )


def _exit(term: TermInForce, title: str, leads: LeadTimes, today: date) -> DateToKeep:
    """Keep the day of the exit plan: counted from the latest end, and after a lapse from the end that is left."""
    lapsed = next((number for number in term.numbers if term.state(number, today) is PointState.LAPSED), None)
    last_day = term.latest_last_day if lapsed is None else term.current_last_day(today)
    trace = continued(last_day).add_months(-leads.exit_months)
    if lapsed is not None:
        trace = trace.later_of(
            term.term.point(lapsed).decide_by.on, say("Not before the day on which the option lapsed")
        )
    return DateToKeep(
        key="exit",
        kind=MilestoneKind.EXIT,
        title=say("Exit plan of {title} is ready", title=title),
        due=trace.explained("akte, artikel Exit en overdracht"),
    )
