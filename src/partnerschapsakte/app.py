"""The composition root of the web: an engine and plain settings go in, an ASGI application comes out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar import Litestar, Request
from litestar.datastructures.state import State
from litestar.di import Provide
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.access import pages as access_pages
from partnerschapsakte.contracts import pages as contracts_pages
from partnerschapsakte.documents import pages as documents_pages
from partnerschapsakte.dossiers import pages as dossiers_pages
from partnerschapsakte.foundation import clock, language
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.overview import pages as overview_pages
from partnerschapsakte.reminders import pages as reminders_pages
from partnerschapsakte.web import problems
from partnerschapsakte.web.doors import Now, Visitor, Who
from partnerschapsakte.web.protection import SAFE_METHODS, FormTokens, protecting_headers
from partnerschapsakte.web.rendering import LANGUAGE, Page, Pages
from partnerschapsakte.web.static_files import StaticFiles, static_file
from partnerschapsakte.web.units import GiveBack, unit_of

ROOMS = (
    access_pages.router,
    dossiers_pages.router,
    contracts_pages.router,
    documents_pages.router,
    reminders_pages.router,
    overview_pages.router,
)

Asked = Request[Any, Any, Any]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Root:
    """What every request of one application shares."""

    engine: Engine
    pages: Pages
    now: Callable[[], datetime]

    def unit_of_work(self, request: Asked) -> Iterator[Session]:
        """Open a session that only reads, or one that commits before the answer is sent."""
        begin = reading(self.engine) if request.method in SAFE_METHODS else writing(self.engine)
        yield from unit_of(request, begin)

    def page_of(self, request: Asked) -> Page:
        """Return the page maker of a request: also for an answer that no handler gave."""
        now = self.now()
        return Page(
            self.pages,
            locale_of(request),
            request.scope["state"].get("visitor"),
            request.scope["state"].get("form_token", ""),
            request.url.path,
            dict(request.query_params),
            now,
            clock.local_date(now),
        )

    def page(self, request: Asked, visitor: Visitor) -> Page:
        """Return the page maker of a request, with who is signed in."""
        request.scope["state"]["visitor"] = visitor
        return self.page_of(request)


def locale_of(request: Asked) -> str:
    """Return the reader's language: asked for now, chosen before, or Dutch."""
    wanted = request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE)
    return wanted if wanted in language.LANGUAGES else language.DUTCH


def occasion_of(actor: Who, now: Now) -> Occasion:
    """Return the occasion of an act at a page: it happens when it is written down."""
    return Occasion(actor, now, now)


def create_app(
    engine: Engine,
    templates: Path,
    *,
    now: Callable[[], datetime] = clock.now,
    https: bool = False,
    demo_password: str | None = None,
    routes: Sequence[Any] = (),
    lifespan: Sequence[Lifespan] = (),
) -> Litestar:
    """Put the rooms' doors, the toolkit and the machinery together.

    ``demo_password`` is the password of the accounts of the demonstration; without it this is no demonstration.
    ``routes`` and ``lifespan`` are added as they are: on SQLite the worker's ticks come in by the latter.
    """
    static_files = StaticFiles()
    root = Root(engine, Pages(templates, static_files.address, demo_password is not None), now)
    shared = {"static_files": static_files, "page_of": root.page_of, "writing": writing(engine)}
    plain = {"https": https, "demo_password": demo_password, "templates": templates}
    return Litestar(
        [static_file, *ROOMS, *routes],
        dependencies={
            "session": Provide(root.unit_of_work),
            "now": Provide(root.now, sync_to_thread=False),
            "locale": Provide(locale_of, sync_to_thread=False),
            "visitor": Provide(access_pages.visitor_of, sync_to_thread=True),
            "actor": Provide(access_pages.signed_in, sync_to_thread=False),
            "occasion": Provide(occasion_of, sync_to_thread=False),
            "page": Provide(root.page, sync_to_thread=False),
        },
        middleware=[GiveBack(), FormTokens(https=https)],
        before_send=[protecting_headers(https=https)],
        exception_handlers=problems.HANDLERS,
        state=State(shared | plain),
        lifespan=list(lifespan),
        openapi_config=None,
        logging_config=None,
    )
