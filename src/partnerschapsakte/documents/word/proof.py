"""Proves that a printed document says what it was given: every text is there, and no tag is left.

The rule: each text that the template prints for the content (a data item as it is, or as a filter writes it) stands
in the same part of the document, letter for letter and in the same order; a line break is a line break there, a tab
a tab. And no part, the properties included, holds a sign of a tag. What the template does not print because of an
``if`` need not be there; what no tag of the template mentions is listed by ``unused``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from partnerschapsakte.documents.word.content import MARKS
from partnerschapsakte.documents.word.package import called, shown
from partnerschapsakte.documents.word.reading import parts_of
from partnerschapsakte.documents.word.rendering import Template
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


def prove(document: bytes, template: Template, content: Mapping[str, Any]) -> None:
    """Raise a Refusal unless the document holds everything that the template prints for this content."""
    parts = parts_of(document, with_references=True)
    for name, text in parts.items():
        if mark := MARKS.search(text):
            place = shown(text[max(mark.start() - 40, 0) : mark.end() + 40])
            raise Refusal(
                Why.CONFLICT, "tag_left", say("A tag is left in {part}: “{text}”", part=called(name), text=place)
            )
    for name, texts in template.texts(content).items():
        _prove_part(name, parts.get(name, ""), texts)


def _prove_part(name: str, text: str, expected: list[str]) -> None:
    position = 0
    for item in expected:
        place = text.find(item, position)
        if place < 0:
            message = say("The document does not say “{item}” in {part}.", item=shown(item), part=called(name))
            raise Refusal(Why.CONFLICT, "data_not_in_document", message)
        position = place + len(item)


def unused(template: Template, content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths of the data items that no tag of the template mentions, such as ``parties[].fax``."""
    return tuple(sorted({path for path in _paths(content, "") if not _is_mentioned(path, template.references)}))


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            yield from _paths(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for item in cast("list[Any]", value):
            yield from _paths(item, f"{path}[]")
    else:
        yield path


def _is_mentioned(path: str, references: frozenset[str]) -> bool:
    return path in references or (path.endswith("[]") and path[:-2] in references)
