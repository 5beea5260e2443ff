"""Prints the forms on which is scored on paper, and the report of an assessment."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.word import forms, report
from partnerschapsakte.documents.rules.wording import plain
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Wanted, printed
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries as tendering


def assessment_report(session: Session, dossier_id: str, templates: Path, today: date) -> StoredFile:
    """Print how tenders were assessed, as far as it is open now."""
    view = views.assessment_view(session, dossier_id, today=today)
    if view.plan.written is None:
        message = say("It is not written down how tenders are assessed.")
        raise Refusal(Why.CONFLICT, "plan_missing", message, rule="12", article="Aw 2.115")
    final = all(one.locked_at is not None for one in view.lots)
    cover = _cover(session, dossier_id, today) | {"status": "final" if final else "draft"}
    wanted = Wanted(
        kind=report.REPORT,
        title=report.TITLE,
        content=report.content_of(cover, view, view.plan.written),
        template_root=templates,
        today=today,
    )
    return printed(session, dossier_id, wanted)


def score_form(
    session: Session, actor: Actor, dossier_id: str, place: tuple[str, str], templates: Path, today: date
) -> StoredFile:
    """Print the form of one assessor for one lot (``place``), without a score of anybody on it."""
    seat_id, lot_code = place
    seat, lot, asked = views.to_score(session, actor, dossier_id, seat_id, lot_code, today=today)
    if not asked:
        message = say("This assessor scores nothing in {lot}.", lot=lot_code)
        raise Refusal(Why.CONFLICT, "nothing_to_score", message)
    wanted = Wanted(
        kind=forms.kind_of(seat),
        title=forms.title_of(seat, lot),
        content=forms.content_of(_cover(session, dossier_id, today) | {"status": "final"}, seat, lot, asked),
        template_root=templates,
        today=today,
    )
    return printed(session, dossier_id, wanted)


def _cover(session: Session, dossier_id: str, today: date) -> dict[str, Any]:
    tender = tendering.tender(session, dossier_id)
    return {
        "about": plain(tender.title),
        "reference": plain(tender.reference) or dossier_id,
        "version": "1",
        "dated_on": today,
    }
