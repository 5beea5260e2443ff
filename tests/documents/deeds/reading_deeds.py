"""Reads a rendered deed back: its text, the numbers that Word will give, and the numbers its references show."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from partnerschapsakte.contracts.rules.deed.plain import as_plain
from partnerschapsakte.documents.word.rendering import Template, render

TEMPLATES = Path(__file__).parents[3] / "templates" / "documents"
NUMBERED = {"heading 1": "Hoofdstuk", "heading 2": "Artikel", "Bijlagekop": "Bijlage"}
REF = re.compile(r"\s*REF (\S+)")


@dataclass(frozen=True)
class Read:
    """What a reader finds in a document."""

    paragraphs: list[tuple[str, str]]
    rows: list[list[str]]
    headings: dict[str, str]
    references: list[tuple[str, str]]
    links: list[tuple[str, str]]

    @property
    def text(self) -> str:
        """All text of the body."""
        return "\n".join([text for _, text in self.paragraphs] + [cell for row in self.rows for cell in row])

    def styled(self, style: str) -> list[str]:
        """The texts in one style."""
        return [text for name, text in self.paragraphs if name == style]


def rendered(kind: str, content: object) -> bytes:
    """Print a content into version 1 of its template, with the engine of the program."""
    return render(Template.load(TEMPLATES / kind / "1" / "template.docx"), as_plain(content))


def read(data: bytes, prefix: str = "") -> Read:
    """Read a document; count the headings as Word will."""
    body = docx.Document(BytesIO(data))
    counts = dict.fromkeys(NUMBERED, 0)
    headings: dict[str, str] = {}
    paragraphs: list[tuple[str, str]] = []
    for paragraph in body.paragraphs:
        style = str(paragraph.style.name).replace("Heading", "heading") if paragraph.style else ""
        paragraphs.append((style, whole(paragraph)))
        if style in NUMBERED:
            counts[style] += 1
            number = f"{NUMBERED[style]} {prefix if style == 'heading 2' else ''}{counts[style]}"
            for mark in paragraph._p.iter(qn("w:bookmarkStart")):
                headings[str(mark.get(qn("w:name")))] = number
    rows = [[cell.text for cell in row.cells] for table in body.tables for row in table.rows]
    return Read(paragraphs, rows, headings, references(body.element.body), links(body.element.body))


def whole(paragraph: Paragraph) -> str:
    """The text of a paragraph, that of its links too."""
    return "".join(str(part.text or "") for part in paragraph._p.iter(qn("w:t")))


def references(body: Any) -> list[tuple[str, str]]:
    """Each REF field: the bookmark it names, and the result that is shown before Word updates it."""
    found: list[tuple[str, str]] = []
    for paragraph in body.iter(qn("w:p")):
        target, shown, showing = "", "", False
        for part in paragraph.iter(qn("w:instrText"), qn("w:fldChar"), qn("w:t")):
            if part.tag == qn("w:instrText") and (match := REF.match(part.text or "")):
                target, shown = match[1], ""
            elif part.tag == qn("w:t") and target and showing:
                shown += part.text or ""
            elif part.tag == qn("w:fldChar"):
                showing = part.get(qn("w:fldCharType")) == "separate"
                if part.get(qn("w:fldCharType")) == "end" and target:
                    found.append((target, shown))
                    target = ""
    return found


def links(body: Any) -> list[tuple[str, str]]:
    """Each entry of the contents: the bookmark it leads to, and its text."""
    return [
        (str(link.get(qn("w:anchor"))), "\t".join(part.text or "" for part in link.iter(qn("w:t"))))
        for link in body.iter(qn("w:hyperlink"))
    ]
