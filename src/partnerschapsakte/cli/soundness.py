"""Looks whether what an installation holds is sound: its database, its files, its journal and its clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ForeignKeyConstraint, and_, exists, func, inspect, select, text
from sqlalchemy.orm import Session

from partnerschapsakte.exchange.originals import altered
from partnerschapsakte.exchange.queries import Signs
from partnerschapsakte.exchange.tables import all_tables
from partnerschapsakte.foundation import language
from partnerschapsakte.journal import queries as journal
from partnerschapsakte.journal.storage import file_name

SHOWN = 5
CLOCK_MAY_DIFFER = timedelta(minutes=1)
CHECKPOINT_WITHIN = timedelta(hours=26)
STAYS_INSIDE = (
    "Controlepunten gaan nergens heen: wie bij de database kan, kan het journaal ongemerkt opnieuw maken. Stel in: "
    "PARTNERSCHAPSAKTE_CHECKPOINT_RECIPIENTS of PARTNERSCHAPSAKTE_CHECKPOINT_FOLDER."
)
WRONG = {"changed": "gewijzigd", "missing": "weg", "unrecorded": "niet in het journaal"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: in order, worth a look (``warning``), or wrong."""

    healthy: bool
    text: str
    warning: bool = False

    @property
    def told(self) -> str:
        """The line as the doctor says it."""
        return f"{'FOUT' if not self.healthy else 'let op' if self.warning else 'goed'}  {self.text}"


def shown(found: list[str]) -> str:
    """Name the first few of what was found, and say how many there are more."""
    rest = f" en nog {len(found) - SHOWN}" if len(found) > SHOWN else ""
    return ("; ".join(found[:SHOWN]) + rest) or "geen"


def database(session: Session) -> Iterator[Line]:
    """Look whether the database is whole: its pages on SQLite, its tables, and that no row points at nothing."""
    if session.get_bind().dialect.name == "sqlite":
        found = list(session.scalars(text("PRAGMA integrity_check(10)")))
        yield Line(found == ["ok"], f"Opbouw van het databasebestand: {'heel' if found == ['ok'] else shown(found)}.")
    there_are = set(inspect(session.connection()).get_table_names())
    lost = sorted(str(table.name) for table in all_tables() if table.name not in there_are)
    yield Line(not lost, f"Tabellen die ontbreken: {shown(lost)}.")
    keys = [key for table in all_tables() for key in table.foreign_key_constraints]
    orphans = [f"{key.table.name} ({count})" for key in keys if (count := _orphans(session, key))]
    yield Line(not orphans, f"Regels die naar iets verwijzen dat er niet is: {shown(orphans)}.")


def _orphans(session: Session, key: ForeignKeyConstraint) -> int:
    parent = key.referred_table.alias()
    filled = [element.parent.is_not(None) for element in key.elements]
    same = [parent.c[element.column.name] == element.parent for element in key.elements]
    is_there = exists().select_from(parent).where(and_(*same))
    chosen = select(func.count()).select_from(key.table).where(*filled, ~is_there)
    return session.scalar(chosen) or 0


def files(session: Session) -> Iterator[Line]:
    """Hash every file again."""
    found = [f"{one.table} {one.key} ({WRONG[one.wrong]})" for one in altered(session.connection())]
    yield Line(not found, f"Documenten en bestanden die niet meer zijn wat zij waren: {shown(found)}.")


def chain(session: Session, public_key: bytes | None, checkpoint_folder: Path | None) -> Iterator[Line]:
    """Check the journal, and hold its checkpoints against the copies in the folder outside the database."""
    check = journal.verify(session, public_key=public_key)
    wrong = [language.tell(finding.message, language.DUTCH) for finding in check.faults]
    yield Line(
        check.healthy,
        f"Journaal: {check.size} regels en {check.checkpoints} controlepunten; wat er niet klopt: {shown(wrong)}.",
    )
    if checkpoint_folder is not None:
        kept = {file_name(view): view.note for view in journal.checkpoints(session)}
        filed = checkpoint_folder.glob("controlepunt-*.txt") if checkpoint_folder.is_dir() else ()
        strange = [file.name for file in sorted(filed) if kept.get(file.name) != file.read_text("utf-8")]
        yield Line(not strange, f"Controlepunten buiten de database die het journaal niet kent: {shown(strange)}.")


def checkpoint(signs: Signs, now: datetime, *, leaves: bool) -> Iterator[Line]:
    """Look whether the journal was signed for in the last day, and whether that goes outside (``leaves``)."""
    last = signs.last_checkpoint_at
    since = last or signs.first_entry_at
    late = since is not None and now - since > CHECKPOINT_WITHIN
    yield Line(not late, f"Laatste controlepunt van het journaal: {moment(last)}.")
    if not leaves:
        yield Line(healthy=True, text=STAYS_INSIDE, warning=True)


def clock(session: Session, signs: Signs, now: datetime) -> Iterator[Line]:
    """Look whether the clock of this machine can be right: what was written before lies in the past."""
    newest = signs.last_entry_at
    behind = newest is not None and newest - now > CLOCK_MAY_DIFFER
    later = f"; de jongste regel van het journaal is van later, {moment(newest)}" if behind else ""
    yield Line(not behind, f"Klok: {moment(now)}{later}.")
    if session.get_bind().dialect.name == "postgresql":
        server = session.scalars(select(func.clock_timestamp())).one()
        apart = abs((server - now).total_seconds())
        wrong = apart > CLOCK_MAY_DIFFER.total_seconds()
        yield Line(not wrong, f"Verschil met de klok van de databaseserver: {apart:.0f} seconden.")


def moment(at: datetime | None) -> str:
    """Write an instant as it stands in the log: in UTC, to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "nog niet"
