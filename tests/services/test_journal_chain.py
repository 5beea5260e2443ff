"""Entries are sealed into one chain as the last thing before the commit, or the act fails."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import Engine, delete, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from journal_factory import PEOPLE, at, exported, fact, fill, verifier
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.journal import queries, service
from partnerschapsakte.journal.models import (
    ENTRIES,
    SEALED_AT_ONCE,
    UNSEALED,
    JournalEntry,
    JournalEntryChanged,
    JournalHead,
    OutboxMessage,
)
from partnerschapsakte.journal.rules.chain import START, Link, digest_of, sealed
from partnerschapsakte.journal.rules.work import WorkRetried
from partnerschapsakte.journal.service import Owed

TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# BIO2 8.15.01: action, object, result, origin, actor and time stamps; and what makes it a chain.
ENTRY: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "tag": {"type": "string", "pattern": "^[a-z-]+(:[a-z-]+)+$"},
        "subject": TEXT,
        "dossier_id": {"type": ["string", "null"], "minLength": 1},
        "actor_id": TEXT,
        "actor_name": TEXT,
        "happened_at": INSTANT,
        "recorded_at": INSTANT,
        "result": {"enum": ["accepted", "refused"]},
        "origin": TEXT,
        "details": {"type": "object"},
        "number": {"type": "integer", "minimum": 1},
        "previous": DIGEST,
        "digest": DIGEST,
    },
}
ENTRY["required"] = sorted(ENTRY["properties"])
CHECKER = verifier()


def chain(engine: Engine) -> list[Any]:
    with reading(engine)() as session:
        return list(session.execute(select(ENTRIES).order_by(ENTRIES.c.id)).mappings())


def numbers(engine: Engine) -> list[int | None]:
    return [entry["number"] for entry in chain(engine)]


def holds_together(engine: Engine) -> bool:
    with reading(engine)() as session:
        return queries.verify(session).healthy


def test_entries_are_numbered_from_one_and_each_carries_the_digest_before_it(engine: Engine) -> None:
    fill(engine, 12)
    entries = chain(engine)
    assert [entry["number"] for entry in entries] == list(range(1, 13))
    assert [entry["previous"] for entry in entries] == [START.digest, *(entry["digest"] for entry in entries[:-1])]
    after = Link(6, entries[5]["digest"])
    assert entries[6]["digest"] == digest_of(sealed(entries[6], after))
    with reading(engine)() as session:
        assert queries.head(session) == Link(12, entries[-1]["digest"])
    assert holds_together(engine)


def test_every_entry_has_the_fields_of_bio2(engine: Engine) -> None:
    fill(engine, 30)
    parsed = [CHECKER._parsed(line) for line in exported(engine)]
    assert len(parsed) == 30
    for entry in parsed:
        Draft202012Validator(ENTRY).validate(entry)
    assert {entry["result"] for entry in parsed} == {"accepted", "refused"}
    assert {entry["origin"] for entry in parsed} == {"web 192.0.2.7"}


def test_an_entry_without_an_origin_says_so(engine: Engine) -> None:
    with writing(engine)() as session:
        now = datetime(2027, 3, 1, tzinfo=UTC)
        occasion = type(at())(PEOPLE[0], now, now)
        assert service.record(session, occasion, fact(1)).origin == "unknown"


def test_the_numbers_are_the_last_statements_before_the_commit(engine: Engine) -> None:
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(" ".join(statement.split()).upper())

    with writing(engine)() as session:
        service.record(session, at(), fact(1))
        session.add(OutboxMessage(task="late", key="late", payload={}, due_at=at().recorded_at))
        event.listen(engine, "before_cursor_execute", listen)
    event.remove(engine, "before_cursor_execute", listen)
    inserted = next(place for place, one in enumerate(said) if one.startswith("INSERT INTO OUTBOX_MESSAGE"))
    locked = next(place for place, one in enumerate(said) if "FROM JOURNAL_HEAD" in one)
    assert inserted < locked, "what was still pending is written before the lock is taken"
    assert all("JOURNAL_" in one for one in said[locked:])
    assert said[-1].startswith("UPDATE JOURNAL_HEAD")


def test_a_transaction_without_entries_leaves_the_chain_alone(engine: Engine) -> None:
    fill(engine, 2)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *found: said.append(found[2]))
    with writing(engine)() as session:
        session.add(OutboxMessage(task="t", key="k", payload={}, due_at=at().recorded_at))
    with reading(engine)() as session:
        session.scalars(select(JournalEntry)).all()
    assert not [one for one in said if "journal_head" in one]


def test_a_savepoint_is_not_sealed_by_itself_and_one_rolled_back_leaves_no_gap(engine: Engine) -> None:
    with writing(engine)() as session:
        with session.begin_nested():
            kept = service.record(session, at(1), fact(1))
        assert session.scalar(select(ENTRIES.c.number).where(ENTRIES.c.id == kept.id)) is None
        with pytest.raises(LookupError), session.begin_nested():
            _fail_after_recording(session)
        service.record(session, at(3), fact(3))
    assert numbers(engine) == [1, 2]
    assert holds_together(engine)


def test_only_a_savepoint_that_was_rolled_back_leaves_the_chain_alone(engine: Engine) -> None:
    with writing(engine)() as session, pytest.raises(LookupError), session.begin_nested():
        _fail_after_recording(session)
    assert numbers(engine) == []
    fill(engine, 1)
    assert numbers(engine) == [1]


def test_a_commit_with_a_savepoint_still_open_is_sealed_too(engine: Engine) -> None:
    with writing(engine)() as session:
        session.begin_nested()
        service.record(session, at(1), fact(1))
    assert numbers(engine) == [1]


def test_entries_written_by_many_statements_in_one_transaction_are_sealed_in_their_order(engine: Engine) -> None:
    many = SEALED_AT_ONCE + 3
    row = {
        "tag": "t:done",
        "subject": "s",
        "dossier_id": None,
        "actor_id": "a",
        "actor_name": "A",
        "happened_at": at().happened_at,
        "recorded_at": at().recorded_at,
        "details": {},
    }
    with engine.begin() as connection:  # as an older version wrote them: without a chain
        connection.execute(insert(ENTRIES), [{**row, "subject": str(count)} for count in range(many)])
    assert set(numbers(engine)) == {None}
    assert not holds_together(engine)
    fill(engine, 1)
    assert numbers(engine) == list(range(1, many + 2))
    assert holds_together(engine)


def test_an_upgraded_installation_seals_what_it_has_at_once(engine: Engine) -> None:
    fill(engine, 3)
    with engine.begin() as connection:
        connection.execute(update(ENTRIES).values(number=None, previous=None, digest=None))
        connection.execute(delete(JournalHead))
    with writing(engine)() as session:
        service.seal_older_entries(session)
    assert numbers(engine) == [1, 2, 3]
    assert holds_together(engine)


def test_an_act_whose_entry_cannot_be_sealed_fails_whole(engine: Engine) -> None:
    fill(engine, 2)
    with engine.begin() as connection:  # the head says that entry 2 is still to come
        connection.execute(update(JournalHead).values(number=1))
    with pytest.raises(IntegrityError, match="number"):
        _act(engine)
    assert numbers(engine) == [1, 2]
    with Session(engine) as session:
        assert not session.scalars(select(OutboxMessage)).all()
    with engine.begin() as connection:
        connection.execute(update(JournalHead).values(number=2))
    _act(engine)  # the connection is as good as new
    assert numbers(engine) == [1, 2, 3]


def test_an_act_with_words_that_cannot_be_written_down_fails_whole(engine: Engine) -> None:
    with pytest.raises((ValueError, DBAPIError)), writing(engine)() as session:
        service.record(session, at(), WorkRetried(subject="s", task="t", key=float("nan")))  # pyright: ignore[reportArgumentType] - the point
    assert numbers(engine) == []


def test_an_entry_is_never_changed_or_deleted_through_the_program(engine: Engine) -> None:
    fill(engine, 1)
    for statement in (
        update(JournalEntry).values(subject="x"),
        delete(JournalEntry),
        update(ENTRIES).values(subject="x"),
    ):
        with pytest.raises(JournalEntryChanged), writing(engine)() as session:
            session.execute(statement)
    with pytest.raises(JournalEntryChanged), writing(engine)() as session:
        session.scalars(select(JournalEntry)).one().subject = "x"
    with pytest.raises(JournalEntryChanged), writing(engine)() as session:
        session.delete(session.scalars(select(JournalEntry)).one())
    assert holds_together(engine)


def test_eight_people_at_once_leave_no_gap(engine: Engine) -> None:
    begin = writing(engine)

    def work(person: int) -> None:
        for commit in range(25):
            with begin() as session:
                service.record(session, at(commit, PEOPLE[person % 3]), fact(person * 100 + commit))
                if commit % 5 == 0:
                    service.record(session, at(commit), fact(commit), dossier_id="dossier-1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert sorted(number or 0 for number in numbers(engine)) == list(range(1, 8 * 30 + 1))
    assert holds_together(engine)
    assert CHECKER.check(CHECKER.exported(exported(engine))).entries == 240


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE journal_entry SET actor_name = 'X' WHERE number = 3", "Entry 3 of the journal was changed"),
        ("UPDATE journal_entry SET previous = digest WHERE number = 3", "Entry 3 of the journal does not follow"),
        ("DELETE FROM journal_entry WHERE number = 3", "Entry 3 of the journal is missing"),
        ("DELETE FROM journal_entry WHERE number > 5", "does not end where it says it ends, at entry 7"),
        ("UPDATE journal_entry SET number = NULL WHERE number = 7", "1 entries of the journal were never sealed"),
        ("UPDATE journal_head SET number = 6", "does not end where it says it ends, at entry 6"),
        ("DELETE FROM journal_head", "stand behind the end of the journal, entry 0"),
    ],
)
def test_the_program_says_itself_where_the_chain_is_broken(engine: Engine, damage: str, says: str) -> None:
    fill(engine, 7)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF" if engine.dialect.name == "sqlite" else "SELECT 1"))
        connection.execute(text(damage))
    with reading(engine)() as session:
        check = queries.verify(session)
    assert not check.healthy
    assert says in " ".join(str(fault.message) for fault in check.faults)


def test_what_is_owed_still_points_at_its_entry(engine: Engine) -> None:
    with writing(engine)() as session:
        service.record(session, at(), fact(1), owing=[Owed("task", "key", {})])
    with Session(engine) as session:
        (message,) = session.scalars(select(OutboxMessage))
        entry = session.get_one(JournalEntry, message.entry_id)
        assert entry.number == 1


@pytest.fixture(autouse=True)
def no_listener_stays(engine: Engine) -> Iterator[None]:
    yield
    engine.dispose()


def _fail_after_recording(session: Session) -> None:
    service.record(session, at(2), fact(2))
    raise LookupError


def _act(engine: Engine) -> None:
    with writing(engine)() as session:
        session.add(OutboxMessage(task="t", key=f"k{len(numbers(engine))}", payload={}, due_at=at().recorded_at))
        service.record(session, at(), fact(1))


def test_what_was_rolled_back_leaves_the_next_reader_of_its_connection_alone(engine: Engine) -> None:
    fill(engine, 3)
    with engine.connect() as connection:
        with Session(connection) as session:
            service.record(session, at(4, PEOPLE[0]), fact(4))
            session.rollback()
        assert connection.info.get(UNSEALED) is None
        asked: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        connection.execute(select(ENTRIES.c.id)).all()
        connection.commit()
    assert [one for one in asked if "journal_head" in one] == []
