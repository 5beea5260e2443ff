"""Reads what somebody filled in on a printed form: the rows of its tables, as pairs of a label and a text."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from partnerschapsakte.documents.word.reading import PARAGRAPH, SIGNS, TEXT, W, parser
from partnerschapsakte.documents.word.untyped import etree

ROW, CELL, DELETED = f"{W}tr", f"{W}tc", f"{W}del"
FEWEST_CELLS = 2


def filled_rows(document: bytes) -> list[tuple[str, str]]:
    """Return the first two cells of each row of each table, in their order; a paragraph is a line of its cell.

    The file must have been judged before: see ``documents.service.judged``. What a reviser struck out is not read.
    """
    with ZipFile(BytesIO(document)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"), parser())
    return list(_rows(root))


def _rows(root: Any) -> Iterator[tuple[str, str]]:
    for row in root.iter(ROW):
        cells = [one for one in row.iter(CELL) if next(one.iterancestors(ROW), None) is row]
        if len(cells) >= FEWEST_CELLS:
            yield " ".join(_text(cells[0]).split()), _text(cells[1])


def _text(cell: Any) -> str:
    lines: list[str] = []
    for element in cell.iter(PARAGRAPH, TEXT, *SIGNS):
        if next(element.iterancestors(DELETED), None) is not None:
            continue
        if element.tag == PARAGRAPH:
            lines.append("")
        elif lines:
            lines[-1] += (element.text or "") if element.tag == TEXT else SIGNS[element.tag]
    return "\n".join(one.strip() for text in lines for one in text.split("\n") if one.strip())
