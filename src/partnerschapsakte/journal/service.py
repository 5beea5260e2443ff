"""Record what happened, and owe the work that follows, in the caller's transaction; sign for the journal once a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal import outbox, queries
from partnerschapsakte.journal.models import JournalCheckpoint, JournalEntry, OutboxMessage, mark_unsealed
from partnerschapsakte.journal.rules import checkpoints
from partnerschapsakte.journal.rules.chain import UNKNOWN_ORIGIN, result_of
from partnerschapsakte.journal.rules.refusals import act_refused
from partnerschapsakte.journal.rules.work import WorkRetried, why_not_retry

SEND_CHECKPOINT = "journal.send_checkpoint"
FILE_CHECKPOINT = "journal.file_checkpoint"


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
    """Write the fact as complete typed JSON, with what is owed because of it: all of it is committed, or nothing.

    The entry gets its place in the chain when the transaction commits (``journal/models.py``).
    """
    entry = JournalEntry(
        tag=fact.tag,
        subject=fact.subject,
        dossier_id=dossier_id,
        actor_id=occasion.actor.id,
        actor_name=occasion.actor.name,
        happened_at=occasion.happened_at,
        recorded_at=occasion.recorded_at,
        result=result_of(fact.tag),
        origin=occasion.origin or UNKNOWN_ORIGIN,
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


def record_refusal(
    session: Session,
    occasion: Occasion,
    refusal: Refusal,
    *,
    method: str,
    route: str,
    objects: Mapping[str, str],
    dossier_id: str | None = None,
) -> JournalEntry:
    """Write down that an act was refused; in a transaction of its own, for that of the act is rolled back.

    ``route`` is the template of the address and ``objects`` the ids in it; nothing that was typed goes in.
    ``rules.refusals.is_worth_recording`` tells which refusals belong here.
    """
    fact = act_refused(refusal, method=method, route=route, objects=objects)
    return record(session, occasion, fact, dossier_id=dossier_id)


def retry_work(session: Session, occasion: Occasion, message_id: int) -> None:
    """Take work that failed five times up again, with five new attempts."""
    if refusal := why_not_retry(occasion.actor):
        raise refusal
    parked = next((one for one in queries.parked(session) if one.id == message_id), None)
    if parked is None:
        raise Refusal(Why.NOT_FOUND, "work_not_parked", say("This work is not waiting for anybody."))
    outbox.retry(session, message_id, occasion.recorded_at)
    record(session, occasion, WorkRetried(subject=str(message_id), task=parked.task, key=parked.key))


def seal_older_entries(session: Session) -> None:
    """Let the commit of this transaction seal what an installation wrote before it had a chain."""
    mark_unsealed(session.connection())


def make_checkpoint(
    session: Session,
    occasion: Occasion,
    keys: Keyring,
    *,
    origin: str,
    recipients: Sequence[str] = (),
    to_file: bool = False,
) -> JournalCheckpoint | None:
    """Sign for the journal as it is, once a day, and owe its way out of the house.

    Returns the new checkpoint; None when this day has one, or when nothing was ever written down. ``origin`` is the
    name this installation signs under (``rules.checkpoints.origin_of``).
    """
    if refusal := checkpoints.why_not_make_checkpoint(occasion.actor):
        raise refusal
    day = occasion.today
    head = queries.head(session, for_update=True)  # two workers at once: the second waits, and sees the first's
    if head is None or session.get(JournalCheckpoint, day) is not None:
        return None
    body = checkpoints.body(origin, head, day)
    made = JournalCheckpoint(
        day=day,
        size=head.number,
        root=head.digest,
        body=body,
        signature=checkpoints.signature_line(origin, keys.public_key, keys.sign(body.encode())),
        key=checkpoints.key_text(origin, keys.public_key),
        made_at=occasion.recorded_at,
    )
    session.add(made)
    fact = checkpoints.CheckpointMade(subject=day.isoformat(), size=made.size, root=made.root, key=made.key)
    record(session, occasion, fact, owing=_ways_out(day, recipients, to_file=to_file))
    return made


def note_handed_over(session: Session, occasion: Occasion, day: date, to: str) -> None:
    """Note that the checkpoint of a day left the house: to whom, or as which file."""
    record(session, occasion, checkpoints.CheckpointHandedOver(subject=day.isoformat(), to=to))


def _ways_out(day: date, recipients: Sequence[str], *, to_file: bool) -> list[Owed]:
    named = day.isoformat()
    mails = [
        Owed(SEND_CHECKPOINT, f"checkpoint:{named}:{recipient}", {"day": named, "recipient": recipient})
        for recipient in dict.fromkeys(recipients)
    ]
    return [*mails, Owed(FILE_CHECKPOINT, f"checkpoint:{named}", {"day": named})] if to_file else mails


def plain(value: Any) -> Any:
    """Return a value of a fact as JSON that keeps what it says: dates and instants (UTC) in ISO 8601, money as text."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
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
