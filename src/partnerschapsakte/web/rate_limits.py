"""How often one client may ask: a bucket of permits that fills up steadily, kept in this process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from threading import Lock

MOST_CLIENTS = 10_000
MINUTE = 60


class TooMany(Exception):
    """A client asked more often than it may; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


@dataclass(slots=True)
class Buckets:
    """The permits of each client: ``per_minute`` of them, and as many at once; 0 means no limit."""

    per_minute: int
    now: Callable[[], datetime]
    _left: dict[str, tuple[float, datetime]] = field(default_factory=dict[str, tuple[float, datetime]])
    _lock: Lock = field(default_factory=Lock)

    def take(self, client: str) -> None:
        """Use one permit of a client, or raise TooMany."""
        if not self.per_minute:
            return
        moment, speed = self.now(), self.per_minute / MINUTE
        with self._lock:
            left, since = self._left.pop(client, (float(self.per_minute), moment))
            left = min(float(self.per_minute), left + max(0.0, (moment - since).total_seconds()) * speed)
            enough = left >= 1
            self._left[client] = (left - 1 if enough else left, moment)
            if len(self._left) > MOST_CLIENTS:  # the one that asked longest ago has the fullest bucket
                del self._left[next(iter(self._left))]
        if not enough:
            raise TooMany(ceil((1 - left) / speed))
