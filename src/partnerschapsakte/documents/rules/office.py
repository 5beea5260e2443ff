"""Judges what is in an office file (docx, xlsx, pptx, odt, ods), part by part, before any program opens it."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from partnerschapsakte.documents.rules.acting import TELLING, Acting
from partnerschapsakte.documents.rules.archive import AGAIN, Member, members_of, unpacked
from partnerschapsakte.documents.rules.finding import MOST_FINDINGS, UnreadableError, found
from partnerschapsakte.documents.rules.instructions import WITHOUT_MACROS, WITHOUT_OBJECT
from partnerschapsakte.documents.rules.listings import MANIFEST, TYPES, Listing, Types, is_listing
from partnerschapsakte.documents.rules.signatures import LONGEST_END, has_zip_behind, inner_kind
from partnerschapsakte.documents.rules.xml_parts import (
    DECLARATION,
    LEADING,
    START,
    XML_NAMES,
    Reading,
    begins_as_xml,
    declares_xml,
    other_letters,
)
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import Sentence, say

MIMETYPE = "mimetype"
LARGEST_LISTING = 5_000_000
"""No list of relations, types or parts of a sound file comes near this many bytes."""
LONGEST_MIMETYPE = 100
OVERLAP = 256
# No pattern may look far for its end: a part of 200 MB is made to make it do so.
PARAGRAPH = re.compile(rb"<(?:[^\s<>/:]{1,99}:)?p[\s>/]")
MACRO_PLACES = re.compile(r"vbaproject|(^|/)(basic|scripts)/|macrosheets/", re.IGNORECASE)
OBJECT_PLACES = re.compile(r"(^|/)activex/", re.IGNORECASE)

ALONE = say("Send that file by itself.")
NOT_UTF8 = say("The part is not written in UTF-8.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What tells one kind of office file from another: the type of its main part, or what its mimetype says."""

    called: Sentence
    main_type: str = ""
    mimetype: str = ""


@dataclass(slots=True)
class _Seen:
    """What is known while the parts pass by."""

    kind: Office
    counts: bool = False
    types: Types = field(default_factory=Types)
    reading: Reading = field(default_factory=Reading)
    paragraphs: int = 0


def judge_office(data: bytes, kind: Office, *, most_paragraphs: int = 0) -> tuple[Finding, ...]:
    """Return what makes this file unfit to open as its kind; nothing when it may be opened."""
    members, unfit = members_of(data)
    if unfit:
        return unfit[:MOST_FINDINGS]
    seen = _Seen(kind, counts=most_paragraphs > 0)
    findings: list[Finding] = []
    for member in sorted(members, key=lambda one: one.name != TYPES):  # the types first: they say what the others are
        try:
            findings += _judge_part(data, member, seen)
        except UnreadableError as error:
            why = say("The packed file cannot be read ({reason}).", reason=error.why)
            findings.append(found(why, AGAIN, member.name))
        if len(findings) >= MOST_FINDINGS:
            break
    if 0 < most_paragraphs < seen.paragraphs:
        findings.insert(0, found(say("The file has more than {most} paragraphs.", most=most_paragraphs)))
    if not findings and not _is_kind(data, members, seen):
        findings.append(found(say("The file is not {kind}.", kind=kind.called), say("Give it the name of what it is.")))
    return tuple(findings[:MOST_FINDINGS])


def _is_kind(data: bytes, members: list[Member], seen: _Seen) -> bool:
    """Tell whether a file is its kind and no other: which of two it is would depend on who opens it."""
    names = {member.name for member in members}
    first = next((one for one in members if one.offset == 0), None)
    if not seen.kind.mimetype:
        return seen.types.has(seen.kind.main_type) and not {MIMETYPE, MANIFEST} & names
    if first is None or first.name != MIMETYPE or first.size > LONGEST_MIMETYPE or TYPES in names:
        return False
    return b"".join(unpacked(data, first)) == seen.kind.mimetype.encode()


def _judge_part(data: bytes, member: Member, seen: _Seen) -> Iterator[Finding]:
    if MACRO_PLACES.search(member.name):
        yield found(say("The file has macros."), WITHOUT_MACROS, member.name)
    if OBJECT_PLACES.search(member.name):
        yield found(say("The file holds an embedded object."), WITHOUT_OBJECT, member.name)
    look = _Look(member.name, is_xml=seen.types.is_xml(member.name), counts=seen.counts)
    for chunk in unpacked(data, member):
        look.at(chunk)
    look.ends()
    seen.paragraphs += look.paragraphs
    yield from look.findings
    if look.findings:
        return
    if is_listing(member.name):
        yield from _judge_listing(data, member, seen)
    elif look.is_telling:
        yield from _judge_acting(data, member, seen, is_xml=look.is_surely_xml)


class _Look:
    """Looks at one part as it is unpacked, chunk by chunk: however large it is, little of it is kept."""

    def __init__(self, name: str, *, is_xml: bool, counts: bool) -> None:
        self.name = name
        self.is_surely_xml = is_xml or name.lower().endswith(XML_NAMES)
        self.counts = counts
        self.is_xml = self.is_telling = False
        self.paragraphs = 0
        self.findings: list[Finding] = []
        self._waiting: bytes | None = b""
        self._tail = self._end = b""
        self._decoder = getincrementaldecoder("utf-8")()

    def at(self, chunk: bytes) -> None:
        """Look at the next chunk; what a part is, can be told only when its first bytes are there."""
        self._end = (self._end + chunk)[-LONGEST_END:]
        if self._waiting is None:
            self._at(chunk)
            return
        self._waiting = (self._waiting + chunk).lstrip(LEADING)
        if len(self._waiting) >= START:
            self._begins(self._waiting)

    def ends(self) -> None:
        """Look at what is left when the part has ended."""
        if self._waiting is not None:
            self._begins(self._waiting)
        if not self.findings and has_zip_behind(self._end):
            self._find(say("The file holds another packed file."), ALONE)

    def _begins(self, waiting: bytes) -> None:
        self._waiting = None
        if reason := inner_kind(waiting[:START]):
            self._find(reason, ALONE)
        self.is_surely_xml = self.is_surely_xml or declares_xml(waiting)
        self.is_xml = self.is_surely_xml or begins_as_xml(waiting)
        if self.is_xml and other_letters(waiting[:START]):
            self._find(NOT_UTF8, AGAIN)
        self._at(DECLARATION.sub(b"", waiting, count=1) if waiting.startswith(b"<?xml") else waiting)

    def _at(self, chunk: bytes) -> None:
        if not self.is_xml or self.findings:
            return None
        if self.is_surely_xml and not self._is_utf8(chunk):
            return self._find(NOT_UTF8, AGAIN)
        window = self._tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            return self._find(say("The part declares a document type."), AGAIN)
        if not self.is_telling:
            small = window.lower()
            self.is_telling = any(word in small for word in TELLING)
        if self.counts:
            self.paragraphs += _paragraphs(window) - _paragraphs(self._tail)
        self._tail = window[-OVERLAP:]
        return None

    def _is_utf8(self, chunk: bytes) -> bool:
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        return b"\0" not in chunk

    def _find(self, what: Sentence, remedy: Sentence) -> None:
        self.findings.append(found(what, remedy, self.name))


def _paragraphs(data: bytes) -> int:
    return len(PARAGRAPH.findall(data))


def _judge_acting(data: bytes, member: Member, seen: _Seen, *, is_xml: bool) -> Iterator[Finding]:
    acting = Acting(open_document=bool(seen.kind.mimetype))
    try:
        seen.reading.read(unpacked(data, member), acting)
    except expat.ExpatError as error:
        # What only looked like XML is no XML from here on: of what came before, a program may have done something.
        if is_xml:
            yield _not_well_formed(member.name, error)
    for act in acting.acts():
        yield found(act.what, act.remedy, member.name)


def _not_well_formed(name: str, error: expat.ExpatError) -> Finding:
    return found(say("The part is not well-formed: {reason}.", reason=str(error)[:120]), AGAIN, name)


def _judge_listing(data: bytes, member: Member, seen: _Seen) -> Iterator[Finding]:
    if member.size > LARGEST_LISTING:
        yield found(say("The part is larger than {most} MB.", most=LARGEST_LISTING // 1_000_000), AGAIN, member.name)
        return
    listing = Listing()
    try:
        seen.reading.read(unpacked(data, member), listing)
    except expat.ExpatError as error:
        yield _not_well_formed(member.name, error)
        return
    yield from listing.judge(member.name, seen.types)
