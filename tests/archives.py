"""Installations to write archives of and to read them into, and hands that damage archives."""

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from partnerschapsakte.exchange.archive import SEAL, SEALED, Manifest, Reading
from partnerschapsakte.exchange.exporting import Made, Order, export
from partnerschapsakte.exchange.faults import ArchiveRefusedError, Fault
from partnerschapsakte.exchange.restoring import Wish, restore
from partnerschapsakte.exchange.revisions import newest
from partnerschapsakte.exchange.tables import all_tables, kept_tables
from partnerschapsakte.foundation.database import Table, connect
from plain_rows import counted, of_everything, put_in

ROOT = Path(__file__).parents[1]
HEAD = newest(ROOT / "migrations")
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)
Members: TypeAlias = list[tuple[str, bytes]]


def install(engine: Engine) -> Engine:
    """Give a bare database the tables of the code, as if they were migrated."""
    all_tables()
    Table.metadata.create_all(engine)
    stamp(engine, HEAD)
    return engine


def stamp(engine: Engine, revision: str) -> None:
    """Let the database say that it has this version of the tables."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with engine.begin() as connection:
        MigrationContext.configure(connection).stamp(ScriptDirectory.from_config(config), revision)


@contextmanager
def installed(url: str) -> Generator[Engine]:
    """Open an installation on a bare database."""
    engine = connect(url)
    try:
        yield install(engine)
    finally:
        engine.dispose()


def fill(engine: Engine) -> None:
    """Put a few rows in every table."""
    with engine.begin() as connection:
        put_in(connection, of_everything(all_tables()))


def write(engine: Engine, file: Path) -> Made:
    """Write an archive, always at the same moment."""
    return export(engine, Order(file, HEAD, NEW_YEAR))


def read_in(engine: Engine, file: Path) -> Manifest:
    """Read an archive in, whatever its journal says."""
    return restore(engine, Wish(file, HEAD))


def refused(act: Callable[[], object]) -> tuple[Fault, ...]:
    """Return why an act is refused; an act that is not refused is a failure."""
    try:
        act()
    except ArchiveRefusedError as refusal:
        return refusal.faults
    raise AssertionError("this was not refused")


def manifest_of(file: Path) -> Manifest:
    """Read what an archive says it holds."""
    with file.open("rb") as opened:
        return Reading(opened).manifest


def rows_in(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has, but those that have none."""
    with engine.connect() as connection:
        return {name: rows for name, rows in counted(connection, all_tables()).items() if rows}


def kept(rows: dict[str, int]) -> dict[str, int]:
    """Return the numbers of the tables that go along."""
    names = {str(table.name) for table in kept_tables()}
    return {name: count for name, count in rows.items() if name in names}


def members(file: Path) -> Members:
    """Return every member with its bytes."""
    with zipfile.ZipFile(file) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def forged(changed: Members) -> bytes:
    """Pack members anew with a seal that fits: the work of somebody who knows the format."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in changed:
            archive.writestr(name, content)
        archive.comment = SEAL + b"0" * (SEALED - len(SEAL))
    whole = out.getvalue()[:-SEALED]
    return whole + SEAL + hashlib.sha256(whole).hexdigest().encode()
