"""What spans rooms at the API: what is coming, and the years of an agreement."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast

from litestar import Response
from litestar.response import Stream
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.schemas import told, told_milestone
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.documents.api import BYTES, attachment
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.foundation.fields import Code
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.overview import queries
from partnerschapsakte.overview.rules import bundle
from partnerschapsakte.overview.schemas import ComingMilestone, ComingRow, ComingView, Room, TimelineView, timeline_view
from partnerschapsakte.overview.word.printing import notice_sheet_of
from partnerschapsakte.overview.word.procurement_file import Taker, bundle_of, file_name_of, taken_mark
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.web.api import api_get, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

When = Literal["overdue", "now", "later"]


class ComingAsked(Asked):
    """Which coming dates somebody asks for; ``mine``: those whose reminders they get."""

    dossier_id: Code | None = None
    mine: bool = False


@api_get(
    "/coming-milestones",
    "milestones",
    "Toon wat eraan komt",
    "De open data tot een jaar vooruit van de dossiers die u leest: te laat, nu te doen, of later; elk met de "
    "volgende stap en de pagina waar iemand die zet.",
)
def list_coming_milestones(
    session: Session, actor: Actor, now: datetime, paging: Paging, query: ComingAsked
) -> Listed[ComingMilestone]:
    """List what is coming."""
    person = actor.id if query.mine else None
    view = queries.coming(session, actor, local_date(now), dossier_id=query.dossier_id, person_id=person)
    found = list(_flat(view))
    return paging.part(found)


@api_get(
    "/agreements/{agreement_id:str}/timeline",
    "agreements",
    "Toon de jaren van een akte",
    "De perioden, en per verlengingsmoment de data van evaluatie, besluit en aanzegging met hun stand.",
)
def read_timeline(session: Session, now: datetime, agreement_id: str) -> TimelineView:
    """Show the years of an agreement."""
    found, today = contracts.agreement(session, agreement_id), local_date(now)
    return timeline_view(found.id, found.title, contracts.term_view(session, found, today), today)


@api_get(
    "/dossiers/{dossier_id:str}/room",
    "dossiers",
    "Toon de kamer van een kandidaat",
    "Voor wie namens een aanbieder in het dossier staat: eigen verzoek, kluizen, de laatste brieven, bestanden, en wat "
    "de eigen mensen deden. Wie het hele dossier leest, heeft geen kamer: 404.",
    guests=True,
)
def read_room(session: Session, actor: Actor, now: datetime, dossier_id: str) -> Room:
    """Show the room of a candidate."""
    if not stands_for_party(actor):
        raise Refusal(Why.NOT_FOUND, "room_not_found", say("You have no room of your own in this dossier."))
    return queries.room(session, actor, dossier_id, now, language.DUTCH)


@api_get(
    "/dossiers/{dossier_id:str}/tender/notice-sheet",
    "tendering",
    "Haal het invulblad voor TenderNed op",
    "Als Word-document: per veld van de oproep en van de gunning wat u invult, in de volgorde van het formulier. Wat "
    "ontbreekt, staat er met name in.",
    gives=BYTES,
)
def print_notice_sheet(session: Session, templates: Path, now: datetime, dossier_id: str) -> Response[bytes]:
    """Give the fill-in sheet."""
    return attachment(notice_sheet_of(session, dossier_id, templates / "documents", local_date(now)), BYTES)


@api_get(
    "/dossiers/{dossier_id:str}/procurement-file",
    "dossiers",
    "Haal het hele aanbestedingsdossier op",
    "Als zip: een index met van ieder stuk de dag en de hash, wat ontbreekt, het verslag van gelijke behandeling, en "
    "alle stukken, van iedere kandidaat in een eigen map. Voor wie inkoopt, juridisch toetst of controleert.",
    roles=bundle.TAKERS,
    gives=BYTES,
)
def take_procurement_file(
    session: Session, actor: Actor, templates: Path, now: datetime, dossier_id: str
) -> Response[Any]:
    """Give the procurement file, piece by piece."""
    if refusal := bundle.why_not_take(actor):
        raise refusal
    tendering.tender(session, dossier_id)
    begin = reading(cast("Engine", session.get_bind()))
    taken = bundle_of(begin, Taker(actor, dossier_id, now), templates / "documents")
    headers = download_headers(file_name_of(dossier_id, local_date(now)), taken_mark(dossier_id, now))
    return Stream(taken, headers=headers, media_type=BYTES)


def _flat(view: ComingView) -> Iterator[ComingMilestone]:
    yield from (_coming("overdue", row) for row in view.overdue)
    yield from (_coming("now", row) for row in view.due)
    yield from (_coming("later", row) for month in view.months for row in month.rows)


def _coming(when: When, row: ComingRow) -> ComingMilestone:
    return ComingMilestone(
        when=when,
        milestone=told_milestone(row.milestone),
        dossier=row.dossier,
        owner=row.owner,
        next_act=told(row.act.title),
        page=row.act.address,
    )


router = api_router(
    list_coming_milestones,
    read_timeline,
    read_room,
    print_notice_sheet,
    take_procurement_file,
)
