"""The page of an assessor: a declaration first, then only their own scores, and others' once all are open."""

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import AskedView, AssessorView, DeclareConflict, GiveScore
from partnerschapsakte.assessment.service import assessors
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS, Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

BASE = "/dossiers/{dossier_id:str}/beoordelen"


@get(BASE, guests=True)
def show_own(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show an assessor what they were asked."""
    return _own(session, actor, page, dossier_id)


@post(f"{BASE}/{{seat_id:str}}/verklaring", guests=True)
def declare_conflict(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], seat_id: FromPath[str], data: Typed
) -> Answer:
    """Declare to have a conflict of interest, or none."""
    form = read_form(DeclareConflict, data)
    doing = partial(assessors.declare_conflict, session, occasion, dossier_id, seat_id)
    return _said(session, occasion.actor, page, (dossier_id, seat_id), form, doing)


@post(f"{BASE}/{{seat_id:str}}/scores", guests=True)
def give_score(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], seat_id: FromPath[str], data: Typed
) -> Answer:
    """Score a criterion of a candidate."""
    form = read_form(GiveScore, data)
    doing = partial(assessors.give_score, session, occasion, dossier_id, seat_id)
    return _said(session, occasion.actor, page, (dossier_id, seat_id), form, doing)


def _said(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    about: tuple[str, str],
    form: Form[Any],
    doing: Callable[..., object],
) -> Answer:
    dossier_id, seat_id = about
    if seat_id not in {one.id for one in views.own_seats(session, actor, dossier_id)}:
        raise Hidden
    if form.command is None:
        return _own(session, actor, page, dossier_id, form)
    if refusal := attempt(session, partial(doing, form.command)):
        return _own(session, actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/beoordelen")


def _own(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any] | None = None,
    refusal: Refusal | None = None,
) -> Answer:
    form = form or Form()
    seats = views.own_seats(session, actor, dossier_id)
    if not seats and not actor.reads_file and not actor.may_act_as(Role.ASSESSOR, Role.CLIENT_ADVISER):
        raise Hidden
    return page(
        "assessment/own.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=dossier_id,
        is_guest=not actor.reads_file,
        seats=[(one, *_asked(session, actor, one, page)) for one in seats],
        form=form,
        refusal=refusal,
    )


def _asked(
    session: UnitOfWork, actor: Actor, seat: AssessorView, page: PageOfRequest
) -> tuple[list[AskedView], Refusal | None]:
    """Return what somebody was asked to score, or why they do not see it yet."""
    try:
        return views.asked_of(session, actor, seat.dossier_id, seat.id, today=page.today), None
    except Refusal as refusal:
        if refusal.why is Why.NOT_FOUND:
            raise
        return [], refusal


router = Router("/", route_handlers=[show_own, declare_conflict, give_score])
