"""What every answer carries to protect its reader, and the token that proves a form was ours."""

from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPSendMessage, Message, Receive, Scope, Send

from partnerschapsakte.foundation import identity
from partnerschapsakte.web.adr import is_api

FIELD = "form_token"
HEADER = "x-form-token"
STREAMS = "streams"
"""The option of a door that reads its own form as it arrives; it asks ``refuse_wrong_token`` before anything else."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_PAGES = frozenset({"same-origin", "none"})
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def protecting_headers(*, https: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return what adds the protecting headers to every answer, those that no handler gave included."""
    protecting = HEADERS | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if https else {})
    pairs = [(name.lower().encode(), value.encode()) for name, value in protecting.items()]

    async def add(message: Message, scope: Scope) -> None:  # noqa: ARG001 - Litestar gives both
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in pairs if pair[0] not in given)]

    return add


class FormTokens(ASGIMiddleware):
    """Lets a change through only when the browser sends back, in the form, the token of its cookie.

    The token is set with the first page and needs no script. A browser that says the request comes from another
    site is refused whatever it sends.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, *, https: bool) -> None:
        self.cookie = "__Host-formulier" if https else "formulier"
        self.https = https

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Check the token of a change; give a browser without one a token. The API knows no cookies."""
        if is_api(scope["path"]):
            await next_app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive)
        kept = request.cookies.get(self.cookie, "")
        token = kept or identity.token()
        scope["state"]["form_token"] = token
        if request.method not in SAFE_METHODS:
            await _refuse_foreign_form(request, kept)

        async def send_with_cookie(message: Message) -> None:
            if not kept and message["type"] == "http.response.start":
                self._set(message, token)
            await send(message)

        await next_app(scope, receive, send_with_cookie)

    def _set(self, message: HTTPSendMessage, token: str) -> None:
        cookie = Cookie(key=self.cookie, value=token, path="/", httponly=True, samesite="lax", secure=self.https)
        MutableScopeHeaders.from_message(message).add("set-cookie", cookie.to_header(header=""))


async def _refuse_foreign_form(request: Request[Any, Any, Any], kept: str) -> None:
    sent = request.headers.get(HEADER, "")
    content_type, _ = request.content_type
    if request.route_handler.opt.get(STREAMS):
        sent = sent or kept  # the form is not read here: the files in it would be spooled
    elif not sent and content_type in {RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART}:
        sent = str((await request.form()).get(FIELD, ""))
    own = request.headers.get("sec-fetch-site", "same-origin") in OWN_PAGES
    if not own or not kept or not compare_digest(sent.encode(), kept.encode()):
        raise PermissionDeniedException("form_token")


def refuse_wrong_token(request: Request[Any, Any, Any], sent: str) -> None:
    """Refuse a form that a door reads itself, unless this is the token of the browser's cookie."""
    if not compare_digest(sent.encode(), request.scope["state"]["form_token"].encode()):
        raise PermissionDeniedException("form_token")
