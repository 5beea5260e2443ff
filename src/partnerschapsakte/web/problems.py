"""How a no leaves the building: a page that says why and what would make it allowed, or problem+json at the API."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.web.doors import go
from partnerschapsakte.web.rendering import Page

log = logging.getLogger(__name__)
Asked = Request[Any, Any, Any]

STATUS = {Why.NOT_FOUND: 404, Why.NOT_PERMITTED: 403, Why.CONFLICT: 409, Why.INVALID: 400}

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


class NotSignedIn(Exception):
    """The page asks for somebody who is signed in."""


def page_of(request: Asked) -> Page:
    """Return the page maker of this request."""
    return request.app.state.page_of(request)


def refused(request: Asked, refusal: Refusal) -> Response[Any]:
    """Answer a refusal with its sentence, rule, article and remedy."""
    status = STATUS[refusal.why]
    if _at_the_api(request):
        locale = page_of(request).locale
        problem = {"type": f"urn:partnerschapsakte:{refusal.code}", "title": language.tell(refusal.message, locale)}
        return _problem(problem, status)
    return page_of(request)("refused.html", status=status, refusal=refusal, title=TITLES.get(status, TITLES[409]))


def failed(request: Asked, error: HTTPException) -> Response[Any]:
    """Answer what the framework refuses, without a word about its insides."""
    return _failure(request, error.status_code)


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
        return _failure(request, 401)
    wanted = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return go("/inloggen?" + urlencode({"naar": wanted}) if request.method == "GET" else "/inloggen")


def _failure(request: Asked, status: int) -> Response[Any]:
    if _at_the_api(request):
        return _problem({"type": "about:blank", "title": HTTPStatus(status).phrase}, status)
    message: Sentence = SENTENCES.get(status, SENTENCES[400])
    return page_of(request)("failed.html", status=status, message=message, title=TITLES.get(status, TITLES[409]))


def _problem(problem: dict[str, str], status: int) -> Response[Any]:
    return Response({**problem, "status": status}, status_code=status, media_type="application/problem+json")


def _at_the_api(request: Asked) -> bool:
    return request.url.path.startswith("/api/")


HANDLERS: dict[int | type[Exception], Callable[[Asked, Any], Response[Any]]] = {
    Refusal: refused,
    NotSignedIn: asked_to_sign_in,
    HTTPException: failed,
    IntegrityError: collided,
    StaleDataError: collided,
    Exception: crashed,
}
