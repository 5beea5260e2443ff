"""Read milestones: what is coming, of one subject, of one dossier, of all that somebody reads."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import Circle, DateToKeep, MilestoneState, Outcome, Standing
from partnerschapsakte.agenda.rules import differences as differences_between
from partnerschapsakte.agenda.schemas import MilestonesWanted, MilestoneView, ToldMilestone, told_milestone
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.actor import TEAM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

CIRCLE = (Milestone.owner_id, Milestone.deputy_id, Milestone.budget_holder_id)
READABLE = select(DossierRight.dossier_id).where(
    DossierRight.person_id == bindparam("reader"),
    # Through coalesce SQLite looks a right up once, by person and dossier, and not once for each role.
    func.coalesce(DossierRight.role, "").in_(sorted(TEAM)),
    DossierRight.ended_at.is_(None),
    or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= bindparam("today", type_=Date)),
)
"""The dossiers that somebody reads; a statement that holds it gets its values from ``reading``."""


def coming(
    session: Session,
    today: date,
    *,
    until: date | None = None,
    person_id: str | None = None,
    dossier_ids: Sequence[str] | None = None,
) -> tuple[MilestoneView, ...]:
    """Return the open milestones up to a day, the oldest first: what a contract manager opens in the morning.

    ``person_id`` keeps those whose reminders this person gets, ``dossier_ids`` those of these dossiers.
    """
    chosen = select(Milestone.__table__).where(Milestone.settled_at.is_(None))
    if until is not None:
        chosen = chosen.where(Milestone.on <= until)
    if person_id is not None:
        chosen = chosen.where(or_(*(column == person_id for column in CIRCLE)))
    if dossier_ids is not None:
        chosen = chosen.where(Milestone.dossier_id.in_(dossier_ids))
    return _views(session, chosen, today)


def of_subject(session: Session, subject: str, today: date) -> tuple[MilestoneView, ...]:
    """Return every milestone of one subject, settled ones included."""
    return _views(session, select(Milestone.__table__).where(Milestone.subject == subject), today)


def of_dossier(session: Session, dossier_id: str, today: date) -> tuple[MilestoneView, ...]:
    """Return every milestone of one dossier, settled ones included."""
    return _views(session, select(Milestone.__table__).where(Milestone.dossier_id == dossier_id), today)


def by_ids(session: Session, ids: Iterable[str], today: date) -> dict[str, MilestoneView]:
    """Return these milestones by id."""
    chosen = select(Milestone.__table__).where(Milestone.id.in_(list(ids)))
    return {view.id: view for view in _views(session, chosen, today)}


def milestone(session: Session, milestone_id: str, *, for_update: bool = False) -> Milestone:
    """Return one milestone, locked where it will be changed."""
    found = session.get(Milestone, milestone_id, with_for_update=for_update or None)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "milestone_unknown", say("There is no such date."))
    return found


def milestones(session: Session, subject: str, *, for_update: bool = False) -> dict[str, Milestone]:
    """Return the milestones of a subject by key, locked where they will be changed."""
    chosen = select(Milestone).where(Milestone.subject == subject).order_by(Milestone.id)
    found = session.scalars(chosen.with_for_update() if for_update else chosen)
    return {row.key: row for row in found}


def next_day_to_remind(session: Session) -> date | None:
    """Return the first day on which some open milestone has a reminder."""
    return session.scalar(select(func.min(Milestone.next_on)).where(Milestone.settled_at.is_(None)))


def first_due(session: Session, today: date, left_aside: Collection[str] = ()) -> str | None:
    """Return the open milestone that a sweep takes first."""
    due = select(Milestone.id).where(Milestone.settled_at.is_(None), Milestone.next_on <= today)
    if left_aside:
        due = due.where(Milestone.id.not_in(left_aside))
    return session.scalar(due.order_by(Milestone.next_on, Milestone.id).limit(1))


def never_reminded(session: Session) -> list[str]:
    """Return the ids of open milestones without a next reminder; there are none, and a check says so."""
    lost = select(Milestone.id).where(Milestone.settled_at.is_(None), Milestone.next_on.is_(None))
    return list(session.scalars(lost.order_by(Milestone.id)))


def differences(session: Session, subject: str, wanted: Iterable[DateToKeep], circle: Circle) -> tuple[str, ...]:
    """Name the keys on which the stored milestones of a subject differ from what its owner derives now."""
    stored = {key: row.kept for key, row in milestones(session, subject).items()}
    return differences_between(stored, wanted, circle)


def _views(session: Session, chosen: Select[Any], today: date) -> tuple[MilestoneView, ...]:
    return tuple(_view(row, today) for row in session.execute(chosen.order_by(Milestone.on, Milestone.id)))


def _view(row: Row[Any], today: date) -> MilestoneView:
    return MilestoneView(
        id=row.id,
        dossier_id=row.dossier_id,
        subject=row.subject,
        key=row.key,
        kind=row.kind,
        title=row.title,
        due=Explained(row.on, row.why),
        state=Standing(row.on, row.first_on, row.outcome).state(today),
        owner_id=row.owner_id,
        deputy_id=row.deputy_id,
        budget_holder_id=row.budget_holder_id,
        mailbox=row.mailbox,
        first_on=row.first_on,
        next_on=row.next_on,
        quiet_until=row.quiet_until,
        done_on=row.done_on,
        reason=row.reason,
        sequence=row.sequence,
    )


def dossier_of_milestone(session: Session, milestone_id: str) -> str | None:
    """Return the dossier that a date belongs to."""
    return session.scalar(select(Milestone.dossier_id).where(Milestone.id == milestone_id))


def reads_all(reader: Actor) -> bool:
    """Tell whether somebody reads every dossier, so that no right needs to be looked up."""
    return reader.grants is None or reader.may_act_as(Role.AUDITOR)


def reading(reader: Actor, today: date) -> dict[str, Any]:
    """Return the values of ``READABLE`` for this reader."""
    return {"reader": reader.id, "today": today}


def milestone_page(
    session: Session, reader: Actor, today: date, wanted: MilestonesWanted, *, limit: int, offset: int
) -> list[ToldMilestone]:
    """Return a part of the milestones of all dossiers that somebody reads, the oldest date first."""
    chosen = select(Milestone.__table__).where(*_wanted(wanted, reader, today))
    if not reads_all(reader):
        chosen = chosen.where(Milestone.dossier_id.in_(READABLE))
    page = chosen.order_by(Milestone.on, Milestone.id).limit(limit).offset(offset)
    rows = session.execute(page, reading(reader, today))
    return [told_milestone(_view(row, today)) for row in rows]


def _wanted(wanted: MilestonesWanted, reader: Actor, today: date) -> Iterator[ColumnElement[bool]]:
    for column in (Milestone.dossier_id, Milestone.subject, Milestone.kind):
        if (value := getattr(wanted, column.key)) is not None:
            yield column == value
    if wanted.due_from is not None:
        yield Milestone.on >= wanted.due_from
    if wanted.due_until is not None:
        yield Milestone.on <= wanted.due_until
    if wanted.mine:
        yield or_(*(column == reader.id for column in CIRCLE))
    if wanted.state is not None:
        yield from _stands(wanted.state, today)


def _stands(state: MilestoneState, today: date) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL what ``Standing.state`` says of one milestone."""
    if state in {MilestoneState.DONE, MilestoneState.VOID}:
        return (Milestone.outcome == Outcome(state.value),)
    is_open = Milestone.outcome.is_(None)
    if state is MilestoneState.OVERDUE:
        return is_open, Milestone.on < today
    began = Milestone.first_on <= today if state is MilestoneState.DUE else Milestone.first_on > today
    return is_open, Milestone.on >= today, began
