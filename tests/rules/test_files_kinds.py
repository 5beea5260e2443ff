"""What a file is called and what it is must agree; everything that is wrong is said, with what helps."""

import zlib
from itertools import product

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from file_samples import (
    SOUND,
    docx,
    jpeg,
    open_document,
    open_xml,
    pdf,
    piece,
    png,
    related,
    sheet_xml,
    with_members,
    word_xml,
    xlsx,
    zipped,
)  # fmt: skip
from partnerschapsakte.documents.rules.kinds import ACCEPTED, KINDS, LARGEST_FILE, judge_file, shown_name

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'


def told(name: str, data: bytes) -> str:
    return " | ".join(f"{one.where}: {one.message}" for one in judge_file(name, data)[1])


@pytest.mark.parametrize("ending", ACCEPTED)
def test_a_sound_file_of_every_accepted_kind_is_kept(ending: str) -> None:
    kind, findings = judge_file(f"Bijlage 1.{ending.upper()}", SOUND[ending])
    assert findings == ()
    assert kind is not None
    assert ending in kind.endings


@pytest.mark.parametrize(("named", "made"), [(a, b) for a, b in product(SOUND, SOUND) if a != b])
def test_a_name_that_says_another_kind_is_refused(named: str, made: str) -> None:
    same = next(kind for kind in KINDS if named in kind.endings)
    if made in same.endings or {named, made} == {"txt", "csv"}:
        return
    assert told(f"x.{named}", SOUND[made])


@pytest.mark.parametrize(
    "name",
    ["x.exe", "x.zip", "x.svg", "x.html", "x.docm", "x.doc", "x.eml", "x.js", "x", "", ".docx.exe", "x.docx ", "x.lnk"],
)
def test_another_kind_of_file_is_refused_with_what_to_send(name: str) -> None:
    assert "not accepted" in told(name, docx())


def test_an_old_kind_is_told_by_what_to_replace_it() -> None:
    assert "Save it as docx" in told("brief.doc", b"\xd0\xcf\x11\xe0")
    assert "Save it as pdf" in told("mail.eml", b"From: x")


def test_an_empty_and_a_too_large_file_are_refused() -> None:
    assert "empty" in told("x.pdf", b"")
    assert "larger than 20 MB" in told("x.txt", b"a" * (LARGEST_FILE + 1))
    assert told("x.txt", b"a" * LARGEST_FILE) == ""


def test_a_locked_office_file_is_told_to_be_saved_without_password() -> None:
    assert "password" in told("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
        ({"word/activeX/activeX1.xml": "<a/>"}, "embedded object"),
        ({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90)}, "embedded object"),
        ({"word/embeddings/sheet.xlsx": xlsx()}, "another packed file"),
        ({"word/media/image1.png": b"MZ\x90\0"}, "a program"),
        ({"word/afchunk.dat": b"{\\rtf1 x}"}, "another document"),
        ({"word/_rels/a.rels": related("oleObject", "http://x.example/y")}, "embedded object"),
        ({"word/_rels/a.rels": related("attachedTemplate", "file:///c:/x.dotm")}, "template outside"),
        ({"word/_rels/a.rels": related("aFChunk", "afchunk.html", external=False)}, "another document"),
        ({"word/_rels/a.rels": related("control", "x", external=False)}, "embedded object"),
        ({"word/_rels/a.rels": related("image", "http://x.example/y.png")}, "something outside"),
        ({"xl/_rels/a.rels": related("externalLinkPath", "file:///c:/x.xlsx")}, "something outside"),
        ({"word/a.xml": LAUGHS}, "declares a document type"),
        ({"word/a.xml": LAUGHS.encode("utf-16")}, "not written in UTF-8"),
        ({"word/a.xml": b'<?xml version="1.0" encoding="utf-7"?><a/>'}, "not written in UTF-8"),
        ({"word/a.xml": word_xml("<w:instrText> DDEAUTO c:\\\\x.exe</w:instrText>")}, "starts another program"),
        ({"word/a.xml": word_xml('<w:fldSimple w:instr=" dde cmd"/>')}, "starts another program"),
        ({"xl/a.xml": sheet_xml("<x:ddeLink ddeService='cmd'/>")}, "starts another program"),
        ({"word/a.xml": word_xml('<w:instrText> INCLUDEPICTURE "x:y" </w:instrText>')}, "something outside"),
        ({"word/_rels/a.rels": "<a"}, "not well-formed"),
        ({"../x.xml": "<a/>"}, "unsafe name"),
        ({"/x.xml": "<a/>"}, "unsafe name"),
        ({"zeros.bin": bytes(3_000_000)}, "100 times smaller"),
    ],
)
def test_what_acts_or_hides_in_an_office_file_is_refused_with_its_place(
    members: dict[str, bytes | str], why: str
) -> None:
    findings = told("x.docx", with_members(docx(), members))
    assert why in findings
    assert next(iter(members)) in findings


def test_every_finding_of_a_file_is_told_at_once() -> None:
    data = with_members(docx(), {"word/vbaProject.bin": b"x", "a.xml": LAUGHS, "b.zip": b"PK\3\4"})
    findings = judge_file("x.docx", data)[1]
    assert len(findings) == 3
    assert len({finding.where for finding in findings}) == 3


def test_a_link_that_a_reader_follows_is_allowed() -> None:
    data = with_members(docx(), {"word/_rels/a.rels": related("hyperlink", "https://voorbeeld.example/")})
    assert told("x.docx", data) == ""


@pytest.mark.parametrize(
    "kind", ["ms-word.document.macroEnabled", "ms-excel.sheet.macroEnabled", "wordprocessingml.template"]
)
def test_a_workbook_or_document_of_another_type_is_refused(kind: str) -> None:
    for ending in ("docx", "xlsx", "pptx"):
        assert told(f"x.{ending}", open_xml(kind))


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        ({"Basic/Standard/Module1.xml": "<a/>"}, "macros"),
        ({"Scripts/python/x.py": "import os"}, "macros"),
        ({"content": "<script:event-listener script:event-name='dom:load'/>"}, "macros"),
        ({"content": "<draw:image xlink:type='simple' xlink:href='http://x.example/y.png'/>"}, "something outside"),
        ({"content": "<text:section-source xlink:href='../andere.odt'/>"}, "something outside"),
        ({"content": "<office:dde-source office:dde-application='soffice'/>"}, "starts another program"),
        ({"content": "<!DOCTYPE a>"}, "declares a document type"),
        ({"manifest": "<manifest:encryption-data/>"}, "password"),
        ({"Object 1": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, "embedded object"),
    ],
)
def test_what_acts_or_hides_in_an_open_document_is_refused(spoiled: dict[str, str], why: str) -> None:
    assert why in told("x.odt", open_document("text", **spoiled))


@pytest.mark.parametrize("before", range(262_144 - 300, 262_144 + 300, 37))
def test_a_tag_that_is_cut_by_the_reading_in_pieces_is_seen_whole(before: int) -> None:
    many = " ".join(f"x{number}='1'" for number in range(90))
    content = f"<a xmlns:xlink='urn:x'>{'b' * before}<image {many} xlink:href='http://x.example/'/></a>"
    kind = {"mimetype": "application/vnd.oasis.opendocument.text"}
    assert "something outside" in told("x.odt", zipped({**kind, "content.xml": content}, packed=False))


def test_a_picture_in_an_open_document_is_allowed() -> None:
    content = "<draw:image xlink:href='Pictures/1.png'/><draw:object xlink:href='./Object 1'/>"
    assert told("x.odt", open_document("text", content=content)) == ""


@pytest.mark.parametrize("object_streams", [True, False])
@pytest.mark.parametrize(
    ("root", "why"),
    [
        ({"/OpenAction": "<</S /JavaScript /JS (app.alert\\(1\\))>>"}, "JavaScript"),
        ({"/OpenAction": "<</S /Launch /F (calc.exe)>>"}, "starts a program"),
        ({"/OpenAction": "<</S /GoToR /F (x.pdf)>>"}, "opens another file"),
        ({"/OpenAction": "<</S /SubmitForm /F (http://x.example/)>>"}, "sends or fetches"),
        ({"/AcroForm": "<</XFA (x)>>"}, "XFA"),
        ({"/Names": "<</EmbeddedFiles <<>> >>"}, "other files"),
        ({"/A": "<</Subtype /RichMedia>>"}, "plays"),
    ],
)
def test_what_acts_or_hides_in_a_pdf_is_refused(root: dict[str, str], why: str, object_streams: bool) -> None:
    data = pdf(root=root, object_streams=object_streams)
    assert why in told("x.pdf", data)


def test_a_pdf_with_an_attachment_is_refused() -> None:
    assert "other files" in told("x.pdf", pdf(attached=True))


def test_a_name_spelled_in_numbers_is_read_as_a_name() -> None:
    data = pdf(object_streams=False).replace(b"trailer", b"9 0 obj <</S/J#61va#53cript>> endobj trailer")
    assert "JavaScript" in told("x.pdf", data)


def test_a_locked_pdf_is_refused() -> None:
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "locked" in told("x.pdf", locked)


@pytest.mark.parametrize(
    "spoiling",
    [
        (b"/Filter /FlateDecode", b"/Filter /LZWDecode"),
        (b"/Filter /FlateDecode", b"/Filter 9 0 R"),
        (b"/Filter /FlateDecode", b"/Filter /FlateDecode /DecodeParms <</Predictor 12>>"),
    ],
)
def test_an_object_stream_that_cannot_be_looked_into_is_refused(spoiling: tuple[bytes, bytes]) -> None:
    head, mark, tail = pdf().partition(b"/ObjStm")
    before, _, start = head.rpartition(b"<<")
    dictionary, end, rest = (mark + tail).partition(b">>")
    whole = dictionary.replace(b"/Filter /FlateDecode", b"")
    data = before + b"<< " + spoiling[1] + start + whole + end + rest
    assert "cannot be looked into" in told("x.pdf", data)


def test_a_pdf_that_unpacks_into_a_flood_is_refused() -> None:
    flood = zlib.compress(bytes(230_000_000), 9)
    stream = b"9 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>> stream\n%s\nendstream endobj"
    assert "200 MB" in told("x.pdf", b"%PDF-1.7\n" + stream % (len(flood), flood))


@pytest.mark.parametrize(("ending", "data"), [("png", png()), ("jpg", jpeg()), ("pdf", pdf()), ("txt", b"tekst ")])
def test_a_file_with_a_packed_file_behind_it_is_refused(ending: str, data: bytes) -> None:
    assert told(f"x.{ending}", data + zipped({"x.exe": b"MZ"}))


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("png", png() + b"meer"),
        ("png", png()[:-20]),
        ("png", png(40_000, 40_000)),
        ("png", png()[:-12] + piece(b"zTXt", bytes(1_000_001)) + png()[-12:]),
        ("jpg", jpeg() + b"meer"),
        ("jpg", jpeg()[:-2]),
        ("jpg", jpeg(40_000, 40_000)),
        ("jpg", jpeg() * 20),
    ],
)
def test_a_picture_that_is_not_whole_hides_something_or_is_a_bomb_is_refused(ending: str, data: bytes) -> None:
    assert told(f"x.{ending}", data)


def test_a_picture_of_a_phone_with_a_smaller_one_behind_it_is_kept() -> None:
    assert told("x.jpg", jpeg() + bytes(64) + jpeg()) == ""


@pytest.mark.parametrize(
    "data",
    [b"a\0b", b"a\x1bb", b"\xff\xfea\0", b"\x81\x8d", b"{\\rtf1}", b"<html>", b"#!/bin/sh", b"%PDF-1.4", b"Rar!\x1a"],
)
def test_what_is_no_plain_text_is_refused(data: bytes) -> None:
    assert told("x.txt", data)
    assert told("x.csv", data)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\x\\Plan van aanpak.docx", "Plan van aanpak.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202excod.exe", "axcod.exe"),
        ("naam\r\nX-Header: 1.pdf", "naamX-Header 1.pdf"),
        ('"a<b>c|d?*:.pdf', "abcd.pdf"),
        ("con.pdf", "_con.pdf"),
        ("  .. één  keer . .pdf", "één keer.pdf"),
        (".pdf", "pdf"),
        ("e\u0301e\u0301n.pdf", "één.pdf"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
    ],
)
def test_a_file_keeps_a_name_without_folders_and_without_signs_that_deceive(sent: str, kept: str) -> None:
    assert shown_name(sent) == kept


@given(st.text())
def test_any_name_can_be_kept_twice_alike(name: str) -> None:
    once = shown_name(name)
    assert shown_name(once) == once
    assert len(once) <= 150
    assert not set(once) & set('/\\:"<>|\r\n\0')


@given(st.sampled_from(ACCEPTED), st.binary(max_size=2000), st.integers(0, 5000), st.booleans())
def test_a_spoiled_file_gives_findings_and_never_an_exception(
    ending: str,
    noise: bytes,
    place: int,
    instead: bool,
) -> None:
    sound = SOUND[ending]
    place %= len(sound)
    spoiled = sound[:place] + noise + sound[place + (len(noise) if instead else 0) :]
    for data in (spoiled, noise, sound[:place]):
        assert isinstance(judge_file(f"x.{ending}", data)[1], tuple)
