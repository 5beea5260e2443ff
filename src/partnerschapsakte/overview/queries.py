"""Reads that span rooms: what is coming, a dossier with all that hangs on it, an agreement in its dossier."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.extension import RECORDERS, recording_not_permitted
from partnerschapsakte.contracts.rules.possibilities import PointAct, why_not_act
from partnerschapsakte.contracts.schemas import AgreementView
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.overview.rules.acts import address_of, next_act
from partnerschapsakte.overview.rules.journal_lines import QUIET, happened
from partnerschapsakte.overview.schemas import (
    AgreementPage,
    ComingRow,
    ComingView,
    DossierPage,
    JournalLine,
    Month,
    PointDoor,
)
from partnerschapsakte.tendering import queries as tendering

HORIZON_MONTHS = 12
SOON_MONTHS = 3
"""What lies nearer than this is to do now: within it, reminders repeat every week."""
OPEN_STATES = frozenset({MilestoneState.WAITING, MilestoneState.DUE, MilestoneState.OVERDUE})


def coming(session: Session, today: date, *, dossier_id: str | None = None, person_id: str | None = None) -> ComingView:
    """Return what is overdue, what is to do now and what comes within a year, the oldest first."""
    horizon = shift_months(today, HORIZON_MONTHS)
    chosen = [dossier_id] if dossier_id else None
    found = agenda.coming(session, today, person_id=person_id, dossier_ids=chosen)
    rows = rows_of(session, [view for view in found if view.on <= horizon], found)
    soon = shift_months(today, SOON_MONTHS)
    overdue = [row for row in rows if row.milestone.state is MilestoneState.OVERDUE]
    now = [row for row in rows if row not in overdue and row.milestone.on <= soon]
    return ComingView(
        overdue=tuple(overdue),
        due=tuple(now),
        months=_by_month([row for row in rows if row.milestone.on > soon]),
        later=len(found) - len(rows),
        horizon=horizon,
    )


def rows_of(
    session: Session, views: Sequence[MilestoneView], found: Sequence[MilestoneView] | None = None
) -> list[ComingRow]:
    """Return milestones with the names of their dossiers and owners, and the next act of each.

    ``found`` are the open milestones among which a next act is looked for, where ``views`` are only some of them.
    """
    titles = _titles(session, {view.dossier_id for view in views})
    people = access.people_by_id(session, {view.owner_id for view in views})
    subjects = {view.subject for view in views}
    agreements = set(session.scalars(select(Agreement.id).where(Agreement.id.in_(subjects))))
    open_keys: defaultdict[str, set[str]] = defaultdict(set)
    for view in views if found is None else found:
        open_keys[view.subject].add(view.key)
    return [
        ComingRow(
            view,
            titles.get(view.dossier_id, ""),
            people[view.owner_id].name if view.owner_id in people else view.mailbox,
            next_act(
                view.key,
                view.state,
                agreement_id=view.subject if view.subject in agreements else None,
                dossier_id=view.dossier_id,
                open_keys=open_keys[view.subject],
            ),
        )
        for view in views
    ]


def dossier_page(session: Session, dossier_id: str, actor: Actor, today: date) -> DossierPage:
    """Return a dossier with its agreements, its dates, its documents and its latest history."""
    milestones = agenda.of_dossier(session, dossier_id, today)
    open_ones = [view for view in milestones if view.state in OPEN_STATES]
    return DossierPage(
        dossier=dossiers.dossier_view(session, dossier_id),
        agreements=_family(session, dossier_id, today),
        coming=tuple(rows_of(session, open_ones)),
        settled=len(milestones) - len(open_ones),
        documents=tuple(documents.documents_of(session, dossier_id=dossier_id)),
        tender=tendering.tender_view(session, dossier_id, today=today),
        not_issued=_why_not_issue(actor),
        journal=journal_of(session, dossier_id),
    )


def agreement_page(session: Session, agreement_id: str, actor: Actor, today: date) -> AgreementPage:
    """Return an agreement with its dossier, its relatives, its documents and its open dates."""
    found = contracts.agreement(session, agreement_id)
    milestones = agenda.of_subject(session, found.governing.id, today)
    return AgreementPage(
        agreement=contracts.view(session, found, today),
        dossier=dossiers.dossier_view(session, found.dossier_id),
        family=_family(session, found.dossier_id, today),
        documents=tuple(documents.documents_of(session, subject=agreement_id)),
        milestones=tuple(rows_of(session, [view for view in milestones if view.state in OPEN_STATES])),
        doors={number: _doors(found, number, actor, today) for number in found.term_in_force(today).numbers},
        not_issued=_why_not_issue(actor),
    )


def _why_not_issue(actor: Actor) -> Refusal | None:
    return None if actor.may_act_as(*RECORDERS) else recording_not_permitted()


def _doors(found: Agreement, number: int, actor: Actor, today: date) -> tuple[PointDoor, ...]:
    term = found.term_in_force(today)
    return tuple(
        PointDoor(act, address_of(act, found.id, number), why_not_act(act, term, number, actor=actor, today=today))
        for act in PointAct
    )


def journal_of(session: Session, dossier_id: str, limit: int = 12) -> tuple[JournalLine, ...]:
    """Return the latest lines of a dossier's journal, the newest first."""
    newest = (
        select(JournalEntry.happened_at, JournalEntry.tag, JournalEntry.actor_name)
        .where(JournalEntry.dossier_id == dossier_id, JournalEntry.tag.not_in(QUIET))
        .order_by(JournalEntry.happened_at.desc(), JournalEntry.id.desc())
        .limit(limit)
    )
    return tuple(JournalLine(at, happened(tag), who) for at, tag, who in session.execute(newest))


def _family(session: Session, dossier_id: str, today: date) -> tuple[AgreementView, ...]:
    return tuple(contracts.view(session, found, today) for found in contracts.agreements(session, dossier_id))


def _titles(session: Session, ids: Iterable[str]) -> dict[str, str]:
    return {row.id: row.title for row in session.execute(select(Dossier.id, Dossier.title).where(Dossier.id.in_(ids)))}


def _by_month(rows: Sequence[ComingRow]) -> tuple[Month, ...]:
    months = groupby(rows, key=lambda row: row.milestone.on.replace(day=1))
    return tuple(Month(first_day, tuple(of_month)) for first_day, of_month in months)
