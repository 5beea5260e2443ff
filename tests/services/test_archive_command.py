"""The commands export and import: they do it all or say in Dutch what is wrong, and the journal knows of an export."""

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from archives import installed, manifest_of, members, rows_in
from partnerschapsakte.cli.archiving import export_everything, import_everything
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import connect, writing
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.journal.queries import verify
from services.contracts.exemplum import agreement, settle

ORIGIN = f"cli {pwd.getpwuid(os.getuid()).pw_name}"
Use = Callable[[str], str]

app = typer.Typer()
app.command("export")(export_everything)
app.command("import")(import_everything)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Let the commands use this database file."""

    def choose(name: str) -> str:
        url = f"sqlite:///{tmp_path / name}"
        monkeypatch.setenv("PARTNERSCHAPSAKTE_DATABASE_URL", url)
        return url

    return choose


@pytest.fixture
def house(use: Use) -> str:
    """An installation with an agreement."""
    url = use("huis.sqlite")
    with installed(url) as engine, writing(engine)() as session:
        agreement(session, settle(session))
    return url


def entries(url: str) -> list[JournalEntry]:
    engine = connect(url)
    with Session(engine) as session:
        found = list(session.scalars(select(JournalEntry).order_by(JournalEntry.id)))
        assert verify(session).faults == ()
    engine.dispose()
    return found


def test_an_installation_moves_to_another_machine(house: str, use: Use, tmp_path: Path) -> None:
    file = tmp_path / "alles.zip"
    written = run("export", str(file))
    assert written.exit_code == 0, written.output
    assert str(file) in written.output
    use("nieuw.sqlite")
    with installed(f"sqlite:///{tmp_path / 'nieuw.sqlite'}") as engine:
        read = run("import", str(file))
        assert read.exit_code == 0, read.output
        assert sum(rows_in(engine).values()) == manifest_of(file).rows + 1
    use("huis.sqlite")
    assert "sleutelbestand" in read.output
    before, after = entries(house), entries(f"sqlite:///{tmp_path / 'nieuw.sqlite'}")
    assert [one.digest for one in after[:-1]] == [one.digest for one in before[:-1]]
    assert (before[-1].tag, after[-1].tag) == ("exchange:archive:made", "exchange:archive:read-in")


def test_the_journal_knows_that_it_was_read_in_from_which_archive_and_by_whom(
    house: str, use: Use, tmp_path: Path
) -> None:
    file = tmp_path / "alles.zip"
    run("export", str(file))
    made = entries(house)[-1]
    url = use("nieuw.sqlite")
    with installed(url):
        assert run("import", str(file)).exit_code == 0
    read = entries(url)[-1]
    assert (read.subject, read.actor_id) == (made.subject, SYSTEM.id)
    assert read.origin == made.origin == ORIGIN
    manifest = manifest_of(file)
    assert read.details == {
        "made_at": manifest.made_at.isoformat().replace("+00:00", "Z"),
        "program": manifest.program,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "proven": True,
    }


def test_apart_from_that_entry_an_installation_that_was_read_in_is_equal(house: str, use: Use, tmp_path: Path) -> None:
    first, second = tmp_path / "alles.zip", tmp_path / "nog-eens.zip"
    assert house
    run("export", str(first))
    with installed(use("nieuw.sqlite")):
        assert run("import", str(first)).exit_code == 0
        assert run("export", str(second)).exit_code == 0
    before, after = dict(members(first)), dict(members(second))
    assert {name for name in before if before[name] != after[name]} == {
        "tables/journal_entry.jsonl",
        "tables/journal_head.jsonl",
        "manifest.json",
    }
    assert after["tables/journal_entry.jsonl"].startswith(before["tables/journal_entry.jsonl"])


def test_the_journal_knows_that_everything_was_taken_out_and_which_file_it_is(house: str, tmp_path: Path) -> None:
    before = len(entries(house))
    output = run("export", str(tmp_path / "alles.zip")).output
    after = entries(house)
    assert len(after) == before + 1
    assert (after[-1].tag, after[-1].actor_id, after[-1].origin) == ("exchange:archive:made", SYSTEM.id, ORIGIN)
    assert after[-1].subject in output
    assert (tmp_path / "alles.zip").read_bytes().endswith(after[-1].subject.encode())


def test_an_export_that_cannot_be_written_down_is_not_made(house: str, tmp_path: Path) -> None:
    engine = connect(house)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_more BEFORE INSERT ON journal_entry BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    engine.dispose()
    refused = run("export", str(tmp_path / "alles.zip"))
    assert refused.exit_code == 1
    assert "er is niets veranderd" in refused.output
    assert not [one for one in tmp_path.iterdir() if "alles" in one.name]


@pytest.mark.usefixtures("house")
def test_an_archive_that_exists_is_not_replaced_without_asking(tmp_path: Path) -> None:
    file = tmp_path / "alles.zip"
    file.write_text("an older one")
    refused = run("export", str(file))
    assert (refused.exit_code, file.read_text()) == (1, "an older one")
    assert run("export", "--replace", str(file)).exit_code == 0
    assert manifest_of(file).rows


def test_a_damaged_archive_is_refused_with_a_line_for_each_fault(house: str, use: Use, tmp_path: Path) -> None:
    file = tmp_path / "alles.zip"
    run("export", str(file))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    use("nieuw.sqlite")
    with installed(f"sqlite:///{tmp_path / 'nieuw.sqlite'}") as engine:
        refused = run("import", str(file))
        assert refused.exit_code == 1
        assert refused.output.splitlines()
        assert rows_in(engine) == {}
    assert entries(house)


def test_an_archive_whose_journal_was_changed_is_read_only_when_that_is_asked(
    house: str, use: Use, tmp_path: Path
) -> None:
    engine = connect(house)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_entry SET actor_name = 'somebody else' WHERE id = 2")
    engine.dispose()
    file = tmp_path / "alles.zip"
    run("export", str(file))
    use("nieuw.sqlite")
    with installed(f"sqlite:///{tmp_path / 'nieuw.sqlite'}") as engine:
        assert run("import", str(file)).exit_code == 1
        assert rows_in(engine) == {}
        assert run("import", "--despite-journal", str(file)).exit_code == 0
        assert rows_in(engine)


@pytest.mark.usefixtures("house")
def test_a_file_that_is_not_there_is_named() -> None:
    refused = run("import", "nergens.zip")
    assert refused.exit_code == 1
    assert "nergens.zip" in refused.output


def test_where_the_disk_is_full_nothing_is_read_in_and_the_database_stays_whole(
    house: str, use: Use, tmp_path: Path
) -> None:
    file = tmp_path / "alles.zip"
    run("export", str(file))
    use("vol.sqlite")
    with installed(f"sqlite:///{tmp_path / 'vol.sqlite'}") as engine:
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

        def fill_up(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + 5}")

        event.listen(Engine, "connect", fill_up)
        try:
            refused = run("import", str(file))
        finally:
            event.remove(Engine, "connect", fill_up)
        assert refused.exit_code == 1
        assert "full" in refused.output
        assert rows_in(engine) == {}
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert entries(house)
