"""The kinds of file that are kept: a name and a content that agree, or the file is refused."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from partnerschapsakte.documents.rules.archive import LOCAL_MARK
from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.images import JPEG, PNG, judge_jpeg, judge_png
from partnerschapsakte.documents.rules.office import Office, judge_office
from partnerschapsakte.documents.rules.pdf import START, judge_pdf
from partnerschapsakte.documents.rules.signatures import OLE, PACKED
from partnerschapsakte.documents.rules.texts import judge_text
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import Sentence, say

LARGEST_FILE = 20_000_000
LONGEST_NAME = 150
OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

WORD = Office(called=say("a Word document"), main_type=f"{OPEN_XML}.wordprocessingml.document.main+xml")
EXCEL = Office(called=say("an Excel workbook"), main_type=f"{OPEN_XML}.spreadsheetml.sheet.main+xml")
SLIDES = Office(called=say("a PowerPoint presentation"), main_type=f"{OPEN_XML}.presentationml.presentation.main+xml")
OPEN_TEXT = Office(called=say("an OpenDocument text"), mimetype=f"{OPEN_DOCUMENT}.text")
OPEN_SHEET = Office(called=say("an OpenDocument spreadsheet"), mimetype=f"{OPEN_DOCUMENT}.spreadsheet")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its name ends and its content begins, what it is served as, and what judges it."""

    endings: tuple[str, ...]
    media_type: str
    called: Sentence
    begins: tuple[bytes, ...]
    judge: Callable[[bytes], tuple[Finding, ...]]


def _office(ending: str, media_type: str, office: Office) -> Kind:
    return Kind((ending,), media_type, office.called, (LOCAL_MARK,), lambda data: judge_office(data, office))


KINDS = (
    _office("docx", f"{OPEN_XML}.wordprocessingml.document", WORD),
    _office("xlsx", f"{OPEN_XML}.spreadsheetml.sheet", EXCEL),
    _office("pptx", f"{OPEN_XML}.presentationml.presentation", SLIDES),
    _office("odt", f"{OPEN_DOCUMENT}.text", OPEN_TEXT),
    _office("ods", f"{OPEN_DOCUMENT}.spreadsheet", OPEN_SHEET),
    Kind(("pdf",), "application/pdf", say("a PDF"), (START,), judge_pdf),
    Kind(("png",), "image/png", say("a PNG picture"), (PNG,), judge_png),
    Kind(("jpg", "jpeg"), "image/jpeg", say("a JPEG picture"), (JPEG,), judge_jpeg),
    Kind(("txt",), "text/plain", say("a plain text"), (), judge_text),
    Kind(("csv",), "text/csv", say("a table in plain text (CSV)"), (), judge_text),
)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
ACCEPTED = tuple(BY_ENDING)
KNOWN_STARTS = tuple(start for kind in KINDS for start in kind.begins)
SAVE_AS = {
    "doc": "docx", "dot": "docx", "docm": "docx", "dotx": "docx", "dotm": "docx", "rtf": "docx", "odp": "pdf",
    "xls": "xlsx", "xlsm": "xlsx", "xlsb": "xlsx", "ppt": "pptx", "pptm": "pptx", "ppsx": "pptx", "gif": "png",
    "webp": "png", "bmp": "png", "tif": "pdf", "tiff": "pdf", "heic": "jpg", "svg": "png", "html": "pdf",
    "htm": "pdf", "eml": "pdf", "msg": "pdf",
}  # fmt: skip


def judge_file(name: str, data: bytes, *, only: str = "") -> tuple[Kind | None, tuple[Finding, ...]]:
    """Return the kind of a file by its name and its content, and everything for which it is refused.

    ``only`` is the one ending that is accepted here.
    """
    ending = name.rpartition(".")[2].lower()
    kind = BY_ENDING.get(ending)
    if kind is None or only not in {"", ending}:
        return None, (_not_accepted(ending, (only,) if only else ACCEPTED),)
    if not data:
        return kind, (found(say("The file is empty."), say("Choose the file again.")),)
    if len(data) > LARGEST_FILE:
        what = say("The file is larger than {most} MB.", most=LARGEST_FILE // 1_000_000)
        return kind, (found(what, say("Make it smaller, or split it.")),)
    if not _begins_as(kind, data):
        return kind, (_other_content(kind, data),)
    return kind, kind.judge(data)


def _begins_as(kind: Kind, data: bytes) -> bool:
    return data.startswith(kind.begins) if kind.begins else not data.startswith((*KNOWN_STARTS, *PACKED, OLE))


def _not_accepted(ending: str, accepted: tuple[str, ...]) -> Finding:
    if SAVE_AS.get(ending) in accepted:
        return found(
            say("Files of the kind {kind} are not accepted.", kind=ending),
            say("Save it as {kind}, and send that file.", kind=SAVE_AS[ending]),
        )
    return found(
        say("This kind of file is not accepted."), say("Send one of these: {kinds}.", kinds=", ".join(accepted))
    )


def _other_content(kind: Kind, data: bytes) -> Finding:
    what = say("By its name the file is {kind}, by its content it is not.", kind=kind.called)
    if data.startswith(OLE):
        return found(what, say("It may be of an old program or locked with a password: save it anew, without one."))
    return found(what, say("Give it the name of what it is."))


CONTROLLING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def shown_name(name: str) -> str:
    """Return the name of an uploaded file as it is kept and shown: no folders, no signs that deceive or control.

    What turns the direction of writing is taken out: it makes ``fdp.exe`` of ``exe.pdf``.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one) not in CONTROLLING)
    name = " ".join(FORBIDDEN.sub("", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME]
    stem = stem.rstrip(". ")[: LONGEST_NAME - len(ending) - 1] or "bestand"
    return f"_{stem}.{ending}" if DEVICES.fullmatch(stem) else f"{stem}.{ending}"
