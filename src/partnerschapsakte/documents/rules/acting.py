"""Knows what acts in an office file: what starts a program, fetches from elsewhere, or runs a script when it is opened.

An element is known by its name, in whatever space: programs know more than one space for the same. A name that other
data may have too counts only in the space, or in the kind of file, where it acts.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from partnerschapsakte.documents.rules.instructions import (
    FETCHES,
    HIDES,
    HOLDS_DOCUMENT,
    HOLDS_OBJECT,
    OTHER_FIELD,
    SCRIPTED,
    STARTS,
    TIED,
    Act,
    Fields,
    act_of_field,
    act_of_formula,
)

CODE, DELETED_CODE, TEXT = "instrText", "delInstrText", "t"
FIELDS = frozenset({CODE, DELETED_CODE, TEXT, "fldChar", "fldSimple"})
FORMULAS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
)
FORMULA_VALUES = frozenset({"formula", "expression", "condition"})
BY_NAME = {
    **dict.fromkeys(("ddeLink", "dde-link", "dde-source", "dde-connection", "dde-connection-decl"), STARTS),
    **dict.fromkeys(("connectString", "udl", "sourceFileName", "externalBook", "oleLink"), FETCHES),
    **dict.fromkeys(("OLEObject", "oleObj", "oleObject"), HOLDS_OBJECT),
    **dict.fromkeys(("altChunk", "subDoc"), HOLDS_DOCUMENT),
    "attachedTemplate": TIED,
}
"""Most of these have a relation as well. Its kind could be another than this element asks for."""
SCRIPTS = frozenset({"script", "event-listener", "execute-macro"})
REFRESHED = frozenset({"connection", "queryTable"})
BUTTONS = frozenset({"hlinkClick", "hlinkHover", "hlinkMouseOver"})
ADDRESSES = frozenset({"href", "src", "image-data", "datasource"})
STORY = "txbxContent"

ACTING = FIELDS | FORMULAS | BY_NAME.keys() | SCRIPTS | REFRESHED | BUTTONS | {"blip"}
ACTING_VALUES = ADDRESSES | FORMULA_VALUES | {"instr"}

WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
SHEETS = ("spreadsheetml", "office/excel")
VECTORS, SVG, PAGE = "urn:schemas-microsoft-com:vml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
LINKED = {("blip", "link"), ("imagedata", "href")}
PAINTED = frozenset({"imagedata", "fill", "stroke", "image"})

PROGRAM_BUTTON = re.compile(r"\s*ppaction://(?:program|macro|ole)", re.IGNORECASE)
SLIDE_BUTTON = re.compile(r"\s*ppaction://(?:hlinkshowjump|hlinksldjump)", re.IGNORECASE)
IGNORED = re.compile(r"[\x00-\x20]+")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]", re.IGNORECASE)
# Not on this computer: another scheme than that of a file, or a file with the name of a server before it.
ELSEWHERE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|(?:file:)?[/\\]{2}(?!/[^/\\])", re.IGNORECASE)
RUNS = re.compile(r"vnd\.sun\.star\.script:|macro:|javascript:|vbscript:", re.IGNORECASE)

# In small letters: what must be in a part for anything in it to act. Names cannot be spelled in numbers; values can be,
# and text can be cut by a remark: a part with numbers for letters, remarks or marked sections is always read.
TELLING = (
    b"instr", b"fldchar", b"dde", b"href", b"src", b"script", b"event-listener", b"macro", b"connectstring", b"udl",
    b"hlink", b"refreshonload", b"webservice", b"image", b"rtd", b"call", b"register", b"exec", b"datasource", b"blip",
    b"attachedtemplate", b"altchunk", b"subdoc", b"sourcefilename", b"externalbook", b"oleobj", b"olelink", b"|",
    b"#$", b"&#", b"<!", b"<?",
)  # fmt: skip


class Acting:
    """Watches one part as it is read, and keeps what acts in it."""

    def __init__(self, *, open_document: bool) -> None:
        self.open_document = open_document
        self._acts: list[Act] = []
        self._is_word: bool | None = None
        self._stories = [Fields()]
        self._foreign = [0]

    def acts(self) -> list[Act]:
        """Return what acts in the part."""
        for act in self._stories[-1].unfinished():
            self._keep(act)
        return self._acts

    def watches(self, space: str, name: str) -> bool:
        """Tell whether to hear of the elements with this name; the first is that of the part itself."""
        if self._is_word is None:
            self._is_word = space in WORD
        if self._is_word:
            return name in ACTING or name == STORY or space not in WORD
        return name in ACTING and name != TEXT  # a sheet is full of it

    def watches_value(self, name: str) -> bool:
        """Tell whether to hear of any element with this attribute."""
        return name in ACTING_VALUES

    def opens(self, space: str, name: str, attributes: Mapping[str, str]) -> bool:
        """Judge an element; say whether to hear of its end and the text in it."""
        for act in self._acts_of(space, name, attributes):
            self._keep(act)
        if name in FIELDS:
            self._keep(self._act_of_field(space, name, attributes))
        if self._is_word and name == STORY:
            self._stories.append(Fields())
            self._foreign.append(0)
            return True
        if self._is_word and space not in WORD:
            self._foreign[-1] += 1
            return True
        in_code = name == TEXT and self._stories[-1].in_code
        return in_code or name in {CODE, DELETED_CODE} or _is_formula(space, name)

    def closes(self, space: str, name: str, text: str) -> None:
        """Judge the text of an element that has ended."""
        fields = self._stories[-1]
        if _is_formula(space, name):
            self._keep(act_of_formula(text))
        elif name == CODE:
            self._keep(fields.code(text))
        elif name == DELETED_CODE:  # it may come back
            self._keep(act_of_field(text))
        elif name == TEXT:
            fields.text(text)
        if self._is_word and name == STORY:
            for act in self._stories.pop().unfinished():
                self._keep(act)
            self._foreign.pop()
        elif self._is_word and space not in WORD:
            self._foreign[-1] -= 1

    def _keep(self, act: Act | None) -> None:
        if act and act not in self._acts:
            self._acts.append(act)

    def _act_of_field(self, space: str, name: str, attributes: Mapping[str, str]) -> Act | None:
        fields = self._stories[-1]
        # What stands in something that Word does not know, it may pass over: then it reads another code than we do.
        if self._is_word and (self._foreign[-1] or space not in WORD) and (name != TEXT or fields.in_code):
            return HIDES
        if name == "fldSimple":
            fields.text(OTHER_FIELD)
        if name != "fldChar":
            return None
        kinds = [value.strip() for one, value in attributes.items() if one.rpartition(" ")[2] == "fldCharType"]
        if len(kinds) != 1 or kinds[0] not in {"begin", "separate", "end"}:
            return HIDES
        return fields.mark(kinds[0])

    def _acts_of(self, space: str, name: str, attributes: Mapping[str, str]) -> Iterator[Act | None]:
        values = [(one.rpartition(" ")[2], value) for one, value in attributes.items()]
        yield BY_NAME.get(name)
        if name in SCRIPTS and (self.open_document or space in {SVG, PAGE}):
            yield SCRIPTED
        if (name in REFRESHED and _refreshes(values)) or any((name, one) in LINKED and value for one, value in values):
            yield FETCHES
        if name in BUTTONS:
            yield _act_of_button(name, values)
        for one, value in values:
            if one == "instr":
                yield act_of_field(value)
            elif one in FORMULA_VALUES and self.open_document:
                yield act_of_formula(value)
            elif one in ADDRESSES:
                yield self._act_of_address(space, name, IGNORED.sub("", value))

    def _act_of_address(self, space: str, name: str, address: str) -> Act | None:
        if self.open_document:
            return _act_in_open_document(name, address)
        fetched = (space == VECTORS and name in PAINTED) or (space == SVG and name != "a")
        return FETCHES if fetched and _leads_outside(address) else None


def _is_formula(space: str, name: str) -> bool:
    return name in FORMULAS and any(one in space for one in SHEETS)


def _refreshes(values: list[tuple[str, str]]) -> bool:
    return any(one == "refreshOnLoad" and value.strip() in {"1", "true"} for one, value in values)


def _act_in_open_document(name: str, address: str) -> Act | None:
    if RUNS.match(address):
        return SCRIPTED
    if name == "a" or (name == "chart" and address == ".."):
        return None
    if name == "template":  # where the text was once made from; on this computer it harms nobody
        return FETCHES if ELSEWHERE.match(unquote(address)) else None
    return FETCHES if _leads_outside(address) else None


def _act_of_button(name: str, values: list[tuple[str, str]]) -> Act | None:
    actions = [value for one, value in values if one == "action"]
    if any(PROGRAM_BUTTON.match(action) for action in actions):
        return STARTS
    # A reader clicks a link himself; the other two are followed as soon as the pointer is there.
    hovers = name != "hlinkClick" and not any(SLIDE_BUTTON.match(action) for action in actions)
    return FETCHES if hovers and any(one == "id" and value for one, value in values) else None


def _leads_outside(address: str) -> bool:
    return any(
        OUTSIDE.match(one) is not None or ".." in re.split(r"[/\\?#]", one) for one in (address, unquote(address))
    )
