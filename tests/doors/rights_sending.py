"""How a request of the matrix is written: what it sends, and the names in it filled in for who knocks."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from door_factory import code_at
from doors.rights_stage import DEVICE, KEYS, TODAY, World
from partnerschapsakte.access.models import SignedInSession
from partnerschapsakte.access.queries import handle_of, hash_of
from partnerschapsakte.access.service.second_factor import offer
from partnerschapsakte.foundation.clock import noon

PROOFS = ("code>", "<offer>", "<handle>")


@dataclass(frozen=True)
class Sent:
    """What goes along with a request, beside who sends it."""

    query: Mapping[str, str] = field(default_factory=dict[str, str])
    form: Mapping[str, Any] = field(default_factory=dict[str, Any])
    json: Any = None
    content: bytes | None = None
    files: list[tuple[str, tuple[str, bytes]]] = field(default_factory=list[tuple[str, tuple[str, bytes]]])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])

    def filled(self, ids: Mapping[str, str]) -> "Sent":
        """Return it with what its names stand for."""
        return replace(
            self,
            query=_filled(self.query, ids),
            form=_filled(self.form, ids),
            json=_filled(self.json, ids),
            cookies=_filled(self.cookies, ids),
            files=[(field, (name, _bytes(content, ids))) for field, (name, content) in self.files],
        )

    @property
    def needs_proof(self) -> bool:
        """Tell whether a code of a device, or something else that is made anew each time, goes along."""
        return any(mark in str((self.form, self.json)) for mark in PROOFS)


def proofs(world: World, ids: Mapping[str, str], knocker: str) -> dict[str, str]:
    """Return a code of somebody's device, the offer of a new one with its first code, and the name of a browser."""
    visitor = ids["visitor"]
    offered = offer(KEYS, noon(TODAY), visitor, "proef@exemplum.example")
    other = SignedInSession(token_hash=hash_of(f"andere-{world.tokens.get(knocker, '')}"))
    return {
        "code": code_at(DEVICE, noon(TODAY)),
        "offer": offered.offer,
        "new_code": code_at(offered.secret, noon(TODAY)),
        "handle": handle_of(other),
    }


def _bytes(content: bytes, ids: Mapping[str, str]) -> bytes:
    """Return what a file holds: itself, or what its name stands for, in base64."""
    if content.startswith(b"<") and content.endswith(b">"):
        return b64decode(ids[content[1:-1].decode()])
    return content


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("<") and value.endswith(">"):
        return ids[value[1:-1]]
    if isinstance(value, Mapping):
        return {name: _filled(one, ids) for name, one in value.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
    return [_filled(one, ids) for one in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType] - JSON
