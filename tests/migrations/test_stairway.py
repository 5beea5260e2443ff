"""Walks every revision up, down and up again, and compares what they build with the tables in the code."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from databases import all_models
from partnerschapsakte.foundation.database import Table, connect

ROOT = Path(__file__).parents[2]
Migration = Any


def configuration() -> Config:
    """Configure Alembic as pyproject.toml does."""
    return Config(toml_file=ROOT / "pyproject.toml")


def revisions() -> list[Migration]:
    """List the revisions, oldest first."""
    return list(reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions())))


@contextmanager
def migrating(engine: Engine) -> Generator[Config]:
    with engine.connect() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        yield config


@pytest.fixture
def bare_engine(bare_database_url: str) -> Iterator[Engine]:
    engine = connect(bare_database_url)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    all_models()
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_revisions_form_one_line() -> None:
    script = ScriptDirectory.from_config(configuration())
    assert len(script.get_heads()) <= 1
    assert [one.revision for one in revisions()] == sorted(one.revision for one in revisions())


def test_each_revision_says_why_in_its_first_line() -> None:
    silent = [one.path for one in revisions() if not one.doc.strip().endswith(".")]
    assert not silent, "open with a sentence that says why"


def test_every_revision_goes_up_down_and_up_again(bare_engine: Engine) -> None:
    for revision in revisions():
        before = tables(bare_engine) - {"alembic_version"}
        with migrating(bare_engine) as config:
            command.upgrade(config, revision.revision)
        with migrating(bare_engine) as config:
            command.downgrade(config, revision.down_revision or "base")
        assert tables(bare_engine) - {"alembic_version"} == before
        with migrating(bare_engine) as config:
            command.upgrade(config, revision.revision)


def test_the_migrations_build_the_tables_of_the_code(bare_engine: Engine) -> None:
    with migrating(bare_engine) as config:
        command.upgrade(config, "head")
    assert differences(bare_engine) == [], "write a revision: alembic -x url=… revision --autogenerate"


def test_the_tables_of_the_code_are_the_tables_of_the_tests(engine: Engine) -> None:
    assert differences(engine) == []
