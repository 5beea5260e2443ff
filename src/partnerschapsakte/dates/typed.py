"""Reads a date as people type it, in Dutch or in English: ``31-12-2029``, ``31 december 2029``."""

import re
from datetime import date

MONTHS = {
    name: number
    for names in (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "january february march april may june july august september october november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
IN_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})")
AS_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_date(text: str) -> date | None:
    """Return the date that was typed, or None when it names no day of the calendar."""
    text = text.strip().lower()
    if found := AS_ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := IN_NUMBERS.fullmatch(text):
        day, month, year = found.groups()
    elif found := IN_WORDS.fullmatch(text):
        day, name, year = found.groups()
        month = str(MONTHS.get(name, 0))
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
