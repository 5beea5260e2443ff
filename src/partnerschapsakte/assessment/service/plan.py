"""Writes down how tenders will be assessed; after the call only a rectification for all changes it."""

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.models import AssessmentPlan
from partnerschapsakte.assessment.queries.rows import Rows, rows_of
from partnerschapsakte.assessment.rules import acts, happened
from partnerschapsakte.assessment.rules.plan import why_not_plan
from partnerschapsakte.assessment.schemas import PlanAssessment, RectifyPlan
from partnerschapsakte.correspondence import queries as correspondence
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.foundation.language import DUTCH, tell
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering

TITLE = say("Rectification of how tenders are assessed")


def plan_assessment(
    session: Session, occasion: Occasion, dossier_id: str, command: PlanAssessment, *, version: int | None = None
) -> AssessmentPlan:
    """Write down how tenders will be assessed, whole; until the call it can be written anew."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    rows = rows_of(session, tender)
    unless(acts.why_not_write_plan(occasion.actor, tender.facts))
    unless(why_not_overwrite(version, rows.version))
    unless(why_not_plan(command.plan, rows.codes))
    data = command.model_dump(mode="json")
    fact = happened.AssessmentPlanned(subject=tender.id, data=data)
    written = _write(session, occasion, rows, fact.data)
    record(session, occasion, fact, dossier_id=dossier_id)
    return written


def rectify_plan(
    session: Session, occasion: Occasion, dossier_id: str, command: RectifyPlan, *, version: int | None = None
) -> AssessmentPlan:
    """Correct what was announced, for all: a letter goes to every candidate (rule 12)."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    rows = rows_of(session, tender)
    is_scored = bool(rows.scores or rows.lots)
    unless(acts.why_not_rectify(occasion.actor, tender.facts, is_scored=is_scored, today=occasion.today))
    unless(why_not_overwrite(version, rows.version))
    unless(why_not_plan(command.plan, rows.codes))
    readers = sum(one.party_id is not None for one in correspondence.readers(session, dossier_id, occasion.today))
    unless(acts.why_not_tell(readers, command.reference))
    data = command.model_dump(mode="json", exclude={"reason", "reference"})
    fact = happened.PlanRectified(
        subject=tender.id, data=data, reason=command.reason, reference=command.reference, readers=readers
    )
    written = _write(session, occasion, rows, fact.data)
    record(session, occasion, fact, dossier_id=dossier_id)
    if readers:
        send_letter(session, occasion, dossier_id, SendLetter(title=tell(TITLE, DUTCH), text=command.reason))
    return written


def unless(refusal: Refusal | None) -> None:
    """Go on unless a rule says no."""
    if refusal is not None:
        raise refusal


def _write(session: Session, occasion: Occasion, rows: Rows, data: dict[str, object]) -> AssessmentPlan:
    written = session.get(AssessmentPlan, rows.tender.id)
    if written is None:
        written = AssessmentPlan(tender_id=rows.tender.id, data=data, written_at=occasion.happened_at)
        session.add(written)
    else:
        written.data, written.written_at = dict(data), occasion.happened_at
    session.flush()
    return written
