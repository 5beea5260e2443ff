"""Writes the list of everything that was given as a sheet: for who looks it through, and keeps it."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from partnerschapsakte.access.schemas import GivenRow
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.rules.cells import safe_cell

BYTE_ORDER_MARK = "\ufeff"
HEADINGS = (
    say("Who"),
    say("E-mail address"),
    say("Kind"),
    say("What"),
    say("Where"),
    say("On behalf of"),
    say("Ground"),
    say("Since"),
    say("Given by"),
    say("Until"),
    say("Last seen"),
    say("What stands out"),
)


def as_csv(rows: Iterable[GivenRow], locale: str = language.DUTCH) -> bytes:
    """Return the list for a Dutch spreadsheet: semicolons, CRLF, UTF-8 with its mark, no formulas."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, delimiter=";")
    writer.writerow([language.tell(heading, locale) for heading in HEADINGS])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in _cells(row, locale)])
    return out.getvalue().encode()


def _cells(row: GivenRow, locale: str) -> tuple[str, ...]:
    return (
        row.person.name,
        row.person.email,
        language.label(row.kind, locale),
        language.label(row.what, locale) if isinstance(row.what, StrEnum) else row.what,
        row.where,
        row.party or "",
        language.tell(row.basis, locale) if row.basis else "",
        _day(row.given_on),
        row.given_by,
        _day(row.ends_on),
        _day(row.last_seen_at),
        ", ".join(language.label(signal, locale) for signal in row.signals),
    )


def _day(value: datetime | date | None) -> str:
    if isinstance(value, datetime):
        value = local_date(value)
    return value.isoformat() if value else ""
