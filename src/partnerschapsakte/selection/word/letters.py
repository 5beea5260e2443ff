"""Writes the letters of a selection, each with the party's own reasons (rule 34): letters are in Dutch."""

from collections.abc import Iterator, Sequence
from datetime import date

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.selection.models import ParticipationRequest, SelectionDecision
from partnerschapsakte.selection.schemas import PlanSelection

MOST = 5900
"""How much fits in one letter."""

TITLE = say("Decision on your request to participate")
LATE_TITLE = say("Your request to participate came too late")


def in_dutch(sentence: Sentence) -> str:
    """Say a sentence in the language of letters."""
    return language.tell(sentence, language.DUTCH)


def late_letter(request: ParticipationRequest, due_on: date | None) -> list[str]:
    """Tell a party that its request came after the deadline, with both moments."""
    received = language.moment(request.received_at, language.DUTCH)
    lines = [
        say("Your request to participate was received on {moment} (Amsterdam time).", moment=received),
        say("It had to be there on {day} at the latest, and is not considered.", day=due_on or ""),
    ]
    return [in_dutch(one) for one in lines]


def decision_letter(
    request: ParticipationRequest, asked: PlanSelection, decision: SelectionDecision, admitted: int
) -> list[str]:
    """Tell a party what was decided about its own request and why, in paragraphs."""
    return [in_dutch(one) for one in _told(request, asked, decision, admitted)]


def letters_of(paragraphs: Sequence[str]) -> list[str]:
    """Put paragraphs into as few letters as they need."""
    letters: list[str] = []
    for one in paragraphs:
        if letters and len(letters[-1]) + len(one) + 2 <= MOST:
            letters[-1] += "\n\n" + one
        else:
            letters.append(one)
    return letters


def rectification(reason: str) -> list[str]:
    """Tell all that what is asked was corrected, and why."""
    return [in_dutch(say("What is asked of candidates in the selection was corrected. The reason:")), reason]


def _told(
    request: ParticipationRequest, asked: PlanSelection, decision: SelectionDecision, admitted: int
) -> Iterator[Sentence]:
    if request.admitted:
        yield say("You are admitted to the next step of the procedure.")
    else:
        yield say("You are not admitted to the next step of the procedure.")
    texts = {one.code: one.text for one in asked.requirements} | {one.code: one.text for one in asked.criteria}
    failed = [one for one in request.findings if not one.met and one.code in texts]
    for one in failed:
        yield say("Not met: {what} Reason: {reason}", what=_ended(texts[one.code]), reason=_ended(one.reason))
    if not decision.applied:
        yield say("There were no more suitable candidates than places, so all of them are admitted without a ranking.")
    elif not failed:
        yield from _ranked(request, asked, decision, texts, admitted)
    if not request.admitted and decision.standstill_last_day is not None:
        yield say(
            "Objections can be brought before the court through {day}; that is the last day.",
            day=decision.standstill_last_day,
        )


def _ranked(
    request: ParticipationRequest,
    asked: PlanSelection,
    decision: SelectionDecision,
    texts: dict[str, str],
    admitted: int,
) -> Iterator[Sentence]:
    yield say(
        "There were more suitable candidates than places ({maximum}), so they were ranked; {admitted} are admitted.",
        maximum=decision.maximum or 0,
        admitted=admitted,
    )
    scales = {one.code: one.scale for one in asked.criteria}
    for one in request.scores:
        if one.code in scales:
            yield say(
                "{what} Score {score} of {most}. Reason: {reason}",
                what=_ended(texts[one.code]),
                score=one.score,
                most=scales[one.code],
                reason=_ended(one.reason),
            )
    if request.points is not None:
        yield say("Your points: {points} of 100.", points=request.points)
    if request.rank is not None:
        yield say("Your place in the ranking: {rank}.", rank=request.rank)


def _ended(text: str) -> str:
    """Return a text that ends as a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
