"""The door of the house: signing in, signing out, and who stands in front of a page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy.orm
from litestar import Request, Router
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from pydantic import Field

from partnerschapsakte.access import queries, service
from partnerschapsakte.access.schemas import NotSignedIn, PersonView, SignedIn
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.fields import Code, Command, Line
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web import problems
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Typed, Visitor, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]

WALK_IN_ORDER = sorted(Role, key=lambda role: (role is not Role.CONTRACT_MANAGER, role is not Role.MANDATE_HOLDER))
"""The roles that see most of a demonstration come first."""


class SignIn(Command):
    """What a person types at the door."""

    email: Line
    password: str = Field(min_length=1, max_length=1024)
    naar: str = "/"


class WalkIn(Command):
    """Whom a visitor of the demonstration wants to be."""

    person_id: Code
    naar: str = "/"


def visitor_of(request: Asked, session: Session, now: Now) -> Actor | None:
    """Return who is signed in with this browser, and note now and then that the browser is still there."""
    token = request.cookies.get(_cookie_name(request), "")
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
def ask_to_sign_in(request: Asked, session: Session, page: Page, naar: FromQuery[str] = "/") -> Answer:
    """Show the door."""
    return _door(request, session, page, Form({"naar": naar}))


@post("/inloggen")
def sign_in(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Sign in with an e-mail address and a password."""
    form = read_form(SignIn, data)
    if form.command is None:
        return _door(request, session, page, form)
    outcome = _sign_in(request, session, now, form.command.email, form.command.password)
    return _entered(request, session, page, form, outcome)


@post("/inloggen/demo")
def walk_in(request: Asked, session: Session, now: Now, page: Page, data: Typed) -> Answer:
    """Sign in as somebody of the demonstration, with one click."""
    form = read_form(WalkIn, data)
    password: str | None = request.app.state.demo_password
    if form.command is None or password is None:
        raise NotFoundException
    email = queries.person(session, form.command.person_id).email
    return _entered(request, session, page, form, _sign_in(request, session, now, email, password))


@post("/uitloggen")
def sign_out(request: Asked, session: Session, now: Now, visitor: Visitor) -> Answer:
    """Sign out."""
    name = _cookie_name(request)
    service.sign_out(session, Occasion(visitor or SYSTEM, now, now), request.cookies.get(name, ""))
    answer = go("/inloggen")
    secure: bool = request.app.state.https
    answer.set_cookie(
        Cookie(key=name, value="", path="/", max_age=0, expires=0, httponly=True, samesite="lax", secure=secure)
    )
    return answer


def _sign_in(
    request: Asked, session: sqlalchemy.orm.Session, now: datetime, email: str, password: str
) -> SignedIn | NotSignedIn:
    address = request.client.host if request.client else ""
    return service.sign_in(session, Occasion(SYSTEM, now, now), email, password, address=address)


def _entered(
    request: Asked,
    session: sqlalchemy.orm.Session,
    page: PageOfRequest,
    form: Form[Any],
    outcome: SignedIn | NotSignedIn,
) -> Answer:
    if isinstance(outcome, NotSignedIn):
        return _door(request, session, page, Form(form.values, errors={"form": outcome.refusal.message}))
    answer = go(_inside(form.value("naar", "/")))
    secure: bool = request.app.state.https
    answer.set_cookie(
        Cookie(key=_cookie_name(request), value=outcome.token, path="/", httponly=True, samesite="lax", secure=secure)
    )
    return answer


def _door(request: Asked, session: sqlalchemy.orm.Session, page: PageOfRequest, form: Form[Any]) -> Answer:
    demo = request.app.state.demo_password is not None
    people = _by_role(person for person in queries.people(session) if person.enabled and person.roles) if demo else []
    hosts = sorted({_host(person) for person in people})
    groups = {host: [person for person in people if _host(person) == host] for host in hosts}
    status = 400 if form.errors else 200
    return page("access/sign_in.html", status=status, form=form, demo_groups=groups)


def _by_role(people: Iterable[PersonView]) -> list[PersonView]:
    """Return people in the order in which a visitor wants to be them."""
    return sorted(people, key=lambda person: min(WALK_IN_ORDER.index(role) for role in person.roles))


def _host(person: PersonView) -> str:
    """Return where somebody of the demonstration works: the host of their address."""
    return person.email.partition("@")[2]


def _inside(wanted: str) -> str:
    """Return the address a browser wanted, if it lies inside this house."""
    return wanted if wanted.startswith("/") and wanted[1:2] not in {"/", "\\"} else "/"


def _cookie_name(request: Asked) -> str:
    return "__Host-sessie" if request.app.state.https else "sessie"


router = Router("/", route_handlers=[ask_to_sign_in, sign_in, walk_in, sign_out])
