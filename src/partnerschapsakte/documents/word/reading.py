"""Reads the text of a .docx back, part by part, as plain values."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from partnerschapsakte.documents.word.untyped import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, RUN, TEXT, TAB, BREAK, RETURN = (f"{W}{name}" for name in ("p", "r", "t", "tab", "br", "cr"))
FIELD, BOOKMARK, BOOKMARK_END, LINK = (
    f"{W}{name}" for name in ("instrText", "bookmarkStart", "bookmarkEnd", "hyperlink")
)
NAMED_PLACES = ((BOOKMARK, f"{W}name"), (BOOKMARK, f"{W}id"), (BOOKMARK_END, f"{W}id"), (LINK, f"{W}anchor"))
"""The attributes in which a template may print: the names by which a table of contents finds its articles."""
NO_BREAK_HYPHEN = f"{W}noBreakHyphen"
SIGNS = {TAB: "\t", BREAK: "\n", RETURN: "\n", NO_BREAK_HYPHEN: "-"}


def parts_of(document: bytes, *, with_references: bool = False) -> dict[str, str]:
    """Return the text of every XML part by the name of the part; each paragraph begins a new line."""
    with ZipFile(BytesIO(document)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: text_of(archive.read(name), with_references=with_references) for name in names}


def text_of_document(document: bytes) -> str:
    """Return the text of the body alone."""
    with ZipFile(BytesIO(document)) as archive:
        return text_of(archive.read("word/document.xml"))


def text_of(xml: bytes, *, with_references: bool = False) -> str:
    """Return the text of one part: of a Word part its paragraphs, of another part all its text.

    The names of bookmarks, links and fields, which no reader sees, are in it only ``with_references``.
    """
    root = etree.fromstring(xml, parser())
    if not root.tag.startswith(W):
        return "\n".join(text for text in root.itertext() if text.strip())
    return "".join(_pieces(root, (FIELD, BOOKMARK, BOOKMARK_END, LINK) if with_references else ()))


@lru_cache(maxsize=1)
def parser() -> Any:
    """Return a strict parser that fetches nothing and expands nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _pieces(root: Any, references: tuple[str, ...]) -> Iterator[str]:
    for element in root.iter(PARAGRAPH, TEXT, *SIGNS, *references):
        if element.tag in {TEXT, FIELD}:
            yield element.text or ""
        elif element.tag == PARAGRAPH:
            yield "\n"
        elif element.tag in references:
            yield from (value for name, value in element.attrib.items() if (element.tag, name) in NAMED_PLACES)
        elif element.getparent().tag == RUN:  # a tab stop in the properties of a paragraph is no sign
            yield SIGNS[element.tag]


def own_text(paragraph: Any) -> str:
    """Return the text of a paragraph without that of paragraphs within it, such as those of a text box."""
    return "".join(
        text.text or "" for text in paragraph.iter(TEXT) if next(text.iterancestors(PARAGRAPH), None) is paragraph
    )
