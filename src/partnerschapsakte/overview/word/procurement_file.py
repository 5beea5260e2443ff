"""Binds the procurement file: an index with the hash and moment of each piece, what is missing, and the pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from partnerschapsakte.assessment.queries import views as assessment
from partnerschapsakte.assessment.service.papers import assessment_report
from partnerschapsakte.bids import queries as bids
from partnerschapsakte.bids.service.papers import opening_record
from partnerschapsakte.bids.word.record import TITLE as OPENING_TITLE
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.overview.rules.bundle import Piece
from partnerschapsakte.overview.word import equal, html, pieces
from partnerschapsakte.overview.word.missing import archive_choice, missing
from partnerschapsakte.overview.word.pieces import Shelf, made
from partnerschapsakte.overview.word.zipping import zipped
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.tendering import queries as tendering

INDEX, SUMS = "00-index.html", "00-sha256.txt"


def file_name_of(dossier_id: str, today: date) -> str:
    """Return the name of the zip."""
    return f"aanbestedingsdossier-{dossier_id[:8]}-{today.isoformat()}.zip"


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes which file along, when."""

    actor: Actor
    dossier_id: str
    at: datetime


def bundle_of(begin: Begin, taker: Taker, templates: Path) -> Iterator[bytes]:
    """Yield the bytes of the zip, read in one unit of work of its own."""
    with begin() as session:
        yield from zipped(members(Shelf(session, taker.actor, taker.dossier_id, taker.at), templates))


def taken_mark(dossier_id: str, at: datetime) -> str:
    """Return the mark of a file that was taken along at a moment."""
    return sha256(f"{dossier_id}:{at.isoformat()}".encode()).hexdigest()[:32]


def members(shelf: Shelf, templates: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bodies of the zip: the index first, then each piece, one at a time."""
    numbered = [(one.path(number), one) for number, one in enumerate(_all(shelf, templates), start=1)]
    yield INDEX, _index(shelf, numbered)
    yield SUMS, "".join(f"{one.sha256}  {path}\n" for path, one in numbered).encode()
    for path, one in numbered:
        yield path, one.body()


def _all(shelf: Shelf, templates: Path) -> Iterator[Piece]:
    yield from pieces.pieces_of(shelf)
    today = local_date(shelf.at)
    if bids.opening_of(shelf.session, tendering.tender(shelf.session, shelf.dossier_id)) is not None:
        opened = opening_record(shelf.session, shelf.dossier_id, templates)
        yield made(pieces.ISSUED, opened.file_name, OPENING_TITLE, opened.body, shelf.at)
    if assessment.plan_view(shelf.session, shelf.dossier_id).written is not None:
        report = assessment_report(shelf.session, shelf.dossier_id, templates, today)
        yield made(pieces.ASSESSMENT, report.file_name, "Beoordelingsverslag", report.body, shelf.at)
    told = equal.report(shelf)
    yield made(pieces.DIALOGUE, "gelijke-behandeling.html", equal.TITLE, told, shelf.at)


def _index(shelf: Shelf, numbered: list[tuple[str, Piece]]) -> bytes:
    tender = tendering.tender(shelf.session, shelf.dossier_id)
    rows = [
        (
            path,
            one.title,
            language.moment(one.at) if one.at else "",
            language.number(one.size),
            one.sha256,
        )
        for path, one in sorted(numbered, key=lambda found: (found[1].folder, found[0]))
    ]
    lacking, outside = missing(shelf), list(_outside(shelf))
    return html.page(
        f"Aanbestedingsdossier: {tender.title}",
        html.paragraph(
            f"Samengesteld op {language.moment(shelf.at)} uit wat het dossier toen had. Kenmerk: "
            f"{tender.reference or shelf.dossier_id}.\nMet {SUMS} controleert u de bestanden: sha256sum -c {SUMS}"
        ),
        *_archive(shelf),
        html.heading("Wat ontbreekt"),
        html.bullets(lacking or ["Er is niets gevonden dat ontbreekt."]),
        html.heading(f"Inhoud ({len(rows)} stukken)"),
        html.table(("Plaats", "Wat", "Van", "Bytes", "sha256"), rows),
        html.heading("Wat bewust niet in deze bundel zit"),
        html.bullets(
            [
                "Scans van formulieren van ervaringsdeskundigen, en de namen achter aanduidingen.",
                "Scores van beoordelaars van percelen waarvan de scores nog niet open zijn.",
                *outside,
            ]
        ),
    )


def _archive(shelf: Shelf) -> Iterator[str]:
    """Tell how archive class and publication were chosen, by whom and when (rule 66)."""
    told = archive_choice(shelf)
    if told is not None and told.passed_because is not None and told.passed_at is not None:
        yield html.heading("Archiefklasse en openbaarmaking")
        day = language.day(local_date(told.passed_at))
        yield html.paragraph(f"{told.passed_because}\nGekozen door {told.passed_by} op {day}.")


def _outside(shelf: Shelf) -> Iterator[str]:
    """Name each part of a tender that lies in a vault that was opened: it is fetched there."""
    for vault in vaults.vaults_of(shelf.session, shelf.dossier_id, shelf.at):
        if vault.state is not VaultState.OPENED:
            continue
        for one in submissions.opened_submissions(shelf.session, vault.id):
            for part in one.parts:
                yield f"Inschrijving in kluis {vault.title}: {one.party_name}, {part.name} (sha256 {part.sha256})."
