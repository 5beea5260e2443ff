"""Who is registered, what they are in the organisation, with which mandates, and who may change that."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import HOUSE_ROLES, SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


class PersonKind(StrEnum):
    """Somebody of flesh and blood, or a program with an account of its own."""

    HUMAN = "human"
    CLIENT = "client"


class MandateKind(StrEnum):
    """What a mandate is for: to decide, or to sign on behalf of the authority."""

    DECIDE = "decide"
    SIGN = "sign"


ROLE_FOR = {MandateKind.DECIDE: Role.MANDATE_HOLDER, MandateKind.SIGN: Role.AUTHORISED_SIGNATORY}
"""What somebody must be in the organisation to be given a mandate of this kind."""

MANAGE_PEOPLE = frozenset({Role.ADMINISTRATOR})
"""Who registers people and closes accounts."""

SEE_PEOPLE = HOUSE_ROLES
"""Who sees everybody; the others see themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Fact):
    """A person, or a program, got an account."""

    tag: ClassVar[str] = "person:registered"

    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    can_sign_in: bool
    kind: PersonKind = PersonKind.HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCorrected(Fact):
    """What is known of a person was corrected; ``before`` and ``after`` hold the fields that differ."""

    tag: ClassVar[str] = "person:corrected"

    before: dict[str, str]
    after: dict[str, str]
    invitations_withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Fact):
    """A person got other roles."""

    tag: ClassVar[str] = "person:roles:changed"

    before: tuple[Role, ...]
    after: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGranted(Fact):
    """A person may decide for an authority, or sign on its behalf."""

    tag: ClassVar[str] = "person:mandate:granted"

    authority: str
    basis: str
    since: date | None
    kind: MandateKind = MandateKind.DECIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateWithdrawn(Fact):
    """A person no longer holds a mandate; ``basis`` and ``since`` say what it was."""

    tag: ClassVar[str] = "person:mandate:withdrawn"

    authority: str
    kind: MandateKind
    basis: str
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDisabled(Fact):
    """A person left; all their browsers are signed out, and their tokens open nothing any more."""

    tag: ClassVar[str] = "person:disabled"

    sessions_ended: int
    tokens_revoked: int = 0
    invitations_withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReopened(Fact):
    """A closed account was opened again; ``rights`` counts the rights in dossiers that count again."""

    tag: ClassVar[str] = "person:reopened"

    rights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(Fact):
    """Somebody else, or the person, signed a person out of every browser."""

    tag: ClassVar[str] = "person:sessions:ended"

    sessions_ended: int


def why_not_administer(actor: Actor) -> Refusal | None:
    """Say why this actor cannot change accounts, or None if they can."""
    if actor == SYSTEM or actor.may_act_as(*MANAGE_PEOPLE):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "administrator_required",
        say("Only an administrator registers people and grants mandates."),
    )


def may_see(actor: Actor, person: str) -> bool:
    """Tell whether this actor sees this person's page: their own, or everybody's."""
    return actor.id == person or actor.may_act_as(*SEE_PEOPLE)


def why_not_register(actor: Actor, *, email_known: bool, roles: Collection[Role] = ()) -> Refusal | None:
    """Say why this person cannot be registered, or None if they can."""
    return why_not_administer(actor) or _why_not_combine(roles) or _why_not_address(email_known=email_known)


def why_not_correct(actor: Actor, *, email_known: bool, changed: bool, stale: bool) -> Refusal | None:
    """Say why these data cannot be corrected; ``email_known`` tells that another person has the address."""
    if refusal := why_not_administer(actor) or (_changed_meanwhile() if stale else None):
        return refusal
    if not changed:
        return Refusal(Why.CONFLICT, "nothing_to_correct", say("These data are the same as the registered ones."))
    return _why_not_address(email_known=email_known)


def why_not_change_roles(
    actor: Actor,
    *,
    person: str,
    kind: PersonKind,
    after: Collection[Role],
    has_rights: bool,
    works_for_provider: bool,
    mandates: Collection[MandateKind],
    last_administrator: bool = False,
    stale: bool = False,
) -> Refusal | None:
    """Say why a person cannot be given these roles in the organisation, or None if they can.

    ``has_rights`` tells of a role in any dossier, ``mandates`` are the kinds of mandate that the person holds.
    """
    if refusal := why_not_administer(actor) or (_changed_meanwhile() if stale else None):
        return refusal
    if actor.id == person:
        return Refusal(
            Why.NOT_PERMITTED,
            "own_roles",
            say("Nobody changes their own roles."),
            remedy=say("Let another administrator do this."),
        )
    if kind is PersonKind.CLIENT and after:
        return Refusal(
            Why.INVALID, "program_without_roles", say("A program has no role in the organisation, only in dossiers.")
        )
    if last_administrator and Role.ADMINISTRATOR not in after:
        return _nobody_manages()
    return _why_not_combine(after) or _why_not_beside(
        after, has_rights=has_rights, works_for_provider=works_for_provider, mandates=mandates
    )


def why_not_grant(
    actor: Actor,
    *,
    is_authority: bool,
    roles: frozenset[Role],
    held: bool,
    since: date | None,
    today: date,
    kind: MandateKind = MandateKind.DECIDE,
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
    if ROLE_FOR[kind] not in roles:
        return _role_missing(kind)
    if held:
        return Refusal(Why.CONFLICT, "mandate_held", say("This person already holds this mandate."), rule="75")
    return None


def why_not_withdraw_mandate(actor: Actor, *, held: bool) -> Refusal | None:
    """Say why a mandate cannot be withdrawn, or None if it can."""
    if refusal := why_not_administer(actor):
        return refusal
    if not held:
        return Refusal(Why.NOT_FOUND, "mandate_not_held", say("This person does not hold this mandate."), rule="75")
    return None


def why_not_close(actor: Actor, *, person: str, closed: bool, last_administrator: bool = False) -> Refusal | None:
    """Say why an account cannot be closed, or None if it can: who closes accounts never closes their own."""
    if refusal := why_not_administer(actor):
        return refusal
    if closed:
        return Refusal(Why.CONFLICT, "person_disabled", say("This account is already closed."))
    if actor.id == person:
        return Refusal(
            Why.NOT_PERMITTED,
            "own_account",
            say("Nobody closes their own account."),
            remedy=say("Let another administrator do this."),
        )
    return _nobody_manages() if last_administrator else None


def why_not_reopen(actor: Actor, *, closed: bool) -> Refusal | None:
    """Say why an account cannot be opened again, or None if it can."""
    if refusal := why_not_administer(actor):
        return refusal
    return None if closed else Refusal(Why.CONFLICT, "person_enabled", say("This account is not closed."))


def why_not_end_sessions(actor: Actor, person: str) -> Refusal | None:
    """Say why this actor cannot sign a person out everywhere, or None if they can: their own, or an administrator."""
    return None if actor.id == person else why_not_administer(actor)


def _why_not_combine(roles: Collection[Role]) -> Refusal | None:
    if len(roles) > 1 and HOUSE_ROLES.intersection(roles):
        return Refusal(
            Why.INVALID,
            "separation_of_duties",
            say("Who manages accounts or audits the house has no other role."),
            remedy=say("Register a second account for the other work, with an address of its own."),
        )
    return None


def _why_not_beside(
    after: Collection[Role], *, has_rights: bool, works_for_provider: bool, mandates: Collection[MandateKind]
) -> Refusal | None:
    if has_rights and HOUSE_ROLES.intersection(after):
        return Refusal(
            Why.CONFLICT,
            "separation_of_duties",
            say("Who manages accounts or audits the house has no role in a dossier."),
            remedy=say("Withdraw the roles in dossiers first."),
        )
    if works_for_provider and set(after) - {Role.PROVIDER_CONTACT}:
        return both_sides()
    lost = next((kind for kind in mandates if ROLE_FOR[kind] not in after), None)
    if lost is None:
        return None
    return Refusal(
        Why.CONFLICT,
        "mandate_still_held",
        say("This person still holds a mandate that asks for a role you take away."),
        rule="75",
        remedy=say("Withdraw the mandate first."),
    )


def both_sides() -> Refusal:
    """Return the refusal for somebody who would stand on the side of the authority and of a provider."""
    return Refusal(
        Why.CONFLICT,
        "both_sides",
        say("Who works for a provider is a provider contact and nothing else."),
        remedy=say("End the work for the provider first, or ask somebody else."),
    )


def _nobody_manages() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "last_administrator",
        say("This is the last administrator: nobody would be left who manages accounts."),
        remedy=say("Register another administrator first."),
    )


def _role_missing(kind: MandateKind) -> Refusal:
    message = (
        say("A mandate is for somebody with the role of mandate holder.")
        if kind is MandateKind.DECIDE
        else say("A power to sign is for somebody with the role of authorised signatory.")
    )
    return Refusal(Why.CONFLICT, "role_missing", message, rule="75", remedy=say("Give the person that role first."))


def _why_not_address(*, email_known: bool) -> Refusal | None:
    if not email_known:
        return None
    return Refusal(Why.CONFLICT, "email_known", say("Somebody is already registered with this e-mail address."))


def _changed_meanwhile() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "changed_meanwhile",
        say("Somebody else changed this meanwhile."),
        remedy=say("Read it again, then decide."),
    )
