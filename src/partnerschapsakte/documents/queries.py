"""Reads issued documents."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.documents.models import IssuedDocument, IssuedPdf
from partnerschapsakte.documents.rules import document_not_found
from partnerschapsakte.documents.schemas import DocumentView, StoredFile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

_COLUMNS = tuple(getattr(IssuedDocument, name) for name in DocumentView.__struct_fields__ if name != "has_pdf")


def documents_of(
    session: Session, *, dossier_id: str | None = None, subject: str | None = None, kind: str | None = None
) -> list[DocumentView]:
    """Return the documents of a dossier, of a subject or of a kind, in the order in which they were issued."""
    wanted = {"dossier_id": dossier_id, "subject": subject, "kind": kind}
    query = (
        select(*_COLUMNS, IssuedPdf.document_id.is_not(None).label("has_pdf"))
        .outerjoin(IssuedPdf, IssuedPdf.document_id == IssuedDocument.id)
        .filter_by(**{name: value for name, value in wanted.items() if value is not None})
        .order_by(IssuedDocument.issued_at, IssuedDocument.kind, IssuedDocument.file_name)
    )
    return [DocumentView(**row) for row in session.execute(query).mappings()]


def document(session: Session, document_id: str) -> IssuedDocument:
    """Return one document, or raise a Refusal."""
    found = session.get(IssuedDocument, document_id)
    if found is None:
        raise document_not_found(document_id)
    return found


def document_by_fingerprint(session: Session, fingerprint: str) -> IssuedDocument | None:
    """Return the document of these data and this template, if it was issued before."""
    return session.scalar(select(IssuedDocument).filter_by(fingerprint=fingerprint))


def word_file(session: Session, document_id: str) -> StoredFile:
    """Return the .docx of a document, or raise a Refusal."""
    query = select(IssuedDocument.file_name, IssuedDocument.sha256, IssuedDocument.body).filter_by(id=document_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise document_not_found(document_id)
    return StoredFile(file_name=row.file_name, media_type=DOCX, sha256=row.sha256, body=row.body)


def pdf_file(session: Session, document_id: str) -> StoredFile | None:
    """Return the PDF of a document, or None while there is none."""
    query = (
        select(IssuedDocument.file_name, IssuedPdf.sha256, IssuedPdf.body)
        .join(IssuedPdf, IssuedPdf.document_id == IssuedDocument.id)
        .filter_by(id=document_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    name = row.file_name.removesuffix(".docx") + ".pdf"
    return StoredFile(file_name=name, media_type=PDF, sha256=row.sha256, body=row.body)


def documents_without_pdf(session: Session, *, limit: int = 100) -> list[str]:
    """Return the ids of documents that have no PDF yet, the oldest first."""
    query = (
        select(IssuedDocument.id)
        .outerjoin(IssuedPdf, IssuedPdf.document_id == IssuedDocument.id)
        .where(IssuedPdf.document_id.is_(None))
        .order_by(IssuedDocument.issued_at, IssuedDocument.id)
        .limit(limit)
    )
    return list(session.scalars(query))
