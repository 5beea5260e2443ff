"""Puts the plan of a tender, its publication, and what happened to it into rows."""

from partnerschapsakte.foundation.identity import Ids
from partnerschapsakte.tendering.models import Lot, Tender
from partnerschapsakte.tendering.rules import value
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.tendering.rules.happened import TenderPublished
from partnerschapsakte.tendering.schemas import PlanTender, PublishTender


def basis_of(command: PlanTender) -> value.PriceBasis | None:
    """Return what the estimate is made of, where the plan tells it."""
    if command.monthly_amount is None or command.term_months is None:
        return None
    return value.PriceBasis(
        monthly=command.monthly_amount, months=command.term_months, has_total=command.has_total_price
    )


def planned_as(command: PlanTender) -> tuple[TenderFacts, list[tuple[str, int | None, int | None]]]:
    """Return a plan as the rules see it: the tender, and for each lot how many contracts it may have."""
    planned = TenderFacts(
        procedure=command.procedure,
        requests_due_on=command.requests_due_on,
        tender_due_on=command.tender_due_on,
        lots=tuple(lot.code for lot in command.lots),
    )
    return planned, [(lot.code, lot.contracts_minimum, lot.contracts_maximum) for lot in command.lots]


def tender_of_plan(tender_id: str, dossier_id: str, command: PlanTender, ids: Ids) -> Tender:
    """Return the rows of a tender that was planned."""
    basis = basis_of(command)
    return Tender(
        id=tender_id,
        dossier_id=dossier_id,
        procedure=command.procedure,
        title=command.title,
        reference=command.reference,
        requests_due_on=command.requests_due_on,
        tender_due_on=command.tender_due_on,
        tender_due_time=command.tender_due_time or "",
        dialogue_rounds=command.dialogue_rounds,
        topics=list(command.topics),
        maximum_candidates=command.maximum_candidates,
        standstill_days=command.standstill_days,
        compensation=command.compensation,
        estimated_value=value.estimate(basis) if basis else command.estimated_value,
        estimation_method=value.method_for(basis) if basis else command.estimation_method,
        cpv_code=command.cpv_code,
        lots_reason=command.lots_reason,
        told_in_part=command.told_in_part,
        lots=[
            Lot(
                id=ids(),
                code=lot.code,
                title=lot.title,
                areas=list(lot.areas),
                contracts_minimum=lot.contracts_minimum,
                contracts_maximum=lot.contracts_maximum,
            )
            for lot in command.lots
        ],
    )


def publication_of(tender: Tender, command: PublishTender) -> TenderPublished:
    """Return what happens when a call is published; a reference that is not told stays as it was planned."""
    told = command.model_dump(exclude={"reference"})
    return TenderPublished(subject=tender.id, reference=command.reference or tender.reference, **told)


def keep_publication(tender: Tender, fact: TenderPublished) -> None:
    """Keep what is told of the publication of a call."""
    tender.published_on, tender.reference, tender.notice_kind = fact.published_on, fact.reference, fact.notice
    tender.receipt_confirmed_on, tender.european_on = fact.receipt_confirmed_on, fact.european_on
    tender.documents_address = fact.documents_address or None
