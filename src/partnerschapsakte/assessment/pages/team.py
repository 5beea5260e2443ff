"""The pages of an assessment for who runs it: how it stands, the plan, who assesses, what was tendered."""

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.assessment.pages import printing, typed
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.rules import plan as words
from partnerschapsakte.assessment.schemas import (
    EnterBid,
    JudgeConflict,
    PlanAssessment,
    RectifyPlan,
    ReleaseAssessor,
    SeatAssessor,
)
from partnerschapsakte.assessment.service import assessors, consensus
from partnerschapsakte.assessment.service import plan as planning
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.queries import tender_of
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

BASE = "/dossiers/{dossier_id:str}/beoordeling"
SEAT = f"{BASE}/beoordelaars/{{seat_id:str}}"


@get(BASE)
def show_assessment(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show how the assessment stands, and what can be done now."""
    return _overview(session, actor, page, dossier_id)


@get(f"{BASE}/plan")
def show_plan(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show how tenders are assessed, and the form to change it."""
    form = typed.filled(views.plan_view(session, dossier_id).written)
    return _plan(session, actor, page, dossier_id, form)


@post(f"{BASE}/plan")
def plan_assessment(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Write down how tenders are assessed."""
    version = data.pop("version", "")
    form = typed.read_plan(PlanAssessment, data)
    read = int(version) if version.isdigit() else None
    doing = partial(planning.plan_assessment, session, occasion, dossier_id, version=read)
    return _done(session, occasion.actor, page, dossier_id, form, doing, again=_plan)


@post(f"{BASE}/plan/rectificatie")
def rectify_plan(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Correct what was announced, for all."""
    version = data.pop("version", "")
    form = typed.read_plan(RectifyPlan, data)
    read = int(version) if version.isdigit() else None
    doing = partial(planning.rectify_plan, session, occasion, dossier_id, version=read)
    return _done(session, occasion.actor, page, dossier_id, form, doing, again=_plan)


@post(f"{BASE}/beoordelaars")
def seat_assessor(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Ask somebody to assess."""
    known = {name: typed.words(data.get(name, "")) for name in ("lots", "criteria")}
    form = typed.read_listed(SeatAssessor, data, **known)
    doing = partial(assessors.seat_assessor, session, occasion, dossier_id)
    return _done(session, occasion.actor, page, dossier_id, form, doing)


@post(f"{SEAT}/stoppen")
def release_assessor(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], seat_id: FromPath[str], data: Typed
) -> Answer:
    """Let an assessor stop."""
    form = read_form(ReleaseAssessor, data)
    doing = partial(assessors.release_assessor, session, occasion, dossier_id, seat_id)
    return _done(session, occasion.actor, page, dossier_id, form, doing)


@post(f"{SEAT}/maatregel")
def judge_conflict(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], seat_id: FromPath[str], data: Typed
) -> Answer:
    """Record what is done about a conflict of interest."""
    form = read_form(JudgeConflict, data)
    doing = partial(assessors.judge_conflict, session, occasion, dossier_id, seat_id)
    return _done(session, occasion.actor, page, dossier_id, form, doing)


@post(f"{BASE}/inschrijvingen")
def enter_bid(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Enter for which lots a candidate tendered."""
    form = typed.read_listed(EnterBid, data, lots=typed.rows(data, "lots", ("lot",)))
    doing = partial(consensus.enter_bid, session, occasion, dossier_id)
    return _done(session, occasion.actor, page, dossier_id, form, doing)


def _done(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    doing: Callable[..., object],
    again: Callable[..., Answer] | None = None,
) -> Answer:
    """Do what a form asks and go to the overview; or show the form again, which stands there unless ``again`` says."""
    show = again or _overview
    if form.command is None:
        return show(session, actor, page, dossier_id, form)
    if refusal := attempt(session, partial(doing, form.command)):
        return show(session, actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/beoordeling")


def _overview(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any] | None = None,
    refusal: Refusal | None = None,
) -> Answer:
    form = form or Form()
    has_tender = tender_of(session, dossier_id) is not None
    return page(
        "assessment/overview.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=dossier_id,
        view=views.assessment_view(session, dossier_id, today=page.today) if has_tender else None,
        may_keep=why_not_keep_records(actor) is None,
        assessors=views.people_with(session, dossier_id, Role.ASSESSOR, page.today),
        companions=views.people_with(session, dossier_id, Role.CLIENT_ADVISER, page.today),
        form=form,
        refusal=refusal,
    )


def _plan(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    view = views.assessment_view(session, dossier_id, today=page.today)
    return page(
        "assessment/plan.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=dossier_id,
        view=view.plan,
        lots=[(one.code, one.title) for one in view.lots],
        blocked=why_not_keep_records(actor),
        form=form,
        rows=typed.how_many(form, "criteria"),
        pairs=typed.how_many(form, "combinations"),
        methods=list(words.ScoringMethod),
        kinds=list(words.AwardCriterionKind),
        roundings=list(words.RoundingMode),
        rounded_at=list(words.RoundedAt),
        redraws=list(words.RedrawRule),
        refusal=refusal,
    )


router = Router(
    "/",
    route_handlers=[
        show_assessment,
        show_plan,
        plan_assessment,
        rectify_plan,
        seat_assessor,
        release_assessor,
        judge_conflict,
        enter_bid,
        *printing.HANDLERS,
    ],
)
