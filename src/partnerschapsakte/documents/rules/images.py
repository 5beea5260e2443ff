"""Judges a PNG or a JPEG by walking through its pieces: whole, nothing behind it, and not a billion points."""

import re
import struct
from collections.abc import Iterator

from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.signatures import has_zip_behind
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import say

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_POINTS = 100_000_000
MOST_PIECES = 100_000
MOST_PICTURES = 10
SAVE_AGAIN = say("Open it in a picture program, save it anew, and send that file.")
NOT_WHOLE = say("The picture is not whole.")
BEHIND = say("Something is hidden behind the picture.")
TOO_MANY_POINTS = say("The picture has more than {most} million points.", most=MOST_POINTS // 1_000_000)

CHUNK = struct.Struct(">L4s")
SIZE = struct.Struct(">LL")
HEAD, LAST = b"IHDR", b"IEND"
TEXTS = frozenset({b"zTXt", b"iTXt", b"iCCP"})
LARGEST_TEXT = 1_000_000

START_OF_PICTURE, END_OF_PICTURE, START_OF_SCAN = 0xD8, 0xD9, 0xDA
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# Among packed points FF 00, FF 01 and FF D0 to D7 are no marker.
MARKER = re.compile(rb"\xff(?=[^\x00\x01\xd0-\xd7\xff])", re.DOTALL)
FILL, ZEROS = re.compile(rb"\xff*"), re.compile(rb"\x00*")
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def judge_png(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this PNG unfit to keep; nothing when it may be kept."""
    return _judged(data, _judge_png(data))


def judge_jpeg(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this JPEG unfit to keep; nothing when it may be kept."""
    return _judged(data, _judge_jpeg(data))


def _judged(data: bytes, findings: Iterator[Finding]) -> tuple[Finding, ...]:
    if has_zip_behind(data):
        return (found(BEHIND, SAVE_AGAIN),)
    return tuple(findings)


def _judge_png(data: bytes) -> Iterator[Finding]:
    place = len(PNG)
    for number in range(MOST_PIECES):
        if place + CHUNK.size > len(data):
            break
        length, kind = CHUNK.unpack_from(data, place)
        after = place + CHUNK.size + length + 4
        if after > len(data) or (number == 0) != (kind == HEAD) or (kind == HEAD and length < SIZE.size):
            break
        if kind == HEAD and _points(*SIZE.unpack_from(data, place + CHUNK.size)):
            yield found(TOO_MANY_POINTS, SAVE_AGAIN)
        if kind in TEXTS and length > LARGEST_TEXT:
            yield found(BEHIND, SAVE_AGAIN)
        if kind == LAST:
            if after != len(data):
                yield found(BEHIND, SAVE_AGAIN)
            return
        place = after
    yield found(NOT_WHOLE, SAVE_AGAIN)


def _points(width: int, height: int) -> bool:
    return width * height > MOST_POINTS


def _judge_jpeg(data: bytes) -> Iterator[Finding]:
    """Walk the picture; a phone puts smaller pictures behind it, and those are walked too."""
    place = 0
    for _ in range(MOST_PICTURES):
        place, too_many = _walked(data, place)
        if too_many:
            yield found(TOO_MANY_POINTS, SAVE_AGAIN)
        if place < 0:
            yield found(NOT_WHOLE, SAVE_AGAIN)
            return
        place = _match_end(ZEROS, data, place)
        if not data.startswith(JPEG, place):
            break
    if place < len(data):
        yield found(BEHIND, SAVE_AGAIN)


def _walked(data: bytes, place: int) -> tuple[int, bool]:
    """Return where the picture that begins here ends, or -1, and whether it has too many points."""
    too_many = False
    place += 2
    for _ in range(MOST_PIECES):
        place, marker = _marker(data, place)
        if marker == END_OF_PICTURE:
            return place, too_many
        if marker in ALONE:
            continue
        length = int.from_bytes(data[place : place + 2], "big")
        if marker <= 0 or length < 2 or place + length > len(data):  # noqa: PLR2004 - the length counts its own two bytes
            break
        if marker in FRAMES:
            height, width = struct.unpack(">HH", data[place + 3 : place + 7].ljust(4, b"\0"))
            too_many = too_many or _points(width, height)
        place += length
        if marker == START_OF_SCAN:
            place = _after_scan(data, place)
    return -1, too_many


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """Return where the marker at this place ends, and which it is; -1 where there is none."""
    place, begun = _match_end(FILL, data, place), place
    return (place + 1, data[place]) if begun < place < len(data) else (place, -1)


def _after_scan(data: bytes, place: int) -> int:
    """Return where the next marker stands after packed points."""
    following = MARKER.search(data, place)
    return following.start() if following else len(data)


def _match_end(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    matched = pattern.match(data, place)
    return matched.end() if matched else place
