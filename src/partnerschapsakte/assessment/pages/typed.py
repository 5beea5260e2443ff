"""Reads the forms of an assessment that hold rows and lists, and fills them in with what stands."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel

from partnerschapsakte.assessment.schemas import PlanAssessment
from partnerschapsakte.web.forms import Form, read_form, read_number

Command = TypeVar("Command", bound=BaseModel)
NUMBERS = frozenset({"weight", "lowest", "highest", "step", "minimum", "floor", "ceiling", "price"})
ROW = ("code", "title", "kind", "lot", "weight", "lowest", "highest", "step", "minimum", "floor", "ceiling")
PLAIN = ("method", "minimum_total", "digits", "rounding", "rounded_at", "redraw", "most_lots_bid", "most_lots_won")
EMPTY_ROWS = 4


def read_plan(shape: type[Command], typed: Mapping[str, str]) -> Form[Command]:
    """Read the form of a plan: a row without a code and a title is no row, an empty cell is not sent."""
    known: dict[str, Any] = {
        "criteria": rows(typed, "criteria", ("code", "title")),
        "combinations": rows(typed, "combinations", ("lot", "requires")),
        "tie_break": words(typed.get("tie_break", "")),
        "lot_order": words(typed.get("lot_order", "")),
    }
    return read_listed(shape, typed, **known)


def read_listed(shape: type[Command], typed: Mapping[str, str], **known: Any) -> Form[Command]:
    """Read a form of which some fields are lists; what was typed stays as it was typed."""
    found = read_form(shape, _others(typed, known), **known)
    return Form(dict(typed), *_rest(found))


def rows(typed: Mapping[str, str], listed: str, marks: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a list that have one of these cells filled, without their empty cells."""
    found: dict[int, dict[str, str]] = {}
    for name, text in typed.items():
        if (place := re.fullmatch(rf"{listed}\.(\d+)\.(\w+)", name)) and text.strip():
            cell = read_number(text) if place[2] in NUMBERS else text
            found.setdefault(int(place[1]), {})[place[2]] = cell
    return [row for _, row in sorted(found.items()) if any(mark in row for mark in marks)]


def words(text: str) -> tuple[str, ...]:
    """Return codes that were typed with spaces, commas or lines between them."""
    return tuple(re.split(r"[\s,;]+", text.strip())) if text.strip() else ()


def lines(text: str) -> tuple[str, ...]:
    """Return what was typed on each line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def filled(written: PlanAssessment | None) -> Form[PlanAssessment]:
    """Return the form of a plan as it stands."""
    if written is None:
        return Form()
    values = {name: _text(getattr(written, name)) for name in PLAIN}
    values |= {"tie_break": " ".join(written.tie_break), "lot_order": " ".join(written.lot_order)}
    values["relative_because"] = written.relative_because
    for number, one in enumerate(written.criteria):
        values |= {f"criteria.{number}.{name}": _text(getattr(one, name)) for name in ROW}
    for number, pair in enumerate(written.combinations):
        values |= {f"combinations.{number}.lot": pair.lot, f"combinations.{number}.requires": pair.requires}
    return Form(values)


def how_many(form: Form[Any], listed: str) -> int:
    """Return how many rows a form shows: those with something in them, and a few empty ones."""
    numbers = [int(name.split(".")[1]) for name, text in form.values.items() if name.startswith(f"{listed}.") and text]
    return max(numbers, default=-1) + 1 + EMPTY_ROWS


def _others(typed: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if name.split(".")[0] not in known}


def _rest(found: Form[Command]) -> tuple[Command | None, Mapping[str, Any]]:
    return found.command, found.errors


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case StrEnum():
            return value.value
        case Decimal():
            return format(value, "f").replace(".", ",")
        case _:
            return str(value)
