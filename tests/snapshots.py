"""Keeps all rows of a database, puts them back, and reads them, so that a test can begin again with what was on record.

On SQLite it keeps the pages of the file; on PostgreSQL a second schema with the same rows.
"""

import sqlite3
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing, contextmanager
from copy import deepcopy
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Text,
    cast,
    column,
    delete,
    except_,
    exists,
    func,
    insert,
    inspect,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import Table, writing

KEPT = "kept"
FOREIGN_KEYS = text(
    "SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " WHERE contype = 'f' AND relname = ANY(:names)"
)


class Snapshot(Protocol):
    """All rows as they were when it was taken."""

    def restore(self, engine: Engine) -> None:
        """Put every table of a database of the same kind back as it was."""
        ...


def taken(engine: Engine) -> Snapshot:
    """Keep all rows of a database."""
    return Pages(engine) if engine.dialect.name == "sqlite" else Rows(engine)


T = TypeVar("T")
_ONCE: dict[str, tuple[Snapshot, Any]] = {}


def once(engine: Engine, name: str, build: Callable[[], T]) -> T:
    """Put on record what was built under this name before in this process, and return what it is known by.

    What is known by must hold ids, no rows. On PostgreSQL, which keeps one snapshot, it is built each time.
    """
    if engine.dialect.name != "sqlite":
        return build()
    if name not in _ONCE:
        known = build()
        _ONCE[name] = taken(engine), known
    else:
        _ONCE[name][0].restore(engine)
    return _ONCE[name][1]


class AtWork(Protocol):
    """What stands on record, with the session of who goes on with it."""

    session: Session


W = TypeVar("W", bound=AtWork)


@contextmanager
def begun(engine: Engine, name: str, make: Callable[[Session], W]) -> Generator[W]:
    """Put on record ``once`` what is made with a session, and give it with a session that ends with the block.

    Apart from its session it must hold ids, no rows.
    """

    def build() -> W:
        with writing(engine)() as session:
            made = make(session)
        del made.session
        return made

    going_on = deepcopy(once(engine, name, build))
    with writing(engine)() as going_on.session:
        yield going_on


class Pages:
    """The pages of a file of SQLite."""

    def __init__(self, engine: Engine) -> None:
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        with _opened(engine) as file:
            file.backup(self._kept)

    def restore(self, engine: Engine) -> None:
        """Write the pages over the file; who reads it next sees them."""
        with _opened(engine) as file:
            self._kept.backup(file)


class Rows:
    """The rows of PostgreSQL in a schema beside them, with where each sequence was.

    Emptying every table takes long there: what differs is looked for, and only that is put back.
    """

    def __init__(self, engine: Engine) -> None:
        self._tables = Table.metadata.sorted_tables
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {KEPT}"))
            for one in self._tables:
                connection.execute(text(f'CREATE TABLE {KEPT}."{one.name}" AS TABLE public."{one.name}"'))
            self._numbers = {
                name: connection.scalar(select(column("last_value")).select_from(table(name, schema="public")))
                for name in inspect(connection).get_sequence_names()
            }
        self._differs = union_all(*(_differing(one) for one in self._tables))

    def restore(self, engine: Engine) -> None:
        """Take out the rows that came, put in those that went, and mend those that changed."""
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            names = set(connection.scalars(self._differs))
            with _foreign_keys_wait(connection, names):
                self._put_back(connection, [one for one in self._tables if one.name in names])
            for name, number in self._numbers.items():
                connection.execute(select(func.setval(name, number)))

    def _put_back(self, connection: Connection, changed: Sequence[Any]) -> None:
        for one in reversed(changed):
            connection.execute(delete(one).where(~_same_key(one, _kept(one))))
        for one in changed:
            kept = _kept(one)
            is_gone = ~exists(select(1).select_from(one).where(*_key(one, kept)))
            connection.execute(insert(one).from_select(list(one.columns), select(*kept.c).where(is_gone)))
        for one in changed:
            kept = _kept(one)
            values = {field: kept.c[field.name] for field in one.columns}
            connection.execute(update(one).values(values).where(*_key(one, kept), _as_text(one) != _as_text(kept)))


@contextmanager
def _foreign_keys_wait(connection: Connection, names: Collection[str]) -> Generator[None]:
    """Hold the foreign keys from these tables only at the end: rows that point at each other are put back so."""
    keys = connection.execute(FOREIGN_KEYS, {"names": list(names)}).all()
    for on_table, name in keys:
        connection.execute(text(f"ALTER TABLE {on_table} ALTER CONSTRAINT {name} DEFERRABLE"))
    connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for on_table, name in keys:
        connection.execute(text(f"ALTER TABLE {on_table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def _kept(one: Any) -> Any:
    return table(one.name, *(column(field.name) for field in one.columns), schema=KEPT).alias("as_kept")


def _key(one: Any, kept: Any) -> list[Any]:
    return [field == kept.c[field.name] for field in one.primary_key]


def _same_key(one: Any, kept: Any) -> Any:
    return exists(select(1).select_from(kept).where(*_key(one, kept)))


def _as_text(one: Any) -> Any:
    return cast(literal_column(f'"{one.name}".*'), Text)


def _differing(one: Any) -> Any:
    """Name a table if it has other rows than it had; JSON cannot be compared but as text."""
    now, kept = select(_as_text(one)).select_from(one), select(_as_text(_kept(one))).select_from(_kept(one))
    return select(literal(one.name)).where(or_(exists(except_(now, kept)), exists(except_(kept, now))))


def rows_of(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {
            one.name: sorted(map(repr, connection.execute(select(one)).all())) for one in Table.metadata.sorted_tables
        }


@contextmanager
def _opened(engine: Engine) -> Generator[sqlite3.Connection]:
    with closing(sqlite3.connect(str(engine.url.database), timeout=30)) as file:
        file.execute("PRAGMA synchronous=OFF")  # nothing is lost but a test
        yield file
