"""The second factor: a code that changes every half minute, and codes on paper for who lost the device."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

STEP_SECONDS = 30
STEPS_ASIDE = 1
RECOVERY_CODES = 10
RECOVERY_LENGTH = 24
"""Letters of five bits each: 120 bits, so that a plain hash keeps them."""

OFFER_HOLDS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorEnrolled(Fact):
    """A person connected a device that makes codes; earlier devices and recovery codes no longer count."""

    tag: ClassVar[str] = "person:second-factor:enrolled"

    replaced: bool
    sessions_ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset(Fact):
    """An administrator took a person's second factor away; they connect a device when they sign in next."""

    tag: ClassVar[str] = "person:second-factor:reset"

    sessions_ended: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRefused(Fact):
    """A code was not accepted after the right password; ``subject`` is the person."""

    tag: ClassVar[str] = "access:second-factor:refused"

    because: str
    tried_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Fact):
    """A person used one of the codes on paper."""

    tag: ClassVar[str] = "access:recovery-code:used"

    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodesMade(Fact):
    """A person has new codes on paper; the earlier ones no longer count."""

    tag: ClassVar[str] = "person:recovery-codes:made"

    codes: int


def step_of(moment: datetime) -> int:
    """Return the number of the half minute in which a moment lies (RFC 6238)."""
    return int(moment.timestamp()) // STEP_SECONDS


def accepted_step(code: str, code_at: Callable[[int], str], now: datetime, last: int | None) -> int | None:
    """Return the half minute that a code belongs to, or None if it is wrong or was used before.

    A clock may be one step off. A step at or before the ``last`` one that was used is never accepted again.
    """
    found = None
    current = step_of(now)
    for step in range(current - STEPS_ASIDE, current + STEPS_ASIDE + 1):
        right = compare_digest(code_at(step).encode(), code.encode())
        if right and (last is None or step > last):
            found = step
    return found


def typed_code(text: str) -> str:
    """Return a code as it was meant: without the spaces and hyphens that people type along, in small letters."""
    return "".join(character for character in text.casefold() if character.isalnum())


def in_groups(code: str) -> str:
    """Write a recovery code as it stands on paper: in groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def why_not_reset(actor: Actor, person_id: str) -> Refusal | None:
    """Say why this actor cannot take a person's second factor away, or None if they can."""
    if actor != SYSTEM and not actor.may_act_as(Role.ADMINISTRATOR):
        return Refusal(
            Why.NOT_PERMITTED, "administrator_required", say("Only an administrator takes a second factor away.")
        )
    if actor.id == person_id:
        return Refusal(
            Why.NOT_PERMITTED,
            "own_second_factor",
            say("Nobody takes their own second factor away."),
            remedy=say("Connect another device on the page of your account."),
        )
    return None


def code_refused(*, locked: bool) -> Refusal:
    """Return what the person hears: the same for a wrong code, a used one and one of another device."""
    if locked:
        return Refusal(
            Why.NOT_PERMITTED,
            "locked_out",
            say("Signing in failed too often. Try again in an hour."),
            remedy=say("Wait an hour, or ask an administrator for help."),
        )
    return Refusal(
        Why.NOT_PERMITTED,
        "code_wrong",
        say("This code is not right, or was used already. Wait for the next code and try again."),
    )


def unreadable() -> Refusal:
    """Return what the person hears whose secret was wrapped by another key, as after a restore without the key."""
    return Refusal(
        Why.CONFLICT,
        "second_factor_unreadable",
        say("Your second factor cannot be read in this installation. Ask an administrator to take it away."),
    )
