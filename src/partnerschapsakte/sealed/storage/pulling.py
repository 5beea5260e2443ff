"""Lets work in a thread read from a request that arrives in the event loop, at the pace of that work.

Nobody keeps others out: one party has a few places at a time, and who sends too slowly loses theirs.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from partnerschapsakte.sealed.storage.age import Readable

AT_ONCE = 64
"""How many parts come in at the same time; the next ones wait, and their senders with them."""

PER_PARTY = 4
"""How many of those places one party has; its next parts wait for its own, and take none of anybody else's."""

Result = TypeVar("Result")
_THREADS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sealed")
_PLACES: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Semaphore]]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a sender may keep a place waiting, in seconds: at once, and in all, beyond ``slowest`` bytes a second.

    Only waiting for the sender counts, so that a slow database takes nobody's place.
    """

    silence: float = 120.0
    grace: float = 120.0
    slowest: int = 16 * 1024

    def left(self, waited: float, received: int) -> float:
        """Return how long the next piece may take, after so much waiting for so many bytes; none left is negative."""
        return min(self.silence, self.grace + received / self.slowest - waited)


PATIENCE = Patience()


class Pulled:
    """Reads an asynchronous stream from another thread. It holds one piece at a time; nothing is spooled."""

    def __init__(
        self, source: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop, patience: Patience = PATIENCE
    ) -> None:
        self._source, self._loop, self._patience = source, loop, patience
        self._rest = memoryview(b"")
        self._ended = False
        self._waited, self._received = 0.0, 0

    def read(self, size: int = -1, /) -> bytes:
        """Return at most this many bytes; none at the end. Raises what the stream raises, and TimeoutError."""
        while not self._rest and not self._ended:
            piece = self._wait()
            self._ended = piece is None
            self._rest = memoryview(piece or b"")
            self._received += len(self._rest)
        cut = len(self._rest) if size < 0 else size
        given, self._rest = bytes(self._rest[:cut]), self._rest[cut:]
        return given

    def _wait(self) -> bytes | None:
        left = self._patience.left(self._waited, self._received)
        if left <= 0:
            raise TimeoutError("too slow")
        begun = time.monotonic()
        coming = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
        try:
            return coming.result(left)
        finally:
            coming.cancel()  # does nothing to what has come
            self._waited += time.monotonic() - begun

    async def _next(self) -> bytes | None:
        return await anext(self._source, None)


async def pull(
    source: AsyncIterator[bytes], work: Callable[[Readable], Result], *, party_id: str, patience: Patience = PATIENCE
) -> Result:
    """Do work in a thread that reads from what this party sends, once it has a place, and return its result."""
    loop = asyncio.get_running_loop()
    async with _places_of(loop, party_id):
        return await loop.run_in_executor(_THREADS, work, Pulled(source, loop, patience))


def _places_of(loop: asyncio.AbstractEventLoop, party_id: str) -> asyncio.Semaphore:
    return _PLACES.setdefault(loop, {}).setdefault(party_id, asyncio.Semaphore(PER_PARTY))
