"""Puts an agreement on record, with its parties, its term and its budget squares."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from partnerschapsakte.awarding.queries.awards import why_not_contract
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import (
    Agreement,
    AgreementAuthority,
    AgreementProvider,
    BudgetYear,
    TermOption,
)
from partnerschapsakte.contracts.rules.agreement import AgreementConcluded, Base, Draft, Seat, why_not_conclude
from partnerschapsakte.contracts.rules.kinds import LegalForm, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, TermTerms
from partnerschapsakte.contracts.service.dates import keep_dates
from partnerschapsakte.dates.period import Length
from partnerschapsakte.dates.terms import NoticeRule, Term
from partnerschapsakte.design.queries import route_of
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import TenderStatus
from partnerschapsakte.tendering.schemas import LotView


def conclude_agreement(session: Session, occasion: Occasion, dossier_id: str, command: ConcludeAgreement) -> Agreement:
    """Put an agreement on record; raises the first Refusal of ``why_not_conclude``."""
    base = queries.agreement(session, command.parent_id, for_update=True) if command.parent_id else None
    if base and base.dossier_id != dossier_id:
        raise Refusal(
            Why.INVALID,
            "base_in_other_dossier",
            say("The base agreement belongs to another dossier."),
            remedy=say("Put the sub-agreement on record in the dossier of its base agreement."),
        )
    lots = _lots(session, dossier_id, command, occasion)
    draft = replace(
        draft_of(command, base),
        earliest_signing=max((lot.standstill.earliest_signing.on for lot in lots if lot.standstill), default=None),
        not_awarded=next((lot.id for lot in lots if lot.standstill is None and _is_named(lot, command)), None),
        route=route_of(session, dossier_id),
    )
    for refusal in why_not_conclude(draft, actor=occasion.actor, today=occasion.today):
        raise refusal
    if refusal := _award_forbids(session, dossier_id, command, lots):
        raise refusal
    agreement = _row(occasion, dossier_id, command, position=len(queries.agreements(session, dossier_id)))
    agreement.parent = base
    session.add(agreement)
    session.flush()
    record(session, occasion, _fact(agreement, command, draft), dossier_id=dossier_id)
    keep_dates(session, occasion, agreement)
    return agreement


def _award_forbids(
    session: Session, dossier_id: str, command: ConcludeAgreement, lots: Sequence[LotView]
) -> Refusal | None:
    """Ask the room of the award whether it lets a contract be concluded on that day (rules 37 and 38)."""
    if command.concluded_on is None:
        return None
    named = [lot.id for lot in lots if _is_named(lot, command)]
    return why_not_contract(
        session, dossier_id, named, command.concluded_on, call_off=command.legal_form is LegalForm.CALL_OFF
    )


def draft_of(command: ConcludeAgreement, base: Agreement | None) -> Draft:
    """Return the command as the rules see it."""
    return Draft(
        kind=command.kind,
        legal_form=command.legal_form,
        authorities=command.authorities,
        seats=_seats(command),
        term=term_of(command.term) if command.term else None,
        base=_base(base) if base else None,
        duration_motivation=command.duration_motivation,
        cooperation_agreement=command.cooperation_agreement,
        subcontracting_limit=command.subcontracting_limit,
        concluded_on=command.concluded_on,
        signed_early_because=command.signed_early_because,
    )


def _lots(session: Session, dossier_id: str, command: ConcludeAgreement, occasion: Occasion) -> tuple[LotView, ...]:
    """Return the lots of the tender that this agreement names; all of them where it names none by its id or title."""
    tender = tendering.tender_view(session, dossier_id, today=occasion.today)
    if tender is None or tender.status is TenderStatus.WITHDRAWN:
        return ()
    return tuple(lot for lot in tender.lots if _is_named(lot, command)) or tuple(tender.lots)


def _is_named(lot: LotView, command: ConcludeAgreement) -> bool:
    return not {lot.id, lot.title}.isdisjoint(command.lots)


def term_of(terms: TermTerms) -> Term:
    """Return the clauses of a term as the date engine counts them."""
    notice = NoticeRule(Length(months=terms.notice_lead_months), terms.convention)
    return Term(terms.starts_on, terms.initial_months, terms.options, notice)


def _seats(command: ConcludeAgreement) -> tuple[Seat, ...]:
    return tuple(Seat(seat.party_id, seat.role, seat.consortium, seat.share) for seat in command.providers)


def _base(base: Agreement) -> Base:
    return Base(
        base.kind,
        base.legal_form,
        tuple(row.party_id for row in base.authorities),
        base.term,
        tuple(row.party_id for row in base.providers if row.role is not ProviderRole.SUBCONTRACTOR),
    )


def _row(occasion: Occasion, dossier_id: str, command: ConcludeAgreement, *, position: int) -> Agreement:
    term = command.term
    return Agreement(
        id=occasion.ids(),
        dossier_id=dossier_id,
        position=position,
        key=command.key,
        kind=command.kind,
        deed=command.deed,
        title=command.title,
        legal_form=command.legal_form,
        duration_motivation=command.duration_motivation,
        cooperation_agreement=command.cooperation_agreement,
        lots=list(command.lots),
        areas=list(command.areas),
        subcontracting_limit=command.subcontracting_limit,
        starts_on=term.starts_on if term else None,
        initial_months=term.initial_months if term else None,
        convention=term.convention if term else None,
        notice_lead_months=term.notice_lead_months if term else None,
        evaluation_lead_months=term.evaluation_lead_months if term else None,
        decision_lead_days=term.decision_lead_days if term else None,
        concluded_on=command.concluded_on,
        content=command.content,
        authorities=[
            AgreementAuthority(party_id=party_id, position=number)
            for number, party_id in enumerate(command.authorities)
        ],
        providers=[
            AgreementProvider(
                party_id=seat.party_id, position=number, role=seat.role, consortium=seat.consortium, share=seat.share
            )
            for number, seat in enumerate(command.providers)
        ],
        options=[TermOption(number=n, months=months) for n, months in enumerate(term.options if term else (), 1)],
        budget=[
            BudgetYear(year=y.year, amount=y.amount, clients=y.clients, indexed_from=y.indexed_from)
            for y in command.budget
        ],
    )


def _fact(agreement: Agreement, command: ConcludeAgreement, draft: Draft) -> AgreementConcluded:
    term = command.term
    return AgreementConcluded(
        subject=agreement.id,
        kind=command.kind,
        parent_id=command.parent_id,
        deed=command.deed,
        title=command.title,
        legal_form=command.legal_form,
        authorities=command.authorities,
        providers=_seats(command),
        starts_on=term.starts_on if term else None,
        initial_months=term.initial_months if term else None,
        option_months=term.options if term else (),
        convention=term.convention.value if term else None,
        notice_lead_months=term.notice_lead_months if term else None,
        evaluation_lead_months=term.evaluation_lead_months if term else None,
        decision_lead_days=term.decision_lead_days if term else None,
        concluded_on=command.concluded_on,
        signed_early_because=command.signed_early_because if draft.is_early else None,
        duration_motivation=command.duration_motivation,
        cooperation_agreement=command.cooperation_agreement,
        subcontracting_limit=command.subcontracting_limit,
        lots=command.lots,
        areas=command.areas,
        budget=tuple((y.year, y.amount, y.clients, y.indexed_from) for y in command.budget),
    )
