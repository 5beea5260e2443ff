"""Writes everything to one archive, read in one moment of the database, under its name only once it is whole."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine

from partnerschapsakte.exchange.archive import FORMAT, Manifest, Reading, Writing
from partnerschapsakte.exchange.checking import faults_of
from partnerschapsakte.exchange.faults import ArchiveRefusedError, Fault
from partnerschapsakte.exchange.revisions import current
from partnerschapsakte.exchange.rows import POSTGRESQL, Whereabouts, bytes_at, lines
from partnerschapsakte.exchange.tables import LEFT_OUT, kept_tables
from partnerschapsakte.foundation.sentences import say

UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Made:
    """An archive that was written: its seal, and how much it holds."""

    seal: str
    rows: int
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Order:
    """What to write where: the newest version of the tables, the moment, and whether a file may be replaced.

    ``last`` is called with what was made, once it is whole and before it has its name: where it raises, nothing stays.
    """

    file: Path
    head: str
    made_at: datetime
    replace: bool = False
    last: Callable[[Made], None] = lambda _: None
    told: Callable[[str], None] = lambda _: None


def export(engine: Engine, order: Order) -> Made:
    """Write an archive; raises ArchiveRefusedError where that cannot be, and then leaves nothing behind."""
    _refuse_taken(order)
    _remove_leftovers(order.file)
    with _unfinished(order.file) as (file, name):
        with snapshot(engine) as connection:
            refuse_other_revision(connection, order.head)
            manifest, seal = _write(connection, file, order)
        if faults := faults_of(Reading(file), order.head):
            raise ArchiveRefusedError(*faults)
        os.fsync(file.fileno())
        made = Made(seal, manifest.rows, len(manifest.files), file.seek(0, 2))
        order.last(made)
        _name(name, order)
    return made


@contextmanager
def snapshot(engine: Engine) -> Generator[Connection]:
    """Open a connection that sees one moment of the database, writes nothing and waits for nobody."""
    if engine.dialect.name == POSTGRESQL:
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    else:
        options = {"writes": False}
    with engine.execution_options(**options).connect() as connection, connection.begin():
        yield connection


def refuse_other_revision(connection: Connection, head: str) -> None:
    """Refuse a database whose tables are not those of this program."""
    found = current(connection)
    if found != head:
        raise ArchiveRefusedError(
            Fault(
                say(
                    "The tables of the database have version {current}; this program needs {head}. Run migrate first.",
                    current=found or "-",
                    head=head,
                )
            )
        )


def _write(connection: Connection, file: IO[bytes], order: Order) -> tuple[Manifest, str]:
    places = dict[str, Whereabouts]()
    tables = {str(table.name): table for table in kept_tables()}
    with Writing(file) as writing:
        entries = [
            writing.table(name, _telling(name, lines(connection, table, places.setdefault), order))
            for name, table in tables.items()
        ]
        order.told("files")
        blobs = [writing.blob(bytes_at(connection, tables[place.table], place)) for _, place in sorted(places.items())]
        manifest = Manifest(
            format=FORMAT,
            program=version("partnerschapsakte"),
            revision=order.head,
            made_at=order.made_at,
            tables=tuple(entries),
            files=tuple(blobs),
            left_out=tuple(sorted(LEFT_OUT)),
        )
        return manifest, writing.close(manifest)


def _telling(name: str, rows: Iterator[bytes], order: Order) -> Iterator[bytes]:
    order.told(name)
    yield from rows


def _refuse_taken(order: Order) -> None:
    if order.file.exists() and not order.replace:
        raise ArchiveRefusedError(Fault(say("{file} exists already and is not replaced.", file=str(order.file))))
    if not order.file.parent.is_dir():
        raise ArchiveRefusedError(Fault(say("There is no folder {folder}.", folder=str(order.file.parent))))


@contextmanager
def _unfinished(file: Path) -> Generator[tuple[IO[bytes], Path]]:
    """Open a file beside the one that is wanted, for nobody else to read; it is gone at the end, whatever happens."""
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=UNFINISHED)
    with os.fdopen(number, "w+b") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        try:
            yield opened, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _remove_leftovers(file: Path) -> None:
    """Remove what a killed export left: it holds everything, and nobody will finish it. A busy one holds its lock."""
    beside = [one for one in file.parent.iterdir() if one.name.startswith(f".{file.name}.")]
    for leftover in (one for one in beside if one.name.endswith(UNFINISHED)):
        with suppress(OSError), leftover.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            leftover.unlink()


def _name(unfinished: Path, order: Order) -> None:
    """Give the archive its name in one step; a link fails where the name was taken meanwhile."""
    if order.replace:
        unfinished.replace(order.file)
    else:
        try:
            order.file.hardlink_to(unfinished)
        except FileExistsError:
            _refuse_taken(order)
        except OSError:  # a file system without links, such as a share
            _refuse_taken(order)
            unfinished.rename(order.file)
    folder = os.open(order.file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
