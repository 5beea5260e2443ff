"""Options and fixtures of every test: which databases, how many repetitions, and that nothing is skipped in secret."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from databases import BY_URL, KINDS, PGSERVER, SQLITE, Database, opened, quick
from partnerschapsakte.access.service import passwords

ByKind: TypeAlias = Callable[[str], Database]

COUNTS = Path(__file__).with_name("counts.toml")
ON_SQLITE = re.compile(rf"[\[-]{SQLITE}[\]-]")
ENVIRONMENT = os.environ  # noqa: TID251 - the tests' only reading of the environment


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that the Makefile gives."""
    group = parser.getgroup("partnerschapsakte")
    group.addoption("--databases", default=ENVIRONMENT.get("TEST_DATABASES", ""), help=f"a list of: {', '.join(KINDS)}")
    group.addoption("--counts", default="quick", help="the table of tests/counts.toml to use")
    group.addoption("--nothing-skipped", action="store_true", help="fail when a test was skipped")
    group.addoption("--roll", default="", help="a folder for a picture of every page that is shown in Chromium")


def pytest_configure(config: pytest.Config) -> None:
    """Set how many examples hypothesis tries."""
    examples = _counts(config)["hypothesis_examples"]
    settings.register_profile(
        "counted", max_examples=examples, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("counted")
    config.addinivalue_line("markers", "database: uses a database; added by itself to a test with such a fixture")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with a database once for each database there is."""
    if "_database" not in metafunc.fixturenames:
        return
    asked = [kind for kind in str(metafunc.config.getoption("--databases")).split(",") if kind]
    if unknown := set(asked).difference(KINDS):
        raise pytest.UsageError(f"unknown database: {', '.join(sorted(unknown))}; choose from {', '.join(KINDS)}")
    there_is = [SQLITE, BY_URL] if "TEST_DATABASE_URL" in ENVIRONMENT else [SQLITE]
    metafunc.parametrize("_database", asked or there_is, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a database, so that one command can repeat just those."""
    for item in items:
        if "_database" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say which tests did not meet PostgreSQL."""
    passed = [report for report in terminalreporter.stats.get("passed", []) if ON_SQLITE.search(report.nodeid)]
    if passed and not config.getoption("--databases") and "TEST_DATABASE_URL" not in ENVIRONMENT:
        ways = "give TEST_DATABASE_URL a server, or run `make test DATABASES=sqlite,pgserver`"
        terminalreporter.write_line(f"SKIPPED [{len(passed)}] on PostgreSQL: {ways}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped anything, where that was asked."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--nothing-skipped") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nSkipped tests count as failures here (--nothing-skipped).", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hash passwords cheaply. No setting can do so: ``test_access.py`` asks a process of its own how it hashes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def counts(pytestconfig: pytest.Config) -> dict[str, Any]:
    """How often the repeated tests repeat."""
    return _counts(pytestconfig)


@pytest.fixture(scope="session")
def _databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Database]]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    with ExitStack() as stack:

        @cache
        def database(kind: str) -> Database:
            url = None if kind == PGSERVER else ENVIRONMENT.get("TEST_DATABASE_URL")
            folder = tmp_path_factory.mktemp("database")
            return stack.enter_context(opened(kind, folder=folder, worker=worker, url=url))

        yield database


@pytest.fixture
def _database(request: pytest.FixtureRequest, _databases: ByKind) -> Database:
    if request.param == BY_URL and "TEST_DATABASE_URL" not in ENVIRONMENT:
        pytest.fail("--databases=url needs TEST_DATABASE_URL")
    return _databases(request.param)


@pytest.fixture
def database_url(_database: Database, tmp_path: Path) -> str:
    """The URL of a database of this test alone, with every table and no row."""
    return _database.filled(tmp_path)


@pytest.fixture
def bare_database_url(_database: Database, tmp_path: Path) -> str:
    """The URL of a database of this test alone, without tables."""
    return _database.bare(tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database of this test alone, with every table and no row."""
    opened_engine = quick(database_url)
    yield opened_engine
    opened_engine.dispose()


def _counts(config: pytest.Config) -> dict[str, Any]:
    tables = tomllib.loads(COUNTS.read_text("utf-8"))
    name = str(config.getoption("--counts"))
    if name not in tables:
        raise pytest.UsageError(f"tests/counts.toml has no table {name!r}")
    return tables[name]
