"""The only Jinja environment of documents: no globals, no calls, no attributes of objects, Dutch filters."""

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from babel.numbers import format_decimal
from jinja2 import StrictUndefined, Undefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say

LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})
TESTS = frozenset({"defined", "undefined", "none"})
printed: ContextVar[list[str] | None] = ContextVar("printed", default=None)
"""Where the proof collects each text that a template prints."""


class Unprintable(Exception):
    """A value came where text must stand: nothing at all, a list, or yes or no. ``kind`` says which."""

    def __init__(self, kind: Sentence) -> None:
        super().__init__(str(kind))
        self.kind = kind


@lru_cache(maxsize=4096)
def day(value: date) -> str:
    """Write a date: ``1 januari 2029``."""
    return language.day(_of_kind(value, date))


@lru_cache(maxsize=4096)
def weekday(value: date) -> str:
    """Write a date with its day of the week: ``maandag 1 januari 2029``."""
    return language.weekday(_of_kind(value, date))


def euro(value: Decimal | int) -> str:
    """Write an amount of money: ``€ 1.234,56``. Parts of a cent are refused: rounding is not for a template."""
    amount = Decimal(_of_kind(value, Decimal, int))
    if amount != amount.quantize(Decimal("0.01")):
        raise Unprintable(say("an amount with parts of a cent"))
    return language.euro(amount)


def number(value: Decimal | int) -> str:
    """Write a number with all its decimals: ``1.234,5``."""
    return format_decimal(_of_kind(value, Decimal, int), locale=language.DUTCH, decimal_quantization=False)


def percentage(value: Decimal) -> str:
    """Write a fraction as a percentage: 0.125 is ``12,5%``."""
    return f"{number(_of_kind(value, Decimal, int) * 100)}%"


def enumeration(value: Sequence[str]) -> str:
    """Write names in a row: ``Aldermeer, Berkenwoude en Dalem``."""
    names = [str(name) for name in _of_kind(value, list)]
    return " en ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "weekday": weekday,
    "euro": euro,
    "number": number,
    "percentage": percentage,
    "enumeration": enumeration,
}


def _of_kind(value: Any, *kinds: type) -> Any:
    if isinstance(value, kinds) and not isinstance(value, bool):
        return value
    if isinstance(value, Undefined):
        str(value)  # says which data item is missing
    raise Unprintable(_kind(value))


def _kind(value: Any) -> Sentence:
    match value:
        case None:
            return say("nothing")
        case bool():
            return say("yes or no")
        case list():
            return say("a list")
        case dict():
            return say("a group of data")
        case str():
            return say("a text") if value.strip() else say("an empty text")
        case date():
            return say("a date")
        case _:
            return say("a number")


def written(value: Any) -> str:
    """Return the text of a value that is printed; a value without text is refused, never printed as nothing."""
    if isinstance(value, Undefined):
        return str(value)  # raises, and names the data item
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
        raise Unprintable(_kind(value))
    text = _plain(value)
    if not text or text.isspace():
        raise Unprintable(_kind(value))
    if (texts := printed.get()) is not None:
        texts.append(text)
    return text


def _plain(value: str | int | Decimal | date) -> str:
    match value:
        case str():
            return value
        case Decimal():
            return number(value)
        case date():
            return day(value)
        case _:
            return str(value)


class DocumentEnvironment(SandboxedEnvironment):
    """Reads the keys of mappings, the numbers of lists and the counters of a loop; there is nothing else to reach."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read ``party.name``: a key, never an attribute of a Python object."""
        if isinstance(obj, dict) and attribute in obj:
            return cast("dict[str, Any]", obj)[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(cast("Any", obj), attribute)
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(hint=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read ``parties[0]`` or ``party["name"]``."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list) and isinstance(argument, int):
            items = cast("list[Any]", obj)
            return items[argument] if 0 <= argument < len(items) else self.undefined(hint=str(argument))
        return obj if isinstance(obj, Undefined) else self.undefined(hint=str(argument))


def make_environment() -> DocumentEnvironment:
    """Return a fresh environment; a test gives one to docxtpl, to compare."""
    made = DocumentEnvironment(autoescape=True, undefined=StrictUndefined, finalize=written, cache_size=0)
    made.globals.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


def name_of_missing(message: str) -> str:
    """Return the name in Jinja's message about a missing value."""
    found = re.match(r"'([^']+)' is undefined", message)
    return found[1] if found else message
