"""Knows files by their first bytes: what may stand in no other file, and a packed file hidden behind another."""

from partnerschapsakte.documents.rules.archive import END, END_MARK
from partnerschapsakte.foundation.sentences import Sentence, say

PACKED = (
    b"PK\3\4", b"PK\5\6", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd",
    b"MSCF", b"xar!",
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"L\0\0\0\1\x14\2\0")
# In small letters: programs take them in any.
OTHER_DOCUMENTS = (b"{\\rtf", b"%pdf-", b"<html", b"<!doctype html", b"mime-version:")
LONGEST_COMMENT = 0xFFFF
LONGEST_END = LONGEST_COMMENT + END.size


def inner_kind(start: bytes) -> Sentence | None:
    """Say what a part of an office file must not be, by its first bytes."""
    if start.startswith(PACKED):
        return say("The file holds another packed file.")
    if start.startswith(OLE):
        return say("The file holds an embedded object.")
    if start.startswith(PROGRAMS):
        return say("The file holds a program.")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(OTHER_DOCUMENTS):
        return say("The file holds another document.")
    return None


def disguised_as_text(start: bytes) -> bool:
    """Tell whether what calls itself plain text is a document or a program that is written in letters."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((*OTHER_DOCUMENTS, b"#!"))


def has_zip_behind(data: bytes) -> bool:
    """Tell whether a zip program would find a packed file in what is no zip: they look for its end, at the end."""
    tail = data[-LONGEST_END:]
    place = tail.find(END_MARK)
    while place >= 0:
        if place + END.size <= len(tail) and not any(tail[place + 4 : place + 8]):  # it is the first of one disk
            return True
        place = tail.find(END_MARK, place + 1)
    return False
