"""Writes the page of the rules: what each is about, its source, what it does, and where in the code it is."""
# ruff: noqa: INP001 - a folder of pages, not a package

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import partnerschapsakte

RULES = Path(__file__).with_name("rules.csv")
MODES = {"enforce": "houdt tegen", "override": "houdt tegen; een mandaathouder kan afwijken", "warn": "waarschuwt"}
TELLERS = frozenset({"_warning", "found", "explained", "_duty", "_wait"})
"""Functions that take the number of a rule among their arguments."""


def rules_table() -> str:
    """Return the table of rules, each with the modules that enforce or tell it."""
    with RULES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = places_of_rules()
    lines = ["| regel | waarover | bron | wat hij doet | in de code |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        at = ", ".join(f"`{place}`" for place in sorted(places.get(row["rule"], ()))) or "nog niet"
        lines.append(f"| {row['rule']} | {row['about']} | {row['source']} | {MODES[row['mode']]} | {at} |")
    return "\n".join(lines)


def places_of_rules() -> dict[str, set[str]]:
    """Return the modules that name each rule in a refusal, a finding, or the reason of a date."""
    source = Path(partnerschapsakte.__path__[0])
    places: dict[str, set[str]] = {}
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for number in _numbers(node):
                places.setdefault(number, set()).add(str(path.relative_to(source)))
    return places


def _numbers(node: ast.AST) -> Iterator[str]:
    """Yield the numbers that a call takes as a rule, and those that a constant keeps (``KNOCK_OUT = "30"``)."""
    told: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        told = [one.value for one in node.keywords if one.arg == "rule"] + (list(node.args) if name in TELLERS else [])
    elif isinstance(node, ast.Assign):
        told = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for one in told:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isdigit():
            yield one.value
