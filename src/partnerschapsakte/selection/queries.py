"""Reads a selection: its plan, its requests, what they come to, and the pages of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.selection.models import ParticipationRequest, SelectionDecision, SelectionDraw, SelectionPlan
from partnerschapsakte.selection.rules import ranking, selecting
from partnerschapsakte.selection.rules.facts import Plan, RequestState
from partnerschapsakte.selection.schemas import (
    CriterionView,
    FindingView,
    ParticipationRequestView,
    PlaceView,
    PlanSelection,
    RequirementView,
    SelectionDrawView,
    SelectionFileView,
    SelectionPage,
    SelectionScoreView,
)
from partnerschapsakte.tendering.models import Tender
from partnerschapsakte.tendering.queries import tender
from partnerschapsakte.tendering.schemas import CandidatePartyView


def plan_of(session: Session, tender_id: str) -> SelectionPlan | None:
    """Return what is asked of candidates, if it was laid down."""
    return session.get(SelectionPlan, tender_id)


def decision_of(session: Session, tender_id: str) -> SelectionDecision | None:
    """Return the decision on who is admitted, if it was taken."""
    return session.get(SelectionDecision, tender_id)


def requests_of(session: Session, tender_id: str) -> list[ParticipationRequest]:
    """Return the requests to participate, in the order in which they were recorded."""
    chosen = select(ParticipationRequest).filter_by(tender_id=tender_id).order_by(ParticipationRequest.position)
    return list(session.scalars(chosen))


def draws_of(session: Session, tender_id: str) -> list[SelectionDraw]:
    """Return the draws, in their order."""
    return list(session.scalars(select(SelectionDraw).filter_by(tender_id=tender_id).order_by(SelectionDraw.position)))


def request(session: Session, dossier_id: str, request_id: str) -> ParticipationRequest:
    """Return a request of a dossier, or refuse."""
    found = session.get(ParticipationRequest, request_id)
    if found is None or found.dossier_id != dossier_id:
        raise selecting.request_not_found()
    return found


def next_position(session: Session, tender_id: str) -> int:
    """Return the place of the next request."""
    return (session.scalar(select(func.max(ParticipationRequest.position)).filter_by(tender_id=tender_id)) or 0) + 1


def providers(session: Session) -> list[tuple[str, str]]:
    """Return the ids and names of all providers, by name, to choose from."""
    rows = session.execute(
        select(Party.id, Party.name).filter_by(kind=PartyKind.PROVIDER).order_by(Party.name, Party.id)
    )
    return [(row.id, row.name) for row in rows]


def requests_for(
    session: Session, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[ParticipationRequestView]:
    """Return the requests of a dossier as views."""
    found = tender(session, dossier_id)
    plan = plan_of(session, found.id)
    chosen = select(ParticipationRequest).filter_by(tender_id=found.id).order_by(ParticipationRequest.position)
    rows = list(session.scalars(chosen.limit(limit).offset(offset)))
    names = _names(session, rows)
    return [_request(one, plan, names) for one in rows]


def request_for(session: Session, dossier_id: str, request_id: str) -> ParticipationRequestView:
    """Return one request as a view, or refuse."""
    row = request(session, dossier_id, request_id)
    return _request(row, plan_of(session, row.tender_id), _names(session, [row]))


def file_of(session: Session, dossier_id: str) -> SelectionFileView:
    """Return the selection of a dossier's tender as it stands."""
    found = tender(session, dossier_id)
    plan, decision = plan_of(session, found.id), decision_of(session, found.id)
    asked = PlanSelection.model_validate(plan.content) if plan else PlanSelection()
    requests = requests_of(session, found.id)
    outcome = _outcome(session, found, plan, requests)
    names = {one.id: one.name for one in requests}
    return SelectionFileView(
        dossier_id=dossier_id,
        is_planned=plan is not None,
        is_frozen=found.published_on is not None,
        requirements=tuple(RequirementView(**one.model_dump()) for one in asked.requirements),
        criteria=tuple(CriterionView(**one.model_dump()) for one in asked.criteria),
        **asked.model_dump(exclude={"requirements", "criteria"}),
        rectified_because=plan.rectified_because if plan else "",
        maximum=decision.maximum if decision else found.maximum_candidates,
        suitable=len(ranking.suitable(plan.facts, [one.facts for one in requests])) if plan else 0,
        applied=outcome.applied,
        ranking=tuple(
            PlaceView(request_id=one.request, name=names[one.request], rank=one.rank, points=one.points)
            for one in outcome.ranking
        ),
        tied=outcome.tied,
        draws=tuple(_draw(one) for one in draws_of(session, found.id)),
        decided_on=decision.decided_on if decision else None,
        few_because=decision.few_because if decision else "",
        standstill_last_day=decision.standstill_last_day if decision else None,
        admitted=tuple(one.id for one in requests if one.admitted),
        not_admitted=tuple(one.id for one in requests if one.admitted is False),
        version=plan.version if plan else 0,
    )


def page_of(session: Session, actor: Actor, dossier_id: str, today: date) -> SelectionPage:
    """Return what the page of a selection shows, with what can be done today."""
    found, file = tender(session, dossier_id), file_of(session, dossier_id)
    plan = plan_of(session, found.id)
    requests = requests_of(session, found.id)
    facts, draws = [one.facts for one in requests], [one.facts for one in draws_of(session, found.id)]
    decided = file.decided_on is not None
    not_kept = selecting.why_not_keep(actor, found.facts)
    outcome = _outcome(session, found, plan, requests)
    deciding = selecting.why_not_decide(found.facts, plan.facts if plan else None, facts, draws, today=today)
    why_not: dict[str, Refusal | None] = {
        "plan": not_kept or selecting.why_not_plan(found.facts),
        "rectify": not_kept or selecting.why_not_rectify(found.facts, decided=decided, today=today),
        "decide": not_kept or selecting.why_not_decide_again(decided=decided) or deciding,
        "rank": not_kept or (selecting.why_not_rank(plan.facts, facts, found.maximum_candidates) if plan else None),
    }
    return SelectionPage(
        file=file,
        requests=tuple(requests_for(session, dossier_id)),
        findings=() if decided or deciding else selecting.findings(outcome),
        why_not=why_not,
        tied=tuple((one.id, one.name) for one in requests if one.id in outcome.tied),
    )


def _outcome(
    session: Session, found: Tender, plan: SelectionPlan | None, requests: Sequence[ParticipationRequest]
) -> ranking.Outcome:
    """Return what the selection comes to; nothing while a score that a ranking needs is missing."""
    nothing = ranking.Outcome(applied=False, admitted=())
    if plan is None:
        return nothing
    asked, facts = plan.facts, [one.facts for one in requests]
    if ranking.is_needed(asked, facts, found.maximum_candidates):
        if any(one.state(asked) is RequestState.OPEN for one in facts):
            return nothing
        if any(ranking.missing_scores(asked, one) for one in ranking.suitable(asked, facts)):
            return ranking.Outcome(applied=True, admitted=())
    draws = [one.facts for one in draws_of(session, found.id)]
    return ranking.outcome(asked, facts, found.maximum_candidates, draws)


def _names(session: Session, rows: Sequence[ParticipationRequest]) -> Mapping[str, str]:
    found = parties_by_id(session, {seat.party_id for one in rows for seat in one.parties})
    return {party: one.name for party, one in found.items()}


def _request(
    row: ParticipationRequest, plan: SelectionPlan | None, names: Mapping[str, str]
) -> ParticipationRequestView:
    state = row.facts.state(plan.facts if plan else Plan())
    if row.admitted is not None:
        state = RequestState.ADMITTED if row.admitted else RequestState.NOT_ADMITTED
    same = ("id", "dossier_id", "name", "received_at", "recorded_at", "size_class", "country", "electronic")
    same += ("withdrawn_on", "rank", "points", "candidate_id", "has_running_clients", "phase_out_clients")
    same += ("phase_out_staff", "phase_out_systems", "phase_out_noted_at", "version")
    return ParticipationRequestView(
        **{name: getattr(row, name) for name in same},
        parties=tuple(CandidatePartyView(seat.party_id, names[seat.party_id], seat.role) for seat in row.parties),
        state=state,
        findings=tuple(FindingView(code=one.code, met=one.met, reason=one.reason) for one in row.findings),
        scores=tuple(SelectionScoreView(code=one.code, score=one.score, reason=one.reason) for one in row.scores),
    )


def _draw(row: SelectionDraw) -> SelectionDrawView:
    return SelectionDrawView(
        id=row.id,
        drawn_on=row.drawn_on,
        drawn=tuple(row.drawn),
        method=row.method,
        witness=row.witness,
        redraw_rule=row.redraw_rule,
    )
