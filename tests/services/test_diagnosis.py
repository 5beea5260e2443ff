"""The doctor finds every fault that was put in, says which, and says nothing of an installation that is in order."""

import hashlib
import shutil
import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, UpdateBase, delete, insert, select, text, update
from sqlalchemy import Table as Columns
from sqlalchemy.orm import Session

from archives import HEAD, fill, installed, stamp
from partnerschapsakte.cli import surroundings
from partnerschapsakte.cli.diagnosis import _inside, diagnose
from partnerschapsakte.cli.soundness import Line
from partnerschapsakte.cli.surroundings import GB, MB, room
from partnerschapsakte.documents.rules.files import FileUploaded
from partnerschapsakte.documents.rules.issuing import DocumentIssued, PdfMade
from partnerschapsakte.exchange.tables import all_tables
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import Table, connect, reading, writing
from partnerschapsakte.foundation.keys import Keyring, read_keyring
from partnerschapsakte.journal.queries import checkpoints
from partnerschapsakte.journal.rules.checkpoints import origin_of
from partnerschapsakte.journal.service import Owed, make_checkpoint, record
from partnerschapsakte.journal.storage import file_checkpoint
from partnerschapsakte.reminders.service import note_success
from partnerschapsakte.settings import Settings
from services.contracts.exemplum import agreement, on, settle
from snapshots import once

DAY = date(2020, 1, 2)
NOW = noon(DAY) + timedelta(hours=1)
PAGE = 4096
BODY = b"the bytes of a document"
SHA256 = hashlib.sha256(BODY).hexdigest()
APART = "Verschil met de klok van de databaseserver"
FOREIGN_KEYS = text(
    "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND to_regclass(quote_ident(:of)) IN (conrelid, confrelid)"
)
Break = Callable[[Engine, Settings], None]


def table(name: str) -> Columns:
    all_tables()
    return Table.metadata.tables[name]


def by_hand(engine: Engine, *statements: UpdateBase) -> None:
    """Do what a hand in the database does: no rule, no journal, no foreign key in the way."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for statement in statements:
                with without_foreign_keys(connection, statement):
                    connection.execute(statement)
        connection.invalidate()


@contextmanager
def without_foreign_keys(connection: Connection, statement: UpdateBase) -> Generator[None]:
    """Take the keys from and to its table away on PostgreSQL, and put them back for what is written from then on.

    To switch them off takes a right that no ordinary role has.
    """
    keys: Sequence[Any] = ()
    if connection.dialect.name == "postgresql":
        keys = connection.execute(FOREIGN_KEYS, {"of": statement.entity_description["name"]}).all()
    for on_table, name, _ in keys:
        connection.execute(text(f"ALTER TABLE {on_table} DROP CONSTRAINT {name}"))
    yield
    for on_table, name, told in keys:
        definition = told.removesuffix(" NOT VALID")
        connection.execute(text(f"ALTER TABLE {on_table} ADD CONSTRAINT {name} {definition} NOT VALID"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def post_office() -> Iterator[Controller]:
    """A mail server that answers."""
    controller = Controller(object(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    if controller.server is not None:
        controller.stop()


@pytest.fixture
def settings(engine: Engine, tmp_path: Path, post_office: Controller) -> Settings:
    """The settings of an installation in order."""
    return Settings(
        database_url=engine.url.render_as_string(hide_password=False),
        key_file=tmp_path / "sleutel" / "installatie.key",
        checkpoint_folder=tmp_path / "buiten",
        smtp_host="127.0.0.1",
        smtp_port=post_office.port,
        smtp_encryption="none",
        smtp_timeout_seconds=2,
    )


def put_files(session: Session, dossier: str, subject: str) -> None:
    """Keep a document, its PDF, an uploaded file and what was opened of a vault, each with its entry."""
    kept: dict[str, Any] = {"sha256": SHA256, "size": len(BODY)}
    texts = dict.fromkeys(
        ("kind", "title", "about", "file_name", "template", "template_version", "template_sha256", "fingerprint"), "x"
    )
    by = {"uploaded_by": "x", "uploaded_by_name": "x", "uploaded_at": NOW}
    rows = {
        "issued_document": {"id": "d", "dossier_id": dossier, "subject": subject, "content": {}, "issued_at": NOW}
        | texts
        | kept
        | {"body": BODY},
        "issued_pdf": {"document_id": "d", "made_at": NOW, "body": BODY} | kept,
        "kept_file": {"id": "f", "dossier_id": dossier, "title": "x", "name": "x", "media_type": "x", "scanned": True}
        | by
        | kept
        | {"version": 1},
        "kept_file_body": {"file_id": "f", "body": BODY},
    }
    for name, row in rows.items():
        session.execute(insert(table(name)).values(row))
    issued = ("kind", "title", "file_name", "template", "template_version", "template_sha256")
    facts = (
        DocumentIssued(subject=subject, document_id="d", sha256=SHA256, **dict.fromkeys(issued, "x")),
        PdfMade(subject=subject, document_id="d", sha256=SHA256),
        FileUploaded(subject="f", party_id=None, title="x", name="x", media_type="x", scanned=True, **kept),
    )
    for fact in facts:
        owed = Owed("documents.make_pdf", f"pdf:{fact.tag}", {"document_id": "d"})
        record(session, on(DAY), fact, dossier_id=dossier, owing=[owed])


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key of the installation in order, in each test the same: its checkpoint was signed by it."""
    file = tmp_path_factory.mktemp("sleutel") / "installatie.key"
    read_keyring(file)
    return file


@pytest.fixture
def house(engine: Engine, settings: Settings, key_file: Path) -> Engine:
    """An installation with an agreement, files, a checkpoint, and reminders that were looked through."""
    once(engine, "an installation in order", lambda: put_in_order(engine, read_keyring(key_file)))
    settings.key_file.parent.mkdir()
    shutil.copy(key_file, settings.key_file)
    with reading(engine)() as session:
        assert settings.checkpoint_folder
        file_checkpoint(settings.checkpoint_folder, checkpoints(session)[0])
    return engine


def put_in_order(engine: Engine, keys: Keyring) -> None:
    """Put on record what the database of the installation in order holds."""
    stamp(engine, HEAD)
    with writing(engine)() as session:
        world = settle(session, DAY)
        put_files(session, world.dossier, agreement(session, world, DAY).id)
        note_success(session, NOW, "sweep", 0)
    with writing(engine)() as session:
        make_checkpoint(session, on(DAY), keys, origin=origin_of("exemplum.example"))
    by_hand(engine, update(table("outbox_message")).values(settled_at=NOW))


def complaints(engine: Engine, settings: Settings, now: datetime = NOW) -> list[str]:
    """Return what the doctor finds wrong; that the clock of the server has gone on since then is left out."""
    return [line.text for line in lines(engine, settings, now) if not line.healthy]


def lines(engine: Engine, settings: Settings, now: datetime = NOW) -> list[Line]:
    return [line for line in diagnose(settings, engine, lambda: now) if not line.text.startswith(APART)]


def test_of_an_installation_in_order_the_doctor_has_nothing_to_say(house: Engine, settings: Settings) -> None:
    assert complaints(house, settings) == []
    assert all(line.told.startswith("goed  ") for line in lines(house, settings))


def test_the_doctor_says_how_to_let_checkpoints_leave_where_they_go_nowhere(house: Engine, settings: Settings) -> None:
    inside = settings.model_copy(update={"checkpoint_folder": None})
    (told,) = [line.told for line in lines(house, inside) if not line.told.startswith("goed")]
    assert told.startswith("let op  Controlepunten gaan nergens heen")
    assert "PARTNERSCHAPSAKTE_CHECKPOINT_RECIPIENTS of PARTNERSCHAPSAKTE_CHECKPOINT_FOLDER" in told
    mailed = inside.model_copy(update={"checkpoint_recipients": ("auditor@exemplum.example",)})
    assert all(line.told.startswith("goed") for line in lines(house, mailed))


def test_the_doctor_says_that_work_went_wrong_and_is_tried_again(house: Engine, settings: Settings) -> None:
    by_hand(house, update(table("outbox_message")).values(settled_at=None, due_at=NOW, last_error="x"))
    told = [line.told for line in lines(house, settings) if not line.told.startswith("goed")]
    assert told == ["let op  Werk dat misging en opnieuw wordt geprobeerd: 3."]


def changed(name: str, **values: Any) -> Break:
    """Change every row of a table by hand."""
    return lambda engine, _: by_hand(engine, update(table(name)).values(**values))


def emptied(*names: str) -> Break:
    """Delete every row of these tables by hand."""
    return lambda engine, _: by_hand(engine, *(delete(table(name)) for name in names))


def a_file_nobody_recorded(engine: Engine, _: Settings) -> None:
    kept = {"sha256": SHA256, "size": len(BODY), "title": "x", "name": "x", "media_type": "x", "scanned": True}
    by = {"uploaded_by": "x", "uploaded_by_name": "x", "uploaded_at": NOW}
    row = {"id": "smuggled", "dossier_id": "x", "version": 1, **kept, **by}
    by_hand(engine, insert(table("kept_file")).values(row))
    by_hand(engine, insert(table("kept_file_body")).values(file_id="smuggled", body=BODY))


def an_opened_part_that_differs(engine: Engine, _: Settings) -> None:
    row = {"id": "p", "vault_id": "v", "submission_id": "s", "number": 1, "name": "x", "media_type": "x", "size": 1}
    by_hand(
        engine,
        insert(table("opened_part")).values(**row, sha256=SHA256, intact=True),
        insert(table("opened_chunk")).values(part_id="p", number=1, body=b"other bytes"),
    )


def one_entry(**values: Any) -> Break:
    """Change the second entry of the journal by hand."""
    entries = table("journal_entry")
    return lambda engine, _: by_hand(engine, update(entries).where(entries.c.number == 2).values(**values))


def an_entry_taken_out(engine: Engine, _: Settings) -> None:
    entries, owed = table("journal_entry"), table("outbox_message")
    by_hand(engine, update(owed).values(entry_id=None), delete(entries).where(entries.c.number == 2))


def cut_off(engine: Engine, _: Settings) -> None:
    """Somebody removed the end of the journal, and let its head agree."""
    entries, heads, owed = table("journal_entry"), table("journal_head"), table("outbox_message")
    by_hand(
        engine,
        update(owed).values(entry_id=None),
        delete(entries).where(entries.c.number > 2),
        update(heads).values(number=2, digest=select(entries.c.digest).where(entries.c.number == 2).scalar_subquery()),
    )


def begun_anew(engine: Engine, _: Settings) -> None:
    """Somebody emptied the journal with all that proves it; only the folder outside still knows."""
    names = ("outbox_message", "journal_checkpoint", "journal_entry", "journal_head")
    files = ("issued_pdf", "issued_document", "kept_file_body", "kept_file")
    by_hand(engine, *(delete(table(name)) for name in (*names, *files)))


def key_open_to_others(_: Engine, settings: Settings) -> None:
    settings.key_file.chmod(0o640)


def key_lost(_: Engine, settings: Settings) -> None:
    settings.key_file.unlink()


def key_damaged(_: Engine, settings: Settings) -> None:
    settings.key_file.write_text("no key")


def key_of_another(_: Engine, settings: Settings) -> None:
    settings.key_file.unlink()
    read_keyring(settings.key_file)


def checkpoint_outside_differs(_: Engine, settings: Settings) -> None:
    assert settings.checkpoint_folder
    (file,) = settings.checkpoint_folder.iterdir()
    file.write_text(file.read_text().replace("\n", "\n1", 1))


def a_milestone_moved(engine: Engine, _: Settings) -> None:
    by_hand(engine, update(table("milestone")).values(on=date(2099, 1, 1)))


FAULTS: dict[str, tuple[Break, str]] = {
    "tables of another version": (lambda engine, _: stamp(engine, "0001"), "versie 0001"),
    "a row that points at nothing": (emptied("budget_year", "agreement"), "verwijzen dat er niet is: agreement_"),
    "a document with other bytes": (changed("issued_document", body=b"other"), "issued_document d (gewijzigd)"),
    "a document with other bytes and their hash": (
        changed("issued_document", body=b"other", size=5, sha256=hashlib.sha256(b"other").hexdigest()),
        "issued_document d (gewijzigd)",
    ),
    "a document with another hash": (changed("issued_document", sha256="0" * 64), "issued_document d (gewijzigd)"),
    "a document with another size": (changed("issued_document", size=1), "issued_document d (gewijzigd)"),
    "a document that is gone": (emptied("issued_pdf", "issued_document"), "issued_document d (weg)"),
    "a PDF with other bytes": (changed("issued_pdf", body=b"other"), "issued_pdf d (gewijzigd)"),
    "a PDF that is gone": (emptied("issued_pdf"), "issued_pdf d (weg)"),
    "a file with other bytes": (changed("kept_file_body", body=b"other"), "kept_file f (gewijzigd)"),
    "a file without bytes": (emptied("kept_file_body"), "kept_file f (weg)"),
    "a file that is gone": (emptied("kept_file_body", "kept_file"), "kept_file f (weg)"),
    "a file that nobody recorded": (a_file_nobody_recorded, "kept_file smuggled (niet in het journaal)"),
    "an opened tender with other bytes": (an_opened_part_that_differs, "opened_part p (gewijzigd)"),
    "a date in the agenda that moved": (a_milestone_moved, "afwijken van de akten: Partnerschapsakte Exemplum"),
    "a date without a next reminder": (changed("milestone", next_on=None), "zonder volgende herinnering: "),
    "a dossier without a reachable person": (changed("person", disabled_at=NOW), "bereikbare contractmanager: 1"),
    "an entry with another actor": (one_entry(actor_name="somebody"), "Journaal: "),
    "an entry with another moment": (one_entry(recorded_at=NOW - timedelta(days=9)), "Journaal: "),
    "an entry with other details": (one_entry(details={"a": 1}), "Journaal: "),
    "an entry out of the chain": (one_entry(number=None), "Journaal: "),
    "an entry that was taken out": (an_entry_taken_out, "Journaal: "),
    "a journal that was cut off": (cut_off, "Journaal: "),
    "a journal that was begun anew": (begun_anew, "Controlepunten buiten de database"),
    "a checkpoint that was not signed here": (key_of_another, "Journaal: "),
    "a checkpoint that was changed": (changed("journal_checkpoint", root="0" * 64), "Journaal: "),
    "a copy of a checkpoint that differs": (checkpoint_outside_differs, "Controlepunten buiten de database"),
    "a clock behind the journal": (changed("sweep_log", succeeded_at=NOW), "Klok: "),
    "work that is stuck": (changed("outbox_message", settled_at=None, parked_at=NOW), "vijf keer mislukte"),
    "work that waits too long": (
        changed("outbox_message", settled_at=None, due_at=NOW - timedelta(hours=2)),
        "Werk dat wacht: ",
    ),
    "reminders that stopped": (changed("sweep_log", succeeded_at=NOW - timedelta(hours=27)), "Herinneringen"),
    "reminders that never began": (emptied("sweep_log"), "Herinneringen het laatst nagelopen: nog niet."),
    "no checkpoint for a day": (
        changed("journal_checkpoint", made_at=NOW - timedelta(hours=27)),
        "Laatste controlepunt",
    ),
    "a key that others can read": (key_open_to_others, "leesbaar voor anderen"),
    "a key that is lost": (key_lost, "weg. Zet de kopie terug"),
    "a key that is damaged": (key_damaged, "onbruikbaar"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_doctor_finds(fault: str, house: Engine, settings: Settings) -> None:
    break_it, words = FAULTS[fault]
    break_it(house, settings)
    now = NOW - timedelta(days=1) if fault == "a clock behind the journal" else NOW
    found = complaints(house, settings, now)
    assert any(words in line for line in found), found


def test_the_doctor_finds_a_mail_server_that_does_not_answer(
    house: Engine, settings: Settings, post_office: Controller
) -> None:
    post_office.stop()
    assert [line for line in complaints(house, settings) if "geen verbinding" in line]


def test_the_doctor_finds_a_mail_server_that_cannot_protect_the_line(house: Engine, settings: Settings) -> None:
    strict = settings.model_copy(update={"smtp_encryption": "starttls"})
    assert [line for line in complaints(house, strict) if "geen verbinding" in line]


def test_the_doctor_finds_a_mail_server_that_refuses_the_password(house: Engine, settings: Settings) -> None:
    named = settings.model_copy(update={"smtp_username": "akten", "smtp_password": SecretStr("fout")})
    found = complaints(house, named)
    assert [line for line in found if "geen verbinding" in line]
    assert "fout" not in " ".join(found)


def test_the_doctor_finds_that_no_mail_server_is_set(house: Engine, settings: Settings) -> None:
    assert complaints(house, settings.model_copy(update={"smtp_host": None})) == [
        "Mailserver: niet ingesteld, mail blijft wachten."
    ]


@pytest.mark.parametrize(
    ("free", "begins"), [(GB, "goed"), (GB - 1, "let op"), (200 * MB, "let op"), (200 * MB - 1, "FOUT"), (0, "FOUT")]
)
def test_the_doctor_warns_of_little_room_and_refuses_hardly_any(free: int, begins: str) -> None:
    assert room(free).told.startswith(begins)


def test_the_disk_of_a_database_server_is_for_who_keeps_that_server(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"database_url": "postgresql+psycopg://u:geheim@db.exemplum.example/akten"})
    (line,) = surroundings.disk(elsewhere)
    assert line.told.startswith("goed  De database staat op een PostgreSQL-server (db.exemplum.example)")
    assert "geheim" not in line.text


def test_a_new_installation_without_dates_need_not_have_looked_through_reminders(
    engine: Engine, settings: Settings
) -> None:
    stamp(engine, HEAD)
    assert complaints(engine, settings) == []
    assert [line.told for line in lines(engine, settings) if line.warning] == [
        "let op  Herinneringen het laatst nagelopen: nog niet. Draait `serve` of `work`?",
        f"let op  Sleutelbestand {settings.key_file}: wordt bij de eerste start gemaakt.",
    ]


@pytest.mark.parametrize(("ahead", "healthy"), [(timedelta(), True), (timedelta(hours=1), False)])
def test_the_doctor_finds_a_clock_that_differs_from_that_of_the_database_server(
    engine: Engine, settings: Settings, ahead: timedelta, healthy: bool
) -> None:
    stamp(engine, HEAD)
    found = diagnose(settings, engine, lambda: clock.now() + ahead)
    apart = [line.healthy for line in found if line.text.startswith(APART)]
    assert apart == ([] if settings.is_sqlite else [healthy])


def test_the_doctor_finds_damage_to_the_pages_of_a_database_file(tmp_path: Path) -> None:
    with installed(f"sqlite:///{tmp_path / 'whole.sqlite'}") as engine:
        fill(engine)
    whole = (tmp_path / "whole.sqlite").read_bytes()
    undetected: list[int] = []
    damaged = tmp_path / "damaged.sqlite"
    engine = connect(f"sqlite:///{damaged}")
    settings = Settings(database_url=str(engine.url), key_file=tmp_path / "key", demo=True)
    for page in range(1, len(whole) // PAGE, 7):
        start = page * PAGE
        damaged.write_bytes(
            whole[:start] + bytes(byte ^ 0x55 for byte in whole[start : start + 8]) + whole[start + 8 :]
        )
        said = complaints(engine, settings)
        undetected += [] if any("databasebestand" in line or "kon niet" in line for line in said) else [page]
        engine.dispose()
        for left in tmp_path.glob("damaged.sqlite-*"):  # a log that would mend the next
            left.unlink()
    assert undetected == []


def test_the_doctor_says_that_a_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_bytes(b"no database " * 1000)
    engine = connect(f"sqlite:///{tmp_path / 'no.sqlite'}")
    settings = Settings(database_url=str(engine.url), key_file=tmp_path / "key", demo=True)
    assert any("kon niet worden nagekeken" in line for line in complaints(engine, settings))
    engine.dispose()


def test_the_doctor_says_that_the_rights_were_not_looked_through_for_a_year(engine: Engine) -> None:
    settings = Settings(database_url="sqlite://", key_file=Path("nergens"))
    with writing(engine)() as session:
        settle(session)

    def told(moment: datetime) -> list[Line]:
        found = _inside(settings, engine, lambda: moment)
        return [line for line in found if "jaarlijkse beoordeling" in line.text]

    assert [line.healthy for line in told(NOW)] == [True]
    (late,) = told(NOW + timedelta(days=400))
    assert not late.healthy
    assert "over tijd" in late.text
