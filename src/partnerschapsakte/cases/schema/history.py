"""What happened during the term, day by day: evaluations, decisions, notices, receipts, dates that were done."""

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.foundation.fields import Day, Line, Reason, Text


class Event(Element):
    """Something that happened on a day, and who recorded it."""

    on: Day
    by: Key


class PhaseEntered(Event):
    """The dossier went to another phase."""

    event: Literal["phase_entered"]
    phase: Phase


class PostAssigned(Event):
    """A person got a post."""

    event: Literal["post_assigned"]
    post: Post
    person: Key


class PostHandedOver(Event):
    """A person left a post, to another or to those who remain."""

    event: Literal["post_handed_over"]
    post: Post
    from_person: Key
    to_person: Key | None = None


class PointEvent(Event):
    """An event at an extension point of an agreement."""

    agreement: Key
    point: Annotated[int, Field(ge=1, le=50)]


class RelationEvent(PointEvent):
    """An event between one authority and one provider; without them it is for each one of the agreement."""

    authority: Key | None = None
    provider: Key | None = None


class EvaluationPlanned(PointEvent):
    """The day on which the evaluation starts was set."""

    event: Literal["evaluation_planned"]
    planned_on: Day


class Dissent(Element):
    """A party that does not share the conclusion, and why."""

    party: Key
    reason: Reason


class EvaluationConcluded(PointEvent):
    """The parties looked back together."""

    event: Literal["evaluation_concluded"]
    findings: Reason
    provider_view: Text | None = None
    residents_view: Text | None = None
    method: Text | None = None
    participants: tuple[Line, ...] = ()
    lessons: tuple[Line, ...] = ()
    advice: Choice | None = None
    dissents: tuple[Dissent, ...] = ()


class ExtensionDecided(RelationEvent):
    """An option was used or dropped: by a mandate holder, or by a body elsewhere (``decision`` names which)."""

    event: Literal["extension_decided"]
    choice: Choice
    reason: Reason
    decision: Key | None = None
    without_evaluation: Reason | None = None


class NoticeSent(RelationEvent):
    """The extension notice was sent."""

    event: Literal["notice_sent"]
    channel: Line


class ReceiptProven(RelationEvent):
    """The receipt of the notice was proven, by default on the day of receipt itself."""

    event: Literal["receipt_proven"]
    received_on: Day
    proof: Line


class ContinuedAnyway(RelationEvent):
    """After a missed notice day a mandate holder went on all the same."""

    event: Literal["continued_anyway"]
    ground: Reason
    risk: Reason


class NoticeMissed(RelationEvent):
    """A notice was decided on but not received in time: the option lapsed, and the file says that it knows."""

    event: Literal["notice_missed"]
    note: Text


class KeptDate(StrEnum):
    """A date of an agreement that is done when somebody says so: its end, and its exit plan."""

    END = "end"
    EXIT = "exit"


class DateDone(Event):
    """A date was done by hand; the note says what was done."""

    event: Literal["date_done"]
    agreement: Key
    date: KeptDate
    note: Reason


AnyEvent: TypeAlias = Annotated[
    PhaseEntered
    | PostAssigned
    | PostHandedOver
    | EvaluationPlanned
    | EvaluationConcluded
    | ExtensionDecided
    | NoticeSent
    | ReceiptProven
    | ContinuedAnyway
    | NoticeMissed
    | DateDone,
    Field(discriminator="event"),
]
