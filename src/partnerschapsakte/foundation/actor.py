"""Who is acting, in which roles, and for which authorities they may decide."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do for a dossier."""

    CONTRACT_MANAGER = "contract_manager"
    LEGAL_OFFICER = "legal_officer"
    PROCUREMENT_OFFICER = "procurement_officer"
    MANDATE_HOLDER = "mandate_holder"
    ACCOUNT_HOLDER = "account_holder"
    BUDGET_HOLDER = "budget_holder"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or process that acts. ``mandates`` holds the ids of the authorities they may decide for."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    mandates: frozenset[str] = frozenset()

    def may_act_as(self, *roles: Role) -> bool:
        """Tell whether the actor has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def may_decide_for(self, authority_id: str) -> bool:
        """Tell whether the actor holds this authority's mandate (rule 75)."""
        return Role.MANDATE_HOLDER in self.roles and authority_id in self.mandates


SYSTEM = Actor("system", "partnerschapsakte")
