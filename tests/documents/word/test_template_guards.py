"""A file that is too large, odd or dangerous is refused before it is opened (R15)."""

import io
import zipfile
from collections.abc import Callable
from time import perf_counter

import pytest

from partnerschapsakte.documents.word.guards import judge
from partnerschapsakte.documents.word.inspection import inspect_template

Make = Callable[..., bytes]
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {} />'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'


def with_member(data: bytes, name: str, content: bytes, *, packed: bool = True) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def without_member(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
    return out.getvalue()


def external(kind: str) -> bytes:
    return RELATIONS.format(RELATION.format(kind, 'Target="file:///etc/passwd" TargetMode="External"')).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../evil.xml", b"<a/>"),
        ("/word/evil.xml", b"<a/>"),
        ("word\\evil.xml", b"<a/>"),
        ("C:evil.xml", b"<a/>"),
        ("word/vbaProject.bin", b"x"),
        ("word/inner.zip", b"PK\3\4..."),
        ("word/zeros.bin", bytes(3_000_000)),
        ("word/laughs.xml", LAUGHS.encode()),
        ("word/laughs16.xml", LAUGHS.encode("utf-16")),
        ("word/laughs7.xml", b'<?xml version="1.0" encoding="utf-7"?>' + LAUGHS.encode("utf-7")),
        ("word/_rels/image.rels", external("image")),
        ("word/_rels/template.rels", external("attachedTemplate")),
        ("word/_rels/frame.rels", external("frame")),
        ("word/_rels/broken.rels", b"<a"),
    ],
)
def test_an_unsafe_part_is_refused(name: str, content: bytes, make: Make) -> None:
    assert judge(with_member(make("x"), name, content))


def test_a_link_that_a_reader_follows_is_allowed(make: Make) -> None:
    assert judge(with_member(make("x"), "word/_rels/link.rels", external("hyperlink"))) == ()


def test_a_bomb_of_300_megabytes_is_refused_at_once(make: Make) -> None:
    out = io.BytesIO(make("x"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/bomb.bin", "w") as bomb:
        for _ in range(300):
            bomb.write(bytes(1_000_000))
    start = perf_counter()
    findings = judge(out.getvalue())
    assert perf_counter() - start < 0.5
    assert len(findings) == 2


def test_too_many_parts_are_refused(make: Make) -> None:
    out = io.BytesIO(make("x"))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"word/{number}.bin", b"")
    assert judge(out.getvalue())


def test_too_many_paragraphs_are_refused_before_opening(make: Make) -> None:
    paragraphs = b"".join(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % (n * 7919 % 99991) for n in range(20_001))
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
    data = with_member(without_member(make("x"), "word/document.xml"), "word/document.xml", body % paragraphs)
    start = perf_counter()
    findings = inspect_template(data)
    assert perf_counter() - start < 1
    assert "20000 paragraphs" in str(findings[0].message)


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\3\4" + bytes(50), bytes(20_000_001)])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    assert inspect_template(data)


def test_a_zip_that_is_no_word_document_is_refused(make: Make) -> None:
    for lost in ("[Content_Types].xml", "word/document.xml", "_rels/.rels"):
        assert inspect_template(without_member(make("x"), lost))


def test_overlapping_parts_are_refused(make: Make) -> None:
    data = with_member(make("x"), "word/one.bin", bytes(range(256)) * 20, packed=False)
    start = data.index(b"PK\1\2", data.index(b"word/one.bin"))
    directory = data[start : data.rindex(b"PK\5\6")]
    entry = directory[directory.rindex(b"PK\1\2") :]
    many = directory + entry * 30
    end = bytearray(data[data.rindex(b"PK\5\6") :])
    count = int.from_bytes(end[8:10], "little") + 30
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = len(many).to_bytes(4, "little")
    assert judge(data[:start] + many + bytes(end))


def test_a_macro_document_is_refused(make: Make) -> None:
    data = make("x")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").replace(
            b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"
        )
    assert judge(with_member(without_member(data, "[Content_Types].xml"), "[Content_Types].xml", types))
