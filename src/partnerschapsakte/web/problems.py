"""How a no leaves the building: a page that says why and what would make it allowed, or problem+json at the API."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.web import problem_json
from partnerschapsakte.web.adr import is_api
from partnerschapsakte.web.doors import go
from partnerschapsakte.web.gate import NoToken
from partnerschapsakte.web.rendering import Page
from partnerschapsakte.web.units import REFUSAL

log = logging.getLogger(__name__)
Asked = Request[Any, Any, Any]

STATUS = problem_json.STATUS

SENTENCES = {
    400: say("The form could not be read. Go back and try again."),
    403: say(
        "This page has been open too long, or the form came from another site. Go back, reload the page and retry."
    ),
    404: say("This page does not exist, or no longer exists."),
    405: say("This address does not accept what was asked."),
    409: say("Somebody else changed this at the same moment. Reload the page and look before you try again."),
    413: say("What was sent is too large."),
    500: say("Something went wrong on our side. Nothing was changed. Try again later, or tell the administrator."),
}
TITLES = {
    403: say("Not allowed"),
    404: say("Not found"),
    409: say("Not possible now"),
    500: say("Something went wrong"),
}


class Hidden(NotFoundException):
    """Somebody asked for what is not theirs to see; they hear that it is not there."""


class NotSignedIn(Exception):
    """The page asks for somebody who is signed in."""


def page_of(request: Asked) -> Page:
    """Return the page maker of this request."""
    return request.app.state.page_of(request)


def refused(request: Asked, refusal: Refusal) -> Response[Any]:
    """Answer a refusal with its sentence, rule, article and remedy."""
    request.scope["state"][REFUSAL] = refusal
    if _at_the_api(request):
        return problem_json.refused(request, refusal)
    status = STATUS[refusal.why]
    return page_of(request)("refused.html", status=status, refusal=refusal, title=TITLES.get(status, TITLES[409]))


def hidden(request: Asked, error: Hidden) -> Response[Any]:
    """Answer that something is not there, as for an address that never was."""
    request.scope["state"][REFUSAL] = Refusal(Why.NOT_FOUND, "hidden", SENTENCES[404])
    return failed(request, error)


def failed(request: Asked, error: HTTPException) -> Response[Any]:
    """Answer what the framework refuses, without a word about its insides."""
    if _at_the_api(request):
        return problem_json.failed(request, error)
    slash_too_many = error.status_code == 405 and request.url.path.endswith("/")  # noqa: PLR2004 - as in SENTENCES
    return _failure(request, 404 if slash_too_many else error.status_code)


def collided(request: Asked, _: Exception) -> Response[Any]:
    """Answer two people who changed the same thing."""
    return _failure(request, 409)


def crashed(request: Asked, error: Exception) -> Response[Any]:
    """Log what broke, and tell the reader only that it did."""
    log.error("a request failed", exc_info=error)
    return _failure(request, 500)


def asked_to_sign_in(request: Asked, _: NotSignedIn) -> Response[Any]:
    """Send a browser to the door, and remember where it wanted to go."""
    if _at_the_api(request):
        return problem_json.without_token(request, _)
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return go("/inloggen?" + urlencode({"naar": wanted}) if request.method == "GET" else "/inloggen")


def _failure(request: Asked, status: int) -> Response[Any]:
    if _at_the_api(request):
        return problem_json.problem(request, status)
    message: Sentence = SENTENCES.get(status, SENTENCES[400])
    return page_of(request)("failed.html", status=status, message=message, title=TITLES.get(status, TITLES[409]))


def _at_the_api(request: Asked) -> bool:
    return is_api(request.url.path)


HANDLERS: dict[int | type[Exception], Callable[[Asked, Any], Response[Any]]] = {
    Refusal: refused,
    NotSignedIn: asked_to_sign_in,
    NoToken: problem_json.without_token,
    **problem_json.HANDLERS,
    Hidden: hidden,
    HTTPException: failed,
    IntegrityError: collided,
    StaleDataError: collided,
    Exception: crashed,
}
