"""Puts the letters of a selection and the phase-out note into the values of their templates."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from partnerschapsakte.documents.rules.wording import paragraphs, plain, shown
from partnerschapsakte.foundation import language
from partnerschapsakte.selection.models import ParticipationRequest, SelectionDecision
from partnerschapsakte.selection.schemas import PlanSelection
from partnerschapsakte.tendering import word
from partnerschapsakte.tendering.queries import Tender
from partnerschapsakte.tendering.rules.facts import TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES

ADMITTED, NOT_ADMITTED, PHASE_OUT = "admission_letter", "non_admission_letter", "phase_out_note"
NEXT: Final = {
    TenderStage.DIALOGUE: "De volgende stap is de dialoog. U krijgt daarvoor een eigen uitnodiging.",
    TenderStage.TENDERING: "De volgende stap is de inschrijving. U krijgt daarvoor een eigen uitnodiging.",
}
DECIDED: Final = "De volgende stap is het besluit over de gunning. Daarover krijgt u een eigen brief."


def kind_of(request: ParticipationRequest) -> str:
    """Return the kind of letter that a candidate gets."""
    return ADMITTED if request.admitted else NOT_ADMITTED


def title_of(request: ParticipationRequest) -> str:
    """Return the title of the letter to a candidate."""
    return f"{'Toelating' if request.admitted else 'Geen toelating'} {plain(request.name)}"


def decision_of(
    tender: Tender,
    request: ParticipationRequest,
    asked: PlanSelection,
    decision: SelectionDecision,
    *,
    admitted: int,
    to: dict[str, str],
    authorities: Sequence[str],
    sent_on: date,
) -> dict[str, Any]:
    """Return the data of the letter to one candidate: about itself, and of others how many were admitted."""
    failed = list(_failed(request, asked))
    last = decision.standstill_last_day
    told: dict[str, Any] = {
        "cover": word.cover(tender, sent_on),
        "addressee": to,
        "authority": {"names": plain(", ".join(authorities))},
        "request": {"received_on": request.received_on},
        "decision": {"decided_on": decision.decided_on},
        "failed": failed,
        "ranking": _ranking(request, decision, admitted) if decision.applied and not failed else None,
        "scores": list(_scores(request, asked)) if decision.applied and not failed else [],
        "last_day": language.weekday(last) if last is not None else "",
    }
    if request.admitted:
        course = COURSES[tender.procedure].stages
        told["next_step"] = next((NEXT[one] for one in course if one in NEXT), DECIDED)
    return told


def phase_out_of(tender: Tender, request: ParticipationRequest, decided_on: date, noted_on: date) -> dict[str, Any]:
    """Return the data of the note of what a provider that was not selected hands over."""
    return {
        "cover": word.cover(tender, noted_on),
        "provider": {"name": plain(request.name)},
        "decision": {"decided_on": decided_on},
        "running": "ja" if request.has_running_clients else "nee",
        "clients": paragraphs(request.phase_out_clients) or [shown("")],
        "staff": paragraphs(request.phase_out_staff) or [shown("")],
        "systems": paragraphs(request.phase_out_systems) or [shown("")],
    }


def _failed(request: ParticipationRequest, asked: PlanSelection) -> Iterator[dict[str, str]]:
    texts = {one.code: one.text for one in asked.requirements}
    for one in request.findings:
        if not one.met and one.code in texts:
            yield {"what": _ended(texts[one.code]), "reason": _ended(one.reason)}


def _ranking(request: ParticipationRequest, decision: SelectionDecision, admitted: int) -> dict[str, str]:
    return {
        "places": str(decision.maximum or 0),
        "admitted": str(admitted),
        "points": language.number(request.points) if request.points is not None else "",
        "rank": str(request.rank) if request.rank is not None else "",
    }


def _scores(request: ParticipationRequest, asked: PlanSelection) -> Iterator[dict[str, str]]:
    known = {one.code: one for one in asked.criteria}
    for one in request.scores:
        if one.code in known:
            yield {
                "what": plain(known[one.code].text),
                "score": language.number(one.score),
                "most": language.number(known[one.code].scale),
                "reason": plain(one.reason),
            }


def _ended(text: str) -> str:
    """Return a text that is fit to print and ends as a sentence."""
    line = plain(text)
    return line if line.endswith((".", "?", "!")) else f"{line}."
