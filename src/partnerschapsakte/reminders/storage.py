"""Write reminders and digests with plain statements: a sweep handles many rows at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.rules import Tended
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.reminders.models import Digest, Reminder, SweepLog
from partnerschapsakte.reminders.rules import Change, Delivery, ReminderState, Slot, VoidReason, Written

REMINDERS = cast("Table", Reminder.__table__)
DIGESTS = cast("Table", Digest.__table__)
SWEEPS = cast("Table", SweepLog.__table__)
THESE: BindParameter[str] = bindparam("ids", expanding=True)
OF_DAY = bindparam("of_day", type_=DIGESTS.c.day.type)
LOCKED_MAILS = (
    select(DIGESTS.c.id, DIGESTS.c.composed_at)
    .where(DIGESTS.c.id.in_(THESE))
    .order_by(DIGESTS.c.recipient)
    .with_for_update()
)
INTO_MAIL = (
    update(REMINDERS)
    .where(REMINDERS.c.id.in_(THESE))
    .values(
        state=ReminderState.CLAIMED,
        digest_id=select(DIGESTS.c.id)
        .where(DIGESTS.c.recipient == REMINDERS.c.recipient, DIGESTS.c.day == OF_DAY)
        .scalar_subquery(),
        late=REMINDERS.c.planned_on < OF_DAY,
    )
)


class DigestRow(NamedTuple):
    """The mail of a recipient for a day."""

    id: str
    recipient: str
    day: date


class Claim(NamedTuple):
    """One milestone whose reminders were taken, and what happens to each."""

    milestone: Tended
    delivery: Delivery


def add(session: Session, milestone: Tended, changes: Iterable[Change]) -> None:
    """Write the reminders of a milestone; one that is there already stays as it is."""
    add_all(session, [(milestone, change) for change in changes])


def add_all(session: Session, changes: Sequence[tuple[Tended, Change]]) -> None:
    """Write the reminders of several milestones; what is there already stays as it is."""
    rows = [
        _row(milestone, change.slot, change.planned_on)
        | {"state": ReminderState.VOID if change.reason else ReminderState.PLANNED, "reason": change.reason}
        for milestone, change in changes
    ]
    _insert_new(session, rows)


def void(session: Session, reasons: Mapping[str, VoidReason]) -> None:
    """Withdraw these reminders."""
    by_reason: defaultdict[VoidReason, list[str]] = defaultdict(list)
    for reminder_id, reason in reasons.items():
        by_reason[reason].append(reminder_id)
    for reason, ids in by_reason.items():
        _update(session, ids, state=ReminderState.VOID, reason=reason)


def revive(session: Session, reminder_ids: Sequence[str]) -> None:
    """Plan withdrawn reminders again."""
    if reminder_ids:
        _update(session, reminder_ids, state=ReminderState.PLANNED, reason=None)


def open_digests(
    session: Session, recipients: Sequence[str], today: date, now: datetime
) -> list[tuple[DigestRow, bool]]:
    """Return a mail that still gathers for each recipient, locked, and whether it is new: today's, else a later day's.

    Recipients come in order, so that two workers that want the same mails wait for each other and never in a circle.
    """
    found: list[tuple[DigestRow, bool]] = []
    day, wanting = today, list(recipients)
    while wanting:
        rows = [DigestRow(derived_id("digest", recipient, day.isoformat()), recipient, day) for recipient in wanting]
        created = _create_digests(session, rows, now)
        composed = _lock_digests(session, [row.id for row in rows])
        found += [(row, row.id in created) for row in rows if not composed[row.id]]
        wanting = [row.recipient for row in rows if composed[row.id]]
        day += timedelta(days=1)
    return found


def take(session: Session, claims: Sequence[Claim], digests: Mapping[str, DigestRow]) -> None:
    """Put the reminders of these milestones into the mails of their recipients, and withdraw the others."""
    by_day: defaultdict[date, list[str]] = defaultdict(list)
    stand_ins: list[dict[str, Any]] = []
    voided: dict[str, VoidReason] = {}
    for milestone, delivery in claims:
        for to, row in delivery.kept.items():
            by_day[digests[to].day].append(row.id)
        stand_ins += [_standing_in(milestone, row, digests[to]) for to, row in delivery.stand_ins.items()]
        voided |= delivery.voided
    for day, ids in sorted(by_day.items()):
        session.connection().execute(INTO_MAIL, {"ids": ids, "of_day": day})
    _insert_new(session, stand_ins)
    void(session, voided)


def mark_sent(session: Session, digest_ids: Sequence[str]) -> None:
    """Note that what these mails carried was sent."""
    if digest_ids:
        carried = REMINDERS.c.digest_id.in_(digest_ids), REMINDERS.c.state == ReminderState.CLAIMED
        session.connection().execute(update(REMINDERS).where(*carried).values(state=ReminderState.SENT))


def send_on_paper(session: Session, digest_ids: Sequence[str], at: datetime) -> None:
    """Note that these mails went out, where a case is only played."""
    if digest_ids:
        sent = update(DIGESTS).where(DIGESTS.c.id.in_(digest_ids)).values(composed_at=at, sent_at=at)
        session.connection().execute(sent)
        mark_sent(session, digest_ids)


def note_success(session: Session, now: datetime, job: str, handled: int) -> None:
    """Keep the instant at which a recurring job last succeeded."""
    row = {"succeeded_at": now, "handled": handled}
    statement = _upsert(session, SWEEPS).values(job=job, **row)
    session.connection().execute(statement.on_conflict_do_update(index_elements=[SWEEPS.c.job], set_=row))


def _row(milestone: Tended, slot: Slot, planned_on: date) -> dict[str, Any]:
    parts = (milestone.id, milestone.on.isoformat(), slot.kind.value, str(slot.occurrence), slot.recipient)
    return {
        "id": derived_id("reminder", *parts),
        "milestone_id": milestone.id,
        "dossier_id": milestone.dossier_id,
        "due_on": milestone.on,
        "planned_on": planned_on,
        "kind": slot.kind,
        "occurrence": slot.occurrence,
        "recipient": slot.recipient,
        "digest_id": None,
        "late": False,
    }


def _standing_in(milestone: Tended, row: Written, digest: DigestRow) -> dict[str, Any]:
    late = row.planned_on < digest.day
    claimed = {"state": ReminderState.CLAIMED, "reason": None, "digest_id": digest.id, "late": late}
    return _row(milestone, row.slot._replace(recipient=digest.recipient), row.planned_on) | claimed


def _insert_new(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(_upsert(session, REMINDERS).on_conflict_do_nothing(), rows)


def _upsert(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can leave alone what is there already, in the words of this database."""
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)


def _create_digests(session: Session, rows: Sequence[DigestRow], now: datetime) -> set[str]:
    values = [{"id": row.id, "recipient": row.recipient, "day": row.day, "created_at": now} for row in rows]
    statement = _upsert(session, DIGESTS).on_conflict_do_nothing().returning(DIGESTS.c.id)
    return set(session.connection().execute(statement, values).scalars())


def _lock_digests(session: Session, ids: Sequence[str]) -> dict[str, bool]:
    """Return which of these mails are composed already; none can be composed until this transaction ends."""
    return {id_: at is not None for id_, at in session.connection().execute(LOCKED_MAILS, {"ids": ids})}


def _update(session: Session, ids: Sequence[str], **values: Any) -> None:
    session.connection().execute(update(REMINDERS).where(REMINDERS.c.id.in_(ids)).values(**values))
