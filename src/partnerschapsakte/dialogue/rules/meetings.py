"""When a session is planned, held and written down, and when its minutes stand: rules 14, 18 and 21."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from partnerschapsakte.dialogue.rules.announcing import unannounced
from partnerschapsakte.dialogue.rules.facts import DialogueFacts, MeetingFacts, MeetingState, RoundState, Side
from partnerschapsakte.dialogue.rules.rounds import no_such_round, why_not_talk
from partnerschapsakte.dialogue.rules.warnings import conflict, invalid
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


def why_not_plan(
    dialogue: DialogueFacts, number: int, candidate: str | None, topics: Collection[str], day: date
) -> Refusal | None:
    """Say why a session cannot be planned, or None if it can; no candidate: it is a joint session of all who are in."""
    if refusal := why_not_talk(dialogue):
        return refusal
    found, announced = dialogue.round(number), dialogue.announced(number)
    if found is None or announced is None or dialogue.announcement is None:
        return no_such_round(number)
    if found.state is RoundState.CLOSED:
        return conflict("round_closed", say("Round {round} is closed.", round=number))
    if found.state is RoundState.PLANNED:
        return conflict(
            "round_not_invited",
            say("Nobody is invited to round {round} yet.", round=number),
            article="Aw 2.105",
            remedy=say("Invite all participants first."),
        )
    if candidate is None and not dialogue.announcement.joint_sessions:
        message = say("No joint sessions were announced: each participant talks by itself.")
        return conflict("joint_not_announced", message, rule="14", article="Aw 2.110(3)")
    if candidate is not None and not dialogue.takes_part(candidate):
        return conflict("candidate_not_in", say("This candidate does not take part (any more)."))
    started = found.opened_on or dialogue.tender.dialogue_started_on
    if started is not None and day < started:
        return invalid("before_round", say("{day} lies before the round begins.", day=day))
    return next((unannounced(topic) for topic in topics if topic not in announced.topics), None)


def why_not_cancel(dialogue: DialogueFacts, meeting: MeetingFacts) -> Refusal | None:
    """Say why a session cannot be cancelled, or None if it can."""
    return why_not_talk(dialogue) or _why_not_planned(meeting)


def why_not_hold(dialogue: DialogueFacts, meeting: MeetingFacts) -> Refusal | None:
    """Say why a session cannot have been held, or None if it can; which days it can, tendering says."""
    if refusal := why_not_talk(dialogue) or _why_not_planned(meeting):
        return refusal
    found = dialogue.round(meeting.round)
    if found is None or found.state is not RoundState.OPEN:
        return conflict(
            "round_not_open",
            say("Round {round} is not open.", round=meeting.round),
            remedy=say("Open the round first."),
        )
    if not any(dialogue.takes_part(one) for one in meeting.candidates):
        return conflict("candidate_not_in", say("This candidate does not take part (any more)."))
    return None


def why_not_hold_on(dialogue: DialogueFacts, meeting: MeetingFacts, held_on: date) -> Refusal | None:
    """Say why a session cannot have been held on this day: not before its round."""
    found = dialogue.round(meeting.round)
    if found is None or found.opened_on is None or held_on >= found.opened_on:
        return None
    return invalid("before_round", say("{day} lies before the round begins.", day=held_on))


def _why_not_planned(meeting: MeetingFacts) -> Refusal | None:
    if meeting.state is MeetingState.HELD:
        return conflict("session_held", say("This session was held already."))
    if meeting.state is MeetingState.CANCELLED:
        return conflict("session_cancelled", say("This session was cancelled."))
    return None


def why_not_add_expert(dialogue: DialogueFacts, meeting: MeetingFacts) -> Refusal | None:
    """Say why nobody can be added to who comes along to a session, or None (rule 67: by a label)."""
    if meeting.state is MeetingState.CANCELLED:
        return conflict("session_cancelled", say("This session was cancelled."))
    return why_not_talk(dialogue)


def why_not_note_outcome(meeting: MeetingFacts, candidate: str, topic: str) -> Refusal | None:
    """Say why an outcome cannot be noted, or None if it can: of a session that was held, on its own topics."""
    if refusal := _why_not_of_meeting(meeting, candidate):
        return refusal
    if topic not in meeting.topics:
        return invalid("topic_not_on_agenda", say("The topic “{topic}” is not on the agenda.", topic=topic))
    return None


def why_not_write(meeting: MeetingFacts, candidate: str) -> Refusal | None:
    """Say why no minutes are written of a session with this participant, or None if they can be (rule 18)."""
    if candidate not in meeting.candidates:
        return Refusal(Why.NOT_FOUND, "candidate_not_at_session", say("This candidate was not at the session."))
    if meeting.state is MeetingState.CANCELLED:
        return conflict("session_cancelled", say("This session was cancelled."))
    return None


def why_not_bring_minutes(meeting: MeetingFacts, candidate: str, *, approved: bool, empty: bool) -> Refusal | None:
    """Say why minutes cannot be brought, or None if they can: a version that both approved stands (rule 18)."""
    if refusal := _why_not_of_meeting(meeting, candidate):
        return refusal
    if approved:
        return conflict(
            "minutes_frozen",
            say("Both sides approved these minutes: they stand as they are."),
            rule="18",
            article="Aw 2.52b(3)",
        )
    if empty:
        return invalid("minutes_empty", say("Give the minutes as a file (Word or PDF) or as text."))
    return None


def _why_not_of_meeting(meeting: MeetingFacts, candidate: str) -> Refusal | None:
    if candidate not in meeting.candidates:
        return Refusal(Why.NOT_FOUND, "candidate_not_at_session", say("This candidate was not at the session."))
    if meeting.state is not MeetingState.HELD:
        return conflict("session_not_held", say("This session is not held yet."))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFacts:
    """A version of minutes: whether a newer one replaced it, and who approved it."""

    replaced: bool
    approved_by: frozenset[Side]


def why_not_approve(minutes: MinutesFacts, side: Side) -> Refusal | None:
    """Say why this side cannot approve these minutes, or None if it can (rule 18)."""
    if minutes.replaced:
        message = say("A newer version of these minutes was brought.")
        return conflict("minutes_replaced", message, rule="18", remedy=say("Read and approve the newest version."))
    if side in minutes.approved_by:
        return conflict("minutes_approved", say("Your side approved these minutes already."), rule="18")
    return None
