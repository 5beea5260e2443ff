"""The selection at the API: what is asked, the draw, and the decision."""

from datetime import datetime
from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.documents.api import BYTES, attachment
from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.schemas import (
    DecideSelection,
    PlanSelection,
    RecordSelectionDraw,
    RectifySelection,
    SelectionFileView,
)
from partnerschapsakte.selection.service import deciding, papers
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router

TAG = "selection"
SELECTION = "/dossiers/{dossier_id:str}/selection"


@api_get(SELECTION, TAG, "Toon de selectie", "Wat is gevraagd, wat er tot nu toe uit komt en wat is beslist.")
def read_selection(session: Session, dossier_id: str) -> SelectionFileView:
    """Show the selection."""
    return queries.file_of(session, dossier_id)


@api_put(
    SELECTION,
    TAG,
    "Leg vast wat in de selectie wordt gevraagd",
    "Tot de publicatie; daarna alleen met een rectificatie. Gewichten tellen op tot 100, of zijn alle 0: dan staan de "
    "criteria in volgorde van belang.",
    edits=read_selection,
    roles=KEEPERS,
)
def plan_selection(
    session: Session, occasion: Occasion, dossier_id: str, data: PlanSelection, version: int
) -> SelectionFileView:
    """Lay down what is asked of candidates."""
    deciding.plan_selection(session, occasion, dossier_id, data, version=version)
    return _told(session, dossier_id)


@api_post(
    SELECTION + "/_rectify",
    TAG,
    "Herstel wat in de selectie wordt gevraagd",
    "Na de publicatie en zolang de verzoeken niet binnen zijn; alle kandidaten krijgen een brief met de reden.",
    roles=KEEPERS,
)
def rectify_selection(
    session: Session, occasion: Occasion, dossier_id: str, data: RectifySelection
) -> SelectionFileView:
    """Correct what is asked after publication."""
    deciding.rectify_selection(session, occasion, dossier_id, data)
    return _told(session, dossier_id)


@api_post(
    SELECTION + "/draws",
    TAG,
    "Leg een loting vast",
    "Onder wie gelijk eindigden bij de grens, in de volgorde waarin zij zijn getrokken.",
    location="/dossiers/{dossier_id}/selection",
    roles=KEEPERS,
)
def record_selection_draw(
    session: Session, occasion: Occasion, dossier_id: str, data: RecordSelectionDraw
) -> SelectionFileView:
    """Record a draw."""
    deciding.record_draw(session, occasion, dossier_id, data)
    return _told(session, dossier_id)


@api_post(
    SELECTION + "/decision",
    TAG,
    "Beslis wie wordt toegelaten",
    "Het volgt uit de beoordeling; er wordt alleen gerangschikt als er meer geschikte kandidaten dan plaatsen zijn. "
    "Elke partij krijgt een brief met de eigen redenen, ook als Word-document.",
    location="/dossiers/{dossier_id}/selection",
    roles=KEEPERS,
)
def decide_selection(
    session: Session, occasion: Occasion, templates: Path, dossier_id: str, data: DecideSelection
) -> SelectionFileView:
    """Decide who is admitted."""
    deciding.decide_selection(session, occasion, dossier_id, data, templates / "documents")
    return _told(session, dossier_id)


def _told(session: Session, dossier_id: str) -> SelectionFileView:
    session.flush()
    return queries.file_of(session, dossier_id)


@api_get(
    SELECTION + "/guide",
    TAG,
    "Haal de selectieleidraad op",
    "Als Word-document: procedure, planning met van iedere dag de reden, percelen, eisen, criteria, rangorde, vragen "
    "en wachttijd. Wat nog ontbreekt, staat er met name in.",
    gives=BYTES,
)
def print_selection_guide(session: Session, templates: Path, now: datetime, dossier_id: str) -> Response[bytes]:
    """Give the selection guide."""
    found = papers.selection_guide(session, dossier_id, templates / "documents", local_date(now))
    return attachment(found, BYTES)


router = api_router(
    read_selection,
    plan_selection,
    rectify_selection,
    record_selection_draw,
    decide_selection,
    print_selection_guide,
)
