"""The link for once: what the invited person sees, and how it is sent and withdrawn."""

from datetime import datetime
from typing import Any

from litestar import Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access.pages import browsers
from partnerschapsakte.access.pages.browsers import Asked
from partnerschapsakte.access.pages.door import entered
from partnerschapsakte.access.rules import invitations as rules
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE
from partnerschapsakte.access.rules.rights import MAY_GRANT
from partnerschapsakte.access.schemas import AcceptInvitation, NotSignedIn
from partnerschapsakte.access.service import invitations as service
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Typed, When, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.rendering import Page as PageOfRequest

GONE = 410


@get("/uitnodiging/{token:str}")
def show_invitation(session: Session, now: Now, page: Page, token: FromPath[str]) -> Answer:
    """Ask who was invited for a password. Opening the page uses nothing up: programs open links in mail too."""
    person = service.invited_person(session, now, token)
    if person is None:
        return _void(page)
    return _ask(page, person.name, token, browsers.blank())


@post("/uitnodiging", dependencies=browsers.STRANGER)
def accept(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Set the password, once, and go on to the second factor."""
    form, token = read_form(AcceptInvitation, data), data.get("token", "")
    if form.command is None:
        return _ask_again(session, now, page, token, form)
    try:
        prepared = service.prepare(request.app.state.reading, now, form.command)
    except Refusal as guessable:
        return _ask_again(session, now, page, token, browsers.blank(errors={"password": guessable.message}))
    occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
    outcome = service.accept(session, occasion, form.command, doorway, prepared)
    if isinstance(outcome, NotSignedIn):
        return browsers.turned_away(_void(page), outcome)
    return entered(request, session, outcome, now, "/")


@post("/personen/{person_id:str}/uitnodigen", roles=MANAGE_PEOPLE)
def invite(request: Asked, session: Session, occasion: When, person_id: FromPath[str]) -> Answer:
    """Send a person a link, by an administrator."""
    service.invite(session, occasion, person_id, browsers.keys_of(request))
    return go(f"/personen/{person_id}?gedaan=uitgenodigd")


@post("/personen/{person_id:str}/uitnodiging-intrekken", roles=MANAGE_PEOPLE)
def withdraw(session: Session, occasion: When, person_id: FromPath[str]) -> Answer:
    """Let the links that a person was sent no longer work."""
    service.withdraw_invitations(session, occasion, person_id)
    return go(f"/personen/{person_id}?gedaan=uitnodiging-ingetrokken")


@post("/dossiers/{dossier_id:str}/team/{person_id:str}/uitnodigen", roles=MAY_GRANT)
def invite_outsider(
    request: Asked, session: Session, occasion: When, dossier_id: FromPath[str], person_id: FromPath[str]
) -> Answer:
    """Send an outsider who has a role in a dossier a link, by its own team."""
    service.invite(session, occasion, person_id, browsers.keys_of(request), dossier_id=dossier_id)
    return go(f"/dossiers/{dossier_id}/team?gedaan=uitgenodigd")


def _ask_again(session: UnitOfWork, now: datetime, page: PageOfRequest, token: str, form: Form[Any]) -> Answer:
    person = service.invited_person(session, now, token)
    return _ask(page, person.name, token, form) if person else _void(page)


def _ask(page: PageOfRequest, name: str, token: str, form: Form[Any]) -> Answer:
    status = 400 if form.errors else 200
    answer = page("access/invitation.html", status=status, name=name, token=token, form=form)
    # The address of this page is a secret until it was used.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _void(page: PageOfRequest) -> Answer:
    """Answer the same for a link that was used, has expired, was withdrawn or never existed."""
    return page("access/invitation_void.html", status=GONE, refusal=rules.does_not_work())


router = Router("/", route_handlers=[show_invitation, accept, invite, withdraw, invite_outsider])
