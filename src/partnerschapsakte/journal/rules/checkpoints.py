"""A checkpoint says how long the journal was on a day and what it came to, signed: kept outside, it holds us to it.

The text is a C2SP signed note: origin, size, root and a line with the day; an empty line; a signature by Ed25519. The
root is the digest of the entry whose number is the size.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.rules.chain import Link

ED25519 = b"\x01"
UNFIT = re.compile(r"[\s+]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointMade(Fact):
    """The journal was signed for; ``subject`` is the day."""

    tag: ClassVar[str] = "journal:checkpoint:made"

    size: int
    root: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointHandedOver(Fact):
    """A checkpoint left the house; ``subject`` is its day, ``to`` an address or the name of a file."""

    tag: ClassVar[str] = "journal:checkpoint:handed-over"

    to: str


def why_not_make_checkpoint(actor: Actor) -> Refusal | None:
    """Say why this actor cannot sign for the journal, or None if they can: only the program does."""
    if actor == SYSTEM:
        return None
    return Refusal(Why.NOT_PERMITTED, "checkpoint_by_program", say("Only the program itself makes a checkpoint."))


def checkpoint_not_found(day: date) -> Refusal:
    """Return the refusal of a day without a checkpoint."""
    return Refusal(Why.NOT_FOUND, "checkpoint_not_found", say("There is no checkpoint of {day}.", day=day))


def origin_of(host: str) -> str:
    """Return the name under which an installation signs for its journal."""
    return f"{UNFIT.sub('-', host)}/journaal"


def body(origin: str, head: Link, day: date) -> str:
    """Return the text that is signed."""
    root = b64encode(bytes.fromhex(head.digest)).decode()
    return f"{origin}\n{head.number}\n{root}\nday {day.isoformat()}\n"


def signature_line(origin: str, public_key: bytes, signature: bytes) -> str:
    """Return the line that carries a signature and the beginning of the name of its key."""
    return f"— {origin} {b64encode(_key_id(origin, public_key) + signature).decode()}\n"


def key_text(origin: str, public_key: bytes) -> str:
    """Return the public key as others keep it: name, id and key."""
    return f"{origin}+{_key_id(origin, public_key).hex()}+{b64encode(ED25519 + public_key).decode()}"


def note(text: str, signature: str) -> str:
    """Return the whole checkpoint, as it is mailed and filed."""
    return f"{text}\n{signature}"


def parts(document: str) -> tuple[str, str, bytes]:
    """Return the origin, the signed text and the signature of a checkpoint that ``note`` made."""
    text, _, signed = document.partition("\n\n")
    packed = b64decode(signed.split()[-1])
    return text.partition("\n")[0], f"{text}\n", packed[4:]


def _key_id(origin: str, public_key: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + ED25519 + public_key).digest()[:4]
