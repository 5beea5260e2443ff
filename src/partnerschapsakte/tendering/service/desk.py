"""What every act on a tender begins and ends with: who may, the tender, and what is kept of it."""

from sqlalchemy.orm import Session

from partnerschapsakte.dossiers.queries import circle, dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders.service import lapse, watch
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.models import Tender
from partnerschapsakte.tendering.rules import leading, standing
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.rules.steps import TenderStep


def read(
    session: Session, actor: Actor, dossier_id: str, step: TenderStep | None = None, by: LeadingRoom | None = None
) -> Tender:
    """Return the tender of a dossier, locked, for who keeps its records; refuse a ``step`` of another room."""
    unless(why_not_keep_records(actor))
    found = queries.tender(session, dossier_id, for_update=True)
    unless(leading.why_not_here(found.facts, step, by) if step else None)
    return found


def unless(refusal: Refusal | None) -> None:
    """Raise a refusal, if there is one."""
    if refusal is not None:
        raise refusal


def keep(session: Session, occasion: Occasion, tender: Tender, fact: Fact) -> None:
    """Record the fact, and keep the dates that follow from it, in the same transaction."""
    record(session, occasion, fact, dossier_id=tender.dossier_id)
    admitted = [one.admitted_on for one in tender.candidates if one.admitted_on is not None]
    watch(
        session,
        occasion,
        dossier_id=tender.dossier_id,
        subject=tender.id,
        circle=circle(session, tender.dossier_id),
        dates=standing.dates_to_keep(tender.facts, first_admitted_on=min(admitted, default=None)),
        entered_on=dossier(session, tender.dossier_id).entered_on,
    )
    if over := standing.why_selection_is_over(tender.facts):
        lapse(session, occasion, subject=standing.of_selection(tender.id), reason=over, before=occasion.today)
