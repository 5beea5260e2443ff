"""What can happen to questions and notes, as facts for the journal: hashes, and never what was asked or answered."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.clarifications.rules.facts import QuestionChannel
from partnerschapsakte.foundation.outcomes import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked(Fact):
    """A question was asked, or entered for who asked it elsewhere; ``subject`` is its id."""

    tag: ClassVar[str] = "clarification:question:asked"

    channel: QuestionChannel
    asked_on: date
    for_asker_alone: bool
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialityDecided(Fact):
    """It was decided whether a question is answered to its asker alone."""

    tag: ClassVar[str] = "clarification:confidentiality:decided"

    granted: bool
    reason_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDrafted(Fact):
    """An answer was written or rewritten; ``wording_sha256`` is of the question as it will be published."""

    tag: ClassVar[str] = "clarification:answer:drafted"

    wording_sha256: str
    answer_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLeftOut(Fact):
    """A question is left out of the notes, with a reason (record of proceedings, item f)."""

    tag: ClassVar[str] = "clarification:question:left-out"

    reason_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTakenBack(Fact):
    """A question that was left out can be published again."""

    tag: ClassVar[str] = "clarification:question:taken-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnsweredAlone(Fact):
    """A confidential question was answered to its asker alone (record of proceedings, item f)."""

    tag: ClassVar[str] = "clarification:question:answered-alone"

    answer_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWithdrawn(Fact):
    """A question was withdrawn before it was answered to all."""

    tag: ClassVar[str] = "clarification:question:withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePublished(Fact):
    """A note was published to all at one moment; ``subject`` is its id.

    ``late_because``: why it came within ten days of the deadline; ``named_because``: why what looks like the name of
    an asker stands in it.
    """

    tag: ClassVar[str] = "clarification:note:published"

    number: int
    deadline_on: date | None
    questions: tuple[str, ...]
    sha256: str
    late_because: str | None
    named_because: str | None
