"""What is wrong with an archive: which member, which line, one sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Fact
from partnerschapsakte.foundation.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in a member of the archive and on a line of it (from 1) where that is known."""

    message: Sentence
    member: str = ""
    line: int = 0

    def told(self, locale: str) -> str:
        """Say it on one line, as compilers do: ``tables/party.jsonl:3: …``."""
        place = ":".join(part for part in (self.member, str(self.line or "")) if part)
        return ": ".join(part for part in (place, language.tell(self.message, locale)) if part)


class ArchiveRefusedError(Exception):
    """An archive is not read in, or not made; nothing was changed."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.told(language.ENGLISH) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMade(Fact):
    """Somebody made an archive of everything; ``subject`` is its seal, which tells whether a file is that archive."""

    tag: ClassVar[str] = "exchange:archive:made"

    rows: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveReadIn(Fact):
    """An archive became this installation; ``subject`` is its seal. What happened after it was made is not in here.

    ``proven`` tells whether the journal that came along was looked at first.
    """

    tag: ClassVar[str] = "exchange:archive:read-in"

    made_at: datetime
    program: str
    rows: int
    files: int
    proven: bool
