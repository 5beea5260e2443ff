"""The page with the letters about a dossier: the authority's side with all of them, a candidate's with its own."""

from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.correspondence import queries, rules, service
from partnerschapsakte.correspondence.schemas import EVERYBODY, AddressedLetter, SendLetter
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.queries import dossier_title
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS, Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest


@get("/dossiers/{dossier_id:str}/correspondentie", guests=True)
def show_letters(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show the letters about a dossier, and the form to write one."""
    return _letters(session, actor, page, dossier_id, Form(), done=gedaan)


@post("/dossiers/{dossier_id:str}/correspondentie", guests=True)
def send_letter(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Send a letter."""
    shape = SendLetter if rules.stands_for_party(occasion.actor) else AddressedLetter
    form: Form[SendLetter | AddressedLetter] = read_form(shape, data)
    if (asked := form.command) is None:
        return _letters(session, occasion.actor, page, dossier_id, form)
    _takes_part(occasion.actor)
    command = asked.command() if isinstance(asked, AddressedLetter) else asked
    sending = partial(service.send_letter, session, occasion, dossier_id, command)
    if refusal := attempt(session, sending):
        return _letters(session, occasion.actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/correspondentie?gedaan=verstuurd")


def _takes_part(actor: Actor) -> None:
    """Be no door for a guest who stands for nobody: an assessor, an adviser."""
    if not (rules.reads_all(actor) or rules.stands_for_party(actor)):
        raise Hidden


def _letters(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
    done: str = "",
) -> Answer:
    _takes_part(actor)
    return page(
        "correspondence/letters.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=dossier_id,
        title=dossier_title(session, dossier_id),
        done=done,
        everybody=EVERYBODY,
        letters=queries.letters_for(session, actor, dossier_id),
        addressees=[] if rules.stands_for_party(actor) else queries.addressees(session, dossier_id, page.today),
        is_party=rules.stands_for_party(actor),
        blocked=rules.why_not_write(actor),
        form=form,
        refusal=refusal,
    )


router = Router("/", route_handlers=[show_letters, send_letter])
