"""Reads the YAML of a case file into plain values, and remembers the line of every one of them."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from partnerschapsakte.cases.findings import Found, FoundKind, Path, Place, written
from partnerschapsakte.foundation.sentences import Sentence, say

MOST_BYTES = 2_000_000
MOST_NODES = 100_000
STANDS_IN = "\N{SYMBOL FOR SUBSTITUTE}"  # for a character that was refused, so that the rest is still read
YAML_TAG = "tag:yaml.org,2002:"
TRUE, FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")


class Unreadable(Exception):
    """The file cannot be read any further."""

    def __init__(self, message: Sentence, line: int, column: int) -> None:
        super().__init__(str(message))
        self.message, self.line, self.column = message, line, column


@dataclass(slots=True)
class Source:
    """A case file as plain values (dict, list, str, int, Decimal, bool, date, None), with the place of each."""

    file: str
    text: str
    content: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict[Path, tuple[int, int]])
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict[Path, tuple[int, int]])
    found: list[Found] = field(default_factory=list[Found])

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where this element stands, or the nearest one around it that is in the file."""
        known = self.keys if key else self.places
        for length in range(len(path), -1, -1):
            if at := known.get(path[:length]) or self.places.get(path[:length]):
                return Place(self.file, *at, written(path))
        return Place(self.file, 1, 1, written(path))

    def path_on(self, line: int) -> Path:
        """Return the deepest element that begins on or before this line."""
        before = [(at, len(path), path) for path, at in self.places.items() if at[0] <= line]
        return max(before, key=lambda one: (one[0], one[1]))[2] if before else ()

    def report(self, path: Path, message: Sentence, remedy: Sentence | None = None, *, key: bool = False) -> None:
        """Add an error of the input at this element."""
        self.found.append(Found(kind=FoundKind.ERROR, place=self.place(path, key=key), message=message, remedy=remedy))


def read(file: str, raw: bytes) -> Source:
    """Read a case file. What is wrong with its form is in ``found``; ``content`` is None where nothing can be read."""
    source = Source(file, "")
    try:
        source.text = _decoded(raw)
        refused = list(_unprintable(source.text))
        node = _composed(_without(source.text, refused))
    except Unreadable as error:
        place = Place(file, error.line, error.column, "")
        source.found.append(Found(kind=FoundKind.ERROR, place=place, message=error.message))
        return source
    source.content = _Plain(source).value(node, ())
    for line, column, character in refused:
        place = Place(file, line, column, written(source.path_on(line)))
        source.found.append(
            Found(kind=FoundKind.ERROR, place=place, message=cannot_be_printed(character), remedy=TAKE_OUT)
        )
    return source


TAKE_OUT = say("Take the character out.")


def cannot_be_printed(character: str) -> Sentence:
    """Say which character no document can hold."""
    return say("The text holds a character that cannot be printed (U+{code}).", code=f"{ord(character):04X}")


def is_printable(character: str) -> bool:
    """Tell whether a document can hold this character: no control character, surrogate or noncharacter."""
    if character == "\n":
        return True
    noncharacter = ord(character) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - XML 1.0, production 2
    return unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} and not noncharacter


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(say("The file is larger than {most} bytes.", most=MOST_BYTES), 1, 1)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(say("The file is not UTF-8 text."), line, 1) from None


def _unprintable(text: str) -> Iterator[tuple[int, int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isprintable():
            continue
        yield from ((number, at, one) for at, one in enumerate(line, start=1) if not is_printable(one))


def _without(text: str, refused: list[tuple[int, int, str]]) -> str:
    lines = text.split("\n")
    for line, column, _ in refused:
        lines[line - 1] = lines[line - 1][: column - 1] + STANDS_IN + lines[line - 1][column:]
    return "\n".join(lines)


def _composed(text: str) -> Node:
    parser: Any = YAML(typ="safe", pure=True)
    try:
        node = parser.compose(text)
    except MarkedYAMLError as error:
        untyped: Any = error
        mark: Any = untyped.problem_mark or untyped.context_mark
        line, column = (int(mark.line) + 1, int(mark.column) + 1) if mark else (1, 1)
        raise Unreadable(say("This is no valid YAML: {reason}.", reason=str(untyped.problem)), line, column) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(say("This is no valid YAML: {reason}.", reason=str(error)), 1, 1) from None
    if node is None:
        raise Unreadable(say("The file is empty."), 1, 1)
    return cast("Node", node)


@dataclass(slots=True)
class _Plain:
    """Turns nodes into values; an error is reported and the element left out, so that the rest is still checked."""

    source: Source
    inside: set[int] = field(default_factory=set[int])
    count: int = 0

    def value(self, node: Node, path: Path) -> Any:
        self.count += 1
        self.source.places[path] = _at(node)
        if self.count > MOST_NODES or id(node) in self.inside:
            if self.count <= MOST_NODES + 1:
                self.source.report(path, say("The file repeats itself without end."))
            return None
        self.inside.add(id(node))
        value = self._inside(node, path)
        self.inside.discard(id(node))
        return value

    def _inside(self, node: Node, path: Path) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            items = cast("list[Node]", cast("Any", node).value)
            return [self.value(item, (*path, position)) for position, item in enumerate(items)]
        return self._scalar(cast("ScalarNode", node), path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in cast("list[tuple[Node, Node]]", cast("Any", node).value):
            if not isinstance(key_node, ScalarNode):
                self.source.report(path, say("A key is a single word."))
                continue
            key = str(cast("Any", key_node).value)
            first = self.source.keys.get((*path, key))
            if key in found and first:
                message = say("The key {key} stands here twice; the first is on line {line}.", key=key, line=first[0])
                self.source.found.append(
                    Found(
                        kind=FoundKind.ERROR,
                        place=Place(self.source.file, *_at(key_node), written((*path, key))),
                        message=message,
                        remedy=say("Keep one of the two."),
                    )
                )
                continue
            self.source.keys[*path, key] = _at(key_node)
            found[key] = self.value(value_node, (*path, key))
        return found

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        tag, text = str(cast("Any", node).tag), str(cast("Any", node).value)
        convert = _SCALARS.get(tag.removeprefix(YAML_TAG)) if tag.startswith(YAML_TAG) else None
        if convert is None:
            self.source.report(path, say("The tag {tag} has no meaning in a case file.", tag=tag))
            return None
        try:
            return convert(text)
        except (ValueError, ArithmeticError):
            return text  # the schema says what it should be


def _boolean(text: str) -> bool | str:
    return True if text in TRUE else False if text in FALSE else text


_SCALARS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": Decimal,
    "bool": _boolean,
    "null": lambda _: None,
    "timestamp": date.fromisoformat,
}


def _at(node: Node) -> tuple[int, int]:
    mark: Any = cast("Any", node).start_mark
    return mark.line + 1, mark.column + 1
