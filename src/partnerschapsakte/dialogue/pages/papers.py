"""The forms of the dialogue: what each asks, what it does, why it is closed now and what it warns of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from partnerschapsakte.dialogue.rules import afterwards, announcing, meetings, rounds, telling
from partnerschapsakte.dialogue.rules.facts import DialogueFacts, ItemFacts, MeetingFacts
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger
from partnerschapsakte.dialogue.service import meetings as meeting_acts
from partnerschapsakte.dialogue.service import rounds as round_acts
from partnerschapsakte.foundation.fields import Command
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules import procedure


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form is about, beside the dialogue: who would not hear of a letter, which round, which day it is."""

    unreached: tuple[str, ...]
    today: date
    number: int = 0


Blocked = Callable[[DialogueFacts, Asked], Refusal | None]
Warned = Callable[[DialogueFacts, Asked], tuple[Finding, ...]]


def _free(_: DialogueFacts, __: Asked) -> None:
    return None


def _silent(_: DialogueFacts, __: Asked) -> tuple[Finding, ...]:
    return ()


def _talking(dialogue: DialogueFacts, _: Asked) -> Refusal | None:
    return rounds.why_not_talk(dialogue)


@dataclass(frozen=True, slots=True)
class Paper:
    """One form: its title, the command it becomes, the act that it does."""

    title: Sentence
    shape: type[Command]
    act: Callable[..., Any]
    blocked: Blocked = _talking
    warned: Warned = _silent


def _unless_announced(dialogue: DialogueFacts, _: Asked) -> Refusal | None:
    return announcing.why_not_change_announcement(dialogue)


def _unless_ended(dialogue: DialogueFacts, asked: Asked) -> Refusal | None:
    return rounds.why_not_end(dialogue, unreached=asked.unreached)


def _unless_decided(dialogue: DialogueFacts, asked: Asked) -> Refusal | None:
    return afterwards.why_not_decide_compensation(dialogue, None, "-", asked.today, today=asked.today)


def _going_on(dialogue: DialogueFacts, _: Asked) -> Refusal | None:
    return procedure.why_not_go_on(dialogue.tender)


PAPERS: Mapping[str, Paper] = {
    "aankondiging": Paper(
        say("Announce the dialogue"), commands.AnnounceDialogue, round_acts.announce, _unless_announced
    ),
    "gesprek": Paper(say("Plan a session"), commands.PlanSession, meeting_acts.plan_session),
    "verteld": Paper(say("Write down what was told"), commands.TellItem, ledger.tell_item),
    "product": Paper(say("Note a product of the dialogue"), commands.NoteProduct, meeting_acts.note_product),
    "wijziging": Paper(say("Note a change of the specification"), commands.NoteChange, ending.note_change, _going_on),
    "voortgangsverzoek": Paper(
        say("Record a request for a progress report"), commands.AskProgress, ending.ask_progress, _free
    ),
    "vergoeding": Paper(
        say("Record the decision on a compensation"),
        commands.DecideCompensation,
        ending.decide_compensation,
        _unless_decided,
    ),
    "sluiten": Paper(
        say("Close the dialogue"),
        commands.EndDialogue,
        ending.end_dialogue,
        _unless_ended,
        lambda dialogue, _: rounds.of_end(dialogue, None),
    ),
}
"""The forms about the whole dialogue, by the last part of their address."""

ROUND_PAPERS: Mapping[str, Paper] = {
    "uitnodigen": Paper(
        say("Invite all participants"),
        commands.InviteToRound,
        round_acts.invite,
        lambda dialogue, asked: rounds.why_not_invite(dialogue, asked.number, unreached=asked.unreached),
        lambda dialogue, _: rounds.of_invitation(dialogue),
    ),
    "openen": Paper(
        say("Open the round"),
        commands.OpenRound,
        round_acts.open_round,
        lambda dialogue, asked: rounds.why_not_open(dialogue, asked.number, asked.today, today=asked.today),
    ),
    "sluiten": Paper(
        say("Close the round"),
        commands.CloseRound,
        round_acts.close_round,
        lambda dialogue, asked: rounds.why_not_close(dialogue, asked.number, asked.today, today=asked.today),
        lambda dialogue, asked: rounds.of_closing(dialogue, asked.number),
    ),
    "afvallen": Paper(
        say("Let participants not go on"),
        commands.ReduceParticipants,
        round_acts.reduce,
        lambda dialogue, asked: rounds.why_not_reduce(dialogue, asked.number, ()),
        lambda dialogue, _: rounds.of_reduction(dialogue, ("",)),
    ),
}
"""The forms about one round."""

SESSION_PAPERS: Mapping[str, Paper] = {
    "gehouden": Paper(say("Record that it was held"), commands.HoldSession, meeting_acts.hold_session),
    "afzeggen": Paper(say("Cancel the session"), commands.CancelSession, meeting_acts.cancel_session),
    "ervaringsdeskundige": Paper(
        say("An expert by experience comes along"), commands.AddExpert, meeting_acts.add_expert
    ),
    "uitkomst": Paper(say("Note the outcome of a topic"), commands.NoteOutcome, meeting_acts.note_outcome),
}
"""The forms about one session."""

ITEM_PAPERS: Mapping[str, Paper] = {
    "indelen": Paper(say("Classify it anew"), commands.ClassifyItem, ledger.classify_item),
    "toestemming": Paper(say("Record a written consent"), commands.ConsentToItem, ledger.consent_to_item),
}
"""The forms about one item of the ledger; sending it to all asks for nothing but a button."""


def session_doors(dialogue: DialogueFacts, meeting: MeetingFacts) -> dict[str, Refusal | None]:
    """Say for each form about a session why it is closed, or None."""
    return {
        "gehouden": meetings.why_not_hold(dialogue, meeting),
        "afzeggen": meetings.why_not_cancel(dialogue, meeting),
        "ervaringsdeskundige": meetings.why_not_add_expert(dialogue, meeting),
        "verslag": meetings.why_not_bring_minutes(
            meeting, next(iter(meeting.candidates), ""), approved=not meeting.unapproved, empty=False
        ),
        "uitkomst": meetings.why_not_note_outcome(
            meeting, next(iter(meeting.candidates), ""), next(iter(meeting.topics), "")
        ),
    }


def item_doors(dialogue: DialogueFacts, item: ItemFacts, unreached: tuple[str, ...]) -> dict[str, Refusal | None]:
    """Say for each form about an item why it is closed, or None."""
    return {
        "indelen": telling.why_not_classify(dialogue, item),
        "toestemming": telling.why_not_consent(item, by_participant=False, proof="-"),
        "delen": telling.why_not_deliver(dialogue, item, unreached=unreached),
    }
