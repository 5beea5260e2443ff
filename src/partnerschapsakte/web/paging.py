"""Pages of a list: ``page`` and ``pageSize`` in the question, a ``Link`` header in the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

Item = TypeVar("Item")

PAGE, PAGE_SIZE = "page", "pageSize"
DEFAULT_SIZE, LARGEST_SIZE = 50, 200
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for; pages are counted from 1."""

    page: int = 1
    size: int = DEFAULT_SIZE

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.size

    @property
    def limit(self) -> int:
        """How many rows a query fetches: one more than the page shows, to know whether another page follows."""
        return self.size + 1

    def of(self, rows: Sequence[Item], *, total: int | None = None) -> "Listed[Item]":
        """Return the page of the rows that were fetched by ``limit`` and ``offset``.

        ``total`` is for lists that the reader sees whole; a guest is never told how many there are.
        """
        return Listed(list(rows[: self.size]), self, follows=len(rows) > self.size, total=total)

    def part(self, rows: Sequence[Item]) -> "Listed[Item]":
        """Return the page of a list that was read whole; its reader may know how long it is."""
        return self.of(rows[self.offset : self.offset + self.limit], total=len(rows))


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """One page of a list."""

    items: list[Item]
    paging: Paging
    follows: bool
    total: int | None = None

    def links(self, path: str, query: dict[str, Any]) -> str:
        """Return the ``Link`` header: first, prev, next, and last where it is known."""
        page, size = self.paging.page, self.paging.size
        numbers = {"first": 1, "prev": page - 1, "next": page + 1 if self.follows else 0, "last": self._last()}
        rest = urlencode({name: value for name, value in query.items() if name not in {PAGE, PAGE_SIZE}})
        start = f"{path}?{rest}&" if rest else f"{path}?"
        return ", ".join(
            f'<{start}{PAGE}={number}&{PAGE_SIZE}={size}>; rel="{name}"'
            for name, number in numbers.items()
            if number > 0
        )

    def _last(self) -> int:
        if self.total is not None:
            return max(1, -(-self.total // self.paging.size))
        is_last = not self.follows and (self.items or self.paging.page == 1)
        return self.paging.page if is_last else 0
