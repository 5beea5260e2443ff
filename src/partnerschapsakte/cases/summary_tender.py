"""Tells the tender of a summary: who was admitted and why, what was talked about, who ranks where, what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.queries.views import assessment_view
from partnerschapsakte.assessment.rules.allocation import AssessmentState, LotResult, Place
from partnerschapsakte.assessment.rules.plan import ScoringMethod
from partnerschapsakte.assessment.schemas import AssessmentView
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.queries.record import record_view
from partnerschapsakte.awarding.rules.facts import LotDecision
from partnerschapsakte.awarding.schemas import RecordOfProceedings
from partnerschapsakte.cases.summary_bids import bids_summary
from partnerschapsakte.cases.summary_selection import selection_summary
from partnerschapsakte.cases.told import Teller, as_day, as_money, as_number
from partnerschapsakte.foundation.clock import end_of_day
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.selection import queries as selection
from partnerschapsakte.selection.schemas import ParticipationRequestView, SelectionFileView
from partnerschapsakte.tendering.rules.facts import LotOutcome, RecordState
from partnerschapsakte.tendering.schemas import LotView, StandstillView, TenderView

NOT_APPLICABLE = "n.v.t."
UNDECIDED = {AssessmentState.DECISION_NEEDED, AssessmentState.DRAW_NEEDED}


@dataclass(frozen=True, slots=True)
class Found:
    """What the rooms of a tender hold, beside the tender itself."""

    file: SelectionFileView
    requests: Sequence[ParticipationRequestView]
    assessment: AssessmentView
    results: Mapping[str, LotResult]
    decisions: Mapping[str, LotDecision]
    record: RecordOfProceedings


def tender_summary(session: Session, view: TenderView, tell: Teller, as_of: date) -> dict[str, Any]:
    """Return the tender as the summary has it: every key always there, null where nothing is known."""
    found = _found(session, view.dossier_id, as_of)
    value = view.estimated_value
    return {
        "procedure": view.procedure.value,
        "status": view.status.value,
        "stage": view.stage.value,
        "estimated_value": {
            "amount": as_money(value.amount) if value else None,
            "method": value.method.value if value and value.method else None,
            "threshold": as_money(value.threshold) if value else None,
            "above_threshold": value.above_threshold if value else None,
        },
        "selection": selection_summary(found.file, found.requests, view.selection, tell),
        "dialogue": _dialogue(view),
        "bids": bids_summary(session, view.dossier_id, tell, end_of_day(as_of)),
        "lots": [_lot(lot, found, tell) for lot in view.lots],
        "record_of_proceedings": _record(found.record),
    }


def _found(session: Session, dossier_id: str, as_of: date) -> Found:
    assessment = assessment_view(session, dossier_id, today=as_of)
    decided = awards.lot_awards(session, dossier_id, as_of)
    return Found(
        file=selection.file_of(session, dossier_id),
        requests=selection.requests_for(session, dossier_id),
        assessment=assessment,
        results={one.code: one.result for one in assessment.lots if one.result},
        decisions={one.lot: one.outcome for one in decided if one.outcome},
        record=record_view(session, dossier_id),
    )


def _dialogue(view: TenderView) -> dict[str, Any] | None:
    if view.dialogue is None:
        return None
    return {
        "topics": list(view.dialogue.topics),
        "rounds": view.dialogue.rounds,
        "sessions": [
            {
                "participant": one.participant,
                "round": one.round,
                "held_on": one.held_on.isoformat(),
                "attendees": one.attendees,
                "minutes": one.minutes.value,
            }
            for one in view.dialogue.sessions
        ],
        "closed_on": as_day(view.dialogue.closed_on),
    }


def _lot(lot: LotView, found: Found, tell: Teller) -> dict[str, Any]:
    result = found.results.get(lot.id) if found.assessment.plan.written else None
    return {
        "id": lot.id,
        "title": lot.title,
        "contracts": {"minimum": lot.contracts_minimum, "maximum": lot.contracts_maximum},
        "ranking": [_place(one, found, tell) for one in _best_first(result)] if result else None,
        "outcome": _outcome(lot, found, result),
        "awarded": list(lot.awarded),
        "standstill": _standstill(lot.standstill, tell),
        "award_notice_due": tell.computed(lot.award_notice_due),
    }


def _best_first(result: LotResult) -> list[Place]:
    """Return the places in order, and after them who was knocked out, the highest total first."""
    out = sum(one.rank is None for one in result.places)
    ranked = list(result.places[: len(result.places) - out])
    knocked_out = result.places[len(ranked) :]
    return [*ranked, *sorted(knocked_out, key=lambda one: -one.result.total if one.result else Decimal(1))]


def lot_findings(session: Session, dossier_id: str, as_of: date) -> list[Finding]:
    """Return why nothing follows by itself in a lot that was assessed: a decision or a draw is needed."""
    view = assessment_view(session, dossier_id, today=as_of)
    return [
        Finding(level=Level.WARNING, message=one.result.because, rule=one.result.rule, where=one.code)
        for one in view.lots
        if one.result and one.result.state in UNDECIDED
    ]


def _outcome(lot: LotView, found: Found, result: LotResult | None) -> str | None:
    """Say what became of a lot: as it was decided, else that a decision is needed where nothing follows by itself."""
    if lot.outcome is not None:
        return lot.outcome.value
    decided = found.decisions.get(lot.id)
    if decided is not None:
        return (LotOutcome.AWARDED if decided is LotDecision.AWARD else LotOutcome.NOT_AWARDED).value
    return LotOutcome.DECISION_NEEDED.value if result and result.state in UNDECIDED else None


def _place(place: Place, found: Found, tell: Teller) -> dict[str, Any]:
    written = found.assessment.plan.written
    has_total = place.result is not None and written is not None and written.method is not ScoringMethod.IMPORTANCE
    return {
        "tenderer": found.assessment.names[place.candidate],
        "score": as_number(place.result.total) if place.result and has_total else None,
        "rank": place.rank,
        "outcome": place.standing.value,
        "reason": tell.reasons(place.because, place.rule),
    }


def _standstill(wait: StandstillView | None, tell: Teller) -> dict[str, Any] | None:
    if wait is None:
        return None
    return {
        "basis": wait.basis.value,
        "sent_on": wait.sent_on.isoformat(),
        "last_day": tell.computed(wait.last_day),
        "earliest_signing": tell.computed(wait.earliest_signing),
    }


def _record(view: RecordOfProceedings) -> dict[str, Any]:
    """Return items a to n: what the file tells and somebody wrote, "n.v.t.", or null while an item is empty."""
    told: dict[str, Any] = {
        one.item.value: "\n".join(text for text in (one.known, one.text) if text)
        or (NOT_APPLICABLE if one.not_applicable else None)
        for one in view.items
    }
    return {**told, "complete": view.state in {RecordState.COMPLETE, RecordState.NOT_NEEDED}}
