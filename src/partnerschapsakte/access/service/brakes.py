"""Counts what failed, by address, account and browser, in the database that all web processes share."""

from datetime import datetime

from sqlalchemy import Delete, delete
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import FailedSignIn
from partnerschapsakte.access.rules import brakes as rules
from partnerschapsakte.access.rules.brakes import Brake
from partnerschapsakte.access.schemas import Caller, NotSignedIn
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record

BROWSER = "browser"
"""For what the name of a known browser is wrapped."""


def pair_of(caller: Caller, account: str, known: str | None) -> str:
    """Return the fingerprint of who tries on what: a known browser counts by itself, wherever it is."""
    where = ("browser", known) if known else (rules.network_of(caller.address), caller.agent)
    return _fingerprint(rules.PAIR, *where, account)


def account_of(account: str) -> str:
    """Return the fingerprint of an account, whether it exists or not."""
    return _fingerprint(rules.ACCOUNT, account)


def address_of(caller: Caller, brake: Brake = rules.ADDRESS) -> str:
    """Return the fingerprint of an address."""
    return _fingerprint(brake, rules.network_of(caller.address))


def second_factor_of(person_id: str) -> str:
    """Return the fingerprint of the codes of one person."""
    return _fingerprint(rules.SECOND_FACTOR, person_id)


def wait(session: Session, now: datetime, brake: Brake, fingerprint: str) -> int:
    """Return how many seconds to wait before another attempt; 0 if it may be made now."""
    return rules.wait(brake, queries.failed_at(session, fingerprint, now - brake.within, brake.most), now)


def too_many(session: Session, now: datetime, caller: Caller, brake: Brake = rules.ADDRESS) -> NotSignedIn | None:
    """Turn an address away from which too many attempts failed in a minute; nothing is looked at, nothing written."""
    seconds = wait(session, now, brake, address_of(caller, brake))
    return NotSignedIn(rules.too_many(), seconds) if seconds else None


def count(session: Session, occasion: Occasion, *failures: tuple[Brake, str]) -> None:
    """Count a failed attempt on each of these brakes, forget the old ones, and record a brake that this pulls."""
    now = occasion.recorded_at
    session.execute(delete(FailedSignIn).where(FailedSignIn.failed_at <= now - rules.LONGEST))
    for brake, fingerprint in failures:
        before = wait(session, now, brake, fingerprint)
        session.add(FailedSignIn(id=occasion.ids(), fingerprint=fingerprint, failed_at=now))
        session.flush()
        if not before and wait(session, now, brake, fingerprint):
            fact = rules.BrakePulled(subject=fingerprint, brake=brake.name, failures=brake.most)
            record(session, occasion.by(SYSTEM), fact)


def forgetting(fingerprint: str) -> Delete:
    """Return the statement that forgets what failed before, for who succeeded now."""
    return delete(FailedSignIn).where(FailedSignIn.fingerprint == fingerprint)


def name_browser(keys: Keyring, person_id: str, now: datetime) -> str:
    """Return by what a browser will be known for a while, on the account of this person only."""
    until = int((now + rules.KNOWN_FOR).timestamp())
    return keys.wrap(BROWSER, f"{person_id} {new_token()} {until}".encode())


def known_browser(keys: Keyring, caller: Caller, person_id: str | None, now: datetime) -> str | None:
    """Return the mark of a browser in which this person signed in before; None for every other."""
    if not caller.browser:
        return None
    try:
        owner, mark, until = keys.unwrap(BROWSER, caller.browser).decode().split(" ")
    except (KeyUnusableError, ValueError):
        return None
    return mark if owner == person_id and now.timestamp() < int(until) else None


def _fingerprint(brake: Brake, *parts: str) -> str:
    return queries.hash_of("\n".join((brake.name, *parts)))
