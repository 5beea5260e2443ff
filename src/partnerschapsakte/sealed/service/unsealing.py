"""Reads what was sealed, once two keys opened it: anybody could have encrypted it, so no shape and no sign is believed.

What is not of our shape is None here and a finding in the record of opening; it never stops an opening.
"""

from base64 import b64decode
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from partnerschapsakte.sealed.rules.receiving import LONGEST_NAME, SealedAct
from partnerschapsakte.sealed.storage.age import UnreadableError, unseal

Shape = TypeVar("Shape", bound=Struct)
Code = Annotated[str, Meta(pattern=r"^[!-~]*$", max_length=100)]
"""An id, a hash or an instant: no spaces, no signs that are no print."""

LONGEST_TEXT = 1000
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""No vault was there before or will be after; some moments fit in no time zone."""


class Label(Struct, frozen=True, kw_only=True):
    """What its receipt said of a part, and where it was put."""

    vault: str
    submission: str
    party: str
    part: str
    number: int
    name: str
    size: int
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    nonce: str


class ToldPart(Struct, frozen=True, kw_only=True):
    """A part as it stood when its tender was submitted."""

    number: int
    size: int
    code: Code


class Details(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an act was about; which of these are there depends on the act."""

    submission: Code = ""
    number: int | None = None
    size: int | None = None
    code: Code | None = None
    parts: tuple[ToldPart, ...] = ()
    replaces: Code | None = None
    deadline_at: Code | None = None


class ToldAct(Struct, frozen=True, kw_only=True):
    """What a tenderer did, as it was sealed."""

    id: Code
    vault: Code
    act: SealedAct
    party: Code
    person: Code
    name: str
    origin: str
    happened_at: Annotated[datetime, Meta(tz=True)]
    details: Details


def label_of(secret: str, sealed: bytes) -> Label | None:
    """Return the label of a part, or None where it cannot be read as one."""
    try:
        return _shaped(unseal(secret, sealed), Label)
    except UnreadableError:
        return None


def told_by(body: bytes) -> ToldAct | None:
    """Return the act that a decrypted fact tells of, or None where it tells of none."""
    told = _shaped(body, ToldAct)
    if told is None or not EARLIEST < told.happened_at < LATEST:
        return None
    return msgspec.structs.replace(told, name=printable(told.name), origin=printable(told.origin))


def is_mark_of(secret: str, mark: str, vault_id: str, fact_id: str) -> bool:
    """Tell whether the mark of an act says that it was about this vault; one without a mark may have been."""
    if not mark:
        return True
    try:
        return unseal(secret, b64decode(mark)) == told_by_mark(vault_id, fact_id)
    except (UnreadableError, ValueError):  # of another vault, or no mark at all
        return False


def told_by_mark(vault_id: str, fact_id: str) -> bytes:
    """Return what the mark of an act tells who opens its vault."""
    return f"{vault_id}:{fact_id}".encode()


def printable(text: str) -> str:
    """Return a text that every database and every page takes: signs that are no print become an underscore."""
    return "".join(sign if sign.isprintable() else "_" for sign in text[:LONGEST_TEXT])


def harmless(name: str) -> str:
    """Return a file name that is only that: no folder, and nothing that is no print."""
    return printable(name[:LONGEST_NAME]).replace("/", "_").replace("\\", "_") or "?"


def _shaped(body: bytes, shape: type[Shape]) -> Shape | None:
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):  # msgspec says both; neither is a failure of ours
        return None
