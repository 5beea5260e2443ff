"""The order of a procedure: in which stages a tender stood on a day, and why a step cannot be taken there."""

from datetime import date, timedelta
from enum import StrEnum

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import TenderFacts, TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES, Course, TenderStep

DAY = timedelta(days=1)


def why_not_now(tender: TenderFacts, step: TenderStep, day: date) -> Refusal | None:
    """Say why this step does not belong on this day, or None if it does: the order is fixed (rule 1, Aw 2.39(1)).

    What is recorded late is judged by the day on which it happened. Within one day the stages may follow each other.
    """
    course = COURSES[tender.procedure]
    found = course.steps.get(step)
    if found is None:
        message = say(
            "“{step}” is no part of this kind of procedure ({procedure}).",
            step=named(step),
            procedure=named(tender.procedure),
        )
        return Refusal(Why.CONFLICT, "step_unknown", message, rule="1", article="Aw 2.39(1)")
    if not set(found.sources).isdisjoint(stages_during(tender, day)):
        return None
    return _out_of_order(step, found.sources, furthest(tender, day, day), course)


def _out_of_order(step: TenderStep, sources: tuple[TenderStage, ...], now: TenderStage, course: Course) -> Refusal:
    message = say("“{step}” does not belong in the stage “{stage}”.", step=named(step), stage=named(now))
    place = course.stages.index
    first = min(sources, key=place)
    remedy = (
        say("It can be done from the stage “{stage}”.", stage=named(first))
        if place(first) > place(now)
        else say("The last stage in which it could be done is “{stage}”.", stage=named(max(sources, key=place)))
    )
    return Refusal(Why.CONFLICT, "step_not_now", message, rule="1", article="Aw 2.39(1)", remedy=remedy)


def stages_during(tender: TenderFacts, day: date) -> tuple[TenderStage, ...]:
    """Return the stages in which the tender stood on a day, from its beginning to its end, in their order."""
    course = COURSES[tender.procedure]
    place = course.stages.index
    begun, ended = furthest(tender, day - DAY, day), furthest(tender, day, day)
    stages = course.stages[min(place(begun), place(ended)) : place(ended) + 1]
    return (*stages, TenderStage.ASSESSMENT) if _may_be_assessed(tender, course, stages[-1]) else stages


def _may_be_assessed(tender: TenderFacts, course: Course, stage: TenderStage) -> bool:
    """Tell whether the assessment may have begun without a word of it, in a tender that is told in part."""
    if not tender.told_in_part or stage is TenderStage.PREPARATION or TenderStage.ASSESSMENT not in course.stages:
        return False
    return course.stages.index(stage) < course.stages.index(TenderStage.ASSESSMENT)


def furthest(tender: TenderFacts, told_until: date, day: date) -> TenderStage:
    """Return the furthest stage reached by what happened through one day and by the deadlines before another."""
    course = COURSES[tender.procedure]
    due = tender.tender_due_on if course.has_final_tender else None
    reached = (
        (TenderStage.CONCLUDED, _has(tender.withdrawn_on, told_until) or is_settled(tender, told_until)),
        (TenderStage.STANDSTILL, any(award.letter_sent_on <= told_until for award in tender.awards)),
        (TenderStage.PREPARATION, not _has(tender.published_on, told_until)),
        (TenderStage.ASSESSMENT, due is not None and day > due),
        (course.after(TenderStage.DIALOGUE), _has(tender.dialogue_closed_on, told_until))
        if TenderStage.DIALOGUE in course.stages
        else (TenderStage.TENDERING, _has(tender.invited_on, told_until)),
        (TenderStage.DIALOGUE, _has(tender.dialogue_started_on, told_until)),
        (TenderStage.SELECTION, tender.requests_due_on is not None and day > tender.requests_due_on),
    )
    return next((name for name, is_reached in reached if is_reached and name in course.stages), TenderStage.CALL)


def is_settled(tender: TenderFacts, told_until: date = date.max) -> bool:
    """Tell whether every lot had a definitive award or a contract by a day."""
    settled = {award.lot for award in tender.awards if _has(award.awarded_on, told_until)}
    return bool(tender.lots) and settled.issuperset(tender.lots)


def named(member: StrEnum) -> Sentence:
    """Return the label of a value as a sentence, for within another."""
    return Sentence(f"{type(member).__name__}.{member.value}")


def _has(day: date | None, told_until: date) -> bool:
    return day is not None and day <= told_until
