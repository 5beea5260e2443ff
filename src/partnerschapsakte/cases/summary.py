"""Tells a dossier as ``summary.json``: the contract of docs/reference/case-run.md, every key always present."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.cases.outputs import DOCUMENTS
from partnerschapsakte.cases.summary_tender import lot_findings, tender_summary
from partnerschapsakte.cases.told import Teller, as_money
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.schemas import AgreementView, PartySeat, PointView
from partnerschapsakte.dates.explanation import as_json
from partnerschapsakte.documents.schemas import DocumentView
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.schemas import DossierView
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.reminders import queries as reminders
from partnerschapsakte.reminders.rules import ReminderState
from partnerschapsakte.reminders.schemas import ReminderView
from partnerschapsakte.tendering import queries as tendering

SCHEMA_VERSION = 1
CHOICES = ("scope", "partnership", "access", "accountability", "funding", "contract")


def summary(
    session: Session,
    dossier_id: str,
    *,
    as_of: date,
    generated_by: str,
    documents: Sequence[DocumentView],
    findings: Iterable[Finding],
    locale: str,
) -> dict[str, Any]:
    """Return the summary of one dossier as it stands at the end of a day."""
    tell = Teller(locale)
    found = contracts.agreements(session, dossier_id)
    tender = tendering.tender_view(session, dossier_id, today=as_of)
    milestones = agenda.of_dossier(session, dossier_id, as_of)
    every_reminder = reminders.reminders_of_dossier(session, dossier_id)
    mail_of = _addresses(session, milestones, every_reminder)
    said = [*findings, *((*tender.findings, *lot_findings(session, dossier_id, as_of)) if tender else ())]
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": as_of.isoformat(),
        "generated_by": generated_by,
        "dossier": _dossier(dossiers.dossier_view(session, dossier_id)),
        "tender": tender_summary(session, tender, tell, as_of) if tender else None,
        "agreements": [_agreement(contracts.view(session, one, as_of), tell) for one in found],
        "clauses": None,
        "triggers": None,
        "milestones": [_milestone(one, tell, mail_of) for one in milestones],
        "reminders": [_reminder(one, mail_of) for one in every_reminder],
        "documents": [_document(one) for one in documents],
        "findings": [finding(one, tell) for one in said],
    }


def finding(found: Finding, tell: Teller) -> dict[str, Any]:
    """Write a finding."""
    return {
        "rule": found.rule,
        "level": found.level.value,
        "source": found.source,
        "message": tell.sentence(found.message),
        "where": found.where,
    }


def _addresses(
    session: Session, milestones: Sequence[MilestoneView], planned: Sequence[ReminderView]
) -> Callable[[str], str]:
    """Return how to write who hears of a date: by e-mail address; the role mailbox is its own."""
    ids = {one.owner_id for one in milestones} | {one.recipient for one in planned}
    people = access.people_by_id(session, ids)
    return lambda who: people[who].email if who in people else who


def _dossier(view: DossierView) -> dict[str, Any]:
    return {
        "id": view.id,
        "ocid": view.ocid,
        "title": view.title,
        "phase": view.phase.value,
        "authorities": [one.name for one in view.authorities],
        "design_choices": {name: view.design_choices.get(name) or None for name in CHOICES},
    }


def _agreement(view: AgreementView, tell: Teller) -> dict[str, Any]:
    return {
        "id": view.id,
        "kind": view.kind.value,
        "parent": view.parent_id,
        "deed": view.deed,
        "title": view.title,
        "legal_form": view.legal_form.value,
        "authorities": [one.name for one in view.authorities],
        "providers": [_provider(one) for one in view.providers],
        "lots": list(view.lots),
        "areas": list(view.areas),
        "term": {
            "starts_on": view.term.starts_on.isoformat(),
            "current_last_day": tell.computed(view.term.current_last_day),
            "latest_last_day": tell.computed(view.term.latest_last_day),
            "points": [_point(point, tell) for point in view.term.points],
        },
        "budget": {
            "years": {
                str(one.year): {
                    "amount": as_money(one.amount),
                    "clients": one.clients,
                    "indexed_from": one.indexed_from,
                }
                for one in view.budget
            }
        },
        "modifications": None,
    }


def _provider(seat: PartySeat) -> dict[str, Any]:
    return {"name": seat.name, "role": seat.role.value if seat.role else None}


def _point(point: PointView, tell: Teller) -> dict[str, Any]:
    return {
        "number": point.number,
        "months": point.months,
        "evaluation_due": tell.computed(point.evaluation_due),
        "decision_due": tell.computed(point.decision_due),
        "decide_by": tell.computed(point.decide_by),
        "last_day_before": tell.computed(point.last_day_before),
        "last_day_after": tell.computed(point.last_day_after),
        "state": point.state.value,
    }


def _milestone(view: MilestoneView, tell: Teller, mail_of: Callable[[str], str]) -> dict[str, Any]:
    computed: Mapping[str, Any] = as_json(view.due, tell.sentence)
    return {
        "id": view.id,
        "kind": view.kind.value,
        "subject": view.subject,
        "title": tell.sentence(view.title),
        "on": computed["on"],
        "why": computed["why"],
        "state": view.state.value,
        "owner": mail_of(view.owner_id),
    }


def _reminder(view: ReminderView, mail_of: Callable[[str], str]) -> dict[str, Any]:
    state = ReminderState.SENT if view.state is ReminderState.CLAIMED else view.state
    return {
        "milestone": view.milestone_id,
        "planned_on": view.planned_on.isoformat(),
        "kind": view.kind.value,
        "recipient": mail_of(view.recipient),
        "state": state.value,
    }


def _document(view: DocumentView) -> dict[str, Any]:
    return {
        "file": f"{DOCUMENTS}/{view.file_name}",
        "kind": view.kind,
        "template": view.template,
        "template_version": view.template_version,
        "sha256": view.sha256,
        "size": view.size,
        "about": view.about,
    }
