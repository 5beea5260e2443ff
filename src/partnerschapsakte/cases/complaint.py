"""One thing that is wrong by itself at a place of a case file, and the two that are found everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a place, and how to mend it."""

    path: Path
    message: Sentence
    remedy: Sentence | None = None


def in_order(path: Path, before: str, first: date | None, after: str, second: date | None) -> Iterator[Complaint]:
    """Yield that one day lies before another which it follows."""
    if first and second and second < first:
        message = say(
            "{after} ({second}) lies before {before} ({first}).", after=after, second=second, before=before, first=first
        )
        yield Complaint((*path, after), message, say("Correct one of the two dates."))


def leads(path: Path, found: list[int]) -> Iterator[Complaint]:
    """Yield that there is not exactly one lead; ``found`` are the places of those there are."""
    if not found:
        yield Complaint(
            path, say("A consortium has exactly one lead; here none is named."), say("Make one of them lead.")
        )
    for position in found[1:]:
        yield Complaint(
            (*path, position, "role"),
            say("A consortium has exactly one lead; this is a second one."),
            say("Make this organisation a member."),
        )
