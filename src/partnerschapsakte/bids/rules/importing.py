"""Reads the list of bids of a tender platform: every row that is wrong is told at once, and then nothing is taken."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.selection.rules.facts import SizeClass

NAME, LOTS, RECEIVED = "inschrijver", "percelen", "ontvangen"
REFERENCE, SIZE, COUNTRY, HASH = "kenmerk", "omvang", "land", "sha256"
WITHDRAWN, CONFIRMED = "ingetrokken", "bevestigd"
COLUMNS = (NAME, LOTS, RECEIVED, REFERENCE, SIZE, COUNTRY, HASH, WITHDRAWN, CONFIRMED)
NEEDED = (NAME, RECEIVED)
SIZES = {
    "micro": SizeClass.MICRO,
    "klein": SizeClass.SMALL,
    "middelgroot": SizeClass.MEDIUM,
    "groot": SizeClass.LARGE,
} | {one.value: one for one in SizeClass}
MOST_ROWS, MOST_TOLD = 2_000, 200
SERIAL, EXCEL_BEGAN = r"[1-9][0-9]{4}(\.[0-9]+)?", datetime(1899, 12, 30)  # noqa: DTZ001 - gets its zone later
FORMATS = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
A_MOMENT = say("Write day and time as 02-03-2026 11:59:58, on the clock of Amsterdam, or with the offset behind it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBid:
    """A row of the list, read."""

    row: int
    candidate: str
    received_at: datetime
    lots: tuple[str, ...] = ()
    reference: str = ""
    size_class: SizeClass | None = None
    country: str = ""
    sha256: str = ""
    withdrawn_at: datetime | None = None
    confirmed_at: datetime | None = None


class ListRefused(Refusal):
    """The list is not taken; ``findings`` says of every row what is wrong with it, and how to mend it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            Why.INVALID,
            "bid_list_refused",
            say("Nothing was read in: {count} things in the list are wrong.", count=len(findings)),
            remedy=say("Mend each of them in the list, and send it again."),
        )
        self.findings = tuple(findings[:MOST_TOLD])


def cells_of(data: bytes) -> list[list[str]]:
    """Return the rows of a table in plain text: semicolons or commas, UTF-8 or what Excel in the Netherlands saves."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_list(
    rows: Sequence[Sequence[str]], candidates: Mapping[str, str], lots: Collection[str], zone: tzinfo
) -> list[ListedBid]:
    """Return the bids of a list, or refuse with everything that is wrong; ``candidates`` are ids by name."""
    head = [_bare(cell) for cell in rows[0]] if rows else []
    problems = list(_wrong_head(head))
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not problems and not filled:
        problems.append(_finding(1, "", say("There is no bid in the list."), say("Give each bid a row.")))
    if len(filled) > MOST_ROWS:
        most = say("A list has at most {most} rows.", most=MOST_ROWS)
        problems.append(_finding(1, "", most, say("Divide it over several lists.")))
    if problems:
        raise ListRefused(problems)
    reading = _Reading({_bare(name): one for name, one in candidates.items()}, frozenset(lots), zone, problems)
    found = [reading.bid(number, dict(zip(head, row, strict=False)), len(row) > len(head)) for number, row in filled]
    if problems:
        raise ListRefused(problems)
    return [one for one in found if one is not None]


def refuse_rows(wrong: Sequence[tuple[int, Refusal]]) -> None:
    """Refuse the whole list for what a rule says of some of its rows, if there are any."""
    if wrong:
        raise ListRefused([_finding(row, NAME, one.message, one.remedy, one) for row, one in wrong])


@dataclass(frozen=True, slots=True)
class _Reading:
    """What cells are held against, and what was found wrong so far."""

    candidates: Mapping[str, str]
    lots: Collection[str]
    zone: tzinfo
    problems: list[Finding]

    def bid(self, row: int, cells: Mapping[str, str], overflow: bool) -> ListedBid | None:
        """Return one row, or None where something in it is wrong."""
        before = len(self.problems)
        if overflow:
            self._wrong(row, "", say("This row has more cells than the head."), say("Put text with ; between quotes."))
        candidate = self.candidates.get(_bare(cells.get(NAME, "")))
        if candidate is None:
            what = say("No candidate of this tender is called {name}.", name=cells.get(NAME, "").strip() or "?")
            self._wrong(row, NAME, what, say("Write the name as it stands with the candidates, or admit it first."))
        received_at = self._moment(row, RECEIVED, cells)
        if received_at is None and not cells.get(RECEIVED, "").strip():
            self._wrong(row, RECEIVED, say("It does not say when this bid came in."), A_MOMENT)
        told: dict[str, Any] = {
            "lots": self._lots(row, cells),
            "size_class": self._size(row, cells),
            "country": self._matching(row, COUNTRY, cells, r"[A-Z]{2}", say("Write the country as NL, BE or DE.")),
            "sha256": self._matching(
                row, HASH, cells, r"[0-9a-f]{64}", say("A SHA-256 has 64 characters of 0-9, a-f.")
            ),
            "withdrawn_at": self._moment(row, WITHDRAWN, cells),
            "confirmed_at": self._moment(row, CONFIRMED, cells),
            "reference": cells.get(REFERENCE, "").strip()[:200],
        }
        if len(self.problems) > before or candidate is None or received_at is None:
            return None
        return ListedBid(row=row, candidate=candidate, received_at=received_at, **told)

    def _lots(self, row: int, cells: Mapping[str, str]) -> tuple[str, ...]:
        named = [one.upper() for one in re.split(r"[,;|\s]+", cells.get(LOTS, "")) if one]
        for one in named:
            if one not in self.lots:
                what = say("This tender has no lot {lot}.", lot=one)
                self._wrong(row, LOTS, what, say("The lots are {lots}.", lots=", ".join(sorted(self.lots))))
        if len(set(named)) != len(named):
            self._wrong(row, LOTS, say("A lot is named twice."), say("Name each lot once."))
        return tuple(named)

    def _size(self, row: int, cells: Mapping[str, str]) -> SizeClass | None:
        told = _bare(cells.get(SIZE, ""))
        if told and told not in SIZES:
            what = say("{told} is no size of an undertaking.", told=told)
            self._wrong(row, SIZE, what, say("Write micro, klein, middelgroot or groot."))
        return SIZES.get(told)

    def _matching(self, row: int, column: str, cells: Mapping[str, str], pattern: str, remedy: Sentence) -> str:
        told = cells.get(column, "").strip()
        told = told.upper() if column == COUNTRY else told.lower()
        if told and not re.fullmatch(pattern, told):
            self._wrong(row, column, say("{told} cannot be read.", told=told[:80]), remedy)
        return told

    def _moment(self, row: int, column: str, cells: Mapping[str, str]) -> datetime | None:
        told = " ".join(cells.get(column, "").split())
        if not told:
            return None
        if (found := moment_of(told, self.zone)) is None:
            self._wrong(row, column, say("{told} is no moment.", told=told[:80]), A_MOMENT)
        return found

    def _wrong(self, row: int, column: str, what: Sentence, remedy: Sentence) -> None:
        self.problems.append(_finding(row, column, what, remedy))


def moment_of(told: str, zone: tzinfo) -> datetime | None:
    """Return a moment as a list tells it: with its offset, or on the clock of the municipality; also Excel's number."""
    if re.fullmatch(SERIAL, told):
        return EXCEL_BEGAN.replace(tzinfo=zone) + timedelta(seconds=round(float(told) * 86_400))
    for one in FORMATS:
        try:
            return datetime.strptime(told, one).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _wrong_head(head: Sequence[str]) -> Iterator[Finding]:
    known = ", ".join(COLUMNS)
    for column in NEEDED:
        if column not in head:
            what = say("The column {column} is missing.", column=column)
            yield _finding(1, column, what, say("The first row names the columns: {known}.", known=known))
    for column in head:
        if column and column not in COLUMNS:
            what = say("There is no column {column}.", column=column[:80])
            yield _finding(1, column[:80], what, say("Leave it out, or name it one of: {known}.", known=known))
        if column and list(head).count(column) > 1:
            yield _finding(1, column[:80], say("Two columns have the same name."), say("Leave one of them out."))


def _finding(row: int, column: str, what: Sentence, remedy: Sentence | None, refusal: Refusal | None = None) -> Finding:
    message = what if remedy is None else say("{what} {remedy}", what=what, remedy=remedy)
    where = f"{row}:{column}" if column else str(row)
    rule, source = (refusal.rule, refusal.article) if refusal else (None, None)
    return Finding(level=Level.REFUSED, message=message, rule=rule, source=source, where=where)


def _bare(cell: str) -> str:
    return " ".join(cell.split()).casefold()
