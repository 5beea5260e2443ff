"""Makes texts that people typed fit to print: no signs that templates keep for themselves, one paragraph a line."""

import re
from typing import Final

SIGNS: Final = re.compile(r"[{}\[\]]")
"""Signs that templates keep for themselves."""
SPACES: Final = re.compile(r"[ \t\r\n]+")
NOTHING: Final = "\N{EN DASH}"


def plain(text: str) -> str:
    """Return a text on one line without the signs of templates; a space that keeps words together stays."""
    return SPACES.sub(" ", SIGNS.sub("_", text)).strip()


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each fit to print."""
    return [plain(line) for line in text.splitlines() if line.strip()]


def shown(text: str) -> str:
    """Return a text fit to print, or a dash where there is none."""
    return plain(text) or NOTHING
