"""Judges the instructions in an office file: the fields of a text and the formulas of a sheet that act at once."""

import re
from dataclasses import dataclass

from partnerschapsakte.documents.rules.finding import UnreadableError
from partnerschapsakte.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Act:
    """What something in a file does without being asked, and what helps."""

    what: Sentence
    remedy: Sentence


WITHOUT_MACROS = say("Save it as a file without macros.")
BREAK_LINK = say("Break the link in the program that made the file, and save it.")
WITHOUT_OBJECT = say("Replace the object by a picture or by text.")
STARTS = Act(say("The file starts another program."), BREAK_LINK)
FETCHES = Act(say("The file links to something outside it."), BREAK_LINK)
SCRIPTED = Act(say("The file has macros."), WITHOUT_MACROS)
TIED = Act(say("The file is tied to a template outside it."), BREAK_LINK)
HOLDS_DOCUMENT = Act(say("The file holds another document."), WITHOUT_OBJECT)
HOLDS_OBJECT = Act(say("The file holds an embedded object."), WITHOUT_OBJECT)
HIDES = Act(say("A field in the file hides what it starts."), say("Replace the field by its text."))

DDE = "dde"
FETCHING = frozenset({"include", "includepicture", "includetext", "import", "link", "database", "rd"})
MOST_FIELDS = 100
LONGEST_CODE = 200
OTHER_FIELD = "\N{OBJECT REPLACEMENT CHARACTER}"
BEFORE_KEYWORD = re.compile(rf"\A[^\w={OTHER_FIELD}]+")
KEYWORD = re.compile(r"\A[\w=]*")


def act_of_field(code: str) -> Act | None:
    """Return what a field does by its code, in which a field within it is one sign.

    No field is called by the first letters only of one that acts: the others come from elsewhere, past what was read.
    """
    code = BEFORE_KEYWORD.sub("", code)
    rest = KEYWORD.sub("", code)
    keyword = code.removesuffix(rest).lower()
    if keyword.startswith(DDE):
        return STARTS
    if keyword in FETCHING:
        return FETCHES
    is_cut = bool(code) and (not rest or rest.startswith(OTHER_FIELD))
    return HIDES if is_cut and any(one.startswith(keyword) for one in (DDE, *FETCHING)) else None


@dataclass(slots=True)
class _Open:
    """A field that has begun: its code goes on until its result begins."""

    code: str = ""
    in_code: bool = True

    def grow(self, text: str) -> None:
        self.code = BEFORE_KEYWORD.sub("", self.code + text)[:LONGEST_CODE]


class Fields:
    """Follows the fields of one text: their code may be cut in pieces, and fields lie in each other."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def in_code(self) -> bool:
        """Tell whether any text that comes now belongs to the code of a field."""
        return bool(self._open) and self._open[-1].in_code

    def text(self, text: str) -> None:
        """Pass text, which is code only where a field asks for it."""
        if self.in_code:
            self._open[-1].grow(text)

    def code(self, text: str) -> Act | None:
        """Pass text that says to be code, also where no field asks for it; return what it does by itself."""
        if not self._open:
            return act_of_field(text)
        self._open[-1].grow(text)
        return None

    def mark(self, kind: str) -> Act | None:
        """Pass the begin, the middle or the end of a field; return what it does, once that is known."""
        if kind == "begin":
            self.text(OTHER_FIELD)
            if len(self._open) >= MOST_FIELDS:
                raise UnreadableError(say("fields lie in each other more than {most} deep", most=MOST_FIELDS))
            self._open.append(_Open())
        elif self._open and kind == "separate":
            self._open[-1].in_code = False
        elif self._open and kind == "end":
            return act_of_field(self._open.pop().code)
        return None

    def unfinished(self) -> list[Act]:
        """Return what the fields do that began and did not end."""
        return [act for one in self._open if (act := act_of_field(one.code))]


LITERAL = re.compile(r""""[^"]*"|'[^']*'|\[[^\[\]]*\]|\{[^{}]*\}""")
# A bar stands between a program and what is asked of it; between the rows of a list of values it is within brackets.
PROGRAM = re.compile(r"\||\b(?:dde|rtd|call|exec|register(?:\.id)?)\s*\(")
ELSEWHERE = re.compile(r"\b(?:webservice|image)\s*\(")
OTHER_SHEET = re.compile(r"'\s*#")


def act_of_formula(formula: str) -> Act | None:
    """Return what a formula does when it is worked out; what stands between quotes in it is no function."""
    bare = LITERAL.sub(" ", formula).lower()
    if PROGRAM.search(bare):
        return STARTS
    return FETCHES if ELSEWHERE.search(bare) or OTHER_SHEET.search(formula) else None
