"""Reads of people and of who is signed in."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partnerschapsakte.access import rules
from partnerschapsakte.access.models import FailedSignIn, Person, SignedInSession
from partnerschapsakte.access.schemas import PersonView
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.rules import PartyKind


def person(session: Session, person_id: str) -> Person:
    """Return one person, or refuse."""
    found = session.get(Person, person_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "person_not_found", say("There is no person {person}.", person=person_id))
    return found


def person_by_email(session: Session, email: str) -> Person | None:
    """Return the person with this e-mail address, however it was capitalised."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people_by_id(session: Session, ids: Collection[str]) -> dict[str, PersonView]:
    """Return those of these people that exist."""
    if not ids:
        return {}
    return {row.id: view_of(row) for row in session.scalars(select(Person).where(Person.id.in_(ids)))}


def people(session: Session) -> Sequence[PersonView]:
    """Return everybody, by name."""
    return [view_of(row) for row in session.scalars(select(Person).order_by(Person.name, Person.id))]


def view_of(row: Person) -> PersonView:
    """Return a person as others see them."""
    roles = tuple(Role(role) for role in row.roles)
    return PersonView(row.id, row.name, row.email, row.function, roles, row.disabled_at is None)


def is_authority(session: Session, party_id: str) -> bool:
    """Tell whether this party is a registered contracting authority."""
    return session.scalar(select(Party.kind).where(Party.id == party_id)) is PartyKind.CONTRACTING_AUTHORITY


def who(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who is signed in with this token, or None; it reads only (``service.keep_alive`` writes)."""
    found = _living(session, token, now)
    return found[1].actor if found else None


def is_worth_keeping_alive(session: Session, token: str, now: datetime) -> bool:
    """Tell whether ``service.keep_alive`` has something to write for this token."""
    found = _living(session, token, now)
    return found is not None and now - found[0].last_seen_at >= rules.SEEN_EVERY


def signed_in_session(session: Session, token: str) -> SignedInSession | None:
    """Return the signed-in browser of this token, ended ones included."""
    return session.get(SignedInSession, hash_of(token))


def open_sessions(session: Session, person_id: str) -> Sequence[SignedInSession]:
    """Return the browsers of a person that were not signed out."""
    chosen = select(SignedInSession).where(SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None))
    return session.scalars(chosen).all()


def failures(session: Session, fingerprint: str, now: datetime) -> int:
    """Count the failed attempts of this address on this account in the last hour."""
    chosen = select(func.count()).where(
        FailedSignIn.fingerprint == fingerprint, FailedSignIn.failed_at > now - rules.FAILURES_WITHIN
    )
    return session.scalar(chosen) or 0


def hash_of(secret: str) -> str:
    """Return what is stored of a token; it has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _living(session: Session, token: str, now: datetime) -> tuple[SignedInSession, Person] | None:
    found = signed_in_session(session, token)
    if found is None or not rules.is_signed_in(
        now, last_seen_at=found.last_seen_at, expires_at=found.expires_at, ended_at=found.ended_at
    ):
        return None
    somebody = session.get(Person, found.person_id)
    return (found, somebody) if somebody is not None and somebody.disabled_at is None else None
