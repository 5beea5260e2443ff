"""Watches every request from outside: a line in the log, numbers for the metrics, an id that ties them together.

Neither the address that was asked nor anything that was sent is noted: an address may hold an id, a name or a token.
The template of its route stands for it.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram

from partnerschapsakte.foundation.identity import random_id

UNKNOWN_ROUTE = "-"
SEALED_ROUTE = "sealed"
REQUEST_ID = b"x-request-id"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10)

log = structlog.stdlib.get_logger("partnerschapsakte.requests")


class Meter:
    """Counts the requests of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "partnerschapsakte_requests",
            "Requests answered, by route and class of status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "partnerschapsakte_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. What a stranger sends as a method is no label: it could be anything."""
        known = method if method in METHODS else UNKNOWN_ROUTE
        self._requests.labels(known, route, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(seconds)


class Watched:
    """Wraps the whole application, so that also what no route answers is noted."""

    def __init__(self, app: ASGIApp, meter: Meter, ids: Callable[[], str] = random_id) -> None:
        self._app, self._meter, self._ids = app, meter, ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and note it; its id goes back to the reader, who can name it when asking for help."""
        if str(scope["type"]) != "http":
            await self._app(scope, receive, send)
            return
        request_id, begun, answered = self._ids(), perf_counter(), Answered()

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
                message["headers"] = [*message.get("headers", ()), (REQUEST_ID, request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_noting)
            finally:
                self._note(scope, answered.status, perf_counter() - begun)

    def _note(self, scope: Any, status: int, seconds: float) -> None:
        handler = scope.get("route_handler")
        # Before an opening nothing may tell that, or when, a tenderer was at a vault.
        sealed = bool(handler is not None and handler.opt.get("sealed"))
        route = SEALED_ROUTE if sealed else scope.get("path_template") or UNKNOWN_ROUTE
        method = scope["method"]
        self._meter.note(method, route, status, seconds)
        log.info(
            "request",
            method=method if method in METHODS else UNKNOWN_ROUTE,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            actor_id=None if sealed else _who(scope.get("state", {})),
        )


class Answered:
    """What was answered; 500 as long as nothing was."""

    status: int = 500


def _who(state: Any) -> str | None:
    visitor = state.get("actor") or state.get("visitor")
    return getattr(visitor, "id", None)
