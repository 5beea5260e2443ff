"""Judges a .docx before anything opens it: sizes, names, macros, outside links, and XML that would blow up."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from partnerschapsakte.documents.word.untyped import etree
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
LARGEST_RATIO = 100
MOST_MEMBERS = 2_000
MOST_PARAGRAPHS = 20_000

PARAGRAPH = re.compile(rb"<(?:\w+:)?p[ >/]")
XML = (".xml", ".rels", ".vml")
ARCHIVES = (b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
HYPERLINK = "/relationships/hyperlink"


def judge(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this file unfit to open; nothing when it may be opened."""
    if len(data) > LARGEST_FILE:
        return (_found(say("The file is larger than {most} bytes.", most=LARGEST_FILE)),)
    try:
        with ZipFile(BytesIO(data)) as archive:
            if directory := tuple(_judge_directory(archive.infolist(), len(data))):
                return directory
            return tuple(_judge_members(archive))
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        return (_found(say("The file is not a readable Word document ({reason}).", reason=str(error)[:120])),)


def _judge_directory(members: list[ZipInfo], size: int) -> Iterator[Finding]:
    if len(members) > MOST_MEMBERS:
        yield _found(say("The file has more than {most} parts.", most=MOST_MEMBERS))
        return
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        yield _found(say("Unpacked, the file is larger than {most} bytes.", most=LARGEST_UNPACKED))
    if sum(member.compress_size for member in members) > size:
        yield _found(say("The parts of the file overlap."))
    names = [member.filename.lower() for member in members]
    for member, name in zip(members, names, strict=True):
        if names.count(name) > 1:
            yield _found(say("The part occurs more than once."), member.filename)
        if reason := _oddity(member):
            yield _found(reason, member.filename)


def _oddity(member: ZipInfo) -> Sentence | None:
    name = member.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name or not name.isprintable():
        return say("The part has an unsafe name.")
    if member.flag_bits & 0x1 or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return say("The part is encrypted, or packed in an unusual way.")
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        return say("The part is packed more than {most} times smaller.", most=LARGEST_RATIO)
    if "vbaproject" in name.lower():
        return say("The file has macros.")
    return None


def _judge_members(archive: ZipFile) -> Iterator[Finding]:
    paragraphs = 0
    for member in archive.infolist():
        data = archive.read(member)
        if data.startswith(ARCHIVES):
            yield _found(say("The file holds another packed file."), member.filename)
        if member.filename.lower().endswith(XML):
            paragraphs += len(PARAGRAPH.findall(data))
            yield from _judge_xml(member.filename, data)
    if paragraphs > MOST_PARAGRAPHS:
        yield _found(say("The file has more than {most} paragraphs.", most=MOST_PARAGRAPHS))
    if "[Content_Types].xml" not in archive.namelist():
        yield _found(say("The file is not a Word document."))


def _judge_xml(name: str, data: bytes) -> Iterator[Finding]:
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")) or not _is_utf8(data):
        yield _found(say("The part is not written in UTF-8."), name)
        return
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield _found(say("The part declares a document type."), name)
        return
    if b"macroEnabled" in data and name == "[Content_Types].xml":
        yield _found(say("The file has macros."), name)
    if name.lower().endswith(".rels"):
        yield from _judge_relations(name, data)


def _is_utf8(data: bytes) -> bool:
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([^"']+)["']""", data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _judge_relations(name: str, data: bytes) -> Iterator[Finding]:
    try:
        relations = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield _found(say("The part is not well-formed: {reason}.", reason=str(error)[:120]), name)
        return
    for relation in relations:
        external = relation.get("TargetMode", "").lower() == "external"
        if external and not relation.get("Type", "").endswith(HYPERLINK):
            yield _found(say("The file links to something outside it."), name)


def _found(message: Sentence, where: str = "") -> Finding:
    return Finding(level=Level.REFUSED, message=message, where=where)
