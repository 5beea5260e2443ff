"""Prints the record of the opening of bids; nothing of it is kept, for the list that was opened is."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.word import record
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Wanted, printed
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries as tendering


def opening_record(session: Session, dossier_id: str, templates: Path) -> StoredFile:
    """Print who opened the bids and when, and what was there; refused while they were not opened (rule 23)."""
    tender = tendering.tender(session, dossier_id)
    opened = queries.opened_list(session, tender)
    if opened is None:
        message = say("The bids were not opened yet: there is no record of their opening.")
        remedy = say("Record the opening first, with the two people who were there.")
        raise Refusal(Why.CONFLICT, "not_opened", message, rule="23", article="Aw 2.108", remedy=remedy)
    file = queries.submission_of(session, dossier_id, opened.recorded_at)
    register = queries.register(session, dossier_id, opened.recorded_at)
    wanted = Wanted(
        kind=record.KIND,
        title=record.TITLE,
        content=record.content_of(opened, file, register, about=tender.title, reference=tender.reference),
        template_root=templates,
        today=local_date(opened.opened_at),
    )
    return printed(session, dossier_id, wanted)
