"""What a line of the story of the candidates says: who sends what, for whom, and which files go with it."""

import base64
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pikepdf

from file_samples import SOUND, docx
from partnerschapsakte.foundation.actor import Role
from seeded.world import TODAY

CANDIDATE, ADVISER = "candidate", Role.CLIENT_ADVISER.value
OFFICER, MANAGER = Role.PROCUREMENT_OFFICER.value, Role.CONTRACT_MANAGER.value
ADMINISTRATOR = Role.ADMINISTRATOR.value
SMALL_SCAN = base64.b64encode(SOUND["png"]).decode()
OCTETS = {"content-type": "application/octet-stream"}
AS_PART = OCTETS | {"content-disposition": 'attachment; filename="<canary>.txt"'}

DONE = 200


@dataclass(frozen=True)
class Step:
    """One request: ``by`` whom, to which operation, with what; ``gives`` names the ids of the answer that are kept.

    It is sent for each candidate, unless it is for the ``first`` of them, for ``all``, for a guest who is named, a
    ``secret`` of the authority, or in a dossier ``elsewhere``. A name of an id
    may have a word after a colon, to tell apart two that stand for the same name in an address. ``late``: it can also
    be sent for who comes after everybody else.
    """

    by: str
    operation: str
    body: Any = None
    gives: dict[str, str] = field(default_factory=dict[str, str])
    ids: dict[str, str] = field(default_factory=dict[str, str])
    query: dict[str, str] = field(default_factory=dict[str, str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    on: date = TODAY
    whose: str = CANDIDATE
    late: bool = True
    status: int = DONE


def word(text: str) -> bytes:
    """Return a Word document that says this."""
    return docx(text)


def pdf(text: str) -> bytes:
    """Return a PDF that says this, in a compressed stream and as its title."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        made.docinfo["/Title"] = text
        made.pages[0].Contents = made.make_stream(f"BT /F1 12 Tf ({text}) Tj ET".encode())
        made.save(out, compress_streams=True, recompress_flate=True)
    return out.getvalue()


def plain(text: str) -> bytes:
    """Return a text file that says this."""
    return f"De prijs van {text}.\n".encode()


@dataclass(frozen=True)
class File:
    """A file that is made anew for each candidate, and how to send it."""

    make: Any
    ending: str
    in_json: bool = False

    def made(self, text: str) -> bytes | str:
        """Return a file that says this, as it goes into a request."""
        content: bytes = self.make(text)
        return base64.b64encode(content).decode() if self.in_json else content

    @property
    def sent(self) -> dict[str, Any]:
        """How this file is sent: what it says, its title and its name."""
        query = {"title": "Stuk <canary>", "name": f"<canary>.{self.ending}"}
        return {"body": self, "query": query, "headers": OCTETS}


AUTHORITY: dict[str, Any] = {"whose": "secret", "late": False}
ALL: dict[str, Any] = {"whose": "all", "late": False}
FIRST: dict[str, Any] = {"whose": "first", "late": False}
ELSEWHERE: dict[str, Any] = {"whose": "elsewhere", "late": False}
WORD, PDF, TEXT = File(word, "docx").sent, File(pdf, "pdf").sent, File(plain, "txt").sent
OWN_PART: dict[str, Any] = {"body": File(plain, "txt"), "headers": AS_PART}
