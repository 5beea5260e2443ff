"""R11: what an earlier version wrote comes through every revision unharmed, also when a migration is killed halfway."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from partnerschapsakte.contracts.queries import all_agreements
from partnerschapsakte.exchange.tables import all_tables
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.journal.queries import verify
from partnerschapsakte.journal.service import seal_older_entries
from plain_rows import of_everything, put_in, read
from released import FIRST, FIXTURES, go, held, install_first, later_revisions

TESTS = Path(__file__).parents[1]
LARGEST_FIXTURE = 200_000
FAR = 1_000_000


@pytest.fixture
def bare_engine(bare_database_url: str) -> Iterator[Engine]:
    engine = connect(bare_database_url)
    yield engine
    engine.dispose()


def orphans(engine: Engine) -> list[Any]:
    """Return the rows that point at nothing; PostgreSQL lets none be."""
    if engine.dialect.name == "postgresql":
        return []
    with engine.connect() as connection:
        return list(connection.execute(text("PRAGMA foreign_key_check")))


def test_the_kept_rows_are_few_and_of_every_table(bare_engine: Engine) -> None:
    go(bare_engine, FIRST)
    file = FIXTURES / f"{FIRST}.jsonl"
    assert file.stat().st_size < LARGEST_FIXTURE
    assert {name for name, _ in read(file)} == set(inspect(bare_engine).get_table_names()) - {"alembic_version"}


@pytest.mark.slow
def test_every_revision_goes_up_down_and_up_again_with_rows(bare_engine: Engine) -> None:
    before = install_first(bare_engine)
    below = FIRST
    for revision in later_revisions():
        for place, down in ((revision, False), (below, True), (revision, False)):
            go(bare_engine, place, down=down)
            assert held(bare_engine, before).includes(before), (revision, place)
            assert orphans(bare_engine) == []
        below = revision


@pytest.mark.slow
def test_the_newest_revision_goes_down_and_up_again_with_rows_in_every_table(bare_engine: Engine) -> None:
    before = install_first(bare_engine)
    go(bare_engine, "head")
    with bare_engine.begin() as connection:
        put_in(connection, of_everything(all_tables(), counting_from=FAR))
    if not later_revisions():
        return
    go(bare_engine, "-1", down=True)
    assert held(bare_engine, before).includes(before)
    go(bare_engine, "head")
    assert held(bare_engine, before).includes(before)
    assert orphans(bare_engine) == []


def test_no_table_of_the_first_version_gains_or_loses_a_row(bare_engine: Engine) -> None:
    before = install_first(bare_engine)
    go(bare_engine, "head")
    after = held(bare_engine, before)
    assert {name: len(keys) for name, keys in before.rows.items()} == {
        name: len(after.rows[name]) for name in before.rows
    }
    assert after.documents == before.documents != {}


def test_what_the_first_version_wrote_is_read_by_this_one(bare_engine: Engine) -> None:
    install_first(bare_engine)
    go(bare_engine, "head")
    with Session(bare_engine) as session:
        assert {agreement.title for agreement in all_agreements(session)}


def test_the_journal_of_the_first_version_is_sealed_at_the_next_commit(bare_engine: Engine) -> None:
    entries = install_first(bare_engine).rows["journal_entry"]
    go(bare_engine, "head")
    with writing(bare_engine)() as session:
        seal_older_entries(session)
    with Session(bare_engine) as session:
        check = verify(session)
        assert check.faults == ()
        assert check.size == len(entries)


def test_a_migrated_installation_has_the_tables_of_the_code(bare_engine: Engine) -> None:
    install_first(bare_engine)
    go(bare_engine, "head")
    all_tables()
    with bare_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


@pytest.mark.slow
def test_a_migration_that_is_killed_halfway_is_finished_by_the_next(
    bare_database_url: str, counts: dict[str, Any]
) -> None:
    kills = max(10, counts["kills"] // 10)
    script = TESTS / "migrations" / "migration_trials.py"
    command = [sys.executable, str(script), bare_database_url, str(kills)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(TESTS)})
    assert ran.returncode == 0, ran.stderr[-4000:]
    assert json.loads(ran.stdout) == {"killed": kills, "finished": kills}
