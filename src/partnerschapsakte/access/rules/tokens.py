"""Who gets a token for the API, for how long, and who takes it back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.access.rules.people import PersonKind, why_not_administer
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

PREFIX = "pa_"
"""How a token begins, so that people and scanners know one when they see it."""

MARK = 8
"""How much of a token is kept readable, to tell it by."""

LONGEST_MONTHS = 12
NOTED_EVERY = timedelta(minutes=5)
"""Writing at each request would make every reader a writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMade(Fact):
    """A person or a program got a token for the API; ``subject`` is who it stands for."""

    tag: ClassVar[str] = "access:token:made"

    token: str
    name: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Fact):
    """A token opens nothing any more."""

    tag: ClassVar[str] = "access:token:revoked"

    token: str
    name: str


class NotOpenedBecause(StrEnum):
    """Why a token of the API opened nothing; told to the journal, never to who sent it."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused(Fact):
    """A token opened nothing at the API; ``subject`` is the token, or the fingerprint of where it came from."""

    tag: ClassVar[str] = "access:token:refused"

    because: NotOpenedBecause
    tried_from: str


def why_not_make(
    actor: Actor,
    *,
    person: str,
    kind: PersonKind,
    enabled: bool,
    name_taken: bool,
    by_token: bool,
    expires_on: date,
    today: date,
) -> Refusal | None:
    """Say why this token cannot be made, or None if it can: one's own, or by an administrator for a program.

    ``by_token`` tells that the actor came in with a token: a token that leaked would otherwise live for ever.
    """
    if refusal := _why_not_for(actor, person, kind) or (_only_at_the_pages() if by_token else None):
        return refusal
    if not enabled:
        return Refusal(Why.CONFLICT, "person_disabled", say("This account is already closed."))
    latest = latest_expiry(today)
    if not today <= expires_on <= latest:
        return Refusal(
            Why.INVALID,
            "token_too_long",
            say("A token holds until {latest} at the latest.", latest=latest),
            remedy=say("Choose a day from today, up to {latest}.", latest=latest),
        )
    if name_taken:
        return Refusal(
            Why.CONFLICT,
            "token_name_taken",
            say("There is already a token with this name."),
            remedy=say("Choose another name, or revoke the other token first."),
        )
    return None


def why_not_revoke(actor: Actor, *, person: str, revoked: bool) -> Refusal | None:
    """Say why this token cannot be revoked, or None if it can: one's own, or by an administrator."""
    if actor.id != person and (refusal := why_not_administer(actor)):
        return refusal
    return Refusal(Why.CONFLICT, "token_revoked", say("This token was already revoked.")) if revoked else None


def latest_expiry(today: date) -> date:
    """Return the last day until which a token made today can hold."""
    return shift_months(today, LONGEST_MONTHS)


def opens(now: datetime, *, expires_at: datetime, revoked_at: datetime | None, enabled: bool) -> bool:
    """Tell whether a token opens the door at this moment."""
    return enabled and revoked_at is None and now < expires_at


def why_closed(
    now: datetime, *, expires_at: datetime, revoked_at: datetime | None, enabled: bool
) -> NotOpenedBecause | None:
    """Say why a token that is known opens nothing, or None if it does."""
    if opens(now, expires_at=expires_at, revoked_at=revoked_at, enabled=enabled):
        return None
    if revoked_at is not None:
        return NotOpenedBecause.REVOKED
    return NotOpenedBecause.EXPIRED if enabled else NotOpenedBecause.DISABLED


def is_worth_noting(now: datetime, last_used_at: datetime | None) -> bool:
    """Tell whether it is to be written down that a token was used."""
    return last_used_at is None or now - last_used_at >= NOTED_EVERY


def _why_not_for(actor: Actor, person: str, kind: PersonKind) -> Refusal | None:
    if actor.id == person:
        return None
    if kind is PersonKind.CLIENT:
        return why_not_administer(actor)
    return Refusal(
        Why.NOT_PERMITTED,
        "token_of_another",
        say("Nobody makes a token in the name of somebody else."),
        remedy=say("Let them make it themselves, or register a program."),
    )


def _only_at_the_pages() -> Refusal:
    return Refusal(
        Why.NOT_PERMITTED,
        "token_by_token",
        say("A token does not make tokens."),
        remedy=say("Sign in and make it on the page."),
    )
