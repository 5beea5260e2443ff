"""The arithmetic of an assessment gives what design/law.md, section 4, says it gives."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partnerschapsakte.assessment.rules.allocation import Draw, Limits, LotResult, assess
from partnerschapsakte.assessment.rules.arithmetic import Entry
from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Criterion,
    Plan,
    RoundedAt,
    Rounding,
    ScoringMethod,
    why_not_plan,
)

LOT = "LOT-0001"
VECTORS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text("utf-8"))["vector"]


def criterion(told: list[str], vector: dict[str, Any]) -> Criterion:
    scale: dict[str, Any] = {name: Decimal(vector[name]) for name in ("highest", "step") if name in vector}
    plain: dict[str, Any] = {"code": told[0], "title": told[0], **scale}
    match told[1:]:
        case [weight, "relative"]:
            return Criterion(**plain, weight=Decimal(weight), kind=AwardCriterionKind.RELATIVE_PRICE)
        case [weight, "scale", floor, ceiling]:
            limits: dict[str, Any] = {"floor": Decimal(floor), "ceiling": Decimal(ceiling)}
            return Criterion(**plain, **limits, weight=Decimal(weight), kind=AwardCriterionKind.PRICE_SCALE)
        case [weight, minimum]:
            return Criterion(**plain, weight=Decimal(weight), minimum=Decimal(minimum))
        case [weight]:
            return Criterion(**plain, weight=Decimal(weight))
        case _:
            return Criterion(**plain)


def plan_of(vector: dict[str, Any]) -> Plan:
    return Plan(
        method=ScoringMethod(vector["method"]),
        criteria=tuple(criterion(one, vector) for one in vector["criteria"]),
        minimum_total=Decimal(vector["minimum"]) if "minimum" in vector else None,
        rounding=Rounding(digits=vector.get("digits", 2), at=RoundedAt(vector.get("rounded_at", "total"))),
        tie_break=tuple(vector.get("tie_break", ())),
        relative_because="De markt kent geen vast tarief.",
    )


def entry(told: dict[str, str]) -> Entry:
    numbers = {code: Decimal(value) for code, value in told.items()}
    return Entry(price=numbers.pop("price", None), scores=numbers)


def outcome(vector: dict[str, Any]) -> LotResult:
    entries = {LOT: {name: entry(told) for name, told in vector["tenders"].items()}}
    drawn = tuple(vector.get("drawn", ()))
    draws = [Draw(lot=LOT, pool=drawn, order=drawn)] if drawn else []
    limits = Limits(code=LOT, least=vector.get("least"), most=vector.get("most"))
    return assess(plan_of(vector), [limits], entries, draws)[0]


@pytest.mark.parametrize("vector", VECTORS, ids=[one["name"] for one in VECTORS])
def test_a_vector_comes_out(vector: dict[str, Any]) -> None:
    plan = plan_of(vector)
    assert why_not_plan(plan, (LOT,)) is None
    found = outcome(vector)
    told = {
        one.candidate: [str(one.result.total) if one.result else "", one.standing.value, one.rank or 0]
        for one in found.places
    }
    assert found.state == vector["state"]
    assert told == vector["out"]
    assert list(found.to_draw) == vector.get("to_draw", [])


@pytest.mark.parametrize("vector", VECTORS, ids=[one["name"] for one in VECTORS])
def test_every_place_says_why_and_shows_its_arithmetic(vector: dict[str, Any]) -> None:
    for place in outcome(vector).places:
        assert place.because
        if place.result is not None and vector["method"] != "importance":
            assert place.result.steps[-1].value == place.result.total
            assert len(place.result.steps) == len(vector["criteria"]) + 1
