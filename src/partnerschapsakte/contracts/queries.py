"""Reads agreements: rows for the services, views for the doors."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.contracts.schemas import (
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
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party


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
