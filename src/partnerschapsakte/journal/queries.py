"""Read the journal and the outbox: what happened, and what could not be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from partnerschapsakte.journal.models import JournalEntry, OutboxMessage


class EntryView(Struct, frozen=True, kw_only=True):
    """One fact as the history shows it."""

    id: int
    tag: str
    subject: str
    dossier_id: str | None
    actor_name: str
    happened_at: datetime
    recorded_at: datetime
    details: dict[str, Any]


class ParkedView(Struct, frozen=True, kw_only=True):
    """Work that failed five times and waits for somebody."""

    id: int
    task: str
    key: str
    payload: dict[str, Any]
    attempts: int
    parked_at: datetime
    last_error: str


def history(session: Session, dossier_id: str, limit: int = 500) -> tuple[EntryView, ...]:
    """Return what happened in a dossier, the latest first."""
    chosen = select(JournalEntry.__table__).where(JournalEntry.dossier_id == dossier_id)
    return tuple(_entry(row) for row in session.execute(chosen.order_by(JournalEntry.id.desc()).limit(limit)))


def history_of(session: Session, subjects: Sequence[str]) -> tuple[EntryView, ...]:
    """Return what happened to these subjects, in order."""
    chosen = select(JournalEntry.__table__).where(JournalEntry.subject.in_(subjects)).order_by(JournalEntry.id)
    return tuple(_entry(row) for row in session.execute(chosen))


def parked(session: Session) -> tuple[ParkedView, ...]:
    """Return the work that waits for somebody."""
    chosen = select(OutboxMessage.__table__).where(OutboxMessage.parked_at.is_not(None)).order_by(OutboxMessage.id)
    return tuple(
        ParkedView(
            id=row.id,
            task=row.task,
            key=row.key,
            payload=row.payload,
            attempts=row.attempts,
            parked_at=row.parked_at,
            last_error=row.last_error or "",
        )
        for row in session.execute(chosen)
    )


def waiting_since(session: Session) -> datetime | None:
    """Return since when the oldest unsettled work has been due; None when nothing waits."""
    open_work = OutboxMessage.settled_at.is_(None), OutboxMessage.parked_at.is_(None)
    return session.scalar(select(OutboxMessage.due_at).where(*open_work).order_by(OutboxMessage.due_at).limit(1))


def _entry(row: Row[Any]) -> EntryView:
    return EntryView(
        id=row.id,
        tag=row.tag,
        subject=row.subject,
        dossier_id=row.dossier_id,
        actor_name=row.actor_name,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        details=row.details,
    )
