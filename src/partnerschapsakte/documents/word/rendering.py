"""Prints data into a Word template: the bytes that docxtpl would make, without doing its work again each time."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import ZipFile

from partnerschapsakte.documents.word.content import checked
from partnerschapsakte.documents.word.environment import make_environment, printed
from partnerschapsakte.documents.word.grammar import references
from partnerschapsakte.documents.word.guards import judge
from partnerschapsakte.documents.word.inspection import inspect_package
from partnerschapsakte.documents.word.package import Package, open_package
from partnerschapsakte.documents.word.packing import Member, bind, pack
from partnerschapsakte.documents.word.printing import PrintedPart
from partnerschapsakte.documents.word.properties import CORE, NO_PROPERTIES, Properties, core_xml
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import say

KEPT_TEMPLATES = 32


class TemplateRefused(Refusal):
    """A template may not be used; ``findings`` says everything that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        message = say(
            "The template cannot be used: {count} findings. The first: {first}",
            count=len(findings),
            first=findings[0].message,
        )
        super().__init__(Why.INVALID, "template_refused", message)
        self.findings = findings


class Template:
    """A template that passed its inspection, with all that can be prepared before the data is known.

    For each printed part the XML as docxtpl patches it and Jinja's compiled code; for every other part its packed
    bytes. Made once for the bytes of a file and shared by all threads: nothing in it changes.
    """

    def __init__(self, data: bytes) -> None:
        package = _opened(data)
        environment = make_environment()
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.data = data
        self.printed = {part.name: PrintedPart(part, package.root, environment) for part in package.parts}
        self.references = frozenset[str]().union(
            *(references(environment.parse(part.source)) for part in package.parts)
        )
        with ZipFile(BytesIO(package.data)) as archive:
            self._members = {name: pack(name, archive.read(name)) for name in archive.namelist()}
        constant = {name: pack(name, part.print({})) for name, part in self.printed.items() if part.is_constant}
        self._members.update(constant)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Template":
        """Return the template of these bytes, prepared once; raise TemplateRefused if it may not be used."""
        key = hashlib.sha256(data).digest()
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        template = cls(data)
        with _lock:
            _kept[key] = template
            while len(_kept) > KEPT_TEMPLATES:
                _kept.popitem(last=False)
        return template

    @classmethod
    def load(cls, path: Path) -> "Template":
        """Return the template in this file."""
        return cls.from_bytes(path.read_bytes())

    def texts(self, content: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return each text that the template prints for this content, per part, in the order of the part."""
        texts: dict[str, list[str]] = {}
        for name, part in self.printed.items():
            token = printed.set(texts.setdefault(name, []))
            try:
                part.fill(checked(content))
            finally:
                printed.reset(token)
        return texts

    def members(self, content: Mapping[str, Any], properties: Properties) -> list[Member]:
        """Return the parts of the printed document, in the order of the template."""
        data = checked(content)
        fresh = {name: pack(name, part.print(data)) for name, part in self.printed.items() if not part.is_constant}
        fresh[CORE] = pack(CORE, core_xml(properties))
        return [fresh.get(name, member) for name, member in self._members.items()]


_kept: OrderedDict[bytes, Template] = OrderedDict()
_lock = Lock()


def _opened(data: bytes) -> Package:
    if unsafe := judge(data):
        raise TemplateRefused(unsafe)
    try:
        package = open_package(data)
    except MemoryError:
        raise
    except Exception as error:  # python-docx fails in many ways on a broken file; each means the same
        reason = say("The file is not a readable Word document ({reason}).", reason=str(error)[:120])
        raise Refusal(Why.INVALID, "template_refused", reason) from error
    if findings := inspect_package(package):
        raise TemplateRefused(findings)
    return package


def render(template: Template, content: Mapping[str, Any], properties: Properties = NO_PROPERTIES) -> bytes:
    """Return the .docx of this template with this content: the same input gives the same bytes.

    Raises a Refusal with the place when a data item is missing, unprintable or too long.
    """
    return bind(template.members(content, properties))
