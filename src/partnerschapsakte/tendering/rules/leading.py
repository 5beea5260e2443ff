"""Which steps are recorded in a room above once that room keeps them: there they pass by more rules than here.

Only beside the selection is there a way here, with a reason: a court may order that somebody takes part after all.
"""

from collections.abc import Mapping

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import LeadingRoom, TenderFacts
from partnerschapsakte.tendering.rules.steps import TenderStep

RBNNE = "RbNNE 12-05-2023, ECLI:NL:RBNNE:2023:2105"

LED: Mapping[TenderStep, tuple[LeadingRoom, str, str]] = {
    TenderStep.HOLD_SESSION: (LeadingRoom.DIALOGUE, "18", "Aw 2.52b(3)"),
    TenderStep.APPROVE_MINUTES: (LeadingRoom.DIALOGUE, "18", "Aw 2.52b(3)"),
    TenderStep.CLOSE_DIALOGUE: (LeadingRoom.DIALOGUE, "20", "Aw 1.8, 2.110(6)"),
    TenderStep.SEND_LETTERS: (LeadingRoom.AWARD, "34", "Aw 2.130"),
}
"""The room that keeps a step once it leads, and the rule that would be passed by here."""

MESSAGES: Mapping[LeadingRoom, tuple[str, Sentence, Sentence]] = {
    LeadingRoom.DIALOGUE: (
        "dialogue_leads",
        say("This dialogue is kept on a page of its own: nothing of it is recorded here."),
        say("Use the page of the dialogue."),
    ),
    LeadingRoom.AWARD: (
        "award_leads",
        say("This award is kept on a page of its own: its letters are not recorded here."),
        say("Use the page of the award."),
    ),
}


def why_not_beside_selection(tender: TenderFacts, because: str | None, by: LeadingRoom | None = None) -> Refusal | None:
    """Say that the selection decides who is admitted, or None without one, by itself, or where it is said why not."""
    if because or by is LeadingRoom.SELECTION or LeadingRoom.SELECTION not in tender.led_by:
        return None
    return Refusal(
        Why.CONFLICT,
        "selection_leads",
        say("A selection is laid down for this tender: it decides who is admitted."),
        rule="16",
        article=RBNNE,
        remedy=say("Decide on the page of the selection, or give the reason, such as an order of a court."),
    )


def why_not_here(tender: TenderFacts, step: TenderStep, by: LeadingRoom | None = None) -> Refusal | None:
    """Say that a step is recorded in a room above, or None where it may be recorded here; ``by``: that room itself."""
    if step not in LED:
        return None
    room, rule, article = LED[step]
    if room not in tender.led_by or by is room:
        return None
    code, message, remedy = MESSAGES[room]
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)
