"""Issued documents and their PDFs: rows that are written once and never changed or deleted.

Listeners refuse every update and delete of these rows, of one object or of many by one statement. A new wording or
new data is a new document.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

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


class IssuedDocumentChanged(Exception):
    """Code tried to change or delete an issued document; that is a mistake of the program."""


def _refuse(_mapper: object, _connection: object, target: Table) -> None:
    raise IssuedDocumentChanged(f"a row of {target.__tablename__} is never changed or deleted")


def _refuse_statement(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is not None:
        model = state.bind_mapper.class_
        if model in {IssuedDocument, IssuedPdf}:
            raise IssuedDocumentChanged(f"rows of {model.__tablename__} are never changed or deleted")


event.listen(Session, "do_orm_execute", _refuse_statement)
for _model in (IssuedDocument, IssuedPdf):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)
