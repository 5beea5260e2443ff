"""Judges a zip, which every modern office file is, by its directory alone; then unpacks each part within bounds.

It reads the directory itself, more strictly than any program that opens the file later: where two programs could read
two different files from the same bytes, the file is refused.
"""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from partnerschapsakte.documents.rules.finding import UnreadableError, found
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import Sentence, say

LARGEST_UNPACKED = 200_000_000
LARGEST_RATIO = 100
MOST_MEMBERS = 2_000
CHUNK = 1 << 18

END, CENTRAL, LOCAL = struct.Struct("<4s4H2LH"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")
END_MARK, CENTRAL_MARK, LOCAL_MARK, ZIP64_MARK = b"PK\5\6", b"PK\1\2", b"PK\3\4", b"PK\6\7"
DESCRIPTOR_MARK = b"PK\7\10"
DESCRIPTORS = struct.Struct("<3L"), struct.Struct("<L2Q")
EXTRA, ZIP64_SIZES = struct.Struct("<2H"), struct.Struct("<2Q")
ZIP64, ZIP64_SIZE = 1, 20
FAR = 0xFFFFFFFF
STORED, DEFLATED = 0, 8
ENCRYPTED, DESCRIBED, UTF8 = 0x1, 0x8, 0x800
UNSAFE = ("\\", ":", "..", "\N{REPLACEMENT CHARACTER}")
# A name of a part spells no letter, figure, dot or slash in numbers (ISO 29500-2, 9.1.1); programs undo it before use.
SPELLED = re.compile(r"%(?:2[def]|3[0-9]|[46][1-9a-f]|5[0-9acf]|7[0-9ae])", re.IGNORECASE)
AGAIN = say("Open it, save it under another name, and send that file.")


@dataclass(frozen=True, slots=True)
class Member:
    """A part of the zip as its directory describes it; ``start`` is where its packed bytes begin."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    start: int


class _Head(NamedTuple):
    """What stands before a part, field by field."""

    mark: bytes
    needs: int
    flags: int
    method: int
    time: int
    day: int
    checksum: int
    packed: int
    size: int
    name_length: int
    extra_length: int


class _Entry(NamedTuple):
    """A record of the directory, field by field."""

    mark: bytes
    made_by: int
    needs: int
    flags: int
    method: int
    time: int
    day: int
    checksum: int
    packed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    inner: int
    outer: int
    offset: int


def members_of(data: bytes) -> tuple[list[Member], tuple[Finding, ...]]:
    """Return the parts of a zip, or none and what makes it unfit to unpack."""
    try:
        members = list(_directory(data))
    except UnreadableError as error:
        why = say("The packed file cannot be read ({reason}).", reason=error.why)
        return [], (found(why, AGAIN),)
    if findings := (*_judge(members), *_judge_places(data, members)):
        return [], findings
    return members, ()


def unpacked(data: bytes, member: Member) -> Iterator[bytes]:
    """Give a part in chunks, never more than its directory promises; raise UnreadableError where it lied."""
    packed = memoryview(data)[member.start : member.start + member.packed]
    size = checksum = 0
    for chunk in _stored(packed) if member.method == STORED else _inflated(packed):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > member.size:
            break
        yield chunk
    if (size, checksum) != (member.size, member.checksum):
        raise UnreadableError(say("a part is not what its directory says"))


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), CHUNK):
        yield bytes(packed[start : start + CHUNK])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), CHUNK):
            waiting: bytes = bytes(packed[start : start + CHUNK])
            while waiting and not machine.eof:
                yield machine.decompress(waiting, CHUNK)
                waiting = machine.unconsumed_tail
        while not machine.eof and (rest := machine.decompress(b"", CHUNK)):
            yield rest
    except zlib.error as error:
        raise UnreadableError(say("a part cannot be unpacked")) from error
    if not machine.eof or machine.unused_data:
        raise UnreadableError(say("a part is not what its directory says"))


def _directory(data: bytes) -> Iterator[Member]:
    if not data.startswith(LOCAL_MARK) or len(data) < END.size:
        raise UnreadableError(say("it does not begin as a packed file"))
    end = len(data) - END.size
    mark, disk, first_disk, here, count, size, offset, comment = END.unpack_from(data, end)
    if mark != END_MARK or comment:
        raise UnreadableError(say("something follows its directory, or the directory is missing"))
    if disk or first_disk or here != count or data[end - ZIP64_SIZE : end].startswith(ZIP64_MARK):
        raise UnreadableError(say("it is split, or of the large kind"))
    if offset + size != end:
        raise UnreadableError(say("its directory is not where it should be"))
    if count > MOST_MEMBERS:
        raise UnreadableError(say("it has more than {most} parts", most=MOST_MEMBERS))
    for _ in range(count):
        member, offset = _member(data, offset, end)
        yield member
    if offset != end:
        raise UnreadableError(say("its directory is not where it should be"))


def _member(data: bytes, offset: int, end: int) -> tuple[Member, int]:
    if offset + CENTRAL.size > end:
        raise UnreadableError(say("its directory is not whole"))
    entry = _Entry(*CENTRAL.unpack_from(data, offset))
    after_name = offset + CENTRAL.size + entry.name_length
    following = after_name + entry.extra_length + entry.comment_length
    if entry.mark != CENTRAL_MARK or following > end or entry.disk:
        raise UnreadableError(say("its directory is not whole"))
    if FAR in {entry.packed, entry.size, entry.offset}:
        raise UnreadableError(say("it is split, or of the large kind"))
    name = data[offset + CENTRAL.size : after_name]
    start = _start(data, entry, name)
    text = name.decode("utf-8" if entry.flags & UTF8 else "cp437", "replace")
    member = Member(text, entry.flags, entry.method, entry.checksum, entry.packed, entry.size, entry.offset, start)
    return member, following


def _start(data: bytes, entry: _Entry, name: bytes) -> int:
    """Return where the packed bytes begin; the part's own head must say the same as the directory."""
    if entry.offset + LOCAL.size > len(data):
        raise UnreadableError(say("its directory is not whole"))
    head = _Head(*LOCAL.unpack_from(data, entry.offset))
    after_head = entry.offset + LOCAL.size
    after_name = after_head + head.name_length
    start = after_name + head.extra_length
    both = ENCRYPTED | DESCRIBED
    same = (head.mark, head.method, head.flags & both) == (LOCAL_MARK, entry.method, entry.flags & both)
    if not same or data[after_head:after_name] != name or not _same_sizes(head, data[after_name:start], entry):
        raise UnreadableError(say("a part is not what its directory says"))
    return start


def _same_sizes(head: _Head, extra: bytes, entry: _Entry) -> bool:
    """Tell whether a part's own head gives the sizes of the directory, or leaves them to what follows the part."""
    told = (head.packed, head.size)
    if FAR in told:
        told = _large_sizes(extra)
    if entry.flags & DESCRIBED and (head.checksum, *told) == (0, 0, 0):
        return True
    return (head.checksum, *told) == (entry.checksum, entry.packed, entry.size)


def _large_sizes(extra: bytes) -> tuple[int, int]:
    """Return the packed and the full size that a head gives in the way for large parts, which small ones may have."""
    place = 0
    while place + EXTRA.size <= len(extra):
        kind, length = EXTRA.unpack_from(extra, place)
        place += EXTRA.size
        if kind == ZIP64 and length >= ZIP64_SIZES.size and place + length <= len(extra):
            size, packed = ZIP64_SIZES.unpack_from(extra, place)
            return packed, size
        place += length
    return FAR, FAR


def _judge(members: list[Member]) -> Iterator[Finding]:
    if sum(member.size for member in members) > LARGEST_UNPACKED:
        what = say("Unpacked, the file is larger than {most} MB.", most=LARGEST_UNPACKED // 1_000_000)
        yield found(what, say("Make it smaller, or split it."))
    times = Counter(member.name.lower() for member in members)
    for member in members:
        if times[member.name.lower()] > 1:
            yield found(say("The part occurs more than once."), AGAIN, member.name)
        if reason := _oddity(member):
            yield found(reason, AGAIN, member.name)


def _judge_places(data: bytes, members: list[Member]) -> Iterator[Finding]:
    """Find what no part has: the parts must fill the file from its first byte to its directory, and not twice."""
    *_, directory, _ = END.unpack_from(data, len(data) - END.size)
    by_place = sorted(members, key=lambda member: member.offset)
    starts = [*(member.offset for member in by_place), directory]
    between = starts[0] > 0
    for member, following in zip(by_place, starts[1:], strict=True):
        end = member.start + member.packed
        if end > following:
            yield found(say("The parts of the file overlap."), AGAIN)
            return
        between = between or not _is_nothing(data[end:following], member)
    if between:
        yield found(say("There is something in the file that is no part of it."), AGAIN)


def _is_nothing(rest: bytes, member: Member) -> bool:
    """Tell whether nothing follows a part, or only its sizes, where its head left them open."""
    if not rest or not member.flags & DESCRIBED:
        return not rest
    told = (member.checksum, member.packed, member.size)
    return rest.removeprefix(DESCRIPTOR_MARK) in {form.pack(*told) for form in DESCRIPTORS}


def _oddity(member: Member) -> Sentence | None:
    name = member.name
    if not name or not name.isprintable() or name.startswith("/") or any(odd in name for odd in UNSAFE):
        return say("The part has an unsafe name.")
    if SPELLED.search(name):
        return say("The part has an unsafe name.")
    if member.flags & ENCRYPTED or member.method not in {STORED, DEFLATED}:
        return say("The part is encrypted, or packed in an unusual way.")
    if member.size > LARGEST_RATIO * max(member.packed, 1):
        return say("The part is packed more than {most} times smaller.", most=LARGEST_RATIO)
    return None
