"""Asks every address that can be looked at, as one member after another.

An answer is kept with the statements that were sent to the database for it: how long something takes is told by what
was done for it, and that is the same on every machine.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote

from litestar import Litestar
from sqlalchemy import Engine, event

from partnerschapsakte.foundation.identity import random_id
from partnerschapsakte.web.operations import IN_PATH
from reliability.compartments import Compartments, Member

ROOT = "/api/v1/"
GRAPHIC = "house.css"

OTHERWISE = {
    "name": (GRAPHIC,),
    "token": ("een-link-van-niemand",),
    "day": ("2022-03-01",),
    "kind": ("partnership_deed",),
    "paper": ("gegevens", "planning"),
    "mail_id": ("1",),
    "note_id": (),
    "template_id": (),
}
"""What a name in an address stands for that is the id of nothing in this world; of nothing: one that never existed."""


@dataclass(frozen=True)
class Answer:
    """What came back, and which statements were sent to the database for it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """Return a header, or None."""
        return dict(self.headers).get(name)

    @property
    def told(self) -> bytes:
        """All that a reader sees of it."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode() + b"\n\n" + self.body


@dataclass(frozen=True)
class Door:
    """One route that can be looked at; ``names`` are the names in it."""

    path: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it."""
        return tuple(name for name, _ in IN_PATH.findall(self.path))

    @property
    def is_api(self) -> bool:
        """Whether it is for programs."""
        return self.path.startswith(ROOT)

    def at(self, values: dict[str, str]) -> str:
        """Return its address with these values."""
        return IN_PATH.sub(lambda name: quote(values[name[1]], safe=""), self.path)


def doors_of(app: Litestar) -> list[Door]:
    """Return every route that answers GET."""
    return [Door(route.path) for route in app.routes if "GET" in getattr(route, "route_handler_map", {})]


@dataclass
class Crawler:
    """A browser and a program in front of the application, without a network between them."""

    app: Litestar
    engine: Engine
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    sent: list[str] = field(default_factory=list[str])

    def get(self, member: Member, door: Door, values: dict[str, str]) -> Answer:
        """Ask an address as somebody: a page in their browser, the API with their token."""
        self.sent.clear()
        status, headers, body = self.run(self._ask(door.at(values), _who(member, door)))
        return Answer(status, headers, body, tuple(self.sent))

    async def _ask(self, path: str, who: list[tuple[bytes, bytes]]) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        raw = path.encode()
        scope: Any = {"type": "http", "method": "GET", "path": path, "raw_path": raw, "query_string": b""}
        scope |= {"headers": [(b"host", b"exemplum.example"), *who], "app": self.app, "state": {}, "root_path": ""}
        scope |= {"scheme": "https", "http_version": "1.1", "server": ("exemplum.example", 443), "client": ("::1", 1)}
        await self.app(scope, receive, send)
        headers = tuple(sorted((name.decode().lower(), value.decode("latin-1")) for name, value in said[0]["headers"]))
        return said[0]["status"], headers, b"".join(one.get("body", b"") for one in said[1:])


@contextmanager
def crawling(app: Litestar, engine: Engine) -> Generator[Crawler]:
    """Open a crawler that sees what is sent to the database."""
    runner = asyncio.Runner()
    # In a thread of its own: in the main one the loop of a browser may be running.
    with ThreadPoolExecutor(1) as thread:
        crawler = Crawler(app, engine, lambda asked: thread.submit(runner.run, asked).result())

        def saw(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            crawler.sent.append(statement)

        event.listen(engine, "before_cursor_execute", saw)
        try:
            yield crawler
        finally:
            event.remove(engine, "before_cursor_execute", saw)
            thread.submit(runner.close).result()


def _who(member: Member, door: Door) -> list[tuple[bytes, bytes]]:
    if door.is_api:
        return [(b"authorization", f"Bearer {member.token}".encode())]
    return [(b"cookie", f"__Host-sessie={member.cookie}; __Host-formulier=proef".encode())]


@dataclass(frozen=True)
class Map:
    """Which addresses there are for whom; ``never`` and ``nothing`` are ids that nothing ever had."""

    world: Compartments
    never: str = field(default_factory=random_id)
    nothing: str = field(default_factory=random_id)

    def own(self, door: Door, member: Member) -> list[dict[str, str]]:
        """Return the ids with which somebody asks an address about what is theirs or shared."""
        return _each(door, {name: self._choices(name, member) for name in door.names})

    def foreign(self, door: Door, member: Member, other: Member) -> tuple[set[str], list[dict[str, str]]]:
        """Return which names in an address stand for something of another, and the ids with which that is asked.

        A name of which the other has nothing stands for what is shared.
        """
        theirs = {name: found for name in door.names if (found := _ids(name, other.ids))}
        choices = {name: theirs.get(name) or self._choices(name, member)[:1] for name in door.names}
        return set(theirs), _each(door, choices) if theirs else []

    def instead(self, values: dict[str, str], names: set[str]) -> dict[str, str]:
        """Return the ids of an address with these names standing for what never existed."""
        return values | dict.fromkeys(names, self.never)

    def _choices(self, name: str, member: Member) -> list[str]:
        world = self.world
        if found := _ids(name, member.ids) + _ids(name, world.shared):
            return found
        somewhere = any(_ids(name, ids) for ids in (world.candidates[0].ids, world.secrets, world.elsewhere))
        if not somewhere and name not in OTHERWISE:
            raise LookupError(f"say in tests/reliability/compartments.py which step gives {name}")
        return list(OTHERWISE.get(name, ())) or [self.nothing]


def _ids(name: str, ids: dict[str, str]) -> list[str]:
    return [one for known, one in ids.items() if known.partition(":")[0] == name and " " not in known]


def _each(door: Door, choices: dict[str, list[str]]) -> list[dict[str, str]]:
    chosen = product(*(choices[name] for name in door.names))
    return [dict(zip(door.names, one, strict=True)) for one in chosen]


def without(answer: Answer, values: dict[str, str], names: set[str]) -> tuple[Any, ...]:
    """Return an answer without the ids that were asked for: all else must be the same for what never existed."""
    told = answer.told
    for name in names:
        told = told.replace(values[name].encode(), b"<asked>")
    return answer.status, told
