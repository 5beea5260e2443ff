"""What is announced before the dialogue begins, and stands from then on: rules 12, 14 and 15."""

from itertools import pairwise

from partnerschapsakte.dialogue.rules.facts import AnnouncedRound, Announcement, DialogueFacts
from partnerschapsakte.dialogue.rules.warnings import conflict, invalid
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.procedure import why_not_go_on


def why_not_change_announcement(dialogue: DialogueFacts) -> Refusal | None:
    """Say why the announcement stands, or None while it can change."""
    if refusal := why_not_go_on(dialogue.tender):
        return refusal
    if not dialogue.is_frozen:
        return None
    return conflict(
        "announcement_frozen",
        say("The dialogue has begun: what was announced stands."),
        rule="14",
        article="Aw 2.110(3), 2.111(3)",
        remedy=say("Something that must change is corrected for all, by a letter to all."),
    )


def why_not_announce(dialogue: DialogueFacts, wanted: Announcement) -> Refusal | None:
    """Say why this cannot be announced, or None if it can."""
    return (
        why_not_change_announcement(dialogue)
        or _why_not_these_rounds(dialogue.tender, wanted.rounds)
        or _why_not_these_terms(dialogue.tender, wanted)
    )


def _why_not_these_rounds(tender: TenderFacts, rounds: tuple[AnnouncedRound, ...]) -> Refusal | None:
    if tender.dialogue_rounds is not None and len(rounds) != tender.dialogue_rounds:
        known = tender.dialogue_rounds
        message = say("The tender has {count} rounds; these are {rounds}.", count=known, rounds=len(rounds))
        return invalid("rounds_differ", message, rule="14", article="Aw 2.110(3)")
    for topic in (topic for one in rounds for topic in one.topics):
        if topic not in tender.topics:
            return unannounced(topic)
    for one in rounds:
        if one.ends_on < one.starts_on:
            return invalid("round_reversed", say("Round {round} ends before it begins.", round=one.number))
    for before, after in pairwise(rounds):
        if after.starts_on < before.starts_on:
            message = say("Round {round} begins before the round that precedes it.", round=after.number)
            return invalid("rounds_reversed", message)
    return None


def _why_not_these_terms(tender: TenderFacts, wanted: Announcement) -> Refusal | None:
    if wanted.reduction and not wanted.reduction_criteria:
        return invalid(
            "criteria_missing",
            say("A reduction is announced with the criteria by which it is done."),
            rule="15",
            article="Aw 2.111(1)(3)",
            remedy=say("Write the criteria, or announce no reduction."),
        )
    if wanted.reduction_criteria and not wanted.reduction:
        message = say("There are criteria for a reduction, but no reduction is announced.")
        return invalid("reduction_missing", message, rule="15", article="Aw 2.111(1)(3)")
    known, asked = tender.maximum_candidates, wanted.maximum_participants
    if known is not None and asked is not None and known != asked:
        message = say("The tender names {known} participants at most; this says {asked}.", known=known, asked=asked)
        return invalid("maximum_differs", message, rule="14", article="Aw 2.110(3)")
    return None


def unannounced(topic: str) -> Refusal:
    """Refuse a topic of which nobody was told before."""
    return invalid(
        "topic_not_announced",
        say("The topic “{topic}” was not announced.", topic=topic),
        rule="14",
        article="Aw 2.110(3)",
        remedy=say("Choose from the topics that were announced."),
    )
