"""The vectors of the date engine, read from their files."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "vectors"


def vectors(file: str, table: str) -> list[Any]:
    """Return the rows of one table as parameters, each named by its id or by its first value."""
    rows = tomllib.loads((FOLDER / f"{file}.toml").read_text())[table]
    return [pytest.param(row, id=str(row.get("id", next(iter(row.values()))))) for row in rows]
