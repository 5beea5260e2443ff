"""The page on which somebody gets a role in a dossier."""

from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.rules.rights import MAY_GRANT
from partnerschapsakte.access.schemas import GrantRight
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.foundation.actor import HOUSE_ROLES, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.queries import parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest


@get("/dossiers/{dossier_id:str}/team/rol", roles=MAY_GRANT)
def ask_right(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
) -> Answer:
    """Show the form with which somebody gets a role in a dossier."""
    return _show(session, page, dossier_id, Form())


@post("/dossiers/{dossier_id:str}/team/rol", roles=MAY_GRANT)
def give_right(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Give somebody a role in a dossier."""
    form, refusal = read_form(GrantRight, data, dossier_id=dossier_id), None
    if form.command is not None:
        doing = partial(grant_right, session, occasion, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/team?gedaan=rol#rollen")
    return _show(session, page, dossier_id, form, refusal)


def _show(
    session: UnitOfWork, page: PageOfRequest, dossier_id: str, form: Form[Any], refusal: Refusal | None = None
) -> Answer:
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page(
        "access/team_right.html",
        status=status,
        form=form,
        refusal=refusal,
        dossier_id=dossier_id,
        dossier=feed.dossier_names(session, [dossier_id])[dossier_id],
        people=feed.choosable(session, page.today, colleagues=False),
        grantable=[role for role in Role if role not in HOUSE_ROLES],
        providers=[(one.id, one.name) for one in parties(session, kind=PartyKind.PROVIDER)],
    )


router = Router("/", route_handlers=[ask_right, give_right])
