"""One archive holds everything and gives it back, equal, on either database; or nothing happens at all."""

import fcntl
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from archives import (
    HEAD,
    NEW_YEAR,
    fill,
    install,
    installed,
    kept,
    manifest_of,
    members,
    read_in,
    refused,
    rows_in,
    stamp,
    write,
)
from partnerschapsakte.exchange.exporting import Made, Order, export
from partnerschapsakte.exchange.restoring import Wish, restore
from partnerschapsakte.exchange.rows import line_of
from partnerschapsakte.exchange.tables import KEPT, LEFT_OUT, all_tables, kept_tables
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.journal.queries import verify
from partnerschapsakte.journal.rules.work import WorkRetried
from partnerschapsakte.journal.service import record
from snapshots import once

MIB = 1 << 20


@pytest.fixture
def house(engine: Engine) -> Engine:
    """An installation with a few rows in every table."""
    once(engine, "a few rows in every table", lambda: settle_in(engine))
    return engine


def settle_in(engine: Engine) -> None:
    stamp(engine, HEAD)
    fill(engine)


@pytest.fixture
def empty(bare_database_url: str) -> Iterator[Engine]:
    """A second installation of the same kind, without rows."""
    engine = connect(bare_database_url)
    once(engine, "an empty installation", lambda: install(engine))
    yield engine
    engine.dispose()


@pytest.fixture
def archive(house: Engine, tmp_path: Path) -> Path:
    """An archive of the first installation."""
    file = tmp_path / "alles.zip"
    content = once(house, "an archive of a few rows in every table", lambda: written(house, file))
    file.write_bytes(content)
    return file


def written(engine: Engine, file: Path) -> bytes:
    write(engine, file)
    return file.read_bytes()


def journal_of_three(engine: Engine) -> None:
    with writing(engine)() as session:
        for number in range(3):
            record(session, Occasion(SYSTEM, NEW_YEAR, NEW_YEAR), WorkRetried(subject=str(number), task="t", key="k"))


def test_of_every_table_it_was_decided_whether_it_goes_along() -> None:
    assert {str(table.name) for table in all_tables()} == KEPT | LEFT_OUT.keys(), "exchange/tables.py"
    assert not KEPT & LEFT_OUT.keys()
    assert all(LEFT_OUT.values()), "with a reason"


def test_no_row_that_goes_along_needs_one_that_stays_behind() -> None:
    needs = [key.parent for table in kept_tables() for key in table.foreign_keys if key.column.table.name in LEFT_OUT]
    assert needs == []


def test_every_column_fits_in_a_line() -> None:
    for table in all_tables():
        assert msgspec.structs.fields(line_of(table))


def test_what_is_read_in_is_written_again_byte_for_byte(archive: Path, empty: Engine, tmp_path: Path) -> None:
    read_in(empty, archive)
    again = tmp_path / "again.zip"
    write(empty, again)
    assert manifest_of(again) == manifest_of(archive)
    assert again.read_bytes() == archive.read_bytes()


def test_an_archive_differs_only_by_its_moment_from_one_made_later(
    house: Engine, archive: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later.zip"
    moment = datetime(2031, 5, 6, tzinfo=UTC)
    export(house, Order(later, HEAD, moment))
    first, second = manifest_of(archive), manifest_of(later)
    assert second.made_at == moment
    assert msgspec.structs.replace(second, made_at=first.made_at) == first


def test_every_row_of_every_table_goes_along_but_what_is_left_out(house: Engine, archive: Path, empty: Engine) -> None:
    read_in(empty, archive)
    assert rows_in(empty) == kept(rows_in(house))
    assert set(rows_in(house)) == KEPT | LEFT_OUT.keys(), "the test has a row for every table"


def test_a_database_may_move_to_the_other_kind_and_back(archive: Path, empty: Engine, tmp_path: Path) -> None:
    read_in(empty, archive)
    with installed(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        there = tmp_path / "there.zip"
        write(empty, there)
        read_in(other, there)
        back = tmp_path / "back.zip"
        write(other, back)
        assert back.read_bytes() == archive.read_bytes()


def test_no_secret_of_a_session_is_in_an_archive(house: Engine, archive: Path) -> None:
    whole = b"".join(content for _, content in members(archive))
    with house.connect() as connection:
        for table in (one for one in all_tables() if one.name in LEFT_OUT):
            key = next(iter(table.primary_key.columns))
            for value in connection.scalars(select(key).where(key.is_not(None))):
                assert len(table.primary_key.columns) > 1 or str(value).encode() not in whole, table.name


def test_what_is_written_meanwhile_is_not_in_the_archive(house: Engine, tmp_path: Path) -> None:
    before = rows_in(house)
    others = connect(house.url.render_as_string(hide_password=False))
    seen: list[str] = []

    def work_on(part: str) -> None:
        seen.append(part)
        if part in {"party", "lot"}:
            with others.begin() as connection:
                connection.execute(text("UPDATE party SET name = 'changed while it was written'"))
                connection.execute(text("DELETE FROM sealed_chunk"))
                row = {"job": part, "succeeded_at": NEW_YEAR, "handled": 1}
                connection.execute(insert(Table.metadata.tables["sweep_log"]).values(row))

    file = tmp_path / "alles.zip"
    export(house, Order(file, HEAD, NEW_YEAR, told=work_on))
    others.dispose()
    assert {"party", "lot"} <= set(seen)
    assert {entry.name: entry.rows for entry in manifest_of(file).tables} == kept(before)
    assert b"changed while" not in b"".join(content for _, content in members(file))


def test_an_archive_that_is_there_is_replaced_only_when_that_was_asked(house: Engine, tmp_path: Path) -> None:
    file = tmp_path / "alles.zip"
    file.write_text("an older one")
    (fault,) = refused(lambda: write(house, file))
    assert "exists already" in fault.message.id
    assert file.read_text() == "an older one"
    export(house, Order(file, HEAD, NEW_YEAR, replace=True))
    assert manifest_of(file).rows
    assert list(tmp_path.glob(".*")) == []


def test_an_archive_is_for_its_owner_alone(house: Engine, tmp_path: Path) -> None:
    archive = tmp_path / "alles.zip"
    write(house, archive)
    assert archive.stat().st_mode & 0o777 == 0o600


def test_where_the_last_step_fails_no_archive_stays(house: Engine, tmp_path: Path) -> None:
    def fail(_: Made) -> None:
        raise OSError("the journal cannot be written")

    with pytest.raises(OSError, match="journal"):
        export(house, Order(tmp_path / "alles.zip", HEAD, NEW_YEAR, last=fail))
    assert not [one for one in tmp_path.iterdir() if "alles" in one.name]


def test_what_a_killed_export_left_is_cleared_but_not_what_another_is_writing(house: Engine, tmp_path: Path) -> None:
    left, busy = tmp_path / ".alles.zip.a.unfinished", tmp_path / ".alles.zip.b.unfinished"
    left.write_text("half")
    with busy.open("wb") as writing_it:
        fcntl.flock(writing_it, fcntl.LOCK_EX)
        write(house, tmp_path / "alles.zip")
    assert (left.exists(), busy.exists()) == (False, True)


def test_a_database_with_other_tables_is_not_written_out(house: Engine, tmp_path: Path) -> None:
    stamp(house, "0001")
    (fault,) = refused(lambda: write(house, tmp_path / "alles.zip"))
    assert dict(fault.message.values) == {"current": "0001", "head": HEAD}
    assert not (tmp_path / "alles.zip").exists()


def test_an_archive_is_read_into_an_empty_database_only(house: Engine, archive: Path) -> None:
    before = rows_in(house)
    (fault,) = refused(lambda: read_in(house, archive))
    assert "not empty" in fault.message.id
    assert rows_in(house) == before


def test_a_single_row_of_what_is_left_out_also_makes_a_database_not_empty(archive: Path, empty: Engine) -> None:
    table = Table.metadata.tables["failed_sign_in"]
    with empty.begin() as connection:
        connection.execute(insert(table).values(id="1", fingerprint="x", failed_at=NEW_YEAR))
    (fault,) = refused(lambda: read_in(empty, archive))
    assert dict(fault.message.values) == {"tables": "failed_sign_in"}


def test_an_archive_is_not_read_into_a_database_that_was_not_migrated(archive: Path, empty: Engine) -> None:
    stamp(empty, "0001")
    (fault,) = refused(lambda: read_in(empty, archive))
    assert "migrate" in fault.message.id
    assert rows_in(empty) == {}


def test_a_file_that_is_not_there_is_said(empty: Engine, tmp_path: Path) -> None:
    (fault,) = refused(lambda: read_in(empty, tmp_path / "nergens.zip"))
    assert "no file" in fault.message.id


def test_the_next_row_is_numbered_after_the_last_that_was_read_in(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    stamp(engine, HEAD)
    journal_of_three(engine)
    write(engine, tmp_path / "alles.zip")
    read_in(empty, tmp_path / "alles.zip")
    journal_of_three(empty)
    with Session(empty) as session:
        assert list(session.scalars(select(JournalEntry.id).order_by(JournalEntry.id))) == [1, 2, 3, 4, 5, 6]
        assert verify(session).faults == ()


def test_a_journal_that_does_not_hold_together_is_refused_unless_that_was_asked(
    engine: Engine, empty: Engine, tmp_path: Path
) -> None:
    stamp(engine, HEAD)
    journal_of_three(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal_entry SET actor_name = 'somebody else' WHERE id = 2"))
    file = tmp_path / "alles.zip"
    write(engine, file)

    def prove(session: Session) -> list[Sentence]:
        return [finding.message for finding in verify(session).faults]

    assert refused(lambda: restore(empty, Wish(file, HEAD, prove)))
    assert rows_in(empty) == {}
    read_in(empty, file)
    assert rows_in(empty)["journal_entry"] == 3


def test_when_the_proof_fails_nothing_stays(archive: Path, empty: Engine) -> None:
    (fault,) = refused(lambda: restore(empty, Wish(archive, HEAD, lambda _: [say("The journal is broken.")])))
    assert fault.message.id == "The journal is broken."
    assert rows_in(empty) == {}


def test_files_are_written_and_read_a_few_at_a_time(engine: Engine, empty: Engine, tmp_path: Path) -> None:
    stamp(engine, HEAD)
    table = Table.metadata.tables["sealed_chunk"]
    with engine.begin() as connection:
        for number in range(40):
            body = number.to_bytes(2) * (MIB // 2)
            connection.execute(insert(table).values(part_id="p", number=number, body=body, kept_at=NEW_YEAR))
    file = tmp_path / "alles.zip"
    tracemalloc.start()
    try:
        write(engine, file)
        read_in(empty, file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert file.stat().st_size > 40 * MIB
    assert most < 20 * MIB
