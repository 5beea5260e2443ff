"""Read the journal and the outbox: what happened, whether it still is what was written, and what could not be done."""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ColumnElement, RowMapping, and_, column, false, func, or_, select, table, true
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.journal.models import ENTRIES, JournalCheckpoint, JournalHead, OutboxMessage
from partnerschapsakte.journal.rules import checkpoints as notes
from partnerschapsakte.journal.rules.chain import START, EntryResult, Link, break_at
from partnerschapsakte.journal.rules.lines import HAPPENED, happened
from partnerschapsakte.journal.rules.reasons import why_of
from partnerschapsakte.journal.schemas import (
    ChainCheck,
    CheckpointView,
    OwnLine,
    ParkedView,
    Stood,
    TrailPage,
    TrailQuestion,
    TrailRow,
)

# The dossiers' room lies above this one: its title is read from the table, without its models.
DOSSIERS = table("dossier", column("id"), column("title"))

PAGE = 50
READ_AT_ONCE = 1000
SOURCE = "BIO2 8.15.05"
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Between these days things happen; what is asked beyond them leaves nothing out."""


class Fixed(NamedTuple):
    """What must stand at a number of the chain, and what to say when something else or nothing does."""

    root: str
    altered: Sentence
    missing: Sentence


def dossier_title(session: Session, dossier_id: str) -> str:
    """Return what people call a dossier, for every room: its own lies above most of them."""
    return session.execute(select(DOSSIERS.c.title).where(DOSSIERS.c.id == dossier_id)).scalar_one_or_none() or ""


def trail(
    session: Session, question: TrailQuestion, *, dossier_id: str | None = None, page: int = 1, size: int = PAGE
) -> TrailPage:
    """Return a page of the trail, the newest first: of a dossier, or of the whole house."""
    own = [ENTRIES.c.dossier_id == dossier_id] if dossier_id else []
    chosen = select(ENTRIES).where(*own, *_asked(question)).order_by(ENTRIES.c.id.desc())
    rows = session.execute(chosen.limit(size + 1).offset((page - 1) * size)).mappings().all()
    people = select(ENTRIES.c.actor_id, func.max(ENTRIES.c.actor_name)).where(*own).group_by(ENTRIES.c.actor_id)
    tags = session.scalars(select(ENTRIES.c.tag).where(*own).distinct()) if dossier_id else HAPPENED
    return TrailPage(
        rows=tuple(_trail_row(row) for row in rows[:size]),
        number=page,
        more=len(rows) > size,
        people=tuple(sorted(((row[0], row[1]) for row in session.execute(people)), key=lambda one: (one[1], one[0]))),
        tags=tuple((tag, happened(tag)) for tag in sorted(tags)),
    )


def trail_rows(session: Session, dossier_id: str) -> Iterator[TrailRow]:
    """Return the whole trail of a dossier, the oldest first."""
    chosen = select(ENTRIES).where(ENTRIES.c.dossier_id == dossier_id).order_by(ENTRIES.c.id)
    return (_trail_row(row) for row in session.execute(chosen).mappings())


def trail_of_party(session: Session, dossier_id: str, people: Collection[Stood]) -> tuple[OwnLine, ...]:
    """Return what these people did while they stood for their party in a dossier, the newest first.

    Acts that were refused are left out: the line of a refusal would tell a candidate that what it asked for exists.
    """
    own = [
        and_(
            ENTRIES.c.actor_id == stood.person_id,
            ENTRIES.c.recorded_at >= stood.since,
            true() if stood.until is None else ENTRIES.c.recorded_at < stood.until,
        )
        for stood in people
    ]
    chosen = (
        select(ENTRIES.c.tag, ENTRIES.c.actor_name, ENTRIES.c.happened_at)
        .where(ENTRIES.c.dossier_id == dossier_id, ENTRIES.c.result == EntryResult.ACCEPTED, or_(false(), *own))
        .order_by(ENTRIES.c.id.desc())
    )
    return tuple(
        OwnLine(what=happened(row.tag), actor_name=row.actor_name, happened_at=row.happened_at)
        for row in session.execute(chosen)
    )


def sealed_entries(
    session: Session, *, dossier_id: str | None = None, after: int = 0
) -> Generator[Mapping[Any, Any], None, None]:
    """Yield the sealed entries in the order of the chain, a batch at a time; close it when you stop halfway."""
    own = [ENTRIES.c.dossier_id == dossier_id] if dossier_id else []
    chosen = select(ENTRIES).where(ENTRIES.c.number > after, *own).order_by(ENTRIES.c.number)
    with session.execute(chosen, execution_options={"yield_per": READ_AT_ONCE}) as found:
        yield from found.mappings()


def head(session: Session, *, for_update: bool = False) -> Link | None:
    """Return where the chain is; None when nothing was ever sealed."""
    row = session.get(JournalHead, 1, with_for_update=for_update, populate_existing=True)
    return Link(row.number, row.digest) if row and row.number else None


def checkpoints(session: Session) -> tuple[CheckpointView, ...]:
    """Return the checkpoints, the newest first."""
    newest_first = select(JournalCheckpoint).order_by(JournalCheckpoint.day.desc())
    return tuple(_checkpoint(row) for row in session.scalars(newest_first))


def checkpoint(session: Session, day: date) -> CheckpointView:
    """Return the checkpoint of a day, or refuse."""
    found = session.get(JournalCheckpoint, day)
    if found is None:
        raise notes.checkpoint_not_found(day)
    return _checkpoint(found)


def verify(session: Session, *, public_key: bytes | None = None, since: CheckpointView | None = None) -> ChainCheck:
    """Check the chain, from its start or from a checkpoint on, and all in this database that must agree with it.

    With the public key of this installation the signatures of its checkpoints are checked too. Who can write in the
    database can make a chain that holds together; only a checkpoint that is kept elsewhere shows that.
    """
    after = _before(session, since)
    views, fixed, faults = checkpoints(session), _fixed(session, after), _unsealed(session)
    with closing(sealed_entries(session, after=after.number)) as entries:
        for entry in entries:
            if wrong := break_at(entry, after):
                faults.append(wrong)
                break
            after = Link(entry["number"], entry["digest"])
            faults += [point.altered for point in fixed.pop(after.number, ()) if point.root != after.digest]
        else:
            faults += [point.missing for points in fixed.values() for point in points]
            faults += _behind(session, after)
    faults += [_forged(view.day) for view in views if public_key and not _is_signed(view, public_key)]
    found = tuple(Finding(level=Level.REFUSED, message=message, source=SOURCE) for message in faults)
    return ChainCheck(size=after.number, checkpoints=len(views), faults=found)


def parked(session: Session) -> tuple[ParkedView, ...]:
    """Return the work that waits for somebody."""
    chosen = select(OutboxMessage.__table__).where(OutboxMessage.parked_at.is_not(None)).order_by(OutboxMessage.id)
    return tuple(
        ParkedView(
            id=row.id,
            task=row.task,
            key=row.key,
            payload=row.payload,
            attempts=row.attempts,
            parked_at=row.parked_at,
            last_error=row.last_error or "",
        )
        for row in session.execute(chosen)
    )


def waiting_since(session: Session) -> datetime | None:
    """Return since when the oldest unsettled work has been due; None when nothing waits."""
    open_work = OutboxMessage.settled_at.is_(None), OutboxMessage.parked_at.is_(None)
    return session.scalar(select(OutboxMessage.due_at).where(*open_work).order_by(OutboxMessage.due_at).limit(1))


def _asked(question: TrailQuestion) -> list[ColumnElement[bool]]:
    equal = {"actor_id": question.actor_id, "tag": question.tag, "result": question.result}
    asked = [ENTRIES.c[name] == value for name, value in equal.items() if value is not None]
    if question.first and question.first > EARLIEST:
        asked.append(ENTRIES.c.happened_at >= _midnight(question.first))
    if question.last and question.last < LATEST:
        asked.append(ENTRIES.c.happened_at < _midnight(question.last + timedelta(days=1)))
    return asked


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _trail_row(row: RowMapping) -> TrailRow:
    fields = {name: row[name] for name in TrailRow.__struct_fields__ if name not in {"what", "reason"}}
    return TrailRow(what=happened(row["tag"]), reason=why_of(row["tag"], row["details"]), **fields)


def _checkpoint(row: JournalCheckpoint) -> CheckpointView:
    note = notes.note(row.body, row.signature)
    return CheckpointView(day=row.day, size=row.size, root=row.root, key=row.key, note=note, made_at=row.made_at)


def _before(session: Session, since: CheckpointView | None) -> Link:
    """Return the link before the entry that a checkpoint names, so that the check begins with that entry."""
    if since is None:
        return START
    previous = session.scalar(select(ENTRIES.c.previous).where(ENTRIES.c.number == since.size))
    return Link(since.size - 1, previous or "")


def _fixed(session: Session, after: Link) -> dict[int, list[Fixed]]:
    found: defaultdict[int, list[Fixed]] = defaultdict(list)
    for one in session.scalars(select(JournalCheckpoint).where(JournalCheckpoint.size > after.number)):
        altered = say(
            "The journal up to entry {number} is not what the checkpoint of {day} says.", number=one.size, day=one.day
        )
        missing = say(
            "The checkpoint of {day} counts {number} entries; the journal ends before that.",
            number=one.size,
            day=one.day,
        )
        found[one.size].append(Fixed(one.root, altered, missing))
    if (at := head(session)) and at.number > after.number:
        wrong = say("The journal does not end where it says it ends, at entry {number}.", number=at.number)
        found[at.number].append(Fixed(at.digest, wrong, wrong))
    return found


def _unsealed(session: Session) -> list[Sentence]:
    count = session.scalar(select(func.count()).where(ENTRIES.c.number.is_(None)))
    return [say("{count} entries of the journal were never sealed.", count=count)] if count else []


def _behind(session: Session, last: Link) -> list[Sentence]:
    """Say that entries stand behind the end; asked last, so that what others commit meanwhile is no fault."""
    at = head(session) or START
    return (
        [say("Entries stand behind the end of the journal, entry {number}.", number=at.number)]
        if at.number < last.number
        else []
    )


def _forged(day: date) -> Sentence:
    return say("The checkpoint of {day} was not signed by this installation.", day=day)


def _is_signed(view: CheckpointView, public_key: bytes) -> bool:
    try:
        origin, body, signature = notes.parts(view.note)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, body.encode())
    except (InvalidSignature, ValueError, IndexError):
        return False
    return body == notes.body(origin, Link(view.size, view.root), view.day)
