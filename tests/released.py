"""An installation as an earlier version left it: its tables, and rows that were made with that version."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, select

from plain_rows import put_in, read

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "migrations" / "fixtures"
FIRST = "0001"


class Held(NamedTuple):
    """What an installation holds: the keys of the rows of each table, and the hash of each issued document.

    ``columns`` are the keys of each table when it was first looked at: a later version may have a longer key.
    """

    columns: dict[str, tuple[str, ...]]
    rows: dict[str, frozenset[tuple[object, ...]]]
    documents: dict[str, str]

    def includes(self, other: "Held") -> bool:
        """Tell whether all that the other holds is here too, with the same documents."""
        return self.documents.items() >= other.documents.items() and all(
            self.rows[name] >= keys for name, keys in other.rows.items()
        )


def configuration() -> Config:
    """Configure Alembic as pyproject.toml does."""
    return Config(toml_file=ROOT / "pyproject.toml")


def later_revisions() -> list[str]:
    """List the revisions after the first, oldest first."""
    found = [one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions()]
    return sorted(found)[1:]


def go(engine: Engine, revision: str, *, down: bool = False) -> None:
    """Bring a database to a revision."""
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def install_first(engine: Engine) -> Held:
    """Install the first released version with the rows that were kept of it, and return what it holds."""
    go(engine, FIRST)
    with engine.begin() as connection:
        put_in(connection, read(FIXTURES / f"{FIRST}.jsonl"))
    return held(engine)


def held(engine: Engine, like: Held | None = None) -> Held:
    """Return what an installation holds, whatever its version, by the keys by which another was looked at."""
    found = MetaData()
    found.reflect(engine)
    tables = {str(table.name): table for table in found.sorted_tables if table.name != "alembic_version"}
    columns = {name: tuple(column.name for column in table.primary_key) for name, table in tables.items()}
    columns |= like.columns if like else {}
    with engine.connect() as connection:
        rows = {
            name: frozenset(tuple(row) for row in connection.execute(select(*(table.c[key] for key in columns[name]))))
            for name, table in tables.items()
        }
        documents = tables["issued_document"].c
        hashes = {
            row.id: hashlib.sha256(row.body).hexdigest()
            for row in connection.execute(select(documents.id, documents.body))
        }
    return Held(columns, rows, hashes)
