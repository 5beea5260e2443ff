"""The papers of the dialogue at the API: to print, and the form of a session to read in."""

from datetime import datetime
from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.schemas.commands import SendForm
from partnerschapsakte.dialogue.schemas.views import MinutesView
from partnerschapsakte.dialogue.service import papers
from partnerschapsakte.dialogue.service.papers import Printer
from partnerschapsakte.documents.api import BYTES, attachment
from partnerschapsakte.documents.service import SCAN, Sent
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post

TAG = "dialogue"
MOST = 28_000_000
DIALOGUE = "/dossiers/{dossier_id:str}/dialogue"
SESSION = DIALOGUE + "/sessions/{planned_session_id:str}"
FORM = SESSION + "/minutes-forms/{candidate_id:str}"


def _at(templates: Path, now: datetime) -> Printer:
    return Printer(templates / "documents", local_date(now))


@api_get(
    DIALOGUE + "/document",
    TAG,
    "Haal het dialoogdocument op",
    "Als Word-document: onderwerpen, rondes, spelregels, vergoeding en hoe ideeën beschermd zijn.",
    gives=BYTES,
    refuses_by_state=True,
)
def print_dialogue_document(session: Session, templates: Path, now: datetime, dossier_id: str) -> Response[bytes]:
    """Give the dialogue document."""
    return attachment(papers.dialogue_document(session, dossier_id, _at(templates, now)), BYTES)


@api_get(
    DIALOGUE + "/rounds/{round_number:int}/invitation",
    TAG,
    "Haal de uitnodiging voor een ronde op",
    "Als Word-document, voor alle deelnemers gelijk.",
    gives=BYTES,
    refuses_by_state=True,
)
def print_invitation(
    session: Session, templates: Path, now: datetime, dossier_id: str, round_number: int
) -> Response[bytes]:
    """Give the invitation to a round."""
    return attachment(papers.invitation(session, dossier_id, round_number, _at(templates, now)), BYTES)


@api_get(
    DIALOGUE + "/input-letter",
    TAG,
    "Haal de brief aan ervaringsdeskundigen op",
    "Als Word-document in eenvoudig Nederlands: wat met hun inbreng is gedaan. Zonder namen.",
    gives=BYTES,
)
def print_input_letter(
    session: Session, actor: Actor, templates: Path, now: datetime, dossier_id: str
) -> Response[bytes]:
    """Give the letter to experts by experience."""
    return attachment(papers.input_letter_of(session, actor, dossier_id, _at(templates, now)), BYTES)


@api_get(
    FORM,
    TAG,
    "Haal het verslagformulier van een gesprek op",
    "Als Word-document om tijdens het gesprek in te vullen, met de agenda en één deel per onderwerp.",
    gives=BYTES,
    refuses_by_state=True,
)
def print_minutes_form(
    session: Session,
    templates: Path,
    now: datetime,
    dossier_id: str,
    planned_session_id: str,
    candidate_id: str,
) -> Response[bytes]:
    """Give the form of a session with one participant."""
    at = _at(templates, now)
    return attachment(papers.form_of_session(session, dossier_id, planned_session_id, candidate_id, at), BYTES)


@api_post(
    SESSION + "/minutes-forms",
    TAG,
    "Lees een ingevuld verslagformulier in",
    "Als Word-bestand in base64. Alles wat eraan mankeert komt in één keer terug, en dan is niets bewaard. Anders "
    "staan de aanwezigen, de uitkomsten en het verslag vast, en kunnen beide kanten het verslag goedkeuren.",
    most=MOST,
    location="/dossiers/{dossier_id}/dialogue/minutes/{id}",
    roles=KEEPERS,
)
def read_minutes_form(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: SendForm
) -> MinutesView:
    """Read a form that was filled in."""
    sent = Sent(data.file_name, data.file)
    kept = papers.read_form_of_session(
        session, occasion, dossier_id, planned_session_id, sent, scan=session.info.get(SCAN)
    )
    session.flush()
    return views.minutes(rows.dialogue(session, dossier_id), kept)


HANDLERS = (
    print_dialogue_document,
    print_invitation,
    print_input_letter,
    print_minutes_form,
    read_minutes_form,
)
