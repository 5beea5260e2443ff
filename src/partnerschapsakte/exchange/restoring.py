"""Reads an archive into an empty installation: all of it in one transaction, or nothing."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, Engine, Text, bindparam, exists, func, insert, select, text
from sqlalchemy import Table as Columns
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from partnerschapsakte.exchange.archive import DAMAGE, Manifest, Reading, TableEntry, member_of
from partnerschapsakte.exchange.checking import faults_of
from partnerschapsakte.exchange.exporting import refuse_other_revision
from partnerschapsakte.exchange.faults import ArchiveRefusedError, Fault
from partnerschapsakte.exchange.rows import (
    POSTGRESQL,
    field_names,
    line_of,
    lines,
    rows_at_once,
    stored_type,
    values_of,
)
from partnerschapsakte.exchange.tables import all_tables, kept_tables
from partnerschapsakte.foundation.logs import reason_of
from partnerschapsakte.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Wish:
    """Which archive to read in, and for which version of the tables.

    ``prove`` says what is wrong with the journal that was read in; ``told`` hears which table is being filled.
    ``last`` is called with the seal once all is there and equal, in the same transaction: it writes down that it was.
    """

    file: Path
    head: str
    prove: Callable[[Session], Sequence[Sentence]] = lambda _: ()
    told: Callable[[str], None] = lambda _: None
    last: Callable[[Session, str, Manifest], None] = lambda _session, _seal, _manifest: None


def restore(engine: Engine, wish: Wish) -> Manifest:
    """Read an archive in; raises ArchiveRefusedError with all that is wrong, and then has written nothing."""
    try:
        opened = wish.file.open("rb")
    except OSError:
        raise ArchiveRefusedError(Fault(say("There is no file {file} to read.", file=str(wish.file)))) from None
    with opened:
        archive = Reading(opened)
        if faults := faults_of(archive, wish.head):
            raise ArchiveRefusedError(*faults)
        with engine.begin() as connection:
            refuse_other_revision(connection, wish.head)
            _be_alone(connection)
            _refuse_filled(connection)
            _fill_all(connection, archive, wish)
            _refuse_rows_that_point_nowhere(connection)
            _go_on_counting(connection)
            _refuse_unequal(connection, archive.manifest)
            with Session(connection) as session:
                if broken := wish.prove(session):
                    raise ArchiveRefusedError(*(Fault(sentence) for sentence in broken))
                wish.last(session, archive.seal, archive.manifest)
                session.flush()
    return archive.manifest


def _be_alone(connection: Connection) -> None:
    """Keep every other writer out until the end; rows may point at rows that still have to come."""
    if connection.dialect.name == POSTGRESQL:
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in all_tables())
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))


def _refuse_filled(connection: Connection) -> None:
    filled = [table.name for table in all_tables() if connection.scalar(select(exists(select(table))))]
    if filled:
        raise ArchiveRefusedError(
            Fault(
                say(
                    "The database is not empty; it has rows in {tables}. Read an archive into a new database.",
                    tables=", ".join(sorted(filled)),
                )
            )
        )


def _fill_all(connection: Connection, archive: Reading, wish: Wish) -> None:
    entries = {entry.name: entry for entry in archive.manifest.tables}
    for table in kept_tables():
        wish.told(table.name)
        try:
            _fill(connection, archive, entries[table.name], table)
        except (DBAPIError, _driver_error(connection)) as error:
            sentence = say("The database refuses these rows ({reason}).", reason=reason_of(error))
            raise ArchiveRefusedError(Fault(sentence, entries[table.name].member)) from error
        except (*DAMAGE, msgspec.MsgspecError) as error:
            sentence = say("The archive changed while it was being read.")
            raise ArchiveRefusedError(Fault(sentence, entries[table.name].member)) from error


def _driver_error(connection: Connection) -> type[Exception]:
    module: Any = connection.dialect.loaded_dbapi
    return module.Error


def _fill(connection: Connection, archive: Reading, entry: TableEntry, table: Columns) -> None:
    decode = msgspec.json.Decoder(line_of(table)).decode
    rows = (values_of(table, decode(line), archive.blob) for line in archive.lines(entry.member))
    (_copy if connection.dialect.name == POSTGRESQL else _insert)(connection, table, rows)


def _insert(connection: Connection, table: Columns, rows: Iterator[dict[str, Any]]) -> None:
    fields = zip(field_names(table), table.columns, strict=True)
    # JSON is text that is there already.
    kinds = ((name, column, stored_type(column)) for name, column in fields)
    values = {
        column.name: bindparam(name, type_=Text() if isinstance(kind, JSON) else kind) for name, column, kind in kinds
    }
    statement = insert(table).values(values)
    while batch := list(islice(rows, rows_at_once(table))):
        connection.execute(statement, batch)


def _copy(connection: Connection, table: Columns, rows: Iterator[dict[str, Any]]) -> None:
    """Fill a table by COPY: one statement, at whose end PostgreSQL looks where rows point, and many times faster."""
    preparer, driver = connection.dialect.identifier_preparer, connection.connection
    columns = ", ".join(preparer.format_column(column) for column in table.columns)
    cursor: Any = driver.cursor()
    with cursor, cursor.copy(f"COPY {preparer.format_table(table)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))


def _refuse_rows_that_point_nowhere(connection: Connection) -> None:
    """Look on SQLite, where that was put off until all rows are there; PostgreSQL looked table by table."""
    if connection.dialect.name == POSTGRESQL:
        return
    tables = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
    if tables:
        sentence = say("Rows of this table point at rows that are not there.")
        raise ArchiveRefusedError(*(Fault(sentence, member_of(table)) for table in sorted(tables)))


def _go_on_counting(connection: Connection) -> None:
    """Let PostgreSQL number the next row after the last one that was read in; SQLite does so by itself."""
    if connection.dialect.name != POSTGRESQL:
        return
    for table in kept_tables():
        column = table.autoincrement_column
        last = connection.scalar(select(func.max(column))) if column is not None else None
        if column is not None and last is not None:
            name = connection.dialect.identifier_preparer.format_table(table)
            counter = func.pg_get_serial_sequence(name, column.name)
            connection.execute(select(func.setval(counter, last)))


def _refuse_unequal(connection: Connection, manifest: Manifest) -> None:
    """Read back what was written, and hold it against the hashes of the archive."""
    tables = {table.name: table for table in kept_tables()}
    unequal = [entry for entry in manifest.tables if _read_back(connection, tables[entry.name]) != entry.sha256]
    if unequal:
        sentence = say("What was read back from the database is not what the archive holds.")
        raise ArchiveRefusedError(*(Fault(sentence, entry.member) for entry in unequal))


def _read_back(connection: Connection, table: Columns) -> str:
    seen = hashlib.sha256()
    for line in lines(connection, table):
        seen.update(line)
    return seen.hexdigest()
