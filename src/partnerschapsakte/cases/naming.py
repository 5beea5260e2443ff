"""A name used somewhere in a case file, and the section in which it must be known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from partnerschapsakte.cases.findings import Path

Section: TypeAlias = tuple[str, ...]
"""Where the name is known; of an organisation the second part is the side of the table on which it must be."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name used somewhere in the file."""

    path: Path
    name: str


def each(path: Path, names: Iterable[str]) -> Iterator[Named]:
    """Yield the names of a list with the place of each."""
    yield from (Named((*path, position), name) for position, name in enumerate(names))
