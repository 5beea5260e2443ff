"""Who is acting, in which roles, in which dossier, and for which authorities they may decide or sign."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a person may do for a dossier; administrator and auditor are roles of the whole house."""

    CONTRACT_MANAGER = "contract_manager"
    LEGAL_OFFICER = "legal_officer"
    PROCUREMENT_OFFICER = "procurement_officer"
    MANDATE_HOLDER = "mandate_holder"
    AUTHORISED_SIGNATORY = "authorised_signatory"
    ACCOUNT_HOLDER = "account_holder"
    BUDGET_HOLDER = "budget_holder"
    CONTROLLER = "controller"
    ASSESSOR = "assessor"
    EXPERT_BY_EXPERIENCE = "expert_by_experience"
    CLIENT_ADVISER = "client_adviser"
    PROVIDER_CONTACT = "provider_contact"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


KEEPERS = frozenset(
    {
        Role.CONTRACT_MANAGER,
        Role.LEGAL_OFFICER,
        Role.PROCUREMENT_OFFICER,
        Role.MANDATE_HOLDER,
        Role.ACCOUNT_HOLDER,
        Role.BUDGET_HOLDER,
    }
)
"""Roles that write down in a dossier what happened."""

TEAM = KEEPERS | {Role.AUTHORISED_SIGNATORY, Role.CONTROLLER}
"""Roles on the authority's side that read a whole dossier."""

GUESTS = frozenset({Role.ASSESSOR, Role.EXPERT_BY_EXPERIENCE, Role.CLIENT_ADVISER, Role.PROVIDER_CONTACT})
"""Roles that see of a dossier only what is meant for them."""

HOUSE_ROLES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that belong to no dossier: one reads all and changes nothing, the other manages people and reads no dossier."""


class Right(NamedTuple):
    """One role in one dossier; a provider contact has it for the party they stand for."""

    dossier_id: str
    role: Role
    party_id: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or process that acts.

    ``mandates`` and ``signatures`` hold the ids of the authorities they may decide and sign for. ``grants`` are their
    rights; without them (None) an actor is not bounded by dossiers: the program itself, or a case file being played.
    ``dossier_id`` and ``party_id`` say where they stand now, see ``within``.
    """

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    mandates: frozenset[str] = frozenset()
    signatures: frozenset[str] = frozenset()
    grants: frozenset[Right] | None = None
    dossier_id: str | None = None
    party_id: str | None = None

    def may_act_as(self, *roles: Role) -> bool:
        """Tell whether the actor has one of these roles here."""
        return not self.roles.isdisjoint(roles)

    def may_decide_for(self, authority_id: str) -> bool:
        """Tell whether the actor holds this authority's mandate (rule 75)."""
        return Role.MANDATE_HOLDER in self.roles and authority_id in self.mandates

    def may_sign_for(self, authority_id: str) -> bool:
        """Tell whether the actor may sign on behalf of this authority (rule 75)."""
        return Role.AUTHORISED_SIGNATORY in self.roles and authority_id in self.signatures

    def within(self, dossier_id: str) -> "Actor | None":
        """Return the actor as they stand in this dossier, with the roles they have there; None if it is not theirs.

        What somebody is in the house gives no right in a dossier; only an auditor reads them all.
        """
        if self.grants is None:
            return replace(self, dossier_id=dossier_id)
        here = {right for right in self.grants if right.dossier_id == dossier_id}
        roles = {right.role for right in here} | (self.roles & {Role.AUDITOR})
        if not roles:
            return None
        party = next((right.party_id for right in here if right.role is Role.PROVIDER_CONTACT), None)
        return replace(self, roles=frozenset(roles), dossier_id=dossier_id, party_id=party)

    @property
    def may_audit(self) -> bool:
        """Tell whether the actor reads the journal of the whole house."""
        return self.may_act_as(Role.AUDITOR)

    @property
    def may_oversee(self) -> bool:
        """Tell whether the actor reads the people and rights of the whole house."""
        return self.may_act_as(*HOUSE_ROLES)

    @property
    def reads_file(self) -> bool:
        """Tell whether the actor reads the authority's side of the dossier where they stand."""
        return self.grants is None or self.may_act_as(*TEAM, Role.AUDITOR)

    @property
    def readable(self) -> frozenset[str] | None:
        """The ids of the dossiers whose file the actor reads; None: all of them."""
        if self.grants is None or Role.AUDITOR in self.roles:
            return None
        return frozenset(right.dossier_id for right in self.grants if right.role in TEAM)


SYSTEM = Actor("system", "partnerschapsakte")


def _whoever(_: Actor) -> bool:
    return True


class Place(NamedTuple):
    """Where a thing lies: in which dossier, and for whom of those who come there; for others it is not there."""

    dossier_id: str
    is_for: Callable[[Actor], bool] = _whoever
