"""Problem details (RFC 9457): how a no leaves the API, in the reader's language, without a word of its insides."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.web.etags import ChangedMeanwhile, ConditionMissing
from partnerschapsakte.web.idempotency import KeyReused, KeyUnusable
from partnerschapsakte.web.operations import Malformed
from partnerschapsakte.web.rate_limits import TooMany

Asked = Request[Any, Any, Any]

MEDIA_TYPE = "application/problem+json"
STATUS = {Why.NOT_FOUND: 404, Why.NOT_PERMITTED: 403, Why.CONFLICT: 409, Why.INVALID: 400}

TITLES = {
    400: say("The request is not right"),
    401: say("Not signed in"),
    403: say("Not allowed"),
    404: say("Not found"),
    405: say("Method not allowed"),
    406: say("Answer not available in this form"),
    409: say("Not possible now"),
    412: say("Changed meanwhile"),
    413: say("Too large"),
    415: say("Content type not supported"),
    422: say("Key used before"),
    428: say("Condition missing"),
    429: say("Too many requests"),
    500: say("Something went wrong"),
}
DETAILS = {
    400: say("The request could not be read."),
    401: say("Send a valid token in the header Authorization, after the word Bearer."),
    403: say("You may not do this."),
    404: say("This address does not exist, or is not yours to see."),
    405: say("This address does not accept this method; the header Allow names those it accepts."),
    406: say("This address cannot answer in a form that the header Accept allows."),
    409: say("Somebody else changed this at the same moment. Read it again, then decide."),
    412: say("Somebody else changed this after you read it. Look at what changed, read it again, then decide."),
    413: say("What was sent is too large."),
    415: say("Send the content in the form that the documentation names, with its Content-Type."),
    422: say("This Idempotency-Key was used before for another request. Use a new key for each new request."),
    428: say("Read it first, and send the ETag of that answer in the header If-Match."),
    429: say("You asked too often. Wait as many seconds as the header Retry-After says."),
    500: say("Something went wrong on our side. Nothing was changed. Try again later, or tell the administrator."),
}
UNUSABLE = say("An Idempotency-Key has 1 to 255 plain characters.")
UNKNOWN_MARK = say("The mark in the header If-Match was not given for this. Read it again, and send the ETag of that.")


def locale_of(request: Asked) -> str:
    """Return the language that ``Accept-Language`` asks for; Dutch unless English is wanted more."""
    wanted = dict(map(_weighed, request.headers.get("accept-language", "").split(",")))
    return language.ENGLISH if wanted.get("en", 0.0) > wanted.get("nl", wanted.get("*", 0.0)) else language.DUTCH


def _weighed(part: str) -> tuple[str, float]:
    name, _, weight = part.partition(";")
    try:
        return name.strip().lower()[:2], float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return "", 0.0


def problem(
    request: Asked,
    status: int,
    detail: Sentence | None = None,
    *,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response[Any]:
    """Return a problem: what kind, what exactly, and what would help; ``more`` is left out where it says nothing."""
    locale = locale_of(request)
    told: dict[str, Any] = {
        "type": f"urn:partnerschapsakte:problem:{code}" if code else "about:blank",
        "title": language.tell(TITLES.get(status, TITLES[400]), locale),
        "status": status,
        "detail": language.tell(detail or DETAILS.get(status, DETAILS[400]), locale),
        "instance": request.url.path,
        "code": code,
        **more,
    }
    content = {name: value for name, value in told.items() if value is not None}
    return Response(
        content,
        status_code=status,
        headers={**(headers or {}), "Content-Language": locale},
        media_type=MEDIA_TYPE,
    )


def refused(request: Asked, refusal: Refusal) -> Response[Any]:
    """Answer a refusal with its sentence, rule, article and remedy."""
    remedy = language.tell(refusal.remedy, locale_of(request)) if refusal.remedy else None
    status = STATUS[refusal.why]
    found = [
        {"field": one.where, "message": language.tell(one.message, locale_of(request)), "code": refusal.code}
        for one in getattr(refusal, "findings", ())
    ]
    more: dict[str, Any] = {"errors": found or None, "rule": refusal.rule, "article": refusal.article, "remedy": remedy}
    return problem(request, status, refusal.message, code=refusal.code, **more)


def malformed(request: Asked, error: Malformed) -> Response[Any]:
    """Answer what cannot be read with everything that is wrong with it."""
    locale = locale_of(request)
    errors = [
        {"field": one.field, "message": language.tell(one.message, locale), "code": one.code} for one in error.errors
    ]
    return problem(request, 400, code="malformed", errors=errors)


def without_token(request: Asked, _: Exception) -> Response[Any]:
    """Answer who brings no token that opens anything."""
    return problem(request, 401, code="token_missing", headers={"WWW-Authenticate": 'Bearer realm="api"'})


def changed_meanwhile(request: Asked, error: ChangedMeanwhile) -> Response[Any]:
    """Answer a change of a version that is not the latest with what changed, where that version is known here."""
    if error.changes is None:
        return problem(request, 412, UNKNOWN_MARK, code="mark_unknown")
    changed = [{"field": one.field, "now": one.now, "yours": one.yours} for one in error.changes]
    return problem(request, 412, code="changed_meanwhile", changed=changed)


def too_many(request: Asked, error: TooMany) -> Response[Any]:
    """Answer who asks too often with how long to wait."""
    return problem(request, 429, code="too_many_requests", headers={"Retry-After": str(error.wait)})


def failed(request: Asked, error: HTTPException) -> Response[Any]:
    """Answer what the framework refuses."""
    allow = (error.headers or {}).get("allow", "")
    slash_too_many = error.status_code == 405 and request.url.path.endswith("/")  # noqa: PLR2004 - as in TITLES
    return problem(request, 404 if slash_too_many else error.status_code, headers={"Allow": allow} if allow else {})


def _always(
    status: int, code: str | None = None, detail: Sentence | None = None
) -> Callable[[Asked, Exception], Response[Any]]:
    def answer(request: Asked, _: Exception) -> Response[Any]:
        return problem(request, status, detail, code=code)

    return answer


HANDLERS: dict[type[Exception], Callable[[Asked, Any], Response[Any]]] = {
    Malformed: malformed,
    ChangedMeanwhile: changed_meanwhile,
    TooMany: too_many,
    ConditionMissing: _always(428, "condition_missing"),
    KeyReused: _always(422, "idempotency_key_reused"),
    KeyUnusable: _always(400, "idempotency_key_unusable", UNUSABLE),
}
