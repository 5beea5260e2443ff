"""Who may sign in, for how long, and what happened to an account."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=12)
# Writing at each request would make every reader a writer.
SEEN_EVERY = timedelta(minutes=5)
FAILURES = 10
FAILURES_WITHIN = timedelta(hours=1)


class NotSignedInBecause(StrEnum):
    """Why signing in failed; told to the journal, never to the person at the door."""

    UNKNOWN_ACCOUNT = "unknown_account"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - no secret, its name
    NO_PASSWORD = "no_password"  # noqa: S105 - no secret, its name
    DISABLED = "disabled"
    LOCKED_OUT = "locked_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Fact):
    """A person got an account."""

    tag: ClassVar[str] = "person:registered"

    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    can_sign_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Fact):
    """A person got other roles."""

    tag: ClassVar[str] = "person:roles:changed"

    before: tuple[Role, ...]
    after: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGranted(Fact):
    """A person may decide for an authority."""

    tag: ClassVar[str] = "person:mandate:granted"

    authority: str
    basis: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Fact):
    """A person has a new password; all their browsers are signed out."""

    tag: ClassVar[str] = "person:password:set"

    sessions_ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDisabled(Fact):
    """A person left; all their browsers are signed out."""

    tag: ClassVar[str] = "person:disabled"

    sessions_ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedIn(Fact):
    """A person signed in."""

    tag: ClassVar[str] = "access:signed-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedOut(Fact):
    """A person signed out."""

    tag: ClassVar[str] = "access:signed-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Fact):
    """Somebody failed to sign in; ``subject`` is the person, or the fingerprint of what was tried."""

    tag: ClassVar[str] = "access:sign-in:refused"

    because: NotSignedInBecause
    tried_from: str


def why_not_administer(actor: Actor) -> Refusal | None:
    """Say why this actor cannot change accounts, or None if they can."""
    if actor == SYSTEM or actor.may_act_as(Role.ADMINISTRATOR):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "administrator_required",
        say("Only an administrator registers people and grants mandates."),
    )


def why_not_register(actor: Actor, *, email_known: bool) -> Refusal | None:
    """Say why this person cannot be registered, or None if they can."""
    if refusal := why_not_administer(actor):
        return refusal
    if email_known:
        return Refusal(Why.CONFLICT, "email_known", say("Somebody is already registered with this e-mail address."))
    return None


def why_not_grant(
    actor: Actor, *, is_authority: bool, roles: frozenset[Role], held: bool, since: date | None, today: date
) -> Refusal | None:
    """Say why a mandate cannot be granted to a person with these roles, or None if it can (rule 75)."""
    if refusal := why_not_administer(actor):
        return refusal
    if since is not None and since > today:
        return Refusal(
            Why.INVALID,
            "mandate_not_yet",
            say("This mandate begins on {since}: grant it from that day on.", since=since),
            rule="75",
        )
    if not is_authority:
        return Refusal(
            Why.INVALID, "mandate_of_authority", say("Only a contracting authority gives a mandate."), rule="75"
        )
    if Role.MANDATE_HOLDER not in roles:
        return Refusal(
            Why.CONFLICT,
            "role_missing",
            say("A mandate is for somebody with the role of mandate holder."),
            rule="75",
            remedy=say("Give the person that role first."),
        )
    if held:
        return Refusal(Why.CONFLICT, "mandate_held", say("This person already holds this mandate."), rule="75")
    return None


def judge_sign_in(
    *, known: bool, disabled: bool, has_password: bool, password_right: bool, failures: int
) -> NotSignedInBecause | None:
    """Say why signing in fails, or None if it succeeds."""
    reasons = (
        (failures >= FAILURES, NotSignedInBecause.LOCKED_OUT),
        (not known, NotSignedInBecause.UNKNOWN_ACCOUNT),
        (not has_password, NotSignedInBecause.NO_PASSWORD),
        (not password_right, NotSignedInBecause.WRONG_PASSWORD),
        (disabled, NotSignedInBecause.DISABLED),
    )
    return next((reason for applies, reason in reasons if applies), None)


def refusal_of(because: NotSignedInBecause) -> Refusal:
    """Return what the person at the door hears: the same for an unknown account and a wrong password."""
    if because is NotSignedInBecause.LOCKED_OUT:
        return Refusal(
            Why.NOT_PERMITTED,
            "locked_out",
            say("Signing in failed too often. Try again in an hour."),
            remedy=say("Wait an hour, or ask an administrator for help."),
        )
    return Refusal(
        Why.NOT_PERMITTED, "not_signed_in", say("The e-mail address or the password is not right. Try again.")
    )


def is_signed_in(now: datetime, *, last_seen_at: datetime, expires_at: datetime, ended_at: datetime | None) -> bool:
    """Tell whether a browser is still signed in: seen within the hour, and not beyond half a day."""
    return ended_at is None and now < expires_at and now - last_seen_at < IDLE
