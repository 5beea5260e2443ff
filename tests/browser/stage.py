"""A tender on a stage: people with a browser each, a clock that is wound by hand, and the mails that the acts cause."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from browser.camera import Camera
from dossier_factory import IDS, party
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, SetPassword, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.app import Fittings, create_app
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.tasks import TASKS, Desk, make_pdf
from partnerschapsakte.worker import drain

TEMPLATES = Path(__file__).parents[2] / "templates"
PASSWORD = "geheim genoeg voor een proef"  # noqa: S105 - of people who do not exist
FIRST_DAY = date(2026, 1, 12)
OFFICER, ASSESSOR, SECOND_ASSESSOR = "Ina Inkoopstra", "Bram Beoordelaar", "Fenna Frisblik"
EIK, LINDE = "Evert Eikema", "Lieke Lindeman"
EIK_NAME, LINDE_NAME = "De Eik (verzonnen)", "De Linde (verzonnen)"
KEYS = Keyring.from_master(bytes(range(32)))
OK, PATIENCE = 200, 30_000
PLAYED = {name: task for name, task in TASKS.items() if task is not make_pdf}
"""The work that the play does: no page of it shows a PDF, and LibreOffice takes seconds for each."""


@dataclass
class Stage:
    """Where the play is played: at an address, on a day, with the browsers of those who were on so far."""

    engine: Engine
    browser: Browser
    dossier: str = ""
    address: str = ""
    moment: datetime = field(default_factory=lambda: noon(FIRST_DAY))
    mails: list[Mail] = field(default_factory=list[Mail])
    contexts: dict[str, BrowserContext] = field(default_factory=dict[str, BrowserContext])
    foreign: list[str] = field(default_factory=list[str])

    def wind(self, day: date) -> None:
        """Wind the clock to noon of a day; it never runs back."""
        assert noon(day) >= self.moment
        self.moment = noon(day)

    def on(self, name: str, path: str = "") -> Page:
        """Let somebody look at a page of the dossier; they sign in when they were away for too long."""
        context = self.contexts.get(name) or self._arrive(name)
        page = context.pages[0] if context.pages else context.new_page()
        there = f"/dossiers/{self.dossier}{path}"
        page.goto(there)
        if "/inloggen" in page.url:
            page.get_by_label("E-mailadres").fill(address_of(name))
            page.get_by_label("Wachtwoord").fill(PASSWORD)
            with page.expect_navigation():
                page.get_by_role("button", name="Inloggen", exact=True).click()
            if not page.url.endswith(there):
                page.goto(there)
        return page

    def deliver(self) -> list[Mail]:
        """Do the work that is owed, and return the mails that left by it."""
        already = len(self.mails)
        send = self.mails.append
        drain(Desk(begin=writing(self.engine), send=send, address=self.address, now=lambda: self.moment), PLAYED)
        return self.mails[already:]

    def _arrive(self, name: str) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.address, locale="nl-NL", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self._note(request.url))
        self.contexts[name] = context
        return context

    def _note(self, address: str) -> None:
        if not address.startswith((self.address, "data:")):
            self.foreign.append(address)


@dataclass(frozen=True)
class Scene:
    """What happens on one day."""

    day: date
    name: str
    play: Callable[[Stage, Camera], None]


def fill(page: Page, typed: dict[str, str]) -> None:
    """Fill in the fields of a form by their names, as far as they are there to be seen; a list is chosen from."""
    for name, text in typed.items():
        one = page.locator(f'[name="{name}"]:visible').first
        if one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(label=text)
        else:
            one.fill(text)


def press(page: Page, label: str) -> None:
    """Press a button, and hold that the page after it says that all is well."""
    with page.expect_navigation() as going:
        page.get_by_role("button", name=label, exact=True).locator("visible=true").first.click()
    answer = going.value
    problem = " / ".join(page.get_by_role("alert").all_inner_texts())
    assert answer is not None, label
    assert answer.status == OK, f"{label}: {answer.status} {problem}"
    expect(page.locator("main")).to_be_visible()


@contextmanager
def staged(folder: Path, browser: Browser) -> Generator[Stage]:
    """Set the stage: an open dossier with its team, two providers with somebody each, and nothing of a tender yet."""
    engine = connect(f"sqlite:///{folder}/play.sqlite")
    Table.metadata.create_all(engine)
    stage = Stage(engine, browser)
    with writing(engine)() as session:
        stage.dossier = _cast(session)
    app = create_app(engine, TEMPLATES, now=lambda: stage.moment, fittings=Fittings(keys=KEYS, second_factor=False))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    stage.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield stage
    finally:
        for context in stage.contexts.values():
            context.close()
        server.should_exit = True
        thread.join(timeout=10)
        engine.dispose()


def _cast(session: Session) -> str:
    authority = party(session, "00000001", "Gemeente Voorbeeldstad", PartyKind.CONTRACTING_AUTHORITY, FIRST_DAY)
    eik = party(session, "00000002", EIK_NAME, PartyKind.PROVIDER, FIRST_DAY)
    linde = party(session, "00000003", LINDE_NAME, PartyKind.PROVIDER, FIRST_DAY)
    officer = _person(session, OFFICER, (Role.PROCUREMENT_OFFICER, Role.CONTRACT_MANAGER))
    deputy = _person(session, "Cor Contractsma", (Role.CONTRACT_MANAGER,))
    command = OpenDossier(
        ocid="ocds-000000-voorbeeldstad",
        reference="2026-014",
        title="Ambulante jeugdhulp Voorbeeldstad",
        phase=Phase.SPECIFICATION,
        authorities=(authority,),
        posts=(
            AssignedPost(post=Post.CONTRACT_MANAGER, person_id=officer.id),
            AssignedPost(post=Post.DEPUTY, person_id=deputy.id),
        ),
        role_mailbox="jeugdhulp@voorbeeldstad.example",
    )
    dossier = dossiers.open_dossier(session, _then(officer), command).id
    _let_in(session, dossier, _person(session, ASSESSOR).id, Role.ASSESSOR)
    _let_in(session, dossier, _person(session, SECOND_ASSESSOR).id, Role.ASSESSOR)
    for name, provider in ((EIK, eik), (LINDE, linde)):
        contact = _person(session, name).id
        start_membership(session, _then(), contact, StartMembership(party_id=provider, since=FIRST_DAY))
        _let_in(session, dossier, contact, Role.PROVIDER_CONTACT, provider)
    return dossier


def _person(session: Session, name: str, roles: tuple[Role, ...] = ()) -> Actor:
    command = RegisterPerson.model_validate({"name": name, "email": address_of(name), "roles": roles})
    made = register_person(session, _then(), command)
    set_password(session, _then(KEEPER), SetPassword.model_validate({"person_id": made.id, "password": PASSWORD}))
    return made.actor


def _let_in(session: Session, dossier: str, person: str, role: Role, provider: str | None = None) -> None:
    grant_right(session, _then(), GrantRight(person_id=person, dossier_id=dossier, role=role, party_id=provider))


KEEPER = Actor(SYSTEM.id, SYSTEM.name, frozenset({Role.ADMINISTRATOR}))


def _then(actor: Actor = SYSTEM) -> Occasion:
    return Occasion(actor, noon(FIRST_DAY), noon(FIRST_DAY), IDS)


def address_of(name: str) -> str:
    """Return the e-mail address of somebody in the play."""
    return f"{name.lower().replace(' ', '.')}@voorbeeld.example"
