"""What the NL API Design Rules ask of every answer: headers, exact addresses, and who may ask from a browser."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any, cast
from urllib.parse import quote, unquote

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import NotFoundException
from litestar.middleware import ASGIMiddleware
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Message, Receive, Scope, Send

ROOT = "/api/v1"
VERSION = "1.0.0"
OPENAPI = f"{ROOT}/openapi.json"
POLICY = "Content-Security-Policy"
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
METHODS = "GET, POST, PUT, PATCH, DELETE"
SENT = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Accept-Language"
SHOWN = "API-Version, ETag, Link, Location, Retry-After, Idempotent-Replayed"


def is_api(path: str) -> bool:
    """Tell whether a path belongs to the API, whether there is something at it or not."""
    return path == "/api" or path.startswith("/api/")


def origin_of(request: Request[Any, Any, Any]) -> str:
    """Return where a request came from."""
    door_name = "api" if request.url.path.startswith(ROOT) else "web"
    return f"{door_name} {request.client.host if request.client else ''}".strip()


def api_headers(origins: Collection[str] = ()) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return what gives every answer of the API its version, its policy and its answer to other sites.

    A page of another site may read ``openapi.json``, and the rest only from these origins.
    """

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP or not is_api(scope["path"]):
            return
        headers = MutableScopeHeaders.from_message(message)
        headers["API-Version"] = VERSION
        if scope["method"] == "OPTIONS" and "Allow" in headers:
            headers["Allow"] = ", ".join(sorted(_methods_at(scope)))
        own = headers.getall(POLICY, [])  # of a file; a browser keeps to each of them
        headers[POLICY] = ", ".join([*own, API_POLICY])
        if scope["path"] == OPENAPI:
            headers["Access-Control-Allow-Origin"] = "*"
        elif origins:
            _share(headers, Request[Any, Any, Any](scope), origins)

    return add


def _methods_at(scope: Scope) -> set[str]:
    """Return all methods of an address; the framework's own answer knows only those hung at the same moment."""
    routes = (one for one in scope["litestar_app"].routes if one.path_format == scope["path_template"])
    return {method for route in routes for method in cast("HTTPRoute", route).methods}


def _share(headers: MutableScopeHeaders, request: Request[Any, Any, Any], origins: Collection[str]) -> None:
    headers["Vary"] = "Origin"
    origin = request.headers.get("origin", "")
    if origin not in origins:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = SHOWN
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = METHODS
        headers["Access-Control-Allow-Headers"] = SENT
        headers["Access-Control-Max-Age"] = "600"


class ExactPaths(ASGIMiddleware):
    """Answers 404 where an address is not exactly that of its page: a slash too many, or what cannot be printed."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Compare the address that was asked for with the one that the router found."""
        given = cast("dict[str, Any]", scope)
        raw: bytes = given.get("raw_path") or quote(scope["path"]).encode()
        asked = unquote(raw.decode("ascii", "replace").partition("?")[0])
        path = asked.removeprefix(given.get("root_path") or "")
        if path != scope["path"] or not path.isprintable():
            raise NotFoundException
        await next_app(scope, receive, send)
