"""Keeps a stream as rows of about one MiB, each in a unit of work of its own, and gives it back as a stream.

A tender is larger than a unit of work should be: on SQLite one long transaction would keep everybody else from
writing. Until a row in ``sealed_part`` (or an opened vault) says so, the pieces mean nothing, and are swept.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.sealed.models import OpenedChunk, SealedChunk, SealedPart

PIECE = 1024**2
LEFT_OVER_AFTER = timedelta(days=2)
"""How long a part may take to come in."""


class ChunkWriter:
    """Takes bytes and keeps them as numbered rows. ``values`` are the other columns; ``number`` counts the rows.

    ``failure`` is what went wrong with the database: whoever streams to here gets to see only that something did.
    """

    failure: Exception | None = None

    def __init__(self, begin: Begin, table: type[SealedChunk | OpenedChunk], **values: Any) -> None:
        self._begin, self._table, self._values = begin, table, values
        self._held = bytearray()
        self.number = 0

    def write(self, data: bytes, /) -> int:
        """Take these bytes; keep what makes whole rows."""
        self._held += data
        while len(self._held) >= PIECE:
            self._keep(bytes(self._held[:PIECE]))
            del self._held[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Keep what is left."""
        if self._held:
            self._keep(bytes(self._held))
            self._held.clear()

    def _keep(self, body: bytes) -> None:
        row = {**self._values, "number": self.number, "body": body}
        if self._table is SealedChunk:  # nobody can tell by reading it whether it is still what it was
            row["sha256"] = hashlib.sha256(body).hexdigest()
        try:
            with self._begin() as session:
                session.execute(insert(self._table), row)
        except Exception as error:
            self.failure = error
            raise
        self.number += 1


class ChunkReader:
    """Gives back the bytes of a part, one row at a time. ``failure`` is what went wrong with the database."""

    failure: Exception | None = None

    def __init__(self, begin: Begin, table: type[SealedChunk | OpenedChunk], part_id: str) -> None:
        self._pieces = pieces(begin, table, part_id)
        self._rest = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """Return at most this many bytes; none at the end."""
        if not self._rest:
            self._rest = memoryview(self._next())
        cut = len(self._rest) if size < 0 else size
        given, self._rest = bytes(self._rest[:cut]), self._rest[cut:]
        return given

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except Exception as error:
            self.failure = error
            raise


def pieces(begin: Begin, table: type[SealedChunk | OpenedChunk], part_id: str) -> Iterator[bytes]:
    """Give the rows of a part in order, each read in a unit of work of its own."""
    number = 0
    while True:
        with begin() as session:
            body = session.scalar(select(table.body).where(table.part_id == part_id, table.number == number))
        if body is None:
            return
        yield body
        number += 1


def forget_sealed(session: Session, part_id: str) -> None:
    """Remove the ciphertext of a part."""
    session.execute(delete(SealedChunk).where(SealedChunk.part_id == part_id))


def forget_opened(session: Session, part_id: str) -> None:
    """Remove what an opening that broke off left of a part."""
    session.execute(delete(OpenedChunk).where(OpenedChunk.part_id == part_id))


def is_complete(session: Session, part_id: str, pieces_written: int) -> bool:
    """Tell whether every piece of a part that was written is there."""
    return session.scalar(select(func.count()).where(SealedChunk.part_id == part_id)) == pieces_written


def sweep_left_over(session: Session, now: datetime) -> None:
    """Remove the pieces of parts that began to come in long ago and never came in completely."""
    whole = exists().where(SealedPart.id == SealedChunk.part_id)
    session.execute(delete(SealedChunk).where(SealedChunk.kept_at < now - LEFT_OVER_AFTER, ~whole))
