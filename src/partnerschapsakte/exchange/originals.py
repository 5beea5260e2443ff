"""Hashes every kept file again, and holds it against its row and against what the journal recorded at the time."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Connection, exists, func, select
from sqlalchemy import Table as Columns

from partnerschapsakte.documents.rules.files import FileUploaded
from partnerschapsakte.documents.rules.issuing import DocumentIssued, PdfMade
from partnerschapsakte.documents.rules.templates import TemplateUploaded
from partnerschapsakte.exchange.tables import all_tables
from partnerschapsakte.sealed.rules.receiving import ActSealed

IN_MEMORY = 4
AGE, LONGEST_HEADER, NONCE, TAG, SEALED_AT_ONCE = b"age-encryption.org/v1\n", 8192, 16, 16, 64 << 10
Wrong = Literal["changed", "missing", "unrecorded"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: the table of its row, that of its bytes, and what the journal says when it is kept.

    ``named`` is the item of the entry that holds the id; without it the id is the subject of the entry.
    """

    table: str
    key: str
    tag: str
    named: str | None = None
    bytes_in: str | None = None
    bytes_key: str | None = None


KINDS = (
    Kind("issued_document", "id", DocumentIssued.tag, "document_id"),
    Kind("issued_pdf", "document_id", PdfMade.tag, "document_id"),
    Kind("kept_file", "id", FileUploaded.tag, None, "kept_file_body", "file_id"),
    Kind("uploaded_template", "id", TemplateUploaded.tag),
)


@dataclass(frozen=True, slots=True)
class Altered:
    """A file that is not what it was: changed, gone, or never recorded."""

    table: str
    key: str
    wrong: Wrong


def altered(connection: Connection) -> Iterator[Altered]:
    """Look through every file, a few at a time, and give those that are not what they were."""
    tables = {str(table.name): table for table in all_tables()}
    for kind in KINDS:
        yield from _of(connection, kind, tables)
    yield from _opened(connection, tables)
    yield from _sealed(connection, tables)


def _of(connection: Connection, kind: Kind, tables: dict[str, Columns]) -> Iterator[Altered]:
    recorded = _recorded(connection, kind, tables["journal_entry"])
    row, body = tables[kind.table], tables[kind.bytes_in or kind.table]
    key: Column[Any] = row.columns[kind.key]
    chosen = select(key, row.columns["sha256"], row.columns["size"], body.columns["body"])
    if kind.bytes_key:
        chosen = chosen.select_from(row.outerjoin(body, body.columns[kind.bytes_key] == key))
    for name, sha256, size, content in _a_few_at_a_time(connection, chosen.order_by(key)):
        known = recorded.pop(name, None)
        if content is None:
            yield Altered(kind.table, name, "missing")
        elif (sha256, size) != (hashlib.sha256(content).hexdigest(), len(content)) or known not in {None, sha256}:
            yield Altered(kind.table, name, "changed")
        elif known is None:
            yield Altered(kind.table, name, "unrecorded")
    yield from (Altered(kind.table, name, "missing") for name in recorded)


def _recorded(connection: Connection, kind: Kind, journal: Columns) -> dict[str, str]:
    """Return the hash of every file of a kind by its id, as the journal has it."""
    chosen = select(journal.columns["subject"], journal.columns["details"]).where(journal.columns["tag"] == kind.tag)
    return {
        str(details.get(kind.named) if kind.named else subject): str(details.get("sha256"))
        for subject, details in connection.execute(chosen)
    }


def _opened(connection: Connection, tables: dict[str, Columns]) -> Iterator[Altered]:
    """Look through what was opened from vaults: it lies in pieces. What was broken at the opening was said then."""
    part, piece = tables["opened_part"].columns, tables["opened_chunk"].columns
    for name, sha256 in connection.execute(select(part["id"], part["sha256"]).where(part["intact"])).all():
        seen = hashlib.sha256()
        pieces = select(piece["body"]).where(piece["part_id"] == name).order_by(piece["number"])
        for (content,) in _a_few_at_a_time(connection, pieces):
            seen.update(content)
        if seen.hexdigest() != sha256:
            yield Altered("opened_part", name, "changed")


def _sealed(connection: Connection, tables: dict[str, Columns]) -> Iterator[Altered]:
    """Look whether what lies sealed is whole: every piece of a part, to the byte, and every act that was committed to.

    Each piece is held against the hash that was kept beside it, which tells of a disk that fails and not of who can
    write in the database: what they alter is refused by age at the opening. A piece of an earlier version has no hash.
    """
    part, piece = tables["sealed_part"].columns, tables["sealed_chunk"].columns
    begins = func.substr(piece["body"], 1, LONGEST_HEADER)
    for name, size in connection.execute(select(part["id"], part["size"]).order_by(part["id"])).all():
        own = piece["part_id"] == name
        chosen = select(piece["number"], piece["body"], piece["sha256"]).where(own).order_by(piece["number"])
        found = [
            (number, len(body), _is_as_kept(body, kept)) for number, body, kept in _a_few_at_a_time(connection, chosen)
        ]
        header = connection.scalar(select(begins).where(own, piece["number"] == 0))
        if [number for number, *_ in found] != list(range(len(found))) or not header:
            yield Altered("sealed_part", name, "missing")
        elif sum(length for _, length, _ in found) != sealed_size(bytes(header), size) or not all(
            as_kept for *_, as_kept in found
        ):
            yield Altered("sealed_part", name, "changed")
    journal, fact = tables["journal_entry"].columns, tables["sealed_fact"].columns
    kept = exists().where(fact["id"] == journal["subject"])
    lost = connection.scalars(select(journal["subject"]).where(journal["tag"] == ActSealed.tag, ~kept))
    yield from (Altered("sealed_fact", name, "missing") for name in lost)


def _is_as_kept(body: bytes, sha256: str | None) -> bool:
    return sha256 is None or hashlib.sha256(body).hexdigest() == sha256


def sealed_size(begin: bytes, size: int) -> int:
    """Return how many bytes so many bytes take when they are sealed by age, given how that begins; 0 if it does not."""
    end = begin.find(b"\n", begin.find(b"\n--- ") + 1) if begin.startswith(AGE) and b"\n--- " in begin else -1
    return end + 1 + NONCE + size + TAG * max(1, -(-size // SEALED_AT_ONCE)) if end > 0 else 0


def _a_few_at_a_time(connection: Connection, chosen: Any) -> Any:
    return connection.execution_options(yield_per=IN_MEMORY).execute(chosen)
