"""Files and issued documents at the API: what lies in a dossier for who asks, and the bytes of each."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from litestar import Response
from pydantic import Field
from sqlalchemy.orm import Session

from partnerschapsakte.documents import queries, service
from partnerschapsakte.documents.queries import DOCX, PDF
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.documents.rules.files import reads_all
from partnerschapsakte.documents.rules.issuing import document_not_found
from partnerschapsakte.documents.rules.kinds import LARGEST_FILE
from partnerschapsakte.documents.schemas import (
    DocumentView,
    FileView,
    StoredFile,
    ToldTemplate,
    UploadFile,
    UploadTemplate,
    told_template,
)
from partnerschapsakte.documents.service import SCAN, Sent
from partnerschapsakte.foundation.actor import KEEPERS, Actor, Role
from partnerschapsakte.foundation.fields import Code, Line
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging
from partnerschapsakte.web.problems import Hidden

TAG = "documents"
BYTES = "application/octet-stream"
HOW_TO_SEND = (
    "Stuur de bytes van het bestand als inhoud, met de omschrijving in `title` en de bestandsnaam in `name`. Een "
    "bestand is ten hoogste 20 MB en van een soort die wij bewaren; alles wat eraan mankeert komt in één keer terug."
)


@contextmanager
def as_if_absent() -> Generator[None]:
    """Answer what is not for the reader in the very words of what does not exist."""
    try:
        yield
    except Refusal as refusal:
        if refusal.why is Why.NOT_FOUND:
            raise Hidden from refusal
        raise


class FileSent(Asked):
    """What is told with the bytes of a file: what it is, and the name it had."""

    title: Line
    name: Annotated[Line, Field(max_length=255)]


class TemplateSent(Asked):
    """What is told with the bytes of a template: for which kind of document it is, and the name it had."""

    kind: Code
    name: Annotated[Line, Field(max_length=255)]


@api_get("/dossiers/{dossier_id:str}/files", TAG, "Toon de bestanden van een dossier die u mag zien", guests=True)
def list_files(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[FileView]:
    """List the files that the reader may know of, the latest first."""
    rows = queries.files_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset)
    return paging.of(rows)


@api_post(
    "/dossiers/{dossier_id:str}/files",
    TAG,
    "Bewaar een bestand",
    HOW_TO_SEND,
    guests=True,
    takes=BYTES,
    most=LARGEST_FILE,
    location="/files/{id}",
)
def upload_file(session: Session, occasion: Occasion, dossier_id: str, query: FileSent, content: bytes) -> FileView:
    """Keep a file in the compartment of who sends it."""
    sent = Sent(query.name, content)
    file = service.upload_file(
        session, occasion, dossier_id, UploadFile(title=query.title), sent, scan=session.info.get(SCAN)
    )
    return queries.file_for(session, occasion.actor, file.id)


@api_get("/files/{file_id:str}", TAG, "Toon wat over een bestand bekend is", guests=True)
def read_file(session: Session, actor: Actor, file_id: str) -> FileView:
    """Show what is known of a file."""
    with as_if_absent():
        return queries.file_for(session, actor, file_id)


@api_get("/files/{file_id:str}/content", TAG, "Haal een bestand op", guests=True, gives=BYTES)
def read_file_content(session: Session, actor: Actor, file_id: str) -> Response[bytes]:
    """Give the bytes of a file."""
    with as_if_absent():
        return attachment(queries.content_for(session, actor, file_id), BYTES)


@api_post("/files/{file_id:str}/_publish", TAG, "Maak een bestand bekend aan alle kandidaten", roles=KEEPERS)
def publish_file(session: Session, occasion: Occasion, file_id: str) -> FileView:
    """Publish a file of the authority to all candidates."""
    with as_if_absent():
        service.publish_file(session, occasion, file_id)
    session.flush()
    return queries.file_for(session, occasion.actor, file_id)


@api_post("/files/{file_id:str}/_withdraw", TAG, "Trek een bestand in", guests=True)
def withdraw_file(session: Session, occasion: Occasion, file_id: str) -> FileView:
    """Withdraw a file; it stays on record."""
    with as_if_absent():
        service.withdraw_file(session, occasion, file_id)
    session.flush()
    return queries.file_for(session, occasion.actor, file_id)


@api_get("/dossiers/{dossier_id:str}/templates", TAG, "Toon de eigen sjablonen van een dossier")
def list_templates(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[ToldTemplate]:
    """List the templates that were uploaded for a dossier, by kind, the newest first."""
    return paging.part([told_template(one) for one in queries.templates_for(session, actor, dossier_id)])


@api_post(
    "/dossiers/{dossier_id:str}/templates",
    TAG,
    "Bewaar een eigen sjabloon en laat het nakijken",
    "Stuur de bytes van het Word-bestand, met in `kind` het soort document en in `name` de bestandsnaam. Een sjabloon "
    "waarop iets is aan te merken wordt bewaard als geweigerd, met alle bevindingen.",
    roles=frozenset({Role.LEGAL_OFFICER}),
    takes=BYTES,
    most=LARGEST_FILE,
    location="/templates/{id}",
)
def upload_template(
    session: Session, occasion: Occasion, templates: Path, dossier_id: str, query: TemplateSent, content: bytes
) -> ToldTemplate:
    """Check and keep a template of a dossier."""
    command, sent = UploadTemplate(kind=query.kind), Sent(query.name, content)
    root, scan = templates / "documents", session.info.get(SCAN)
    kept = service.upload_template(session, occasion, dossier_id, command, sent, template_root=root, scan=scan)
    session.flush()
    return told_template(queries.template_for(session, occasion.actor, kept.id))


@api_get("/templates/{template_id:str}", TAG, "Toon een eigen sjabloon met de bevindingen")
def read_template(session: Session, actor: Actor, template_id: str) -> ToldTemplate:
    """Show an uploaded template with the report of its check."""
    return told_template(queries.template_for(session, actor, template_id))


@api_get("/templates/{template_id:str}/content", TAG, "Haal een eigen sjabloon op", gives=DOCX)
def read_template_content(session: Session, actor: Actor, template_id: str) -> Response[bytes]:
    """Give an uploaded template as Word file."""
    return attachment(queries.template_content_for(session, actor, template_id), DOCX)


@api_get("/dossiers/{dossier_id:str}/documents", TAG, "Toon de opgemaakte documenten van een dossier")
def list_documents(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[DocumentView]:
    """List the documents that were issued in a dossier."""
    rows = queries.documents_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset)
    return paging.of(rows)


@api_get("/documents/{document_id:str}", TAG, "Toon wat over een opgemaakt document bekend is")
def read_document(session: Session, actor: Actor, document_id: str) -> DocumentView:
    """Show what is known of an issued document."""
    return queries.document_for(session, actor, document_id)


@api_get("/documents/{document_id:str}/content", TAG, "Haal een opgemaakt document op, als Word", gives=DOCX)
def read_document_content(session: Session, actor: Actor, document_id: str) -> Response[bytes]:
    """Give an issued document as Word file."""
    _reads_documents(actor, document_id)
    return attachment(queries.word_file(session, document_id), DOCX)


@api_get("/documents/{document_id:str}/pdf", TAG, "Haal een opgemaakt document op, als PDF", gives=PDF)
def read_document_pdf(session: Session, actor: Actor, document_id: str) -> Response[bytes]:
    """Give an issued document as PDF, where it was made."""
    _reads_documents(actor, document_id)
    found = queries.pdf_file(session, document_id)
    if found is None:
        raise document_not_found(document_id)
    return attachment(found, PDF)


def _reads_documents(actor: Actor, document_id: str) -> None:
    if not reads_all(actor):
        raise document_not_found(document_id)


def attachment(found: StoredFile, media_type: str) -> Response[bytes]:
    """Answer with a file to save."""
    headers = download_headers(found.file_name, found.etag)
    return Response(found.body, headers=headers, media_type=media_type)


router = api_router(
    list_files,
    upload_file,
    read_file,
    read_file_content,
    publish_file,
    withdraw_file,
    list_templates,
    upload_template,
    read_template,
    read_template_content,
    list_documents,
    read_document,
    read_document_content,
    read_document_pdf,
)
