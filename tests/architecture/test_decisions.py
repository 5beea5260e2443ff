"""Every decision is one page with the same four questions, and every dependency has its line in one."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
HEADINGS = ["## Context", "## Decision", "## What you must now do", "## What enforces it"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NAME = re.compile(r"^[\w.-]+")


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_answers_the_four_questions(page: Path) -> None:
    assert [line for line in page.read_text("utf-8").splitlines() if line.startswith("## ")] == HEADINGS


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_every_dependency_has_its_reason() -> None:
    listed = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
    names = {match.group() for one in listed if (match := NAME.match(one))}
    page = (ROOT / "docs/decisions/0008-dependencies.md").read_text("utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in page] == [], (
        "a line in docs/decisions/0008-dependencies.md"
    )
