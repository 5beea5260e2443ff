"""R7 through the doors: what a tenderer sends by the form or the API lies nowhere readable before the opening.

Looked through are the files or the tables of the database, its write-ahead log, an archive of our own ``export``, logs,
mails, temporary files and every document. The same search finds the canary after the opening.
"""

import base64
import contextlib
import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text

from archives import HEAD, stamp
from doors.sealed_doors import Doors, doors_of
from partnerschapsakte.exchange.exporting import Order, export
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.database import connect, writing
from partnerschapsakte.foundation.identity import random_id
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.gateways.office import office_available, pdf_of
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.sealed.models import OpenedPart
from partnerschapsakte.tasks import TASKS, Desk
from reliability.test_sealed_store import logged
from sealed_factory import DEADLINE, MINUTE, SECOND, House

# Another in each run: the log of a server keeps what earlier runs wrote.
CANARY = f"KANARIE-{random_id()}"
CONTENT = f"de prijs is {CANARY}-inhoud ".encode() * 100_000
NAME = f"{CANARY}-naam.pdf"
AT_API = {"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{NAME}"'}
Places = dict[str, bytes]


def forms(canary: str) -> set[bytes]:
    """Return how a canary looks as it is, in hexadecimal, in UTF-16, and in Base64 wherever it begins there."""
    plain = canary.encode()
    shifted = (base64.b64encode(b"\0" * shift + plain)[(shift * 4 + 2) // 3 :] for shift in range(3))
    return {
        plain,
        plain.hex().encode(),
        plain.hex().upper().encode(),
        canary.encode("utf-16-le"),
        *(one[: len(one) - 4] for one in shifted),
    }


def holding(places: Places) -> list[str]:
    """Return where the canary is met."""
    wanted = forms(CANARY)
    return [name for name, content in places.items() if any(form in content for form in wanted)]


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give a file, and what is packed in it, however deep: a Word file and an archive hide what they hold."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):  # a random key may begin as an archive does
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.namelist():
                yield from unpacked(f"{name}/{member}", packed.read(member))


def rows_of(engine: Engine) -> Places:
    """Return every value of every table, bytes as bytes, and what is packed in them."""
    found: Places = {}
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for at, row in enumerate(connection.execute(text(f'SELECT * FROM "{table}"'))):  # noqa: S608 - our own
                for column, value in row._mapping.items():
                    raw = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    found |= unpacked(f"{table}.{column} {at}", raw)
    return found


def files_of(engine: Engine, since: float) -> Places:
    """Return the files of the database, its write-ahead log too; of a server only the log, where we may read it."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        with contextlib.closing(sqlite3.connect(file)) as source:
            backup = b"".join(line.encode() for line in source.iterdump())
        found = {one.name: one.read_bytes() for one in file.parent.glob(f"{file.name}*")}
        assert any(name.endswith("-wal") for name in found)
        return found | {"dump": backup}
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT pg_has_role(current_user, 'pg_read_all_settings', 'MEMBER')")):
            return {}  # the server tells an ordinary role not where its files are; `.ci/run` grants it
        folder = Path(str(connection.scalar(text("SHOW data_directory")))) / "pg_wal"
    if not os.access(folder, os.R_OK):
        return {}
    logs = [one for one in folder.iterdir() if one.is_file() and one.stat().st_mtime >= since]
    return {one.name: one.read_bytes() for one in logs}


def archive_of(engine: Engine, file: Path) -> Places:
    """Return what an archive of everything holds."""
    export(engine, Order(file, HEAD, DEADLINE, replace=True))
    return dict(unpacked("archive", file.read_bytes()))


def mails_of(house: House) -> bytes:
    """Return every mail about vaults that is owed, as it leaves."""
    sent: list[Mail] = []
    desk = Desk(begin=writing(house.engine), send=sent.append, now=house.clock.now)
    with house.unit() as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.task.startswith("sealed.tell"))).all()
    for one in owed:
        TASKS[one.task](desk, one.payload)
    return "\n".join(f"{mail.addresses} {mail.subject} {mail.text}" for mail in sent).encode()


def documents_of(places: Places) -> Places:
    """Return the PDF of every document that was issued, where LibreOffice is installed, as text and as bytes."""
    words = {name: body for name, body in places.items() if name.startswith("issued_document.body") and "/" not in name}
    return {f"pdf {name}": pdf_of(body) or b"" for name, body in words.items()} if office_available() else {}


def hand_in(doors: Doors, house: House, openers: tuple[Actor, ...]) -> str:
    """Hand in by the form and by the API; replace, withdraw, and leave a draft."""
    vault_id = house.receiving_vault(openers)
    eik, linde = house.tenderer("De Eik", vault_id), house.tenderer("De Linde", vault_id)
    form = [("delen", (NAME, CONTENT, f"text/{CANARY}")), ("daarna", (None, "indienen"))]
    for _ in range(2):
        assert NAME in doors.upload(eik, f"/kluizen/{vault_id}/inschrijving/delen", form)
    at = f"/vaults/{vault_id}"
    for _ in range(2):
        assert doors.ask(linde, "PUT", f"{at}/draft/parts/1", content=CONTENT, headers=AT_API).status_code == 200
        assert doors.ask(linde, "PUT", f"{at}/submission").status_code == 200
    assert doors.ask(linde, "DELETE", f"{at}/submission").status_code == 204
    assert doors.ask(linde, "PUT", f"{at}/draft/parts/2", content=CONTENT, headers=AT_API).status_code == 200
    house.move(openers[0], vault_id, DEADLINE + MINUTE)
    return vault_id


@dataclass
class Search:
    """Looks through everything that one installation stores, says and sends."""

    house: House
    said: io.StringIO
    capsys: pytest.CaptureFixture[str]
    folder: Path
    since: float
    printed: str = ""

    def places(self) -> Places:
        """Return all of it as it is now."""
        self.printed += "".join(self.capsys.readouterr())
        found = rows_of(self.house.engine) | files_of(self.house.engine, self.since)
        found |= archive_of(self.house.engine, self.folder / "alles.zip") | documents_of(found)
        found |= {"log": self.said.getvalue().encode(), "printed": self.printed.encode(), "mail": mails_of(self.house)}
        temporary = (self.folder / "temporary").rglob("*")
        return found | {one.name: one.read_bytes() for one in temporary if one.is_file()}

    def find_nothing(self) -> None:
        """Hold that the canary is nowhere, and that there was something to look through."""
        found = self.places()
        assert holding(found) == []
        assert b"De Eik" in found["mail"]
        assert b"/inschrijving/delen" not in found["printed"], "logs do not tell that somebody came by"
        assert len(found["log"]) > 10_000
        assert any(name.startswith("archive/") for name in found)

    def find_it(self) -> None:
        """Hold that this search finds the canary where it lies once the vault was opened."""
        met = holding(self.places())
        for place in ("opened_chunk.body", "opened_part.name", "archive/", "issued_document.body"):
            assert any(name.startswith(place) for name in met), place
        logs = files_of(self.house.engine, self.since)
        assert not logs or any(name in met for name in logs), "the write-ahead log is where it is searched"


@pytest.mark.slow
def test_what_was_sent_through_the_doors_is_readable_nowhere_before_the_opening(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    since = tmp_path.stat().st_mtime - 1  # by the clock of the disk
    with logged() as said, contextlib.closing(House(connect(database_url))) as house:
        stamp(house.engine, HEAD)
        house.dossier()
        search = Search(house, said, capsys, tmp_path, since)
        with doors_of(house, watched=True) as doors:
            openers = house.openers(3)
            vault_id = hand_in(doors, house, openers)
            house.clock.at = DEADLINE + MINUTE
            assert isinstance(house.give_key(openers[0], vault_id), Refusal)
            search.find_nothing()
            house.clock.at += SECOND
            house.give_key(openers[0], vault_id)
            search.find_nothing()
            house.give_key(openers[1], vault_id)
        with house.unit() as session:
            assert session.scalars(select(OpenedPart.name)).all() == [NAME]
        search.find_it()


def test_every_disguise_of_a_canary_is_known() -> None:
    disguised = [
        CANARY.encode(),
        CANARY.encode().hex().encode(),
        CANARY.encode("utf-16-le"),
        *(base64.b64encode(b"x" * before + CANARY.encode() + b"y" * 7) for before in range(6)),
    ]
    assert all(holding({"place": b"..." + one + b"..."}) for one in disguised)
    assert holding({"place": base64.b64encode(b"iets heel anders, en lang genoeg")}) == []
