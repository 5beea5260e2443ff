"""A template is read wherever its parts are, and no tag is left that would not be filled in (R16, R17)."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from partnerschapsakte.documents.word.child import answer
from partnerschapsakte.documents.word.inspection import inspect_template
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.documents.word.rendering import Template, render
from partnerschapsakte.documents.word.wire import Message, packed

Make = Callable[..., bytes]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXTS = (
    "author", "category", "comments", "content_status", "identifier", "keywords", "language", "last_modified_by",
    "subject", "title", "version",
)  # fmt: skip
PAYLOADS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('touch MARK').read() }}",
    "{{ data.name }}",
)
"""Two that reach for what is not theirs, and one that only asks what would not be printed there."""


def with_property(name: str, text: str) -> bytes:
    document: Any = Document()
    setattr(document.core_properties, name, text[:255])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, kind: str, text: str, media_type: str = "") -> bytes:
    """Return a document that refers to one more part of this kind."""
    document: Any = Document()
    xml = f'<?xml version="1.0"?><w:{kind} xmlns:w="{WORD}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
    part = Part(PackURI(name), media_type or f"{WORD_TYPE}.{kind}+xml", xml.encode(), document.part.package)
    document.part.relate_to(part, f"{OFFICE}/{kind}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Return a document in which a part has another name; everything that refers to it says so."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                content = content.replace(old.encode(), new.encode())
            target.writestr(name.replace(old, new), content)
    return out.getvalue()


def findings_of(data: bytes) -> Any:
    said = answer(Message({"act": "print", "content": packed({"data": {"name": "x"}}), "properties": NAMED}, data))
    assert not said.file
    return said.data.get("findings")


NAMED = {"title": "Akte", "identifier": "id", "made_on": "2029-01-01"}


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", TEXTS)
def test_no_tag_is_left_in_a_property(name: str, payload: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert findings_of(with_property(name, payload.replace("MARK", str(mark))))
    assert not mark.exists()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [
        ("/word/comments.xml", "comments", ""),
        ("/word/comments.dat", "comments", ""),
        (
            "/docProps/custom.xml",
            "custom-properties",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        ),
        (
            "/docProps/app2.xml",
            "extended-properties",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        ),
        ("/customXml/item1.dat", "customXml", "application/xml"),
    ],
)
def test_no_tag_is_left_where_nothing_is_printed(
    name: str, kind: str, media_type: str, payload: str, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    assert findings_of(with_part(name, kind, payload.replace("MARK", str(mark)), media_type))
    assert not mark.exists()


@pytest.mark.parametrize("payload", PAYLOADS[:2])
@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("body", "document.xml", "document2.xml"),
        ("body", "document.xml", "document.dat"),
        ("header", "header1.xml", "kop.dat"),
        ("footer", "footer1.xml", "voet.dat"),
        ("footnote", "footnotes.xml", "noten.dat"),
    ],
)
def test_no_payload_runs_in_a_part_under_another_name(
    place: str, old: str, new: str, payload: str, make: Make, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    text = payload.replace("MARK", str(mark))
    data = make(text) if place == "body" else make("x", **{place: text})
    assert findings_of(renamed(data, old, new))
    assert not mark.exists()


@pytest.mark.parametrize("name", ["document2.xml", "document.dat", "tekst.xml"])
def test_a_text_under_another_name_is_printed_with_its_data(name: str, make: Make) -> None:
    data = renamed(make("Beste {{ name }}", header="{{ name }}"), "document.xml", name)
    assert inspect_template(data) == ()
    made = render(Template.from_bytes(data), {"name": "Jansen & Zonen"})
    assert "Beste Jansen & Zonen" in text_of_document(made)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [one for one in archive.namelist() if b"{{" in archive.read(one)] == []


def test_two_parts_that_are_the_text_are_refused(make: Make) -> None:
    data = io.BytesIO(renamed(make("{{ name }}"), "document.xml", "document.dat"))
    document: Any = Document(data)
    kind = f"{WORD_TYPE}.document.main+xml"
    document.part.relate_to(
        Part(PackURI("/word/document.xml"), kind, b"<a/>", document.part.package), f"{OFFICE}/customXml"
    )
    out = io.BytesIO()
    document.save(out)
    assert "two parts are the text" in str(inspect_template(out.getvalue())[0].message)
