"""Says what the health pages look at: the version of the tables, and the numbers of the database."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.exchange.queries import signs
from partnerschapsakte.exchange.revisions import current
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.web.health import Reading, Watch


def watch_over(engine: Engine, *, head: str, now: Callable[[], datetime], metrics_token: str | None = None) -> Watch:
    """Return what the health pages of this installation ask; ``head`` is the version of the tables it needs.

    Whether it is ready says only whether this process can answer. Taking a process away because reminders stand still
    helps nobody: the doctor and the numbers tell of that.
    """

    def tables(session: Session, _: datetime) -> bool:
        return current(session.connection()) == head

    return Watch(reading(engine), now, {"tables": tables}, readings, metrics_token)


def readings(session: Session, now: datetime) -> Iterator[Reading]:
    """Give the numbers of the database."""
    found = signs(session)
    yield Reading(
        "partnerschapsakte_failed_sign_ins", "Attempts to sign in that failed.", found.failed_sign_ins, only_up=True
    )
    yield Reading("partnerschapsakte_journal_entries", "Entries of the journal.", found.entries)
    yield Reading("partnerschapsakte_outbox_waiting", "Work that is owed and not done yet.", found.waiting)
    yield Reading("partnerschapsakte_outbox_parked", "Work that failed five times.", found.parked)
    yield Reading("partnerschapsakte_outbox_troubled", "Work that went wrong and is tried again.", found.troubled)
    since = {
        "partnerschapsakte_seconds_since_sweep": ("Seconds since reminders were looked through.", found.last_sweep_at),
        "partnerschapsakte_seconds_waiting": ("Seconds that the oldest work waits.", found.waiting_since),
        "partnerschapsakte_seconds_since_checkpoint": ("Seconds since the last checkpoint.", found.last_checkpoint_at),
    }
    for name, (meaning, moment) in since.items():
        if moment is not None:
            yield Reading(name, meaning, max(0.0, (now - moment).total_seconds()))
