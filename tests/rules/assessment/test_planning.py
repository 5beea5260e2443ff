"""What may be announced of an assessment, and what may not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Combination,
    Criterion,
    Plan,
    ScoringMethod,
    findings,
    why_not_plan,
)

LOTS = ("LOT-0001", "LOT-0002")
QUALITY = Criterion(code="K1", title="Plan van aanpak", weight=Decimal(60))
TEAM = Criterion(code="K2", title="Team", weight=Decimal(40))
PRICE = Criterion(code="P", title="Prijs", weight=Decimal(40), kind=AwardCriterionKind.RELATIVE_PRICE)
PLAN = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY, TEAM))
RELATIVE = replace(PLAN, criteria=(QUALITY, PRICE))


def refused(plan: Plan, lots: tuple[str, ...] = LOTS) -> tuple[str, str | None] | None:
    refusal = why_not_plan(plan, lots)
    return (refusal.code, refusal.rule) if refusal else None


def test_a_sound_plan_is_allowed() -> None:
    assert refused(PLAN) is None
    assert findings(PLAN) == ()


def test_rule_11_refuses_the_lowest_price_alone() -> None:
    alone = replace(PRICE, weight=Decimal(100))
    assert refused(replace(RELATIVE, criteria=(alone,), relative_because="Vast.")) == ("price_alone", "11")
    beside = (replace(QUALITY, weight=Decimal(0)), alone)
    assert refused(replace(RELATIVE, criteria=beside, relative_because="Vast.")) == ("price_alone", "11")
    nothing = replace(QUALITY, weight=Decimal(0))
    assert refused(Plan(method=ScoringMethod.VALUE, criteria=(nothing,))) == ("price_alone", "11")


def test_rule_11_looks_at_each_lot() -> None:
    own = (replace(QUALITY, weight=Decimal(100), lot=LOTS[0]), replace(PRICE, weight=Decimal(100), lot=LOTS[1]))
    assert refused(replace(RELATIVE, criteria=own, relative_because="Vast.")) == ("price_alone", "11")


@pytest.mark.parametrize("weight", [Decimal("39.99"), Decimal(41), None, Decimal(-40)])
def test_rule_13_wants_weights_that_add_up_to_a_hundred(weight: Decimal | None) -> None:
    found = refused(replace(PLAN, criteria=(QUALITY, replace(TEAM, weight=weight))))
    assert found is not None
    assert found[1] == "13"


def test_rule_13_accepts_an_order_of_importance_instead_but_not_beside_weights() -> None:
    order = Plan(method=ScoringMethod.IMPORTANCE, criteria=(replace(QUALITY, weight=None), replace(TEAM, weight=None)))
    assert refused(order) is None
    assert refused(replace(order, criteria=(QUALITY,))) == ("weights_and_order", "13")


def test_rule_32_warns_of_relative_scoring_and_passes_with_a_reason() -> None:
    assert [one.rule for one in findings(RELATIVE)] == ["32"]
    assert refused(RELATIVE) == ("relative_without_reason", "32")
    assert refused(replace(RELATIVE, relative_because="De markt kent geen vast tarief.")) is None


def test_price_between_limits_needs_no_reason() -> None:
    scale = replace(PRICE, kind=AwardCriterionKind.PRICE_SCALE, floor=Decimal(80), ceiling=Decimal(120))
    assert refused(replace(PLAN, criteria=(QUALITY, scale))) is None
    assert refused(replace(PLAN, criteria=(QUALITY, replace(scale, ceiling=Decimal(80))))) == ("price_limits", None)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (replace(PLAN, criteria=(QUALITY, replace(TEAM, code="K1"))), "criterion_twice"),
        (replace(PLAN, criteria=(QUALITY, TEAM, replace(TEAM, code="K3", lot="LOT-0009"))), "lot_unknown"),
        (replace(PLAN, criteria=(QUALITY, replace(TEAM, step=Decimal(3)))), "scale"),
        (replace(PLAN, criteria=(QUALITY, replace(TEAM, minimum=Decimal(11)))), "minimum_outside"),
        (replace(RELATIVE, method=ScoringMethod.VALUE), "price_without_points"),
        (replace(PLAN, tie_break=("K9",)), "tie_break_unknown"),
        (replace(PLAN, method=ScoringMethod.VALUE, minimum_total=Decimal(60)), "minimum_without_total"),
        (replace(PLAN, lot_order=("LOT-0009",)), "lot_unknown"),
        (replace(PLAN, combinations=(Combination(lot=LOTS[0], requires=LOTS[0]),)), "combination_of_one"),
        (
            replace(PLAN, combinations=(Combination(lot=LOTS[1], requires=LOTS[0]),), most_lots_won=1),
            "combination_not_winnable",
        ),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan: Plan, code: str) -> None:
    assert refused(plan) == (code, None)
