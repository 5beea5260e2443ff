"""The equal-information ledger: what one was told is for all, or confidential to one with a reason (rules 19, 20)."""

from collections.abc import Sequence
from datetime import date

from partnerschapsakte.dialogue.rules.facts import DialogueFacts, ItemFacts, RoundState, Sharing
from partnerschapsakte.dialogue.rules.rounds import no_such_round, why_not_reach, why_not_talk
from partnerschapsakte.dialogue.rules.warnings import conflict, invalid, warning
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.procedure import why_not_happened


def why_not_classify_as(sharing: Sharing, reason: str, deliver_by: date | None) -> Refusal | None:
    """Say what is missing to an item for all (by when), or to one that stays with one participant (why)."""
    if sharing is Sharing.FOR_ALL and deliver_by is None:
        return invalid(
            "deliver_by_missing",
            say("What is for all goes to all by a day."),
            rule="20",
            article="Aw 1.8, 2.110(6)",
            remedy=say("Write the day by which everybody has it."),
        )
    if sharing is Sharing.CONFIDENTIAL and not reason:
        return invalid(
            "reason_missing",
            say("What stays with one participant has a reason."),
            rule="20",
            article="Aw 2.57, 2.110(7)",
            remedy=say("Write why it is confidential to this participant."),
        )
    return None


def why_not_tell(
    dialogue: DialogueFacts, number: int, candidate: str, idea_of: str | None, told_on: date, *, today: date
) -> Refusal | None:
    """Say why an item cannot be written down, or None if it can."""
    if refusal := why_not_talk(dialogue):
        return refusal
    found = dialogue.round(number)
    if found is None:
        return no_such_round(number)
    if found.state is RoundState.CLOSED:
        return conflict("round_closed", say("Round {round} is closed.", round=number))
    for one in (candidate, idea_of):
        if one is not None and one not in {known.id for known in dialogue.participants}:
            return invalid("candidate_not_in", say("This candidate does not take part (any more)."))
    return why_not_happened(told_on, today)


def why_not_classify(dialogue: DialogueFacts, item: ItemFacts) -> Refusal | None:
    """Say why an item cannot be classified anew, or None if it can: not after it went to all."""
    if item.delivered:
        return conflict("item_delivered", say("This item went to all already."), rule="20")
    found = dialogue.round(item.round)
    if found is not None and found.state is RoundState.CLOSED and not item.is_owed:
        # What was confidential in a round that is closed may not become a debt of that round.
        return conflict("round_closed", say("Round {round} is closed.", round=item.round))
    return why_not_talk(dialogue)


def why_not_deliver(dialogue: DialogueFacts, item: ItemFacts, *, unreached: Sequence[str] = ()) -> Refusal | None:
    """Say why an item cannot go to all, or None if it can: an idea of one only with its consent (rule 19)."""
    if item.delivered:
        return conflict("item_delivered", say("This item went to all already."), rule="20")
    if item.sharing is Sharing.CONFIDENTIAL:
        return conflict(
            "item_confidential",
            say("This item is confidential to one participant."),
            rule="19",
            article="Aw 2.57, 2.110(7)",
            remedy=say("Classify it as for all first, where that is right."),
        )
    if item.idea_of is not None and not item.consented:
        return conflict(
            "consent_missing",
            say("This is an idea of one participant, who did not consent to sharing exactly this item."),
            rule="19",
            article="Aw 2.57, 2.110(7)",
            remedy=say("Ask the participant to consent in its room, or record its written consent."),
        )
    return why_not_talk(dialogue) or why_not_reach(unreached, rule="20", article="Aw 1.8, 2.110(6)")


def why_not_consent(item: ItemFacts, *, by_participant: bool, proof: str) -> Refusal | None:
    """Say why consent cannot be recorded, or None if it can: of whose idea it is, once, for exactly this item."""
    if item.idea_of is None:
        return conflict("no_idea_of_one", say("This item is no idea of a participant: no consent is asked."), rule="19")
    if item.consented:
        return conflict("consent_given", say("Consent to sharing this item was given."), rule="19")
    if not by_participant and not proof:
        return invalid(
            "proof_missing",
            say("Name the letter or mail in which the participant consented."),
            rule="19",
            article="Aw 2.57",
        )
    return None


def of_ledger(dialogue: DialogueFacts, today: date) -> tuple[Finding, ...]:
    """Say which items are late, and how many are owed (rule 20)."""
    owed = [one for one in dialogue.items if one.is_owed]
    late = sum(one.deliver_by is not None and one.deliver_by < today for one in owed)
    if late:
        message = say("{count} items for all are late: the day by which they go to all has passed.", count=late)
        return (warning(message, "20", "Aw 1.8, 2.110(6)"),)
    if owed:
        message = say("{count} items that are for all did not go to all yet.", count=len(owed))
        return (warning(message, "20", "Aw 1.8, 2.110(6)"),)
    return ()
