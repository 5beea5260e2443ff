"""The index of the rules of the tender: each that the code knows is proven by a test that bears its number.

A test bears a number in its name (``test_rule_16_…`` or ``…_rule_16``) and in what it asserts: the number stands in its
body as the rule that refuses or warns. A rule that nothing in the code names is "not yet" in the table of rules.
"""

import ast
import csv
import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "rules_page.py"))
BEARS = re.compile(r"rule_(\d+(?:_and_\d+)*)")
OF_THE_TENDER = [str(number) for number in (*range(1, 45), 63, *range(66, 71))]
TABLE = (ROOT / "docs" / "rules.csv").read_text("utf-8")
ROWS = {row["rule"]: row for row in csv.DictReader(TABLE.splitlines())}


PLACES: dict[str, set[str]] = PAGE["places_of_rules"]()
BUILT = [number for number in OF_THE_TENDER if PLACES.get(number)]
"""The rules of the tender that something in the code names."""


def borne(function: ast.FunctionDef) -> Iterator[str]:
    """Give the numbers that a test bears in its name and asserts in its body."""
    told = {one.value for one in ast.walk(function) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    named = {number for found in BEARS.findall(function.name) for number in found.split("_and_")}
    yield from named & told


@cache
def proofs() -> dict[str, list[str]]:
    """Return by rule the tests that prove it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for one in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
                for number in borne(one):
                    found.setdefault(number, []).append(f"{path.name}::{one.name}")
    return found


@pytest.mark.parametrize("number", [pytest.param(one, id=f"{one}-{ROWS[one]['mode']}") for one in BUILT])
def test_a_rule_is_proven_by_a_test_that_bears_its_number(number: str) -> None:
    about = ROWS[number]["about"]
    assert number in proofs(), f"write test_rule_{number}_… in tests/services/test_each_rule.py: {about}"


def test_a_rule_that_nothing_names_is_not_yet_in_the_table() -> None:
    lines = {line.split("|")[1].strip(): line for line in PAGE["rules_table"]().splitlines() if line.startswith("| ")}
    unnamed = [number for number in ROWS if not PLACES.get(number)]
    assert unnamed
    assert [number for number in unnamed if not lines[number].endswith("| nog niet |")] == []


def test_every_rule_of_the_tender_is_somewhere_in_the_code() -> None:
    assert [number for number in OF_THE_TENDER if not PLACES.get(number)] == []


def test_a_number_in_a_name_alone_proves_nothing() -> None:
    said = 'def test_rule_16_and_17_of_something():\n    assert told == "16"\n    assert other == 17\n'
    (function,) = ast.parse(said).body
    assert isinstance(function, ast.FunctionDef)
    assert list(borne(function)) == ["16"]
