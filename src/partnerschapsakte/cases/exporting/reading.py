"""What every room of a tender is read back from: its rows, the journal with the day of each fact, and the keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, cast

from sqlalchemy.orm import Session

from partnerschapsakte.cases.keys import Keys, kept
from partnerschapsakte.cases.queries import Line
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.queries import Tender


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier that is being written back."""

    session: Session
    dossier_id: str
    lines: Sequence[Line]
    keys: Keys
    now: datetime

    @property
    def tender(self) -> Tender:
        """The tender."""
        return tendering.tender(self.session, self.dossier_id)

    def of(self, tag: str, subject: str | None = None) -> Iterator[Line]:
        """Yield what happened of one kind, in its order."""
        return (line for line in self.lines if line.tag == tag and subject in {None, line.subject})

    def day(self, tag: str, subject: str | None = None, **details: Any) -> date | None:
        """Return the last day on which something happened, with these details."""
        found = [
            line.on
            for line in self.of(tag, subject)
            if all(line.details.get(name) == value for name, value in details.items())
        ]
        return found[-1] if found else None


def values(content: Any) -> Any:
    """Return plain values of a file: enumerations by their value, and nothing that is empty."""
    if isinstance(content, Mapping):
        known = cast("Mapping[Any, Any]", content)
        return kept(**{str(values(key)): values(item) for key, item in known.items()})
    if isinstance(content, list | tuple):
        return [values(item) for item in cast("Sequence[Any]", content)]
    return content.value if isinstance(content, Enum) else content
