"""Prints the fill-in sheet of a tender from what several rooms know."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.queries import views as assessment
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.design.queries import route_of
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Wanted, printed
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.overview.word import notice_sheet
from partnerschapsakte.overview.word.notice_sheet import Sources
from partnerschapsakte.parties.queries import party_view
from partnerschapsakte.selection import queries as selection
from partnerschapsakte.tendering import queries as tendering


def notice_sheet_of(session: Session, dossier_id: str, templates: Path, today: date) -> StoredFile:
    """Print the fill-in sheet; what is missing stands in it by name."""
    tender, dossier = tendering.tender(session, dossier_id), dossier_view(session, dossier_id)
    told = Sources(
        tender=tender,
        dossier=dossier,
        buyers=tuple(party_view(session, one.id) for one in dossier.authorities),
        selection=selection.file_of(session, dossier_id),
        requests=tuple(selection.requests_for(session, dossier_id)),
        assessment=assessment.assessment_view(session, dossier_id, today=today),
        awards=awards.lot_awards(session, dossier_id, today),
        complaints=awards.complaints(session, dossier_id),
        agreements=contracts.agreements(session, dossier_id),
        route=route_of(session, dossier_id),
    )
    wanted = Wanted(
        kind=notice_sheet.SHEET,
        title=notice_sheet.TITLE,
        content=notice_sheet.content_of(told, today),
        template_root=templates,
        today=today,
    )
    return printed(session, dossier_id, wanted)
