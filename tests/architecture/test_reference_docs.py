"""The reference says what the code says: its computed parts are fresh, and the glossary knows every name."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from partnerschapsakte.foundation.database import Table
from partnerschapsakte.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
WRITER: dict[str, Any] = runpy.run_path(str(DOCS / "reference_pages.py"))
RENEW = "run .venv/bin/python docs/reference_pages.py"


@pytest.mark.parametrize("name", WRITER["PAGES"])
def test_the_computed_part_of_a_page_is_fresh(name: str) -> None:
    assert (DOCS / "reference" / name).read_text("utf-8") == WRITER["fresh"](name), RENEW


def test_every_setting_has_a_meaning() -> None:
    assert set(WRITER["MEANINGS"]) == set(Settings.model_fields)


def test_every_enum_is_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    assert [one.__name__ for one in WRITER["enums"]() if f"`{one.__name__}`" not in glossary] == []


def test_every_table_is_in_the_glossary() -> None:
    WRITER["enums"]()  # imports every room
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    assert [name for name in sorted(Table.metadata.tables) if f"`{name}`" not in glossary] == []
