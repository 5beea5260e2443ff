"""Keeps the dates of an agreement in the agenda, in the transaction that changes them."""

from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.agenda.rules import DateToKeep
from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.milestones import dates_to_keep
from partnerschapsakte.contracts.rules.planning import LeadTimes
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.reminders.service import watch


def wanted_dates(session: Session, agreement: Agreement, today: date) -> tuple[DateToKeep, ...]:
    """Return the dates this agreement keeps; one that follows its base agreement keeps none of its own."""
    if agreement.follows_base:
        return ()
    planning = dossiers.dossier(session, agreement.dossier_id).planning
    leads = LeadTimes.of({**planning, "exit_months": agreement.exit_plan_months})
    return dates_to_keep(agreement.term_in_force(today), agreement.title, leads, today)


def keep_dates(session: Session, occasion: Occasion, agreement: Agreement) -> None:
    """Project the dates of this agreement with their reminders, and of its sub-agreements: none ends after it."""
    dossier = dossiers.dossier(session, agreement.dossier_id)
    circle = dossiers.circle(session, dossier.id)
    for one in (agreement, *queries.subs_with_own_term(session, agreement)):
        watch(
            session,
            occasion,
            dossier_id=dossier.id,
            subject=one.id,
            circle=circle,
            dates=wanted_dates(session, one, occasion.today),
            entered_on=dossier.entered_on,
        )
