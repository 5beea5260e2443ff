"""Who takes the whole procurement file along, and how what is in it is named."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

TAKERS = frozenset({Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.AUDITOR})
"""Roles that take the whole file along: it holds the compartments of all candidates, side by side."""

LONGEST_NAME = 80
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something in the file: where, what it is, of which moment, its hash and size, and how its bytes are got."""

    folder: str
    name: str
    title: str
    at: datetime | None
    sha256: str
    size: int
    body: Callable[[], bytes]

    def path(self, number: int) -> str:
        """Return where it lies in the zip; the number keeps the order and makes the name its own."""
        return f"{self.folder}/{number:03d}-{safe_name(self.name)}"


def why_not_take(actor: Actor) -> Refusal | None:
    """Say why this actor does not take the whole file along, or None if they do."""
    if actor.reads_file and not actor.may_act_as(Role.PROVIDER_CONTACT) and actor.may_act_as(*TAKERS):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "file_not_permitted",
        say("The whole procurement file holds what every candidate handed in; your role does not take it along."),
        remedy=say("Ask the procurement officer, the legal officer or the auditor."),
    )


def safe_name(text: str) -> str:
    """Return a name that every system can keep: ASCII, no folders in it, short, with its ending."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 5:  # noqa: PLR2004 - no ending is longer
        stem, ending = plain, ""
    clean = UNSAFE.sub("-", stem).strip("-.")[:LONGEST_NAME].strip("-.") or "stuk"
    ending = UNSAFE.sub("", ending).lower()
    return f"{clean}.{ending}" if ending else clean
