"""Owed work is done at least once: handed out under a lease, tried again, parked after five failures."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.database import Begin, writing
from partnerschapsakte.journal import outbox
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.journal.queries import parked, waiting_since
from partnerschapsakte.journal.service import Owed, record
from partnerschapsakte.reminders.rules import DigestSent
from reminder_factory import at, on

DAY = date(2027, 3, 1)
NOW = at(DAY)
TASKS = ("task",)
FACT = DigestSent(subject="digest", message_id="<1@voorbeeldstad.example>")


@pytest.fixture
def begin(engine: Engine) -> Begin:
    return writing(engine)


def owe(session: Session, *keys: str) -> None:
    record(session, on(DAY), FACT, owing=[Owed("task", key, {"key": key}) for key in keys])


def test_work_is_handed_out_once_while_its_lease_lasts(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a", "b")
    with begin() as session:
        (first,) = outbox.claim(session, NOW, TASKS)
        (second,) = outbox.claim(session, NOW, TASKS)
        assert not outbox.claim(session, NOW, TASKS)
    assert [first.key, second.key] == ["a", "b"]
    assert first.payload == {"key": "a"}


def test_work_of_a_worker_that_died_is_handed_out_again(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
        outbox.claim(session, NOW, TASKS)
    with begin() as session:
        assert not outbox.claim(session, NOW + outbox.LEASE - timedelta(seconds=1), TASKS)
        (again,) = outbox.claim(session, NOW + outbox.LEASE, TASKS)
    assert again.attempts == 2


def test_settled_work_is_never_handed_out_again(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
        (work,) = outbox.claim(session, NOW, TASKS)
        outbox.settle(session, work.id, NOW)
        assert not outbox.claim(session, NOW + timedelta(days=1), TASKS)
        assert waiting_since(session) is None


def test_work_is_not_handed_out_before_its_time(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
        (work,) = outbox.claim(session, NOW, TASKS)
        outbox.settle(session, work.id, NOW)
        entry = session.scalars(select(JournalEntry.id)).one()
        outbox.owe(session, entry, "task", {"b": {"x": 1}, "c": {}}, NOW + timedelta(hours=1))
        assert not outbox.claim(session, NOW, TASKS)
        assert outbox.claim(session, NOW + timedelta(hours=1), TASKS)


def test_each_failure_waits_longer_and_the_fifth_parks(begin: Begin) -> None:
    now, waits = NOW, list[timedelta]()
    with begin() as session:
        owe(session, "a")
    for _ in range(4):
        with begin() as session:
            (work,) = outbox.claim(session, now, TASKS)
            assert not outbox.fail(session, work, now, "ValueError: no")
            due_at = waiting_since(session)
        assert due_at is not None
        waits.append(due_at - now)
        now = due_at
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    with begin() as session:
        (work,) = outbox.claim(session, now, TASKS)
        assert outbox.fail(session, work, now, "ValueError: no")
        assert not outbox.claim(session, now + timedelta(days=365), TASKS)
        assert [view.last_error for view in parked(session)] == ["ValueError: no"]


def test_parked_work_is_taken_up_again_when_somebody_asks(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
        (work,) = outbox.claim(session, NOW, TASKS)
        outbox.fail(session, work._replace(attempts=5), NOW, "ValueError: no")
        outbox.retry(session, work.id, NOW)
        (again,) = outbox.claim(session, NOW, TASKS)
        assert again.attempts == 1
        assert not parked(session)


def test_an_outage_is_tried_for_as_long_as_it_takes(begin: Begin) -> None:
    now = NOW
    with begin() as session:
        owe(session, "a")
    for _ in range(50):
        with begin() as session:
            (work,) = outbox.claim(session, now, TASKS)
            assert work.attempts == 1
            assert not outbox.fail(session, work, now, "MailOutage: away", outage=True)
        now += outbox.WAIT_IN_OUTAGE
    assert timedelta(minutes=15) >= outbox.WAIT_IN_OUTAGE


def test_the_same_key_is_owed_once(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
    with pytest.raises(IntegrityError):
        owe_again(begin)


def owe_again(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")


def test_a_long_error_is_cut(begin: Begin) -> None:
    with begin() as session:
        owe(session, "a")
        (work,) = outbox.claim(session, NOW, TASKS)
        outbox.fail(session, work, NOW, "x" * 9000)
        message = session.get(OutboxMessage, work.id)
        assert message is not None
        assert len(message.last_error or "") == outbox.LONGEST_ERROR
