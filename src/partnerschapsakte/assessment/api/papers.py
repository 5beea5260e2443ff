"""The papers of an assessment at the API: its report, and the forms on which is scored on paper."""

from datetime import datetime
from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.assessment.service import papers
from partnerschapsakte.documents.api import BYTES, attachment
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.web.api import api_get

TAG = "assessment"
TENDER = "/dossiers/{dossier_id:str}/tender"


@api_get(
    TENDER + "/assessment-report",
    TAG,
    "Haal het beoordelingsverslag op",
    "Als Word-document: het plan, elke score met reden, de consensus, de berekening, de rangorde, lotingen en de "
    "verdeling over percelen. Van een perceel staan de scores er pas in als zij open zijn.",
    gives=BYTES,
    refuses_by_state=True,
)
def print_assessment_report(session: Session, templates: Path, now: datetime, dossier_id: str) -> Response[bytes]:
    """Give the report of the assessment."""
    found = papers.assessment_report(session, dossier_id, templates / "documents", local_date(now))
    return attachment(found, BYTES)


@api_get(
    TENDER + "/lots/{lot_code:str}/score-forms/{seat_id:str}",
    TAG,
    "Haal het scoreformulier van een beoordelaar op",
    "Als Word-document, voor één perceel. Wie onder een aanduiding beoordeelt krijgt het formulier in eenvoudig "
    "Nederlands, met grote letters en één criterium per bladzijde.",
    guests=True,
    gives=BYTES,
    refuses_by_state=True,
)
def print_score_form(
    session: Session,
    actor: Actor,
    templates: Path,
    now: datetime,
    dossier_id: str,
    seat_id: str,
    lot_code: str,
) -> Response[bytes]:
    """Give the form of one assessor for one lot."""
    place, root = (seat_id, lot_code), templates / "documents"
    return attachment(papers.score_form(session, actor, dossier_id, place, root, local_date(now)), BYTES)


HANDLERS = (print_assessment_report, print_score_form)
