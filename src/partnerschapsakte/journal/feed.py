"""Writes the trail for others to keep and to check: JSON Lines with the chain in it, CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from sqlalchemy.orm import Session

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal import queries
from partnerschapsakte.journal.rules.cells import safe_cell
from partnerschapsakte.journal.rules.chain import canonical, line
from partnerschapsakte.journal.schemas import TrailRow

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    say("number"),
    say("happened on"),
    say("recorded on"),
    say("who"),
    say("what"),
    say("kind"),
    say("about"),
    say("result"),
    say("why"),
    say("origin"),
    say("details"),
)


def json_lines(session: Session, *, dossier_id: str | None = None) -> Iterator[bytes]:
    """Yield the sealed entries of the house or of one dossier, one line each, in the order of the chain.

    The whole journal proves that nothing is missing. Of a dossier each entry can be checked by itself, and against a
    checkpoint with its number; the entries between them belong to others, so a gap there says nothing.
    """
    for entry in queries.sealed_entries(session, dossier_id=dossier_id):
        yield line(entry)


def as_csv(session: Session, dossier_id: str, locale: str = language.DUTCH) -> bytes:
    """Return the trail of a dossier for a Dutch spreadsheet: semicolons, CRLF, UTF-8 with its mark, no formulas.

    It numbers the entries of this dossier: the numbers of the chain would tell how much happened elsewhere.
    """
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, delimiter=";")
    writer.writerow([language.tell(column, locale) for column in COLUMNS])
    for place, row in enumerate(queries.trail_rows(session, dossier_id), start=1):
        writer.writerow([safe_cell(cell) for cell in (str(place), *_cells(row, locale))])
    return out.getvalue().encode()


def _cells(row: TrailRow, locale: str) -> tuple[str, ...]:
    return (
        language.moment(row.happened_at, locale),
        language.moment(row.recorded_at, locale),
        row.actor_name,
        language.tell(row.what, locale),
        row.tag,
        row.subject,
        language.label(row.result, locale),
        "" if row.reason is None else language.tell(row.reason, locale),
        row.origin,
        canonical(row.details).decode(),
    )
