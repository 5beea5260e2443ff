"""Writes the record of proceedings, item by item, and completes it; then contracts can be concluded (rule 38)."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.awarding import word
from partnerschapsakte.awarding.models import ProceedingsItem, ProceedingsRecord
from partnerschapsakte.awarding.queries import record as queries
from partnerschapsakte.awarding.queries.record import Tender
from partnerschapsakte.awarding.rules import happened, recording
from partnerschapsakte.awarding.schemas import BeginRecord, FillItem
from partnerschapsakte.awarding.service.lots import hash_of, unless
from partnerschapsakte.documents.service import issue
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import RecordState
from partnerschapsakte.tendering.schemas import MarkRecord
from partnerschapsakte.tendering.service import awards as tender_awards

KIND = "record_of_proceedings"
CHANGED = "Een onderdeel van het proces-verbaal is gewijzigd."


def begin_record(session: Session, occasion: Occasion, dossier_id: str, command: BeginRecord) -> ProceedingsRecord:
    """Begin the record: no contract is concluded before it is complete; of a call-off none is due (Aw 2.132(3))."""
    tender = _tender(session, occasion, dossier_id)
    unless(recording.why_not_begin(tender.record))
    begun = ProceedingsRecord(tender_id=tender.id, begun_on=occasion.today, call_off_under=command.call_off_under)
    session.add(begun)
    state = RecordState.NOT_NEEDED if command.call_off_under else RecordState.BEGUN
    tender_awards.mark_record(session, occasion, dossier_id, MarkRecord(state=state, reason=command.call_off_under))
    return begun


def fill_item(session: Session, occasion: Occasion, dossier_id: str, command: FillItem) -> ProceedingsRecord:
    """Write what an item tells, or that it does not apply; a record that was complete must be completed again."""
    tender = _tender(session, occasion, dossier_id)
    unless(
        recording.why_not_fill(
            tender.record,
            command.item,
            says=bool(command.text),
            not_applicable=command.not_applicable,
            sas=tender.procedure.is_sas,
        )
    )
    fact = happened.RecordItemFilled(
        subject=tender.id,
        item=command.item,
        not_applicable=command.not_applicable,
        sha256=hash_of(command.text),
    )
    begun = _row(session, tender)
    begun.items[:] = [one for one in begun.items if one.item is not command.item]
    session.flush()
    begun.items.append(ProceedingsItem(**command.model_dump()))
    record(session, occasion, fact, dossier_id=dossier_id)
    if tender.record is RecordState.COMPLETE:
        tender_awards.mark_record(session, occasion, dossier_id, MarkRecord(state=RecordState.BEGUN, reason=CHANGED))
    return begun


def complete_record(session: Session, occasion: Occasion, dossier_id: str, templates: Path | None) -> ProceedingsRecord:
    """Complete the record and print it, where there are templates; refused with every item that is still empty."""
    tender = _tender(session, occasion, dossier_id)
    unless(recording.why_not_complete(tender.record, queries.items(session, tender)))
    tender_awards.mark_record(session, occasion, dossier_id, MarkRecord(state=RecordState.COMPLETE))
    session.flush()
    completed = _row(session, tender)
    if templates:
        completed.document_id = _print(session, occasion, tender, templates)
    return completed


def _print(session: Session, occasion: Occasion, tender: Tender, templates: Path) -> str:
    content = word.content_of(
        queries.record_view(session, tender.dossier_id),
        about=tender.title,
        reference=tender.reference,
        today=occasion.today,
    )
    document = issue(
        session,
        occasion,
        dossier_id=tender.dossier_id,
        subject=tender.id,
        kind=KIND,
        title=word.TITLE,
        about=word.plain(tender.title),
        content=content,
        template_root=templates,
    )
    session.flush()
    return document.id


def _tender(session: Session, occasion: Occasion, dossier_id: str) -> Tender:
    unless(why_not_keep_records(occasion.actor))
    return tendering.tender(session, dossier_id, for_update=True)


def _row(session: Session, tender: Tender) -> ProceedingsRecord:
    return session.get_one(ProceedingsRecord, tender.id)
