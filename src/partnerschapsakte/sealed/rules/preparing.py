"""Making a vault: whom it names as openers, whom it invites, whose key was checked, and when its deadline moves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.rules.vault import (
    ANNEX,
    Standing,
    VaultAct,
    VaultState,
    why_not_now,
    why_not_prepare,
)

FEWEST_OPENERS, MOST_OPENERS = 3, 9
KEYS_TO_OPEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultMade(Fact):
    """A vault was made for a dossier; nothing can be handed in yet."""

    tag: ClassVar[str] = "sealed:vault:made"

    title: str
    deadline_at: datetime
    openers: tuple[str, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyInvited(Fact):
    """A party may hand in a tender."""

    tag: ClassVar[str] = "sealed:party:invited"

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMade(Fact):
    """An opener got a key; only its public half was kept, and this fingerprint of it."""

    tag: ClassVar[str] = "sealed:key:made"

    opener: str
    fingerprint: str
    replaces: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChecked(Fact):
    """An opener showed that they kept their key."""

    tag: ClassVar[str] = "sealed:key:checked"

    opener: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOpened(Fact):
    """The vault got its own key, whose secret half no longer exists in one piece, and receives from now on."""

    tag: ClassVar[str] = "sealed:receipt:opened"

    fingerprint: str
    openers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved(Fact):
    """The deadline went to a later instant, by a correction that every invited party is told, and sees on its page.

    ``not_reached`` are parties for whom there was no address when it moved: somebody must tell them.
    """

    tag: ClassVar[str] = "sealed:deadline:moved"

    before: datetime
    after: datetime
    reason: str
    after_failure: bool
    told: tuple[str, ...]
    not_reached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultClosed(Fact):
    """The deadline passed; from now on nothing is received and nothing can be undone."""

    tag: ClassVar[str] = "sealed:vault:closed"

    deadline_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whom somebody wants in a vault, and which of them cannot be: not registered, closed, or on the other side.

    ``unreachable_parties`` are the names of those for whom there is no address to write to.
    """

    openers: Sequence[str]
    parties: Sequence[str]
    unfit_openers: Collection[str] = ()
    unknown_parties: Collection[str] = ()
    unreachable_parties: Collection[str] = ()


def make_vault(
    actor: Actor, vault: str, title: str, chosen: Chosen, *, enabled: bool, deadline_at: datetime, now: datetime
) -> VaultMade:
    """Make a vault; ``enabled`` tells whether this installation receives tenders itself."""
    if not enabled:
        raise Refusal(
            Why.CONFLICT,
            "sealed_store_off",
            say("This installation does not receive tenders itself."),
            article="Aw 2.52a",
            remedy=say("Use the platform of the tender, or let the administrator switch the sealed store on."),
        )
    if refusal := why_not_prepare(actor) or _why_not_in_past(deadline_at, now) or _why_not_chosen(chosen):
        raise refusal
    return VaultMade(
        subject=vault,
        title=title,
        deadline_at=deadline_at,
        openers=tuple(chosen.openers),
        parties=tuple(chosen.parties),
    )


def invite_party(
    actor: Actor,
    vault: str,
    standing: Standing,
    party: str,
    *,
    known: bool,
    invited: bool,
    unreachable: Collection[str],
    now: datetime,
) -> PartyInvited:
    """Let a party hand in a tender; ``known`` tells that it is a registered provider.

    ``unreachable`` holds its name where there is no address to write to.
    """
    if refusal := why_not_prepare(actor) or why_not_now(VaultAct.INVITE, standing, now):
        raise refusal
    if not known:
        raise _party_unknown(party)
    if invited:
        raise Refusal(Why.CONFLICT, "party_invited", say("This party was already invited to this vault."))
    for name in unreachable:
        raise _party_unreachable(name)
    return PartyInvited(subject=vault, party=party)


def why_not_hold_key(actor: Actor, standing: Standing, openers: Collection[str], now: datetime) -> Refusal | None:
    """Say why this actor cannot make or check a key of their own, or None if they can."""
    if actor.id not in openers:
        return Refusal(
            Why.NOT_PERMITTED,
            "not_an_opener",
            say("You are not one of the openers of this vault."),
            rule="23",
            article=f"{ANNEX}, onder d",
        )
    return why_not_now(VaultAct.MAKE_KEY, standing, now) or _why_not_in_past(standing.deadline_at, now)


def make_key(vault: str, opener: str, fingerprint: str, *, replaces: str | None, checked: bool) -> KeyMade:
    """Give an opener a key, or another one for as long as the first was not checked."""
    if checked:
        raise Refusal(Why.CONFLICT, "key_checked", say("You made a key and checked it; it cannot be replaced."))
    return KeyMade(subject=vault, opener=opener, fingerprint=fingerprint, replaces=replaces)


def check_key(vault: str, opener: str, *, made: str | None, shown: str | None, checked: bool) -> KeyChecked:
    """Hold that the opener kept the key; ``made`` and ``shown`` are fingerprints of the key made and the one shown."""
    if made is None:
        raise Refusal(Why.CONFLICT, "key_not_made", say("You have no key for this vault yet. Make one first."))
    if checked:
        raise Refusal(Why.CONFLICT, "key_checked", say("You made a key and checked it; it cannot be replaced."))
    if made != shown:
        raise wrong_key()
    return KeyChecked(subject=vault, opener=opener, fingerprint=made)


def why_not_halve(kept: Mapping[str, str], checked: Mapping[str, Collection[str]]) -> Refusal | None:
    """Say why the key of the vault is not made: an opener's key that is kept is not the one that they checked.

    ``kept`` gives the fingerprint of what lies in the database for each opener, ``checked`` what the journal says.
    """
    if all(set(checked.get(opener, ())) == {found} for opener, found in kept.items()):
        return None
    return Refusal(
        Why.CONFLICT,
        "opener_key_changed",
        say("The key of an opener is not the one that they made and checked. The vault does not receive with it."),
        rule="23",
        article=f"{ANNEX}, onder g",
        remedy=say("Make another vault with new keys, and have it investigated who wrote in the database."),
    )


def wrong_key() -> Refusal:
    """Return the refusal for a key that is not the one this opener made."""
    return Refusal(
        Why.INVALID,
        "wrong_key",
        say("This is not the key that you made for this vault."),
        remedy=say("Paste the whole content of the key file that you saved."),
    )


def move_deadline(
    actor: Actor,
    vault: str,
    standing: Standing,
    after: datetime,
    *,
    reason: str,
    after_failure: bool,
    key_given: bool,
    told: Sequence[str],
    not_reached: Sequence[str] = (),
    now: datetime,
) -> DeadlineMoved:
    """Move the deadline to a later instant and tell everybody who was invited; after it passed only after a failure.

    ``key_given`` tells that an opener ever gave a key: what is left of it somewhere would open what comes in next.
    """
    if refusal := why_not_prepare(actor) or _why_not_move(standing, after, after_failure=after_failure, now=now):
        raise refusal
    if key_given:
        raise Refusal(
            Why.CONFLICT,
            "key_was_given",
            say("An opener gave a key to this vault before, so it never receives again."),
            rule="23",
            article="Aw 2.109",
            remedy=say("Make a new vault with new keys, and let everybody hand in there."),
        )
    return DeadlineMoved(
        subject=vault,
        before=standing.deadline_at,
        after=after,
        reason=reason,
        after_failure=after_failure,
        told=tuple(told),
        not_reached=tuple(not_reached),
    )


def _why_not_move(standing: Standing, after: datetime, *, after_failure: bool, now: datetime) -> Refusal | None:
    if refusal := why_not_now(VaultAct.MOVE_DEADLINE, standing, now):
        return refusal
    if after <= standing.deadline_at:
        return Refusal(
            Why.CONFLICT,
            "deadline_only_later",
            say("A deadline only moves to a later moment."),
            rule="25",
            article=f"{ANNEX}, onder c",
        )
    if refusal := _why_not_in_past(after, standing.moment(now)):
        return refusal
    if standing.state_at(now) is not VaultState.CLOSED or after_failure:
        return None
    return Refusal(
        Why.CONFLICT,
        "deadline_passed",
        say("The deadline has passed. It can only be extended after a failure of the store, while nobody has read."),
        rule="24",
        article="Aw 2.109",
        remedy=say("Say that the store failed, and how, in the reason."),
    )


def why_not_changed_meanwhile(read: int, now: int) -> Refusal | None:
    """Say why a change does not go through when somebody else changed the vault after it was read."""
    if read == now:
        return None
    message: Sentence = say("Somebody else changed this meanwhile.")
    return Refusal(Why.CONFLICT, "changed_meanwhile", message, remedy=say("Read it again, then decide."))


def _why_not_in_past(deadline_at: datetime, now: datetime) -> Refusal | None:
    if deadline_at > now:
        return None
    return Refusal(
        Why.INVALID,
        "deadline_in_past",
        say("The deadline must lie ahead."),
        rule="25",
        remedy=say("Choose a later moment."),
    )


def why_not_so_many(openers: int) -> Refusal | None:
    """Say why a vault does not have this many different openers, or None if it can."""
    if FEWEST_OPENERS <= openers <= MOST_OPENERS:
        return None
    return Refusal(
        Why.INVALID,
        "too_few_openers",
        say("Name {fewest} to {most} different openers.", fewest=FEWEST_OPENERS, most=MOST_OPENERS),
        rule="23",
        article=f"{ANNEX}, onder d",
        remedy=say("Any two of them open the vault: with three, one may fall ill."),
    )


def _why_not_chosen(chosen: Chosen) -> Refusal | None:
    twice = len(set(chosen.openers)) != len(chosen.openers)
    if refusal := why_not_so_many(0 if twice else len(chosen.openers)):
        return refusal
    for opener in chosen.unfit_openers:
        return Refusal(
            Why.INVALID,
            "opener_unfit",
            say("{person} cannot be an opener: not somebody of the authority's side with an account.", person=opener),
            remedy=say("Choose somebody who works on the authority's side of this dossier."),
        )
    if len(set(chosen.parties)) != len(chosen.parties):
        return Refusal(Why.INVALID, "party_invited", say("This party was already invited to this vault."))
    for party in chosen.unknown_parties:
        return _party_unknown(party)
    for name in chosen.unreachable_parties:
        return _party_unreachable(name)
    return None


def _party_unreachable(name: str) -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "party_unreachable",
        say("{name} cannot be reached: a deadline that moves could not be told.", name=name),
        rule="25",
        article=f"{ANNEX}, onder c",
        remedy=say("Give the organisation an e-mail address, or give a contact of it a role in this dossier, first."),
    )


def _party_unknown(party: str) -> Refusal:
    return Refusal(
        Why.INVALID,
        "party_unknown",
        say("{party} is not a registered provider.", party=party),
        remedy=say("Register the organisation first."),
    )
