"""The unit of work of a request: committed with its answer, and given back when no handler was reached."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Request
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import writing
from partnerschapsakte.web.units import GiveBack, unit_of


def in_use(engine: Engine) -> int:
    pool: Any = engine.pool
    return pool.checkedout()


def test_a_request_refused_before_its_handler_leaves_no_connection_and_no_change(engine: Engine) -> None:
    held: list[Iterator[Session]] = []  # as a traceback holds it, so that no garbage collection can help
    scope: Any = {"type": "http", "state": {}, "headers": [], "method": "POST"}
    before = in_use(engine)

    async def refused(scope: Any, _receive: Any, _send: Any) -> None:
        unit = unit_of(Request(scope), writing(engine))
        held.append(unit)
        next(unit).execute(text("CREATE TABLE half_done (id INTEGER)"))
        assert in_use(engine) == before + 1
        raise PermissionError

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nobody reads or answers here")

    with pytest.raises(PermissionError):
        asyncio.run(GiveBack().handle(scope, nothing, nothing, refused))

    assert in_use(engine) == before
    with engine.connect() as connection, pytest.raises(Exception, match="half_done"):
        connection.execute(text("SELECT * FROM half_done"))
    assert len(held) == 1
