"""Turns scores and prices into one result per tenderer, exactly, rounded once, with every step kept to be printed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Criterion,
    Plan,
    RoundedAt,
    Rounding,
    RoundingMode,
    ScoringMethod,
)
from partnerschapsakte.foundation.sentences import Sentence, say

SHOWN = Rounding(digits=6)
"""How an intermediate that is not rounded by the announced rule is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the result of one tenderer in a lot rests on: its consensus scores by criterion, and its price."""

    scores: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the arithmetic: the criterion (None: the total), the sentence, and what comes out."""

    criterion: str | None
    sentence: Sentence
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a tenderer reached, its steps, and what it is ranked by: higher is better."""

    steps: tuple[Step, ...]
    total: Decimal
    key: tuple[Fraction, ...]


def rounded(exact: Fraction, rounding: Rounding) -> Decimal:
    """Round an exact number by the announced rule."""
    scale = 10**rounding.digits
    whole, rest = divmod(abs(exact) * scale, 1)
    up = rest > Fraction(1, 2) or (
        rest == Fraction(1, 2)
        and (rounding.mode is RoundingMode.HALF_UP or (rounding.mode is RoundingMode.HALF_EVEN and whole % 2 == 1))
    )
    if up and rounding.mode is not RoundingMode.DOWN:
        whole += 1
    value = Decimal(int(whole) if exact >= 0 else -int(whole)).scaleb(-rounding.digits)
    return value + 0  # no minus zero


def missing(plan: Plan, lot: str, entry: Entry) -> tuple[str, ...]:
    """Name what is not there yet: codes of criteria without a score, and ``price``."""
    absent = [one.code for one in plan.scored(lot) if one.code not in entry.scores]
    return (*absent, *(["price"] if plan.needs_price(lot) and entry.price is None else []))


def lowest_price(entries: Collection[Entry]) -> Decimal | None:
    """Return the lowest price among tenders that count."""
    return min((one.price for one in entries if one.price is not None), default=None)


def result(plan: Plan, lot: str, entry: Entry, lowest: Decimal | None) -> Result:
    """Return what a tenderer reaches in a lot; ``lowest`` is the lowest price among those that count."""
    parts = [_part(plan, one, entry, lowest) for one in plan.of_lot(lot)]
    steps = tuple(step for step, _ in parts)
    if plan.method is ScoringMethod.IMPORTANCE:
        return Result(steps=steps, total=Decimal(0), key=tuple(exact for _, exact in parts))
    exact = sum((part for _, part in parts), Fraction(0))
    if plan.method is ScoringMethod.VALUE:
        return _value(plan, entry, exact, steps)
    total = rounded(exact, plan.rounding)
    last = Step(criterion=None, sentence=say("Sum of the criteria: {total}", total=total), value=total)
    return Result(steps=(*steps, last), total=total, key=(Fraction(total),))


def _value(plan: Plan, entry: Entry, deduction: Fraction, steps: tuple[Step, ...]) -> Result:
    price = entry.price or Decimal(0)
    total = rounded(Fraction(price) - deduction, plan.rounding)
    sentence = say(
        "Price {price} less {deduction} = fictitious price {total}",
        price=price,
        deduction=_plain(rounded(deduction, SHOWN)),
        total=total,
    )
    last = Step(criterion=None, sentence=sentence, value=total)
    return Result(steps=(*steps, last), total=total, key=(-Fraction(total),))


def _part(plan: Plan, one: Criterion, entry: Entry, lowest: Decimal | None) -> tuple[Step, Fraction]:
    """Return the step of one criterion, and its exact outcome: already rounded where that was announced."""
    exact = _exact(plan, one, entry, lowest)
    is_rounded = plan.rounding.at is RoundedAt.CRITERION and plan.method is not ScoringMethod.IMPORTANCE
    value = rounded(exact, plan.rounding if is_rounded else SHOWN)
    if not is_rounded:
        value = _plain(value)
    sentence = _sentence(plan, one, entry, lowest, value)
    return Step(criterion=one.code, sentence=sentence, value=value), Fraction(value) if is_rounded else exact


def _exact(plan: Plan, one: Criterion, entry: Entry, lowest: Decimal | None) -> Fraction:
    weight = Fraction(one.weight or 0)
    if one.is_price:
        own = Fraction(entry.price or 1)
        if one.kind is AwardCriterionKind.RELATIVE_PRICE:
            return weight * Fraction(lowest or 0) / own
        floor, ceiling = Fraction(one.floor or 0), Fraction(one.ceiling or 1)
        return weight * min(max((ceiling - own) / (ceiling - floor), Fraction(0)), Fraction(1))
    score = Fraction(entry.scores[one.code])
    if plan.method is ScoringMethod.IMPORTANCE:
        return score
    return weight * score / (100 if plan.method is ScoringMethod.WEIGHTED_MEAN else Fraction(one.highest))


def _sentence(plan: Plan, one: Criterion, entry: Entry, lowest: Decimal | None, value: Decimal) -> Sentence:
    weight, price = one.weight or Decimal(0), entry.price or Decimal(0)
    if one.kind is AwardCriterionKind.RELATIVE_PRICE:
        least = lowest or Decimal(0)
        return say(
            "{weight} points x lowest {lowest} / own {price} = {value}",
            weight=weight,
            lowest=least,
            price=price,
            value=value,
        )
    if one.kind is AwardCriterionKind.PRICE_SCALE:
        return say(
            "{weight} points x (ceiling {ceiling} - own {price}) / (ceiling {ceiling} - floor {floor}) = {value}",
            weight=weight,
            ceiling=one.ceiling or Decimal(0),
            floor=one.floor or Decimal(0),
            price=price,
            value=value,
        )
    score = entry.scores[one.code]
    if plan.method is ScoringMethod.IMPORTANCE:
        return say("Score {score} of {highest}", score=score, highest=one.highest)
    if plan.method is ScoringMethod.WEIGHTED_MEAN:
        return say("{weight}% of score {score} = {value}", weight=weight, score=score, value=value)
    if plan.method is ScoringMethod.VALUE:
        return say(
            "Score {score} of {highest} x at most {weight} euro = {value} deducted",
            score=score,
            highest=one.highest,
            weight=weight,
            value=value,
        )
    return say(
        "Score {score} of {highest} x {weight} points = {value}",
        score=score,
        highest=one.highest,
        weight=weight,
        value=value,
    )


def _plain(value: Decimal) -> Decimal:
    """Drop zeros that say nothing, without an exponent."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
