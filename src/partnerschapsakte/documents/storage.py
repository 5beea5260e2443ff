"""Finds templates on disk: ``<kind>/<version>/template.docx``, the newest version first."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from partnerschapsakte.documents.queries import DOCX
from partnerschapsakte.documents.rules.issuing import template_not_found
from partnerschapsakte.documents.schemas import StoredFile

FILE_NAME = "template.docx"
KIND = re.compile(r"[a-z][a-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A version of the template of a kind of document."""

    kind: str
    version: str
    path: Path


def versions(root: Path, kind: str) -> list[TemplateFile]:
    """Return the versions of the template of this kind, the newest first: 10 is newer than 9, v2 than v1."""
    folder = root / kind
    if not KIND.fullmatch(kind) or not folder.is_dir():
        return []
    found = [TemplateFile(kind, place.name, place / FILE_NAME) for place in folder.iterdir()]
    return sorted((file for file in found if file.path.is_file()), key=_age, reverse=True)


def newest(root: Path, kind: str) -> TemplateFile:
    """Return the newest version of the template of this kind, or raise a Refusal."""
    found = versions(root, kind)
    if not found:
        raise template_not_found(kind)
    return found[0]


def _age(file: TemplateFile) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", file.version)], file.version


def stored(file: TemplateFile) -> StoredFile:
    """Return a template as a file to save."""
    body = file.path.read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()
    return StoredFile(
        file_name=f"{file.kind}-{file.version}.docx", media_type=DOCX, sha256=sha256, body=body, etag=sha256
    )
