"""The journal at the API: the trail of a dossier, the journal of the house, its proof, and its checkpoints."""

from datetime import date, datetime
from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy.orm import Session

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.fields import Code, Day
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.journal import feed, queries
from partnerschapsakte.journal.rules.chain import EntryResult
from partnerschapsakte.journal.rules.trail import why_not_read_house, why_not_read_trail
from partnerschapsakte.journal.schemas import CheckpointView, TrailQuestion, TrailRow
from partnerschapsakte.web.api import api_get, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "journal"
LINES = "application/x-ndjson"
SHEET = "text/csv"
AUDITORS = frozenset({Role.AUDITOR})


class EntriesAsked(Asked):
    """Which entries somebody asks for; ``from_day`` and ``to_day`` are days on which something happened."""

    actor_id: Code | None = None
    tag: Code | None = None
    result: EntryResult | None = None
    from_day: Day | None = None
    to_day: Day | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry; ``number`` is its place in the chain, for an auditor. ``what`` and ``reason`` say it in Dutch."""

    number: int | None
    what: str
    reason: str | None
    tag: str
    subject: str
    dossier_id: str | None
    actor_id: str
    actor_name: str
    happened_at: datetime
    recorded_at: datetime
    result: EntryResult
    origin: str
    details: dict[str, Any]


class Checked(Struct, frozen=True, kw_only=True):
    """What a check of the whole chain found; without ``faults`` it is what was written."""

    healthy: bool
    size: int
    checkpoints: int
    faults: tuple[str, ...]


@api_get(
    "/dossiers/{dossier_id:str}/journal-entries",
    TAG,
    "Toon het journaal van een dossier",
    "De nieuwste regel eerst: wie wat deed, waaraan, met welke uitkomst, waarom, waarvandaan, en wanneer.",
)
def list_entries_of_dossier(
    session: Session, actor: Actor, dossier_id: str, paging: Paging, query: EntriesAsked
) -> Listed[Entry]:
    """List the trail of a dossier."""
    _may_read_trail(actor)
    return _entries(session, query, paging, dossier_id, numbered=why_not_read_house(actor) is None)


@api_get(
    "/dossiers/{dossier_id:str}/journal-proof",
    TAG,
    "Haal het journaal van een dossier op als bewijs",
    "JSON Lines, elke regel met haar plaats in de keten; elk is los na te rekenen en tegen een controlepunt te leggen.",
    gives=LINES,
)
def read_proof_of_dossier(session: Session, actor: Actor, dossier_id: str) -> Response[bytes]:
    """Give the sealed entries of a dossier."""
    _may_read_trail(actor)
    body = b"".join(feed.json_lines(session, dossier_id=dossier_id))
    return _attachment(body, f"journaal-{dossier_id}.jsonl", LINES)


@api_get("/dossiers/{dossier_id:str}/journal-sheet", TAG, "Haal het journaal van een dossier op als blad", gives=SHEET)
def read_sheet_of_dossier(session: Session, actor: Actor, dossier_id: str) -> Response[bytes]:
    """Give the trail of a dossier as a sheet."""
    _may_read_trail(actor)
    return _attachment(feed.as_csv(session, dossier_id), f"journaal-{dossier_id}.csv", SHEET)


@api_get("/journal-entries", TAG, "Toon het journaal van het huis", "Alleen voor een auditor.", roles=AUDITORS)
def list_entries(session: Session, actor: Actor, paging: Paging, query: EntriesAsked) -> Listed[Entry]:
    """List the journal of the whole house."""
    _may_read_house(actor)
    return _entries(session, query, paging, None, numbered=True)


@api_get(
    "/journal-check",
    TAG,
    "Reken de keten na",
    "Vanaf de eerste regel, met de controlepunten. Wie het niet op ons woord gelooft, rekent een uitvoer zelf na.",
    roles=AUDITORS,
)
def read_check(session: Session, actor: Actor, keys: Keyring | None) -> Checked:
    """Check the whole chain."""
    _may_read_house(actor)
    found = queries.verify(session, public_key=keys.public_key if keys else None)
    faults = tuple(language.tell(fault.message, language.DUTCH) for fault in found.faults)
    return Checked(healthy=found.healthy, size=found.size, checkpoints=found.checkpoints, faults=faults)


@api_get(
    "/checkpoints", TAG, "Toon de controlepunten", "De nieuwste eerst, zoals zij naar buiten gingen.", roles=AUDITORS
)
def list_checkpoints(session: Session, actor: Actor, paging: Paging) -> Listed[CheckpointView]:
    """List the checkpoints."""
    _may_read_house(actor)
    return paging.part(queries.checkpoints(session))


@api_get("/checkpoints/{day:date}", TAG, "Toon een controlepunt", roles=AUDITORS)
def read_checkpoint(session: Session, actor: Actor, day: date) -> CheckpointView:
    """Show the checkpoint of a day."""
    _may_read_house(actor)
    return queries.checkpoint(session, day)


def _entries(
    session: Session, query: EntriesAsked, paging: Paging, dossier_id: str | None, *, numbered: bool
) -> Listed[Entry]:
    """List entries; numbers count the whole house, and would tell others how much happened elsewhere."""
    question = TrailQuestion(
        actor_id=query.actor_id, tag=query.tag, result=query.result, first=query.from_day, last=query.to_day
    )
    found = queries.trail(session, question, dossier_id=dossier_id, page=paging.page, size=paging.size)
    return Listed([_entry(row, numbered=numbered) for row in found.rows], paging, follows=found.more)


def _entry(row: TrailRow, *, numbered: bool) -> Entry:
    told = {"number", "what", "reason", "details"}
    plain = {name: getattr(row, name) for name in Entry.__struct_fields__ if name not in told}
    reason = None if row.reason is None else language.tell(row.reason, language.DUTCH)
    return Entry(
        **plain,
        number=row.number if numbered else None,
        what=language.tell(row.what, language.DUTCH),
        reason=reason,
        details=dict(row.details),
    )


def _may_read_trail(actor: Actor) -> None:
    if refusal := why_not_read_trail(actor):
        raise refusal


def _may_read_house(actor: Actor) -> None:
    if refusal := why_not_read_house(actor):
        raise refusal


def _attachment(body: bytes, file_name: str, media_type: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(body, headers=headers, media_type=media_type)


router = api_router(
    list_entries_of_dossier,
    read_proof_of_dossier,
    read_sheet_of_dossier,
    list_entries,
    read_check,
    list_checkpoints,
    read_checkpoint,
)
