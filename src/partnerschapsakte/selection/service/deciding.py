"""Lays down what is asked of candidates, draws where they tie, and decides who is admitted."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dossiers.queries import circle, dossier
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders.service import watch
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.models import ParticipationRequest, SelectionDecision, SelectionDraw, SelectionPlan
from partnerschapsakte.selection.rules import happened, ranking, selecting
from partnerschapsakte.selection.rules.facts import Criterion, Draw, Plan
from partnerschapsakte.selection.schemas import DecideSelection, PlanSelection, RecordSelectionDraw, RectifySelection
from partnerschapsakte.selection.service.requests import hashed, unless
from partnerschapsakte.selection.service.sending import Post, write_to
from partnerschapsakte.selection.word.letters import rectification
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.rules.procedure import why_not_happened
from partnerschapsakte.tendering.rules.standing import of_selection
from partnerschapsakte.tendering.schemas import AdmitCandidate, PartyOfCandidate
from partnerschapsakte.tendering.service import course as tender_service


def plan_selection(
    session: Session, occasion: Occasion, dossier_id: str, command: PlanSelection, *, version: int | None = None
) -> SelectionPlan:
    """Lay down what is asked of candidates; after publication only a rectification changes it (rule 12)."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    plan = queries.plan_of(session, tender.id)
    unless(selecting.why_not_keep(occasion.actor, tender.facts) or selecting.why_not_plan(tender.facts))
    unless(why_not_overwrite(version, plan.version if plan else 0))
    unless(selecting.why_not_lay_down(*_facts_of(command)))
    fact = happened.SelectionPlanned(subject=tender.id, data=command.model_dump(mode="json"))
    plan = _laid_down(session, plan, tender.id, dossier_id, fact.data)
    record(session, occasion, fact, dossier_id=dossier_id)
    tender_service.let_lead(session, occasion, dossier_id, LeadingRoom.SELECTION)
    return plan


def rectify_selection(
    session: Session, occasion: Occasion, dossier_id: str, command: RectifySelection
) -> SelectionPlan:
    """Correct what is asked after publication, with a reason that goes to all by letter (rule 12, Aw 2.67)."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    plan = queries.plan_of(session, tender.id)
    decided = queries.decision_of(session, tender.id) is not None
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    unless(selecting.why_not_rectify(tender.facts, decided=decided, today=occasion.today))
    unless(selecting.why_not_lay_down(*_facts_of(command)))
    content = command.model_dump(mode="json", exclude={"reason"})
    fact = happened.SelectionRectified(subject=tender.id, data=content, reason=command.reason)
    plan = _laid_down(session, plan, tender.id, dossier_id, content)
    plan.rectified_at, plan.rectified_because = occasion.happened_at, command.reason
    record(session, occasion, fact, dossier_id=dossier_id)
    write_to(session, occasion, dossier_id, [None], say("Rectification"), rectification(command.reason))
    return plan


def record_draw(session: Session, occasion: Occasion, dossier_id: str, command: RecordSelectionDraw) -> SelectionDraw:
    """Record a draw among who tie at the cut: its pool, how, before whom, and the redraw rule (rule 33)."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    row, requests = queries.plan_of(session, tender.id), queries.requests_of(session, tender.id)
    unless(selecting.why_not_decide_again(decided=queries.decision_of(session, tender.id) is not None))
    earlier = [one.facts for one in queries.draws_of(session, tender.id)]
    drawn = Draw(order=command.drawn, drawn_on=command.drawn_on)
    facts = [one.facts for one in requests]
    unless(
        selecting.why_not_draw(
            row and row.facts, facts, tender.maximum_candidates, earlier, drawn, today=occasion.today
        )
    )
    fact = happened.TieDrawn(
        subject=occasion.ids(),
        order=drawn.order,
        drawn_on=drawn.drawn_on,
        method=command.method,
        witness_sha256=hashed(command.witness),
    )
    made = SelectionDraw(
        id=fact.subject,
        tender_id=tender.id,
        position=len(earlier) + 1,
        drawn_on=drawn.drawn_on,
        drawn=list(drawn.order),
        method=command.method,
        witness=command.witness,
        redraw_rule=row.facts.redraw_rule if row else Plan().redraw_rule,
    )
    session.add(made)
    record(session, occasion, fact, dossier_id=dossier_id)
    return made


def decide_selection(
    session: Session, occasion: Occasion, dossier_id: str, command: DecideSelection, templates: Path | None = None
) -> SelectionDecision:
    """Decide who is admitted by what was judged; everybody gets a letter, printed where there are ``templates``."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    unless(selecting.why_not_keep(occasion.actor, tender.facts))
    unless(selecting.why_not_decide_again(decided=queries.decision_of(session, tender.id) is not None))
    plan, requests = queries.plan_of(session, tender.id), queries.requests_of(session, tender.id)
    facts, draws = [one.facts for one in requests], [one.facts for one in queries.draws_of(session, tender.id)]
    asked = plan.facts if plan else Plan()
    unless(
        selecting.why_not_decide(tender.facts, asked if plan else None, facts, draws, today=command.decided_on)
        or why_not_happened(command.decided_on, occasion.today, after=tender.published_on)
    )
    outcome = ranking.outcome(asked, facts, tender.maximum_candidates, draws)
    unless(selecting.why_not_pass(selecting.findings(outcome), command.few_because))
    content = PlanSelection.model_validate(plan.content) if plan else PlanSelection()
    wait = deadlines.standstill(occasion.today, content.standstill_days) if content.standstill_days else None
    counted = [one for one in requests if one.facts.counts]
    fact = happened.SelectionDecided(
        subject=tender.id,
        decided_on=command.decided_on,
        applied=outcome.applied,
        maximum=tender.maximum_candidates,
        admitted=outcome.admitted,
        not_admitted=tuple(one.id for one in counted if one.id not in outcome.admitted),
        few_because=command.few_because if selecting.findings(outcome) else None,
        standstill_last_day=wait.last_day.on if wait else None,
    )
    decision = _decision(fact, occasion)
    session.add(decision)
    record(session, occasion, fact, dossier_id=dossier_id)
    _admit(session, occasion, counted, outcome, decision)
    post = Post(session, occasion, tender, content, decision, templates)
    for one in counted:
        post.tell(one, len(outcome.admitted))
    if wait is not None:
        _keep(session, occasion, dossier_id, tender.id, wait)
    return decision


def _decision(fact: happened.SelectionDecided, occasion: Occasion) -> SelectionDecision:
    return SelectionDecision(
        tender_id=fact.subject,
        decided_on=fact.decided_on,
        applied=fact.applied,
        maximum=fact.maximum,
        few_because=fact.few_because or "",
        standstill_last_day=fact.standstill_last_day,
        decided_by_id=occasion.actor.id,
        decided_by_name=occasion.actor.name,
    )


def _admit(
    session: Session,
    occasion: Occasion,
    requests: list[ParticipationRequest],
    outcome: ranking.Outcome,
    decision: SelectionDecision,
) -> None:
    places = {one.request: one for one in outcome.ranking}
    for one in requests:
        one.admitted = one.id in outcome.admitted
        if one.id in places:
            one.rank, one.points = places[one.id].rank, places[one.id].points
        if not one.admitted:
            continue
        candidate = AdmitCandidate(
            name=one.name,
            parties=tuple(PartyOfCandidate(party_id=seat.party_id, role=seat.role) for seat in one.parties),
            requested_on=one.received_on,
            admitted_on=decision.decided_on,
        )
        admitted = tender_service.admit_candidate(
            session, occasion, one.dossier_id, candidate, by=LeadingRoom.SELECTION
        )
        session.flush()
        one.candidate_id = admitted.id


def _keep(session: Session, occasion: Occasion, dossier_id: str, tender_id: str, wait: deadlines.Standstill) -> None:
    """Keep the last day on which somebody who was not admitted can object."""
    date_to_keep = DateToKeep(
        key="selection:standstill",
        kind=MilestoneKind.STANDSTILL_END,
        title=say("Last day of the standstill after the selection"),
        due=wait.last_day,
    )
    watch(
        session,
        occasion,
        dossier_id=dossier_id,
        subject=of_selection(tender_id),
        circle=circle(session, dossier_id),
        dates=[date_to_keep],
        entered_on=dossier(session, dossier_id).entered_on,
    )


def _laid_down(
    session: Session, plan: SelectionPlan | None, tender_id: str, dossier_id: str, content: dict[str, object]
) -> SelectionPlan:
    if plan is None:
        plan = SelectionPlan(tender_id=tender_id, dossier_id=dossier_id, content=content)
        session.add(plan)
    else:
        plan.content = content
    return plan


def _facts_of(command: PlanSelection) -> tuple[Plan, list[str]]:
    codes = [one.code for one in command.requirements] + [one.code for one in command.criteria]
    plan = Plan(
        requirements={one.code: one.kind for one in command.requirements},
        criteria=tuple(Criterion(code=one.code, weight=one.weight, scale=one.scale) for one in command.criteria),
        uea_required=command.uea_required,
        tie_rule=command.tie_rule,
        tie_criterion=command.tie_criterion,
        redraw_rule=command.redraw_rule,
        decimals=command.decimals,
    )
    return plan, codes
