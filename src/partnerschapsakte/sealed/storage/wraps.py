"""Halves the secret of a vault: for each ordered pair of openers encrypted to one, and that again to the other."""

from collections.abc import Mapping
from itertools import permutations
from typing import TypeAlias

from partnerschapsakte.sealed.storage.age import seal, unseal

Pair: TypeAlias = tuple[str, str]
"""The opener whose layer lies outside, and the one whose layer lies inside."""


def wrap_for_pairs(secret: str, recipients: Mapping[str, str]) -> dict[Pair, bytes]:
    """Wrap a secret so that any two openers can read it, in either order, and no single one can.

    ``recipients`` gives the public key of each opener.
    """
    return {
        (outer, inner): seal(recipients[outer], seal(recipients[inner], secret.encode()))
        for outer, inner in permutations(recipients, 2)
    }


def take_off_outer(secret: str, wraps: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take the outer layer off the wraps of the first opener; by inner opener. Raise UnreadableError if one resists."""
    return {inner: unseal(secret, body) for inner, body in wraps.items()}


def take_off_inner(secret: str, half_open: bytes) -> str:
    """Return the secret of the vault, from what the first opener left for the second."""
    return unseal(secret, half_open).decode()
