"""The pages of one date with its reminders, and of the mails that went out."""

from typing import Any

import sqlalchemy.orm
from litestar import Router
from litestar.params import FromPath

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import latest_quiet, why_not_mark_done, why_not_tend
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal import queries as journal
from partnerschapsakte.journal.service import retry_work
from partnerschapsakte.reminders import queries, service
from partnerschapsakte.reminders.schemas import MarkDone, PutAside
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest


@get("/data/{milestone_id:str}")
def show_date(session: Session, actor: Who, page: Page, milestone_id: FromPath[str]) -> Answer:
    """Show a date, its reminders, and what a person can do about it."""
    return _date(session, actor, page, milestone_id, Form())


@post("/data/{milestone_id:str}/opgepakt")
def acknowledge(session: Session, occasion: When, milestone_id: FromPath[str]) -> Answer:
    """Say: I am handling this."""
    service.acknowledge(session, occasion, milestone_id)
    return go(f"/data/{milestone_id}")


@post("/data/{milestone_id:str}/rust")
def put_aside(
    session: Session, actor: Who, occasion: When, page: Page, milestone_id: FromPath[str], data: Typed
) -> Answer:
    """Let the reminders rest."""
    form = read_form(PutAside, data)
    if (asked := form.command) is None:
        return _date(session, actor, page, milestone_id, form)
    refusal = attempt(
        session,
        lambda: service.put_aside(session, occasion, milestone_id, until=asked.until, reason=asked.reason),
    )
    return _date(session, actor, page, milestone_id, form, refusal) if refusal else go(f"/data/{milestone_id}")


@post("/data/{milestone_id:str}/gedaan")
def mark_done(
    session: Session, actor: Who, occasion: When, page: Page, milestone_id: FromPath[str], data: Typed
) -> Answer:
    """Mark a date as done by hand."""
    form = read_form(MarkDone, data)
    if (asked := form.command) is None:
        return _date(session, actor, page, milestone_id, form)
    refusal = attempt(session, lambda: service.mark_done(session, occasion, milestone_id, note=asked.note))
    return _date(session, actor, page, milestone_id, form, refusal) if refusal else go(f"/data/{milestone_id}")


@get("/berichten")
def list_mails(session: Session, actor: Who, page: Page) -> Answer:
    """Show the mails that went out, and the work that got stuck."""
    return page("reminders/mails.html", mails=queries.mails(session, reader=actor), stuck=journal.parked(session))


@post("/berichten/vastgelopen/{work_id:int}/opnieuw")
def retry(session: Session, occasion: When, work_id: FromPath[int]) -> Answer:
    """Let work that got stuck be tried again."""
    retry_work(session, occasion, work_id)
    return go("/berichten")


@get("/berichten/{mail_id:str}")
def show_mail(session: Session, actor: Who, page: Page, mail_id: FromPath[str]) -> Answer:
    """Show one mail as it was sent."""
    return page("reminders/mail.html", mail=queries.mail(session, mail_id, actor))


def _date(
    session: sqlalchemy.orm.Session,
    actor: Actor,
    page: PageOfRequest,
    milestone_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    row = agenda.milestone(session, milestone_id)
    view = agenda.by_ids(session, [milestone_id], page.today)[milestone_id]
    reminders = queries.reminders_of_milestone(session, milestone_id)
    names = queries.people(session, {row.owner_id, *(reminder.recipient for reminder in reminders)})
    blocked = why_not_tend(row.standing, row.circle, actor)
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page(
        "reminders/date.html",
        status=status,
        view=view,
        form=form,
        refusal=refusal,
        reminders=reminders,
        names={key: person.name for key, person in names.items()},
        dossier=queries.dossier_names(session, [row.dossier_id])[row.dossier_id],
        latest_quiet=latest_quiet(row.standing, page.today),
        blocked=blocked,
        not_by_hand=blocked or why_not_mark_done(row.kind, row.standing, page.today),
    )


router = Router("/", route_handlers=[show_date, acknowledge, put_aside, mark_done, list_mails, retry, show_mail])
