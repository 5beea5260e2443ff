"""The shapes that cross the doors of clarifications."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from pydantic import Field

from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionChannel, QuestionState
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, OptionalLine, OptionalText, Reason, Text
from partnerschapsakte.foundation.outcomes import Level

Wording = Annotated[Text, Field(max_length=5000)]
OptionalWording = Annotated[OptionalText, Field(max_length=5000)]
"""Shorter than a letter, in which it must fit."""


class AskQuestion(Command):
    """A question; ``about`` is the document and paragraph. With ``confidential_because`` it asks for an answer alone.

    The last four are for who enters a question that came in along another way; a candidate leaves them out.
    """

    about: OptionalLine = ""
    text: Wording
    confidential_because: Reason | None = None
    channel: QuestionChannel | None = None
    party_id: Code | None = None
    asker: Line | None = None
    asked_on: Day | None = None


class DecideConfidentiality(Command):
    """Whether a question is answered to its asker alone, and why."""

    granted: bool
    reason: Reason


class DraftAnswer(Command):
    """The answer; ``wording`` replaces the question in the note, where its own words tell who asked."""

    answer: Wording
    wording: OptionalWording = ""


class LeaveOut(Command):
    """Why a question is left out of the notes."""

    reason: Reason


class PublishNote(Command):
    """The questions of a note, in its order; none: all that are ready, in the order in which they were asked."""

    questions: tuple[Code, ...] = ()
    late_because: Reason | None = None
    named_because: Reason | None = None


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question as this reader sees it.

    A candidate sees its own only, and no answer before it was given; who answers and what is left out and why is for
    the authority's side.
    """

    id: str
    dossier_id: str
    about: str
    text: str
    asker: str
    party_id: str | None
    channel: QuestionChannel
    asked_on: date
    entered_at: datetime
    in_time: bool
    state: QuestionState
    confidentiality: Confidentiality
    confidential_because: str
    decision_reason: str
    answer: str | None
    answered_alone_at: datetime | None
    left_out_because: str | None
    withdrawn_at: datetime | None
    note_number: int | None
    item_number: int | None


class NameFound(msgspec.Struct, frozen=True, kw_only=True):
    """What looks like the name of an asker in what would be published."""

    level: Level
    message: str
    rule: str | None
    source: str | None


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that the team is writing, and how the question will stand in the note."""

    question_id: str
    dossier_id: str
    wording: str
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    findings: tuple[NameFound, ...]
    version: int


class NoteItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A question and its answer in a note, without who asked."""

    number: int
    about: str
    text: str
    answer: str


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A published note, the same for everybody but for who published it and why it was late."""

    id: str
    dossier_id: str
    number: int
    published_at: datetime
    items: tuple[NoteItemView, ...]
    has_document: bool
    published_by_name: str | None
    deadline_on: date | None
    late_because: str | None
    named_because: str | None
