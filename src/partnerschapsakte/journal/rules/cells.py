"""Keeps a text from being taken for a formula by a spreadsheet, in a way that can be undone."""

import re

FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r\n]")  # noqa: RUF001 - the full-width signs are meant
"""What a spreadsheet may read as a formula, however many apostrophes stand before it."""


def safe_cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could read as a formula; other texts stay as they are."""
    return f"'{text}" if FORMULA.match(text) else text


def restored_cell(text: str) -> str:
    """Return the text that ``safe_cell`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
