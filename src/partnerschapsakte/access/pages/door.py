"""The door of the house: signing in by two steps, signing out, and who stands in front of a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import segno
import sqlalchemy.orm
from litestar import Router
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from pydantic import Field

from partnerschapsakte.access import queries
from partnerschapsakte.access.pages import browsers
from partnerschapsakte.access.pages.browsers import Asked
from partnerschapsakte.access.rules.signing_in import SignInMethod
from partnerschapsakte.access.schemas import (
    ConfirmSecondFactor,
    Enrolled,
    NotSignedIn,
    PersonView,
    SecondFactorOffer,
    SignedIn,
)
from partnerschapsakte.access.service import second_factor
from partnerschapsakte.access.service import signing_in as service
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.fields import Code, Command, Line
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web import problems
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Typed, Visitor, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.rendering import Page as PageOfRequest

WALK_IN_ORDER = sorted(Role, key=lambda role: (role is not Role.CONTRACT_MANAGER, role is not Role.MANDATE_HOLDER))
"""The roles that see most of a demonstration come first."""
PROVIDERS = ""
"""Where everybody of a provider is found at the door of a demonstration: the last group."""

CODE, SET_UP = "/inloggen/tweede-stap", "/inloggen/tweede-stap/instellen"


class SignIn(Command):
    """What a person types at the door."""

    email: Line
    password: str = Field(min_length=1, max_length=1024)
    naar: str = "/"


class WalkIn(Command):
    """Whom a visitor of the demonstration wants to be."""

    person_id: Code
    naar: str = "/"


class GiveCode(Command):
    """The code of a device, or one on paper."""

    code: Line
    naar: str = "/"


class SetUp(ConfirmSecondFactor):
    """The first code of a device, on the way in."""

    naar: str = "/"


def visitor_of(request: Asked, session: Session, now: Now) -> Actor | None:
    """Return who is signed in with this browser, and note now and then that the browser is still there."""
    token = browsers.cookie_of(request, browsers.SESSION)
    actor = queries.who(session, token, now) if token else None
    if actor and request.method == "GET" and queries.is_worth_keeping_alive(session, token, now):
        with request.app.state.writing() as writing:
            service.keep_alive(writing, Occasion(actor, now, now), token)
    return actor


def signed_in(visitor: Visitor) -> Actor:
    """Return who is signed in, or send the browser to the door."""
    if visitor is None:
        raise problems.NotSignedIn
    return visitor


@get("/inloggen")
def ask_to_sign_in(request: Asked, session: Session, now: Now, page: Page, naar: FromQuery[str] = "/") -> Answer:
    """Show the door; the second step, to who took the first; and that it ended, to who comes with an old session."""
    token = browsers.cookie_of(request, browsers.SESSION)
    if queries.halfway(session, token, now):
        return go(f"{CODE}?{urlencode({'naar': browsers.inside(naar)})}")
    ended = bool(token) and queries.who(session, token, now) is None
    return show_door(request, session, page, browsers.blank({"naar": naar}), ended=ended)


@post("/inloggen", dependencies=browsers.STRANGER)
def sign_in(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Sign in with an e-mail address and a password."""
    form = read_form(SignIn, data)
    if form.command is None:
        return show_door(request, session, page, form)
    occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
    typed = (form.command.email, form.command.password, doorway)
    compared = service.compare(request.app.state.reading, now, *typed)
    outcome = service.sign_in(session, occasion, *typed, compared)
    if isinstance(outcome, NotSignedIn):
        return show_door(request, session, page, form, outcome)
    return entered(request, session, outcome, now, form.value("naar", "/"))


@post("/inloggen/demo")
def walk_in(request: Asked, session: Session, now: Now, data: Typed) -> Answer:
    """Sign in as somebody of the demonstration, with one click."""
    form = read_form(WalkIn, data)
    password: str | None = request.app.state.demo_password
    if form.command is None or password is None:
        raise NotFoundException
    occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
    outcome = service.walk_in(session, occasion, form.command.person_id, password, doorway)
    if outcome is None:
        raise NotFoundException
    return entered(request, session, outcome, now, form.value("naar", "/"))


@get(CODE)
def ask_for_code(request: Asked, session: Session, now: Now, page: Page, naar: FromQuery[str] = "/") -> Answer:
    """Ask who gave the right password for a code of their device."""
    half = queries.halfway(session, browsers.cookie_of(request, browsers.SESSION), now)
    if half is None:
        return go("/inloggen")
    if half[1].totp_confirmed_at is None:
        return go(f"{SET_UP}?{urlencode({'naar': browsers.inside(naar)})}")
    return page("access/second_factor.html", form=browsers.blank({"naar": naar}), refused=None)


@post(CODE)
def give_code(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Take the code of a device, or one on paper."""
    form, token = read_form(GiveCode, data), browsers.cookie_of(request, browsers.SESSION)
    if queries.halfway(session, token, now) is None:
        return go("/inloggen")
    if form.command is None:
        return page("access/second_factor.html", status=400, form=form, refused=None)
    occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
    outcome = second_factor.give_code(session, occasion, token, form.command.code, doorway)
    if outcome is None:
        return go(SET_UP)
    if isinstance(outcome, NotSignedIn):
        shown = browsers.blank({"naar": form.value("naar", "/")})
        answer = page("access/second_factor.html", status=400, form=shown, refused=outcome.refusal)
        return browsers.turned_away(answer, outcome)
    return browsers.let_in(request, go(browsers.inside(form.value("naar", "/"))), outcome)


@get(SET_UP)
def ask_to_set_up(request: Asked, session: Session, now: Now, page: Page, naar: FromQuery[str] = "/") -> Answer:
    """Show a new secret to who gave the right password and has no device yet."""
    half = queries.halfway(session, browsers.cookie_of(request, browsers.SESSION), now)
    if half is None or half[1].totp_confirmed_at is not None:
        return go("/inloggen")
    offer = second_factor.offer(browsers.keys_of(request), now, half[1].id, half[1].email)
    return page("access/second_factor_setup.html", **setting_up(offer, browsers.blank({"naar": naar}), SET_UP))


@post(SET_UP)
def set_up(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Connect a device by its first code, show the codes on paper, and let in."""
    token = browsers.cookie_of(request, browsers.SESSION)
    half = queries.halfway(session, token, now)
    if half is None or half[1].totp_confirmed_at is not None:
        return go("/inloggen")
    form, person, outcome = read_form(SetUp, data), half[1], None
    if form.command is not None:
        occasion, doorway = browsers.occasion_at(request, now), browsers.doorway_of(request)
        outcome = second_factor.enrol(session, occasion, form.command, token, doorway)
    if isinstance(outcome, Enrolled):
        answer = page(
            "access/second_factor_codes.html", codes=outcome.codes, after=browsers.inside(form.value("naar", "/"))
        )
        return browsers.let_in(request, answer, outcome.signed_in) if outcome.signed_in else answer
    whose = (browsers.keys_of(request), now, person.id, person.email)
    offer = second_factor.read_offer(*whose, form.value("offer")) or second_factor.offer(*whose)
    return set_up_again(page, offer, form, outcome, SET_UP)


@post("/uitloggen")
def sign_out(request: Asked, session: Session, now: Now, visitor: Visitor) -> Answer:
    """Sign out; who came by the identity provider reads that they are still signed in there."""
    occasion = browsers.occasion_at(request, now, visitor) if visitor else browsers.occasion_at(request, now)
    method = service.sign_out(session, occasion, browsers.cookie_of(request, browsers.SESSION))
    answer = go("/uitgelogd" if method is SignInMethod.FEDERATION else "/inloggen")
    browsers.forget(request, answer, browsers.SESSION)
    return answer


def setting_up(offer: SecondFactorOffer, form: Form[Any], action: str) -> dict[str, Any]:
    """Return what the page needs that connects a device: the secret to scan and to type."""
    image = segno.make(offer.address, error="m").svg_data_uri(scale=5, border=4, dark="#000000", light="#ffffff")
    return {"offer": offer, "image": image, "form": form, "action": action, "refused": None}


def set_up_again(
    page: PageOfRequest, offer: SecondFactorOffer, form: Form[Any], outcome: NotSignedIn | None, action: str
) -> Answer:
    """Show the same secret again, with why the code was not taken."""
    shown = browsers.blank({"naar": form.value("naar", "/")}, errors=form.errors)
    context = {**setting_up(offer, shown, action), "refused": outcome.refusal if outcome else None}
    answer = page("access/second_factor_setup.html", status=400, **context)
    return browsers.turned_away(answer, outcome) if outcome else answer


def entered(request: Asked, session: sqlalchemy.orm.Session, outcome: SignedIn, now: datetime, wanted: str) -> Answer:
    """Let a browser in with a new token; what it was signed in with before ends."""
    before = browsers.cookie_of(request, browsers.SESSION)
    service.sign_out(session, browsers.occasion_at(request, now), before)
    wanted = browsers.inside(wanted)
    answer = go(f"{CODE}?{urlencode({'naar': wanted})}" if outcome.halfway else wanted)
    return browsers.let_in(request, answer, outcome)


def show_door(
    request: Asked,
    session: sqlalchemy.orm.Session,
    page: PageOfRequest,
    form: Form[Any],
    outcome: NotSignedIn | None = None,
    *,
    ended: bool = False,
) -> Answer:
    """Show the door, with why somebody did not come in."""
    state = request.app.state
    demo = state.demo_password is not None
    people = _by_role(person for person in queries.people(session) if person.enabled and person.roles) if demo else []
    hosts = sorted({_host(person) for person in people}, key=lambda host: (host == PROVIDERS, host))
    answer = page(
        "access/sign_in.html",
        status=400 if form.errors or outcome else 200,
        form=form,
        demo_groups={host: [person for person in people if _host(person) == host] for host in hosts},
        provider=state.get("oidc_name", "") if state.get("identity_provider") else "",
        refused=outcome.refusal if outcome else None,
        ended=ended,
    )
    return browsers.turned_away(answer, outcome) if outcome else answer


def _by_role(people: Iterable[PersonView]) -> list[PersonView]:
    """Return people in the order in which a visitor wants to be them."""
    return sorted(people, key=lambda person: min(WALK_IN_ORDER.index(role) for role in person.roles))


def _host(person: PersonView) -> str:
    """Return where somebody of the demonstration works: the host of their address; providers are taken together."""
    return PROVIDERS if Role.PROVIDER_CONTACT in person.roles else person.email.partition("@")[2]


router = Router(
    "/",
    route_handlers=[
        ask_to_sign_in,
        sign_in,
        walk_in,
        ask_for_code,
        give_code,
        ask_to_set_up,
        set_up,
        sign_out,
    ],
)
