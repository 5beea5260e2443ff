"""Beside the talks: the progress report that is asked for (rule 22) and the compensation decided on (rule 68)."""

from datetime import date
from decimal import Decimal

from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dialogue.rules.facts import DialogueFacts
from partnerschapsakte.dialogue.rules.warnings import conflict, invalid
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.procedure import why_not_go_on, why_not_happened


def why_not_ask_progress(dialogue: DialogueFacts, candidate: str, requested_on: date, *, today: date) -> Refusal | None:
    """Say why a request for a progress report cannot be recorded, or None if it can."""
    if not any(one.id == candidate for one in dialogue.participants):
        return invalid("candidate_not_in", say("This candidate does not take part (any more)."))
    return why_not_happened(requested_on, today)


def why_not_answer(requested_on: date, answered_on: date | None, *, unreached: bool) -> Refusal | None:
    """Say why a request cannot be answered, or None if it can."""
    if answered_on is not None:
        return conflict("request_answered", say("This request was answered on {day}.", day=answered_on), rule="22")
    if unreached:
        message = say("Nobody of the participant that asked on {day} would read it.", day=requested_on)
        return conflict(
            "nobody_reads",
            message,
            remedy=say("Give somebody of that organisation the role of provider contact first."),
        )
    return None


def progress_date(requested_on: date, answered_on: date | None) -> DateToKeep:
    """Name the day by which a request is answered: 15 days (Aw 2.55a)."""
    duty = deadlines.progress_report(requested_on)
    return DateToKeep(
        key="progress-report",
        kind=MilestoneKind.PROGRESS_REPORT,
        title=say("Progress report on request of a participant"),
        due=duty.due_by,
        done_on=answered_on,
        remind_by=duty.safe_by.on,
    )


def why_not_decide_compensation(
    dialogue: DialogueFacts, amount: Decimal | None, reason: str, decided_on: date, *, today: date
) -> Refusal | None:
    """Say why a compensation cannot be recorded as decided, or None: an amount for each, or none with a reason."""
    if refusal := why_not_go_on(dialogue.tender):
        return refusal
    if dialogue.compensation_decided:
        return conflict("compensation_decided", say("The compensation is decided on already."), rule="68")
    if amount is None and not reason:
        return invalid(
            "reason_missing",
            say("No compensation is a decision too: say why."),
            rule="68",
            article="Aw 1.10(2)(g)",
            remedy=say("Write the amount for each participant, or why there is none."),
        )
    return why_not_happened(decided_on, today)
