"""The page of one's own tokens for the API; a new one is shown once."""

from typing import Any

from litestar import Router
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access import queries
from partnerschapsakte.access.feed.people import tokens_of
from partnerschapsakte.access.pages import browsers
from partnerschapsakte.access.pages.account import ProveAgain, not_proved
from partnerschapsakte.access.pages.browsers import Asked
from partnerschapsakte.access.rules.signing_in import SignInMethod
from partnerschapsakte.access.rules.tokens import latest_expiry
from partnerschapsakte.access.schemas import MadeToken, MakeToken
from partnerschapsakte.access.service import tokens as service
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

OWN = "/account/tokens"


@get(OWN)
def list_tokens(request: Asked, session: Session, actor: Who, page: Page, gedaan: FromQuery[str] = "") -> Answer:
    """Show one's own tokens, and the form with which one is made."""
    return _show(request, session, actor, page, Form(), done=gedaan)


@post(OWN, dependencies=browsers.PROVING)
def make_token(request: Asked, session: Session, actor: Who, occasion: When, page: Page, data: Typed) -> Answer:
    """Make a token for who shows once more that it is them, and show it this once: it outlives the session."""
    typed = {name: value for name, value in data.items() if name not in {"password", "code"}}
    form, refusal, made = read_form(MakeToken, typed), None, list[MadeToken]()
    if (asked := form.command) is not None and _asks_proof_beforehand(request, actor):
        proof = read_form(ProveAgain, {name: data.get(name, "") for name in ("form_token", "password", "code")})
        if proof.command is None:
            return _show(request, session, actor, page, browsers.blank(typed, proof.errors))
        if refused := not_proved(request, session, occasion, proof.command):
            shown = _show(request, session, actor, page, browsers.blank(typed), refused.refusal)
            return browsers.turned_away(shown, refused)
    browsers.hold_signed_in(request, session, occasion.recorded_at)
    if asked is not None:
        refusal = attempt(session, lambda: made.append(service.make_token(session, occasion, actor.id, asked)))
    if made:
        return page("access/token_made.html", made=made[0], name=form.value("name"), back=OWN)
    return _show(request, session, actor, page, form, refusal)


@post(f"{OWN}/{{token_id:str}}/intrekken")
def revoke_token(session: Session, occasion: When, token_id: FromPath[str]) -> Answer:
    """Revoke one of one's own tokens."""
    service.revoke_token(session, occasion, token_id)
    return go(f"{OWN}?gedaan=token")


def _asks_proof_beforehand(request: Asked, actor: Actor) -> bool:
    with request.app.state.reading() as session:
        return asks_proof(request, session, actor)


def asks_proof(request: Asked, session: UnitOfWork, actor: Actor) -> bool:
    """Tell whether this browser came in by a password; an identity provider asks for its own."""
    here = queries.signed_in_session(session, browsers.cookie_of(request, browsers.SESSION))
    by_password = here is not None and here.method is SignInMethod.PASSWORD
    return by_password and queries.person(session, actor.id).password_hash is not None


def _show(
    request: Asked,
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    form: Form[Any],
    refusal: Refusal | None = None,
    *,
    done: str = "",
) -> Answer:
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page(
        "access/tokens.html",
        status=status,
        form=form,
        refusal=refusal,
        done=done,
        proves=asks_proof(request, session, actor),
        enrolled=queries.person(session, actor.id).totp_confirmed_at is not None,
        tokens=tokens_of(session, actor.id, page.now),
        latest=latest_expiry(page.today),
    )


router = Router("/", route_handlers=[list_tokens, make_token, revoke_token])
