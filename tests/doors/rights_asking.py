"""Asks the application one thing as somebody, about the world as it was put on record, and says what came back.

What a request wrote is taken back after it: each is asked about the same world, however many came before it.
"""

import re
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from applications import application
from databases import all_models, quick
from doors.rights_bodies import BODIES
from doors.rights_forms import FORMS
from doors.rights_provider import Provider
from doors.rights_scenes import instead
from doors.rights_sending import Sent, proofs
from doors.rights_stage import KEYS, PASSWORD, TODAY, World
from doors.rights_world import build
from partnerschapsakte.app import ApiTerms, Fittings
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.web.api import operation_of
from partnerschapsakte.web.operations import Operation

ROOT = "/api/v1"
NAMES = re.compile(r"\{(\w+)\}")
TYPES = re.compile(r":\w+\}")
COOKIE, FORM = "sessie", "formulier"
LEAVING = "/uitloggen"
"""Who signed out is sent to the door: that is done, not refused."""

NOT_HELD = "/team#posten"
"""Where the form of a post leads that the person does not hold: nothing was done, and no page says so."""

SEE_OTHER = 303
NOTHING_DONE = {403, 404}
"""After these only the journal has a line more, that somebody was refused; a vault writes down more than that."""

Handlers = dict[tuple[str, str], Any]


def whole_application(engine: Engine, world: World | None = None) -> Litestar:
    """Return the whole application with every way in that it can have."""
    provider = Provider(world.usual["nonce"] if world else "")
    fittings = Fittings(
        keys=KEYS,
        identity_provider=provider,
        oidc_name="Gemeente Voorbeeldstad",
        second_factor=True,
        sealed_store=True,
    )
    terms = ApiTerms(requests_per_minute=0)
    return application(engine, now=lambda: noon(TODAY), api=terms, fittings=fittings, demo_password=PASSWORD)


def handlers_of(app: Litestar) -> Handlers:
    """Return what answers each method of each route, by its path without the types of the names in it."""
    return {
        (method, TYPES.sub("}", route.path)): handler
        for route in app.routes
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items()
        if method not in {"HEAD", "OPTIONS"}
    }


def world_file(folder: Path) -> tuple[Path, World]:
    """Make a database file with the world in it."""
    all_models()
    file = folder / "world.sqlite"
    engine = quick(f"sqlite:///{file}")
    Table.metadata.create_all(engine)
    world = build(engine)
    engine.dispose()
    return file, world


class Whole:
    """A database file that can be put back as it was."""

    def __init__(self, file: Path) -> None:
        self.kept, self.file = sqlite3.connect(":memory:"), sqlite3.connect(file, check_same_thread=False)
        self.file.execute("PRAGMA synchronous=OFF")
        self.file.backup(self.kept)
        self.seen = self._version()

    def put_back(self) -> None:
        """Put every row back, if anything was written."""
        if self._version() != self.seen:
            self.kept.backup(self.file)
            self.seen = self._version()

    def close(self) -> None:
        """Give back the connections."""
        self.kept.close()
        self.file.close()

    def _version(self) -> int:
        return self.file.execute("PRAGMA data_version").fetchone()[0]


@dataclass
class Asker:
    """A browser and a program in front of the application, used by everybody in turn."""

    client: TestClient[Any]
    world: World
    whole: Whole
    handlers: Handlers
    marks: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def ask(self, method: str, path: str, about: str, knocker: str) -> str:
        """Ask one thing, and return in a word what came back."""
        answer = self.answer(method, path, about, knocker)
        if path == LEAVING:
            return "ok" if answer.status_code == SEE_OTHER else word(answer)
        return "409" if answer.headers.get("location", "").endswith(NOT_HELD) else word(answer)

    def answer(self, method: str, path: str, about: str, knocker: str) -> Any:
        """Ask one thing, take back what it wrote, and return the answer."""
        ids = self.world.ids(about, knocker, instead(path))
        sent = sent_with(method, path, about)
        if sent.needs_proof:
            ids |= proofs(self.world, ids, knocker)
        if unknown := set(NAMES.findall(path)) - set(ids):
            raise LookupError(f"{method} {path}: let rights_world put on record what {unknown} stands for")
        address = NAMES.sub(lambda found: ids[found[1]], path)
        ask = self._at_the_api if path.startswith(f"{ROOT}/") else self._on_the_page
        answer = ask(method, path, address, sent.filled(ids), ids, knocker)
        if answer.status_code not in NOTHING_DONE or "{vault_id" in path:
            self.whole.put_back()
        return answer

    def _at_the_api(
        self, method: str, path: str, address: str, sent: Sent, ids: Mapping[str, str], knocker: str
    ) -> Any:
        token = self.world.tokens.get(knocker, "")
        headers = {**sent.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        operation = operation_of(self.handlers[method, path])
        json = sent.json
        if operation is not None and operation.edits is not None:
            headers["If-Match"] = self._mark(operation.edits, ids, headers, knocker)
        if operation is not None and sent.content is not None:
            headers["Content-Type"] = operation.takes
        elif operation is not None and operation.shape is not None and json is None:
            json = {}  # a body that nobody wrote down in ``rights_bodies``: this comes back as 400
        more: dict[str, Any] = {"params": dict(sent.query), "headers": headers, "content": sent.content}
        return self._send(method, address, **more, json=json)

    def _mark(self, reader: Operation, ids: Mapping[str, str], headers: dict[str, str], knocker: str) -> str:
        """Return the mark of what is edited, as somebody read it a moment ago; who cannot read it makes one up."""
        address = NAMES.sub(lambda found: ids[found[1]], TYPES.sub("}", ROOT + reader.path))
        if (address, knocker) not in self.marks:
            read = self._send("GET", address, headers={"Authorization": headers.get("Authorization", "")})
            self.marks[address, knocker] = read.headers.get("etag") or '"1"'
        return self.marks[address, knocker]

    def _on_the_page(
        self, method: str, path: str, address: str, sent: Sent, ids: Mapping[str, str], knocker: str
    ) -> Any:
        del path
        session = ids.get("session") or self.world.tokens.get(knocker, "")
        cookies = {FORM: "proef", **sent.cookies, **({COOKIE: session} if session else {})}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        token, more = {"form_token": "proef"}, dict[str, Any]()
        if method != "GET":
            fields = {**token, **sent.form}
            parts: list[Any] = [*((name, (None, value)) for name, value in fields.items()), *sent.files]
            more = {"files": parts} if sent.files else {"data": fields}
        return self._send(method, address, params=dict(sent.query), headers=headers, **more)

    def _send(self, method: str, address: str, **more: Any) -> Any:
        self.client.cookies.clear()
        return self.client.request(method, address, follow_redirects=False, **more)


def sent_with(method: str, path: str, about: str) -> Sent:
    """Return what goes along with a request: for one of its states, or for the act whatever its state is."""
    at_the_api = path.startswith(f"{ROOT}/")
    table, act = (BODIES, f"{method} {path[len(ROOT) :]}") if at_the_api else (FORMS, f"{method} {path}")
    found = next((table[key] for state in about.split(", ") if (key := f"{act} | {state}") in table), None)
    found = table.get(act, Sent()) if found is None else found
    if isinstance(found, Sent):
        return found
    return Sent(json=found) if at_the_api else Sent(form=found)


def word(answer: Any) -> str:
    """Say in a word what came back: ``ok``, ``in`` (sign in first), or why not, as HTTP says it."""
    if answer.status_code == SEE_OTHER:
        return "in" if answer.headers["location"].partition("?")[0] == "/inloggen" else "ok"
    return "ok" if answer.is_success else str(answer.status_code)


@contextmanager
def asking(file: Path, world: World) -> Generator[Asker]:
    """Open the application on a database file."""
    engine, whole = quick(f"sqlite:///{file}"), Whole(file)
    app = whole_application(engine, world)
    with TestClient[Any](app, raise_server_exceptions=False) as client:
        yield Asker(client, world, whole, handlers_of(app))
    engine.dispose()
    whole.close()
