"""The bundled cases in a database, served to a real browser that may talk to nobody else."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy.orm import Session

from browser.house import House
from partnerschapsakte.access import queries as access
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.app import create_app
from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.reminders import queries, word
from partnerschapsakte.reminders import service as reminders

AUTUMN, SPRING = date(2026, 11, 22), date(2026, 3, 2)
TEMPLATES = Path(__file__).parents[2] / "templates"
PASSWORD = "geheim genoeg voor een proef"  # noqa: S105 - of people who do not exist
KEEPER = Actor(SYSTEM.id, SYSTEM.name, frozenset({Role.ADMINISTRATOR}))
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@dataclass(frozen=True)
class Served:
    """The bundled cases as they stood on a day: where they are served, and where their pages are."""

    address: str
    house: House


@contextmanager
def served(folder: Path, day: date) -> Generator[Served]:
    """Load every bundled case as it stood on a day, and serve it."""
    engine = connect(f"sqlite:///{folder}/cases.sqlite")
    Table.metadata.create_all(engine)
    for name in bundled():
        with writing(engine)() as session:
            _load(session, name, day)
    with writing(engine)() as session:
        _set_passwords(session, day)
    with writing(engine)() as session:
        _send_mails(session, day)
    app = create_app(engine, TEMPLATES, now=lambda: noon(day), demo_password=PASSWORD)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Served(f"http://127.0.0.1:{port}", House.of(engine))
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


def _load(session: Session, name: str, day: date) -> None:
    documents = TEMPLATES / "documents"
    dossier_id, found = load_case(session, opened(name), as_of=day, template_root=documents, recorded_at=noon(day))
    assert dossier_id, [str(one.message) for one in found]


def _set_passwords(session: Session, day: date) -> None:
    for person in access.people(session):
        command = SetPassword.model_validate({"person_id": person.id, "password": PASSWORD})
        set_password(session, Occasion(KEEPER, noon(day), noon(day)), command)


def _send_mails(session: Session, day: date) -> None:
    """Send on paper what is due that day, worded as the worker words it."""
    occasion = Occasion(SYSTEM, noon(day), noon(day))
    write = word.writer(TEMPLATES, base_url="http://127.0.0.1", host="voorbeeld.example", stamped_at=noon(day))
    while reminders.sweep(session, occasion):
        pass
    for mail in queries.mails(session):
        reminders.compose_digest(session, occasion, mail.id, host="voorbeeld.example", write=write)
        reminders.mark_sent(session, occasion, mail.id)


@pytest.fixture(scope="session")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The cases on 22 November 2026."""
    with served(tmp_path_factory.mktemp("autumn"), AUTUMN) as there:
        yield there


@pytest.fixture(scope="session")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The cases on 2 March 2026, when an extension waits for its evaluation."""
    with served(tmp_path_factory.mktemp("spring"), SPRING) as there:
        yield there


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or a skip that says what is missing."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Walk in, by default as the contract manager: enter(served); the test fails when any other host was asked."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []

    def walk_in(there: Served, width: int = 1280, who: str = "Carla Contracthof") -> Page:
        context = chromium.new_context(base_url=there.address, locale="nl-NL", viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        own = (there.address, "data:")
        page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
        page.goto("/inloggen")
        page.get_by_role("button", name=who).click()
        page.wait_for_url(lambda url: not url.endswith("/inloggen"))
        return page

    yield walk_in
    for context in contexts:
        context.close()
    assert foreign == []
