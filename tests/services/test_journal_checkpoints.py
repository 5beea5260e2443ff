"""Once a day the program signs for its journal, and what it signed leaves the house."""

from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import structs
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from journal_factory import DAY, KEYS, ORIGIN, OTHER_KEYS, PEOPLE, at, fact, fill, signed_for
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal import queries, service, storage, word
from partnerschapsakte.journal.models import JournalCheckpoint, JournalEntry, JournalEntryChanged, OutboxMessage
from partnerschapsakte.journal.rules.checkpoints import origin_of
from partnerschapsakte.journal.schemas import ChainCheck

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAILY = Occasion(SYSTEM, NOON, NOON, origin="worker")
TEMPLATES = Path(__file__).parents[2] / "templates"
AUDITORS = ("auditor@voorbeeldstad.example", "accountant@kantoor.example")


def checked(engine: Engine, public_key: bytes | None = KEYS.public_key) -> ChainCheck:
    with reading(engine)() as session:
        return queries.verify(session, public_key=public_key)


def test_a_checkpoint_is_a_signed_note_of_size_and_digest(engine: Engine) -> None:
    fill(engine, 7)
    note = signed_for(engine)
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    body, _, signature = note.partition("\n\n")
    assert body == f"{ORIGIN}\n7\n{_packed(view.root)}\nday 2027-03-01"
    dash, name, packed = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("—", ORIGIN)
    mark, signed = b64decode(packed)[:4], b64decode(packed)[4:]
    assert mark == sha256(ORIGIN.encode() + b"\n\x01" + KEYS.public_key).digest()[:4]
    Ed25519PublicKey.from_public_bytes(KEYS.public_key).verify(signed, f"{body}\n".encode())
    assert view.key.split("+", 2)[:2] == [ORIGIN, mark.hex()]


def test_a_day_is_signed_for_once(engine: Engine) -> None:
    fill(engine, 3)
    first = signed_for(engine)
    fill(engine, 3)
    with writing(engine)() as session:
        assert service.make_checkpoint(session, DAILY, KEYS, origin=ORIGIN) is None
    with reading(engine)() as session:
        assert [view.note for view in queries.checkpoints(session)] == [first]


def test_two_workers_at_once_sign_once(engine: Engine) -> None:
    fill(engine, 3)
    begin = writing(engine)

    def sign(_: int) -> bool:
        with begin() as session:
            return service.make_checkpoint(session, DAILY, KEYS, origin=ORIGIN, recipients=AUDITORS) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(sign, range(4))) == [False, False, False, True]
    assert checked(engine).healthy


def test_an_empty_journal_is_not_signed_for(engine: Engine) -> None:
    with writing(engine)() as session:
        assert service.make_checkpoint(session, DAILY, KEYS, origin=ORIGIN) is None


def test_only_the_program_signs(engine: Engine) -> None:
    fill(engine, 3)
    with pytest.raises(Refusal), writing(engine)() as session:
        service.make_checkpoint(session, at(1, PEOPLE[0]), KEYS, origin=ORIGIN)


def test_making_one_is_recorded_and_owes_its_ways_out(engine: Engine) -> None:
    fill(engine, 3)
    with writing(engine)() as session:
        service.make_checkpoint(session, DAILY, KEYS, origin=ORIGIN, recipients=AUDITORS * 2, to_file=True)
    with Session(engine) as session:
        owed = {(message.task, str(message.payload)) for message in session.scalars(select(OutboxMessage))}
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "journal:checkpoint:made")).one()
        assert (entry.number, entry.subject, entry.details["size"], entry.origin) == (4, "2027-03-01", 3, "worker")
    assert owed == {
        (service.SEND_CHECKPOINT, str({"day": "2027-03-01", "recipient": AUDITORS[0]})),
        (service.SEND_CHECKPOINT, str({"day": "2027-03-01", "recipient": AUDITORS[1]})),
        (service.FILE_CHECKPOINT, str({"day": "2027-03-01"})),
    }


def test_that_it_was_handed_over_is_recorded(engine: Engine) -> None:
    fill(engine, 3)
    signed_for(engine)
    with writing(engine)() as session:
        service.note_handed_over(session, DAILY, DAY, AUDITORS[0])
    with Session(engine) as session:
        found = session.scalars(select(JournalEntry).where(JournalEntry.tag == "journal:checkpoint:handed-over")).one()
        assert (found.subject, found.details) == ("2027-03-01", {"to": AUDITORS[0]})


def test_the_same_checkpoint_makes_the_same_mail_with_everything_its_reader_needs(engine: Engine) -> None:
    fill(engine, 3)
    note = signed_for(engine)
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    letter = word.letter(view, AUDITORS[0], templates=TEMPLATES, host="akte.example")
    assert letter == word.letter(view, AUDITORS[0], templates=TEMPLATES, host="akte.example")
    assert letter.message_id != word.letter(view, AUDITORS[1], templates=TEMPLATES, host="akte.example").message_id
    assert letter.message_id.endswith("@akte.example>")
    assert "1 maart 2027" in letter.subject
    assert f"-----BEGIN CHECKPOINT-----\n{note}-----END CHECKPOINT-----\n" in letter.text
    assert f"\n{view.key}\n" in letter.text


def test_it_is_filed_whole_and_the_same_each_time(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 3)
    note = signed_for(engine)
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    storage.file_checkpoint(tmp_path / "buiten", view)
    file = storage.file_checkpoint(tmp_path / "buiten", view)
    assert file.name == "controlepunt-2027-03-01.txt"
    assert file.read_bytes() == note.encode()
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_another_checkpoint_of_the_same_day_never_takes_the_place_of_the_first(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 7)
    signed_for(engine)
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    file = storage.file_checkpoint(tmp_path, view)
    other = structs.replace(view, note=view.note.replace("7", "5"))
    with pytest.raises(storage.CheckpointDiffersError):
        storage.file_checkpoint(tmp_path, other)
    assert file.read_text("utf-8") == view.note


def test_a_checkpoint_is_never_changed_through_the_program(engine: Engine) -> None:
    fill(engine, 3)
    signed_for(engine)
    for statement in (update(JournalCheckpoint).values(size=1), delete(JournalCheckpoint)):
        with pytest.raises(JournalEntryChanged), writing(engine)() as session:
            session.execute(statement)
    with pytest.raises(JournalEntryChanged), writing(engine)() as session:
        session.scalars(select(JournalCheckpoint)).one().size = 1


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE journal_checkpoint SET size = 2", "The journal up to entry 2 is not what the checkpoint"),
        ("UPDATE journal_checkpoint SET size = 99", "counts 99 entries; the journal ends before that"),
        (
            "UPDATE journal_checkpoint SET root = previous FROM journal_entry WHERE number = 2",
            "up to entry 3 is not what",
        ),
        ("UPDATE journal_checkpoint SET signature = 'x'", "was not signed by this installation"),
        ("UPDATE journal_checkpoint SET body = ''", "was not signed by this installation"),
        ("UPDATE journal_checkpoint SET made_at = made_at", ""),
    ],
)
def test_the_program_says_itself_where_a_checkpoint_is_not_its_own(engine: Engine, damage: str, says: str) -> None:
    fill(engine, 3)
    signed_for(engine)
    with engine.begin() as connection:
        connection.execute(text(damage))
    check = checked(engine)
    assert says in " ".join(str(fault.message) for fault in check.faults)
    assert check.healthy is (not says)
    assert check.checkpoints == 1


def test_a_checkpoint_of_another_installation_is_told(engine: Engine) -> None:
    fill(engine, 3)
    signed_for(engine)
    assert not checked(engine, OTHER_KEYS.public_key).healthy
    assert checked(engine, None).healthy


@pytest.mark.parametrize("number", [3, 4, 5])
def test_from_a_checkpoint_on_only_what_came_after_is_checked(engine: Engine, number: int) -> None:
    fill(engine, 4)
    signed_for(engine)
    fill(engine, 3)
    with reading(engine)() as session:
        since = queries.checkpoint(session, DAY)
        assert queries.verify(session, since=since).healthy
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal_entry SET subject = 'x' WHERE number = :number"), {"number": number})
    with reading(engine)() as session:
        assert queries.verify(session, since=since).healthy is (number < 4)
        assert not queries.verify(session).healthy


def test_from_a_checkpoint_on_entries_that_are_gone_show(engine: Engine) -> None:
    fill(engine, 4)
    signed_for(engine)
    with reading(engine)() as session:
        since = queries.checkpoint(session, DAY)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox_message"))
        connection.execute(text("DELETE FROM journal_entry WHERE number > 2"))
    with reading(engine)() as session:
        assert not queries.verify(session, since=since).healthy


def test_the_day_is_that_of_amsterdam(engine: Engine) -> None:
    fill(engine, 3)
    late = NOON.replace(hour=23, minute=30)
    with writing(engine)() as session:
        occasion = replace(DAILY, happened_at=late, recorded_at=late)
        made = service.make_checkpoint(session, occasion, KEYS, origin=ORIGIN)
        assert made
        assert made.day == DAY + timedelta(days=1)


def test_a_name_to_sign_under_has_no_signs_that_a_note_cannot_hold() -> None:
    assert origin_of("akte.voorbeeldstad.nl") == "akte.voorbeeldstad.nl/journaal"
    assert origin_of("een + naam") == "een---naam/journaal"


def test_what_is_recorded_with_a_checkpoint_follows_it(engine: Engine) -> None:
    with writing(engine)() as session:
        service.record(session, at(), fact(1))
    with writing(engine)() as session:
        service.record(session, at(1), fact(2))
        made = service.make_checkpoint(session, DAILY, KEYS, origin=ORIGIN)
        assert made
        assert made.size == 1, "only what is sealed counts"
    assert checked(engine).healthy


def _packed(root: str) -> str:
    return b64encode(bytes.fromhex(root)).decode()
