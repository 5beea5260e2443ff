"""Makes what tests of the door begin with: keys, an attempt from somewhere, the code of a device."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from pyotp.totp import TOTP
from sqlalchemy import Engine, select

from dossier_factory import IDS
from partnerschapsakte.access import queries
from partnerschapsakte.access.rules.second_factor import step_of
from partnerschapsakte.access.schemas import Caller, ConfirmSecondFactor, Enrolled, NotSignedIn, SignedIn
from partnerschapsakte.access.service import passwords, second_factor, signing_in
from partnerschapsakte.access.service.signing_in import Doorway
from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.models import JournalEntry

TEMPLATES = Path(__file__).parents[1] / "templates"
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
KEYS = Keyring.from_master(bytes(range(32)))
PASSWORD, WRONG, OTHER = "een lang wachtwoord", "fout wachtwoord", "een ander wachtwoord"
EMAIL = "manager@voorbeeldstad.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"


def quickly(patch: pytest.MonkeyPatch) -> None:
    """Hash passwords cheaply, where a test is not about how long guessing takes."""
    patch.setattr(passwords, "ARGON2ID", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def at(moment: datetime, actor: Actor = SYSTEM) -> Occasion:
    """Return the occasion of something at this moment."""
    return Occasion(actor, moment, moment, IDS)


def doorway(
    address: str = "192.0.2.1", agent: str = FIREFOX, browser: str = "", *, second_factor: bool = False
) -> Doorway:
    """Return an attempt from somewhere; without a second factor unless a test is about it."""
    return Doorway(Caller(address, agent, browser), KEYS, second_factor)


def sign_in(
    engine: Engine, email: str = EMAIL, password: str = PASSWORD, *, now: datetime = NOW, **where: Any
) -> SignedIn | NotSignedIn:
    """Try a password."""
    with writing(engine)() as session:
        return signing_in.sign_in(session, at(now), email, password, doorway(**where))


def signed_in(engine: Engine, now: datetime = NOW, **where: Any) -> SignedIn:
    """Sign in, and hold that it succeeded."""
    outcome = sign_in(engine, now=now, **where)
    assert isinstance(outcome, SignedIn)
    return outcome


def who(engine: Engine, token: str, now: datetime) -> Actor | None:
    """Return who is signed in with this token."""
    with reading(engine)() as session:
        return queries.who(session, token, now)


def refusal_of(outcome: object) -> str:
    """Return the code of a refusal."""
    assert isinstance(outcome, NotSignedIn), outcome
    return outcome.refusal.code


def code_at(secret: str, moment: datetime) -> str:
    """Return what a device with this secret shows at this moment."""
    return TOTP(secret.replace(" ", "")).generate_otp(step_of(moment))


def enrolled(engine: Engine, person: Actor, token: str, moment: datetime) -> tuple[str, Enrolled]:
    """Connect a device, and return its secret and what that gave."""
    offer = second_factor.offer(KEYS, moment, person.id, EMAIL)
    command = ConfirmSecondFactor(offer=offer.offer, code=code_at(offer.secret, moment))
    with writing(engine)() as session:
        outcome = second_factor.enrol(session, at(moment, person), command, token, doorway(second_factor=True))
    assert isinstance(outcome, Enrolled), outcome
    return offer.secret, outcome


def journal(engine: Engine, tag: str) -> list[dict[str, Any]]:
    """Return what the journal tells of the facts with this tag, in order, each with its subject."""
    with reading(engine)() as session:
        chosen = select(JournalEntry).where(JournalEntry.tag == tag).order_by(JournalEntry.id)
        return [{"subject": one.subject, "actor": one.actor_id, **one.details} for one in session.scalars(chosen)]


def everything_told(engine: Engine) -> str:
    """Return the whole journal as one text, to look for what may not be in it."""
    with reading(engine)() as session:
        return "\n".join(f"{entry.subject} {entry.details}" for entry in session.scalars(select(JournalEntry)))
