"""Prints by the template that was chosen: ours in this process, an uploaded one in a process apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnerschapsakte.documents.word.apart import print_apart
from partnerschapsakte.documents.word.proof import prove
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.rendering import Template, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A template with what is told of it; either ours, prepared, or the bytes of one that was uploaded."""

    kind: str
    version: str
    sha256: str
    prepared: Template | None = None
    uploaded: bytes = b""

    @classmethod
    def ours(cls, kind: str, version: str, path: Path) -> "Press":
        """Return the press for a template that ships with the program."""
        prepared = Template.load(path)
        return cls(kind=kind, version=version, sha256=prepared.sha256, prepared=prepared)

    def print(self, content: Mapping[str, Any], properties: Properties) -> bytes:
        """Print a document and prove it, or raise a Refusal with the place of what is wrong."""
        if self.prepared is None:
            return print_apart(self.uploaded, content, properties)
        body = render(self.prepared, content, properties)
        prove(body, self.prepared, content)
        return body
