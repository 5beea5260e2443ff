"""What the other rooms and the doors get to see of documents, files and templates, and what they may ask."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from partnerschapsakte.documents.rules.sentence_data import findings_of
from partnerschapsakte.documents.rules.templates import TemplateState
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.fields import Code, Command, Line


class DocumentView(Struct, frozen=True, kw_only=True):
    """An issued document without its bytes."""

    id: str
    dossier_id: str
    subject: str
    kind: str
    title: str
    about: str
    file_name: str
    template: str
    template_version: str
    template_sha256: str
    sha256: str
    size: int
    issued_at: datetime
    has_pdf: bool


class StoredFile(Struct, frozen=True, kw_only=True):
    """The bytes of a document or file, with the name to save them by.

    ``etag`` is derived from the id as well, where equal bytes of two parties must not show that they are equal.
    """

    file_name: str
    media_type: str
    sha256: str
    body: bytes
    etag: str = ""


class UploadFile(Command):
    """What somebody tells with a file: what it is."""

    title: Line


class UploadTemplate(Command):
    """For which kind of document a template is."""

    kind: Code


class PdfTold(Struct, frozen=True):
    """What is told of a PDF without its bytes."""

    sha256: str
    size: int


class FileView(Struct, frozen=True, kw_only=True):
    """A kept file without its bytes, as who may read it sees it."""

    id: str
    dossier_id: str
    party_id: str | None
    title: str
    name: str
    media_type: str
    sha256: str
    size: int
    scanned: bool
    uploaded_by_name: str
    uploaded_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None


class Compartment(Struct, frozen=True, kw_only=True):
    """The files of one party, or of the authority where ``party_id`` is None."""

    party_id: str | None
    name: str
    files: tuple[FileView, ...]


class TemplateView(Struct, frozen=True, kw_only=True):
    """An uploaded template without its bytes, with the report of its check."""

    id: str
    dossier_id: str
    kind: str
    version: int
    name: str
    state: TemplateState
    findings: list[dict[str, Any]]
    unknown: list[str]
    missing: list[str]
    sha256: str
    size: int
    uploaded_by_name: str
    uploaded_at: datetime


class FileFinding(Struct, frozen=True):
    """What is wrong with a template, in words, and in which part of the file."""

    message: str
    where: str


class ToldTemplate(Struct, frozen=True, kw_only=True):
    """An uploaded template with the report of its check in words."""

    id: str
    dossier_id: str
    kind: str
    number: int
    name: str
    state: TemplateState
    findings: list[FileFinding]
    unknown: list[str]
    missing: list[str]
    sha256: str
    size: int
    uploaded_by_name: str
    uploaded_at: datetime


def told_template(view: TemplateView) -> ToldTemplate:
    """Return an uploaded template in words; its version is its ``number``, because it is never edited."""
    return ToldTemplate(
        id=view.id,
        dossier_id=view.dossier_id,
        kind=view.kind,
        number=view.version,
        name=view.name,
        state=view.state,
        findings=[
            FileFinding(language.tell(one.message, language.DUTCH), one.where) for one in findings_of(view.findings)
        ],
        unknown=view.unknown,
        missing=view.missing,
        sha256=view.sha256,
        size=view.size,
        uploaded_by_name=view.uploaded_by_name,
        uploaded_at=view.uploaded_at,
    )
