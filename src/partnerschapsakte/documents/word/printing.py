"""Prints one part of a document: fills its source and gives the XML that docxtpl's own render would give."""

import re
from copy import deepcopy
from io import BytesIO
from typing import Any

from jinja2 import TemplateError, UndefinedError

from partnerschapsakte.documents.word.environment import DocumentEnvironment, Unprintable, name_of_missing
from partnerschapsakte.documents.word.package import BODY, Part, called
from partnerschapsakte.documents.word.reading import W, parser
from partnerschapsakte.documents.word.untyped import DocxTemplate, etree, parse_xml
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
LAYOUT_SIGNS = re.compile("[\t\n]")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
FIRST_DRAWING = 1001  # docxtpl counts on from 1000
JINJA_FILE = "<template>"
ENGINE: Any = DocxTemplate(BytesIO())
"""docxtpl, for what it does to XML alone; it never sees a file here."""


class PrintedPart:
    """A part of a template, compiled."""

    def __init__(self, part: Part, root: Any, environment: DocumentEnvironment) -> None:
        self.part = part
        self.is_constant = "{{" not in part.source and "{%" not in part.source
        self._code = environment.from_string(part.source)
        self._shell = _shell(root) if part.name == BODY else b""

    def fill(self, data: dict[str, Any]) -> str:
        """Return the source with the data in it; raise a Refusal with the place of what is missing."""
        try:
            return self._code.render(data)
        except UndefinedError as error:
            line = self.part.line(_line_of(error))
            name = _whole_name(name_of_missing(str(error)), line)
            raise self._refused("data_missing", line, say("The data item {name} is missing.", name=name)) from error
        except Unprintable as error:
            why = say("Nothing can be printed here: the data item is {kind}.", kind=error.kind)
            raise self._refused("data_missing", self.part.line(_line_of(error)), why) from error
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            why = say("The data does not fit the tag ({reason}).", reason=str(error)[:120])
            raise self._refused("data_does_not_fit", self.part.line(_line_of(error)), why) from error

    def print(self, data: dict[str, Any]) -> bytes:
        """Return the XML of the part with the data in it."""
        xml = laid_out(self.fill(data))
        try:
            if self.part.name == BODY:
                return _in_shell(self._shell, _tree(xml))
            if self.part.is_note:
                etree.fromstring(xml.encode(), parser())  # docxtpl keeps the text of notes as it is
                return xml.encode()
            return etree.tostring(parse_xml(xml.encode()), encoding="UTF-8", standalone=True)  # pyright: ignore[reportArgumentType] - bytes or str, says lxml
        except etree.XMLSyntaxError as error:
            why = say("The tags cut through the layout ({reason}).", reason=str(error)[:120])
            raise self._refused("layout_broken", "", why) from error

    def _refused(self, code: str, line: str, why: Sentence) -> Refusal:
        message = say("In {part}: {what} Paragraph: “{text}”", part=called(self.part.name), what=why, text=line)
        return Refusal(Why.INVALID, code, message)


def laid_out(xml: str) -> str:
    """Undo the line per paragraph, and turn tabs and line breaks of the data into Word's own."""
    xml = xml.replace("\n<w:p ", "<w:p ").replace("\n<w:p>", "<w:p>")
    if LAYOUT_SIGNS.search(xml) is None:
        return xml
    return PARAGRAPH.sub(
        lambda found: ENGINE.resolve_listing(found[0]) if LAYOUT_SIGNS.search(found[0]) else found[0], xml
    )


def _tree(xml: str) -> Any:
    tree: Any = etree.fromstring(xml, parser())
    if not all(_fits(table) for table in tree.iter(f"{W}tbl")):
        tree = ENGINE.fix_tables(xml)
    for number, drawing in enumerate(tree.iter(DRAWING), FIRST_DRAWING):
        drawing.set("id", str(number))
    return tree


def _fits(table: Any) -> bool:
    """Tell whether docxtpl's repair of a table's columns would leave it as it is."""
    grid = table.find(f"{W}tblGrid")
    columns = len(grid.findall(f"{W}gridCol")) if grid is not None else -1
    most_cells = widest = 0
    for row in table.iter(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        most_cells = max(most_cells, len(cells))
        widest = max(widest, sum(map(_span, cells)))
    return most_cells <= columns <= widest


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(f"{W}val"))


def _shell(root: Any) -> bytes:
    shell: Any = deepcopy(root)
    body = shell.find(f"{W}body")
    for child in list(body):
        body.remove(child)
    return etree.tostring(shell, encoding="UTF-8", standalone=True)


def _in_shell(shell: bytes, body: Any) -> bytes:
    root: Any = etree.fromstring(shell, parser())
    root.replace(root.find(f"{W}body"), body)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _line_of(error: BaseException) -> int:
    line = 0
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == JINJA_FILE:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _whole_name(name: str, line: str) -> str:
    found = re.search(rf"[\w.\[\]'\"]*\b{re.escape(name)}\b", line)
    return found[0] if found else name
