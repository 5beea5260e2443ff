"""Tells which version of the tables a database has, and which the program needs."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


@cache
def newest(migrations: Path) -> str:
    """Return the version of the tables that this program needs; ``migrations`` is the folder of the migrations."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def current(connection: Connection) -> str:
    """Return the version of the tables of this database; empty where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""
