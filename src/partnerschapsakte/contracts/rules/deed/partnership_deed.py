"""Holds the content of a partnership deed as one single agreement."""

from dataclasses import dataclass

from partnerschapsakte.contracts.rules.deed.agreement import Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipDeed(Agreement):
    """A single agreement: every article of the base agreement but the one on sub-agreements."""
