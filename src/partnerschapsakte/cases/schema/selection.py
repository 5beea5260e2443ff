"""The selection of a case file: what is asked, who asked to take part, how each was judged, and the decision."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key, TimeOfDay
from partnerschapsakte.cases.schema.seats import Seat
from partnerschapsakte.foundation.fields import Code, Day, Line, Reason, Text
from partnerschapsakte.selection.rules.facts import RequirementKind, SelectionRedraw, SizeClass, TieRule

Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Scale = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
ShortReason = Annotated[Reason, Field(max_length=2000)]


class Requirement(Element):
    """A requirement that is met or not, or a ground for exclusion; ``evidence`` shows it."""

    code: Code
    kind: RequirementKind
    text: Line
    evidence: Line


class SelectionCriterion(Element):
    """A criterion on which candidates are ranked: its weight of 100 (none: in order of importance) and its scale."""

    code: Code
    text: Line
    weight: Share = Decimal(0)
    scale: Scale
    evidence: Line


class Asked(Element):
    """What is asked of candidates, and how a tie at the cut is broken."""

    requirements: tuple[Requirement, ...] = ()
    criteria: tuple[SelectionCriterion, ...] = ()
    uea_required: bool = False
    tie_rule: TieRule = TieRule.DRAW
    tie_criterion: Code | None = None
    redraw_rule: SelectionRedraw = SelectionRedraw.NEW_DRAW
    decimals: Annotated[int, Field(ge=0, le=2)] = 2
    standstill_days: Annotated[int, Field(ge=1, le=365)] | None = None


class RectifiedSelection(Asked):
    """What is asked, whole, as it was corrected for all after publication."""

    on: Day
    reason: Reason


class Met(Element):
    """Whether a requirement is met, and why."""

    met: bool
    reason: ShortReason


class Given(Element):
    """A score with its reason."""

    score: Share
    reason: ShortReason


class Judged(Element):
    """For each requirement whether it is met."""

    on: Day
    findings: dict[Code, Met]


class Scored(Element):
    """For each criterion a score; only where candidates exceed the places."""

    on: Day
    scores: dict[Code, Given]


class PhaseOut(Element):
    """What a provider that was not selected hands over."""

    on: Day
    has_running_clients: bool = False
    clients: Text | None = None
    staff: Text | None = None
    systems: Text | None = None


class Request(Element):
    """A request to participate. Its key names the candidate too, once it is admitted.

    A request that came in after noon is written down on the next day; the moment itself is kept.
    """

    name: Line
    parties: Annotated[tuple[Seat, ...], Field(min_length=1)]
    received_on: Day
    received_time: TimeOfDay = "09:00"
    size_class: SizeClass
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "NL"
    electronic: bool = True
    judged: Judged | None = None
    scored: Scored | None = None
    withdrawn_on: Day | None = None
    withdrawal_reason: Reason | None = None
    phase_out: PhaseOut | None = None


class SelectionDraw(Element):
    """A draw among who tied at the cut, in the order drawn: how it was done, and before whom (rule 33)."""

    drawn: Annotated[tuple[Key, ...], Field(min_length=2)]
    drawn_on: Day
    method: Text
    witness: Line


class SelectionDecided(Element):
    """The decision on who is admitted; who that is, is computed."""

    decided_on: Day
    few_because: Reason | None = None


class Selection(Asked):
    """The whole selection; ``planned_on`` is the day on which it was laid down, by default that of the tender."""

    planned_on: Day | None = None
    rectified: tuple[RectifiedSelection, ...] = ()
    requests: dict[Key, Request] = Field(default_factory=dict[str, Request])
    draws: tuple[SelectionDraw, ...] = ()
    decision: SelectionDecided | None = None
