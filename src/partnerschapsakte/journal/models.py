"""What happened, and what is owed because of it: two append-only ledgers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from partnerschapsakte.foundation.database import Table

SERIAL = BigInteger().with_variant(Integer, "sqlite")


class JournalEntry(Table):
    """One fact, who caused it, when it happened and when it was written down. Never changed."""

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    tag: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    dossier_id: Mapped[str | None] = mapped_column(index=True)
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    details: Mapped[dict[str, Any]]


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
