"""Receiving a tender: who may hand in, what is too late, and what nobody may know of it before the opening."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.rules.vault import ANNEX, Standing, VaultAct, VaultState, vault_not_found, why_not_now

MOST_PARTS = 100
LARGEST_PART = 2000 * 1024**2
"""In bytes; every database holds this number in a plain column."""

LONGEST_NAME = 255
SEALED_ACTOR = Actor("sealed", "verzegelde kluis")
"""In whose name the journal keeps what a tenderer did, until the vault was opened."""


class SubmissionState(StrEnum):
    """What became of a submission. Only a submitted one is opened."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class SealedAct(StrEnum):
    """What a tenderer did with a vault; the journal learns it at the opening."""

    PART_RECEIVED = "part_received"
    PART_REMOVED = "part_removed"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    REFUSED_LATE = "refused_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSealed(Fact):
    """Somebody did something with some vault. ``commitment`` is the hash of what it was, kept sealed until the opening.

    The entry names no dossier, no vault and no person, and every act looks the same. ``mark`` is the id of the vault
    and of the act, encrypted to the vault: only who opens it can tell that an act whose content is gone was about it.
    """

    tag: ClassVar[str] = "sealed:act:sealed"

    commitment: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRevealed(Fact):
    """What an earlier sealed entry was about. Who did it is the actor of this entry, when is when it happened."""

    tag: ClassVar[str] = "sealed:act:revealed"

    act: SealedAct
    party: str
    details: Mapping[str, object]
    sealed_as: str
    matches: bool


def why_not_tender(actor: Actor, *, invited: bool) -> Refusal | None:
    """Say why this actor does not reach a vault as a tenderer, or None if they do; ``invited`` is about their party."""
    if actor.may_act_as(Role.PROVIDER_CONTACT) and actor.party_id is not None and invited:
        return None
    return vault_not_found()


def why_not_receive(standing: Standing, now: datetime, *, deadline: Sentence, came: Sentence) -> Refusal | None:
    """Say why the vault receives nothing at this instant; ``deadline`` and ``came`` say both instants to the second."""
    if standing.state_at(now) in {VaultState.PREPARING, VaultState.OPEN}:
        return why_not_now(VaultAct.RECEIVE, standing, now)
    return Refusal(
        Why.CONFLICT,
        "submission_late",
        say(
            "Too late: the deadline was {deadline}, and by our clock this came on {came}.", deadline=deadline, came=came
        ),
        rule="24",
        article=f"Aw 2.108; {ANNEX}, onder a",
        remedy=say("Ask the contact person of the tender, in writing and at once."),
    )


def is_late(refusal: Refusal) -> bool:
    """Tell whether a tender was refused because it came too late."""
    return refusal.code == "submission_late"


def why_not_part(number: int, name: str) -> Refusal | None:
    """Say why a part cannot have this number or name, or None if it can."""
    if not 1 <= number <= MOST_PARTS:
        return Refusal(
            Why.INVALID,
            "part_number",
            say("A tender has at most {most} parts, numbered from 1.", most=MOST_PARTS),
        )
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable() or "/" in name or "\\" in name:
        return Refusal(
            Why.INVALID,
            "part_name",
            say("A part needs a file name of at most {most} characters, without slashes.", most=LONGEST_NAME),
        )
    return None


def part_too_large(largest: int) -> Refusal:
    """Return the refusal of a part that is larger than this many bytes."""
    return Refusal(
        Why.INVALID,
        "part_too_large",
        say("A part has at most {megabytes} MB.", megabytes=largest // 1024**2),
        remedy=say("Split the file into several parts."),
    )


def part_interrupted() -> Refusal:
    """Return the refusal of a part of which not everything came in."""
    return Refusal(
        Why.INVALID,
        "part_interrupted",
        say("The part did not come in completely; nothing of it was kept."),
        remedy=say("Send it again."),
    )


def nothing_to_submit() -> Refusal:
    """Return the refusal to submit an empty draft."""
    return Refusal(
        Why.CONFLICT,
        "nothing_to_submit",
        say("There is nothing to submit yet."),
        remedy=say("Send at least one part first."),
    )


def nothing_submitted() -> Refusal:
    """Return the refusal to withdraw a tender that was not submitted."""
    return Refusal(Why.CONFLICT, "nothing_submitted", say("There is no submitted tender to withdraw."))


def part_not_found() -> Refusal:
    """Return the refusal for a part that is not there, or not for who asks."""
    return Refusal(Why.NOT_FOUND, "part_not_found", say("There is no such part."))
