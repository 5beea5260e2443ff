"""The reminders as rows, and the mails that carried them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.foundation.database import Table
from partnerschapsakte.reminders.rules import ReminderKind, ReminderState, VoidReason

PLANNED = "state = 'planned'"


class Digest(Table):
    """The one mail of a recipient for a day.

    It gathers reminders until it is composed; from then on its text is fixed, so that a repetition after a crash
    is the same mail. ``addresses`` is where it went, ``calendar`` its calendar part.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("recipient", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[datetime]
    composed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None]
    addresses: Mapped[list[str] | None]
    subject: Mapped[str | None]
    text: Mapped[str | None]
    calendar: Mapped[str | None]


class Reminder(Table):
    """One reminder of one date for one recipient; a date that moves gets new ones (``due_on``)."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("milestone_id", "due_on", "kind", "occurrence", "recipient"),
        Index(
            "ix_reminder_planned",
            "milestone_id",
            "planned_on",
            sqlite_where=text(PLANNED),
            postgresql_where=text(PLANNED),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    milestone_id: Mapped[str] = mapped_column(ForeignKey("milestone.id"))
    dossier_id: Mapped[str] = mapped_column(index=True)
    due_on: Mapped[date]
    planned_on: Mapped[date]
    kind: Mapped[ReminderKind]
    occurrence: Mapped[int]
    recipient: Mapped[str]
    state: Mapped[ReminderState]
    reason: Mapped[VoidReason | None]
    digest_id: Mapped[str | None] = mapped_column(ForeignKey("digest.id"), index=True)
    late: Mapped[bool] = mapped_column(default=False)


class SweepLog(Table):
    """When each of the recurring jobs last succeeded; the doctor and the numbers read it."""

    __tablename__ = "sweep_log"

    job: Mapped[str] = mapped_column(primary_key=True)
    succeeded_at: Mapped[datetime]
    handled: Mapped[int]
