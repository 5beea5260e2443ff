"""Turns the content of a document into plain values for the renderer: dicts, lists, dates and amounts."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, cast


def as_plain(content: object) -> dict[str, Any]:
    """Return the fields and the properties of a content as a dict; dates stay date, Decimal stays Decimal."""
    return cast("dict[str, Any]", plain(content))


def plain(value: object) -> object:
    """Return one value without classes of ours."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in names_of(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    if isinstance(value, tuple | list):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    return value


def names_of(value: Any) -> Iterator[str]:
    """Name the fields of a dataclass and the public properties of its classes."""
    yield from (field.name for field in fields(value))
    for owner in type(value).__mro__:
        yield from (name for name, member in vars(owner).items() if isinstance(member, property))
