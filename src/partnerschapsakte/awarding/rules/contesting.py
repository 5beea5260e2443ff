"""Complaints and summary proceedings: what they keep from happening, and until when (rule 37)."""

from datetime import date

from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind
from partnerschapsakte.awarding.rules.facts import Case
from partnerschapsakte.dates import deadlines
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import AwardFacts
from partnerschapsakte.tendering.rules.holding import why_not_hold
from partnerschapsakte.tendering.rules.procedure import why_not_happened


def why_not_complain(received_on: date, *, published_on: date | None, today: date) -> Refusal | None:
    """Say why a complaint cannot have come in on this day, or None if it can."""
    return why_not_happened(received_on, today, after=published_on, what=say("the call was not yet published"))


def why_not_decide_complaint(
    decided_on: date, *, received_on: date, known_on: date | None, today: date
) -> Refusal | None:
    """Say why a complaint cannot have been decided on this day, or None if it can."""
    if known_on is not None:
        message = say("This complaint was decided on {day}.", day=known_on)
        return Refusal(Why.CONFLICT, "complaint_decided", message)
    return why_not_happened(decided_on, today, after=received_on, what=say("the complaint had not come in"))


def complaint_dates(received_on: date, complainant: str, decided_on: date | None) -> tuple[DateToKeep, ...]:
    """Name the date by which a complaint is decided on: 6 weeks."""
    duty = deadlines.complaint_decision(received_on)
    return (
        DateToKeep(
            key="decision",
            kind=MilestoneKind.COMPLAINT,
            title=say("Decide on the complaint of {name}", name=complainant),
            due=duty.due_by,
            done_on=decided_on,
            remind_by=duty.safe_by.on,
        ),
    )


def why_not_register(award: AwardFacts, served_on: date, *, today: date) -> Refusal | None:
    """Say why summary proceedings cannot be registered, or None if they can: what is signed stays signed."""
    return why_not_hold(award) or why_not_happened(
        served_on, today, after=award.letter_sent_on, what=say("the award letters were not yet sent")
    )


def why_not_judge(case: Case, judged_on: date, *, today: date) -> Refusal | None:
    """Say why a judgment cannot have been given on this day, or None if it can."""
    if case.judged_on is not None:
        message = say("The judgment was given on {day}.", day=case.judged_on)
        return Refusal(Why.CONFLICT, "judged_already", message, rule="37", article="Aw 2.131")
    return why_not_happened(judged_on, today, after=case.served_on, what=say("the proceedings had not begun"))
