"""Reads issued documents, kept files and uploaded templates; each for who may know of them."""

import hashlib
from datetime import date, datetime, timedelta
from functools import partial

from msgspec import structs
from sqlalchemy import ColumnElement, RowMapping, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.documents.models import IssuedDocument, IssuedPdf, KeptFile, KeptFileBody, UploadedTemplate
from partnerschapsakte.documents.rules.files import Lies, file_not_found, is_guest, may_read, reads_all
from partnerschapsakte.documents.rules.issuing import document_not_found
from partnerschapsakte.documents.rules.templates import (
    TemplateState,
    may_read_templates,
    uploaded_template_not_found,
)
from partnerschapsakte.documents.schemas import Compartment, DocumentView, FileView, PdfTold, StoredFile, TemplateView
from partnerschapsakte.foundation.actor import Actor, Place, Role
from partnerschapsakte.foundation.clock import end_of_day
from partnerschapsakte.journal.schemas import Stood
from partnerschapsakte.parties.models import Party

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

_COLUMNS = tuple(getattr(IssuedDocument, name) for name in DocumentView.__struct_fields__ if name != "has_pdf")
_FILE = tuple(getattr(KeptFile, name) for name in FileView.__struct_fields__)
_TEMPLATE = tuple(getattr(UploadedTemplate, name) for name in TemplateView.__struct_fields__)


def documents_of(
    session: Session,
    *,
    dossier_id: str | None = None,
    subject: str | None = None,
    kind: str | None = None,
    document_id: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[DocumentView]:
    """Return the documents of a dossier, of a subject or of a kind, in the order in which they were issued."""
    wanted = {"dossier_id": dossier_id, "subject": subject, "kind": kind, "id": document_id}
    query = (
        select(*_COLUMNS, IssuedPdf.document_id.is_not(None).label("has_pdf"))
        .outerjoin(IssuedPdf, IssuedPdf.document_id == IssuedDocument.id)
        .filter_by(**{name: value for name, value in wanted.items() if value is not None})
        .order_by(IssuedDocument.issued_at, IssuedDocument.kind, IssuedDocument.file_name, IssuedDocument.id)
        .limit(limit)
        .offset(offset)
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
    return StoredFile(file_name=row.file_name, media_type=DOCX, sha256=row.sha256, body=row.body, etag=row.sha256)


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
    return StoredFile(file_name=name, media_type=PDF, sha256=row.sha256, body=row.body, etag=row.sha256)


def pdf_told(session: Session, document_id: str) -> PdfTold | None:
    """Return the hash and size of the PDF of a document, or None while there is none."""
    row = session.execute(select(IssuedPdf.sha256, IssuedPdf.size).filter_by(document_id=document_id)).one_or_none()
    return PdfTold(*row) if row else None


def pdf_body(session: Session, document_id: str) -> bytes:
    """Return the bytes of the PDF of a document, or raise a Refusal."""
    if (found := pdf_file(session, document_id)) is None:
        raise document_not_found(document_id)
    return found.body


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


def dossier_of_document(session: Session, document_id: str) -> str | None:
    """Return the dossier that an issued document belongs to."""
    return session.scalar(select(IssuedDocument.dossier_id).where(IssuedDocument.id == document_id))


def place_of_file(session: Session, file_id: str) -> Place | None:
    """Return where a kept file lies, and who may know of it."""
    chosen = select(KeptFile.dossier_id, KeptFile.party_id, KeptFile.published_at).filter_by(id=file_id)
    row = session.execute(chosen).one_or_none()
    if row is None:
        return None
    file = Lies(party_id=row.party_id, published=row.published_at is not None)
    return Place(row.dossier_id, partial(may_read, file=file))


def dossier_of_template(session: Session, template_id: str) -> str | None:
    """Return the dossier of an uploaded template."""
    return session.scalar(select(UploadedTemplate.dossier_id).filter_by(id=template_id))


def documents_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[DocumentView]:
    """Return the issued documents of a dossier, for who reads the authority's side."""
    return documents_of(session, dossier_id=dossier_id, limit=limit, offset=offset) if reads_all(actor) else []


def document_for(session: Session, actor: Actor, document_id: str) -> DocumentView:
    """Return one issued document, for who reads the authority's side; or raise a Refusal."""
    found = documents_of(session, document_id=document_id) if reads_all(actor) else []
    if not found:
        raise document_not_found(document_id)
    return found[0]


def _known_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the files that an actor may know of: the same as the rule ``may_read``."""
    if reads_all(actor):
        return true()
    if not is_guest(actor):
        return false()
    published = and_(KeptFile.party_id.is_(None), KeptFile.published_at.is_not(None))
    return published if actor.party_id is None else or_(KeptFile.party_id == actor.party_id, published)


def _fetched_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the files whose contents an actor gets, if it knows of them: the rule ``may_fetch``."""
    return or_(KeptFile.party_id.is_not(None), KeptFile.withdrawn_at.is_(None)) if is_guest(actor) else true()


def files_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> tuple[FileView, ...]:
    """Return the files of a dossier that this actor may know of, the latest first."""
    query = select(*_FILE).filter_by(dossier_id=dossier_id).where(_known_to(actor))
    latest_first = query.order_by(KeptFile.uploaded_at.desc(), KeptFile.id).limit(limit).offset(offset)
    rows = session.execute(latest_first).mappings()
    return tuple(_file_view(actor, row) for row in rows)


def compartments(session: Session, actor: Actor, dossier_id: str) -> tuple[Compartment, ...]:
    """Return the files of a dossier by compartment: first the authority's, then each party's by name."""
    by_party: dict[str | None, list[FileView]] = {None: []}
    for file in files_for(session, actor, dossier_id):
        by_party.setdefault(file.party_id, []).append(file)
    named = select(Party.id, Party.name).where(Party.id.in_([one for one in by_party if one]))
    names = {row.id: row.name for row in session.execute(named)}
    listed = [
        Compartment(party_id=party_id, name=names.get(party_id or "", party_id or ""), files=tuple(files))
        for party_id, files in by_party.items()
    ]
    return tuple(sorted(listed, key=lambda one: (one.party_id is not None, one.name, one.party_id or "")))


def readers_of_published(session: Session, dossier_id: str, today: date) -> list[str]:
    """Return the names of the candidates for whom somebody reads now what is published, by name."""
    stands = select(DossierRight.party_id).where(
        DossierRight.dossier_id == dossier_id,
        DossierRight.role == Role.PROVIDER_CONTACT,
        DossierRight.ended_at.is_(None),
        or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= today),
    )
    return list(session.scalars(select(Party.name).where(Party.id.in_(stands)).order_by(Party.name, Party.id)))


def file_for(session: Session, actor: Actor, file_id: str) -> FileView:
    """Return a file, or refuse with the same words whether it does not exist or is not for this actor."""
    row = session.execute(select(*_FILE).filter_by(id=file_id).where(_known_to(actor))).mappings().one_or_none()
    if row is None:
        raise file_not_found()
    return _file_view(actor, row)


def _file_view(actor: Actor, row: RowMapping) -> FileView:
    """Return a file as this actor sees it: who of the authority uploaded it is not for guests."""
    view = FileView(**row)
    return structs.replace(view, uploaded_by_name="") if is_guest(actor) and view.party_id is None else view


def content_for(session: Session, actor: Actor, file_id: str) -> StoredFile:
    """Return the bytes of a file for who may read it, or raise a Refusal."""
    query = (
        select(KeptFile.name, KeptFile.media_type, KeptFile.sha256, KeptFileBody.body)
        .join(KeptFileBody, KeptFileBody.file_id == KeptFile.id)
        .where(KeptFile.id == file_id, _known_to(actor), _fetched_by(actor))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise file_not_found()
    return StoredFile(
        file_name=row.name,
        media_type=row.media_type,
        sha256=row.sha256,
        body=row.body,
        etag=own_etag(actor, file_id, row.sha256),
    )


def own_etag(actor: Actor, file_id: str, sha256: str) -> str:
    """Return a mark of these bytes of this file, which tells nothing of them elsewhere or at another party."""
    return hashlib.sha256(f"{actor.party_id or ''}:{file_id}:{sha256}".encode()).hexdigest()[:32]


def file_to_change(session: Session, actor: Actor, file_id: str) -> tuple[KeptFile, Lies]:
    """Return a file to publish or withdraw, and where it lies; or refuse as if it did not exist."""
    file = session.get(KeptFile, file_id, with_for_update=True)
    if file is None or not may_read(actor, lies(file)):
        raise file_not_found()
    return file, lies(file)


def lies(file: KeptFile) -> Lies:
    """Return where a file lies."""
    return Lies(
        party_id=file.party_id, published=file.published_at is not None, withdrawn=file.withdrawn_at is not None
    )


def filled(session: Session, dossier_id: str, party_id: str | None) -> tuple[int, int]:
    """Return how many files, and how many bytes, lie in a compartment."""
    counted = select(func.count(KeptFile.id), func.coalesce(func.sum(KeptFile.size), 0))
    files, size = session.execute(counted.where(KeptFile.dossier_id == dossier_id, _in(party_id))).one()
    return int(files), int(size)


def _in(party_id: str | None) -> ColumnElement[bool]:
    return KeptFile.party_id.is_(None) if party_id is None else KeptFile.party_id == party_id


def stood_for_own_party(session: Session, actor: Actor, dossier_id: str) -> tuple[Stood, ...]:
    """Return who stands or stood for the actor's own party in a dossier, and when: nobody is two parties at once."""
    if not is_guest(actor) or actor.party_id is None:
        return ()
    rights = session.scalars(select(DossierRight).filter_by(dossier_id=dossier_id, party_id=actor.party_id))
    return tuple(Stood(right.person_id, right.granted_at, _over_at(right)) for right in rights)


def _over_at(right: DossierRight) -> datetime | None:
    ends = [right.ended_at, end_of_day(right.ends_on) + timedelta(seconds=1) if right.ends_on else None]
    return min((one for one in ends if one is not None), default=None)


def templates_for(session: Session, actor: Actor, dossier_id: str) -> tuple[TemplateView, ...]:
    """Return the templates that were uploaded for a dossier, by kind, the newest first."""
    if not may_read_templates(actor):
        return ()
    query = select(*_TEMPLATE).filter_by(dossier_id=dossier_id)
    rows = session.execute(query.order_by(UploadedTemplate.kind, UploadedTemplate.version.desc())).mappings()
    return tuple(TemplateView(**row) for row in rows)


def template_for(session: Session, actor: Actor, template_id: str) -> TemplateView:
    """Return an uploaded template with its report, or raise a Refusal."""
    row = session.execute(select(*_TEMPLATE).filter_by(id=template_id)).mappings().one_or_none()
    if row is None or not may_read_templates(actor):
        raise uploaded_template_not_found()
    return TemplateView(**row)


def template_content_for(session: Session, actor: Actor, template_id: str) -> StoredFile:
    """Return the bytes of an uploaded template, or raise a Refusal."""
    view = template_for(session, actor, template_id)
    body = session.scalars(select(UploadedTemplate.body).filter_by(id=template_id)).one()
    return StoredFile(file_name=view.name, media_type=DOCX, sha256=view.sha256, body=body, etag=view.sha256)


def next_template_version(session: Session, dossier_id: str, kind: str) -> int:
    """Return the number of the next template of this kind in this dossier."""
    highest = select(func.max(UploadedTemplate.version)).filter_by(dossier_id=dossier_id, kind=kind)
    return (session.scalar(highest) or 0) + 1


def template_in_use(session: Session, dossier_id: str, kind: str) -> UploadedTemplate | None:
    """Return the newest usable template that was uploaded for this kind in this dossier, if there is one."""
    query = select(UploadedTemplate).filter_by(dossier_id=dossier_id, kind=kind, state=TemplateState.USABLE)
    return session.scalar(query.order_by(UploadedTemplate.version.desc()).limit(1))
