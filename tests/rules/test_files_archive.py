"""The directory of a packed file is read more strictly than by any program that opens the file later."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from typing import Any

import pytest

from file_samples import with_members, xlsx, zipped
from partnerschapsakte.documents.rules.archive import LOCAL_MARK, members_of, unpacked
from partnerschapsakte.documents.rules.finding import UnreadableError
from partnerschapsakte.documents.rules.kinds import judge_file

LONG = bytes(range(250)) * 2
PLAIN = zipped({"a.txt": b"a" * 50, "b.txt": b"b" * 50}, packed=False)
END = PLAIN.rindex(b"PK\5\6")


def refused(data: bytes) -> str:
    members, findings = members_of(data)
    assert not members
    return " | ".join(str(finding.message) for finding in findings)


def at(data: bytes, place: int, piece: bytes) -> bytes:
    return data[:place] + piece + data[place + len(piece) :]


def directory_of(data: bytes) -> int:
    return data.index(b"PK\1\2")


def lying(size: int, told: int) -> bytes:
    """Return a workbook with a part of zeros that says it is smaller than it is."""
    data = with_members(xlsx(), {"zeros.bin": bytes(size)})
    entry = data.rindex(b"PK\1\2")
    return at(data, entry + 24, struct.pack("<L", told))


def test_a_sound_packed_file_is_read_as_it_is() -> None:
    members, findings = members_of(PLAIN)
    assert findings == ()
    assert {one.name: b"".join(unpacked(PLAIN, one)) for one in members} == {"a.txt": b"a" * 50, "b.txt": b"b" * 50}


def with_junk(place: int, junk: bytes) -> bytes:
    """Return the plain file with bytes put in; the directory says where everything went, as if nothing were there."""
    data = bytearray(PLAIN[:place] + junk + PLAIN[place:])
    end = data.rindex(b"PK\5\6")
    (start,) = struct.unpack_from("<L", data, end + 16)
    struct.pack_into("<L", data, end + 16, start + len(junk))
    entry = start + len(junk)
    while data.startswith(b"PK\1\2", entry):
        (offset,) = struct.unpack_from("<L", data, entry + 42)
        struct.pack_into("<L", data, entry + 42, offset + (len(junk) if offset >= place else 0))
        entry += 46 + sum(struct.unpack_from("<3H", data, entry + 28))
    return bytes(data)


def without_last(data: bytes) -> bytes:
    """Return a zip whose directory has forgotten its last part: what reads from the start still finds it."""
    last, end = data.rindex(b"PK\1\2"), data.rindex(b"PK\5\6")
    size = struct.pack("<L", last - directory_of(data))
    return data[:last] + data[end : end + 8] + b"\1\0\1\0" + size + data[end + 16 :]


def streamed(*, marked: bool = True, large: bool = False) -> bytes:
    """Return a zip by a writer that cannot go back: the sizes of a part follow it, in one of four ways."""
    out = io.BytesIO()
    with zipfile.ZipFile(Unseekable(out), "w") as archive, archive.open("a.txt", "w", force_zip64=large) as part:
        part.write(b"a" * 50)
    data = out.getvalue()
    return data if marked else with_junk_removed(data, data.index(b"PK\7\10"), 4)


def with_junk_removed(data: bytes, place: int, length: int) -> bytes:
    data = data[:place] + data[place + length :]
    end = data.rindex(b"PK\5\6")
    return at(data, end + 16, struct.pack("<L", directory_of(data)))


class Unseekable(io.RawIOBase):
    """Takes what is written, and can do nothing else."""

    def __init__(self, out: io.BytesIO) -> None:
        self.out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return self.out.write(data)


def large_head() -> bytes:
    """Return a zip by a writer that did not know beforehand whether its part would be large."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as part:
        part.write(b"a" * 50)
    return out.getvalue()


SECOND = PLAIN.index(LOCAL_MARK, 4)
DESCRIPTOR = b"PK\7\10" + struct.pack("<3L", zlib.crc32(b"a" * 50), 50, 50)
STREAMED = streamed()
AFTER = directory_of(STREAMED)
SPOILED: dict[str, tuple[bytes, str]] = {
    "something before it": (b"#!/bin/sh\n" + PLAIN, "does not begin"),
    "something behind it": (PLAIN + b"x", "follows its directory"),
    "a comment": (at(PLAIN, END + 20, b"\3\0") + b"abc", "follows its directory"),
    "on two disks": (at(PLAIN, END + 4, b"\1\0"), "split"),
    "a directory elsewhere": (at(PLAIN, END + 16, struct.pack("<L", 7)), "not where it should be"),
    "fewer parts than told": (at(PLAIN, END + 8, b"\1\0\1\0"), "not where it should be"),
    "more parts than told": (at(PLAIN, END + 8, b"\3\0\3\0"), "not whole"),
    "too many parts": (at(PLAIN, END + 8, b"\xff\xff\xff\xff"), "more than 2000"),
    "a size beyond 4 GB": (at(PLAIN, directory_of(PLAIN) + 24, b"\xff\xff\xff\xff"), "large kind"),
    "two names for a part": (at(PLAIN, directory_of(PLAIN) + 46, b"c"), "not what its directory says"),
    "two ways of packing": (at(PLAIN, directory_of(PLAIN) + 10, b"\x0c\0"), "not what its directory says"),
    "bytes before the first part": (with_junk(0, LOCAL_MARK + bytes(20_000)), "no part of it"),
    "bytes between two parts": (with_junk(SECOND, b"x" * 20_000), "no part of it"),
    "one byte between two parts": (with_junk(SECOND, b"x"), "no part of it"),
    "bytes before the directory": (with_junk(directory_of(PLAIN), b"x" * 20_000), "no part of it"),
    "a part that is not in its directory": (without_last(PLAIN), "no part of it"),
    "a part that says another size than the directory": (at(PLAIN, 22, b"\x31"), "not what its directory says"),
    "a part that says another sum than the directory": (at(PLAIN, 14, b"\x31"), "not what its directory says"),
    "sizes after a part that has them before": (with_junk(SECOND, DESCRIPTOR), "no part of it"),
    "other sizes after a part than in the directory": (at(STREAMED, STREAMED.index(b"PK\7\10") + 8, b"x"), "no part"),
    "bytes behind the sizes after a part": (
        at(STREAMED[:AFTER] + b"x" + STREAMED[AFTER:], len(STREAMED) - 5, struct.pack("<L", AFTER + 1)),
        "no part of it",
    ),
    "a second directory": (PLAIN[:END] + b"PK\6\7" + bytes(16) + PLAIN[END:], "large kind"),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_what_two_programs_could_read_differently_is_refused(spoiled: str) -> None:
    data, why = SPOILED[spoiled]
    assert why in refused(data)


@pytest.mark.parametrize(
    "data",
    [streamed(), streamed(marked=False), streamed(large=True), streamed(marked=False, large=True), large_head()],
    ids=["streamed", "streamed without a mark", "streamed as large", "both", "a head for a large part"],
)
def test_a_file_of_a_writer_that_cannot_go_back_is_read(data: bytes) -> None:
    members, findings = members_of(data)
    assert findings == ()
    assert [b"".join(unpacked(data, one)) for one in members] == [b"a" * 50]


def telling(data: bytes, number: int, size: int) -> bytes:
    """Return a zip that says of this part, in both places, that it is this large when it is unpacked."""
    entry = [place for place in range(len(data)) if data.startswith(b"PK\1\2", place)][number]
    (head,) = struct.unpack_from("<L", data, entry + 42)
    return at(at(data, entry + 24, struct.pack("<L", size)), head + 22, struct.pack("<L", size))


def test_a_part_may_be_packed_a_hundred_times_smaller_and_no_more() -> None:
    assert members_of(telling(PLAIN, 0, 5_000))[1] == ()
    assert "packed more than 100 times smaller" in refused(telling(PLAIN, 0, 5_001))


def test_all_parts_may_be_200_megabytes_together_and_no_more() -> None:
    data = zipped({"a": bytes(10**6), "b": bytes(10**6)}, packed=False)
    assert members_of(telling(telling(data, 0, 10**8), 1, 10**8))[1] == ()
    data = zipped({"a": bytes(10**6), "b": bytes(10**6 + 1)}, packed=False)
    assert "larger than 200 MB" in refused(telling(telling(data, 0, 10**8), 1, 10**8 + 1))


def test_a_file_may_have_two_thousand_parts_and_no_more() -> None:
    assert members_of(zipped({str(number): "" for number in range(2_000)}))[1] == ()
    assert "more than 2000" in refused(zipped({str(number): "" for number in range(2_001)}))


@pytest.mark.parametrize(("place", "piece"), [(6, b"\1"), (8, b"\x0c")], ids=["locked", "packed in another way"])
def test_a_part_that_cannot_be_unpacked_here_is_refused(place: int, piece: bytes) -> None:
    data = at(at(PLAIN, place, piece), directory_of(PLAIN) + place + 2, piece)
    assert "encrypted, or packed in an unusual way" in refused(data)


def test_parts_that_share_their_bytes_are_refused() -> None:
    inner = zipped({"b.txt": b"b" * 50}, packed=False)
    head = inner[: inner.index(b"PK\1\2")]
    data = bytearray(zipped({"a.txt": head, "b.txt": b"b" * 50}, packed=False))
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, data.index(head))
    assert "overlap" in refused(bytes(data))


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "..\\a", "/a", "C:a", "a\n", "%2e%2e/a", "%2E%2E%2fa", "a%5c..%5cb"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert "unsafe name" in refused(zipped({name: b"x"}))


def test_a_part_under_two_spellings_of_one_name_is_refused() -> None:
    assert "more than once" in refused(zipped({"a.xml": "<a/>", "A.XML": "<b/>"}))


def test_a_part_within_another_part_is_refused() -> None:
    second = PLAIN.rindex(b"PK\1\2")
    data = at(PLAIN, second + 42, struct.pack("<L", 0))
    assert "not what its directory says" in refused(data)


@pytest.mark.parametrize("told", [1_000, 100_000])
def test_a_part_that_is_larger_than_it_says_is_never_unpacked_whole(told: int) -> None:
    data = lying(80_000_000, told)
    tracemalloc.start()
    try:
        _, findings = judge_file("x.xlsx", data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert findings
    assert peak < 8_000_000


def test_a_part_whose_bytes_were_changed_is_refused() -> None:
    members, _ = members_of(PLAIN)
    spoiled = at(PLAIN, members[0].start, b"x")
    with pytest.raises(UnreadableError):
        list(unpacked(spoiled, members[0]))


def test_a_part_that_is_cut_off_or_goes_on_is_refused() -> None:
    for packed in (zlib.compress(LONG)[2:-8], zlib.compress(LONG)[2:-4] + b"meer"):
        data = zipped({"a.txt": b"x" * len(packed)}, packed=False)
        members, _ = members_of(data)
        place = members[0].start
        data = at(data, place, packed)
        for head in (8, directory_of(data) + 10):
            data = at(data, head, b"\x08\0")
        for head in (14, directory_of(data) + 16):
            data = at(data, head, struct.pack("<L", zlib.crc32(LONG)))
            data = at(data, head + 8, struct.pack("<L", len(LONG)))
        members, findings = members_of(data)
        assert findings == ()
        with pytest.raises(UnreadableError):
            list(unpacked(data, members[0]))
