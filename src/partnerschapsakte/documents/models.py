"""Issued documents, kept files and uploaded templates: rows that are written once and never changed or deleted.

Listeners refuse every update and delete of these rows, of one object or of many by one statement. A new wording or
new data is a new document, a better file a new file. Of a file only two moments are written later, and once: that it
was published, and that it was withdrawn.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from partnerschapsakte.documents.rules.templates import TemplateState
from partnerschapsakte.foundation.database import Table


class IssuedDocument(Table):
    """A document as it was issued: its bytes, the template with its version and hash, and the data in it.

    ``subject`` is the id of what it is about, such as an agreement; ``about`` says it in words. ``fingerprint`` is
    the hash of subject, kind, title, template and data: the same of these is the same document.
    """

    __tablename__ = "issued_document"
    __table_args__ = (UniqueConstraint("fingerprint"), UniqueConstraint("dossier_id", "file_name"))

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    about: Mapped[str]
    file_name: Mapped[str]
    template: Mapped[str]
    template_version: Mapped[str]
    template_sha256: Mapped[str]
    fingerprint: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    content: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    issued_at: Mapped[datetime]


class IssuedPdf(Table):
    """The PDF of an issued document. LibreOffice gives other bytes each time, so it is kept, not made again."""

    __tablename__ = "issued_pdf"

    document_id: Mapped[str] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    sha256: Mapped[str]
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]


class KeptFile(Table):
    """An uploaded file of a dossier, without its bytes. ``party_id`` is its compartment; None is the authority's."""

    __tablename__ = "kept_file"
    __table_args__ = (Index("ix_kept_file_compartment", "dossier_id", "party_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str]
    party_id: Mapped[str | None]
    title: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    scanned: Mapped[bool]
    uploaded_by: Mapped[str]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class KeptFileBody(Table):
    """The bytes of a file: in the database, so no web path leads to them and one backup holds all."""

    __tablename__ = "kept_file_body"

    file_id: Mapped[str] = mapped_column(ForeignKey("kept_file.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class UploadedTemplate(Table):
    """A template that a lawyer uploaded for a kind of document in a dossier, with what its check found.

    ``findings`` are sentences as plain data, with their place; ``unknown`` are the data items that it asks and that
    do not exist, ``missing`` those that exist and that it does not print.
    """

    __tablename__ = "uploaded_template"
    __table_args__ = (UniqueConstraint("dossier_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str]
    kind: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    state: Mapped[TemplateState]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    unknown: Mapped[list[str]]
    missing: Mapped[list[str]]
    sha256: Mapped[str]
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_by: Mapped[str]
    uploaded_by_name: Mapped[str]
    uploaded_at: Mapped[datetime]


class IssuedDocumentChanged(Exception):
    """Code tried to change or delete a row that is written once; that is a mistake of the program."""


WRITTEN_ONCE = (IssuedDocument, IssuedPdf, KeptFileBody, UploadedTemplate)
LATER = frozenset({"published_at", "withdrawn_at"})
"""What of a kept file is written later than the file: each moment once."""


def _refuse(_mapper: object, _connection: object, target: Table) -> None:
    raise IssuedDocumentChanged(f"a row of {target.__tablename__} is never changed or deleted")


def _refuse_other_change(_mapper: object, _connection: object, target: KeptFile) -> None:
    for attribute in inspect(target).attrs:
        past = attribute.history.deleted
        if attribute.history.has_changes() and (attribute.key not in LATER or (past and past[0] is not None)):
            raise IssuedDocumentChanged(f"{attribute.key} of a kept file is never changed")


def _refuse_statement(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is not None:
        model = state.bind_mapper.class_
        if model in {*WRITTEN_ONCE, KeptFile}:
            raise IssuedDocumentChanged(f"rows of {model.__tablename__} are never changed or deleted")


event.listen(Session, "do_orm_execute", _refuse_statement)
for _model in WRITTEN_ONCE:
    event.listen(_model, "before_update", _refuse)
for _model in (*WRITTEN_ONCE, KeptFile):
    event.listen(_model, "before_delete", _refuse)
event.listen(KeptFile, "before_update", _refuse_other_change)
