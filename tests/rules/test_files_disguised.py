"""A part of an office file is judged as a program will read it, whatever it is called and however it is written."""

import struct

import pytest

from file_samples import (
    OPEN_XML,
    SOUND,
    TYPES,
    open_document,
    png,
    related,
    with_members,
    with_packed,
    word_xml,
    zipped,
)  # fmt: skip
from partnerschapsakte.documents.rules.archive import CHUNK
from partnerschapsakte.documents.rules.kinds import judge_file

MAIN_TYPE = f"{OPEN_XML}.wordprocessingml.document.main+xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
DDE = word_xml("<w:instrText>DDEAUTO c:\\\\x.exe</w:instrText>")
EMPTY = word_xml("<w:p/>")
STARTS, DECLARES, LETTERS = "starts another program", "declares a document type", "not written in UTF-8"


def told(name: str, data: bytes) -> str:
    return " | ".join(f"{one.where}: {one.message}" for one in judge_file(name, data)[1])


def stored_as(name: str, content: bytes | str, *, by_ending: bool = False) -> bytes:
    """Return a Word document whose main part has this name; only the list of types says that it is XML."""
    ending = name.rpartition(".")[2]
    kind = (
        f'<Default Extension="{ending}" ContentType="{MAIN_TYPE}"/>'
        if by_ending
        else f'<Override PartName="/{name}" ContentType="{MAIN_TYPE}"/>'
    )
    types = TYPES.format(f'<Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>{kind}')
    main = related("officeDocument", name, external=False)
    return zipped({"[Content_Types].xml": types, "_rels/.rels": main, name: content})


def with_part(name: str, content: bytes | str, *, packed: bool = True) -> bytes:
    """Return a Word document with a part more, of which the list of types says nothing."""
    return with_members(SOUND["docx"], {name: content}, packed=packed)


def declared(encoding: str, *, spaces: str = " ") -> str:
    return f'<?xml version="1.0"{spaces}encoding = "{encoding}"?>'


HIDDEN: dict[str, tuple[bytes, str]] = {
    "a main part that is called .dat": (stored_as("word/document.dat", DDE), STARTS),
    "a part whose ending is declared as XML": (stored_as("word/document.dat", DDE, by_ending=True), STARTS),
    "a part that is called a picture": (with_part("word/media/a.png", DDE), STARTS),
    "spaces before a part": (with_part("word/a.dat", "\ufeff" + " " * 500_000 + DDE, packed=False), STARTS),
    "bytes that are no UTF-8 behind a part": (with_part("word/a.dat", DDE.encode() + b"\xff\0"), STARTS),
    "a document type in a part that is called .dat": (
        stored_as("word/document.dat", "<!DOCTYPE a [<!ENTITY b 'DDEAUTO'>]>" + word_xml("&b;")), DECLARES
    ),
    "a document type behind a remark": (stored_as("word/a.dat", "<!-- x --><!DOCTYPE a>" + EMPTY), DECLARES),
    "UTF-16": (stored_as("word/document.dat", DDE.encode("utf-16")), LETTERS),
    "UTF-16 without a mark": (with_part("word/a.dat", DDE.encode("utf-16-be")), LETTERS),
    "UTF-32": (with_part("word/a.dat", DDE.encode("utf-32-be")), LETTERS),
    "EBCDIC": (with_part("word/a.dat", (declared("cp037") + DDE).encode("cp037")), LETTERS),
    "UTF-7, told with spaces": (with_part("word/a.xml", declared("utf-7") + "<a/>"), LETTERS),
    "UTF-7, told very late": (with_part("word/a.xml", declared("utf-7", spaces=" " * 2_000) + "<a>1</a>"), LETTERS),
    "no UTF-8 in a part that is declared as XML": (stored_as("word/document.dat", b"\xff" + DDE.encode()), LETTERS),
    "a web page in mixed letters": (with_part("word/a.dat", "<HtMl><script/></HtMl>"), "another document"),
    "a packed file behind a picture": (
        with_part("word/media/a.png", png() + zipped({"x.exe": b"MZ"})), "another packed file"
    ),
    "a name with dots in numbers": (with_part("word/%2e%2E/%2e./x.png", png()), "unsafe name"),
    "a name with letters in numbers": (with_part("word/a.%64at", DDE), "unsafe name"),
    "an open document within": (
        with_part("mimetype", "application/vnd.oasis.opendocument.text"), "is not a Word document"
    ),
    "the list of an open document within": (with_part("META-INF/manifest.xml", "<a/>"), "is not a Word document"),
}  # fmt: skip


@pytest.mark.parametrize("disguise", HIDDEN)
def test_a_part_is_read_whatever_it_is_called_and_however_it_is_written(disguise: str) -> None:
    data, why = HIDDEN[disguise]
    assert why in told("x.docx", data)


RELATIONS = {
    "two kinds of a relation": (
        related("attachedTemplate", "x.dotm").replace("Target=", "xmlns:x='urn:x' x:Type='hyperlink' Target="),
        "template outside",
    ),
    "two addresses of a relation": (
        related("image", "a.png", external=False).replace("Target=", "xmlns:x='urn:x' x:Target='//x.example' Target="),
        "something outside",
    ),
    "a relation within that leads outside": (related("image", "//x.example/y", external=False), "something outside"),
    "a relation with a space behind its kind": (related("attachedTemplate ", "file:///c:/x.dotm"), "template outside"),
}  # fmt: skip


@pytest.mark.parametrize("disguise", RELATIONS)
def test_a_relation_is_judged_by_all_that_it_says(disguise: str) -> None:
    relation, why = RELATIONS[disguise]
    assert why in told("x.docx", with_part("word/_rels/a.rels", relation))


def test_a_macro_sheet_is_known_by_its_type() -> None:
    types = TYPES.format(
        f'<Override PartName="/a.xml" ContentType="{OPEN_XML}.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/b.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
    )
    assert "macros" in told("x.xlsx", zipped({"[Content_Types].xml": types, "a.xml": "<a/>", "b.xml": "<a/>"}))


def test_an_open_document_that_is_a_word_document_as_well_is_refused() -> None:
    both = with_members(open_document("text"), {"[Content_Types].xml": TYPES.format("")})
    assert "is not an OpenDocument text" in told("x.odt", both)


def test_the_kind_of_an_open_document_is_its_first_bytes_exactly() -> None:
    for kind in (" application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text" + " " * 90):
        assert "is not an OpenDocument text" in told("x.odt", zipped({"mimetype": kind, "content.xml": "<a/>"}))


def test_a_packed_file_is_seen_when_its_first_bytes_come_one_by_one() -> None:
    """A part is unpacked in pieces; where they end is up to who packed it."""
    inner = zipped({"x.exe": b"MZ"})[:-22]  # without its end, so that only its first bytes tell
    empty, first = b"\0\0\0\xff\xff", b"\0\1\0\xfe\xff" + inner[:1]
    fill = (CHUNK - len(first)) // len(empty)
    rest = len(inner) - 1
    packed = empty * fill + first + empty + b"\1" + struct.pack("<HH", rest, rest ^ 0xFFFF) + inner[1:]
    assert "another packed file" in told("x.docx", with_packed(SOUND["docx"], "word/media/a.bin", packed, inner))


@pytest.mark.parametrize("spoiled", ["<w:instrText>PAGE</w:instrText>", word_xml("<w:fldChar>"), "<a href=''>&b;</a>"])
def test_a_part_that_is_not_well_formed_is_refused_where_something_may_act(spoiled: str) -> None:
    assert "not well-formed" in told("x.docx", with_part("word/a.xml", spoiled))


KEPT = {
    "a main part under another name": stored_as("word/document.dat", EMPTY),
    "a name with a space in numbers": with_part("word/media/foto%201.png", png()),
    "a font that begins as XML does": with_part("word/fonts/font1.odttf", b"<a\0\xff\xfe" + bytes(range(256)) * 9),
    "a font that begins as a tag does": with_part("word/fonts/font1.odttf", b"<aHd> \x80\xff" + bytes(range(256)) * 9),
    "a film whose first piece is 60 bytes long": with_part("word/media/a.mp4", b"\0\0\0<ftypisom" + bytes(48)),
    "data of another program": with_part("customXml/item9.xml", "<a href='http://x.example/'><script/>&#68;DE</a>"),
}


@pytest.mark.parametrize("what", KEPT)
def test_what_only_resembles_it_is_kept(what: str) -> None:
    assert told("x.docx", KEPT[what]) == ""
