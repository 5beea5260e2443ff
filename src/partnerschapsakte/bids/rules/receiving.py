"""What may be put on record of bids and why not: rules 22 to 27, as far as they are about submitting."""

from collections.abc import Collection, Sequence
from datetime import datetime

from partnerschapsakte.bids.rules.facts import BidFacts, BidState, BidWay, Course, StatementKind, state_of
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.procedure import why_not_go_on

FOLLOWS = "Aw 2.52a, 2.132(1)(l)"
UNSEEN = "Aw 2.108"


def why_not_keep(actor: Actor, tender: TenderFacts, *, opened: bool) -> Refusal | None:
    """Say why this actor records nothing about bids, or None if they do.

    Bids that were opened and of which every letter was sent stay as they were judged.
    """
    if actor != SYSTEM and (not actor.may_act_as(*KEEPERS) or stands_for_party(actor)):
        return Refusal(
            Why.NOT_PERMITTED,
            "bids_not_permitted",
            say("Your role does not include recording bids."),
            remedy=say("Ask the procurement officer of the dossier."),
        )
    if opened and {one.lot for one in tender.awards} >= set(tender.lots):
        return Refusal(
            Why.CONFLICT,
            "letters_sent",
            say("The award letters of every lot were sent: what is on record about bids stays as it was judged."),
            rule="23",
            article=UNSEEN,
        )
    return why_not_go_on(tender)


def why_not_allow(way: BidWay, course: Course, *, allowed: Collection[BidWay], now: datetime) -> Refusal | None:
    """Say why another way of submitting cannot be opened, or None if it can: for all, and before the deadline."""
    if not way.needs_ground:
        return Refusal(Why.INVALID, "way_needs_no_ground", say("This way is electronic: it needs no ground."))
    if way in allowed:
        return conflict("way_allowed", say("Bids may already come in along this way."))
    if course.is_closed(now):
        message = say("The deadline has passed: the ways of submitting were the same for all, and stay so.")
        return conflict("bids_are_in", message, rule="12", article="Aw 1.9")
    return None


def why_not_look(course: Course, now: datetime) -> Refusal | None:
    """Say why nobody of the authority learns of bids now, or None if they do (rule 23)."""
    if course.deadline is None:
        return conflict(
            "deadline_unknown",
            say("It is not on record until when tenders can be handed in."),
            rule="25",
            article="RBNHO:2017:8830",
            remedy=say("Record the deadline of the tenders first, with its time."),
        )
    if not course.is_closed(now):
        return conflict(
            "bids_sealed",
            say("Until the deadline nobody learns who submitted, or how many did."),
            rule="23",
            article=UNSEEN,
            remedy=say("Wait until the deadline has passed."),
        )
    return None


def why_not_come_in(
    bid: BidFacts, way: BidWay, course: Course, *, allowed: Collection[BidWay], lots: Collection[str], now: datetime
) -> Refusal | None:
    """Say why this bid cannot have come in as it is told, or None if it can; a late one can, and is refused by it."""
    if bid.received_at > now:
        return Refusal(Why.INVALID, "not_received_yet", say("A bid cannot have come in after this moment."))
    if way.needs_ground and way not in allowed:
        return conflict(
            "ground_missing",
            say("A bid by e-mail or on paper needs a ground of the law, decided before the deadline for all."),
            rule="27",
            article=FOLLOWS,
            remedy=say("Record on which ground this way was open; it comes in the record of proceedings, letter l."),
        )
    if len(set(bid.lots)) != len(bid.lots):
        return Refusal(Why.INVALID, "lot_twice", say("Two lots have the same number."))
    for lot in bid.lots:
        if lot not in lots:
            return Refusal(Why.INVALID, "lot_unknown", say("This tender has no lot {lot}.", lot=lot))
    if course.opened_at is not None and not course.is_late(bid.received_at):
        return conflict(
            "opened_already",
            say("The bids were opened: what was there stands in the record of opening."),
            rule="23",
            article=UNSEEN,
        )
    return None


def why_not_beside(bid: BidFacts, others: Sequence[BidFacts], course: Course) -> Refusal | None:
    """Say why a candidate cannot have this bid beside its others, or None if it can: one of them stands at most."""
    if course.is_late(bid.received_at):
        return None
    standing = {BidState.VALID, BidState.VOID}
    if any(one.candidate == bid.candidate and state_of(one, course) in standing for one in others):
        return conflict(
            "bid_known",
            say("This candidate has a bid on record that stands."),
            remedy=say("Record that the earlier one was withdrawn, or strike it where it was a mistake."),
        )
    return None


def why_not_change(bid: BidFacts, course: Course) -> Refusal | None:
    """Say why a record of a bid cannot be struck, or its lots changed, or None if they can: until the opening."""
    if bid.struck:
        return conflict("bid_struck", say("This record was struck."))
    if course.opened_at is not None:
        return conflict(
            "opened_already",
            say("The bids were opened: what was there stands in the record of opening."),
            rule="23",
            article=UNSEEN,
        )
    return None


def why_not_state(
    kind: StatementKind, course: Course, *, is_in: bool, now: datetime, given_at: datetime
) -> Refusal | None:
    """Say why a candidate tells nothing about its own bid any more, or None if it does: until the deadline."""
    if course.deadline is None:
        return why_not_look(course, now)
    if not is_in:
        return conflict("candidate_not_in", say("This candidate was not admitted, or had withdrawn by that day."))
    if given_at > now:
        return Refusal(Why.INVALID, "not_told_yet", say("This cannot have been told after this moment."))
    if given_at > course.deadline:
        return conflict(
            "deadline_passed_for_bid",
            say("The deadline has passed: a bid stands as it was handed in."),
            rule="24",
            article="Aw 2.109",
        )
    if kind is StatementKind.CONFIRMED and not any(one <= given_at for one in course.corrected_at):
        return conflict("nothing_to_confirm", say("The documents were not corrected: there is nothing to confirm."))
    return None


def conflict(
    code: str,
    message: Sentence,
    *,
    rule: str | None = None,
    article: str | None = None,
    remedy: Sentence | None = None,
) -> Refusal:
    """Return a refusal for how things stand now."""
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)
