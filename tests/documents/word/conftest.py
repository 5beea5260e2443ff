"""Makes sample templates with python-docx, and renders them as plain docxtpl does."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docxtpl import DocxTemplate

from partnerschapsakte.documents.word.content import checked
from partnerschapsakte.documents.word.environment import make_environment

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TEXT_BOX = (
    f'<w:p xmlns:w="{WORD}" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="width:9pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="2">'
    "<w:p><w:r><w:t>%s</w:t></w:r></w:p></w:footnote></w:footnotes>"
)

Make = Callable[..., bytes]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def make_template(
    *body: str,
    rows: Sequence[Sequence[str]] = (),
    header: str = "",
    footer: str = "",
    footnote: str = "",
    text_box: str = "",
    title: str = "",
    runs: Sequence[str] = (),
) -> bytes:
    document: Any = Document()
    document.styles.element.xpath("w:docDefaults//w:lang")[0].set(f"{{{WORD}}}val", "nl-NL")
    for text in body:
        document.add_paragraph(text)
    if runs:
        paragraph = document.add_paragraph()
        for text in runs:
            paragraph.add_run(text).bold = True
    add_table(document, rows)
    section = document.sections[0]
    for place, text in ((section.header, header), (section.footer, footer)):
        if text:
            place.paragraphs[0].text = text
    if text_box:
        document.element.body.insert(0, parse_xml(TEXT_BOX % escaped(text_box)))
    if footnote:
        add_footnote(document, footnote)
    document.core_properties.title = title
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def add_footnote(document: Any, text: str) -> None:
    blob = FOOTNOTES % escaped(text)
    part = Part(PackURI("/word/footnotes.xml"), NOTES_TYPE, blob.encode(), document.part.package)
    document.part.relate_to(part, NOTES_RELATION)


def render_plainly(template: bytes, content: Mapping[str, Any]) -> bytes:
    engine: Any = DocxTemplate(io.BytesIO(template))
    engine.render(checked(content), make_environment())
    out = io.BytesIO()
    engine.save(out)
    return out.getvalue()


def read_members(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def make() -> Make:
    return make_template


@pytest.fixture
def plainly() -> Callable[[bytes, Mapping[str, Any]], bytes]:
    return render_plainly


@pytest.fixture
def members() -> Callable[[bytes], dict[str, bytes]]:
    return read_members
