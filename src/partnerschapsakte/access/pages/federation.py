"""Signing in with the account of one's organisation: a browser leaves for it, and comes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Router
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from pydantic import Field, SecretStr

from partnerschapsakte.access import queries
from partnerschapsakte.access.pages import browsers
from partnerschapsakte.access.pages.browsers import Asked
from partnerschapsakte.access.pages.door import entered, show_door
from partnerschapsakte.access.rules import federation as rules
from partnerschapsakte.access.rules.federation import NotTrustedBecause
from partnerschapsakte.access.schemas import NotSignedIn, SignedIn
from partnerschapsakte.access.service import federation as service
from partnerschapsakte.access.service import signing_in
from partnerschapsakte.access.service.federation import Back, Departure, NotBelieved, Provider, Return
from partnerschapsakte.foundation.fields import Command
from partnerschapsakte.web import problems
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import read_form

BACK = "/inloggen/organisatie/terug"
UNREACHABLE = 503


class Connect(Command):
    """The present password, before an account of the organisation opens this one."""

    password: SecretStr = Field(min_length=1, max_length=1024)


@get("/inloggen/organisatie")
def leave(request: Asked, now: Now, naar: FromQuery[str] = "/") -> Answer:
    """Send the browser to the identity provider. No form does: the policy of our pages lets forms stay here."""
    provider, browser = _provider(request), browsers.cookie_of(request, browsers.LEAVING)
    with request.app.state.writing() as session:
        going = service.leave(
            session,
            browsers.occasion_at(request, now),
            browsers.keys_of(request),
            browsers.doorway_of(request).caller,
            browser=browser,
            wanted=browsers.inside(naar),
        )
        if isinstance(going, NotSignedIn):
            return show_door(request, session, problems.page_of(request), browsers.blank({"naar": naar}), going)
    try:
        answer = go(_way_out(provider, going))
    except ConnectionError:
        return _not_in(request, now, NotTrustedBecause.UNREACHABLE)
    browsers.keep(request, answer, browsers.LEAVING, going.browser, browsers.LEAVING_FOR)
    return answer


@get(BACK)
def come_back(request: Asked, now: Now) -> Answer:
    """Take a browser back in. No unit of work is open while the provider is asked: it may take seconds."""
    provider, keys = _provider(request), browsers.keys_of(request)
    state, code, issuer, error = (request.query_params.get(name, "") for name in ("state", "code", "iss", "error"))
    back = Back(state, browsers.cookie_of(request, browsers.LEAVING), code, issuer, error)
    with request.app.state.writing() as session:
        kept = service.take_back(session, browsers.occasion_at(request, now), keys, back)
    if isinstance(kept, NotTrustedBecause):
        return _not_in(request, now, kept)
    try:
        claims = service.proved(provider, back, kept, now)
    except NotBelieved as refused:
        return _not_in(request, now, refused.because)
    return _connected(request, now, kept, claims) if kept.link_to else _in(request, now, kept, claims)


@get("/account/koppelen")
def ask_to_connect(request: Asked, session: Session, actor: Who, page: Page) -> Answer:
    """Ask for the password before an account of the organisation is connected."""
    _provider(request)
    if queries.person(session, actor.id).password_hash is None:
        raise NotFoundException
    return page(
        "access/account_connect.html", form=browsers.blank(), refused=None, provider=_name(request), way_out=None
    )


@post("/account/koppelen", dependencies=browsers.PROVING)
def connect(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Give who proved themselves again a link to the identity provider."""
    provider, form, name = _provider(request), read_form(Connect, data), _name(request)
    template = "access/account_connect.html"
    if form.command is None:
        return page(template, status=400, form=form, refused=None, provider=name, way_out=None)
    password, doorway = form.command.password.get_secret_value(), browsers.doorway_of(request)
    compared = signing_in.compare_again(request.app.state.reading, occasion, password, doorway)
    browsers.hold_signed_in(request, session, occasion.recorded_at)
    person = queries.person(session, occasion.actor.id)
    refused = signing_in.prove_again(session, occasion, person, password, doorway, compared)
    if refused:
        answer = page(template, status=400, form=browsers.blank(), refused=refused.refusal, provider=name, way_out=None)
        return browsers.turned_away(answer, refused)
    browser = browsers.cookie_of(request, browsers.LEAVING)
    going = service.begin_link(session, occasion, browsers.keys_of(request), browser=browser)
    try:
        way_out = _way_out(provider, going)
    except ConnectionError:
        raise rules.refusal_of(NotTrustedBecause.UNREACHABLE) from None
    answer = page(template, form=browsers.blank(), refused=None, provider=name, way_out=way_out)
    browsers.keep(request, answer, browsers.LEAVING, going.browser, browsers.LEAVING_FOR)
    return answer


@get("/uitgelogd")
def signed_out(request: Asked, page: Page) -> Answer:
    """Say that the organisation's account is still signed in, with a link that ends that too."""
    return page(
        "access/account_signed_out.html", provider=_name(request), way_out=_provider(request).sign_out_address()
    )


def _in(request: Asked, now: datetime, kept: Return, claims: Mapping[str, Any]) -> Answer:
    occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
    with request.app.state.writing() as session:
        outcome = service.come_in(session, occasion, claims, doorway)
        if isinstance(outcome, SignedIn):
            actor = queries.person(session, outcome.actor.id).actor_on(occasion.today)
            wanted = kept.wanted if actor.roles or actor.grants else "/account"
            return entered(request, session, outcome, now, wanted)
    return _not_in(request, now, outcome)


def _connected(request: Asked, now: datetime, kept: Return, claims: Mapping[str, Any]) -> Answer:
    token = browsers.cookie_of(request, browsers.SESSION)
    with request.app.state.writing() as session:
        actor = queries.who(session, token, now)
        if actor is None:
            raise problems.NotSignedIn
        because = service.link(session, browsers.occasion_at(request, now, actor), claims, kept.link_to)
    return _not_in(request, now, because) if because else go(kept.wanted)


def _not_in(request: Asked, now: datetime, because: NotTrustedBecause) -> Answer:
    """Tell one calm sentence, and record why in a unit of work of its own."""
    issuer, doorway = str(_provider(request).expected["issuer"]), browsers.doorway_of(request)
    with request.app.state.writing() as session:
        actor = queries.who(session, browsers.cookie_of(request, browsers.SESSION), now)
        occasion = browsers.occasion_at(request, now, actor) if actor else browsers.occasion_at(request, now)
        outcome: NotSignedIn = service.refuse(session, occasion, because, issuer, doorway.caller)
        answer = show_door(request, session, problems.page_of(request), browsers.blank(), outcome)
    if actor:  # who is signed in does not stand at the door
        raise outcome.refusal
    if not outcome.wait:
        away = because is NotTrustedBecause.UNREACHABLE
        answer.status_code = UNREACHABLE if away else problems.STATUS[outcome.refusal.why]
    return answer


def _way_out(provider: Provider, going: Departure) -> str:
    return provider.way_out(state=going.state, nonce=going.nonce, verifier=going.verifier)


def _provider(request: Asked) -> Provider:
    provider: Provider | None = request.app.state.get("identity_provider")
    if provider is None:
        raise NotFoundException
    return provider


def _name(request: Asked) -> str:
    return request.app.state.get("oidc_name", "")


router = Router("/", route_handlers=[leave, come_back, ask_to_connect, connect, signed_out])
