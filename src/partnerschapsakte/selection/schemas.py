"""The shapes that cross the doors of the selection."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from pydantic import Field

from partnerschapsakte.foundation.fields import Code, Command, Day, Exact, Line, OptionalText, Reason, Text
from partnerschapsakte.foundation.outcomes import Finding, Refusal
from partnerschapsakte.sealed.schemas import Deadline, Moment, TimeOfDay
from partnerschapsakte.selection.rules.facts import RequestState, RequirementKind, SelectionRedraw, SizeClass, TieRule
from partnerschapsakte.tendering.rules.facts import ConsortiumRole
from partnerschapsakte.tendering.schemas import CandidatePartyView, PartyOfCandidate

NUMBER = r"^(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)$"
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2), Exact(NUMBER, 0, 100)]
Scale = Annotated[
    Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2), Exact(r"^(?=.*[1-9])" + NUMBER[1:], 1, 100)
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Why = Annotated[Reason, Field(max_length=2000)]


class AskedRequirement(Command):
    """A requirement that is met or not, or a ground for exclusion that applies or not; ``evidence`` shows it."""

    code: Code
    kind: RequirementKind
    text: Line
    evidence: Line


class AskedCriterion(Command):
    """A selection criterion: its weight of 100 (0 for all: in order of importance), its highest score, its evidence."""

    code: Code
    text: Line
    weight: Share = Decimal(0)
    scale: Scale
    evidence: Line


class PlanSelection(Command):
    """What is asked of candidates, and how a tie is broken; ``standstill_days``: what the documents promise."""

    requirements: tuple[AskedRequirement, ...] = ()
    criteria: tuple[AskedCriterion, ...] = ()
    uea_required: bool = False
    tie_rule: TieRule = TieRule.DRAW
    tie_criterion: Code | None = None
    redraw_rule: SelectionRedraw = SelectionRedraw.NEW_DRAW
    decimals: Annotated[int, Field(ge=0, le=2)] = 2
    standstill_days: Annotated[int | None, Field(ge=1, le=365)] = None


class RectifySelection(PlanSelection):
    """What is asked, corrected after publication: with a reason that goes to all."""

    reason: Reason


class RecordRequest(Command):
    """A request to participate came in; what the notices will ask is recorded from the first day."""

    name: Line
    parties: Annotated[tuple[PartyOfCandidate, ...], Field(min_length=1)]
    received_at: Moment
    size_class: SizeClass
    country: Country = "NL"
    electronic: bool = True


class RequestForm(Command):
    """What a person fills in when a request came in."""

    name: Line
    lead_id: Code
    member_id: Code | None = None
    second_member_id: Code | None = None
    received_on: Day
    received_time: TimeOfDay
    size_class: SizeClass
    country: Country = "NL"
    electronic: bool = False

    def command(self) -> RecordRequest:
        """Return the command that the form means."""
        members = [one for one in (self.member_id, self.second_member_id) if one]
        seats = [(self.lead_id, ConsortiumRole.LEAD), *((one, ConsortiumRole.MEMBER) for one in members)]
        return RecordRequest(
            name=self.name,
            parties=tuple(PartyOfCandidate(party_id=party, role=role) for party, role in seats),
            received_at=Deadline(deadline_on=self.received_on, deadline_time=self.received_time).instant(),
            size_class=self.size_class,
            country=self.country,
            electronic=self.electronic,
        )


class WithdrawRequest(Command):
    """Why a request is withdrawn, and when."""

    withdrawn_on: Day
    reason: Reason


class FoundRequirement(Command):
    """Whether a request meets a requirement, and why."""

    code: Code
    met: bool
    reason: Why


class AssessRequest(Command):
    """How a request meets the requirements; what is left out is not judged yet."""

    findings: tuple[FoundRequirement, ...] = ()


class GivenScore(Command):
    """The score of a request on a criterion, and why (rule 29)."""

    code: Code
    score: Share
    reason: Why


class ScoreRequest(Command):
    """How a request scores; what is left out is not scored yet."""

    scores: tuple[GivenScore, ...] = ()


class RecordSelectionDraw(Command):
    """A draw among who tied at the cut, in the order drawn: how it was done, and before whom (rule 33)."""

    drawn: Annotated[tuple[Code, ...], Field(min_length=2)]
    drawn_on: Day
    method: Text
    witness: Line


class DrawnPlace(Command):
    """As which number one who tied was drawn."""

    request_id: Code
    place: Annotated[int, Field(ge=1, le=99)]


class DrawForm(Command):
    """What a person fills in after a draw: a number for each who tied."""

    places: tuple[DrawnPlace, ...] = ()
    drawn_on: Day
    method: Text
    witness: Line

    def command(self) -> RecordSelectionDraw:
        """Return the command that the form means."""
        in_order = sorted(self.places, key=lambda one: one.place)
        drawn = tuple(one.request_id for one in in_order)
        return RecordSelectionDraw.model_construct(
            drawn=drawn, drawn_on=self.drawn_on, method=self.method, witness=self.witness
        )


class DecideSelection(Command):
    """Who is admitted follows from what was judged; ``few_because`` passes the warning of rule 17."""

    decided_on: Day
    few_because: Reason | None = None


class NotePhaseOut(Command):
    """What a provider that was not selected hands over, where it has clients now."""

    has_running_clients: bool = False
    clients: OptionalText = ""
    staff: OptionalText = ""
    systems: OptionalText = ""


class RequirementView(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement as it was announced."""

    code: str
    kind: RequirementKind
    text: str
    evidence: str


class CriterionView(msgspec.Struct, frozen=True, kw_only=True):
    """A selection criterion as it was announced."""

    code: str
    text: str
    weight: Decimal
    scale: Decimal
    evidence: str


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the ranking."""

    request_id: str
    name: str
    rank: int
    points: Decimal | None


class SelectionDrawView(msgspec.Struct, frozen=True, kw_only=True):
    """A draw as it was recorded."""

    id: str
    drawn_on: date
    drawn: tuple[str, ...]
    method: str
    witness: str
    redraw_rule: SelectionRedraw


class SelectionFileView(msgspec.Struct, frozen=True, kw_only=True):
    """The selection of a tender: what was asked, what came of it so far, and what was decided."""

    dossier_id: str
    is_planned: bool
    is_frozen: bool
    requirements: tuple[RequirementView, ...]
    criteria: tuple[CriterionView, ...]
    uea_required: bool
    tie_rule: TieRule
    tie_criterion: str | None
    redraw_rule: SelectionRedraw
    decimals: int
    standstill_days: int | None
    rectified_because: str
    maximum: int | None
    suitable: int
    applied: bool
    ranking: tuple[PlaceView, ...]
    tied: tuple[str, ...]
    draws: tuple[SelectionDrawView, ...]
    decided_on: date | None
    few_because: str
    standstill_last_day: date | None
    admitted: tuple[str, ...]
    not_admitted: tuple[str, ...]
    version: int


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a requirement is met, and why."""

    code: str
    met: bool
    reason: str


class SelectionScoreView(msgspec.Struct, frozen=True, kw_only=True):
    """A score, and why."""

    code: str
    score: Decimal
    reason: str


class ParticipationRequestView(msgspec.Struct, frozen=True, kw_only=True):
    """A request to participate, how it was judged and what was decided about it."""

    id: str
    dossier_id: str
    name: str
    parties: tuple[CandidatePartyView, ...]
    received_at: datetime
    recorded_at: datetime
    size_class: SizeClass
    country: str
    electronic: bool
    state: RequestState
    withdrawn_on: date | None
    findings: tuple[FindingView, ...]
    scores: tuple[SelectionScoreView, ...]
    rank: int | None
    points: Decimal | None
    candidate_id: str | None
    has_running_clients: bool
    phase_out_clients: str
    phase_out_staff: str
    phase_out_systems: str
    phase_out_noted_at: datetime | None
    version: int


class SelectionPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a selection shows: the file of it, its requests, and what can be done now."""

    file: SelectionFileView
    requests: tuple[ParticipationRequestView, ...]
    findings: tuple[Finding, ...]
    why_not: dict[str, Refusal | None]
    tied: tuple[Any, ...]
