"""The dialogue of a case file, round by round: what was announced, who was invited, talked, told and heard what."""

from decimal import Decimal
from typing import Annotated

from pydantic import Base64Bytes, Field

from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.dialogue.rules.facts import ProductKind, ProductState, Sharing
from partnerschapsakte.foundation.fields import Day, Line, Reason, Text

Count = Annotated[int, Field(ge=1, le=999)]
Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="Between quotes.")]
Lines = tuple[Line, ...]


class Invited(Element):
    """All who were in were invited to a round at one moment, by a letter to each."""

    on: Day
    title: Line
    text: Text
    passed_because: Reason | None = None


class RoundClosed(Element):
    """A round was closed, with its reason; in spite of a warning only with another one."""

    on: Day
    reason: Reason
    passed_because: Reason | None = None


class Reduced(Element):
    """Who did not go on after a round, each with the reason it read in its letter (rule 15)."""

    on: Day
    dropped: Annotated[dict[Key, Reason], Field(min_length=1)]
    passed_because: Reason | None = None


class Round(Element):
    """A round as it was announced, and what happened to it."""

    topics: Annotated[Lines, Field(min_length=1)]
    starts_on: Day
    ends_on: Day
    invited: Invited | None = None
    opened_on: Day | None = None
    closed: RoundClosed | None = None
    reduced: Reduced | None = None


class Held(Element):
    """A session was held; who was there is a count and roles, never names (rule 67)."""

    on: Day
    attendees: Count
    attendee_roles: Lines = ()


class Cancelled(Element):
    """A planned session did not take place."""

    on: Day
    reason: Reason


class Approval(Element):
    """Somebody who stands for the participant approved the minutes."""

    on: Day
    by: Key


class MinutesFile(Element):
    """Minutes that are a Word document or a PDF."""

    name: Line
    content: Annotated[Base64Bytes, Field(description="The bytes of the file, in base64.")]


class Minutes(Element):
    """A version of the minutes with one participant, a text or a file, and when both sides approved it (rule 18)."""

    candidate: Key
    on: Day
    text: Text | None = None
    file: MinutesFile | None = None
    authority_on: Day | None = None
    participant: Approval | None = None


class TopicOutcome(Element):
    """What came of one topic with one participant."""

    on: Day
    candidate: Key
    topic: Line
    outcome: Text


class ExpertAlong(Element):
    """An expert by experience comes along, under a label; a name is never in a case file (rule 67)."""

    on: Day
    label: Annotated[Line, Field(max_length=60)]
    preparation_on: Day | None = None
    debriefing_on: Day | None = None
    payment_on: Day | None = None
    note: Text | None = None


class Product(Element):
    """What the dialogue brings forth: a business case, a risk table, a development task."""

    on: Day
    kind: ProductKind
    title: Line
    text: Text
    state: ProductState = ProductState.DRAFT
    candidate: Key | None = None


class Meeting(Element):
    """A session with one participant; without ``candidate`` a joint one with all who were in."""

    planned_on: Day
    round: Count
    candidate: Key | None = None
    day: Day
    hour: Hour
    place: Line
    topics: Annotated[Lines, Field(min_length=1)]
    expected_roles: Lines = ()
    experts: tuple[ExpertAlong, ...] = ()
    held: Held | None = None
    cancelled: Cancelled | None = None
    minutes: tuple[Minutes, ...] = ()
    outcomes: tuple[TopicOutcome, ...] = ()


class Consent(Element):
    """Consent to sharing exactly one item: by somebody who stands for the participant, or shown by a ``proof``."""

    on: Day
    by: Key | None = None
    proof: Line | None = None


class Told(Element):
    """What one participant was told, or told us: for all by a day, or confidential for a reason (rules 19 and 20)."""

    round: Count
    candidate: Key
    told_on: Day
    title: Line
    text: Text
    sharing: Sharing
    reason: Text | None = None
    deliver_by: Day | None = None
    is_idea: bool = False
    consent: Consent | None = None
    delivered_on: Day | None = None


class Change(Element):
    """What the dialogue changes, and where in the specification."""

    on: Day
    what: Text
    place: Line


class Compensation(Element):
    """What each participant gets for taking part; no ``amount``: nothing, for a reason (rule 68)."""

    decided_by: Line
    decided_on: Day
    amount: Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)] | None = None
    reason: Text | None = None


class Answer(Element):
    """The answer to a request, by letter."""

    on: Day
    text: Text


class Progress(Element):
    """A participant asked how the procedure stood; it is answered within 15 days (rule 22)."""

    candidate: Key
    requested_on: Day
    question: Text
    answered: Answer | None = None


class Closing(Element):
    """The dialogue was closed with a letter to all who were in (rule 21)."""

    on: Day
    title: Line
    text: Text
    nothing_because: Reason | None = None
    passed_because: Reason | None = None


class Course(Element):
    """The whole dialogue; the rounds are numbered in their order. It takes the place of ``sessions`` and ``closed_on``.

    Who is to get letters has somebody among the people of the file who stands for it (``stands_for``).
    """

    announced_on: Day
    rounds: Annotated[tuple[Round, ...], Field(min_length=1, max_length=99)]
    reduction: bool = False
    reduction_criteria: Text | None = None
    joint_sessions: bool = False
    maximum_participants: Count | None = None
    meetings: dict[Key, Meeting] = Field(default_factory=dict[str, Meeting])
    told: dict[Key, Told] = Field(default_factory=dict[str, Told])
    products: tuple[Product, ...] = ()
    changes: tuple[Change, ...] = ()
    compensation: Compensation | None = None
    progress: tuple[Progress, ...] = ()
    closing: Closing | None = None
