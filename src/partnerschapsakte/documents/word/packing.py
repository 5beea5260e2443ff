"""Writes a .docx as a zip whose bytes depend on its contents alone; unchanged members keep their packed bytes."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

LOCAL = Struct("<4s5H3I2H")
CENTRAL = Struct("<4s6H3I5H2I")
END = Struct("<4s4H2IH")
VERSION, DEFLATED = 20, 8
UTF8_NAME = 0x800
MIDNIGHT, FIRST_DAY = 0, 33  # 1 January 1980, the first moment that a zip knows


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the zip: its packed bytes, and what the directory says of it."""

    name: str
    packed: bytes
    size: int
    checksum: int


def pack(name: str, data: bytes) -> Member:
    """Deflate one member."""
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Member(name, squeeze.compress(data) + squeeze.flush(), len(data), zlib.crc32(data))


def bind(members: Iterable[Member]) -> bytes:
    """Return the zip of these members, in this order."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode()
        flags = 0 if member.name.isascii() else UTF8_NAME
        common = (VERSION, flags, DEFLATED, MIDNIGHT, FIRST_DAY, member.checksum, len(member.packed), member.size)
        local = LOCAL.pack(b"PK\3\4", *common, len(name), 0)
        directory += (CENTRAL.pack(b"PK\1\2", VERSION, *common, len(name), 0, 0, 0, 0, 0, offset), name)
        body += (local, name, member.packed)
        offset += len(local) + len(name) + len(member.packed)
    listing = b"".join(directory)
    count = len(directory) // 2
    return b"".join([*body, listing, END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)])
