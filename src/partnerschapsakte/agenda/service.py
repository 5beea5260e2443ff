"""Keep the milestones: project them with the fact that causes them, and note who is handling one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import (
    Circle,
    CircleChanged,
    DatesProjected,
    DateToKeep,
    Kept,
    MilestoneAcknowledged,
    MilestoneMarkedDone,
    MilestonePutAside,
    Outcome,
    Tended,
    latest_quiet,
    why_not_give_reason,
    why_not_mark_done,
    why_not_put_aside,
    why_not_tend,
)
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, why_not_overwrite
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.journal.service import record

NO_LONGER_NAMED = say("This date no longer applies.")
MILESTONES = cast("Table", Milestone.__table__)
THESE = MILESTONES.c.id.in_(bindparam("ids", expanding=True))
REMIND_NEXT = update(MILESTONES).where(THESE).values(next_on=bindparam("day"))


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose dates they are, and who hears of them."""

    dossier_id: str
    id: str
    circle: Circle
    entered_on: date


def project(session: Session, occasion: Occasion, subject: Subject, dates: Sequence[DateToKeep]) -> list[Tended]:
    """Write the dates of a subject as its milestones and return those that changed.

    A date that is no longer named becomes void. What a person marked as done stays done until the date moves.
    """
    stored = queries.milestones(session, subject.id, for_update=True)
    added = [_add(session, subject, wanted) for wanted in dates if wanted.key not in stored]
    named = {wanted.key: wanted for wanted in (*dates, *_no_longer_named(stored, dates))}
    changed = [
        row for key, row in stored.items() if key in named and row.kept.differs_from(Kept(named[key], subject.circle))
    ]
    if not added and not changed:
        return []
    for row in (*added, *changed):
        _write(row, named[row.key], subject, occasion)
    session.flush()
    fact = DatesProjected(
        subject=subject.id,
        added=tuple(row.key for row in added),
        changed=tuple(row.key for row in changed if row.reason is not NO_LONGER_NAMED),
        dropped=tuple(row.key for row in changed if row.reason is NO_LONGER_NAMED),
    )
    record(session, occasion, fact, dossier_id=subject.dossier_id)
    return [row.tended for row in (*added, *changed)]


def lapse(session: Session, occasion: Occasion, subject_id: str, reason: Sentence, *, before: date) -> list[Tended]:
    """Let the open dates of a subject before a day lapse, because what came after shows that nobody waits for them."""
    stored = queries.milestones(session, subject_id, for_update=True)
    over = [row for row in stored.values() if row.kept.is_open and row.on < before]
    if not over:
        return []
    for row in over:
        row.outcome, row.reason, row.settled_at = Outcome.VOID, reason, occasion.recorded_at
        row.sequence += 1
    fact = DatesProjected(subject=subject_id, added=(), changed=tuple(row.key for row in over), dropped=())
    session.flush()
    record(session, occasion, fact, dossier_id=over[0].dossier_id)
    return [row.tended for row in over]


def change_circle(session: Session, occasion: Occasion, *, dossier_id: str, circle: Circle) -> list[Tended]:
    """Let other people hear of the open dates of a dossier, and return those milestones."""
    of_dossier = select(Milestone).where(Milestone.dossier_id == dossier_id, Milestone.settled_at.is_(None))
    rows = session.scalars(of_dossier.order_by(Milestone.id).with_for_update())
    changed = [row for row in rows if row.circle != circle]
    if not changed:
        return []
    for row in changed:
        _give_circle(row, circle)
    session.flush()
    record(session, occasion, CircleChanged(subject=dossier_id, circle=circle), dossier_id=dossier_id)
    return [row.tended for row in changed]


def acknowledge(session: Session, occasion: Occasion, milestone_id: str) -> Tended:
    """Note that somebody is handling this date: its reminders rest as long as ``latest_quiet`` allows."""
    row = queries.milestone(session, milestone_id, for_update=True)
    if refusal := why_not_tend(row.standing, row.circle, occasion.actor):
        raise refusal
    until = latest_quiet(row.standing, occasion.today)
    return _rest(session, occasion, row, MilestoneAcknowledged(subject=row.id, until=until), until)


def put_aside(
    session: Session, occasion: Occasion, milestone_id: str, *, until: date, reason: str, sequence: int | None = None
) -> Tended:
    """Let the reminders of this date rest until a day, with a reason; never past the date itself.

    ``sequence`` is that of the date as it was read.
    """
    row = queries.milestone(session, milestone_id, for_update=True)
    refusal = (
        why_not_tend(row.standing, row.circle, occasion.actor)
        or why_not_overwrite(sequence, row.sequence)
        or why_not_put_aside(row.standing, until, occasion.today)
        or why_not_give_reason(reason)
    )
    if refusal:
        raise refusal
    return _rest(session, occasion, row, MilestonePutAside(subject=row.id, until=until, reason=reason), until)


def why_not_done_by_hand(row: Milestone, occasion: Occasion) -> Refusal | None:
    """Say why this person cannot mark this date as done, or None if they can."""
    return why_not_tend(row.standing, row.circle, occasion.actor) or why_not_mark_done(
        row.kind, row.standing, occasion.today
    )


def mark_done(session: Session, occasion: Occasion, milestone_id: str, *, note: str) -> Tended:
    """Mark a date as done by hand, with a note that says what was done."""
    row = queries.milestone(session, milestone_id, for_update=True)
    if refusal := why_not_done_by_hand(row, occasion) or why_not_give_reason(note):
        raise refusal
    row.outcome, row.done_on, row.done_by_hand = Outcome.DONE, occasion.today, True
    row.settled_at, row.next_on = occasion.recorded_at, None
    row.sequence += 1
    fact = MilestoneMarkedDone(subject=row.id, done_on=occasion.today, note=note)
    return _recorded(session, occasion, row, fact)


def remind(session: Session, milestone_id: str, *, first_on: date, next_on: date | None) -> None:
    """Write the day of the first reminder of a milestone and of its next one."""
    row = queries.milestone(session, milestone_id)
    row.first_on, row.next_on = first_on, next_on


def remind_next(session: Session, plans: Mapping[str, date]) -> None:
    """Write the day of the next reminder with each milestone that was claimed."""
    by_day: defaultdict[date, list[str]] = defaultdict(list)
    for milestone_id, day in plans.items():
        by_day[day].append(milestone_id)
    for day, ids in sorted(by_day.items()):
        session.connection().execute(REMIND_NEXT, {"ids": ids, "day": day})


def claim_due(session: Session, today: date, limit: int, left_aside: Collection[str] = ()) -> list[Tended]:
    """Take the open milestones whose next reminder is due, the oldest first, for this transaction.

    On PostgreSQL the rows are locked and rows that another worker holds are skipped. On SQLite a writing
    transaction is alone from its first moment (BEGIN IMMEDIATE), and the same statement needs no lock.
    """
    columns = MILESTONES.c
    due = (
        select(
            columns.id,
            columns.dossier_id,
            columns.kind,
            columns.on,
            columns.remind_by,
            columns.owner_id,
            columns.deputy_id,
            columns.budget_holder_id,
            columns.mailbox,
            columns.entered_on,
            columns.quiet_until,
        )
        .where(columns.settled_at.is_(None), columns.next_on <= today)
        .order_by(columns.next_on, columns.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if left_aside:
        due = due.where(columns.id.not_in(left_aside))
    rows = session.connection().execute(due).all()
    return [
        Tended(
            id_, dossier_id, kind, on, remind_by, Circle(owner, deputy, budget_holder, mailbox), entered_on, quiet, None
        )
        for id_, dossier_id, kind, on, remind_by, owner, deputy, budget_holder, mailbox, entered_on, quiet in rows
    ]


def _no_longer_named(stored: Mapping[str, Milestone], dates: Iterable[DateToKeep]) -> list[DateToKeep]:
    named = {wanted.key for wanted in dates}
    gone = [row.kept for key, row in stored.items() if key not in named]
    return [replace(kept.wanted, void=NO_LONGER_NAMED) for kept in gone if kept.is_open]


def _add(session: Session, subject: Subject, wanted: DateToKeep) -> Milestone:
    row = Milestone(
        id=derived_id("milestone", subject.id, wanted.key),
        dossier_id=subject.dossier_id,
        subject=subject.id,
        key=wanted.key,
        on=wanted.due.on,
        entered_on=subject.entered_on,
        first_on=wanted.due.on,
        sequence=-1,
        done_by_hand=False,
    )
    session.add(row)
    return row


def _write(row: Milestone, wanted: DateToKeep, subject: Subject, occasion: Occasion) -> None:
    moved = row.on != wanted.due.on
    if moved:
        row.quiet_until = row.acknowledged_by = row.acknowledged_at = None
    row.kind, row.title, row.on, row.why = wanted.kind, wanted.title, wanted.due.on, wanted.due.why
    row.remind_by = wanted.remind_by
    _give_circle(row, subject.circle)
    row.sequence += 1
    if row.done_by_hand and not moved and wanted.outcome is None:
        return
    row.outcome, row.done_on, row.reason, row.done_by_hand = wanted.outcome, wanted.done_on, wanted.void, False
    row.settled_at = None if wanted.outcome is None else row.settled_at or occasion.recorded_at


def _give_circle(row: Milestone, circle: Circle) -> None:
    row.owner_id, row.deputy_id = circle.owner, circle.deputy
    row.budget_holder_id, row.mailbox = circle.budget_holder, circle.mailbox


def _rest(session: Session, occasion: Occasion, row: Milestone, fact: Fact, until: date) -> Tended:
    row.quiet_until = until
    row.sequence += 1
    row.acknowledged_by, row.acknowledged_at = occasion.actor.id, occasion.recorded_at
    return _recorded(session, occasion, row, fact)


def _recorded(session: Session, occasion: Occasion, row: Milestone, fact: Fact) -> Tended:
    session.flush()
    record(session, occasion, fact, dossier_id=row.dossier_id)
    return row.tended
