"""The only source of ids and tokens."""

import secrets
from collections.abc import Callable
from itertools import count
from typing import TypeAlias
from uuid import NAMESPACE_URL, uuid4, uuid5

Ids: TypeAlias = Callable[[], str]


def random_id() -> str:
    """Return an id that nobody can guess or count."""
    return str(uuid4())


def ids_derived_from(name: str) -> Ids:
    """Return a source of ids that gives the same row of ids for the same name: a case run is repeatable."""
    numbers = count(1)
    return lambda: str(uuid5(NAMESPACE_URL, f"partnerschapsakte:{name}:{next(numbers)}"))


def derived_id(*parts: str) -> str:
    """Return the one id that belongs to these parts, such as a milestone of an agreement."""
    return str(uuid5(NAMESPACE_URL, "partnerschapsakte:" + "/".join(parts)))


def token() -> str:
    """Return a secret of 256 bits for a session or an invitation."""
    return secrets.token_urlsafe(32)
