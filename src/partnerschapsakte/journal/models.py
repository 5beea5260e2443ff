"""What happened, and what is owed because of it: two append-only ledgers, the first of them one sealed chain.

Entries are sealed when the transaction commits, on the connection itself: nothing comes between the numbers and the
COMMIT, and no service can forget it. If sealing fails, so does the act.
"""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    bindparam,
    event,
    select,
    text,
    update,
)
from sqlalchemy import Table as CoreTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import Integer

from partnerschapsakte.foundation.database import Table
from partnerschapsakte.journal.rules.chain import CONTENT, START, UNKNOWN_ORIGIN, EntryResult, Link, links

SERIAL = BigInteger().with_variant(Integer, "sqlite")


class JournalEntry(Table):
    """One fact, who caused it, when it happened and when it was written down. Never changed.

    ``number``, ``previous`` and ``digest`` make it a link of the chain; they are empty until the transaction commits.
    ``id`` is given when the entry is written, so entries of transactions side by side may be numbered in another order.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(
            "ix_journal_entry_unsealed",
            "id",
            sqlite_where=text("number IS NULL"),
            postgresql_where=text("number IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    tag: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    dossier_id: Mapped[str | None] = mapped_column(index=True)
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    result: Mapped[EntryResult] = mapped_column(default=EntryResult.ACCEPTED, server_default="accepted")
    origin: Mapped[str] = mapped_column(default=UNKNOWN_ORIGIN, server_default=UNKNOWN_ORIGIN)
    details: Mapped[dict[str, Any]]
    number: Mapped[int | None] = mapped_column(BigInteger)
    previous: Mapped[str | None]
    digest: Mapped[str | None]


class JournalHead(Table):
    """Where the chain is: one row, locked by whoever makes it longer."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]


class JournalCheckpoint(Table):
    """How long the journal was on a day and what it came to, signed. Never changed.

    ``body`` and ``signature`` are the two parts of what was sent outside; ``key`` is the public key to check it by.
    """

    __tablename__ = "journal_checkpoint"

    day: Mapped[date] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str]
    body: Mapped[str]
    signature: Mapped[str]
    key: Mapped[str]
    made_at: Mapped[datetime]


class OutboxMessage(Table):
    """Work owed because of an entry; settled at least once, after commit, by a worker.

    ``key`` makes the work idempotent: the same key is owed once. ``lease_until`` frees it when a worker dies.
    After five failures it is parked, with what went wrong, and shown on a page.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_outbox_message_open",
            "due_at",
            "id",
            sqlite_where=text("settled_at IS NULL AND parked_at IS NULL"),
            postgresql_where=text("settled_at IS NULL AND parked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    task: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class JournalEntryChanged(Exception):
    """Code tried to change or delete an entry or a checkpoint; that is a mistake of the program."""


ENTRIES = cast("CoreTable", JournalEntry.__table__)
HEADS = cast("CoreTable", JournalHead.__table__)
PROOF = frozenset({JournalEntry.__tablename__, JournalCheckpoint.__tablename__})

UNSEALED = "journal_unsealed"
SEALED_AT_ONCE = 2000
WAITING = (
    select(*(ENTRIES.c[name] for name in CONTENT))
    .where(ENTRIES.c.number.is_(None))
    .order_by(ENTRIES.c.id)
    .limit(SEALED_AT_ONCE)
)
LOCKED_HEAD = select(HEADS.c.number, HEADS.c.digest).where(HEADS.c.id == 1).with_for_update()
SEAL = (
    update(ENTRIES)
    .where(ENTRIES.c.id == bindparam("entry"))
    .values(number=bindparam("own_number"), previous=bindparam("before"), digest=bindparam("own_digest"))
)
MOVE_HEAD = update(HEADS).where(HEADS.c.id == 1).values(number=bindparam("number"), digest=bindparam("digest"))


def mark_unsealed(connection: Connection) -> None:
    """Let the commit of this connection look for entries that are not sealed yet."""
    connection.info[UNSEALED] = True


def _note(_mapper: object, connection: Connection, _entry: object) -> None:
    mark_unsealed(connection)


def _seal(connection: Connection) -> None:
    """Give every unsealed entry its place in the chain, in the order in which they were written."""
    # A savepoint that was rolled back may have left the mark: then there is nothing, and nothing is written.
    if not connection.info.pop(UNSEALED, False) or (head := _lock_head(connection)) is None:
        return
    start = head
    while entries := connection.execute(WAITING).mappings().all():
        found = links(entries, head)
        rows = [
            {"entry": entry, "own_number": own.number, "before": before, "own_digest": own.digest}
            for entry, own, before in found
        ]
        connection.execute(SEAL, rows)
        head = found[-1][1]
        if len(entries) < SEALED_AT_ONCE:
            break
    if head != start:
        connection.execute(MOVE_HEAD, head._asdict())


def _forget(connection: Connection) -> None:
    """Drop the mark of what was rolled back: the connection goes back to the pool, and others read with it."""
    connection.info.pop(UNSEALED, None)


def _lock_head(connection: Connection) -> Link | None:
    """Return where the chain is, and hold it until the commit; the first entry of all makes the row."""
    row = connection.execute(LOCKED_HEAD).one_or_none()
    if row is None:
        if connection.execute(WAITING).first() is None:
            return None
        insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
        first = insert(HEADS).values(id=1, number=START.number, digest=START.digest)
        connection.execute(first.on_conflict_do_nothing())
        row = connection.execute(LOCKED_HEAD).one()
    return Link(row.number, row.digest)


def _refuse(_mapper: object, _connection: object, target: Table) -> None:
    raise JournalEntryChanged(f"a row of {target.__tablename__} is never changed or deleted")


def _refuse_statement(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete:
        name = getattr(getattr(state.statement, "table", None), "name", None)
        if name in PROOF:
            raise JournalEntryChanged(f"rows of {name} are never changed or deleted")


event.listen(Engine, "commit", _seal)
event.listen(Engine, "rollback", _forget)
event.listen(JournalEntry, "after_insert", _note)
event.listen(Session, "do_orm_execute", _refuse_statement)
for _model in (JournalEntry, JournalCheckpoint):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)


class AnsweredRequest(Table):
    """The first answer to a request that came with an ``Idempotency-Key``: its repetitions are answered the same."""

    __tablename__ = "answered_request"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    actor_id: Mapped[str]
    route: Mapped[str]
    body_sha256: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)
