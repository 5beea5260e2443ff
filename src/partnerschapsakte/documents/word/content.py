"""Checks the data of a document before it is printed: plain values only, and no character that a deed would lose."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

LONGEST_LIST = 10_000
MOST_TURNS = 100_000
"""How many times the loops of one document may turn in all: nested loops multiply."""

# XML 1.0 art. 2.2 allows no surrogate, U+FFFE, U+FFFF and hardly a control character; Word drops them silently.
# A control character in a name is a mistake of some system, so DEL and C1 are refused too; tab and line break print.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What the engine reads as a tag, and its own escapes for one ({_{ becomes {{): printed as data they would mislead.
MARKS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{_\{|\}_\}|\{_%|%_\}|\{ \{|\[\[|\]\]")


class Turns:
    """Counts the turns of all loops of one document, and refuses when there are too many."""

    def __init__(self) -> None:
        self.left = MOST_TURNS

    def spend(self, turns: int) -> None:
        """Take a loop's turns from what is left."""
        self.left -= turns
        if self.left < 0:
            raise Refusal(
                Why.INVALID,
                "document_too_long",
                say("The loops of this template turn more than {most} times.", most=MOST_TURNS),
            )


class Items(list[Any]):
    """A list that pays for every walk over it."""

    __slots__ = ("turns",)

    def __init__(self, items: Sequence[Any], turns: Turns) -> None:
        super().__init__(items)
        self.turns = turns

    def __iter__(self) -> Iterator[Any]:
        self.turns.spend(len(self))
        return super().__iter__()


def checked(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of plain data that a template may read, or raise a Refusal that names the path of what may not."""
    return cast("dict[str, Any]", _checked(content, "", Turns()))


def _checked(value: Any, path: str, turns: Turns) -> Any:
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, bool | int) or type(value) is date:
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, Mapping):
        members = cast("Mapping[Any, Any]", value)
        return {
            _key(key, path): _checked(item, f"{path}.{key}" if path else key, turns) for key, item in members.items()
        }
    if isinstance(value, list | tuple):
        return _items(cast("Sequence[Any]", value), path, turns)
    if isinstance(value, datetime):
        raise refused("moment_in_document", path, say("A document prints dates, not moments."))
    kind = type(cast("object", value)).__name__
    raise refused("not_plain_data", path, say("A document prints plain data, not {kind}.", kind=kind))


def _key(key: Any, path: str) -> str:
    if isinstance(key, str) and key.isidentifier() and not key.startswith("_"):
        return key
    raise refused("odd_name_in_document", path, say("{name} is no name for a data item.", name=repr(key)[:60]))


def _items(items: Sequence[Any], path: str, turns: Turns) -> Items:
    if len(items) > LONGEST_LIST:
        raise refused(
            "list_too_long", path, say("A list of {length} items is too long for a document.", length=len(items))
        )
    return Items([_checked(item, f"{path}[{index}]", turns) for index, item in enumerate(items)], turns)


def _text(text: str, path: str) -> str:
    if text.isascii() and text.isprintable() and "{" not in text and "}" not in text and "[" not in text:
        return str(text)
    if bad := UNPRINTABLE.search(text):
        code = f"U+{ord(bad[0]):04X}"
        raise refused("unprintable_character", path, say("The character {code} cannot stand in a document.", code=code))
    if mark := MARKS.search(text):
        raise refused(
            "mark_in_data", path, say("The signs {mark} are kept for templates and cannot be printed.", mark=mark[0])
        )
    return str(text)


def refused(code: str, path: str, why: Sentence) -> Refusal:
    """Return a refusal of one data item, with its place in the content."""
    return Refusal(Why.INVALID, code, say("{path}: {why}", path=path or "content", why=why))
