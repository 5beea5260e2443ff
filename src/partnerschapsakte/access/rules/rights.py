"""Who may be given which role in a dossier, by whom, and who takes it back: nothing is allowed that was not granted."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from partnerschapsakte.access.rules.people import PersonKind, both_sides
from partnerschapsakte.foundation.actor import HOUSE_ROLES, KEEPERS, SYSTEM, TEAM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

MAY_GRANT = frozenset({Role.PROCUREMENT_OFFICER, Role.CONTRACT_MANAGER})
"""Roles that give others a role in the dossier where they hold it themselves."""

PROGRAM_ROLES = TEAM - {Role.MANDATE_HOLDER, Role.AUTHORISED_SIGNATORY}
"""Roles that a program can have: it decides and signs for nobody (rule 75), and is nobody's guest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightGranted(Fact):
    """A person got a role in a dossier; ``subject`` is the person."""

    tag: ClassVar[str] = "access:right:granted"

    right: str
    role: Role
    party: str | None
    basis: str
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightWithdrawn(Fact):
    """A person lost a role in a dossier; ``subject`` is the person."""

    tag: ClassVar[str] = "access:right:withdrawn"

    right: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightLimited(Fact):
    """A role in a dossier got a last day, or an earlier one; ``subject`` is the person."""

    tag: ClassVar[str] = "access:right:limited"

    right: str
    role: Role
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantee:
    """Who would get a role: what they are in the organisation, and which roles they have in the dossier already."""

    person: str
    kind: PersonKind
    offices: frozenset[Role]
    enabled: bool
    is_member: bool
    works_for_provider: bool
    roles_here: frozenset[Role]


def standing_in(actor: Actor, dossier_id: str) -> Actor:
    """Return the actor as they stand in a dossier, without roles where it is not theirs.

    An act that names a dossier is judged there, whichever door it came by; an administrator gives roles in dossiers
    that they do not read.
    """
    if actor.grants is None or actor.dossier_id == dossier_id:
        return actor
    here = actor.within(dossier_id)
    roles = (here.roles if here else frozenset[Role]()) | (actor.roles & {Role.ADMINISTRATOR})
    return replace(actor, roles=roles, dossier_id=dossier_id, party_id=here.party_id if here else None)


def why_not_give_rights(actor: Actor) -> Refusal | None:
    """Say why this actor gives nobody a role in this dossier, or None if they may."""
    if actor == SYSTEM or actor.may_act_as(Role.ADMINISTRATOR, *MAY_GRANT):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "rights_not_permitted",
        say("Your role does not include giving others a role in this dossier."),
        remedy=say("Ask the procurement officer or the contract manager of the dossier, or an administrator."),
    )


def why_not_grant_right(
    actor: Actor, grantee: Grantee, role: Role, *, party: str | None, ends_on: date | None, today: date
) -> Refusal | None:
    """Say why a person cannot get a role in a dossier, or None if they can; ``actor`` is as they stand there."""
    return (
        why_not_give_rights(actor)
        or _why_not_role(role, grantee)
        or _why_not_person(actor, grantee)
        or _why_not_side(role, grantee)
        or _why_not_for_party(role, party, is_member=grantee.is_member)
        or _why_not_until(role, grantee, ends_on, today)
        or _why_not_without_post(actor, role, grantee)
    )


def _why_not_without_post(actor: Actor, role: Role, grantee: Grantee) -> Refusal | None:
    if actor == SYSTEM or role is not Role.ACCOUNT_HOLDER or grantee.kind is PersonKind.CLIENT:
        return None
    return Refusal(
        Why.CONFLICT,
        "role_by_post",
        say("An account holder is appointed by giving the post, which is handed over with a note."),
        remedy=say("Give the person the post of account holder, on the page of the team."),
    )


def _why_not_role(role: Role, grantee: Grantee) -> Refusal | None:
    if role in HOUSE_ROLES:
        return Refusal(
            Why.INVALID,
            "role_of_the_house",
            say("An auditor and an administrator have their role in the whole house, not in one dossier."),
        )
    if grantee.kind is PersonKind.CLIENT and role not in PROGRAM_ROLES:
        return Refusal(
            Why.INVALID, "role_of_people", say("A program cannot have this role: it is for people only."), rule="75"
        )
    return None


def _why_not_person(actor: Actor, grantee: Grantee) -> Refusal | None:
    if grantee.offices & HOUSE_ROLES:
        return Refusal(
            Why.CONFLICT,
            "separation_of_duties",
            say("Who manages accounts or audits the house has no role in a dossier."),
            remedy=say("Give the role to somebody else."),
        )
    if actor.id == grantee.person:
        return Refusal(Why.NOT_PERMITTED, "own_rights", say("Nobody gives themselves a role."))
    if not grantee.enabled:
        return Refusal(Why.CONFLICT, "person_disabled", say("This account is already closed."))
    return None


def _why_not_side(role: Role, grantee: Grantee) -> Refusal | None:
    if role is Role.PROVIDER_CONTACT:
        return both_sides() if grantee.roles_here - {role} else None
    return both_sides() if grantee.works_for_provider or Role.PROVIDER_CONTACT in grantee.roles_here else None


def _why_not_until(role: Role, grantee: Grantee, ends_on: date | None, today: date) -> Refusal | None:
    if ends_on is not None and ends_on < today:
        return Refusal(Why.INVALID, "right_already_over", say("{day} has passed already.", day=ends_on))
    if role in grantee.roles_here:
        return Refusal(Why.CONFLICT, "right_held", say("This person already has this role in this dossier."))
    return None


def _why_not_for_party(role: Role, party: str | None, *, is_member: bool) -> Refusal | None:
    if role is not Role.PROVIDER_CONTACT:
        if party is None:
            return None
        return Refusal(Why.INVALID, "party_not_asked", say("Only a provider contact stands for an organisation."))
    if party is None:
        return Refusal(Why.INVALID, "party_missing", say("Say for which organisation this provider contact stands."))
    if not is_member:
        return Refusal(
            Why.CONFLICT,
            "not_a_member",
            say("This person is not registered as working for that organisation."),
            remedy=say("Register first for which organisation the person works."),
        )
    return None


def is_hidden(actor: Actor, *, guests: bool) -> bool:
    """Tell whether a door of a dossier is not there for this actor: guests only find the doors meant for them."""
    return not actor.reads_file and not guests


def why_not_use(actor: Actor, needed: frozenset[Role] | None, *, changes: bool, guests: bool) -> Refusal | None:
    """Say why this actor may not use a door, or None if they may; what it does still has rules of its own.

    ``needed`` are the roles that the door is for. Where a door of a dossier names none, who reads may read, and who
    keeps records may change. An auditor changes nothing anywhere.
    """
    if needed is None and changes and not guests and actor.dossier_id is not None:
        needed = KEEPERS
    reads_only = changes and actor.roles == frozenset({Role.AUDITOR}) and actor.dossier_id is not None
    if reads_only or (needed is not None and not actor.may_act_as(*needed)):
        return Refusal(
            Why.NOT_PERMITTED,
            "role_missing_here",
            say("Your role does not include this."),
            remedy=say("Ask the contract manager of the dossier, or an administrator."),
        )
    return None
