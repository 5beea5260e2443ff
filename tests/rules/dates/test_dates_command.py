"""The command line answers every question of the date engine, in words and as JSON."""

import json
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from partnerschapsakte.cli.dates import dates
from partnerschapsakte.foundation.language import day as written
from rules.dates.date_vectors import vectors

ANSWERS = [
    (f"standstill --sent {row['sent_on']}", row["last_day"])
    for (row,) in (param.values for param in vectors("procedure", "standstill"))
] + [
    ("award-notice --award 2026-04-02", "2026-05-02"),
    ("award-notice --quarter 2026Q4", "2027-01-30"),
    ("questions --deadline 2027-01-11", "2027-01-01"),
    ("report --received 2026-04-10", "2026-04-25"),
    ("shift --from 2028-08-31 --months -6", "2028-02-29"),
    ("validity --closing 2026-03-02 --days 90", "2026-05-31"),
    ("validity --closing 2026-03-02 --days 90 --count-closing-day", "2026-05-30"),
    ("keep --award 2028-02-29", "2031-02-28"),
    ("term --start 2020-01-01 --months 36,24,24,24 --lead 6", "2028-12-31"),
]


def run(line: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(dates, line.split())
    return result.exit_code, result.stdout, result.stderr


def answer(line: str) -> dict[str, Any]:
    code, out, _ = run(f"{line} --json")
    assert code == 0
    return json.loads(out)


@pytest.mark.parametrize(("line", "on"), ANSWERS)
def test_each_verb_answers_with_a_date_and_why(line: str, on: str) -> None:
    told = answer(line)

    assert told["on"] == str(on)
    assert told["why"]["steps"][-1]["on"] == str(on)


@pytest.mark.parametrize(("line", "on"), ANSWERS)
def test_each_verb_answers_in_words(line: str, on: str) -> None:
    code, out, _ = run(line)

    assert code == 0
    assert written(date.fromisoformat(str(on))) in out


def test_a_standstill_shows_both_outcomes_and_the_first_day_to_sign() -> None:
    told = answer("standstill --sent 2028-05-05")

    assert [told[name]["on"] for name in ("raw", "under_termijnenwet", "under_regulation", "earliest_signing")] == [
        "2028-05-25",
        "2028-05-29",
        "2028-05-26",
        "2028-05-30",
    ]
    assert told["findings"] == []


def test_a_finding_is_told_in_words_and_as_json() -> None:
    line = "standstill --sent 2019-07-10"

    assert [finding["rule"] for finding in answer(line)["findings"]] == ["63"]
    assert "2019" in run(line)[1].splitlines()[-1]


def test_a_term_tells_its_points_by_the_convention_asked_for() -> None:
    told = answer("term --start 2027-07-01 --months 36,24,24,24 --lead 6 --convention A")

    points = [(point["number"], point["months"], point["decide_by"]["on"]) for point in told["points"]]
    assert points == [(1, 24, "2029-12-31"), (2, 24, "2031-12-31"), (3, 24, "2033-12-31")]
    assert [point["remind_by"]["on"] for point in told["points"]] == ["2029-12-30", "2031-12-30", "2033-12-30"]


@pytest.mark.parametrize(
    "line",
    [
        "standstill",
        "standstill --sent 2026-1-1",
        "standstill --sent 20260101",
        "standstill --sent 2026-02-30",
        "standstill --sent 2026-02-03 --days 0",
        "award-notice",
        "award-notice --award 2026-01-01 --quarter 2026Q1",
        "award-notice --quarter 2026Q5",
        "term --start 2026-01-01 --months 36,0 --lead 6",
        "term --start 2026-01-01 --months 36 --lead 0",
        "term --start 2026-01-01 --months 36 --lead 6 --convention C",
    ],
)
def test_wrong_usage_exits_with_2(line: str) -> None:
    assert run(line)[0] == 2


def test_a_refusal_exits_with_3_and_names_its_rule_and_article() -> None:
    code, out, told = run("standstill --sent 2061-01-03 --json")

    assert (code, out) == (3, "")
    assert "63" in told
    assert "Algemene termijnenwet art. 3" in told
    assert "2018" in told


def test_a_refusal_without_a_rule_exits_with_3() -> None:
    code, _, told = run("shift --from 9999-12-31 --months 1")

    assert code == 3
    assert len(told.splitlines()) == 2
