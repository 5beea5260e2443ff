"""Tells the selection of a summary: whether it ranked and why, and what became of each who asked to take part."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from partnerschapsakte.cases.told import Teller, as_number
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.selection.rules.facts import RequestState
from partnerschapsakte.selection.schemas import ParticipationRequestView, PlaceView, SelectionFileView
from partnerschapsakte.tendering.schemas import SelectionView

LOOKED_AT = {RequestState.SUITABLE, RequestState.ADMITTED, RequestState.OPEN}


def selection_summary(
    file: SelectionFileView, requests: Sequence[ParticipationRequestView], view: SelectionView, tell: Teller
) -> dict[str, Any]:
    """Return the selection: without a ranking only who fell out is told, with one also who ranked where (rule 16)."""
    if not file.is_planned:
        return {
            "applied": None,
            "reason": None,
            "maximum": view.maximum,
            "admitted": list(view.admitted),
            "ranking": None,
        }
    places = {one.request_id: one for one in file.ranking}
    told = [one for one in requests if one.id in places or one.state not in LOOKED_AT]
    told.sort(key=lambda one: places[one.id].rank if one.id in places else len(requests) + 1)
    return {
        "applied": file.applied,
        "reason": tell.reasons([_why(file)], "16"),
        "maximum": file.maximum,
        "admitted": [one.name for one in requests if one.id in file.admitted],
        "ranking": [_request(one, places.get(one.id), file, tell) for one in told],
    }


def _why(file: SelectionFileView) -> Sentence:
    if file.decided_on is None:
        return say("It is not decided yet who is admitted.")
    if not file.applied:
        return say("There were no more suitable candidates than places, so all of them are admitted without a ranking.")
    return say(
        "There were more suitable candidates than places ({maximum}), so they were ranked; {admitted} are admitted.",
        maximum=file.maximum or 0,
        admitted=len(file.admitted),
    )


def _request(
    one: ParticipationRequestView, place: PlaceView | None, file: SelectionFileView, tell: Teller
) -> dict[str, Any]:
    failed = [found for found in one.findings if not found.met]
    outcome = RequestState.UNSUITABLE if failed and one.state is RequestState.NOT_ADMITTED else one.state
    return {
        "candidate": one.name,
        "score": as_number(place.points) if place else None,
        "rank": place.rank if place else None,
        "outcome": outcome.value,
        "reason": tell.reasons(_reasons(one, place, file), _rule(one, file)),
    }


def _rule(one: ParticipationRequestView, file: SelectionFileView) -> str | None:
    """Name the rule by which a request fell out, or by which a draw parted it from its equals."""
    if one.state is RequestState.LATE:
        return "24"
    if any(not found.met for found in one.findings):
        return "30"
    return "33" if any(one.id in draw.drawn for draw in file.draws) else None


def _reasons(one: ParticipationRequestView, place: PlaceView | None, file: SelectionFileView) -> Iterator[Sentence]:
    texts = {asked.code: asked.text for asked in file.requirements}
    if one.state is RequestState.LATE:
        yield say("The request came after the deadline and was refused.")
    elif one.state is RequestState.WITHDRAWN:
        yield say("The request was withdrawn on {day}.", day=one.withdrawn_on or "")
    for found in one.findings:
        if not found.met:
            yield say(
                "Not met: {what} Reason: {reason}", what=_ended(texts.get(found.code, "")), reason=_ended(found.reason)
            )
    if place:
        yield from _placed(one, place, file)


def _placed(one: ParticipationRequestView, place: PlaceView, file: SelectionFileView) -> Iterator[Sentence]:
    yield say("Rank {rank} for {maximum} places.", rank=place.rank, maximum=file.maximum or 0)
    scales: Mapping[str, tuple[str, Any]] = {asked.code: (asked.text, asked.scale) for asked in file.criteria}
    for given in one.scores:
        text, scale = scales.get(given.code, (given.code, ""))
        yield say(
            "{what} Score {score} of {most}. Reason: {reason}",
            what=_ended(text),
            score=given.score,
            most=scale,
            reason=_ended(given.reason),
        )
    for draw in file.draws:
        if one.id in draw.drawn:
            yield say("Equal with others; came out of the draw as number {place}.", place=draw.drawn.index(one.id) + 1)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
