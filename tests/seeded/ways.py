"""What an operation of the API succeeds with: the ids in its address, what it is sent, and by whom."""

from dataclasses import dataclass, field
from typing import Any

Ids = dict[str, str]
Json = dict[str, Any]


@dataclass(frozen=True)
class Way:
    """One request that succeeds in the seeded world; ``by`` names who may send it, where that is not found out."""

    ids: Ids = field(default_factory=Ids)
    body: Json | bytes | None = None
    query: dict[str, str] = field(default_factory=dict[str, str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    by: str = ""


Ways = dict[str, Way]
"""By the name of the operation: its ``operationId``."""
