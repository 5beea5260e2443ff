"""What a browser and the door know each other by: the cookies, and where a request came from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.di import Provide
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access import queries
from partnerschapsakte.access.rules.brakes import KNOWN_FOR
from partnerschapsakte.access.schemas import Caller, NotSignedIn, SignedIn
from partnerschapsakte.access.service.signing_in import Doorway
from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.web import problems
from partnerschapsakte.web.doors import Answer, Now
from partnerschapsakte.web.forms import Form

Asked = Request[Any, Any, Any]

SESSION, KNOWN, LEAVING = "sessie", "bekend", "vertrek"
LEAVING_FOR = 10 * 60
TOO_MANY = 429


def cookie_name(request: Asked, name: str) -> str:
    """Return the full name of a cookie: with https no other host can have set it (RFC 6265bis)."""
    return f"__Host-{name}" if request.app.state.https else name


def cookie_of(request: Asked, name: str) -> str:
    """Return what a browser keeps under this name, or nothing."""
    return request.cookies.get(cookie_name(request, name), "")


def keep(request: Asked, answer: Answer, name: str, value: str, seconds: int | None = None) -> None:
    """Let a browser keep something, out of reach of scripts and other sites; without ``seconds`` until it closes."""
    answer.set_cookie(
        Cookie(
            key=cookie_name(request, name),
            value=value,
            path="/",
            max_age=seconds,
            httponly=True,
            samesite="lax",
            secure=request.app.state.https,
        )
    )


def forget(request: Asked, answer: Answer, name: str) -> None:
    """Let a browser forget what it keeps under this name."""
    key, secure = cookie_name(request, name), request.app.state.https
    answer.set_cookie(
        Cookie(key=key, value="", path="/", max_age=0, expires=0, httponly=True, samesite="lax", secure=secure)
    )


def let_in(request: Asked, answer: Answer, outcome: SignedIn) -> Answer:
    """Give a browser the token of its session, and by what it is known next time."""
    keep(request, answer, SESSION, outcome.token)
    if outcome.browser:
        keep(request, answer, KNOWN, outcome.browser, int(KNOWN_FOR.total_seconds()))
    return answer


def turned_away(answer: Answer, outcome: NotSignedIn) -> Answer:
    """Say how long to wait, where waiting helps."""
    if outcome.wait:
        answer.status_code = TOO_MANY
        answer.headers["Retry-After"] = str(outcome.wait)
    return answer


def keys_of(request: Asked) -> Keyring:
    """Return the keys of the installation. As an attribute, ``keys`` would be a method of the state itself."""
    return request.app.state["keys"]


def doorway_of(request: Asked) -> Doorway:
    """Return what an attempt to come in passes."""
    address = request.client.host if request.client else ""
    caller = Caller(address, request.headers.get("user-agent", ""), cookie_of(request, KNOWN))
    state = request.app.state
    keys: Any = state.get("keys")
    required: bool | None = state.get("second_factor")  # None: everybody, but in a demonstration nobody
    return Doorway(caller, keys, state.demo_password is None if required is None else required)


def occasion_at(request: Asked, now: datetime, actor: Actor = SYSTEM) -> Occasion:
    """Return the occasion of what somebody does who is not signed in yet."""
    address = request.client.host if request.client else ""
    return Occasion(actor, now, now, origin=f"web {address}".strip())


def _nobody() -> None:
    """Return nobody as who is signed in."""


def _read_beforehand(request: Asked, now: Now) -> Actor | None:
    """Return who is signed in, from a unit of work that is over again."""
    with request.app.state.reading() as session:
        return queries.who(session, cookie_of(request, SESSION), now)


def hold_signed_in(request: Asked, session: UnitOfWork, now: datetime) -> None:
    """Refuse a browser that was signed out during the slow work."""
    if queries.who(session, cookie_of(request, SESSION), now) is None:
        raise problems.NotSignedIn


PROVING = {"visitor": Provide(_read_beforehand, sync_to_thread=True)}
"""For doors that ask for the password again: nothing is locked before it was compared; then ``hold_signed_in``."""

STRANGER = {"visitor": Provide(_nobody, sync_to_thread=False)}
"""For doors of strangers: nobody is looked up, so that nothing is locked before the slow work is done."""


def inside(wanted: str) -> str:
    """Return the address a browser wanted, if it lies inside this house."""
    # A browser reads a backslash as a slash, and leaves out tabs and line ends wherever they stand.
    strange = any(letter == "\\" or not letter.isprintable() for letter in wanted)
    return wanted if wanted.startswith("/") and not wanted.startswith("//") and not strange else "/"


def blank(values: Mapping[str, str] | None = None, errors: Mapping[str, Sentence] | None = None) -> Form[Any]:
    """Return a form in which nothing was read: for a page that is shown, or shown again without what was typed."""
    return Form(values or {}, errors=errors or {})
