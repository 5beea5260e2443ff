"""What the other rooms and the doors get to see of documents."""

from datetime import datetime

from msgspec import Struct


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
    """The bytes of a document, with the name to save them by."""

    file_name: str
    media_type: str
    sha256: str
    body: bytes
