"""A date explains itself, and taking its steps again gives the same date."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.dates.explanation import (
    Explanation,
    Op,
    Step,
    Trace,
    as_json,
    begin,
    continued,
    evaluate,
)
from partnerschapsakte.dates.period import Length
from partnerschapsakte.dates.working_days import Calendar
from partnerschapsakte.foundation.sentences import say

START = say("The day it starts")
OTHER = say("Another day")
DAYS = st.dates(date(2025, 1, 1), date(2035, 12, 31))

Move = Callable[[Trace], Trace]
MOVES = st.one_of(
    st.integers(-60, 60).map(lambda days: lambda trace: trace.add_days(days)),
    st.integers(-6, 6).map(lambda months: lambda trace: trace.add_months(months)),
    st.integers(1, 60).map(lambda days: lambda trace: trace.add(Length(days=days))),
    st.integers(1, 6).map(lambda months: lambda trace: trace.subtract(Length(months=months))),
    st.just(lambda trace: trace.day_before()),
    st.sampled_from(Calendar).map(lambda calendar: lambda trace: trace.roll_forward(calendar)),
    DAYS.map(lambda day: lambda trace: trace.later_of(day, OTHER)),
    DAYS.map(lambda day: lambda trace: trace.earlier_of(day, OTHER)),
)


@given(DAYS, st.lists(MOVES, max_size=6))
def test_evaluating_any_explanation_gives_its_date(day: date, moves: list[Move]) -> None:
    trace = begin(day, START)
    for move in moves:
        trace = move(trace)

    explained = trace.explained("a source")

    assert evaluate(explained.why) == explained.on == trace.on


def test_evaluating_does_not_believe_the_dates_written_beside_the_steps() -> None:
    false = date(1999, 1, 1)
    steps = (Step(Op.FROM, "2026-01-31", false, START), Step(Op.ADD_MONTHS, 1, false, START))

    assert evaluate(Explanation(None, "a source", steps)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Step(Op.ADD_DAYS, 1, date(2026, 1, 1), START),),
        (Step(Op.FROM, "2026-01-01", date(2026, 1, 1), START),) * 2,
    ],
)
def test_an_explanation_begins_at_one_date(steps: tuple[Step, ...]) -> None:
    with pytest.raises(ValueError, match="begins with one step 'from'"):
        Explanation(None, "a source", steps)


def test_going_on_from_an_explained_date_keeps_its_steps() -> None:
    first = begin(date(2026, 1, 31), START).add_months(1).explained("a source", "64")

    second = continued(first).day_before(OTHER).explained("another source")

    assert second.on == date(2026, 2, 27)
    assert second.why.steps[:2] == first.why.steps
    assert evaluate(second.why) == second.on


def test_the_json_of_a_date_is_the_shape_every_door_gives() -> None:
    explained = begin(date(2022, 12, 31), say("Last day of the current period")).add_months(-6).explained("S 1", "46")

    assert as_json(explained, str) == {
        "on": "2022-06-30",
        "why": {
            "rule": "46",
            "source": "S 1",
            "steps": [
                {"op": "from", "value": "2022-12-31", "on": "2022-12-31", "text": "Last day of the current period"},
                {"op": "add_months", "value": -6, "on": "2022-06-30", "text": "6 calendar months earlier"},
            ],
        },
    }


def reading_it_alone(steps: list[dict[str, Any]]) -> date:
    """Follow the steps of the JSON without the engine: what a reader with another library would do."""
    day = date.min
    for step in steps:
        value = step["value"]
        match step["op"]:
            case "from":
                day = date.fromisoformat(value)
            case "add_days":
                day += timedelta(days=value)
            case "add_months":
                day += relativedelta(months=value)
            case "day_before":
                day -= timedelta(days=value)
            case "later_of":
                day = max(day, date.fromisoformat(value))
            case _:
                day = min(day, date.fromisoformat(value))
    return day


PLAIN_MOVES = MOVES.filter(lambda move: move(begin(date(2030, 1, 6), START)).steps[-1].op is not Op.ROLL_FORWARD)


@given(DAYS, st.lists(PLAIN_MOVES, max_size=6))
def test_a_reader_with_another_library_reaches_the_same_date(day: date, moves: list[Move]) -> None:
    trace = begin(day, START)
    for move in moves:
        trace = move(trace)

    told = as_json(trace.explained("a source"), str)

    assert reading_it_alone(told["why"]["steps"]).isoformat() == told["on"]


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        (lambda trace: trace.add_days(1), "The day after"),
        (lambda trace: trace.add_days(20), "20 calendar days later"),
        (lambda trace: trace.add_days(-1), "1 calendar day earlier"),
        (lambda trace: trace.add_days(-28), "28 calendar days earlier"),
        (lambda trace: trace.add_months(1), "1 calendar month later"),
        (lambda trace: trace.add_months(36), "36 calendar months later"),
        (lambda trace: trace.add_months(-1), "1 calendar month earlier"),
        (lambda trace: trace.add_months(-6), "6 calendar months earlier"),
        (lambda trace: trace.day_before(), "The day before"),
        (lambda trace: trace.add_days(2, OTHER), "Another day"),
        (
            lambda trace: trace.roll_forward(Calendar.TERMIJNENWET),
            (
                "2026-05-15 is no working day (a day equated with a public holiday by decree): "
                "the next one by the Algemene termijnenwet"
            ),
        ),
        (
            lambda trace: trace.roll_forward(Calendar.REGULATION),
            "A working day by Regulation 1182/71: it stays",
        ),
    ],
)
def test_each_step_says_what_it_did_in_a_sentence(move: Move, sentence: str) -> None:
    assert str(move(begin(date(2026, 5, 15), START)).steps[-1].text) == sentence
