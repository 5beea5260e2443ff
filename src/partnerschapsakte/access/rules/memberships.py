"""For which organisation a person works, since when and until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.access.rules.people import PersonKind, both_sides, why_not_administer
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipStarted(Fact):
    """A person works for an organisation; ``subject`` is the person."""

    tag: ClassVar[str] = "person:membership:started"

    membership: str
    party: str
    function: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEnded(Fact):
    """A person stops working for an organisation; their roles in dossiers on its behalf end with it."""

    tag: ClassVar[str] = "person:membership:ended"

    membership: str
    party: str
    ended_on: date


def why_not_start(
    actor: Actor, *, kind: PersonKind, held: bool, for_provider: bool, roles: Collection[Role]
) -> Refusal | None:
    """Say why a person cannot be registered as working for an organisation, or None if they can.

    ``roles`` are all that the person has: in the organisation and in dossiers.
    """
    if refusal := why_not_administer(actor):
        return refusal
    if kind is PersonKind.CLIENT:
        return Refusal(Why.INVALID, "program_works_for_nobody", say("A program works for nobody."))
    if held:
        return Refusal(
            Why.CONFLICT, "membership_held", say("This person is already registered as working for this organisation.")
        )
    return both_sides() if for_provider and set(roles) - {Role.PROVIDER_CONTACT} else None


def why_not_end(actor: Actor, *, since: date, ended_on: date, was: date | None) -> Refusal | None:
    """Say why this work cannot end on this day, or None if it can; ``was`` is the end that is on record."""
    if refusal := why_not_administer(actor):
        return refusal
    if ended_on < since:
        return Refusal(
            Why.INVALID,
            "ended_before_begun",
            say("It began on {since}: it cannot end before that.", since=since),
        )
    if was == ended_on:
        return Refusal(Why.CONFLICT, "membership_ended", say("This end is already on record."))
    return None
