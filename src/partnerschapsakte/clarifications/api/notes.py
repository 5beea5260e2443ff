"""Clarification notes at the API: the same for every candidate, from one moment on."""

from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.clarifications import queries, service
from partnerschapsakte.clarifications.schemas import NoteView, PublishNote
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "clarifications"
NOTES = "/dossiers/{dossier_id:str}/clarification-notes"
NOTE = NOTES + "/{clarification_note_id:str}"
BYTES = "application/octet-stream"


@api_get(NOTES, TAG, "Toon de nota's van inlichtingen", "De laatste eerst; zonder wie de vragen stelde.", guests=True)
def list_clarification_notes(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[NoteView]:
    """List the published notes."""
    return paging.of(queries.notes_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset))


@api_get(NOTE, TAG, "Toon een nota van inlichtingen", guests=True)
def read_clarification_note(session: Session, actor: Actor, dossier_id: str, clarification_note_id: str) -> NoteView:
    """Show a note."""
    return queries.note_for(session, actor, dossier_id, clarification_note_id)


@api_get(NOTE + "/file", TAG, "Haal een nota van inlichtingen op als Word-document", guests=True, gives=BYTES)
def read_clarification_file(
    session: Session, actor: Actor, dossier_id: str, clarification_note_id: str
) -> Response[bytes]:
    """Give a note as a Word document."""
    file = queries.document_of_note(session, actor, dossier_id, clarification_note_id)
    return Response(file.body, headers=download_headers(file.file_name, file.etag), media_type=BYTES)


@api_post(
    NOTES,
    TAG,
    "Publiceer een nota van inlichtingen",
    "Aan alle, op één moment: ten minste tien dagen vóór de termijn, of later met een reden van wie van iedere "
    "gemeente het mandaat heeft. Zonder `questions` gaan alle vragen mee die klaar zijn.",
    location="/dossiers/{dossier_id}/clarification-notes/{id}",
    roles=KEEPERS,
)
def publish_clarification_note(
    session: Session, occasion: Occasion, templates: Path, dossier_id: str, data: PublishNote
) -> NoteView:
    """Publish answered questions to all."""
    note = service.publish_note(session, occasion, dossier_id, data, templates / "documents")
    session.flush()
    return queries.note_for(session, occasion.actor, dossier_id, note.id)


router = api_router(
    list_clarification_notes, read_clarification_note, read_clarification_file, publish_clarification_note
)
