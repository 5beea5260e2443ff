"""Reads the signs of life that the health pages and the doctor look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import Person
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.journal.models import JournalCheckpoint, JournalEntry, OutboxMessage
from partnerschapsakte.reminders.models import SweepLog

SWEEP = "sweep"
REFUSED_AT_THE_DOOR = (
    "access:sign-in:refused",
    "access:second-factor:refused",
    "access:federation:refused",
    "access:invitation:refused",
    "access:token:refused",
)
"""What the journal calls an attempt to sign in that failed."""


@dataclass(frozen=True, slots=True)
class Signs:
    """How an installation is: what waits, what is stuck, when it last worked, how long its journal is."""

    waiting: int
    parked: int
    troubled: int
    """Work that went wrong, such as mail while the mail server lets nobody in, and is tried again."""
    waiting_since: datetime | None
    last_sweep_at: datetime | None
    last_checkpoint_at: datetime | None
    first_entry_at: datetime | None
    last_entry_at: datetime | None
    entries: int
    failed_sign_ins: int
    open_dates: int
    wrapped: int
    """Secrets of people that only the key of the installation opens."""


def signs(session: Session) -> Signs:
    """Return how the installation is at this moment."""
    open_work = (OutboxMessage.settled_at.is_(None), OutboxMessage.parked_at.is_(None))
    waiting, since = session.execute(select(func.count(), func.min(OutboxMessage.due_at)).where(*open_work)).one()
    recorded = JournalEntry.recorded_at
    entries, first, last = session.execute(select(func.count(), func.min(recorded), func.max(recorded))).one()
    return Signs(
        waiting=waiting,
        parked=_count(session, OutboxMessage.parked_at.is_not(None)),
        troubled=_count(session, and_(*open_work, OutboxMessage.last_error.is_not(None))),
        waiting_since=since,
        last_sweep_at=last_sweep(session),
        last_checkpoint_at=session.scalar(select(func.max(JournalCheckpoint.made_at))),
        first_entry_at=first,
        last_entry_at=last,
        entries=entries,
        failed_sign_ins=entries_with(session, REFUSED_AT_THE_DOOR),
        open_dates=_count(session, Milestone.settled_at.is_(None)),
        wrapped=_count(session, Person.totp_secret.is_not(None)),
    )


def last_sweep(session: Session) -> datetime | None:
    """Return when reminders were last looked through with success."""
    return session.scalar(select(SweepLog.succeeded_at).where(SweepLog.job == SWEEP))


def entries_with(session: Session, tags: Collection[str]) -> int:
    """Return how many entries of the journal have one of these tags."""
    return _count(session, JournalEntry.tag.in_(tags))


def _count(session: Session, condition: object) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0  # pyright: ignore[reportArgumentType] - any condition
