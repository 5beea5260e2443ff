"""Reads agreements: rows for the services, views for the doors."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.queries import READABLE, reading, reads_all
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.contracts.schemas import (
    AgreementOrder,
    AgreementRow,
    AgreementState,
    AgreementsWanted,
    AgreementView,
    CollegeDecision,
    DossierFacts,
    EvaluationView,
    Organisation,
    PartySeat,
    PointView,
    RelationView,
    SquareView,
    TermView,
)
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party

AGREEMENTS = cast("Table", Agreement.__table__).c
BASES = cast("Table", Agreement.__table__).alias("base").c
MILESTONES = cast("Table", Milestone.__table__).c
LISTED = (
    select(*(AGREEMENTS[name] for name in AgreementRow.__struct_fields__))
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
FEW = 50
"""Up to so many rights the database looks up what somebody reads; with more it reads along and checks each row."""
RIGHTS = select(func.count()).select_from(READABLE.limit(FEW + 1).subquery())
IN_ORDER = {
    "id": (AGREEMENTS.id,),
    "title": (AGREEMENTS.title, AGREEMENTS.id),
    "-title": (AGREEMENTS.title.desc(), AGREEMENTS.id),
    "startsOn": (AGREEMENTS.starts_on, AGREEMENTS.id),
    "-startsOn": (AGREEMENTS.starts_on.desc(), AGREEMENTS.id),
}


def agreement(session: Session, agreement_id: str, *, for_update: bool = False) -> Agreement:
    """Return one agreement, locked with its base agreement where it is about to change."""
    statement = select(Agreement).where(Agreement.id == agreement_id)
    found = session.scalar(statement.with_for_update() if for_update else statement)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "agreement_not_found", say("This agreement does not exist."))
    if for_update and found.parent_id:
        session.scalar(select(Agreement).where(Agreement.id == found.parent_id).with_for_update())
    return found


def agreements(session: Session, dossier_id: str) -> Sequence[Agreement]:
    """Return the agreements of a dossier, each base agreement before its sub-agreements."""
    rows = session.scalars(
        select(Agreement).where(Agreement.dossier_id == dossier_id).order_by(Agreement.position, Agreement.id)
    ).all()
    roots = [row for row in rows if row.parent_id is None]
    return [row for root in roots for row in (root, *(sub for sub in rows if sub.parent_id == root.id))]


def all_agreements(session: Session) -> Sequence[Agreement]:
    """Return every agreement: what the day's sweep looks at."""
    return session.scalars(select(Agreement).order_by(Agreement.dossier_id, Agreement.position, Agreement.id)).all()


def subs_with_own_term(session: Session, base: Agreement) -> Sequence[Agreement]:
    """Return the sub-agreements that count a term of their own under this base agreement."""
    return session.scalars(
        select(Agreement)
        .where(Agreement.parent_id == base.id, Agreement.starts_on.is_not(None))
        .order_by(Agreement.position, Agreement.id)
    ).all()


def party_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of these parties by id."""
    return {row.id: row.name for row in session.execute(select(Party.id, Party.name).where(Party.id.in_(set(ids))))}


def organisations(session: Session, found: Agreement) -> dict[str, Organisation]:
    """Return the parties of an agreement by id, as a deed names them."""
    ids = [row.party_id for row in (*found.authorities, *found.providers)]
    return {
        row.id: Organisation(**{name: getattr(row, name) for name in Organisation.__struct_fields__})
        for row in session.scalars(select(Party).where(Party.id.in_(ids)))
    }


def dossier_facts(session: Session, dossier_id: str) -> DossierFacts:
    """Return what a document says of its dossier."""
    dossier = dossiers.dossier(session, dossier_id)
    return DossierFacts(
        reference=dossier.reference,
        title=dossier.title,
        principles=tuple(dossier.principles),
        planning=dossier.planning,
        decisions=tuple(
            CollegeDecision(row.authority_id, row.body, row.decided_on, row.case_number)
            for row in dossier.decisions
            if row.body is DecisionBody.COLLEGE
        ),
    )


def view(session: Session, found: Agreement, today: date) -> AgreementView:
    """Return an agreement as people see it on this day."""
    names = party_names(
        session, [*(row.party_id for row in found.authorities), *(row.party_id for row in found.providers)]
    )
    return AgreementView(
        id=found.id,
        dossier_id=found.dossier_id,
        parent_id=found.parent_id,
        key=found.key,
        kind=found.kind,
        deed=found.deed,
        title=found.title,
        legal_form=found.legal_form,
        authorities=tuple(PartySeat(row.party_id, names[row.party_id], None, "") for row in found.authorities),
        providers=tuple(PartySeat(r.party_id, names[r.party_id], r.role, r.consortium) for r in found.providers),
        lots=tuple(found.lots),
        areas=tuple(found.areas),
        concluded_on=found.concluded_on,
        follows_base=found.follows_base,
        term=term_view(session, found, today),
        budget=tuple(SquareView(row.year, row.amount, row.clients, row.indexed_from) for row in found.budget),
    )


def term_view(session: Session, found: Agreement, today: date) -> TermView:
    """Return the term of an agreement as it stands on this day, every date with its explanation."""
    term = found.term_in_force(today)
    ids = [part for relation in term.relations for part in (relation.authority_id, relation.provider_id)]
    names = party_names(session, ids)
    return TermView(
        starts_on=term.term.starts_on,
        current_last_day=term.current_last_day(today),
        latest_last_day=term.latest_last_day,
        convention=term.term.notice.convention,
        points=tuple(_point(found, term, number, names, today) for number in term.numbers),
    )


def _point(found: Agreement, term: TermInForce, number: int, names: dict[str, str], today: date) -> PointView:
    point = term.term.point(number)
    return PointView(
        number=number,
        months=point.months,
        evaluation_due=term.evaluation_due(number),
        decision_due=term.decision_due(number),
        decide_by=point.decide_by,
        remind_by=point.remind_by,
        last_day_before=point.last_day_before,
        last_day_after=point.last_day_after,
        state=term.state(number, today),
        evaluation=_evaluation(found, number),
        relations=tuple(_relation(found, term, number, relation, names, today) for relation in term.relations),
    )


def _evaluation(found: Agreement, number: int) -> EvaluationView | None:
    row = next((row for row in found.governing.evaluations if row.point == number), None)
    if row is None:
        return None
    dissents = tuple((dissent.party_id, dissent.reason) for dissent in row.dissents)
    return EvaluationView(
        row.planned_on,
        row.concluded_on,
        row.findings,
        row.provider_view,
        row.residents_view,
        row.method,
        tuple(row.participants),
        tuple(row.lessons),
        row.advice,
        dissents,
    )


def _relation(
    found: Agreement, term: TermInForce, number: int, relation: Relation, names: dict[str, str], today: date
) -> RelationView:
    own = found.governing
    row = next((row for row in own.decisions if row.decided.relation == relation and row.point == number), None)
    went_on = next(
        (r for r in own.continuations if r.point == number and Relation(r.authority_id, r.provider_id) == relation),
        None,
    )
    notice = row.notice if row else None
    return RelationView(
        authority_id=relation.authority_id,
        authority=names.get(relation.authority_id, relation.authority_id),
        provider_id=relation.provider_id,
        provider=names.get(relation.provider_id, relation.provider_id),
        state=term.state_for(relation, number, today),
        choice=row.choice if row else None,
        reason=row.reason if row else None,
        decided_on=row.decided_on if row else None,
        decided_by=row.decided_by if row else None,
        body=row.body if row else None,
        case_number=row.case_number if row else None,
        file=row.file if row else None,
        without_evaluation=row.without_evaluation if row else None,
        sent_on=notice.sent_on if notice else None,
        channel=notice.channel if notice else None,
        received_on=notice.receipt.received_on if notice and notice.receipt else None,
        proof=notice.receipt.proof if notice and notice.receipt else None,
        continued_ground=went_on.ground if went_on else None,
        continued_risk=went_on.risk if went_on else None,
    )


def dossier_of_agreement(session: Session, agreement_id: str) -> str | None:
    """Return the dossier that an agreement belongs to."""
    return session.scalar(select(Agreement.dossier_id).where(Agreement.id == agreement_id))


def agreement_page(
    session: Session, reader: Actor, today: date, wanted: AgreementsWanted, *, limit: int, offset: int
) -> list[AgreementRow]:
    """Return a part of the agreements of all dossiers that somebody reads."""
    page = _in_order(wanted.sort, None if reads_all(reader) else _has_few(session, reader, today))
    if conditions := list(_wanted(wanted, today)):
        page = page.where(*conditions)
    values = {**reading(reader, today), "limit": limit, "offset": offset}
    return [AgreementRow(*row) for row in session.connection().execute(page, values).all()]


def _has_few(session: Session, reader: Actor, today: date) -> bool:
    return session.connection().execute(RIGHTS, reading(reader, today)).scalar_one() <= FEW


@cache
def _in_order(order: AgreementOrder, few: bool | None) -> Select[Any]:
    """Return the statement of a reader with few rights, with many, or with all, without further conditions."""
    page = LISTED.order_by(*IN_ORDER[order])
    if few is None:
        return page
    if few:
        return page.where(AGREEMENTS.dossier_id.in_(READABLE))
    return page.where(READABLE.where(DossierRight.dossier_id == AGREEMENTS.dossier_id).exists())


def _wanted(wanted: AgreementsWanted, today: date) -> Iterator[ColumnElement[bool]]:
    if wanted.dossier_id is not None:
        yield AGREEMENTS.dossier_id == wanted.dossier_id
    if wanted.kind is not None:
        yield AGREEMENTS.kind == wanted.kind
    if wanted.concluded is not None:
        yield AGREEMENTS.concluded_on.is_not(None) if wanted.concluded else AGREEMENTS.concluded_on.is_(None)
    if wanted.q is not None:
        yield or_(*(column.icontains(wanted.q, autoescape=True) for column in (AGREEMENTS.title, AGREEMENTS.deed)))
    if wanted.state is not None:
        yield from _stands(wanted.state, today)


def _stands(state: AgreementState, today: date) -> Iterator[ColumnElement[bool]]:
    """Compare the term with today; without one of its own, an agreement has that of its base agreement."""
    of_base = select(BASES.starts_on).where(BASES.id == AGREEMENTS.parent_id).scalar_subquery()
    first_day = func.coalesce(AGREEMENTS.starts_on, of_base)
    governing = case((AGREEMENTS.starts_on.is_(None), AGREEMENTS.parent_id), else_=AGREEMENTS.id)
    last_day = select(MILESTONES.on).where(MILESTONES.subject == governing, MILESTONES.key == "end").scalar_subquery()
    yield first_day > today if state == "upcoming" else first_day <= today
    if state != "upcoming":
        yield last_day >= today if state == "running" else last_day < today


def hold_registered(session: Session, party_ids: Collection[str]) -> None:
    """Refuse an agreement with a party that is not in the register."""
    known = party_names(session, party_ids)
    for party_id in party_ids:
        if party_id not in known:
            raise Refusal(
                Why.INVALID,
                "party_unknown",
                say("{party} is not a registered organisation.", party=party_id),
                remedy=say("Register the organisation first."),
            )


def hold_once(names: Collection[str]) -> None:
    """Refuse a list that names something twice: nobody could tell the two apart."""
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise Refusal(Why.INVALID, "named_twice", say("{name} is named twice.", name=twice))


def no_such_point(number: int) -> Refusal:
    """Return the refusal for a point that the deed does not have."""
    return Refusal(
        Why.NOT_FOUND,
        "point_unknown",
        say("The deed has no extension option {number}.", number=number),
        rule="45",
        article="Contractstandaard 1.3",
    )
