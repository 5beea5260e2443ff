"""Opens the unit of work of a request, and gives back the one that no answer finished.

Litestar finishes a generator dependency only once the handler is called: where another dependency refuses before
that, the unit would stay open, with its connection, until the garbage collector comes by.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.outcomes import Refusal

UNIT = "unit_of_work"
REFUSAL = "refusal"
"""Where a request keeps why it was refused, until that is written down."""


class UnfinishedError(Exception):
    """A request ended before its handler was called; what it began is rolled back."""


def unit_of(request: Request[Any, Any, Any], begin: Begin) -> Iterator[Session]:
    """Commit when the handler is done, before its answer is sent; roll back on any exception."""
    unit = ExitStack()
    session = unit.enter_context(begin())
    request.scope["state"][UNIT] = unit
    try:
        yield session
    except BaseException:
        if not unit.__exit__(*sys.exc_info()):
            raise
    else:
        request.scope["state"].setdefault(REFUSAL, session.info.get(REFUSAL))
        unit.close()


class GiveBack(ASGIMiddleware):
    """Rolls back and gives back a unit of work that no handler finished; a finished one is empty by then."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer the request, then look whether its unit of work is still open."""
        try:
            await next_app(scope, receive, send)
        finally:
            unit: ExitStack | None = scope["state"].pop(UNIT, None)
            if unit is not None:
                unit.__exit__(UnfinishedError, UnfinishedError(), None)


class NoteRefusals(ASGIMiddleware):
    """Has a refusal written down, after the unit of work of its request was given back.

    It runs in a thread: on SQLite it may wait for a writer whose commit needs the event loop.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, note: Callable[[Scope, Refusal], None]) -> None:
        self._note = note

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer the request, then look whether it was refused."""
        try:
            await next_app(scope, receive, send)
        finally:
            refusal: Refusal | None = scope["state"].pop(REFUSAL, None)
            if refusal is not None:
                await sync_to_thread(self._note, scope, refusal)
