"""What a reader of a case file is told: where it stands, one sentence, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TypeAlias

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence, say

Part: TypeAlias = str | int
Path: TypeAlias = tuple[Part, ...]


class FoundKind(StrEnum):
    """An error of the input, a refusal of a rule, or something to know."""

    ERROR = "error"
    REFUSED = "refused"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column (from 1) of a file, and the path of the element there: ``agreements.koos.term``."""

    file: str
    line: int
    column: int
    path: str

    def __str__(self) -> str:
        """Write it as compilers do, so that an editor can jump there."""
        return ":".join(part for part in (self.file, str(self.line), str(self.column), self.path) if part)

    @property
    def in_file(self) -> str:
        """Write it without the folder, so that it is the same wherever the file lies."""
        return str(Place(FilePath(self.file).name, self.line, self.column, self.path)) if self.line else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing found in a case file."""

    kind: FoundKind
    place: Place
    message: Sentence
    remedy: Sentence | None = None
    rule: str | None = None
    article: str | None = None


def refused(refusal: Refusal, place: Place) -> Found:
    """Return a rule's refusal at the place of the element that was refused."""
    return Found(
        kind=FoundKind.REFUSED,
        place=place,
        message=refusal.message,
        remedy=refusal.remedy,
        rule=refusal.rule,
        article=refusal.article,
    )


def written(path: Path) -> str:
    """Write a path as a person would: ``history[3].on``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def in_order(found: Iterable[Found]) -> list[Found]:
    """Sort by place and say everything once."""
    return sorted(
        dict.fromkeys(found), key=lambda one: (one.place.file, one.place.line, one.place.column, str(one.message))
    )


def as_line(found: Found, locale: str) -> str:
    """Say one finding on one line: place, what kind it is, the sentence, the remedy, the rule and its source."""
    parts = [f"{found.place}: {language.label(found.kind, locale)}: {language.tell(found.message, locale)}"]
    if found.remedy:
        parts.append(language.tell(found.remedy, locale))
    source = [language.tell(say("rule {number}", number=found.rule), locale)] if found.rule else []
    source += [found.article] if found.article else []
    return " ".join(parts) + (f" [{', '.join(source)}]" if source else "")
