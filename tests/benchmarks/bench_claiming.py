"""Measures claiming what is due among a million milestones: ours, and the same statements through the bare driver.

Run it as ``PYTHONPATH=tests python tests/benchmarks/bench_claiming.py``. The statements of one run of ours are
recorded, and replayed by sqlite3 or psycopg on the same rows, in turns, commit included. It prints medians and
ratios for the claim, which fails above 2, and for the whole sweep (claim, put into mails, owe the mails, plan the next
day), whose rules are work that the driver does not do: it has no bar.
PostgreSQL is the server of TEST_DATABASE_URL, else the one of the package index.
"""

import contextlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import psycopg
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from databases import all_models, postgresql_from_the_index
from partnerschapsakte.agenda import service as agenda
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.rules.chain import START
from partnerschapsakte.reminders import service as reminders
from reminder_factory import add_people

MILESTONES, DUE, RECIPIENTS, ROUNDS, BAR = 1_000_000, 200, 20, 15, 2.0
PEER_JOBS = 500
TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
OCCASION = Occasion(SYSTEM, NOW, NOW)

MILESTONE_ROWS = """
INSERT INTO milestone (id, dossier_id, subject, key, kind, title, "on", why, remind_by, owner_id, deputy_id,
    budget_holder_id, mailbox, entered_on, first_on, next_on, quiet_until, acknowledged_by, acknowledged_at, settled_at,
    outcome, done_on, done_by_hand, reason, sequence)
{numbers}
SELECT 'm' || i, 'd' || (i % 10000), 's' || (i / 10), 'k' || (i % 10), 'questions', '["Date", {{}}]', {next_on},
    '{{"rule": null, "source": "s", "steps": [["from", "2030-01-01", "2030-01-01", ["Start", {{}}]]]}}', NULL,
    'person' || ((i / {every}) % {recipients}), NULL, NULL, 'mailbox@voorbeeldstad.example', {today}, {today},
    {next_on}, NULL, NULL, NULL, NULL, NULL, NULL, {no}, NULL, 0
FROM numbers
"""
REMINDER_ROWS = """
INSERT INTO reminder (id, milestone_id, dossier_id, due_on, planned_on, kind, occurrence, recipient, state, reason,
    digest_id, late)
SELECT id || '-{occurrence}', id, dossier_id, "on", {planned_on}, 'repeat', {occurrence}, owner_id, 'planned', NULL,
    NULL, {no}
FROM milestone WHERE next_on = {today}
"""
WORDS = {
    "sqlite": {
        "numbers": "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {last})",
        "day": "'{day}'",
        "next_on": "CASE WHEN i % {every} = 0 THEN {today} ELSE date('2030-01-01', '+' || (i % 3000) || ' days') END",
        "no": "0",
    },
    "postgresql": {
        "numbers": "WITH numbers AS (SELECT generate_series(0, {last}) AS i)",
        "day": "date '{day}'",
        "next_on": "CASE WHEN i % {every} = 0 THEN {today} ELSE date '2030-01-01' + (i % 3000) END",
        "no": "false",
    },
}
RESET = (
    "UPDATE milestone SET next_on = '2027-03-01' WHERE id IN (SELECT milestone_id FROM reminder)",
    "UPDATE reminder SET state = 'planned', digest_id = NULL",
    "DELETE FROM outbox_message",
    "DELETE FROM digest",
    "DELETE FROM journal_entry",
    f"UPDATE journal_head SET number = {START.number}, digest = '{START.digest}'",  # noqa: S608 - our own constants
)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Statement(NamedTuple):
    """One statement as the driver got it."""

    words: str
    values: Any
    many: bool


def fill(engine: Engine) -> None:
    """Write the milestones, of which 200 are due, and their reminders."""
    words = WORDS[engine.dialect.name]
    today, later = (words["day"].format(day=day) for day in (TODAY, TODAY + timedelta(days=7)))
    every = MILESTONES // DUE
    named = {"today": today, "no": words["no"], "recipients": RECIPIENTS, "every": every}
    named |= {"numbers": words["numbers"].format(last=MILESTONES - 1)}
    named |= {"next_on": words["next_on"].format(every=every, today=today)}
    Table.metadata.create_all(engine)
    with writing(engine)() as session:
        add_people(session, [f"person{number}" for number in range(RECIPIENTS)])
        for statement in (
            MILESTONE_ROWS.format(**named),
            REMINDER_ROWS.format(occurrence=1, planned_on=today, **named),
            REMINDER_ROWS.format(occurrence=2, planned_on=later, **named),
        ):
            session.execute(text(statement.replace(":", r"\:")))
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))


def reset(engine: Engine) -> None:
    """Make the same 200 due again, with a journal that begins again: what is replayed names its numbers."""
    with engine.begin() as connection:
        for statement in RESET:
            connection.exec_driver_sql(statement)
        sequences = inspect(connection).get_sequence_names() if engine.dialect.name != "sqlite" else []
        for sequence in sequences:
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")


def claim(engine: Engine) -> int:
    """Claim what is due and say when each comes again."""
    with writing(engine)() as session:
        due = agenda.claim_due(session, TODAY, DUE * 2)
        agenda.remind_next(session, {milestone.id: TODAY + timedelta(days=7) for milestone in due})
    return len(due)


def sweep(engine: Engine) -> int:
    """Do one whole sweep."""
    with writing(engine)() as session:
        return reminders.sweep(session, OCCASION, limit=DUE * 2)


@contextlib.contextmanager
def recording(engine: Engine) -> Generator[list[Statement]]:
    """Write down what the driver gets."""
    found: list[Statement] = []

    def listen(_connection: Any, _cursor: Any, words: str, values: Any, _context: Any, _many: bool) -> None:
        found.append(Statement(words, values, isinstance(values, list)))

    event.listen(engine, "before_cursor_execute", listen)
    yield found
    event.remove(engine, "before_cursor_execute", listen)


class Driver:
    """The bare driver, with the settings ours uses."""

    def __init__(self, engine: Engine) -> None:
        if engine.dialect.name == "sqlite":
            self.connection: Any = sqlite3.connect(engine.url.database or "", isolation_level=None)
            for pragma in ("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=30000", "synchronous=FULL"):
                self.connection.execute(f"PRAGMA {pragma}")
        else:
            url = make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
            self.connection = psycopg.connect(url)

    def replay(self, statements: list[Statement]) -> None:
        """Execute the statements in one transaction (BEGIN IMMEDIATE is one of them) and fetch what they answer."""
        cursor = self.connection.cursor()
        for words, values, many in statements:
            (cursor.executemany if many else cursor.execute)(words, values)
            if cursor.description and not many:
                cursor.fetchall()
        self.connection.commit()
        cursor.close()


def measure(engine: Engine, driver: Driver, act: Callable[[Engine], int], name: str) -> float:
    """Time ours and the driver in turns, print the medians and the ratio, and return it."""
    act(engine)  # the first of all makes the row that says where the journal is
    reset(engine)
    with recording(engine) as statements:
        assert act(engine) == DUE  # the same rows for both
    after = rows_taken(engine)
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        reset(engine)
        began = perf_counter()
        act(engine)
        ours.append(perf_counter() - began)
        assert rows_taken(engine) == after
        reset(engine)
        began = perf_counter()
        driver.replay(statements)
        bare.append(perf_counter() - began)
        assert rows_taken(engine) == after
    ratio = median(ours) / median(bare)
    say(
        f"  {name:<6} {median(ours) * 1000:7.2f} ms ours  {median(bare) * 1000:7.2f} ms driver"
        f"  {ratio:5.2f} times  ({len(statements)} statements)"
    )
    return ratio


def rows_taken(engine: Engine) -> tuple[Any, ...]:
    """Return what a claim changes, counted."""
    counted = (
        "SELECT (SELECT count(*) FROM milestone WHERE next_on <= '2027-03-01'), "
        "(SELECT count(*) FROM reminder WHERE state = 'claimed'), (SELECT count(*) FROM outbox_message)"
    )
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(counted).one())


def trial(engine: Engine) -> bool:
    """Fill a database and measure on it."""
    began = perf_counter()
    fill(engine)
    say(f"{engine.dialect.name}: {MILESTONES:,} milestones, {DUE} due (filled in {perf_counter() - began:.0f} s)")
    driver = Driver(engine)
    good = measure(engine, driver, claim, "claim") <= BAR
    measure(engine, driver, sweep, "sweep")
    driver.connection.close()
    engine.dispose()
    return good


def peer(folder: Path) -> None:
    """Print what a date job for each would cost in APScheduler, from a small sample."""
    scheduler: Any = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.sqlite'}")}, timezone="UTC"
    )
    scheduler.start(paused=True)
    began = perf_counter()
    for number in range(PEER_JOBS):
        scheduler.add_job(print, "date", run_date=NOW + timedelta(days=1000), args=[number])
    each = (perf_counter() - began) / PEER_JOBS
    scheduler.shutdown()
    say(
        f"peer: APScheduler adds a date job in {each * 1000:.2f} ms (sample of {PEER_JOBS}); a million of them would"
        f" take {each * MILESTONES / 60:.0f} minutes (extrapolated), and each must be moved when its date moves"
    )


@contextlib.contextmanager
def postgresql() -> Generator[Engine]:
    """Give a database of our own on a server, and remove it afterwards."""
    with contextlib.ExitStack() as stack:
        url = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 - a benchmark is started by hand, without settings
        server = make_url(url or stack.enter_context(postgresql_from_the_index()))
        name = f"partnerschapsakte_reminders_{os.getpid()}"
        administrator = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield connect(server.set(database=name).render_as_string(hide_password=False))
        finally:
            with administrator.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            administrator.dispose()


def main() -> int:
    """Measure on both databases; 1 when a ratio is above the bar."""
    all_models()
    with tempfile.TemporaryDirectory() as folder:
        good = trial(connect(f"sqlite:///{Path(folder) / 'claiming.sqlite'}"))
        peer(Path(folder))
    try:
        with postgresql() as engine:
            good &= trial(engine)
    except ImportError as missing:
        say(f"postgresql: SKIPPED, no TEST_DATABASE_URL and {missing}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
