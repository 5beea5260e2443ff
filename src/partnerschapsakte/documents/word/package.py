"""Opens a template with Word's own structure: which parts are printed, and the XML that Jinja reads for each."""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.opc.packuri import PackURI

from partnerschapsakte.documents.word.reading import parser
from partnerschapsakte.documents.word.untyped import DocxTemplate, etree, parse_xml
from partnerschapsakte.foundation.sentences import Sentence, say

BODY = "word/document.xml"
LONGEST_SHOWN = 160
HEADER_OR_FOOTER = (DocxTemplate.HEADER_URI, DocxTemplate.FOOTER_URI)
NOTES = ("wordprocessingml.footnotes+xml", "wordprocessingml.endnotes+xml")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the template that is printed: its name in the zip, its tree, and the source for Jinja.

    Every paragraph begins a line of the source, so a line number finds the place of an error.
    """

    name: str
    root: Any
    source: str

    @property
    def is_note(self) -> bool:
        """Tell whether this is the part of the foot- or endnotes, whose XML docxtpl keeps as it stands."""
        return "notes" in self.name

    def line(self, number: int) -> str:
        """Return the text of one line of the source, as a person knows it."""
        lines = self.source.split("\n")
        return shown(re.sub(r"<[^>]*>?", "", lines[number - 1])) if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Package:
    """A template as python-docx writes it again: only the parts that the document refers to, and what is printed."""

    data: bytes
    root: Any
    parts: tuple[Part, ...]


def open_package(data: bytes) -> Package:
    """Open a template that passed the guards. docxtpl 0.20.2 prepares each part as its own render would."""
    engine = DocxTemplate(BytesIO(data))
    engine.init_docx()
    document: Any = engine.docx
    _name_body(document.part)
    document.core_properties.title  # noqa: B018 - python-docx adds the part where a template lacks it
    kept = BytesIO()
    document.save(kept)
    root = document.element
    parts = [_part(engine, BODY, engine.get_xml())]
    for relation in document.part.rels.values():
        if relation.reltype in HEADER_OR_FOOTER and relation.target_part.blob:
            header: Any = parse_xml(relation.target_part.blob)
            parts.append(_part(engine, _name(relation.target_part), engine.xml_to_string(header)))
    notes = [part for part in document.part.package.parts if part.content_type.endswith(NOTES)]
    parts += [_part(engine, _name(part), part.blob.decode()) for part in notes]
    return Package(kept.getvalue(), root, tuple({part.name: part for part in parts}.values()))


def _name_body(part: Any) -> None:
    """Give the text the name that it has with us: another program may call it document2.xml, or anything else."""
    others = {_name(one) for one in part.package.parts if one is not part}
    if BODY in others:
        raise ValueError("two parts are the text")
    part.partname = PackURI(f"/{BODY}")


def _part(engine: Any, name: str, xml: str) -> Part:
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", engine.patch_xml(xml))
    return Part(name, etree.fromstring(xml.encode(), parser()), source)  # a plain tree, without python-docx's classes


def _name(part: Any) -> str:
    return str(part.partname).lstrip("/")


def shown(text: str) -> str:
    """Shorten a paragraph to what helps to find it."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def called(name: str) -> Sentence:
    """Return what a person calls a part of a document."""
    if name == BODY:
        return say("the text")
    for piece, sentence in (
        ("header", say("the header")),
        ("footer", say("the footer")),
        ("footnotes", say("the footnotes")),
        ("endnotes", say("the endnotes")),
        ("core.xml", say("the properties")),
    ):
        if piece in name:
            return sentence
    return say("the part {name}", name=name)
