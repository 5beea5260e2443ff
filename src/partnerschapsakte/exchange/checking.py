"""Looks through a whole archive before a row of it is written anywhere, and says all that is wrong at once."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import Table as Columns

from partnerschapsakte.exchange.archive import BROKEN, DAMAGE, MANIFEST, Reading, TableEntry
from partnerschapsakte.exchange.faults import Fault
from partnerschapsakte.exchange.rows import Bytes, byte_columns, line_of
from partnerschapsakte.exchange.tables import kept_tables
from partnerschapsakte.foundation.sentences import say

MOST_TOLD: Final = 100
COLUMN: Final = re.compile(r"field `(\w+)`|at `\$\.(\w+)")


@dataclass(slots=True)
class Looked:
    """What was met on the way: the hashes that rows point at."""

    archive: Reading
    pointed_at: set[str] = field(default_factory=set[str])


def faults_of(archive: Reading, revision: str) -> list[Fault]:
    """Return what is wrong with an archive for tables of this revision; at most the first hundred, and a last word."""
    found = list(islice(_faults(archive, revision), MOST_TOLD + 1))
    if len(found) > MOST_TOLD:
        found[MOST_TOLD:] = [Fault(say("There is more wrong than the {number} lines above.", number=MOST_TOLD))]
    return found


def _faults(archive: Reading, revision: str) -> Iterator[Fault]:
    if not archive.sealed:
        yield Fault(say("The seal of the file is broken: it was changed, damaged or cut off after it was made."))
    manifest = archive.manifest
    if manifest.revision != revision:
        yield Fault(
            say(
                "This archive is of version {found} of the tables, written by program {program}; this installation has "
                "version {known}. Read it in with the program that wrote it, then migrate.",
                found=manifest.revision,
                program=manifest.program,
                known=revision,
            ),
            MANIFEST,
        )
        return
    tables = kept_tables()
    yield from _wrong_members(archive.members, manifest.members)
    yield from _wrong_tables(manifest.tables, tables)
    looked = Looked(archive)
    known = {table.name: table for table in tables}
    for entry in manifest.tables:
        if entry.name in known and entry.member in archive.members:
            yield from _wrong_table(looked, entry, known[entry.name])
    yield from _wrong_blobs(looked)


def _wrong_members(found: Sequence[str], wanted: Sequence[str]) -> Iterator[Fault]:
    for member in sorted(set(wanted) - set(found)):
        yield Fault(say("This part is missing from the archive."), member)
    for member in sorted(set(found) - set(wanted)):
        yield Fault(say("This part does not belong in the archive."), member)
    if set(found) == set(wanted) and list(found) != list(wanted):
        yield Fault(say("The parts of the archive stand in another order, or twice."))


def _wrong_tables(found: Sequence[TableEntry], wanted: Sequence[Columns]) -> Iterator[Fault]:
    if [entry.name for entry in found] != [table.name for table in wanted]:
        names = {entry.name for entry in found} ^ {table.name for table in wanted}
        yield Fault(
            say("These are not the tables of this program, in its order: {names}.", names=", ".join(sorted(names))),
            MANIFEST,
        )


def _wrong_table(looked: Looked, entry: TableEntry, table: Columns) -> Iterator[Fault]:
    seen, rows, size = hashlib.sha256(), 0, 0
    before: tuple[Any, ...] | None = None
    decode = msgspec.json.Decoder(line_of(table)).decode
    has_bytes = bool(byte_columns(table))
    keys = [list(table.columns).index(column) for column in table.primary_key.columns]
    try:
        for line in looked.archive.lines(entry.member):
            seen.update(line)
            rows, size = rows + 1, size + len(line)
            try:
                values = msgspec.structs.astuple(decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                yield Fault(_said(error), entry.member, rows)
                continue
            if has_bytes:
                looked.pointed_at.update(value.sha256 for value in values if isinstance(value, Bytes))
            key = tuple(values[position] for position in keys)
            if before is not None and key <= before:
                yield Fault(say("This row stands twice, or out of order."), entry.member, rows)
            before = key
    except DAMAGE:
        yield Fault(BROKEN, entry.member, rows + 1)
        return
    if (rows, size, seen.hexdigest()) != (entry.rows, entry.size, entry.sha256):
        yield Fault(BROKEN, entry.member)


def _said(error: Exception) -> Any:
    match = COLUMN.search(str(error))
    if match is None:
        return say("This line is no row of this table.")
    return say("Column {column} is missing, unknown or of another kind.", column=match[1] or match[2])


def _wrong_blobs(looked: Looked) -> Iterator[Fault]:
    archive, listed = looked.archive, {blob.sha256 for blob in looked.archive.manifest.files}
    there_are = set(archive.members)
    for sha256 in sorted(looked.pointed_at - listed):
        yield Fault(say("A row points at a file that the archive does not list."), f"files/{sha256}")
    for blob in archive.manifest.files:
        if blob.sha256 not in looked.pointed_at:
            yield Fault(say("No row points at this file."), blob.member)
        if blob.member in there_are and not _is_whole(archive, blob.member, blob.size, blob.sha256):
            yield Fault(BROKEN, blob.member)


def _is_whole(archive: Reading, member: str, size: int, sha256: str) -> bool:
    try:
        return archive.size(member) == size and archive.hash_of(member) == sha256
    except DAMAGE:
        return False
