"""The part of the dialogue that a participant sees and does: its sessions, minutes to approve, ideas, requests."""

from functools import partial
from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger, minutes
from partnerschapsakte.documents.queries import own_etag
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

BASE = "/dossiers/{dossier_id:str}/dialoog"


def show_own(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any] | None = None,
    refusal: Refusal | None = None,
) -> Answer:
    """Show a participant its own part."""
    view = views.own(session, actor, dossier_id)
    form = form or Form()
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page("dialogue/own.html", status=status, view=view, form=form, refusal=refusal, dossier_id=dossier_id)


@post(f"{BASE}/verslagen/{{minutes_id:str}}/goedkeuren", guests=True)
def sign_minutes(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], minutes_id: FromPath[str]
) -> Answer:
    """Approve minutes for one's own side."""
    found = rows.dialogue(session, dossier_id)
    row = rows.minutes_for(found, occasion.actor, minutes_id)
    refusal = attempt(session, partial(minutes.sign_minutes, session, occasion, dossier_id, minutes_id))
    if stands_for_party(occasion.actor):
        home = f"/dossiers/{dossier_id}/dialoog"
        return show_own(session, occasion.actor, page, dossier_id, refusal=refusal) if refusal else go(home)
    if refusal:
        raise refusal
    return go(f"/dossiers/{dossier_id}/dialoog/gesprekken/{row.planned_session_id}")


@get(f"{BASE}/verslagen/{{minutes_id:str}}/bestand", guests=True)
def download_minutes(
    session: Session, actor: Who, dossier_id: FromPath[str], minutes_id: FromPath[str]
) -> Response[bytes]:
    """Give the file of minutes, to save."""
    found = rows.dialogue(session, dossier_id)
    kept = rows.minutes_file(session, rows.minutes_for(found, actor, minutes_id))
    mark = own_etag(actor, minutes_id, kept.sha256)
    return Response(kept.body, headers=download_headers(kept.file_name, mark), media_type=kept.media_type)


@post(f"{BASE}/eigen/ideeen/{{item_id:str}}/toestemming", guests=True)
def consent_to_item(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], item_id: FromPath[str]
) -> Answer:
    """Consent to sharing exactly this idea."""
    views.own(session, occasion.actor, dossier_id)
    act = partial(ledger.consent_to_item, session, occasion, dossier_id, item_id, commands.ConsentToItem())
    if refusal := attempt(session, act):
        return show_own(session, occasion.actor, page, dossier_id, refusal=refusal)
    return go(f"/dossiers/{dossier_id}/dialoog#ideeen")


@post(f"{BASE}/eigen/voortgang", guests=True)
def ask_progress(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Ask how the procedure stands."""
    views.own(session, occasion.actor, dossier_id)
    form = read_form(commands.AskProgress, data, requested_on=page.today)
    if form.command is None:
        return show_own(session, occasion.actor, page, dossier_id, form)
    act = partial(ending.ask_progress, session, occasion, dossier_id, form.command)
    if refusal := attempt(session, act):
        return show_own(session, occasion.actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/dialoog#voortgang")


HANDLERS = (sign_minutes, download_minutes, consent_to_item, ask_progress)
"""What ``team`` hangs beside its own pages: the whole dialogue is one router."""
