"""R10: an archive is whole or it is not there, whoever is killed; ten thousand contracts go there and back in time."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Integer, String, Table, cast, insert, literal, select, type_coerce
from sqlalchemy.orm import Session

from archives import HEAD, NEW_YEAR, fill, installed, kept, manifest_of, read_in, rows_in, stamp, write
from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.exchange.originals import altered
from partnerschapsakte.exchange.restoring import Wish, restore
from partnerschapsakte.foundation.database import Table as Base
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.queries import verify
from services.contracts.exemplum import agreement, settle

TESTS = Path(__file__).parents[1]
TEMPLATES = TESTS.parent / "templates" / "documents"
CONTRACTS = 10_000
TEN_MINUTES = 600
REMINDERS_OF_EACH = 10
"""Of each contract as many reminders as wait at one time."""


@pytest.fixture
def house(engine: Engine) -> Engine:
    """An installation to write out."""
    stamp(engine, HEAD)
    return engine


@pytest.fixture
def empty(bare_database_url: str) -> Iterator[Engine]:
    """An installation without rows."""
    with installed(bare_database_url) as engine:
        yield engine


def trial(kind: str, engine: Engine, archive: Path, kills: int) -> dict[str, Any]:
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    command = [sys.executable, str(TESTS / "reliability" / "backup_trials.py"), kind, url, str(archive), str(kills)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(TESTS)})
    assert ran.returncode == 0, ran.stderr[-4000:]
    return json.loads(ran.stdout)


@pytest.mark.slow
def test_an_export_that_is_killed_leaves_no_archive_or_a_whole_one(
    house: Engine, tmp_path: Path, counts: dict[str, Any]
) -> None:
    fill(house)
    write(house, tmp_path / "alles.zip")
    found = trial("export", house, tmp_path / "alles.zip", counts["kills"])
    assert found.pop("killed") == counts["kills"] == found.pop("none") + found.pop("whole")
    assert found == {"left": [], "then": True}


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_an_empty_database_or_a_whole_one(
    house: Engine, empty: Engine, tmp_path: Path, counts: dict[str, Any]
) -> None:
    fill(house)
    write(house, tmp_path / "alles.zip")
    kills = counts["kills"] // 2
    found = trial("import", empty, tmp_path / "alles.zip", kills)
    assert found.pop("killed") == kills == found.pop("none") + found.pop("whole")
    assert found == {"then": True}


@pytest.mark.slow
def test_the_bundled_cases_are_equal_after_going_there_and_back(house: Engine, empty: Engine, tmp_path: Path) -> None:
    for name in bundled():
        with writing(house)() as session:
            dossier, found = load_case(
                session, opened(name), as_of=NEW_YEAR.date(), template_root=TEMPLATES, recorded_at=NEW_YEAR
            )
            assert dossier, found
    there, again = tmp_path / "there.zip", tmp_path / "again.zip"
    made = write(house, there)
    assert made.files >= len(bundled())

    def prove(session: Session) -> Any:
        return [finding.message for finding in verify(session).faults]

    restore(empty, Wish(there, HEAD, prove))
    write(empty, again)
    assert manifest_of(again) == manifest_of(there)
    assert rows_in(empty) == kept(rows_in(house))
    with empty.connect() as connection:
        assert list(altered(connection)) == []


@pytest.mark.slow
def test_ten_thousand_contracts_go_there_and_back_within_ten_minutes(
    house: Engine, empty: Engine, tmp_path: Path
) -> None:
    multiply(house, CONTRACTS)
    file = tmp_path / "alles.zip"
    begun = time.monotonic()
    made = write(house, file)
    written = time.monotonic()
    read_in(empty, file)
    read = time.monotonic()
    assert rows_in(empty)["agreement"] == CONTRACTS
    assert made.files >= CONTRACTS
    assert rows_in(empty) == kept(rows_in(house))
    assert max(written - begun, read - written) < TEN_MINUTES


def multiply(engine: Engine, wanted: int) -> None:
    """Make so many agreements of nine years, each with its dates, reminders and a document."""
    with writing(engine)() as session:
        own = agreement(session, settle(session)).id
    cloned = [
        "agreement",
        "agreement_authority",
        "agreement_provider",
        "term_option",
        "budget_year",
        "milestone",
        "reminder",
    ]
    with engine.begin() as connection:
        reminders = Base.metadata.tables["reminder"]
        few = select(reminders.c.id).order_by(reminders.c.id).limit(REMINDERS_OF_EACH)
        connection.execute(reminders.delete().where(reminders.c.id.not_in(few)))
        for name in cloned:
            table = Base.metadata.tables[name]
            connection.execute(clones(table, cloned, own, wanted - 1))
    bodies = Base.metadata.tables[IssuedDocument.__tablename__]
    agreements = Base.metadata.tables[Agreement.__tablename__]
    with engine.begin() as connection:
        ids = connection.scalars(select(agreements.c.id)).all()
        connection.execute(insert(bodies), [document(one) for one in ids])


def clones(table: Table, cloned: list[str], own: str, wanted: int) -> Any:
    """Copy the rows of one agreement so often in one statement; every id of its own gets a number behind it."""
    numbers = select(literal(1, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < wanted))
    suffix = literal("-", String) + cast(numbers.c.n, String)
    columns: list[Any] = []
    for column in table.columns:
        to_cloned = any(key.column.table.name in cloned for key in column.foreign_keys)
        is_own = column.primary_key and not column.foreign_keys and isinstance(column.type, String)
        if to_cloned or is_own or column.name in {"deed", "subject"}:
            columns.append(type_coerce(column, String) + suffix)
        else:
            columns.append(column)
    where = table.c.agreement_id == own if "agreement_id" in table.c else None
    chosen = select(*columns).select_from(table).join(numbers, literal(1) == literal(1))
    return insert(table).from_select(
        [column.name for column in table.columns], chosen if where is None else chosen.where(where)
    )


def document(agreement_id: str) -> dict[str, Any]:
    body = agreement_id.encode() * 100
    return {
        "id": f"d-{agreement_id}",
        "dossier_id": "dossier",
        "subject": agreement_id,
        "kind": "partnership_deed",
        "title": "Partnerschapsakte",
        "about": "Exemplum",
        "file_name": f"akte-{agreement_id}.docx",
        "template": "partnership_deed",
        "template_version": "1",
        "template_sha256": "",
        "fingerprint": agreement_id,
        "sha256": "",
        "size": len(body),
        "content": {"agreement": agreement_id, "articles": ["Een artikel van deze akte."] * 20},
        "body": body,
        "issued_at": NEW_YEAR,
    }
