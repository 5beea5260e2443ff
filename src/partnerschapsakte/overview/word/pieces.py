"""Gathers what lies in the procurement file, in the order of the procedure, each candidate in a folder of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from partnerschapsakte.clarifications import queries as clarifications
from partnerschapsakte.contributions import queries as contributions
from partnerschapsakte.correspondence import queries as correspondence
from partnerschapsakte.correspondence.schemas import LetterView
from partnerschapsakte.dialogue.queries import rows as dialogue
from partnerschapsakte.dialogue.queries.rows import SessionMinutes
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.documents.schemas import DocumentView
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.journal import feed
from partnerschapsakte.overview.rules.bundle import Piece, safe_name
from partnerschapsakte.overview.word import html

ISSUED, QUESTIONS, DIALOGUE, INPUT, ASSESSMENT, LETTERS, FILES, CONTRACTS, JOURNAL = (
    "01-uitgegeven-stukken",
    "02-vragen",
    "03-dialoog",
    "04-inbreng-ervaringsdeskundigen",
    "05-beoordeling",
    "06-brieven",
    "07-bestanden",
    "08-overeenkomsten",
    "09-journaal",
)
OF_CONTRACTS: Final = frozenset(
    {
        "partnership_deed",
        "base_agreement",
        "sub_agreement",
        "extension_letter",
        "evaluation_report",
        "date_table",
    }
)
TO_ALL, AUTHORITY = "aan-allen", "gemeente"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Whose file is gathered, for whom, at which moment."""

    session: Session
    actor: Actor
    dossier_id: str
    at: datetime


def made(folder: str, name: str, title: str, body: bytes, at: datetime | None) -> Piece:
    """Return a piece that is made now, from what is on record."""
    return Piece(
        folder=folder, name=name, title=title, at=at, sha256=sha256(body).hexdigest(), size=len(body), body=lambda: body
    )


def pieces_of(shelf: Shelf) -> Iterator[Piece]:
    """Yield everything, in the order of the folders."""
    issued = documents.documents_of(shelf.session, dossier_id=shelf.dossier_id)
    for one in issued:
        if one.kind not in OF_CONTRACTS:
            yield from _issued(shelf, one, ISSUED)
    yield from _questions(shelf)
    yield from _dialogue(shelf)
    yield from _input(shelf)
    yield from _letters(shelf)
    yield from _files(shelf)
    for one in issued:
        if one.kind in OF_CONTRACTS:
            yield from _issued(shelf, one, CONTRACTS)
    trail = feed.as_csv(shelf.session, shelf.dossier_id)
    yield made(JOURNAL, "journaal.csv", "Het journaal van het dossier", trail, shelf.at)


def _issued(shelf: Shelf, one: DocumentView, folder: str) -> Iterator[Piece]:
    word = partial(documents.word_file, shelf.session, one.id)
    yield Piece(
        folder=folder,
        name=one.file_name,
        title=one.title,
        at=one.issued_at,
        sha256=one.sha256,
        size=one.size,
        body=lambda: word().body,
    )
    if (pdf := documents.pdf_told(shelf.session, one.id)) is not None:
        yield Piece(
            folder=folder,
            name=one.file_name.removesuffix(".docx") + ".pdf",
            title=f"{one.title} (pdf)",
            at=one.issued_at,
            sha256=pdf.sha256,
            size=pdf.size,
            body=lambda: documents.pdf_body(shelf.session, one.id),
        )


def _questions(shelf: Shelf) -> Iterator[Piece]:
    found = clarifications.questions_for(shelf.session, shelf.actor, shelf.dossier_id)
    if not found:
        return
    heads = ("Gesteld op", "Door", "Over", "Vraag", "Stand", "Antwoord", "Nota", "Niet beantwoord omdat")
    lines = [
        (
            language.day(one.asked_on),
            one.asker,
            one.about,
            one.text,
            language.label(one.state),
            one.answer or "",
            f"{one.note_number}.{one.item_number}" if one.note_number else "",
            one.left_out_because or one.decision_reason,
        )
        for one in sorted(found, key=lambda one: (one.asked_on, one.entered_at, one.id))
    ]
    intro = html.paragraph("Wie vroeg, staat alleen hier: in de nota's van inlichtingen staat het niet.")
    body = html.page("Register van vragen", intro, html.table(heads, lines))
    yield made(QUESTIONS, "register-van-vragen.html", "Register van vragen, met wie vroeg", body, shelf.at)


def _dialogue(shelf: Shelf) -> Iterator[Piece]:
    found = dialogue.dialogue(shelf.session, shelf.dossier_id)
    for (meeting, candidate), versions in sorted(found.minutes.items()):
        folder = f"{DIALOGUE}/{safe_name(found.names[candidate])}"
        held = dialogue.meeting_row(found, meeting)
        for one in versions:
            approved = "goedgekeurd door beide kanten" if one.is_approved else "niet door beide kanten goedgekeurd"
            title = f"Verslag ronde {held.round}, versie {one.number}: {approved}"
            yield from _minutes(shelf, one, folder, title)
    if found.items:
        yield made(DIALOGUE, "informatieregister.html", "Wie wat hoorde", _ledger(found), shelf.at)


def _minutes(shelf: Shelf, one: SessionMinutes, folder: str, title: str) -> Iterator[Piece]:
    if one.media_type is None:
        yield made(folder, f"verslag-{one.number}.txt", title, one.text.encode(), one.brought_at)
        return
    kept = dialogue.minutes_file(shelf.session, one)
    body: Callable[[], bytes] = lambda: dialogue.minutes_file(shelf.session, one).body  # noqa: E731 - got when sent
    yield Piece(
        folder=folder,
        name=kept.file_name,
        title=title,
        at=one.brought_at,
        sha256=one.sha256,
        size=len(kept.body),
        body=body,
    )


def _ledger(found: dialogue.Dialogue) -> bytes:
    heads = ("Verteld op", "Ronde", "Aan of van", "Wat", "Voor wie", "Waarom", "Aan allen op", "Toestemming")
    lines = [
        (
            language.day(one.told_on),
            str(one.round),
            found.names[one.candidate_id],
            f"{one.title}\n{one.text}",
            language.label(one.sharing),
            one.reason,
            language.moment(one.delivered_at) if one.delivered_at else "",
            language.moment(found.consents[one.id].consented_at) if one.id in found.consents else "",
        )
        for one in found.items
    ]
    return html.page("Register van gedeelde informatie", html.table(heads, lines))


def _input(shelf: Shelf) -> Iterator[Piece]:
    found = contributions.contributions_for(shelf.session, shelf.actor, shelf.dossier_id)
    there = [one for one in found if one.withdrawn_at is None]
    if not there:
        return
    heads = ("Gegeven op", "Door", "Over", "Ging goed", "Kan beter", "Belangrijkst", "Scan (sha256)")
    lines = [
        (
            language.day(one.given_on),
            one.label,
            one.about,
            one.went_well,
            one.could_be_better,
            one.matters_most,
            one.scan_sha256,
        )
        for one in there
    ]
    intro = html.paragraph("Zonder namen. De scans van het papier blijven in het dossier: daarop kan een naam staan.")
    body = html.page("Inbreng van ervaringsdeskundigen", intro, html.table(heads, lines))
    yield made(INPUT, "inbreng.html", "Inbreng van ervaringsdeskundigen, onder een aanduiding", body, shelf.at)


def _letters(shelf: Shelf) -> Iterator[Piece]:
    found = correspondence.letters_for(shelf.session, shelf.actor, shelf.dossier_id)
    for one in sorted(found, key=lambda one: (one.party_id is not None, one.party_name or "", one.sent_at, one.id)):
        folder = f"{LETTERS}/{safe_name(one.party_name) if one.party_name else TO_ALL}"
        yield made(folder, f"{one.title}.txt", one.title, _letter(one), one.sent_at)


def _letter(one: LetterView) -> bytes:
    who = one.party_name or "alle kandidaten"
    line = f"Van {who} aan de gemeente" if one.from_party else f"Van de gemeente aan {who}"
    return f"{one.title}\n{line}\nVerstuurd op {language.moment(one.sent_at)}\n\n{one.text}\n".encode()


def _files(shelf: Shelf) -> Iterator[Piece]:
    for compartment in documents.compartments(shelf.session, shelf.actor, shelf.dossier_id):
        folder = f"{FILES}/{safe_name(compartment.name) if compartment.party_id else AUTHORITY}"
        for one in sorted(compartment.files, key=lambda one: (one.uploaded_at, one.id)):
            state = "ingetrokken" if one.withdrawn_at else "bekendgemaakt" if one.published_at else "intern"
            content = partial(documents.content_for, shelf.session, shelf.actor, one.id)
            yield Piece(
                folder=folder,
                name=one.name,
                title=f"{one.title} ({'van de kandidaat' if one.party_id else state})",
                at=one.uploaded_at,
                sha256=one.sha256,
                size=one.size,
                body=lambda content=content: content().body,
            )
