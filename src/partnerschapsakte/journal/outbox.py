"""Hand out the work that is owed, one lease at a time, and note how it ended.

A message is claimed in a transaction of its own; the lease keeps other workers away until the work is settled.
A worker that dies lets its lease run out, and the work is done again: at least once, so every task must be the
same when it is repeated (its ``key``).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert, or_, select, update
from sqlalchemy.orm import Session

from partnerschapsakte.journal.models import OutboxMessage

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
WAIT_IN_OUTAGE = timedelta(minutes=5)
FAILURES_BEFORE_PARKING = 5
LONGEST_ERROR = 2000
MESSAGES = cast("Table", OutboxMessage.__table__)
OWE = insert(MESSAGES).values(attempts=0)


class Claimed(NamedTuple):
    """Work that is ours until its lease ends; ``attempts`` counts this one."""

    id: int
    task: str
    key: str
    payload: dict[str, Any]
    attempts: int


def claim(
    session: Session, now: datetime, tasks: Collection[str], *, limit: int = 1, lease: timedelta = LEASE
) -> list[Claimed]:
    """Take work of these tasks that is due and that nobody holds, the oldest first; what we cannot do is left alone."""
    free = or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.settled_at.is_(None), OutboxMessage.parked_at.is_(None), OutboxMessage.due_at <= now)
        .where(OutboxMessage.task.in_(tasks), free)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    if not ids:
        return []
    claimed = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(lease_until=now + lease, attempts=OutboxMessage.attempts + 1)
        .returning(
            OutboxMessage.id, OutboxMessage.task, OutboxMessage.key, OutboxMessage.payload, OutboxMessage.attempts
        )
    )
    return sorted(Claimed(*row) for row in session.connection().execute(claimed))


def settle(session: Session, message_id: int, now: datetime) -> None:
    """Note that the work was done."""
    _write(session, message_id, settled_at=now, lease_until=None)


def fail(session: Session, claimed: Claimed, now: datetime, error: str, *, outage: bool = False) -> bool:
    """Give the work back for later, with a longer wait each time; park it after five failures and say so.

    An outage of the other side is no failure of the work: it is tried again for as long as it takes.
    """
    if outage:
        again = {"attempts": claimed.attempts - 1, "due_at": now + WAIT_IN_OUTAGE}
    elif claimed.attempts >= FAILURES_BEFORE_PARKING:
        again = {"parked_at": now}
    else:
        again = {"due_at": now + FIRST_WAIT * 4 ** (claimed.attempts - 1)}
    _write(session, claimed.id, lease_until=None, last_error=error[:LONGEST_ERROR], **again)
    return "parked_at" in again


def owe(session: Session, entry_id: int, task: str, work: Mapping[str, dict[str, Any]], due_at: datetime) -> None:
    """Owe one task many times because of an entry, by key, from an instant on: in the transaction of its cause."""
    rows = [
        {"entry_id": entry_id, "task": task, "key": key, "payload": payload, "due_at": due_at}
        for key, payload in work.items()
    ]
    session.connection().execute(OWE, rows)


def retry(session: Session, message_id: int, now: datetime) -> None:
    """Take parked work up again, with five new attempts."""
    _write(session, message_id, parked_at=None, attempts=0, due_at=now, lease_until=None)


def _write(session: Session, message_id: int, **values: Any) -> None:
    statement = update(OutboxMessage).where(OutboxMessage.id == message_id).values(**values)
    session.execute(statement, execution_options={"synchronize_session": False})
