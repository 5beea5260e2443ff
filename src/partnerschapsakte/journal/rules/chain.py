"""One chain through all entries: each carries the digest of the one before it, so that no past changes unseen.

The digest of an entry is the SHA-256 of its canonical JSON: sorted keys, no spaces, UTF-8, instants in UTC with
microseconds. The verifier (``cli/verify_journal.py``) says the same in other words, and shares no code with this.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from partnerschapsakte.foundation.sentences import Sentence, say

CONTENT = (
    "id",
    "tag",
    "subject",
    "dossier_id",
    "actor_id",
    "actor_name",
    "happened_at",
    "recorded_at",
    "result",
    "origin",
    "details",
)
"""The columns of an entry that its digest covers, beside its number and the digest before it."""

UNKNOWN_ORIGIN = "unknown"
REFUSED_TAG = ":refused"


class EntryResult(StrEnum):
    """Whether what somebody wanted was done."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Link(NamedTuple):
    """Where the chain is: the number of an entry and its digest."""

    number: int
    digest: str


START = Link(0, "0" * 64)
"""What the first entry follows."""


def result_of(tag: str) -> EntryResult:
    """Return the result that an entry with this tag records: a fact of a refusal has a tag that says so."""
    return EntryResult.REFUSED if tag.endswith(REFUSED_TAG) else EntryResult.ACCEPTED


def canonical(value: Any) -> bytes:
    """Return the one way to write a value as JSON; raises ValueError for what JSON or UTF-8 cannot hold."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sealed(entry: Mapping[Any, Any], after: Link) -> dict[str, Any]:
    """Return what the digest of an entry covers when it follows this link."""
    plain = {name: _plain(entry[name]) for name in CONTENT}
    return {**plain, "number": after.number + 1, "previous": after.digest}


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of what ``sealed`` returned."""
    return sha256(canonical(content)).hexdigest()


def links(entries: Iterable[Mapping[Any, Any]], after: Link) -> list[tuple[Any, Link, str]]:
    """Return for each entry, in order, its id, its own link and the digest before it."""
    found: list[tuple[Any, Link, str]] = []
    for entry in entries:
        own = Link(after.number + 1, digest_of(sealed(entry, after)))
        found.append((entry["id"], own, after.digest))
        after = own
    return found


def line(entry: Mapping[Any, Any]) -> bytes:
    """Return a sealed entry as one line of an export: what its digest covers, and the digest."""
    content = sealed(entry, Link(entry["number"] - 1, entry["previous"]))
    return canonical({**content, "digest": entry["digest"]}) + b"\n"


def break_at(entry: Mapping[Any, Any], after: Link) -> Sentence | None:
    """Say what is wrong with an entry that should follow this link, or None if the chain holds here."""
    if entry["number"] != after.number + 1:
        return say("Entry {number} of the journal is missing.", number=after.number + 1)
    if entry["previous"] != after.digest:
        return say("Entry {number} of the journal does not follow the entry before it.", number=entry["number"])
    if entry["digest"] != digest_of(sealed(entry, after)):
        return say("Entry {number} of the journal was changed after it was sealed.", number=entry["number"])
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.value if isinstance(value, StrEnum) else value
