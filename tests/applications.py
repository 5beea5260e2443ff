"""Gives each test an application of its own at the price of its state: the doors are hung once in a process."""

import atexit
from collections.abc import Sequence
from contextlib import ExitStack
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any, Self

from anyio.from_thread import BlockingPortal, start_blocking_portal
from litestar import Litestar
from litestar.events import BaseEventEmitterBackend
from litestar.testing import TestClient
from sqlalchemy import Engine

from partnerschapsakte.app import ApiTerms, create_app, state_of
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.web.rendering import Pages
from partnerschapsakte.web.static_files import StaticFiles

TEMPLATES = Path(__file__).parents[1] / "templates"


class NoEvents(BaseEventEmitterBackend):
    """What every application with these doors may share: Litestar's own emitter serves one event loop at a time."""

    async def __aenter__(self) -> Self:
        """Begin nothing."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End nothing."""

    def emit(self, event_id: str, *_: Any, **__: Any) -> None:
        """Refuse an event: nobody would hear it."""
        raise NotImplementedError(event_id)


def application(engine: Engine, *, routes: Sequence[Any] = (), **settings: Any) -> Litestar:
    """Return an application as ``create_app`` makes it, on this database; whoever adds ``routes`` has doors hung."""
    if routes:
        return create_app(engine, TEMPLATES, routes=routes, **settings)
    api: ApiTerms = settings.get("api", ApiTerms())
    app = copy(_hung(https=settings.get("https", False), origins=api.origins))
    app.state = state_of(engine, TEMPLATES, **settings)
    app.state.pages = _pages(demo=app.state.pages.demo, https=app.state.https)
    return app


def client_of(app: Litestar) -> TestClient[Litestar]:
    """Return a client that is never closed; without a portal it would start an event loop for each request."""
    client = TestClient(app, raise_server_exceptions=False)
    client.blocking_portal = _portal()
    return client


@cache
def _portal() -> BlockingPortal:
    """The event loop of such clients, in a thread of this process."""
    opened = ExitStack()
    atexit.register(opened.close)
    return opened.enter_context(start_blocking_portal())


@cache
def _hung(*, https: bool, origins: tuple[str, ...]) -> Litestar:
    app = create_app(connect("sqlite://"), TEMPLATES, https=https, api=ApiTerms(origins=origins))
    app.event_emitter = NoEvents(())
    return app


@cache
def _pages(*, demo: bool, https: bool) -> Pages:
    """Keep what Jinja made of the templates; it looks itself whether one of them was changed."""
    return Pages(TEMPLATES, StaticFiles().address, demo, https)
