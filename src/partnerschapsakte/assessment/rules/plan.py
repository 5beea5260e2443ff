"""What is announced of an assessment: criteria, weights, rounding, ties, rules over lots; and why it is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

HUNDRED = Decimal(100)
NOT_PRICE_ALONE = "Jw 2.12; Wmo 2015 2.6.4"
WEIGHTS = "Aw 2.115(4)(5)"
RELATIVE = "HR 2014:1078; CvAE"


class ScoringMethod(StrEnum):
    """How scores become one result: a weighted mean, points, a bid less what quality is worth, or by importance."""

    WEIGHTED_MEAN = "weighted_mean"
    POINTS = "points"
    VALUE = "value"
    IMPORTANCE = "importance"


class AwardCriterionKind(StrEnum):
    """What a criterion judges: quality by people, or price by a formula against the lowest or between two limits."""

    QUALITY = "quality"
    RELATIVE_PRICE = "relative_price"
    PRICE_SCALE = "price_scale"


class RoundingMode(StrEnum):
    """How a number is rounded."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


class RoundedAt(StrEnum):
    """Where it is rounded, once: each criterion, or only the total."""

    CRITERION = "criterion"
    TOTAL = "total"


class RedrawRule(StrEnum):
    """What happens when who was drawn falls out: the next of the same draw, or a new draw."""

    NEXT_IN_ORDER = "next_in_order"
    NEW_DRAW = "new_draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How many decimals, how, and where."""

    digits: int = 2
    mode: RoundingMode = RoundingMode.HALF_UP
    at: RoundedAt = RoundedAt.TOTAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One award criterion; without ``lot`` it holds for all lots.

    ``weight`` counts out of 100; with ``ScoringMethod.VALUE`` it is the most euro that is deducted. A score goes from
    ``lowest`` to ``highest`` by ``step``. Between ``floor`` and ``ceiling`` a price earns all to no points.
    """

    code: str
    title: str
    kind: AwardCriterionKind = AwardCriterionKind.QUALITY
    lot: str | None = None
    weight: Decimal | None = None
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(10)
    step: Decimal = Decimal(1)
    minimum: Decimal | None = None
    floor: Decimal | None = None
    ceiling: Decimal | None = None

    @property
    def is_price(self) -> bool:
        """Tell whether a price decides it, and nobody scores it."""
        return self.kind is not AwardCriterionKind.QUALITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A lot that somebody wins only together with another."""

    lot: str
    requires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was announced. ``tie_break`` names the criteria that part equals, in order; after them is drawn.

    ``lot_order`` is the order in which lots are awarded where somebody may win only so many.
    """

    method: ScoringMethod
    criteria: tuple[Criterion, ...]
    minimum_total: Decimal | None = None
    rounding: Rounding = Rounding()
    tie_break: tuple[str, ...] = ()
    redraw: RedrawRule = RedrawRule.NEW_DRAW
    combinations: tuple[Combination, ...] = ()
    most_lots_bid: int | None = None
    most_lots_won: int | None = None
    lot_order: tuple[str, ...] = ()
    relative_because: str = ""

    def of_lot(self, lot: str) -> tuple[Criterion, ...]:
        """Return the criteria of a lot: those for all lots and its own, in their order."""
        return tuple(one for one in self.criteria if one.lot in {None, lot})

    def scored(self, lot: str) -> tuple[Criterion, ...]:
        """Return the criteria of a lot that people score."""
        return tuple(one for one in self.of_lot(lot) if not one.is_price)

    def needs_price(self, lot: str) -> bool:
        """Tell whether the result of a lot needs a price."""
        return self.method is ScoringMethod.VALUE or any(one.is_price for one in self.of_lot(lot))

    def order(self, lots: Iterable[str]) -> tuple[str, ...]:
        """Return the lots in the order in which they are awarded; those that were not named come last, by code."""
        known = {code: place for place, code in enumerate(self.lot_order)}
        return tuple(sorted(lots, key=lambda one: (known.get(one, len(known)), one)))


def why_not_plan(plan: Plan, lots: tuple[str, ...]) -> Refusal | None:
    """Say why this plan cannot be announced for these lots, or None if it can (rules 11, 13, 30 and 31)."""
    return next(_refusals(plan, lots), None)


def findings(plan: Plan) -> tuple[Finding, ...]:
    """Return what whoever plans must know, although it is allowed (rule 32)."""
    if not any(one.kind is AwardCriterionKind.RELATIVE_PRICE for one in plan.criteria):
        return ()
    message = say(
        "Points for price depend on the lowest of others: the order of two tenders can flip when a third falls out."
    )
    return (Finding(level=Level.WARNING, message=message, rule="32", source=RELATIVE, where="criteria"),)


def _refusals(plan: Plan, lots: tuple[str, ...]) -> Iterator[Refusal]:
    codes = [one.code for one in plan.criteria]
    if len(set(codes)) != len(codes):
        yield _invalid("criterion_twice", say("Two criteria have the same code."))
    for one in plan.criteria:
        yield from _of_criterion(plan, one, lots)
    for lot in lots:
        yield from _of_weights(plan, lot)
    yield from _of_lots(plan, lots)
    if unknown := [one for one in plan.tie_break if one not in codes]:
        yield _invalid(
            "tie_break_unknown", say("Equals cannot be parted by {code}: no such criterion.", code=unknown[0])
        )
    if plan.minimum_total is not None and plan.method in {ScoringMethod.VALUE, ScoringMethod.IMPORTANCE}:
        yield _invalid("minimum_without_total", say("With this method there is no total that could have a minimum."))
    if findings(plan) and not plan.relative_because:
        yield Refusal(
            Why.CONFLICT,
            "relative_without_reason",
            say("Relative scoring of price is allowed, with a reason on record: the order of two tenders can flip."),
            rule="32",
            article=RELATIVE,
            remedy=say("Write why, or score price between a floor and a ceiling."),
        )


def _of_criterion(plan: Plan, one: Criterion, lots: tuple[str, ...]) -> Iterator[Refusal]:
    if one.lot is not None and one.lot not in lots:
        yield _invalid("lot_unknown", say("This tender has no lot {lot}.", lot=one.lot))
    if not one.is_price and (one.lowest >= one.highest or one.step <= 0 or (one.highest - one.lowest) % one.step):
        yield _invalid(
            "scale", say("{code}: the steps do not lead from the lowest to the highest score.", code=one.code)
        )
    if one.minimum is not None and (one.is_price or not one.lowest <= one.minimum <= one.highest):
        yield _invalid("minimum_outside", say("{code}: the minimum lies outside the scale.", code=one.code))
    if one.is_price and plan.method is not ScoringMethod.POINTS:
        yield _invalid(
            "price_without_points", say("{code}: price earns points only where all earns points.", code=one.code)
        )
    if one.kind is AwardCriterionKind.PRICE_SCALE and not (
        one.floor is not None and one.ceiling is not None and 0 < one.floor < one.ceiling
    ):
        yield _invalid("price_limits", say("{code}: give a floor and a higher ceiling for the price.", code=one.code))


def _of_weights(plan: Plan, lot: str) -> Iterator[Refusal]:
    """Refuse price alone (rule 11) and weights that are no whole (rule 13)."""
    here = plan.of_lot(lot)
    quality = [one for one in here if not one.is_price]
    if not quality or (
        plan.method is not ScoringMethod.IMPORTANCE and not any((one.weight or 0) > 0 for one in quality)
    ):
        yield Refusal(
            Why.CONFLICT,
            "price_alone",
            say("{lot}: nothing but the price would decide. Quality counts too.", lot=lot),
            rule="11",
            article=NOT_PRICE_ALONE,
            remedy=say("Add a criterion for quality."),
        )
    weights = [one.weight for one in here]
    if plan.method is ScoringMethod.IMPORTANCE:
        if any(one is not None for one in weights):
            yield _weights("weights_and_order", say("Give weights or an order of importance, not both."))
        return
    if any(one is None or one < 0 for one in weights):
        yield _weights("weight_missing", say("{lot}: every criterion has a weight.", lot=lot))
    total = sum((one for one in weights if one is not None), Decimal(0))
    if plan.method is not ScoringMethod.VALUE and total != HUNDRED:
        yield _weights("weights_sum", say("{lot}: the weights add up to {total}, not to 100.", lot=lot, total=total))


def _of_lots(plan: Plan, lots: tuple[str, ...]) -> Iterator[Refusal]:
    named = [*plan.lot_order, *(code for pair in plan.combinations for code in (pair.lot, pair.requires))]
    if unknown := [one for one in named if one not in lots]:
        yield _invalid("lot_unknown", say("This tender has no lot {lot}.", lot=unknown[0]))
    if any(pair.lot == pair.requires for pair in plan.combinations):
        yield _invalid("combination_of_one", say("A lot cannot require itself."))
    if plan.most_lots_won is not None and plan.combinations and plan.most_lots_won < 2:  # noqa: PLR2004 - a pair
        yield _invalid("combination_not_winnable", say("Who may win one lot only cannot win a combination."))


def _weights(code: str, message: Sentence) -> Refusal:
    remedy = say("Let the weights of each lot add up to 100, or give an order of importance.")
    return Refusal(Why.CONFLICT, code, message, rule="13", article=WEIGHTS, remedy=remedy)


def _invalid(code: str, message: Sentence) -> Refusal:
    return Refusal(Why.INVALID, code, message)
