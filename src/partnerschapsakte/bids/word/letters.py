"""Writes the letters about submitting: letters are in Dutch, and say moments to the second."""

from datetime import datetime

from partnerschapsakte.bids.rules.facts import BidState
from partnerschapsakte.bids.schemas import BidView, SubmissionFile
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.schemas import in_words

LATE_TITLE = say("Your bid came too late")
MOVED_TITLE = say("The deadline for bids moved, for all")
CORRECTED_TITLE = say("The documents were corrected: confirm your bid")


def late_letter(received_at: datetime, deadline: datetime) -> list[str]:
    """Tell a candidate that its bid came after the deadline, with both moments."""
    return _dutch(
        say("Your bid was received on {moment} (Amsterdam time).", moment=in_words(received_at, deadline)),
        say(
            "It had to be there on {moment} at the latest. It is refused and stays unopened.", moment=in_words(deadline)
        ),
    )


def moved_letter(before: datetime, after: datetime, reason: str) -> list[str]:
    """Tell all that the deadline moved."""
    said = say(
        "Bids can be handed in until {after} (Amsterdam time); that was {before}. It holds for all. A bid that is "
        "handed in can be changed until then.",
        after=in_words(after),
        before=in_words(before),
    )
    return [*_dutch(said, say("The reason:")), reason]


def corrected_letter(corrected_at: datetime, deadline: datetime, reason: str) -> list[str]:
    """Tell all what was corrected, and that a bid of before is void until its candidate confirms it."""
    said = say(
        "The documents were corrected on {moment}. A bid that was handed in before counts only if you confirm it in "
        "your room, or hand it in again, on {deadline} at the latest (Amsterdam time).",
        moment=in_words(corrected_at),
        deadline=in_words(deadline),
    )
    return [*_dutch(said, say("What was corrected:")), reason]


def why_it_stands_so(bid: BidView, file: SubmissionFile) -> Sentence | None:
    """Say why a bid is not opened and assessed; None of one that is."""
    if bid.state is BidState.LATE and file.deadline_at is not None:
        moment, deadline = in_words(bid.received_at, file.deadline_at), in_words(file.deadline_at)
        return say("It came in on {moment}, after the deadline of {deadline}.", moment=moment, deadline=deadline)
    if bid.state is BidState.VOID:
        corrected_at = max(one.corrected_at for one in file.corrections)
        return say(
            "The documents were corrected on {moment}; the candidate did not confirm its bid before the deadline.",
            moment=in_words(corrected_at),
        )
    if bid.state is BidState.WITHDRAWN and bid.withdrawn_at is not None:
        return say("The candidate withdrew it on {moment}.", moment=in_words(bid.withdrawn_at))
    if bid.struck_because:
        return say("The record was a mistake: {reason}", reason=bid.struck_because)
    return None


def _dutch(*sentences: Sentence) -> list[str]:
    return [language.tell(one, language.DUTCH) for one in sentences]
