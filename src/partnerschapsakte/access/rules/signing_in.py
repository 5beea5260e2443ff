"""Who may sign in, how, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=12)
# How long somebody who gave a password may look for the device of the second factor.
HALFWAY = timedelta(minutes=15)
# How long a session that ended stays on record; the journal tells of it for ever.
KEPT = timedelta(days=90)
# Writing at each request would make every reader a writer.
SEEN_EVERY = timedelta(minutes=5)
LONGEST_AGENT = 200

# A browser names itself after several others; the first that fits is the one it is.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class SignInMethod(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - no secret, its name
    FEDERATION = "federation"
    DEMONSTRATION = "demonstration"


class NotSignedInBecause(StrEnum):
    """Why signing in failed; told to the journal, never to the person at the door."""

    UNKNOWN_ACCOUNT = "unknown_account"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - no secret, its name
    NO_PASSWORD = "no_password"  # noqa: S105 - no secret, its name
    DISABLED = "disabled"
    LOCKED_OUT = "locked_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet(Fact):
    """A person has a new password; their other browsers are signed out."""

    tag: ClassVar[str] = "person:password:set"

    sessions_ended: int
    tokens_revoked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStepTaken(Fact):
    """A person gave the right password, and has to give a second factor before anything opens."""

    tag: ClassVar[str] = "access:first-step:taken"

    method: SignInMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedIn(Fact):
    """A person signed in."""

    tag: ClassVar[str] = "access:signed-in"

    method: SignInMethod = SignInMethod.PASSWORD
    second_factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedOut(Fact):
    """A person signed out."""

    tag: ClassVar[str] = "access:signed-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Fact):
    """Somebody signed a person out of other browsers; ``subject`` is the person."""

    tag: ClassVar[str] = "access:sessions:ended"

    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(Fact):
    """Somebody failed to sign in; ``subject`` is the person, or the fingerprint of what was tried."""

    tag: ClassVar[str] = "access:sign-in:refused"

    because: NotSignedInBecause
    tried_from: str


def judge_sign_in(
    *, known: bool, disabled: bool, has_password: bool, password_right: bool, locked: bool
) -> NotSignedInBecause | None:
    """Say why signing in fails, or None if it succeeds."""
    reasons = (
        (locked, NotSignedInBecause.LOCKED_OUT),
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


def wrong_password(because: NotSignedInBecause) -> Refusal:
    """Return what somebody hears who is signed in and gave another password than theirs."""
    if because is NotSignedInBecause.LOCKED_OUT:
        return refusal_of(because)
    return Refusal(Why.NOT_PERMITTED, "password_wrong", say("This is not your present password."))


def needs_second_factor(method: SignInMethod, *, required: bool, enrolled: bool) -> bool:
    """Tell whether a second factor is asked for: an identity provider asks for its own, a demonstration for none."""
    return method is SignInMethod.PASSWORD and (required or enrolled)


def is_signed_in(now: datetime, *, last_seen_at: datetime, expires_at: datetime, ended_at: datetime | None) -> bool:
    """Tell whether a browser is still signed in: seen within the hour, and not beyond half a day."""
    return ended_at is None and now < expires_at and now - last_seen_at < IDLE


def why_not_end_sessions(actor: Actor, person_id: str) -> Refusal | None:
    """Say why this actor cannot sign this person out, or None if they can: their own, or by an administrator."""
    if actor == SYSTEM or actor.id == person_id or actor.may_act_as(Role.ADMINISTRATOR):
        return None
    return Refusal(Why.NOT_PERMITTED, "administrator_required", say("Only an administrator signs other people out."))


def browser_of(agent: str) -> Sentence:
    """Name a browser and its system as its owner knows them, from what it says of itself."""
    browser = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    return say("An unknown browser") if browser is None else Sentence(browser)
