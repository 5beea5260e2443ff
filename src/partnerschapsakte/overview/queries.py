"""Reads that span rooms: what is coming, a dossier with all that hangs on it, an agreement in its dossier."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.extension import RECORDERS, recording_not_permitted
from partnerschapsakte.contracts.rules.possibilities import PointAct, why_not_act
from partnerschapsakte.contracts.schemas import AgreementView
from partnerschapsakte.correspondence import queries as correspondence
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.dialogue.queries import views as dialogue
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.journal.queries import trail_of_party
from partnerschapsakte.journal.rules.lines import QUIET, happened
from partnerschapsakte.overview.rules.acts import address_of, next_act
from partnerschapsakte.overview.schemas import (
    AgreementPage,
    AnnouncedTender,
    ComingRow,
    ComingView,
    DossierPage,
    JournalLine,
    Month,
    OwnRequest,
    OwnVault,
    PointDoor,
    Room,
    ToldAct,
)
from partnerschapsakte.sealed.models import Vault, VaultInvitation
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Candidate, CandidateParty, Tender

HORIZON_MONTHS = 12
LATEST_LETTERS = 5
SOON_MONTHS = 3
"""What lies nearer than this is to do now: within it, reminders repeat every week."""
OPEN_STATES = frozenset({MilestoneState.WAITING, MilestoneState.DUE, MilestoneState.OVERDUE})


def coming(
    session: Session, actor: Actor, today: date, *, dossier_id: str | None = None, person_id: str | None = None
) -> ComingView:
    """Return what is overdue, what is to do now and what comes within a year, the oldest first.

    Only of dossiers that this actor reads; ``dossier_id`` keeps one of them.
    """
    horizon = shift_months(today, HORIZON_MONTHS)
    chosen = _readable(actor, dossier_id)
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


def _readable(actor: Actor, dossier_id: str | None) -> list[str] | None:
    """Return the ids of the dossiers to look in; None: in all of them."""
    if actor.readable is None:
        return [dossier_id] if dossier_id else None
    return sorted(actor.readable & {dossier_id} if dossier_id else actor.readable)


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


def room(session: Session, actor: Actor, dossier_id: str, now: datetime, locale: str) -> Room:
    """Return what somebody sees of a dossier who stands there for a candidate or provider."""
    files = documents.files_for(session, actor, dossier_id)
    in_dialogue = dialogue.place_of(session, actor, dossier_id)
    acts = trail_of_party(session, dossier_id, documents.stood_for_own_party(session, actor, dossier_id))
    return Room(
        dossier_id=dossier_id,
        title=dossiers.dossier(session, dossier_id).title,
        announced=_announced(session, dossier_id, local_date(now)),
        requests=_own_requests(session, dossier_id, actor.party_id),
        has_dialogue=in_dialogue.has_part,
        minutes_to_approve=in_dialogue.minutes_to_approve,
        has_award_letters=bool(awards.letters_for(session, actor, dossier_id)),
        vaults=_own_vaults(session, dossier_id, actor.party_id, now),
        letters=tuple(correspondence.letters_for(session, actor, dossier_id, limit=LATEST_LETTERS)),
        own_files=tuple(file for file in files if file.party_id is not None),
        published_files=tuple(file for file in files if file.party_id is None),
        acts=tuple(ToldAct(language.tell(one.what, locale), one.actor_name, one.happened_at) for one in acts),
    )


def _announced(session: Session, dossier_id: str, today: date) -> AnnouncedTender | None:
    """Return what was announced, or None as long as nothing was published."""
    tender = tendering.tender_view(session, dossier_id, today=today)
    if tender is None or tender.published_on is None:
        return None
    return AnnouncedTender(tender.stage, tender.published_on, tender.requests_due_on, tender.tender_due_on)


def _own_requests(session: Session, dossier_id: str, party_id: str | None) -> tuple[OwnRequest, ...]:
    chosen = (
        select(Candidate.name, Candidate.requested_on, Candidate.withdrawn_on)
        .join(Tender, Tender.id == Candidate.tender_id)
        .join(CandidateParty, CandidateParty.candidate_id == Candidate.id)
        .where(Tender.dossier_id == dossier_id, CandidateParty.party_id == party_id)
        .order_by(Candidate.requested_on, Candidate.id)
    )
    return tuple(OwnRequest(*row) for row in session.execute(chosen))


def _own_vaults(session: Session, dossier_id: str, party_id: str | None, now: datetime) -> tuple[OwnVault, ...]:
    chosen = (
        select(Vault)
        .join(VaultInvitation, VaultInvitation.vault_id == Vault.id)
        .where(Vault.dossier_id == dossier_id, VaultInvitation.party_id == party_id)
        .order_by(Vault.deadline_at, Vault.id)
    )
    return tuple(
        OwnVault(one.id, one.title, one.deadline_at, one.standing.state_at(now) is VaultState.OPEN)
        for one in session.scalars(chosen)
    )


def _titles(session: Session, ids: Iterable[str]) -> dict[str, str]:
    return {row.id: row.title for row in session.execute(select(Dossier.id, Dossier.title).where(Dossier.id.in_(ids)))}


def _by_month(rows: Sequence[ComingRow]) -> tuple[Month, ...]:
    months = groupby(rows, key=lambda row: row.milestone.on.replace(day=1))
    return tuple(Month(first_day, tuple(of_month)) for first_day, of_month in months)
