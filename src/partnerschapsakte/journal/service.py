"""Record what happened, and owe the work that follows, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal import outbox, queries
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.journal.rules import WorkRetried, why_not_retry


@dataclass(frozen=True, slots=True)
class Owed:
    """Work that must follow a fact: the task's name in the worker's table, a key that makes it idempotent, its data."""

    task: str
    key: str
    payload: dict[str, Any]


def record(
    session: Session,
    occasion: Occasion,
    fact: Fact,
    *,
    dossier_id: str | None = None,
    owing: Sequence[Owed] = (),
) -> JournalEntry:
    """Write the fact as complete typed JSON, with what is owed because of it: all of it is committed, or nothing."""
    entry = JournalEntry(
        tag=fact.tag,
        subject=fact.subject,
        dossier_id=dossier_id,
        actor_id=occasion.actor.id,
        actor_name=occasion.actor.name,
        happened_at=occasion.happened_at,
        recorded_at=occasion.recorded_at,
        details={field.name: plain(getattr(fact, field.name)) for field in fields(fact) if field.name != "subject"},
    )
    session.add(entry)
    session.flush()
    session.add_all(
        OutboxMessage(
            entry_id=entry.id, task=owed.task, key=owed.key, payload=owed.payload, due_at=occasion.recorded_at
        )
        for owed in owing
    )
    return entry


def retry_work(session: Session, occasion: Occasion, message_id: int) -> None:
    """Take work that failed five times up again, with five new attempts."""
    if refusal := why_not_retry(occasion.actor):
        raise refusal
    parked = next((one for one in queries.parked(session) if one.id == message_id), None)
    if parked is None:
        raise Refusal(Why.NOT_FOUND, "work_not_parked", say("This work is not waiting for anybody."))
    outbox.retry(session, message_id, occasion.recorded_at)
    record(session, occasion, WorkRetried(subject=str(message_id), task=parked.task, key=parked.key))


def plain(value: Any) -> Any:
    """Return a value of a fact as JSON that keeps what it says: dates and instants in ISO 8601, money as text."""
    match value:
        case Enum():
            return value.value
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case dict():
            return {str(key): plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any JSON
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value
