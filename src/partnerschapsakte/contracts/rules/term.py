"""A term in force: the clauses of the deed plus what was decided since; every date and state follows from them.

Rule 64: dates are counted from the original start. Rule 46: only a notice received on or before ``decide_by``
extends; without it the option lapses (Contractstandaard 1.3.3, "ends automatically").
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.dates.explanation import Explained, begin, continued
from partnerschapsakte.dates.terms import Term
from partnerschapsakte.foundation.sentences import say

EVALUATION_SOURCE = "Handreiking taakgericht 5.6"


class PointState(StrEnum):
    """Where an extension point stands."""

    OPEN = "open"
    EXTENDED = "extended"
    LAPSED = "lapsed"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """One authority and one provider of an agreement: an extension is decided for each of them apart."""

    authority_id: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for one relation at one point, when notice was sent, and when it was received."""

    point: int
    relation: Relation
    choice: Choice
    decided_on: date
    sent_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The evaluation before a point: the day it starts, and the day it was concluded."""

    point: int
    planned_on: date | None
    concluded_on: date | None


@dataclass(frozen=True, slots=True)
class TermInForce:
    """The term of one agreement with everything decided about it.

    ``evaluation_lead_months`` counts back from the last day before a point, ``decision_lead_days`` from its
    ``decide_by``. ``continued`` names the points that went on after a missed notice day (rule 46, override).
    ``base_last_day`` is the current last day of the base agreement: a sub-agreement never ends after it;
    ``base_last_days`` tells it apart for each relation that the base agreement has too.
    """

    term: Term
    relations: tuple[Relation, ...]
    evaluation_lead_months: int = 12
    decision_lead_days: int = 28
    decided: tuple[Decided, ...] = ()
    evaluated: tuple[Evaluated, ...] = ()
    continued: tuple[tuple[int, Relation], ...] = ()
    base_last_day: date | None = None
    base_last_days: tuple[tuple[Relation, date], ...] = ()

    @property
    def numbers(self) -> range:
        """The numbers of the extension points, from 1."""
        return range(1, len(self.term.option_months) + 1)

    def evaluation_due(self, number: int) -> Explained:
        """Return the day on which the evaluation before a point is to be concluded."""
        last_day = self.term.point(number).last_day_before.on
        trace = begin(last_day, say("Last day of the current period")).add_months(-self.evaluation_lead_months)
        return trace.explained(EVALUATION_SOURCE, "72")

    def decision_due(self, number: int) -> Explained:
        """Return the back-planned day on which the decision is to be taken."""
        decide_by = self.term.point(number).decide_by
        return continued(decide_by).add_days(-self.decision_lead_days).explained(decide_by.why.source, "46")

    def decision(self, relation: Relation, number: int) -> Decided | None:
        """Return what was decided for this relation at this point, if anything was."""
        return next((d for d in self.decided if d.point == number and d.relation == relation), None)

    def evaluation(self, number: int) -> Evaluated | None:
        """Return the evaluation before this point, if one is planned or concluded."""
        return next((e for e in self.evaluated if e.point == number), None)

    def state_for(self, relation: Relation, number: int, today: date) -> PointState:
        """Return where a point stands for one relation on this day."""
        if any(self.state_for(relation, earlier, today) is not PointState.EXTENDED for earlier in range(1, number)):
            return PointState.NOT_REACHED
        decide_by = self.term.point(number).decide_by.on
        decided = self.decision(relation, number)
        received_on = decided.received_on if decided and decided.choice is Choice.EXTEND else None
        if (received_on and received_on <= decide_by) or (number, relation) in self.continued:
            return PointState.EXTENDED
        if (decided and decided.choice is Choice.LET_LAPSE) or today > decide_by:
            return PointState.LAPSED
        return PointState.OPEN

    def state(self, number: int, today: date) -> PointState:
        """Return where a point stands for the agreement as a whole: open while it is open for anyone."""
        states = {self.state_for(relation, number, today) for relation in self.relations}
        ranked = (PointState.OPEN, PointState.EXTENDED, PointState.LAPSED, PointState.NOT_REACHED)
        return next(state for state in ranked if state in states)

    def reached_by(self, number: int, today: date) -> tuple[Relation, ...]:
        """Return the relations for which a point came up: each earlier option was used for them."""
        states = {relation: self.state_for(relation, number, today) for relation in self.relations}
        return tuple(relation for relation, state in states.items() if state is not PointState.NOT_REACHED)

    def missed_by(self, number: int, today: date) -> tuple[Relation, ...]:
        """Return the relations for which the option lapsed though nobody decided to let it lapse."""
        return tuple(
            relation
            for relation in self.relations
            if self.state_for(relation, number, today) is PointState.LAPSED
            and ((decided := self.decision(relation, number)) is None or decided.choice is not Choice.LET_LAPSE)
        )

    def base_last_day_for(self, relation: Relation) -> date | None:
        """Return the last day of the base agreement for this relation, or None without a base agreement."""
        return next((day for other, day in self.base_last_days if other == relation), self.base_last_day)

    def open_point(self, relation: Relation, today: date) -> int | None:
        """Return the number of the point that awaits this relation's decision or receipt, if one does."""
        return next((n for n in self.numbers if self.state_for(relation, n, today) is PointState.OPEN), None)

    def extensions(self, relation: Relation, today: date) -> int:
        """Return how many options are used for this relation."""
        return sum(self.state_for(relation, n, today) is PointState.EXTENDED for n in self.numbers)

    def last_day_for(self, relation: Relation, today: date) -> Explained:
        """Return the last day for one relation, by the extensions it has; never after that of the base agreement."""
        own, base = self.term.last_day(self.extensions(relation, today)), self.base_last_day_for(relation)
        if base is None or own.on <= base:
            return own
        trace = continued(own).earlier_of(base, say("A sub-agreement ends with its base agreement at the latest"))
        return trace.explained(own.why.source, own.why.rule)

    def current_last_day(self, today: date) -> Explained:
        """Return the last day of the agreement: the latest of its relations."""
        return max((self.last_day_for(one, today) for one in self.relations), key=lambda explained: explained.on)

    @property
    def latest_last_day(self) -> Explained:
        """The last day if every option of the deed is used (rule 45: there are no others)."""
        return self.term.latest_last_day
