"""One file that holds everything: tables as lines of JSON, bytes under their hash, and a manifest that hashes it all.

The file is a zip. Its comment is its seal: the hash of every byte before it, so that no byte of the file, a header
of the zip included, can differ unnoticed. The seal proves that the file is whole, not who made it.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import IO, Any, Final, Self, cast

import msgspec

from partnerschapsakte.exchange.faults import ArchiveRefusedError, Fault
from partnerschapsakte.foundation.sentences import say

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SEAL: Final = b"sha256:"
SEALED: Final = len(SEAL) + 64
BLOCK: Final = 1 << 20
LINES_AT_ONCE: Final = 100
LONGEST_LINE: Final = 64 << 20
LONGEST_MANIFEST: Final = 256 << 20
THE_SAME_FOR_ALL: Final = (1980, 1, 1, 0, 0, 0)
OWNER_ONLY: Final = 0o600 << 16
DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
BROKEN: Final = say("This part is damaged: its contents do not match its hash.")


class TableEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table: its member, how many rows and bytes it has, and their hash."""

    name: str
    member: str
    rows: int
    size: int
    sha256: str


class BlobEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bytes that rows point at: their hash, which names their member, and their number."""

    sha256: str
    size: int

    @property
    def member(self) -> str:
        """The member that holds them."""
        return f"files/{self.sha256}"


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an archive holds, which program wrote it, from which version of the tables, and when."""

    format: int
    program: str
    revision: str
    made_at: datetime
    tables: tuple[TableEntry, ...]
    files: tuple[BlobEntry, ...]
    left_out: tuple[str, ...]

    @property
    def members(self) -> list[str]:
        """Every member in the order in which the file holds them."""
        return [*(table.member for table in self.tables), *(blob.member for blob in self.files), MANIFEST]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(table.rows for table in self.tables)


class Writing:
    """Writes the members of an archive one after another, in little memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w")

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of a file that was not finished; its writer throws it away."""
        with suppress(OSError):
            self._zip.close()

    def table(self, name: str, lines: Iterator[bytes]) -> TableEntry:
        """Write a table line by line."""
        member, seen, rows, size = member_of(name), hashlib.sha256(), 0, 0
        with self._zip.open(_member(member, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as out:
            while batch := list(islice(lines, LINES_AT_ONCE)):
                block = b"".join(batch)
                out.write(block)
                seen.update(block)
                rows, size = rows + len(batch), size + len(block)
        return TableEntry(name=name, member=member, rows=rows, size=size, sha256=seen.hexdigest())

    def blob(self, body: bytes) -> BlobEntry:
        """Write bytes under their hash: they are packed already, as Word and PDF files are."""
        entry = BlobEntry(sha256=hashlib.sha256(body).hexdigest(), size=len(body))
        self._zip.writestr(_member(entry.member, zipfile.ZIP_STORED), body)
        return entry

    def close(self, manifest: Manifest) -> str:
        """Write the manifest, then the seal over every byte; return the seal."""
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self._zip.writestr(_member(MANIFEST, zipfile.ZIP_DEFLATED), text)
        self._zip.comment = SEAL + b"0" * (SEALED - len(SEAL))
        self._zip.close()
        seal = seal_over(self._file)
        self._file.seek(-SEALED, 2)
        self._file.write(seal)
        self._file.flush()
        return seal.decode()


def member_of(table: str) -> str:
    """Name the member that holds a table."""
    return f"tables/{table}.jsonl"


def _member(name: str, packing: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, THE_SAME_FOR_ALL)
    info.compress_type, info.external_attr = packing, OWNER_ONLY
    return info


def seal_over(file: IO[bytes]) -> bytes:
    """Return the seal that belongs to this file: the hash of all that comes before its seal."""
    left, seen = file.seek(0, 2) - SEALED, hashlib.sha256()
    file.seek(0)
    while left > 0 and (block := file.read(min(BLOCK, left))):
        seen.update(block)
        left -= len(block)
    return SEAL + seen.hexdigest().encode()


def seal_of(file: IO[bytes]) -> bytes:
    """Return the seal that stands in this file; empty where there is none."""
    if file.seek(0, 2) < SEALED:
        return b""
    file.seek(-SEALED, 2)
    return file.read(SEALED)


class Reading:
    """Reads the members of an archive; raises ArchiveRefusedError where it cannot be opened at all."""

    def __init__(self, file: IO[bytes]) -> None:
        self.sealed = seal_of(file) == seal_over(file)
        self.seal = seal_of(file).decode("ascii", "replace")
        try:
            self._zip = zipfile.ZipFile(file)
            self.members = [info.filename for info in self._zip.infolist()]
            self.manifest = self._manifest()
        except (*DAMAGE, KeyError, msgspec.MsgspecError):
            raise ArchiveRefusedError(
                Fault(say("This is no archive of this program, or it is damaged or not complete."))
            ) from None

    def _manifest(self) -> Manifest:
        if self._zip.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise ValueError(MANIFEST)
        text = self._zip.read(MANIFEST)
        # Another format may have other fields: its number is read first, so that it can be named.
        found = msgspec.json.decode(text, type=dict[str, Any])
        if found.get("format") != FORMAT:
            raise ArchiveRefusedError(
                Fault(
                    say(
                        "This archive has format {found}; this program reads format {known}. Take the version of the "
                        "program that wrote it: {program}.",
                        found=str(found.get("format")),
                        known=FORMAT,
                        program=str(found.get("program")),
                    ),
                    MANIFEST,
                )
            )
        return msgspec.json.decode(text, type=Manifest)

    def lines(self, member: str) -> Iterator[bytes]:
        """Give the lines of a member; raises one of ``DAMAGE`` where it is damaged."""
        with io.BufferedReader(cast("io.RawIOBase", self._zip.open(member)), BLOCK) as opened:
            while line := opened.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise EOFError(member)
                yield line

    def blob(self, sha256: str) -> bytes:
        """Return the bytes under this hash."""
        return self._zip.read(f"files/{sha256}")

    def size(self, member: str) -> int:
        """Return the size of a member as the zip gives it."""
        return self._zip.getinfo(member).file_size

    def hash_of(self, member: str) -> str:
        """Return the hash of a member, read block by block."""
        seen = hashlib.sha256()
        with self._zip.open(member) as opened:
            while block := opened.read(BLOCK):
                seen.update(block)
        return seen.hexdigest()
