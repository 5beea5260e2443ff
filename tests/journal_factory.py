"""Fills a journal, loads the verifier as a stranger would, and rolls dice that always fall the same."""

import importlib.util
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from sqlalchemy import Engine

from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Why
from partnerschapsakte.journal import feed, queries, service
from partnerschapsakte.journal.rules.checkpoints import origin_of
from partnerschapsakte.journal.rules.refusals import ActRefused
from partnerschapsakte.journal.rules.work import WorkRetried

SCRIPT = Path(__file__).parents[1] / "src/partnerschapsakte/cli/verify_journal.py"
DAY = date(2027, 3, 1)
ORIGIN = origin_of("akte.voorbeeldstad.example")
KEYS = Keyring.from_master(bytes(range(32)))
OTHER_KEYS = Keyring.from_master(bytes(range(1, 33)))
PEOPLE = tuple(Actor(f"person-{letter}", f"{letter}. Voorbeeld-Çelik") for letter in "ABC")
Choice = TypeVar("Choice")


class Dice:
    """Falls the same way for the same name."""

    def __init__(self, name: str) -> None:
        self.name, self.rolled = name, 0

    def below(self, limit: int) -> int:
        """Return a number from 0 up to this limit."""
        self.rolled += 1
        return int.from_bytes(sha256(f"{self.name}:{self.rolled}".encode()).digest()[:8]) % limit

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """Return one of these."""
        return choices[self.below(len(choices))]


def verifier() -> ModuleType:
    """Load the verifier from its file alone."""
    spec = importlib.util.spec_from_file_location("verify_journal", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at(number: int = 0, actor: Actor = SYSTEM) -> Occasion:
    """Return an occasion, a minute and a microsecond after the one before it."""
    moment = datetime(2027, 3, 1, 9, tzinfo=UTC) + number * timedelta(minutes=1, microseconds=1)
    return Occasion(actor, moment, moment + timedelta(seconds=1), origin="web 192.0.2.7")


def fact(number: int) -> Fact:
    """Return a fact with words, accents and quotes in it."""
    if number % 3:
        return WorkRetried(subject=f"work-{number}", task="reminders.send", key=f'"Ëik" €\\{number}\n')
    ids = {"dossier_id": f"dossier-{number}", "document_id": f"document-{number}"}
    return ActRefused(
        subject=f"document-{number}", code="no", why=Why.CONFLICT, rule=None, method="POST", route="/x", objects=ids
    )


def fill(engine: Engine, count: int, *, dossier_id: str | None = "dossier-1") -> None:
    """Write entries in transactions of a few, some of them about a dossier."""
    begin = writing(engine)
    for first in range(0, count, 5):
        with begin() as session:
            for number in range(first, min(first + 5, count)):
                about = dossier_id if number % 2 else None
                service.record(session, at(number, PEOPLE[number % 3]), fact(number), dossier_id=about)


def signed_for(engine: Engine, day: date = DAY) -> str:
    """Make the checkpoint of a day and return it as it leaves the house."""
    with writing(engine)() as session:
        moment = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        made = service.make_checkpoint(session, Occasion(SYSTEM, moment, moment, origin="worker"), KEYS, origin=ORIGIN)
        assert made
    with reading(engine)() as session:
        return queries.checkpoint(session, day).note


def exported(engine: Engine, dossier_id: str | None = None) -> list[bytes]:
    """Return the journal as the lines of its export."""
    with reading(engine)() as session:
        return list(feed.json_lines(session, dossier_id=dossier_id))
