"""The ways a rule can end: a Fact happened, a Refusal says why not, a Finding says what to look at."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened and may never be edited, only followed by another."""

    tag: ClassVar[str]
    subject: str


class Why(StrEnum):
    """What kind of no a refusal is; each door maps it to its own status."""

    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    CONFLICT = "conflict"
    INVALID = "invalid"


class Refusal(Exception):
    """A rule said no.

    ``code`` is for machines, ``message`` for a civil servant. ``rule`` is the row of the table of rules
    (docs/reference/rules.md) or None, ``article`` its source, ``remedy`` what would make the act allowed.
    """

    def __init__(
        self,
        why: Why,
        code: str,
        message: Sentence,
        *,
        rule: str | None = None,
        article: str | None = None,
        remedy: Sentence | None = None,
    ) -> None:
        super().__init__(str(message))
        self.why, self.code, self.message = why, code, message
        self.rule, self.article, self.remedy = rule, article, remedy


def why_not_overwrite(read: int | None, now: int) -> Refusal | None:
    """Say that somebody else changed something since this version of it was read; None where nobody read one."""
    if read is None or read == now:
        return None
    message = say("Somebody else changed this meanwhile.")
    return Refusal(Why.CONFLICT, "changed_meanwhile", message, remedy=say("Read it again, then decide."))


class Level(StrEnum):
    """How serious a finding is."""

    REFUSED = "refused"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a reader must know: the rule (row or None), its source, a sentence, and where it was found."""

    level: Level
    message: Sentence
    rule: str | None = None
    source: str | None = None
    where: str = ""
