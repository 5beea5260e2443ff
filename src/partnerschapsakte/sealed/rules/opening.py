"""Opening a vault: two different openers, after the deadline, within ten minutes of each other."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.sealed.rules.preparing import wrong_key
from partnerschapsakte.sealed.rules.vault import ANNEX, DURING, SAID, Standing, VaultAct, VaultState

WITHIN = timedelta(minutes=10)
"""How soon the second key must follow the first; as on TenderNed [S]."""


class KeyRefusedBecause(StrEnum):
    """Why a key did not help to open a vault."""

    NOT_AN_OPENER = "not_an_opener"
    NOT_NOW = "not_now"
    WRONG_KEY = "wrong_key"
    SAME_OPENER = "same_opener"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused(Fact):
    """Somebody tried to open a vault and could not."""

    tag: ClassVar[str] = "sealed:key:refused"

    because: KeyRefusedBecause
    state: VaultState


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstKeyGiven(Fact):
    """The first of two openers gave their key."""

    tag: ClassVar[str] = "sealed:first-key:given"

    opener: str
    second_key_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKeyGiven(Fact):
    """The second opener gave their key in time; what was submitted is being opened."""

    tag: ClassVar[str] = "sealed:second-key:given"

    first_opener: str
    opener: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLapsed(Fact):
    """The second key did not follow in time; the vault is closed again, and nothing was read."""

    tag: ClassVar[str] = "sealed:opening:lapsed"

    first_opener: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultOpened(Fact):
    """The vault was opened. ``damaged``: parts that are not what was received; ``missing``: acts without content."""

    tag: ClassVar[str] = "sealed:vault:opened"

    openers: tuple[str, str]
    submissions: int
    parts: int
    damaged: int
    missing: int


def judge_key(
    actor: Actor, standing: Standing, openers: Collection[str], now: datetime, *, fits: bool
) -> KeyRefusedBecause | None:
    """Say why this key does not help to open the vault, or None if it does; ``fits``: it is this opener's own key."""
    if actor.id not in openers:
        return KeyRefusedBecause.NOT_AN_OPENER
    state = standing.state_at(now)
    if state not in DURING[VaultAct.GIVE_KEY]:
        return KeyRefusedBecause.NOT_NOW
    if not fits:
        return KeyRefusedBecause.WRONG_KEY
    if state is VaultState.OPENING and standing.first_opener == actor.id:
        return KeyRefusedBecause.SAME_OPENER
    return None


def refusal_of(because: KeyRefusedBecause, state: VaultState) -> Refusal:
    """Return what to answer to a key that was refused."""
    match because:
        case KeyRefusedBecause.NOT_AN_OPENER:
            return Refusal(
                Why.NOT_PERMITTED,
                "not_an_opener",
                say("You are not one of the openers of this vault."),
                rule="23",
                article=f"{ANNEX}, onder d",
            )
        case KeyRefusedBecause.WRONG_KEY:
            return wrong_key()
        case KeyRefusedBecause.SAME_OPENER:
            return Refusal(
                Why.CONFLICT,
                "second_opener_needed",
                say("You gave the first key. The second must come from another opener."),
                rule="23",
                article=f"{ANNEX}, onder e",
                remedy=say("Let another opener sign in with their own account and give their key in time."),
            )
        case KeyRefusedBecause.DAMAGED:
            return Refusal(
                Why.CONFLICT,
                "halved_key_damaged",
                say("What was kept of the key of this vault for the two of you cannot be read."),
                rule="23",
                article=f"{ANNEX}, onder g",
                remedy=say("Wait ten minutes, then let another pair of openers try, and have it investigated."),
            )
        case KeyRefusedBecause.NOT_NOW:
            return Refusal(
                Why.CONFLICT,
                f"vault_{state}",
                SAID[state],
                rule="23",
                article=f"{ANNEX}, onder b en e",
                remedy=say("A vault is opened after its deadline, once, by two of its openers."),
            )


def give_key(vault: str, actor: Actor, standing: Standing, now: datetime) -> FirstKeyGiven | SecondKeyGiven:
    """Take a key that was judged well: the first one opens the ten minutes, the second one the vault."""
    if standing.state_at(now) is VaultState.OPENING and standing.first_opener is not None:
        return SecondKeyGiven(subject=vault, first_opener=standing.first_opener, opener=actor.id)
    return FirstKeyGiven(subject=vault, opener=actor.id, second_key_by=standing.moment(now) + WITHIN)
