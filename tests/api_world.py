"""Exemplum and De Eik at the API: who works on their dossier, who only reads it, and who is a stranger to it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api_factory import Program, api, token_for
from dossier_factory import person
from partnerschapsakte.access.schemas import GrantRight
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.journal.models import JournalEntry
from services.contracts.exemplum import Exemplum, agreement, on, settle
from snapshots import once

START = date(2020, 1, 2)
SUMMER = date(2022, 3, 1)


@dataclass
class ApiWorld:
    """What is on record, and one application that is asked by its people, each on their own day."""

    engine: Engine
    at: Exemplum
    controller: Actor
    stranger: Actor
    client: TestClient[Any] | None = None
    day: date = SUMMER

    @contextmanager
    def as_(self, actor: Actor, day: date = SUMMER) -> Generator[Program]:
        """Ask as somebody on a day."""
        assert self.client is not None
        self.day = day
        yield Program(self.client, f"proef-{actor.id}")

    def agreement(self, **changes: Any) -> str:
        """Put an agreement of nine years on record, from 1 January 2020 unless changed; return its id."""
        with writing(self.engine)() as session:
            return agreement(session, self.at, **changes).id

    def written(self, tag: str) -> list[JournalEntry]:
        """Return what the journal holds of an act that was done through the API."""
        with Session(self.engine) as session:
            entries = session.query(JournalEntry).filter_by(tag=tag).order_by(JournalEntry.id).all()
        return [entry for entry in entries if entry.origin == "api proef testclient"]


@contextmanager
def api_world(engine: Engine) -> Generator[ApiWorld]:
    """Settle Exemplum, give everybody a token, and open the application."""
    world = ApiWorld(engine, *once(engine, "everybody at Exemplum", lambda: _settled(engine)))
    with api(engine, now=lambda: noon(world.day)) as program:
        world.client = program.client
        program.client.app.state["keys"] = Keyring.from_master(bytes(range(32)))
        yield world


def _settled(engine: Engine) -> tuple[Exemplum, Actor, Actor]:
    with writing(engine)() as session:
        at = settle(session)
        controller = person(session, "controller", Role.CONTROLLER, START)
        right = GrantRight(person_id=controller.id, dossier_id=at.dossier, role=Role.CONTROLLER)
        grant_right(session, on(START), right)
        stranger = person(session, "vreemde", Role.CONTRACT_MANAGER, START)
        for actor in (at.mandate_holder, at.contract_manager, at.auditor, controller, stranger):
            token_for(session, actor.id)
    return at, controller, stranger
