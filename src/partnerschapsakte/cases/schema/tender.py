"""The tender of a case file: facts and dates; what the procedure makes of them is computed elsewhere."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key, Keys
from partnerschapsakte.foundation.fields import Code, Day, Line, LotCode, Reason, Text
from partnerschapsakte.tendering.rules.facts import ConsortiumRole, EstimationMethod, MinutesState, Procedure

Count = Annotated[int, Field(ge=1, le=999)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)]


class Lot(Element):
    """A part that can be awarded by itself; ``minimum`` and ``maximum`` count its contracts."""

    code: LotCode
    title: Line
    areas: tuple[Line, ...] = ()
    minimum: Count | None = None
    maximum: Count | None = None


class CandidateParty(Element):
    """An organisation in a candidate; one that asks alone is its lead."""

    organisation: Key
    role: ConsortiumRole


class Candidate(Element):
    """Who asked to take part and was admitted: an organisation alone, or a consortium with one lead."""

    name: Line
    parties: Annotated[tuple[CandidateParty, ...], Field(min_length=1)]
    requested_on: Day | None = None
    admitted_on: Day
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
    """The dialogue: what was announced, what was held, when it was closed."""

    topics: tuple[Line, ...] = ()
    rounds: Count | None = None
    started_on: Day
    sessions: tuple[Session, ...] = ()
    closed_on: Day | None = None


class Award(Element):
    """The decision on a lot, its letters, and what followed."""

    lot: LotCode
    candidates: Annotated[Keys, Field(min_length=1)]
    decided_on: Day
    letter_sent_on: Day
    definitive_on: Day | None = None
    contract_concluded_on: Day | None = None
    concluded_early_because: Reason | None = None
    notice_sent_on: Day | None = None
    notice_reference: Code | None = None


class Withdrawal(Element):
    """The procedure ended without an award."""

    on: Day
    reason: Reason


class EstimatedValue(Element):
    """The estimate, in euro excl. VAT over the whole term, and how it was made (Aw 2.17)."""

    amount: Amount
    method: EstimationMethod


class Tender(Element):
    """The procurement procedure. What did not happen yet is left out."""

    procedure: Procedure
    title: Line
    reference: Code | None = None
    planned_on: Day | None = None
    published_on: Day | None = None
    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    maximum_candidates: Count | None = None
    standstill_days: Annotated[int, Field(ge=0, le=365)] = 20
    compensation: Text | None = None
    estimated_value: EstimatedValue | None = None
    lots: Annotated[tuple[Lot, ...], Field(min_length=1)]
    candidates: dict[Key, Candidate] = Field(default_factory=dict[str, Candidate])
    dialogue: Dialogue | None = None
    awards: tuple[Award, ...] = ()
    withdrawn: Withdrawal | None = None
    by: Annotated[Key | None, Field(description="Who recorded it; by default the dossier's procurement officer.")] = (
        None
    )
