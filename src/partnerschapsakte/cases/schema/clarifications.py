"""The questions of a case file, and the numbered notes in which they are answered to all."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.clarifications.rules.facts import QuestionChannel
from partnerschapsakte.foundation.fields import Day, Line, Reason, Text

Wording = Annotated[Text, Field(max_length=5000)]


class ConfidentialityDecided(Element):
    """Whether a question is answered to its asker alone, and why."""

    on: Day
    granted: bool
    reason: Reason


class Answered(Element):
    """The answer; ``wording`` replaces the question in the note; ``alone_on``: answered to the asker alone."""

    on: Day
    answer: Wording
    wording: Wording | None = None
    alone_on: Day | None = None


class LeftOut(Element):
    """A question is left out of the notes, for the record of proceedings, item f (rule 8)."""

    on: Day
    reason: Reason


class Question(Element):
    """A question as it came in; ``about`` is the document and paragraph. Who asked is no part of any note."""

    asked_on: Day
    channel: QuestionChannel = QuestionChannel.OTHER
    organisation: Key | None = None
    asker: Line | None = None
    about: Line | None = None
    text: Wording
    confidential_because: Reason | None = None
    confidentiality: ConfidentialityDecided | None = None
    answered: Answered | None = None
    left_out: LeftOut | None = None
    withdrawn_on: Day | None = None


class Note(Element):
    """A clarification note, at least ten days before the deadline (rule 9); later only by a mandate holder."""

    published_on: Day
    questions: Annotated[tuple[Key, ...], Field(min_length=1)]
    late_because: Reason | None = None
    named_because: Reason | None = None
    by: Key | None = None


class Clarifications(Element):
    """The questions by key, and the notes in the order of their numbers."""

    questions: dict[Key, Question] = Field(default_factory=dict[str, Question])
    notes: tuple[Note, ...] = ()
