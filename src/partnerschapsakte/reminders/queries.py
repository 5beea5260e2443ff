"""Read reminders, the mails that carried them, and when the sweep last succeeded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, column, func, select, table
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import Person
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.reminders.models import Digest, Reminder, SweepLog
from partnerschapsakte.reminders.rules import ReminderState, Slot, Written
from partnerschapsakte.reminders.schemas import DossierName, MailView, ReminderView

REMINDERS = cast("Table", Reminder.__table__)
DIGESTS = cast("Table", Digest.__table__)
# The dossiers' room lies above this one: its two names are read from the table, without its models.
DOSSIERS = table("dossier", column("id"), column("reference"), column("title"))
WRITTEN = (
    REMINDERS.c.milestone_id,
    REMINDERS.c.id,
    REMINDERS.c.due_on,
    REMINDERS.c.kind,
    REMINDERS.c.occurrence,
    REMINDERS.c.recipient,
    REMINDERS.c.planned_on,
    REMINDERS.c.state,
    REMINDERS.c.reason,
)


OF_THESE = REMINDERS.c.milestone_id.in_(bindparam("ids", expanding=True))
PLANNED = OF_THESE & (REMINDERS.c.state == ReminderState.PLANNED)
ALL_WRITTEN = select(*WRITTEN).where(OF_THESE)
DUE = select(*WRITTEN[:-2]).where(PLANNED, REMINDERS.c.planned_on <= bindparam("today"))
NEXT = (
    select(REMINDERS.c.milestone_id, func.min(REMINDERS.c.planned_on))
    .where(PLANNED, REMINDERS.c.planned_on > bindparam("today"))
    .group_by(REMINDERS.c.milestone_id)
)


def written(session: Session, milestone_ids: Sequence[str]) -> dict[str, list[Written]]:
    """Return every reminder of these milestones, by milestone."""
    return _by_milestone(session.connection().execute(ALL_WRITTEN, {"ids": milestone_ids}).all())


def due(session: Session, milestone_ids: Sequence[str], today: date) -> dict[str, list[Written]]:
    """Return the planned reminders of these milestones whose day has come, by milestone."""
    return _by_milestone(session.connection().execute(DUE, {"ids": milestone_ids, "today": today}).all())


def next_planned(session: Session, milestone_ids: Sequence[str], today: date) -> dict[str, date]:
    """Return the day of the next planned reminder after today, by milestone."""
    later = session.connection().execute(NEXT, {"ids": milestone_ids, "today": today}).all()
    return {milestone_id: day for milestone_id, day in later}  # noqa: C416 - dict() takes a Row for a mapping


def living(session: Session, person_ids: Collection[str]) -> frozenset[str]:
    """Return which of these people have an account that is not disabled."""
    able = select(Person.id).where(Person.id.in_(sorted(person_ids)), Person.disabled_at.is_(None))
    return frozenset(session.scalars(able))


def people(session: Session, person_ids: Iterable[str]) -> dict[str, Person]:
    """Return these people by id."""
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(sorted(person_ids))))}


def digest(session: Session, digest_id: str) -> Digest:
    """Return one digest, locked until the end of the transaction."""
    found = session.get(Digest, digest_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "mail_unknown", say("There is no such mail."))
    return found


def gathered(session: Session, digest_id: str) -> list[Reminder]:
    """Return the reminders that a digest has gathered and not yet sent."""
    mine = select(Reminder).where(Reminder.digest_id == digest_id, Reminder.state == ReminderState.CLAIMED)
    return list(session.scalars(mine.order_by(Reminder.id).execution_options(populate_existing=True)))


def told(session: Session, milestone_ids: Sequence[str], day: date) -> dict[str, list[str]]:
    """Return who hears of these milestones on a day, by milestone."""
    recipients = (
        select(REMINDERS.c.milestone_id, REMINDERS.c.recipient)
        .join(DIGESTS, DIGESTS.c.id == REMINDERS.c.digest_id)
        .where(REMINDERS.c.milestone_id.in_(milestone_ids), DIGESTS.c.day == day)
        .order_by(REMINDERS.c.milestone_id, REMINDERS.c.recipient)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for milestone_id, recipient in session.connection().execute(recipients):
        found[milestone_id].append(recipient)
    return found


def dossier_names(session: Session, dossier_ids: Iterable[str]) -> dict[str, DossierName]:
    """Return what people call these dossiers."""
    named = select(DOSSIERS.c.id, DOSSIERS.c.reference, DOSSIERS.c.title).where(DOSSIERS.c.id.in_(sorted(dossier_ids)))
    return {id_: DossierName(reference, title) for id_, reference, title in session.execute(named)}


def reminders_of_dossier(session: Session, dossier_id: str) -> tuple[ReminderView, ...]:
    """Return every reminder of a dossier, in the order of their days."""
    return _views(session, select(REMINDERS).where(REMINDERS.c.dossier_id == dossier_id))


def reminders_of_milestone(session: Session, milestone_id: str) -> tuple[ReminderView, ...]:
    """Return every reminder of one date, in the order of their days."""
    return _views(session, select(REMINDERS).where(REMINDERS.c.milestone_id == milestone_id))


def mails(
    session: Session,
    *,
    reader: Actor | None = None,
    recipient: str | None = None,
    dossier_id: str | None = None,
    limit: int = 100,
) -> tuple[MailView, ...]:
    """Return the latest mails, those in preparation included: of everybody, of one recipient, or about one dossier.

    With a ``reader``, only mails to them, and mails about nothing but dossiers that they read.
    """
    chosen = _mails().order_by(DIGESTS.c.day.desc(), DIGESTS.c.id).limit(limit)
    if recipient is not None:
        chosen = chosen.where(DIGESTS.c.recipient == recipient)
    if dossier_id is not None:
        chosen = chosen.where(
            DIGESTS.c.id.in_(select(REMINDERS.c.digest_id).where(REMINDERS.c.dossier_id == dossier_id))
        )
    if reader is not None:
        chosen = _for_reader(chosen, reader)
    return tuple(_mail(row) for row in session.execute(chosen))


def mail(session: Session, mail_id: str, reader: Actor | None = None) -> MailView:
    """Return one mail; with a ``reader``, one that they may read."""
    chosen = _mails().where(DIGESTS.c.id == mail_id)
    row = session.execute(chosen if reader is None else _for_reader(chosen, reader)).one_or_none()
    if row is None:
        raise Refusal(Why.NOT_FOUND, "mail_unknown", say("There is no such mail."))
    return _mail(row)


def last_success(session: Session, job: str = "sweep") -> datetime | None:
    """Return when a recurring job last succeeded; ``rules.is_asleep`` judges it."""
    return session.scalar(select(SweepLog.succeeded_at).where(SweepLog.job == job))


def _by_milestone(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, list[Written]]:
    found: defaultdict[str, list[Written]] = defaultdict(list)
    for milestone_id, id_, due_on, kind, occurrence, recipient, planned_on, *how in rows:
        state, reason = how or (ReminderState.PLANNED, None)
        found[milestone_id].append(Written(id_, due_on, Slot(kind, occurrence, recipient), planned_on, state, reason))
    return found


def _views(session: Session, chosen: Select[*tuple[Any, ...]]) -> tuple[ReminderView, ...]:
    rows = session.execute(chosen.order_by(REMINDERS.c.planned_on, REMINDERS.c.milestone_id, REMINDERS.c.id))
    return tuple(
        ReminderView(
            id=row.id,
            milestone_id=row.milestone_id,
            dossier_id=row.dossier_id,
            planned_on=row.planned_on,
            kind=row.kind,
            occurrence=row.occurrence,
            recipient=row.recipient,
            state=row.state,
            reason=row.reason,
            mail_id=row.digest_id,
            late=row.late,
        )
        for row in rows
    )


def _for_reader(chosen: Select[*tuple[Any, ...]], reader: Actor) -> Select[*tuple[Any, ...]]:
    if reader.readable is None:
        return chosen
    told = select(REMINDERS.c.digest_id).where(REMINDERS.c.digest_id.is_not(None))
    about = DIGESTS.c.id.in_(told) & DIGESTS.c.id.not_in(told.where(REMINDERS.c.dossier_id.not_in(reader.readable)))
    return chosen.where((DIGESTS.c.recipient == reader.id) | about)


def _mails() -> Select[*tuple[Any, ...]]:
    name = func.coalesce(Person.name, DIGESTS.c.recipient).label("recipient_name")
    return select(DIGESTS, name).join_from(DIGESTS, Person, Person.id == DIGESTS.c.recipient, isouter=True)


def _mail(row: Row[*tuple[Any, ...]]) -> MailView:
    return MailView(
        id=row.id,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        day=row.day,
        composed_at=row.composed_at,
        sent_at=row.sent_at,
        message_id=row.message_id,
        addresses=tuple(row.addresses or ()),
        subject=row.subject,
        text=row.text,
    )


def reminder_page(
    session: Session, *, limit: int, offset: int, dossier_id: str | None = None, milestone_id: str | None = None
) -> tuple[ReminderView, ...]:
    """Return a part of the reminders of a dossier or of one date, in the order of their days."""
    chosen = select(REMINDERS).limit(limit).offset(offset)
    if dossier_id is not None:
        chosen = chosen.where(REMINDERS.c.dossier_id == dossier_id)
    if milestone_id is not None:
        chosen = chosen.where(REMINDERS.c.milestone_id == milestone_id)
    return _views(session, chosen)


def mail_page(
    session: Session,
    reader: Actor,
    *,
    limit: int,
    offset: int,
    dossier_id: str | None = None,
    recipient: str | None = None,
) -> tuple[MailView, ...]:
    """Return a part of the mails that somebody may read, the latest first."""
    chosen = _for_reader(_mails(), reader).order_by(DIGESTS.c.day.desc(), DIGESTS.c.id)
    if recipient is not None:
        chosen = chosen.where(DIGESTS.c.recipient == recipient)
    if dossier_id is not None:
        chosen = chosen.where(
            DIGESTS.c.id.in_(select(REMINDERS.c.digest_id).where(REMINDERS.c.dossier_id == dossier_id))
        )
    return tuple(_mail(row) for row in session.execute(chosen.limit(limit).offset(offset)))
