"""Issues documents: prints, proves, keeps and records them in the caller's transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.documents import queries, storage
from partnerschapsakte.documents.models import IssuedDocument, IssuedPdf
from partnerschapsakte.documents.rules import DocumentIssued, PdfMade, file_name
from partnerschapsakte.documents.word.content import checked
from partnerschapsakte.documents.word.proof import prove
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.rendering import Template, render
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import Owed, plain, record

MAKE_PDF = "documents.make_pdf"
"""The task that a worker does for each issued document where LibreOffice is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is to be printed, and the fingerprint that tells whether it was printed before."""

    template: storage.TemplateFile
    prepared: Template
    dossier_id: str
    subject: str
    title: str
    about: str
    data: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        same = [self.dossier_id, self.subject, self.template.kind, self.title, self.prepared.sha256, self.data]
        return hashlib.sha256(msgspec.json.encode(same, order="sorted")).hexdigest()


def issue(
    session: Session,
    occasion: Occasion,
    *,
    dossier_id: str,
    subject: str,
    kind: str,
    title: str,
    content: Mapping[str, Any],
    template_root: Path,
    about: str = "",
    owing: Sequence[Owed] = (),
) -> IssuedDocument:
    """Issue a document by the newest template of its kind; the same data and template give the same document again.

    Raises a Refusal with the place when the template or a data item is not in order. ``owing`` is added to the PDF.
    """
    template = storage.newest(template_root, kind)
    checked({"title": title, "about": about, **content})
    order = _Order(
        template=template,
        prepared=Template.load(template.path),
        dossier_id=dossier_id,
        subject=subject,
        title=title,
        about=about or title,
        data=plain(dict(content)),
    )
    if (known := queries.document_by_fingerprint(session, order.fingerprint)) is not None:
        return known
    document = _printed(occasion, order, content)
    session.add(document)
    owed = Owed(MAKE_PDF, f"pdf:{document.id}", {"document_id": document.id})
    record(session, occasion, _issued(document), dossier_id=dossier_id, owing=[owed, *owing])
    return document


def _printed(occasion: Occasion, order: _Order, content: Mapping[str, Any]) -> IssuedDocument:
    fingerprint = order.fingerprint
    document_id = derived_id("document", fingerprint)
    properties = Properties(title=order.title, identifier=document_id, made_on=occasion.today)
    body = render(order.prepared, content, properties)
    prove(body, order.prepared, content)
    return IssuedDocument(
        id=document_id,
        dossier_id=order.dossier_id,
        subject=order.subject,
        kind=order.template.kind,
        title=order.title,
        about=order.about,
        file_name=file_name(order.title, document_id),
        template=order.template.kind,
        template_version=order.template.version,
        template_sha256=order.prepared.sha256,
        fingerprint=fingerprint,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        content=order.data,
        body=body,
        issued_at=occasion.happened_at,
    )


def _issued(document: IssuedDocument) -> DocumentIssued:
    return DocumentIssued(
        subject=document.subject,
        document_id=document.id,
        kind=document.kind,
        title=document.title,
        file_name=document.file_name,
        template=document.template,
        template_version=document.template_version,
        template_sha256=document.template_sha256,
        sha256=document.sha256,
    )


def keep_pdf(session: Session, occasion: Occasion, document_id: str, pdf: bytes) -> IssuedPdf:
    """Keep the PDF that LibreOffice made of a document; the first one stays."""
    document = queries.document(session, document_id)
    if (known := session.get(IssuedPdf, document_id)) is not None:
        return known
    kept = IssuedPdf(
        document_id=document_id,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        body=pdf,
        made_at=occasion.happened_at,
    )
    session.add(kept)
    fact = PdfMade(subject=document.subject, document_id=document_id, sha256=kept.sha256)
    record(session, occasion, fact, dossier_id=document.dossier_id)
    return kept
