"""Who may invite whom, and how long a link for once holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.access.rules.rights import why_not_give_rights
from partnerschapsakte.foundation.actor import GUESTS, SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

HOLDS = timedelta(days=7)
KEPT = timedelta(days=90)
"""How long a link that holds no longer stays on record; the journal tells of it for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Fact):
    """A person gets a link by mail, with which they set a password once; ``subject`` is the person."""

    tag: ClassVar[str] = "person:invited"

    expires_at: datetime
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Fact):
    """The links that a person was sent no longer work."""

    tag: ClassVar[str] = "person:invitation:withdrawn"

    invitations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Fact):
    """A person set a password with the link that they were sent."""

    tag: ClassVar[str] = "person:invitation:accepted"

    sessions_ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRefused(Fact):
    """Somebody tried a link that does not work; ``subject`` is the person it was for, or the fingerprint of it."""

    tag: ClassVar[str] = "access:invitation:refused"

    tried_from: str


def why_not_invite(
    actor: Actor, *, kind: PersonKind, enabled: bool, has_password: bool, offices: frozenset[Role]
) -> Refusal | None:
    """Say why this actor cannot invite a person, or None if they can.

    An invitation sets a password. So who only gives rights in a dossier invites an outsider who has none yet;
    an administrator invites everybody, as for a forgotten password.
    """
    if refusal := why_not_withdraw(actor, has_password=has_password, offices=offices):
        return refusal
    if kind is not PersonKind.HUMAN:
        return Refusal(Why.CONFLICT, "not_a_person", say("A program is not invited: it gets a token."))
    if not enabled:
        return Refusal(Why.CONFLICT, "person_disabled", say("This account is already closed."))
    return None


def why_not_withdraw(actor: Actor, *, has_password: bool, offices: frozenset[Role]) -> Refusal | None:
    """Say why this actor cannot withdraw the invitations of a person, or None if they can."""
    if actor == SYSTEM or actor.may_act_as(Role.ADMINISTRATOR):
        return None
    if refusal := why_not_give_rights(actor):
        return refusal
    if has_password or offices - GUESTS:
        return Refusal(
            Why.NOT_PERMITTED,
            "administrator_required",
            say("Only an administrator invites a colleague, or somebody who has an account already."),
        )
    return None


def not_in_the_dossier() -> Refusal:
    """Return what the team hears that invites somebody who has no role in its dossier."""
    return Refusal(
        Why.NOT_FOUND,
        "person_not_in_dossier",
        say("This person has no role in this dossier."),
        remedy=say("Give the person a role in the dossier first."),
    )


def is_open(now: datetime, *, expires_at: datetime, used_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """Tell whether a link still works."""
    return used_at is None and withdrawn_at is None and now < expires_at


def does_not_work() -> Refusal:
    """Return what somebody hears whose link was used, has expired, was withdrawn or never existed."""
    return Refusal(
        Why.NOT_FOUND,
        "invitation_void",
        say("This invitation does not work, or no longer works."),
        remedy=say("Ask the person who invited you for a new one."),
    )
