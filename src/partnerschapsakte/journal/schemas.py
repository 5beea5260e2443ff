"""What the trail of a dossier, the check of the chain and the list of checkpoints show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from msgspec import Struct

from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.journal.rules.chain import EntryResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuestion:
    """Which entries somebody wants to see; ``first`` and ``last`` are days on which something happened."""

    actor_id: str | None = None
    tag: str | None = None
    result: EntryResult | None = None
    first: date | None = None
    last: date | None = None


class ParkedView(Struct, frozen=True, kw_only=True):
    """Work that failed five times and waits for somebody."""

    id: int
    task: str
    key: str
    payload: dict[str, Any]
    attempts: int
    parked_at: datetime
    last_error: str


class TrailRow(Struct, frozen=True, kw_only=True):
    """One entry as the trail shows it: what happened in a sentence, why if that is known, and all that was kept."""

    number: int | None
    what: Sentence
    reason: Sentence | None
    tag: str
    subject: str
    dossier_id: str | None
    actor_id: str
    actor_name: str
    happened_at: datetime
    recorded_at: datetime
    result: EntryResult
    origin: str
    details: Mapping[str, Any]


class TrailPage(Struct, frozen=True, kw_only=True):
    """A page of the trail, the newest first, and what can be chosen from."""

    rows: tuple[TrailRow, ...]
    number: int
    more: bool
    people: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, Sentence], ...]


class Stood(NamedTuple):
    """Somebody who stands or stood for a party, and from when until when."""

    person_id: str
    since: datetime
    until: datetime | None


class OwnLine(Struct, frozen=True, kw_only=True):
    """What somebody did themselves, without a number that would tell how much others did."""

    what: Sentence
    actor_name: str
    happened_at: datetime


class CheckpointView(Struct, frozen=True, kw_only=True):
    """A checkpoint; ``note`` is what was sent outside, ``key`` the public key to check it by."""

    day: date
    size: int
    root: str
    key: str
    note: str
    made_at: datetime


class ChainCheck(Struct, frozen=True, kw_only=True):
    """What a check of the chain found: ``size`` entries hold together, and ``faults`` say what does not."""

    size: int
    checkpoints: int
    faults: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Tell whether nothing was altered, as far as this installation can tell by itself."""
        return not self.faults
