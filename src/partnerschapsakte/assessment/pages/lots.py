"""The page of one lot: scores side by side once open, consensus, a draw, the outcome step by step, the lock."""

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.assessment.pages import typed
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import AgreeScore, RecordDraw
from partnerschapsakte.assessment.service import consensus
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

LOT = "/dossiers/{dossier_id:str}/beoordeling/percelen/{lot_code:str}"


@get(LOT)
def show_lot(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]) -> Answer:
    """Show the assessment of a lot."""
    return _lot(session, actor, page, (dossier_id, lot_code))


@post(f"{LOT}/openen")
def open_scores(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Open the scores of a lot."""
    doing = partial(consensus.open_scores, session, occasion, dossier_id, lot_code)
    return _done(session, occasion.actor, page, (dossier_id, lot_code), Form(), doing)


@post(f"{LOT}/scores")
def agree_score(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str], data: Typed
) -> Answer:
    """Record a consensus score."""
    form = read_form(AgreeScore, data)
    doing = partial(consensus.agree_score, session, occasion, dossier_id, lot_code)
    return _said(session, occasion.actor, page, (dossier_id, lot_code), form, doing)


@post(f"{LOT}/loting")
def record_draw(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str], data: Typed
) -> Answer:
    """Record a draw among equals."""
    order = tuple(row["candidate"] for row in typed.rows(data, "order", ("candidate",)))
    form = typed.read_listed(RecordDraw, data, order=order, witnesses=typed.lines(data.get("witnesses", "")))
    doing = partial(consensus.record_draw, session, occasion, dossier_id, lot_code)
    return _said(session, occasion.actor, page, (dossier_id, lot_code), form, doing)


@post(f"{LOT}/vergrendelen")
def lock_lot(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Lock the assessment of a lot."""
    doing = partial(consensus.lock_lot, session, occasion, dossier_id, lot_code)
    return _done(session, occasion.actor, page, (dossier_id, lot_code), Form(), doing)


def _said(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    about: tuple[str, str],
    form: Form[Any],
    doing: Callable[..., object],
) -> Answer:
    if form.command is None:
        return _lot(session, actor, page, about, form)
    return _done(session, actor, page, about, form, partial(doing, form.command))


def _done(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    about: tuple[str, str],
    form: Form[Any],
    doing: Callable[[], object],
) -> Answer:
    if refusal := attempt(session, doing):
        return _lot(session, actor, page, about, form, refusal)
    return go(f"/dossiers/{about[0]}/beoordeling/percelen/{about[1]}")


def _lot(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    about: tuple[str, str],
    form: Form[Any] | None = None,
    refusal: Refusal | None = None,
) -> Answer:
    form = form or Form()
    view = views.assessment_view(session, about[0], today=page.today)
    return page(
        "assessment/lot.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=about[0],
        view=view,
        lot=views.lot_view(view, about[1]),
        criteria={one.code: one.title for one in view.plan.written.criteria} if view.plan.written else {},
        may_keep=why_not_keep_records(actor) is None,
        form=form,
        refusal=refusal,
    )


router = Router("/", route_handlers=[show_lot, open_scores, agree_score, record_draw, lock_lot])
