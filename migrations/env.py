"""Runs the migrations on the connection it is given: whole revisions, or nothing of them.

``partnerschapsakte migrate`` gives a connection in ``config.attributes["connection"]``; a developer gives a URL:
``alembic -x url=sqlite:///var/new.sqlite revision --autogenerate -m "one idea"``.
"""

import importlib
import pkgutil
from importlib.util import find_spec
from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

import partnerschapsakte
from partnerschapsakte.foundation.database import Table, connect


def import_tables() -> None:
    """Import the tables of every room, so that autogenerate sees them."""
    for room in pkgutil.iter_modules(partnerschapsakte.__path__, "partnerschapsakte."):
        if room.ispkg and find_spec(f"{room.name}.models"):
            importlib.import_module(f"{room.name}.models")


def plain_type(kind: str, value: object, _: object) -> str | Literal[False]:
    """Write our own column types as the plain ones below them: a revision must not change with the code."""
    return f"sa.{value.impl!r}" if kind == "type" and isinstance(value, TypeDecorator) else False


def migrate(connection: Connection) -> None:
    """Run each revision in a transaction of its own."""
    import_tables()
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        compare_type=True,
        render_item=plain_type,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,  # SQLite can, and our engine begins its transactions itself
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_sqlite(connection: Connection) -> None:
    """Migrate with foreign keys off, because SQLite changes a table by making it anew; check them afterwards."""
    driver = connection.connection.driver_connection
    if driver is None or connection.in_transaction():
        raise RuntimeError("migrate on a connection that has not begun a transaction")
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        migrate(connection)
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows point at rows that are not there: {broken[:10]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run(connection: Connection) -> None:
    """Choose the way of this database."""
    (migrate_sqlite if connection.dialect.name == "sqlite" else migrate)(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
elif url := context.get_x_argument(as_dictionary=True).get("url"):
    engine = connect(str(url))
    with engine.connect() as opened:
        run(opened)
    engine.dispose()
else:
    raise RuntimeError("no database named: use `partnerschapsakte migrate`, or alembic -x url=…")
