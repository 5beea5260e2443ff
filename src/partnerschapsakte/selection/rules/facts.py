"""The words and values of a selection: what is asked of candidates, and what the rules know of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

MOST_POINTS = Decimal(100)


class RequirementKind(StrEnum):
    """What a requirement is: a ground for exclusion that must not apply, a suitability, or a reference to show."""

    EXCLUSION = "exclusion"
    SUITABILITY = "suitability"
    REFERENCE = "reference"


class SizeClass(StrEnum):
    """How large a candidate is; the award notice asks it (eForms BT-165)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class TieRule(StrEnum):
    """What was announced for a tie at the cut: a draw, or first the points on one criterion."""

    DRAW = "draw"
    CRITERION = "criterion"


class SelectionRedraw(StrEnum):
    """What was announced for when one who was drawn falls out: the next that was drawn, or a new draw (rule 33)."""

    NEXT_IN_ORDER = "next_in_order"
    NEW_DRAW = "new_draw"


class RequestState(StrEnum):
    """Where a request to participate stands."""

    LATE = "late"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    SUITABLE = "suitable"
    UNSUITABLE = "unsuitable"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something on which candidates are ranked; a weight of 0 for all means: in order of importance."""

    code: str
    weight: Decimal
    scale: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was announced about the selection, as far as the rules need it; ``requirements`` are codes by kind."""

    requirements: Mapping[str, RequirementKind] = field(default_factory=dict[str, RequirementKind])
    criteria: tuple[Criterion, ...] = ()
    uea_required: bool = False
    tie_rule: TieRule = TieRule.DRAW
    tie_criterion: str | None = None
    redraw_rule: SelectionRedraw = SelectionRedraw.NEW_DRAW
    decimals: int = 2

    @property
    def by_importance(self) -> bool:
        """Whether the criteria have no weights: then the most important goes first (Aw 2.115(5))."""
        return all(one.weight == 0 for one in self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to participate: when it came, which requirements it met, how it scored."""

    id: str
    name: str = ""
    late: bool = False
    withdrawn: bool = False
    met: Mapping[str, bool] = field(default_factory=dict[str, bool])
    scores: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])

    @property
    def counts(self) -> bool:
        """Whether it is looked at: in time and not withdrawn."""
        return not (self.late or self.withdrawn)

    def lacks(self, plan: Plan) -> tuple[str, ...]:
        """The requirements on which nobody decided yet."""
        return tuple(code for code in plan.requirements if code not in self.met)

    def fails(self, plan: Plan) -> tuple[str, ...]:
        """The requirements that it does not meet."""
        return tuple(code for code in plan.requirements if self.met.get(code) is False)

    def state(self, plan: Plan) -> RequestState:
        """Where it stands before the decision; one requirement that is not met is enough."""
        reached = (
            (RequestState.LATE, self.late),
            (RequestState.WITHDRAWN, self.withdrawn),
            (RequestState.UNSUITABLE, bool(self.fails(plan))),
            (RequestState.OPEN, bool(self.lacks(plan))),
        )
        return next((state for state, is_reached in reached if is_reached), RequestState.SUITABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw among those who tied at the cut, in the order in which they were drawn."""

    order: tuple[str, ...]
    drawn_on: date
