"""XML of strangers is read within bounds: not too deep, not too much, and nothing that it declares itself (R15)."""

from collections.abc import Mapping
from xml.parsers import expat

import pytest

from file_samples import SOUND, with_members
from partnerschapsakte.documents.rules import instructions, office, xml_parts
from partnerschapsakte.documents.rules.finding import UnreadableError
from partnerschapsakte.documents.rules.kinds import judge_file
from partnerschapsakte.documents.rules.xml_parts import Reading


class Everything:
    """Hears of every element, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def watches(self, space: str, name: str) -> bool:
        return bool(space or name)

    def watches_value(self, name: str) -> bool:
        return not name

    def opens(self, space: str, name: str, attributes: Mapping[str, str]) -> bool:
        self.heard.append(f"<{space}|{name} {' '.join(attributes.values())}>")
        return True

    def closes(self, space: str, name: str, text: str) -> None:
        self.heard.append(f"{space}|{name}: {text}")


def read(*chunks: bytes) -> list[str]:
    watcher = Everything()
    Reading().read(chunks, watcher)
    return watcher.heard


def test_names_come_with_their_spaces_and_values_in_letters() -> None:
    xml = b"<a xmlns='urn:a' xmlns:b='urn:b' b:c='&#49;'>&#50;<b:d>&lt;</b:d>3</a>"
    assert read(xml) == ["<urn:a|a 1>", "<urn:b|d >", "urn:b|d: <", "urn:a|a: 23"]
    assert read(*(bytes([one]) for one in xml)) == read(xml)


def test_only_so_much_of_a_text_is_kept() -> None:
    half = b"1" * 40_000
    assert read(b"<a>" + half + b"<b/>" + half + b"</a>")[-1] == "|a: " + "1" * 65_536


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"<!DOCTYPE a><a/>", "declares a document type"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "declares a document type"),
        (b"<a>" * 1_001, "more than 1000 deep"),
        (b"<a>" + b"".join(b"<b%d/>" % number for number in range(10_001)) + b"</a>", "too many names"),
        (b"<a>" + b"".join(b"<a b%d=''/>" % number for number in range(10_001)) + b"</a>", "too many names"),
        (b"<a>" + b"".join(b"<a xmlns:b%d='c'/>" % number for number in range(10_001)) + b"</a>", "too many names"),
        (b"<" + b"a" * 2_001 + b"/>", "too long ones"),
        (b"<a xmlns='" + b"a" * 2_001 + b"'/>", "too long ones"),
        (b"<a><b c='" + b"d" * 1_100_000, "a tag is larger than 1 MB"),
        (b"<a><!-- " + b"d" * 1_100_000, "a tag is larger than 1 MB"),
    ],
)
def test_what_goes_beyond_bounds_is_not_read_on(xml: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(*(xml[place : place + 100_000] for place in range(0, len(xml), 100_000)))
    assert why in str(error.value.why)


@pytest.mark.parametrize("xml", [b"<a>&b;</a>", b"<a>", b"", b"<a/><a/>", b"<x:a/>", b"\xff<a/>"])
def test_what_is_not_well_formed_is_told(xml: bytes) -> None:
    with pytest.raises(expat.ExpatError):
        read(xml)


@pytest.mark.parametrize(
    "piece",
    [b"<a/>", b"<a b='' c=''/>", b"<a xmlns:b='c'/>", b"<a>" + b"1" * 1_000 + b"</a>", b"<a b='" + b"1" * 999 + b"'/>"],
)
def test_all_that_is_read_of_a_file_is_counted(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parts, "MOST_STEPS", 5_000)
    reading = Reading()
    read_again(reading, piece, times=1)
    with pytest.raises(UnreadableError, match="too much in it"):
        read_again(reading, piece, times=20)


def read_again(reading: Reading, piece: bytes, times: int) -> None:
    for _ in range(times):
        reading.read([b"<a>" + piece * 40 + b"</a>"], Everything())


def test_a_list_of_parts_is_no_longer_than_a_sound_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST_LISTING", 5)
    findings = judge_file("x.docx", with_members(SOUND["docx"], {"word/_rels/a.rels": "<a></a>"}))[1]
    assert any("larger than" in str(one.message) for one in findings)


def test_fields_do_not_lie_in_each_other_without_end() -> None:
    fields = instructions.Fields()
    for _ in range(instructions.MOST_FIELDS):
        fields.mark("begin")
    with pytest.raises(UnreadableError, match="more than 100 deep"):
        fields.mark("begin")
