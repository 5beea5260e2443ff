"""Issues documents and keeps files and templates: judged, stored and recorded in the caller's transaction."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.documents import queries, storage
from partnerschapsakte.documents.models import IssuedDocument, IssuedPdf, KeptFile, KeptFileBody, UploadedTemplate
from partnerschapsakte.documents.rules import files
from partnerschapsakte.documents.rules.files import FilePublished, FileUploaded, FileWithdrawn
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.rules.issuing import DocumentIssued, PdfMade, file_name
from partnerschapsakte.documents.rules.kinds import Kind, judge_file, shown_name
from partnerschapsakte.documents.rules.sentence_data import findings_data
from partnerschapsakte.documents.rules.templates import (
    TemplateUploaded,
    compare_fields,
    state_of,
    why_not_upload_template,
)
from partnerschapsakte.documents.schemas import StoredFile, UploadFile, UploadTemplate
from partnerschapsakte.documents.word.apart import inspect_apart
from partnerschapsakte.documents.word.content import checked
from partnerschapsakte.documents.word.press import Press
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.rendering import Template
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import Owed, plain, record

MAKE_PDF = "documents.make_pdf"
"""The task that a worker does for each issued document where LibreOffice is installed."""

Scan: TypeAlias = Callable[[bytes], str | None]
"""Looks for viruses: returns what it found or None, and raises an OSError while it cannot look."""

SCAN = "scan"
"""The key in ``Session.info`` under which the composition root gives the doors a virus scanner, where there is one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it: the name that their computer gave it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A paper to print: of which kind, what it is called, what it says, by the templates in which folder, on a day."""

    kind: str
    title: str
    content: Mapping[str, Any]
    template_root: Path
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is to be printed, and the fingerprint that tells whether it was printed before."""

    press: Press
    dossier_id: str
    subject: str
    title: str
    about: str
    data: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        same = [self.dossier_id, self.subject, self.press.kind, self.title, self.press.sha256, self.data]
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
    """Issue a document by the dossier's own template of its kind, or else by the newest of ours.

    The same data and template give the same document again. Raises a Refusal with the place when the template or a
    data item is not in order. ``owing`` is added to the PDF.
    """
    press = _press(session, dossier_id, kind, template_root)
    checked({"title": title, "about": about, **content})
    order = _Order(
        press=press,
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


def printed(session: Session, dossier_id: str, wanted: Wanted) -> StoredFile:
    """Print a paper to take along, by the same template as when it would be issued; nothing of it is kept."""
    press = _press(session, dossier_id, wanted.kind, wanted.template_root)
    checked({"title": wanted.title, **wanted.content})
    order = _Order(
        press=press,
        dossier_id=dossier_id,
        subject=dossier_id,
        title=wanted.title,
        about=wanted.title,
        data=plain(dict(wanted.content)),
    )
    paper_id = derived_id("paper", order.fingerprint)
    body = press.print(wanted.content, Properties(title=wanted.title, identifier=paper_id, made_on=wanted.today))
    sha256 = hashlib.sha256(body).hexdigest()
    name = file_name(wanted.title, paper_id)
    return StoredFile(file_name=name, media_type=queries.DOCX, sha256=sha256, body=body, etag=sha256)


def _press(session: Session, dossier_id: str, kind: str, template_root: Path) -> Press:
    if (uploaded := queries.template_in_use(session, dossier_id, kind)) is not None:
        version = f"dossier {uploaded.version}"
        return Press(kind=kind, version=version, sha256=uploaded.sha256, uploaded=uploaded.body)
    ours = storage.newest(template_root, kind)
    return Press.ours(ours.kind, ours.version, ours.path)


def _printed(occasion: Occasion, order: _Order, content: Mapping[str, Any]) -> IssuedDocument:
    fingerprint = order.fingerprint
    document_id = derived_id("document", fingerprint)
    properties = Properties(title=order.title, identifier=document_id, made_on=occasion.today)
    body = order.press.print(content, properties)
    return IssuedDocument(
        id=document_id,
        dossier_id=order.dossier_id,
        subject=order.subject,
        kind=order.press.kind,
        title=order.title,
        about=order.about,
        file_name=file_name(order.title, document_id),
        template=order.press.kind,
        template_version=order.press.version,
        template_sha256=order.press.sha256,
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


def upload_file(
    session: Session, occasion: Occasion, dossier_id: str, command: UploadFile, sent: Sent, *, scan: Scan | None = None
) -> KeptFile:
    """Keep a file in the compartment of who sends it; raise FileRefused, with every finding, when it is not sound."""
    party_id = files.compartment(occasion.actor)
    held, size = queries.filled(session, dossier_id, party_id)
    if refusal := files.why_not_upload(occasion.actor, files=held, size=size):
        raise refusal
    name = shown_name(sent.name)
    kind = judged(name, sent.data, scan)
    file = KeptFile(
        id=occasion.ids(),
        dossier_id=dossier_id,
        party_id=party_id,
        title=command.title,
        name=name,
        media_type=kind.media_type,
        sha256=hashlib.sha256(sent.data).hexdigest(),
        size=len(sent.data),
        scanned=scan is not None,
        uploaded_by=occasion.actor.id,
        uploaded_by_name=occasion.actor.name,
        uploaded_at=occasion.happened_at,
    )
    session.add(file)
    session.flush()
    session.add(KeptFileBody(file_id=file.id, body=sent.data))
    record(session, occasion, _uploaded(file), dossier_id=dossier_id)
    return file


def judged(name: str, data: bytes, scan: Scan | None, only: str = "") -> Kind:
    """Return the kind of a sound file; raise FileRefused with all findings. A scanner that is silent lets none in."""
    kind, findings = judge_file(name, data, only=only)
    if kind is None or findings:
        raise FileRefused(findings)
    if scan is not None:
        _scan(scan, data)
    return kind


def _scan(scan: Scan, data: bytes) -> None:
    try:
        what = scan(data)
    except OSError as error:
        raise files.scanner_silent() from error
    if what is not None:
        raise files.infected(what)


def _uploaded(file: KeptFile) -> FileUploaded:
    return FileUploaded(
        subject=file.id,
        party_id=file.party_id,
        title=file.title,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        scanned=file.scanned,
    )


def publish_file(session: Session, occasion: Occasion, file_id: str) -> KeptFile:
    """Publish a file of the authority to all candidates of the dossier."""
    file, place = queries.file_to_change(session, occasion.actor, file_id)
    if refusal := files.why_not_publish(occasion.actor, place):
        raise refusal
    file.published_at = occasion.happened_at
    fact = FilePublished(subject=file.id, title=file.title, sha256=file.sha256)
    record(session, occasion, fact, dossier_id=file.dossier_id)
    return file


def withdraw_file(session: Session, occasion: Occasion, file_id: str) -> KeptFile:
    """Withdraw a file: other parties no longer see it, and it stays on record."""
    file, place = queries.file_to_change(session, occasion.actor, file_id)
    if refusal := files.why_not_withdraw(occasion.actor, place):
        raise refusal
    file.withdrawn_at = occasion.happened_at
    fact = FileWithdrawn(subject=file.id, party_id=file.party_id, title=file.title, sha256=file.sha256)
    record(session, occasion, fact, dossier_id=file.dossier_id)
    return file


def upload_template(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    command: UploadTemplate,
    sent: Sent,
    *,
    template_root: Path,
    scan: Scan | None = None,
) -> UploadedTemplate:
    """Keep and check a template for a kind of document; with findings it is kept as refused, to be read about."""
    if refusal := why_not_upload_template(occasion.actor):
        raise refusal
    ours = storage.newest(template_root, command.kind)
    name = shown_name(sent.name)
    judged(name, sent.data, scan, only="docx")
    inspected = inspect_apart(sent.data)
    fields = compare_fields(inspected.references, Template.load(ours.path).references)
    template = UploadedTemplate(
        id=occasion.ids(),
        dossier_id=dossier_id,
        kind=ours.kind,
        version=queries.next_template_version(session, dossier_id, ours.kind),
        name=name,
        state=state_of(inspected.findings),
        findings=findings_data(inspected.findings),
        unknown=[] if inspected.findings else list(fields.unknown),
        missing=[] if inspected.findings else list(fields.missing),
        sha256=hashlib.sha256(sent.data).hexdigest(),
        size=len(sent.data),
        body=sent.data,
        uploaded_by=occasion.actor.id,
        uploaded_by_name=occasion.actor.name,
        uploaded_at=occasion.happened_at,
    )
    session.add(template)
    record(session, occasion, _checked(template), dossier_id=dossier_id)
    return template


def _checked(template: UploadedTemplate) -> TemplateUploaded:
    return TemplateUploaded(
        subject=template.id,
        kind=template.kind,
        version=template.version,
        name=template.name,
        sha256=template.sha256,
        state=template.state,
        findings=len(template.findings),
        missing=len(template.missing),
        unknown=len(template.unknown),
    )
