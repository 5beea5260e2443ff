"""Judges a text file: letters only, in UTF-8 or in the alphabet of Windows, and no other kind of file."""

from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.signatures import disguised_as_text, has_zip_behind
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import say

ALLOWED = frozenset(b"\t\n\r\f")
CONTROLS = bytes(one for one in (*range(0x20), 0x7F) if one not in ALLOWED)
UTF8_MARK, OTHER_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
SAVE_AS_UTF8 = say("Save it as plain text in UTF-8.")
NOT_TEXT = say("The file is not plain text.")


def judge_text(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this text unfit to keep; nothing when it may be kept."""
    if disguised_as_text(data[:1024]):
        return (found(say("The file is another document or a program."), say("Give it the name of what it is.")),)
    if data.startswith(OTHER_MARKS) or data.translate(None, CONTROLS) != data:
        return (found(NOT_TEXT, SAVE_AS_UTF8),)
    if has_zip_behind(data) or not (_is(data, "utf-8") or _is(data, "cp1252")):
        return (found(NOT_TEXT, SAVE_AS_UTF8),)
    return ()


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
