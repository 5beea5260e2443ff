"""The tender of a case file: facts and dates; what the procedure makes of them is computed elsewhere."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.assessment import Assessment
from partnerschapsakte.cases.schema.awarding import Awarding, Settled
from partnerschapsakte.cases.schema.bids import Bids
from partnerschapsakte.cases.schema.clarifications import Clarifications
from partnerschapsakte.cases.schema.dialogue import Course
from partnerschapsakte.cases.schema.element import Element, Key, Keys, TimeOfDay
from partnerschapsakte.cases.schema.seats import Seat
from partnerschapsakte.cases.schema.selection import Selection
from partnerschapsakte.foundation.fields import Code, Day, Line, LotCode, Reason, Text
from partnerschapsakte.tendering.rules.facts import (
    EstimationMethod,
    MinutesState,
    NoticeKind,
    Procedure,
)

Count = Annotated[int, Field(ge=1, le=999)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]


class Lot(Element):
    """A part that can be awarded by itself; ``minimum`` and ``maximum`` count its contracts."""

    code: LotCode
    title: Line
    areas: tuple[Line, ...] = ()
    minimum: Count | None = None
    maximum: Count | None = None


class Candidate(Element):
    """Who asked to take part and was admitted: an organisation alone, or a consortium with one lead."""

    name: Line
    parties: Annotated[tuple[Seat, ...], Field(min_length=1)]
    requested_on: Day | None = None
    admitted_on: Day
    outside_because: Reason | None = None
    withdrawn_on: Day | None = None
    withdrawal_reason: Reason | None = None


class Session(Element):
    """A conversation with one candidate. Who was there is a count and roles, never names (rule 67)."""

    candidate: Key
    round: Count
    held_on: Day
    topics: tuple[Line, ...] = ()
    attendees: Count
    attendee_roles: tuple[Line, ...] = ()
    minutes: MinutesState = MinutesState.DRAFT
    minutes_approved_on: Day | None = None


class Dialogue(Element):
    """The dialogue: what was announced, what was held, when it was closed; ``course`` tells the whole of it."""

    topics: tuple[Line, ...] = ()
    rounds: Count | None = None
    started_on: Day
    sessions: tuple[Session, ...] = ()
    closed_on: Day | None = None
    course: Course | None = None


class Award(Settled):
    """The decision on a lot and its letters in short, and what followed; ``tender.awarding`` tells the whole of it."""

    lot: LotCode
    candidates: Annotated[Keys, Field(min_length=1)]
    decided_on: Day
    letter_sent_on: Day


class Withdrawal(Element):
    """The procedure ended without an award."""

    on: Day
    reason: Reason


class EstimatedValue(Element):
    """The estimate, in euro excl. VAT over the whole term, and how it was made (Aw 2.17)."""

    amount: Amount
    method: EstimationMethod


class Invitation(Element):
    """All who were left were invited to tender at one moment; ``tender.tender_due_on`` says by when."""

    invited_on: Day
    submission_address: Line
    languages: Annotated[tuple[Line, ...], Field(min_length=1)] = ("Nederlands",)


class Tender(Element):
    """The procurement procedure. What did not happen yet is left out."""

    procedure: Procedure
    title: Line
    reference: Code | None = None
    planned_on: Day | None = None
    published_on: Day | None = None
    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    tender_due_time: Annotated[TimeOfDay | None, Field(description="By default the whole of the day is in time.")] = (
        None
    )
    maximum_candidates: Count | None = None
    standstill_days: Annotated[int, Field(ge=0, le=365)] = 20
    compensation: Text | None = None
    estimated_value: EstimatedValue | None = None
    cpv_code: Code | None = None
    notice: NoticeKind = NoticeKind.CONTRACT_NOTICE
    receipt_confirmed_on: Annotated[Day | None, Field(description="Europe confirmed that it received the notice.")] = (
        None
    )
    european_on: Annotated[Day | None, Field(description="Europe published the notice.")] = None
    documents_address: Annotated[
        Line | None, Field(description="Where everybody can fetch the documents, complete and free.")
    ] = None
    lots_reason: Text | None = None
    lots: Annotated[tuple[Lot, ...], Field(min_length=1)]
    candidates: dict[Key, Candidate] = Field(default_factory=dict[str, Candidate])
    selection: Selection | None = None
    clarifications: Clarifications | None = None
    dialogue: Dialogue | None = None
    invitation: Invitation | None = None
    bids: Bids | None = None
    assessment: Assessment | None = None
    awards: tuple[Award, ...] = ()
    awarding: Awarding | None = None
    withdrawn: Withdrawal | None = None
    told_in_part: Annotated[
        bool, Field(description="It ran elsewhere and not every step is in this file: what is missing is not judged.")
    ] = True
    by: Annotated[Key | None, Field(description="Who recorded it; by default the dossier's procurement officer.")] = (
        None
    )
