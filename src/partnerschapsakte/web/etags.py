"""Marks of versions: ``ETag`` on what is edited in place, ``If-None-Match`` to read, ``If-Match`` to change.

A mark is the version, a hash of the whole that this reader was given, and a short hash of each field of it. Reading
compares the whole. A change compares the version: what a reader is shown beside it may change without a change of what
is edited. Where the version is another, the hashes of the fields tell which of them changed since it was read; where
none did, such as when only a person's own sign-in was counted, nothing that the reader knew is overwritten.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

WHOLE, OF_FIELD = 16, 4
"""How many bytes of a hash stand for the whole, and for one field."""

OURS = re.compile(r"(\d{1,9})\.[\w-]{22}\.((?:[\w-]{6})+)")
LISTED = re.compile(r'(?:W/)?"([^"]*)"')
WHOSE = frozenset({"id", "agreement_id", "number"})
"""The fields that say of which thing a mark is."""

encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed since somebody read it: its value now, and the one that was sent."""

    field: str
    now: Any
    yours: Any = None


class Mark(NamedTuple):
    """What a mark says: which version was read, and a hash of each field of it."""

    version: int
    fields: tuple[str, ...]


class ConditionMissing(Exception):
    """A change of something that is edited in place names no version (428)."""


class ChangedMeanwhile(Exception):
    """The version that a change was made on is not the latest (412); without changes nobody knows that version."""

    def __init__(self, changes: Collection[Change] | None = None) -> None:
        super().__init__()
        self.changes = None if changes is None else tuple(changes)


def etag_of(view: Any, body: bytes, compartment: str | None) -> str:
    """Return the mark of a representation, without quotes.

    A guest's mark also depends on the party they stand for, so that equal marks tell nothing across compartments.
    """
    return f"{view.version}.{_hash(body, compartment, WHOLE)}.{''.join(_of_fields(view, compartment))}"


def names_version(header: str | None, etag: str) -> bool:
    """Tell whether an ``If-None-Match`` names this version."""
    return header is not None and (header.strip() == "*" or etag in LISTED.findall(header))


def mark_read(header: str | None) -> Mark | None:
    """Return what an ``If-Match`` names, None where it is no mark of ours; it must name one version, not any."""
    named = LISTED.findall(header or "")
    if len(named) != 1 or (header or "").strip().startswith("W/"):
        raise ConditionMissing
    found = OURS.fullmatch(named[0])
    return Mark(int(found[1]), tuple(re.findall("......", found[2]))) if found else None


def changes_since(
    mark: Mark | None, view: Any, compartment: str | None, sent: dict[str, Any]
) -> tuple[Change, ...] | None:
    """Return the fields that changed since this mark was given, or None where it was not given for this.

    Only what the reader's own view shows is told.
    """
    names, now = view.__struct_fields__, _of_fields(view, compartment)
    if mark is None or len(mark.fields) != len(now):
        return None
    changed = [name for name, before, after in zip(names, mark.fields, now, strict=True) if before != after]
    if WHOSE & set(changed):
        return None
    values: dict[str, Any] = msgspec.to_builtins(view)
    return tuple(Change(name, values[name], sent.get(name)) for name in changed if name != "version")


def _of_fields(view: Any, compartment: str | None) -> list[str]:
    return [_hash(encode(getattr(view, name)), compartment, OF_FIELD) for name in view.__struct_fields__]


def _hash(content: bytes, compartment: str | None, size: int) -> str:
    digest = sha256(f"{compartment or ''}\0".encode() + content).digest()[:size]
    return urlsafe_b64encode(digest).decode().rstrip("=")
