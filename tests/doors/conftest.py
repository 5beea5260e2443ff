"""A partnership on record, and browsers at its door."""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from litestar.testing import TestClient
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session

from applications import application
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service import passwords as access
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from services.contracts.exemplum import Exemplum, agreement, on, settle
from snapshots import once

PASSWORD = "geheim genoeg voor een proef"  # noqa: S105 - of people who do not exist
SUMMER = date(2022, 3, 1)
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass
class Browser:
    """A test client that fills in the token of a form as a browser does."""

    client: TestClient[Any]
    later: timedelta = timedelta()

    def open(self, path: str, status: int = 200) -> str:
        """Open a page, and hold that it answers so."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, status: Any = 303, **typed: str) -> str:
        """Send a form with the token of the page, and return where it leads or what it says."""
        token = self.client.cookies.get("formulier") or ""
        answer = self.client.post(path, data={"form_token": token, **typed}, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", answer.text)

    def answer(self, path: str) -> Any:
        """Return the whole answer to opening a page."""
        return self.client.get(path, follow_redirects=False)


Opener = Callable[..., AbstractContextManager[Browser]]


@dataclass(frozen=True)
class OnRecord:
    """What is on record: the people and organisations, and the id of a single agreement of nine years."""

    world: Exemplum
    agreement: str

    def point(self, number: int, form: str) -> str:
        """Return the address of a form of an extension point."""
        return f"/akten/{self.agreement}/verlenging/{number}/{form}"


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords cheaply: these tests are about doors, not about how long guessing takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "ARGON2ID", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def record(engine: Engine) -> OnRecord:
    """A single agreement between Exemplum and De Eik, from 1 January 2020."""
    return once(engine, "a single agreement", lambda: _recorded(engine))


def _recorded(engine: Engine) -> OnRecord:
    with writing(engine)() as session:
        world = settle(session)
        found = agreement(session, world)
        for actor in (world.mandate_holder, world.contract_manager, world.auditor):
            command = SetPassword.model_validate({"person_id": actor.id, "password": PASSWORD})
            access.set_password(session, on(date(2020, 1, 2), actor), command)
        return OnRecord(world, found.id)


@pytest.fixture
def door(engine: Engine, record: OnRecord) -> Opener:
    """Open the application as somebody on a day: with door(actor, day) as browser; None stays outside."""

    @contextmanager
    def open_door(
        actor: Actor | None = record.world.contract_manager, day: date = SUMMER, **settings: Any
    ) -> Generator[Browser]:
        browsers: list[Browser] = []

        def now() -> datetime:
            return noon(day) + (browsers[0].later if browsers else timedelta())

        options: dict[str, Any] = {"demo_password": PASSWORD, **settings}
        app = application(engine, now=now, **options)
        with TestClient(app, raise_server_exceptions=False) as client:
            browser = Browser(client)
            browsers.append(browser)
            browser.open("/inloggen")
            if actor:
                browser.send("/inloggen/demo", person_id=actor.id)
            yield browser

    return open_door


@pytest.fixture
def stored(engine: Engine) -> Callable[[type[Any]], list[Any]]:
    """Read every row of a table, by its key: a table gives no order of its own."""

    def rows(table: type[Any]) -> list[Any]:
        with Session(engine) as session:
            return list(session.scalars(select(table).order_by(*inspect(table).primary_key)))

    return rows
