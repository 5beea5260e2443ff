"""What can happen to documents: they are issued, and once they are, nothing about them changes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

LONGEST_STEM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Fact):
    """A document was printed, proven and kept."""

    tag: ClassVar[str] = "document:issued"
    document_id: str
    kind: str
    title: str
    file_name: str
    template: str
    template_version: str
    template_sha256: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfMade(Fact):
    """A PDF of an issued document was made and kept."""

    tag: ClassVar[str] = "document:pdf:made"
    document_id: str
    sha256: str


def file_name(title: str, document_id: str) -> str:
    """Return a name that every system can keep: ASCII, short, and unique by the id of the document."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-")
    return f"{stem}-{document_id.replace('-', '')[:12]}.docx"


def document_not_found(document_id: str) -> Refusal:
    """Return the refusal for a document that does not exist."""
    return Refusal(Why.NOT_FOUND, "document_not_found", say("There is no document {id}.", id=document_id))


def template_not_found(kind: str) -> Refusal:
    """Return the refusal for a kind of document that has no template."""
    return Refusal(Why.NOT_FOUND, "template_not_found", say("There is no template for {kind}.", kind=kind))
