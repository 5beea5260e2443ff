"""Answers machines that watch the program: whether it lives, whether it can work, and how it is in numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, TypeAlias

import litestar
from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.web.watching import Meter

LIVE, READY, METRICS = "/healthz/live", "/healthz/ready", "/metrics"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
BY_A_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
DATABASE = "database"

Check: TypeAlias = Callable[[Session, datetime], bool]
Asked: TypeAlias = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One number to show: its name, what it is, and whether it only goes up."""

    name: str
    meaning: str
    value: float
    only_up: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """What the health pages ask.

    ``checks`` are the things without which the program cannot work, by name; ``readings`` are its numbers.
    ``metrics_token`` opens the numbers to another machine; without it only this machine may see them.
    """

    begin: Begin
    now: Callable[[], datetime]
    checks: Mapping[str, Check]
    readings: Callable[[Session, datetime], Iterator[Reading]]
    metrics_token: str | None = None


def health_routes(watch: Watch, meter: Meter) -> list[HTTPRouteHandler]:
    """Return the three doors for machines; none of them asks who is there."""
    meter.registry.register(FromDatabase(watch))

    @litestar.get(LIVE, sync_to_thread=False, include_in_schema=False)
    def live() -> Response[dict[str, str]]:
        return Response({"status": "ok"}, headers={"Cache-Control": "no-store"})

    @litestar.get(READY, sync_to_thread=True, include_in_schema=False)
    def ready() -> Response[dict[str, Any]]:
        found = _found(watch)
        healthy = all(found.values())
        content = {"status": "ok" if healthy else "failing", "checks": found}
        return Response(content, status_code=200 if healthy else 503, headers={"Cache-Control": "no-store"})

    @litestar.get(METRICS, sync_to_thread=True, include_in_schema=False)
    def metrics(request: Asked) -> Response[bytes]:
        if not _may_see(request, watch.metrics_token):
            raise NotFoundException
        return Response(generate_latest(meter.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [live, ready, metrics]


def _found(watch: Watch) -> dict[str, bool]:
    """Return each check by name; where the database does not answer, that is all there is to say."""
    try:
        with watch.begin() as session:
            now = watch.now()
            return {DATABASE: True} | {name: check(session, now) for name, check in watch.checks.items()}
    except SQLAlchemyError:
        return {DATABASE: False}


def _may_see(request: Asked, token: str | None) -> bool:
    """Tell whether the numbers are for this reader: on this machine and not through a proxy, or with the token."""
    if token is not None:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and compare_digest(sent.encode(), token.encode()):
            return True
    here = request.client is not None and request.client.host in LOOPBACK
    return here and not any(name in request.headers for name in BY_A_PROXY)


class FromDatabase(Collector):
    """Reads the numbers of the database at the moment they are asked."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def describe(self) -> Iterator[Metric]:
        """Promise nothing beforehand, so that no application needs its database to start."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Give each number; where the database does not answer, one that says so."""
        readings: list[Reading] = []
        try:
            with self._watch.begin() as session:
                readings = list(self._watch.readings(session, self._watch.now()))
        except SQLAlchemyError:
            pass
        yield GaugeMetricFamily("partnerschapsakte_database_up", "Whether the database answers.", float(bool(readings)))
        for one in readings:
            kind = CounterMetricFamily if one.only_up else GaugeMetricFamily
            yield kind(one.name, one.meaning, value=one.value)
