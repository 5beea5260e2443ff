"""Tells which part of an office file is XML, whatever its name says, and reads it within bounds.

What a part is, a program that opens it takes from the list of types or from its first bytes. What it says, it takes
from the names with their spaces and from the values with their numbers turned into letters. This reads as they do.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.parsers import expat

from partnerschapsakte.documents.rules.finding import UnreadableError
from partnerschapsakte.foundation.sentences import say

XML_NAMES = (".xml", ".rels", ".vml", ".rdf", ".svg", ".xhtml", ".html", ".htm")
XML_TYPES = ("+xml", "/xml")
START = 1_024
"""The declaration of a part that is XML ends within this many bytes."""
LEADING = b"\xef\xbb\xbf \t\r\n"
# A part that is read by its first bytes alone: a declaration, a remark, or the name of an element.
BEGINS = re.compile(rb"<(?:[?!]|[A-Za-z_:\x80-\xff])")
# UTF-16 and UTF-32 with a mark, and what begins with < in them without one; the last is <?xm in EBCDIC.
OTHER_LETTERS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"<\0", b"\0<", b"\0\0\0<\0", b"\x4c\x6f\xa7\x94")
UTF8 = {b"utf-8", b"us-ascii"}
DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
DECLARED = re.compile(rb"""\sencoding\s*=\s*["']([^"']*)["']""")

LONGEST_TAG = 1_000_000
MOST_LEVELS = 1_000
MOST_STEPS = 6_000_000
"""An element is a step, two of its values are; one that is judged is more, by how much there is to judge: about 5 s."""
STEPS_TO_JUDGE = 8
LETTERS_IN_STEP = 10
MOST_NAMES = 10_000
"""A sound file has a few hundred names; each new one costs memory until the part has been read."""
LONGEST_NAME = 2_000
LONGEST_TEXT = 65_536
"""No field and no formula is longer in any program."""


def is_xml_type(media_type: str) -> bool:
    """Tell whether a part that is declared to be this is read as XML."""
    return media_type.partition(";")[0].strip().lower().endswith(XML_TYPES)


def begins_as_xml(start: bytes) -> bool:
    """Tell whether these are the first bytes of XML, spaces and a mark left out."""
    return start.startswith(OTHER_LETTERS) or BEGINS.match(start) is not None


def declares_xml(start: bytes) -> bool:
    """Tell whether these first bytes can be of nothing but XML."""
    return start.startswith((b"<?xml", b"<!", *OTHER_LETTERS))


def other_letters(start: bytes) -> bool:
    """Tell whether XML that begins so may be read as other letters than those of UTF-8."""
    if start.startswith(OTHER_LETTERS):
        return True
    if not start.startswith(b"<?xml"):
        return False
    whole = DECLARATION.match(start)
    if whole is None:
        return True
    declared = DECLARED.search(whole[0])
    return declared is not None and declared[1].lower() not in UTF8


class Watcher(Protocol):
    """Says which elements to hear of, and judges them."""

    def watches(self, space: str, name: str) -> bool:
        """Tell whether to hear of the elements with this name; it is asked once for each, in their order."""
        ...

    def watches_value(self, name: str) -> bool:
        """Tell whether to hear of every element with an attribute of this name."""
        ...

    def opens(self, space: str, name: str, attributes: Mapping[str, str]) -> bool:
        """Hear of an element; return whether to hear of its end and the text in it."""
        ...

    def closes(self, space: str, name: str, text: str) -> None:
        """Hear the text of an element, once it has ended; not that of an element in it of which is heard as well."""
        ...


class Reading:
    """Counts what was read of one file: what a hostile file can make us do is bounded over all its parts."""

    def __init__(self) -> None:
        self._steps = 0

    def read(self, chunks: Iterable[bytes], watcher: Watcher) -> None:
        """Read a part; raise ExpatError where it is not well-formed, UnreadableError where it goes beyond bounds."""
        reader = _Reader(watcher, self)
        for chunk in chunks:
            reader.at(chunk)
        reader.ends()

    def walk(self, steps: int) -> None:
        """Count steps; raise UnreadableError where there are too many."""
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise UnreadableError(say("it has too much in it to look into"))


@dataclass(slots=True)
class _Text:
    """The text of an element that the watcher wants to hear, as far as it is read."""

    level: int
    pieces: list[str] = field(default_factory=list[str])
    left: int = LONGEST_TEXT

    def grow(self, text: str) -> None:
        if self.left > 0:
            self.pieces.append(text[: self.left])
            self.left -= len(text)


class _Reader:
    """Reads one part with the parser of the standard library: no entities, nothing from outside, not without end."""

    def __init__(self, watcher: Watcher, reading: Reading) -> None:
        self.watcher = watcher
        self.reading = reading
        self.levels = 0
        self.fed = 0
        self.tags: set[str] = set()
        self.values: set[str] = set()
        self.spaces: set[str] = set()
        self.telling_tags: set[str] = set()
        self.telling_values: set[str] = set()
        self.texts: list[_Text] = []
        # No dictionary of names: the parser would keep every name there that it ever saw.
        self.parser: Any = expat.ParserCreate("utf-8", " ", None)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._starts
        self.parser.EndElementHandler = self._ends
        self.parser.StartNamespaceDeclHandler = self._learn_space
        self.parser.StartDoctypeDeclHandler = self.parser.EntityDeclHandler = _declares
        self.parser.ExternalEntityRefHandler = _declares

    def at(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)
        self.fed += len(chunk)
        # A tag that does not end is read from its start with every chunk.
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG:
            raise UnreadableError(say("a tag is larger than {most} MB", most=LONGEST_TAG // 1_000_000))

    def ends(self) -> None:
        self.parser.Parse(b"", True)

    def _starts(self, tag: str, attributes: dict[str, str]) -> None:
        self.levels += 1
        self.reading.walk(1 + (len(attributes) >> 1))
        if self.levels > MOST_LEVELS:
            raise UnreadableError(say("a part nests elements more than {most} deep", most=MOST_LEVELS))
        if tag not in self.tags or not attributes.keys() <= self.values:
            self._learn(tag, attributes)
        if tag in self.telling_tags or not self.telling_values.isdisjoint(attributes):
            space, _, name = tag.rpartition(" ")
            self.reading.walk(STEPS_TO_JUDGE + sum(map(len, attributes.values())) // LETTERS_IN_STEP)
            if self.watcher.opens(space, name, attributes):
                self.texts.append(_Text(self.levels))
                self.parser.CharacterDataHandler = self._reads

    def _ends(self, tag: str) -> None:
        if self.texts and self.texts[-1].level == self.levels:
            text = self.texts.pop()
            if not self.texts:
                self.parser.CharacterDataHandler = None
            space, _, name = tag.rpartition(" ")
            self.reading.walk((LONGEST_TEXT - max(text.left, 0)) // LETTERS_IN_STEP)
            self.watcher.closes(space, name, "".join(text.pieces))
        self.levels -= 1

    def _reads(self, text: str) -> None:
        self.texts[-1].grow(text)

    def _learn(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if tag not in self.tags and self.watcher.watches(space, name):
            self.telling_tags.add(tag)
        self.tags.add(tag)
        new = attributes.keys() - self.values
        self.telling_values.update(one for one in new if self.watcher.watches_value(one.rpartition(" ")[2]))
        self.values |= new
        self._bound(tag, *new)

    def _learn_space(self, prefix: str | None, space: str | None) -> None:
        new = {one for one in (prefix, space) if one}
        self.reading.walk(1)
        self.spaces |= new
        self._bound(*new)

    def _bound(self, *new: str) -> None:
        known = len(self.tags) + len(self.values) + len(self.spaces)
        if known > MOST_NAMES or any(len(one) > LONGEST_NAME for one in new):
            raise UnreadableError(say("a part uses too many names, or too long ones"))


def _declares(*_: Any) -> None:
    raise UnreadableError(say("a part declares a document type"))
