"""Holds the content of a base agreement that sub-agreements fill in."""

from dataclasses import dataclass

from partnerschapsakte.contracts.rules.deed.agreement import Agreement
from partnerschapsakte.contracts.rules.deed.partnership import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseAgreement(Agreement):
    """A base agreement; ``may_conclude`` names, limitatively, the authorities of the notice (Aw 2.140(1))."""

    may_conclude: tuple[str, ...] = ()

    @property
    def has_subs(self) -> bool:
        """Tell that sub-agreements fill this agreement in."""
        return True

    @property
    def may_conclude_names(self) -> str:
        """Return who may conclude a sub-agreement, in one phrase."""
        return listed(self.may_conclude)
