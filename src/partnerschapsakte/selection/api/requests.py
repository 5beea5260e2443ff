"""Requests to participate at the API: as they came in, and how each was judged."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.schemas import (
    AssessRequest,
    NotePhaseOut,
    ParticipationRequestView,
    RecordRequest,
    ScoreRequest,
    WithdrawRequest,
)
from partnerschapsakte.selection.service import requests
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "selection"
REQUESTS = "/dossiers/{dossier_id:str}/participation-requests"
REQUEST = REQUESTS + "/{participation_request_id:str}"


@api_get(REQUESTS, TAG, "Toon de verzoeken tot deelneming", "In de volgorde waarin zij zijn vastgelegd.")
def list_participation_requests(session: Session, dossier_id: str, paging: Paging) -> Listed[ParticipationRequestView]:
    """List the requests to participate."""
    return paging.of(queries.requests_for(session, dossier_id, limit=paging.limit, offset=paging.offset))


@api_get(REQUEST, TAG, "Toon een verzoek tot deelneming")
def read_participation_request(
    session: Session, dossier_id: str, participation_request_id: str
) -> ParticipationRequestView:
    """Show a request to participate."""
    return queries.request_for(session, dossier_id, participation_request_id)


@api_post(
    REQUESTS,
    TAG,
    "Leg een verzoek tot deelneming vast",
    "Een verzoek dat na de termijn kwam, wordt vastgelegd en is daarmee geweigerd.",
    location="/dossiers/{dossier_id}/participation-requests/{id}",
    roles=KEEPERS,
)
def record_participation_request(
    session: Session, occasion: Occasion, dossier_id: str, data: RecordRequest
) -> ParticipationRequestView:
    """Record a request to participate."""
    made = requests.record_request(session, occasion, dossier_id, data)
    return _told(session, dossier_id, made.id)


@api_post(REQUEST + "/_withdraw", TAG, "Leg vast dat een verzoek is ingetrokken", roles=KEEPERS)
def withdraw_participation_request(
    session: Session, occasion: Occasion, dossier_id: str, participation_request_id: str, data: WithdrawRequest
) -> ParticipationRequestView:
    """Record that a request was withdrawn."""
    requests.withdraw_request(session, occasion, dossier_id, participation_request_id, data)
    return _told(session, dossier_id, participation_request_id)


@api_put(
    REQUEST + "/assessment",
    TAG,
    "Leg vast aan welke eisen een verzoek voldoet",
    "Van een uitsluitingsgrond: of zij niet van toepassing is. Wat u weglaat, is niet beoordeeld.",
    edits=read_participation_request,
    roles=KEEPERS,
)
def assess_participation_request(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    participation_request_id: str,
    data: AssessRequest,
    version: int,
) -> ParticipationRequestView:
    """Record how a request meets the requirements."""
    requests.assess_request(session, occasion, dossier_id, participation_request_id, data, version=version)
    return _told(session, dossier_id, participation_request_id)


@api_put(
    REQUEST + "/scores",
    TAG,
    "Leg de scores van een verzoek vast",
    "Alleen als er meer geschikte kandidaten dan plaatsen zijn; elke score met een reden.",
    edits=read_participation_request,
    roles=KEEPERS,
)
def score_participation_request(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    participation_request_id: str,
    data: ScoreRequest,
    version: int,
) -> ParticipationRequestView:
    """Record how a request scores."""
    requests.score_request(session, occasion, dossier_id, participation_request_id, data, version=version)
    return _told(session, dossier_id, participation_request_id)


@api_put(
    REQUEST + "/phase-out",
    TAG,
    "Leg vast wat een niet-geselecteerde aanbieder overdraagt",
    "Zijn cliënten, zijn medewerkers en zijn systemen, ook als notitie in Word.",
    edits=read_participation_request,
    roles=KEEPERS,
)
def note_phase_out(
    session: Session,
    occasion: Occasion,
    templates: Path,
    dossier_id: str,
    participation_request_id: str,
    data: NotePhaseOut,
    version: int,
) -> ParticipationRequestView:
    """Note what a provider that was not selected hands over."""
    requests.note_phase_out(
        session,
        occasion,
        dossier_id,
        participation_request_id,
        data,
        version=version,
        templates=templates / "documents",
    )
    return _told(session, dossier_id, participation_request_id)


def _told(session: Session, dossier_id: str, participation_request_id: str) -> ParticipationRequestView:
    session.flush()
    return queries.request_for(session, dossier_id, participation_request_id)


router = api_router(
    list_participation_requests,
    read_participation_request,
    record_participation_request,
    withdraw_participation_request,
    assess_participation_request,
    score_participation_request,
    note_phase_out,
)
