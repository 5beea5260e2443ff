"""The kinds of agreement, of legal form and of provider that a partnership knows."""

from enum import StrEnum


class AgreementKind(StrEnum):
    """A single agreement stands alone; a base agreement carries sub-agreements."""

    BASE = "base"
    SUB = "sub"
    SINGLE = "single"


class LegalForm(StrEnum):
    """What the agreement is in law (rule 40: the duties of award and standstill follow from it)."""

    PUBLIC_CONTRACT = "public_contract"
    FRAMEWORK = "framework"
    CALL_OFF = "call_off"
    SUBSIDY = "subsidy"
    OPEN_HOUSE = "open_house"


class ProviderRole(StrEnum):
    """What a provider is in an agreement; a consortium has one lead and its members."""

    CONTRACTOR = "contractor"
    LEAD = "lead"
    MEMBER = "member"
    SUBCONTRACTOR = "subcontractor"
    RECIPIENT = "recipient"


BINDING_ROLES = frozenset({ProviderRole.CONTRACTOR, ProviderRole.LEAD, ProviderRole.RECIPIENT})
"""The roles with which the authority has one relation: a consortium counts once, by its lead."""


class Choice(StrEnum):
    """What an authority decides at an extension point."""

    EXTEND = "extend"
    LET_LAPSE = "let_lapse"
