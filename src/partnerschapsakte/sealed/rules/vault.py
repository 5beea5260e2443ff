"""The life of a vault as data: its states, what may be done in each, and the clock that never goes back."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

ANNEX = "Richtlijn 2014/24/EU, bijlage IV"
"""The demands on tools for electronic receipt, [K]; binding on this procedure or not, we treat them as binding."""

MAY_PREPARE = (Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER)
"""Who makes a vault, invites to it and moves its deadline: annex IV(c), only authorised persons set the dates."""


class VaultState(StrEnum):
    """How far a vault is. ``opening``: one of the two keys was given, and the other has minutes to follow."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"
    OPENING = "opening"
    OPENED = "opened"


class VaultAct(Enum):
    """What can be done with a vault."""

    INVITE = auto()
    MAKE_KEY = auto()
    MOVE_DEADLINE = auto()
    RECEIVE = auto()
    GIVE_KEY = auto()
    READ = auto()


NEXT: Mapping[VaultState, frozenset[VaultState]] = {
    VaultState.PREPARING: frozenset({VaultState.OPEN}),
    VaultState.OPEN: frozenset({VaultState.CLOSED}),
    # Open again only by a published correction after a failure of the store, and only while nothing was seen.
    VaultState.CLOSED: frozenset({VaultState.OPENING, VaultState.OPEN}),
    VaultState.OPENING: frozenset({VaultState.OPENED, VaultState.CLOSED}),
    VaultState.OPENED: frozenset(),
}
"""From which state to which a vault can go; nothing leads back from opened."""

DURING: Mapping[VaultAct, frozenset[VaultState]] = {
    VaultAct.INVITE: frozenset({VaultState.PREPARING, VaultState.OPEN}),
    VaultAct.MAKE_KEY: frozenset({VaultState.PREPARING}),
    VaultAct.MOVE_DEADLINE: frozenset({VaultState.PREPARING, VaultState.OPEN, VaultState.CLOSED}),
    VaultAct.RECEIVE: frozenset({VaultState.OPEN}),
    VaultAct.GIVE_KEY: frozenset({VaultState.CLOSED, VaultState.OPENING}),
    VaultAct.READ: frozenset({VaultState.OPENED}),
}
"""In which states an act is possible."""

SAID: Mapping[VaultState, Sentence] = {
    VaultState.PREPARING: say("This vault is being prepared: not every opener has made and checked a key yet."),
    VaultState.OPEN: say("This vault still receives: its deadline has not passed."),
    VaultState.CLOSED: say("This vault is closed: its deadline has passed."),
    VaultState.OPENING: say("This vault is being opened: one of the two keys was given."),
    VaultState.OPENED: say("This vault was opened."),
}
REMEDIES: Mapping[VaultAct, Sentence] = {
    VaultAct.RECEIVE: say("Ask the contact person of the tender, in writing and at once."),
    VaultAct.GIVE_KEY: say("Wait until the deadline has passed; then two openers give their key."),
    VaultAct.READ: say("Wait until two openers have opened the vault after the deadline."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A vault as its rules see it.

    ``latest_seen_at`` is the latest instant at which anything happened to it; ``first_opener`` gave the first key,
    and the second must follow by ``second_key_by``.
    """

    state: VaultState
    deadline_at: datetime
    latest_seen_at: datetime
    first_opener: str | None = None
    second_key_by: datetime | None = None

    def moment(self, now: datetime) -> datetime:
        """Return the instant by which to judge: a server clock that was set back makes nothing earlier."""
        return max(now, self.latest_seen_at)

    def state_at(self, now: datetime) -> VaultState:
        """Return the state at this instant; exactly the deadline is in time, and so is the end of the ten minutes."""
        moment = self.moment(now)
        if self.state is VaultState.OPEN and moment > self.deadline_at:
            return VaultState.CLOSED
        if self.state is VaultState.OPENING and (self.second_key_by is None or moment > self.second_key_by):
            return VaultState.CLOSED
        return self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultKeyChanged(Fact):
    """The key under which a vault receives is no longer the one that it began with: somebody wrote in the database."""

    tag: ClassVar[str] = "sealed:vault-key:changed"

    expected: tuple[str, ...]
    found: str


def fingerprint(recipient: str) -> str:
    """Return what a person compares of a public key: eight groups of four hexadecimal digits."""
    digits = hashlib.sha256(recipient.encode()).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def is_own_key(recipient: str | None, journalled: Collection[str]) -> bool:
    """Tell whether this public key is the one, and the only one, of which the journal holds the fingerprint."""
    return recipient is not None and set(journalled) == {fingerprint(recipient)}


def why_not_this_key(standing: Standing, recipient: str | None, journalled: Collection[str]) -> Refusal | None:
    """Say why nothing may be encrypted to the key that lies with the vault, or None if it is the vault's own."""
    if standing.state is VaultState.PREPARING or is_own_key(recipient, journalled):
        return None
    return Refusal(
        Why.CONFLICT,
        "vault_key_changed",
        say("This vault receives nothing: its key is not the one that it began with. Nothing of this was kept."),
        rule="23",
        article=f"{ANNEX}, onder g",
        remedy=say("Call the contact person of the tender at once: this must be investigated."),
    )


def why_not_now(act: VaultAct, standing: Standing, now: datetime) -> Refusal | None:
    """Say why a vault in this state does not allow the act, or None if it does."""
    state = standing.state_at(now)
    if state in DURING[act]:
        return None
    return Refusal(Why.CONFLICT, f"vault_{state}", SAID[state], rule="23", article=ANNEX, remedy=REMEDIES.get(act))


def why_not_prepare(actor: Actor) -> Refusal | None:
    """Say why this actor may not make a vault, invite to it or move its deadline, or None if they may."""
    if actor == SYSTEM or actor.may_act_as(*MAY_PREPARE):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "vault_not_yours",
        say("Your role does not include preparing a vault or setting its deadline."),
        rule="23",
        article=f"{ANNEX}, onder c",
        remedy=say("Ask the procurement officer, the legal officer or the contract manager of the dossier."),
    )


def why_not_see(actor: Actor) -> Refusal | None:
    """Say why this actor may not see the authority's side of a vault, or None if they may."""
    if actor == SYSTEM or actor.reads_file:
        return None
    return vault_not_found()


def vault_not_found() -> Refusal:
    """Return the refusal for a vault that is not there, or not for who asks: the same words for both."""
    return Refusal(Why.NOT_FOUND, "vault_not_found", say("There is no such vault."))


def is_hidden(refusal: Refusal) -> bool:
    """Tell whether a refusal says that a vault is not there."""
    return refusal.code == "vault_not_found"


def why_not_read(actor: Actor, standing: Standing, now: datetime) -> Refusal | None:
    """Say why this actor may not read what was submitted, or None if they may."""
    return why_not_see(actor) or why_not_now(VaultAct.READ, standing, now)
