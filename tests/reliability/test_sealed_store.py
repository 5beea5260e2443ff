"""R7 on what is stored: a canary is nowhere before the opening, a large part is not held, a kill leaves nothing."""

import contextlib
import io
import json
import logging
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, inspect, select, text

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.sealed.models import OpenedChunk, OpenedPart, SealedChunk, SealedPart, Vault
from partnerschapsakte.sealed.queries import notices
from partnerschapsakte.sealed.schemas import PartReceipt
from partnerschapsakte.sealed.service import receiving
from partnerschapsakte.sealed.service.vaults import TELL_DEADLINE_MOVED
from partnerschapsakte.sealed.storage.chunks import LEFT_OVER_AFTER, sweep_left_over
from partnerschapsakte.sealed.word.letters import notice
from sealed_factory import DEADLINE, MINUTE, SECOND, House

TESTS = Path(__file__).parents[1]
CANARY = "KANARIE-5be1c7"
CONTENT = f"de prijs is {CANARY}-inhoud ".encode() * 100_000  # 2.8 MB: three rows
NAME = f"{CANARY}-naam.pdf"
ALLOWED = 64 * 1024**2


def everywhere(engine: Engine, folder: Path) -> dict[str, bytes]:
    """Return all that is stored: the files of the database and a backup of it, or every row of a server."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        backup = folder / "backup.sqlite"
        with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(backup)) as target:
            source.backup(target)
        found = [*file.parent.glob(f"{file.name}*"), backup]
        assert any(one.name.endswith("-wal") for one in found)
        return {one.name: one.read_bytes() for one in found}
    rows: dict[str, bytes] = {}
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            answer = connection.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608 - our own tables
            rows[table] = b"\n".join(
                bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                for row in answer
                for value in row
            )
    return rows


@contextlib.contextmanager
def logged() -> Generator[io.StringIO]:
    """Write down everything that any logger says, statements with their parameters included."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root, statements = logging.getLogger(), logging.getLogger("sqlalchemy.engine")
    before = root.level, statements.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    statements.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        statements.setLevel(before[1])


def mails(house: House) -> str:
    """Return every mail that is owed, as it would leave."""
    with house.unit() as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.task == TELL_DEADLINE_MOVED)).all()
        today = local_date(house.clock.at)
        told = [notices.deadline_notice(session, **one.payload, today=today) for one in owed]
    return "\n".join("\n".join(notice(one, "nl", "")) for one in told if one)


def holding(canary: str, places: dict[str, bytes]) -> list[str]:
    """Return where a canary is met, as it is or as a log and JSON would write it."""
    forms = {canary.encode(), canary.encode().hex().encode(), canary.encode("utf-16-le")}
    return [name for name, content in places.items() if any(form in content for form in forms)]


def handed_in(house: House, openers: tuple[Actor, ...]) -> str:
    """Make a vault in which canaries were submitted, replaced, withdrawn and left as a draft."""
    vault_id = house.receiving_vault(openers)
    tenderer, other = house.tenderer("De Eik", vault_id), house.tenderer("De Linde", vault_id)
    house.hand_in(tenderer, vault_id, CONTENT, NAME)
    house.hand_in(tenderer, vault_id, CONTENT, NAME)
    house.hand_in(other, vault_id, CONTENT, NAME)
    receiving.withdraw(house.counter(other), vault_id)
    house.send(other, vault_id, CONTENT, NAME)
    house.move(openers[0], vault_id, DEADLINE + MINUTE)
    return vault_id


def test_a_canary_is_stored_nowhere_before_the_opening_and_is_found_after_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with logged() as said, contextlib.closing(House(connect(database_url))) as house:  # the engine asks its logger once
        openers = house.openers(3)
        vault_id = handed_in(house, openers)
        for moment in (DEADLINE + MINUTE, DEADLINE + MINUTE + SECOND):
            house.clock.at = moment
            house.give_key(openers[0], vault_id)
            places = everywhere(house.engine, tmp_path)
            places["log"], places["mail"] = said.getvalue().encode(), mails(house).encode()
            places |= {file.name: file.read_bytes() for file in temporary.rglob("*") if file.is_file()}
            assert holding(CANARY, places) == []
            assert len(places["log"]) > 10_000
            assert "De Eik" in mails(house)
        house.give_key(openers[1], vault_id)
        with house.unit() as session:
            assert session.scalars(select(OpenedPart.name)).all() == [NAME]
            chunks = session.scalars(select(OpenedChunk.body).order_by(OpenedChunk.number)).all()
            assert b"".join(chunks) == CONTENT
        assert holding(CANARY, everywhere(house.engine, tmp_path)) != []


def test_the_search_for_a_canary_finds_one(database_url: str, engine: Engine, tmp_path: Path) -> None:
    house = House(engine)
    openers = house.openers(3)
    house.vault(openers, title=f"{CANARY} in de titel")
    assert holding(CANARY, everywhere(engine, tmp_path)) != []
    assert database_url


def trial(house: House, vault_id: str, tenderer: Actor, megabytes: int) -> subprocess.Popen[str]:
    """Let a tenderer send a part in a process of its own."""
    url = house.engine.url.render_as_string(hide_password=False)
    script = str(TESTS / "reliability" / "sealed_trials.py")
    command = [sys.executable, script, url, vault_id, tenderer.id, tenderer.party_id or "", str(megabytes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(TESTS)})


def prepared(engine: Engine) -> tuple[House, str, Actor, tuple[Actor, ...]]:
    house = House(engine)
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    return house, vault_id, house.tenderer("De Eik", vault_id), openers


@pytest.mark.slow
def test_a_part_of_200_megabytes_is_received_in_little_memory(engine: Engine) -> None:
    house, vault_id, tenderer, _ = prepared(engine)
    with trial(house, vault_id, tenderer, 200) as process:
        found = json.loads(process.communicate()[0].splitlines()[-1])
    assert found["size"] == 200 * 1024**2
    assert found["grown"] < ALLOWED
    with house.unit() as session:
        sizes = select(func.max(func.length(SealedChunk.body)), func.count()).select_from(SealedChunk)
        largest, rows = session.execute(sizes).one()
    assert largest == 1024**2
    assert rows >= 204


@pytest.mark.slow
def test_a_kill_halfway_leaves_no_part_and_the_tenderer_sends_again(engine: Engine) -> None:
    house, vault_id, tenderer, openers = prepared(engine)
    with trial(house, vault_id, tenderer, 2000) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        while chunks(house) < 20:
            time.sleep(0.05)
        process.kill()
    with house.unit() as session:
        assert len(session.scalars(select(SealedPart.id)).all()) == 1  # the small one, before it
    assert chunks(house) >= 20
    with house.unit() as session:
        sweep_left_over(session, house.clock.at + LEFT_OVER_AFTER + SECOND)
    assert chunks(house) < 10
    again = house.send(tenderer, vault_id, b"opnieuw", "opnieuw.pdf")
    assert isinstance(again, PartReceipt)
    house.submit(tenderer, vault_id)
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        assert session.scalars(select(OpenedPart.intact)).all() == [True, True]
        assert session.scalar(select(Vault.opened_at)) is not None


def chunks(house: House) -> int:
    with house.unit() as session:
        return session.scalar(select(func.count()).select_from(SealedChunk)) or 0
