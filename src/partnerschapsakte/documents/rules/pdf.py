"""Judges a PDF by its bytes, without opening it as a PDF: what acts, what is hidden, what cannot be looked into.

A viewer finds the objects of a PDF in two places: in the file as it lies there, and packed in object streams. So every
byte of the file is searched, and every object stream unpacked and searched. A name may hide behind ``#4A`` for ``J``;
each letter is looked for in both spellings. What looks like an object stream and cannot be unpacked here is refused.
A word of this list in a plain text or an address can give a false alarm; the remedy is the same.
"""

import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from typing import NamedTuple

from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.signatures import has_zip_behind
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import Sentence, say

START = b"%PDF-"
LARGEST_UNPACKED = 200_000_000
DEEPEST = 4
"""How often a stream may be packed within a packing."""

STREAM = re.compile(rb"(?<!end)stream[ \t]*+(?:\r\n|\n|\r)")
END_OF_STREAM = b"endstream"
PRINT_AGAIN = say("Print it to a new PDF, and send that file.")
HIDDEN = say("Part of the PDF is packed so that it cannot be looked into.")
TOO_LARGE = say("Unpacked, the file is larger than {most} MB.", most=LARGEST_UNPACKED // 1_000_000)


def _name(*names: str) -> str:
    """Return a pattern for these names, each letter as itself or as its number."""
    spelled = "|".join("".join(f"(?:{one}|#{_either_case(ord(one))})" for one in name) for name in names)
    return rf"/(?:{spelled})(?=[\x00-\x20()<>\[\]{{}}/%]|$)"


def _either_case(number: int) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{number:02x}")


def _pattern(text: str) -> re.Pattern[bytes]:
    return re.compile(text.encode())


class Act(NamedTuple):
    """What a PDF must not do: the names that tell, the sentence, and what helps."""

    names: re.Pattern[bytes]
    what: Sentence
    remedy: Sentence = PRINT_AGAIN


ACTS = (
    Act(_pattern(_name("JavaScript")), say("The PDF holds a program (JavaScript).")),
    Act(_pattern(_name("Launch")), say("The PDF starts a program.")),
    Act(
        _pattern(_name("EmbeddedFile", "EmbeddedFiles")),
        say("The PDF holds other files."),
        say("Send those files by themselves."),
    ),
    Act(_pattern(_name("XFA")), say("The PDF holds a form of the kind XFA.")),
    Act(_pattern(_name("RichMedia")), say("The PDF plays sound, film or a program.")),
    Act(_pattern(_name("SubmitForm", "ImportData")), say("The PDF sends or fetches what is filled in.")),
    Act(_pattern(_name("GoToR", "GoToE")), say("The PDF opens another file.")),
    Act(
        _pattern(_name("Encrypt")),
        say("The PDF is locked, so it cannot be looked into."),
        say("Save it without a password."),
    ),
)
OBJECT_STREAM = _pattern(_name("ObjStm"))
FIRST, COUNT, FILTER = _pattern(_name("First")), _pattern(_name("N")), _pattern(_name("Filter"))
A_NUMBER = r"\s*+\d++(?!\s++\d++\s++R)"
A_REFERENCE = r"\s*+(?:\[\s*+)?\d++\s++\d++\s++R"
FIRST_IS_NUMBER, COUNT_IS_NUMBER = _pattern(_name("First") + A_NUMBER), _pattern(_name("N") + A_NUMBER)
FILTER_ELSEWHERE = _pattern(_name("Filter") + A_REFERENCE)
ODDLY_PACKED = _pattern(_name("LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt", "Predictor"))
IN_LETTERS, IN_HEX = _pattern(_name("ASCII85Decode", "A85")), _pattern(_name("ASCIIHexDecode", "AHx"))


class _Stream(NamedTuple):
    """A stream, and what stands between the stream before it and its own bytes."""

    before: int
    keyword: int
    start: int


class _UnpackingError(Exception):
    """A stream cannot be unpacked, or only into too much."""


def judge_pdf(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this PDF unfit to keep; nothing when it may be kept."""
    if has_zip_behind(data):
        return (found(say("A packed file is hidden behind this file."), PRINT_AGAIN),)
    findings = _acting(data)
    left = LARGEST_UNPACKED
    for stream in _streams(data):
        if not _may_hold_objects(data, stream):
            continue
        try:
            content = _unpacked(data, stream, left)
        except OverflowError:
            return (*findings.values(), found(TOO_LARGE, PRINT_AGAIN))
        except _UnpackingError:
            findings[HIDDEN] = found(HIDDEN, PRINT_AGAIN)
            continue
        left -= len(content)
        findings |= _acting(content)
    return tuple(findings.values())


def _acting(data: bytes) -> dict[Sentence, Finding]:
    return {act.what: found(act.what, act.remedy) for act in ACTS if act.names.search(data)}


def _streams(data: bytes) -> Iterator[_Stream]:
    before = 0
    for place in STREAM.finditer(data):
        yield _Stream(before, place.start(), place.end())
        before = place.end()


def _may_hold_objects(data: bytes, stream: _Stream) -> bool:
    here = stream.before, stream.keyword
    return bool(OBJECT_STREAM.search(data, *here) or (FIRST.search(data, *here) and COUNT.search(data, *here)))


def _surely_holds_objects(data: bytes, stream: _Stream) -> bool:
    here = stream.before, stream.keyword
    numbered = FIRST_IS_NUMBER.search(data, *here) and COUNT_IS_NUMBER.search(data, *here)
    return bool(OBJECT_STREAM.search(data, *here) or numbered)


def _unpacked(data: bytes, stream: _Stream, most: int) -> bytes:
    """Return what is in an object stream; what only looks a little like one may give nothing."""
    here = stream.before, stream.keyword
    sure = _surely_holds_objects(data, stream)
    if sure and (ODDLY_PACKED.search(data, *here) or FILTER_ELSEWHERE.search(data, *here)):
        raise _UnpackingError
    end = data.find(END_OF_STREAM, stream.start)
    content = data[stream.start : end if end >= 0 else len(data)]
    if FILTER.search(data, *here) is None:
        return content
    try:
        if IN_LETTERS.search(data, *here):
            content = a85decode(content.partition(b"~>")[0].strip().removeprefix(b"<~"))
        elif IN_HEX.search(data, *here):
            content = _from_hex(content)
        return _inflated(content, most)
    except (ValueError, zlib.error) as error:
        if sure:
            raise _UnpackingError from error
        return b""


def _from_hex(content: bytes) -> bytes:
    digits = b"".join(content.partition(b">")[0].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _inflated(content: bytes, most: int) -> bytes:
    for depth in range(DEEPEST):
        machine = zlib.decompressobj()
        try:
            inner = machine.decompress(content, most + 1)
        except zlib.error:
            if depth:  # what was unpacked is not packed again
                return content
            raise
        if len(inner) > most:
            raise OverflowError
        content = inner
    raise zlib.error
