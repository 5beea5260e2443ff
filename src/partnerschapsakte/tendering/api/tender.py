"""The tender of a dossier at the API: plan it, publish it, move its deadlines, run the dialogue, withdraw it."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.api.bodies import CandidateLeaves, MinutesApproved
from partnerschapsakte.tendering.api.told import (
    ToldCandidate,
    ToldSession,
    ToldTender,
    ToldTenderStep,
    told_step,
    told_tender,
)
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    InviteToTender,
    MoveDeadlines,
    PlanTender,
    PublishTender,
    RecordSession,
    StartDialogue,
    WithdrawCandidate,
    WithdrawTender,
)
from partnerschapsakte.tendering.service import course as service
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "tendering"
TENDER = "/dossiers/{dossier_id:str}/tender"
CANDIDATES = TENDER + "/candidates"
CANDIDATE = CANDIDATES + "/{candidate_id:str}"
SESSIONS = TENDER + "/sessions"
SESSION = SESSIONS + "/{session_id:str}"


def tender_of(session: Session, dossier_id: str, today: date) -> ToldTender:
    """Return the tender of a dossier in words, or refuse."""
    session.flush()
    found = queries.tender(session, dossier_id)
    view = queries.tender_view(session, dossier_id, today=today)
    assert view is not None  # noqa: S101 - it was just found
    return told_tender(found, view)


@api_get(TENDER, TAG, "Toon de aanbesteding van een dossier", "Met percelen, kandidaten, gesprekken en bevindingen.")
def read_tender(session: Session, now: datetime, dossier_id: str) -> ToldTender:
    """Show the tender of a dossier."""
    return tender_of(session, dossier_id, local_date(now))


@api_post(
    TENDER,
    TAG,
    "Bereid een aanbesteding voor",
    "Een dossier heeft ten hoogste één aanbesteding. Wat nog niet bekend is, blijft weg.",
    location="/dossiers/{dossier_id}/tender",
    roles=KEEPERS,
)
def plan_tender(session: Session, occasion: Occasion, dossier_id: str, data: PlanTender) -> ToldTender:
    """Plan the tender of a dossier."""
    service.plan_tender(session, occasion, dossier_id, data)
    return tender_of(session, dossier_id, occasion.today)


@api_post(TENDER + "/_publish", TAG, "Leg vast dat de aankondiging is gepubliceerd", roles=KEEPERS)
def publish_tender(session: Session, occasion: Occasion, dossier_id: str, data: PublishTender) -> ToldTender:
    """Record that the call was published."""
    service.publish_tender(session, occasion, dossier_id, data)
    return tender_of(session, dossier_id, occasion.today)


@api_put(
    TENDER + "/deadlines",
    TAG,
    "Verplaats de termijnen",
    "Een rectificatie voor alle kandidaten, met een reden; een termijn die u weglaat, blijft zoals hij is.",
    edits=read_tender,
    roles=KEEPERS,
)
def move_deadlines(
    session: Session, occasion: Occasion, dossier_id: str, data: MoveDeadlines, version: int
) -> ToldTender:
    """Move the deadlines for all."""
    service.move_deadlines(session, occasion, dossier_id, data, version=version)
    return tender_of(session, dossier_id, occasion.today)


@api_post(TENDER + "/_withdraw", TAG, "Trek de aanbesteding in", "Zonder gunning; open data vervallen.", roles=KEEPERS)
def withdraw_tender(session: Session, occasion: Occasion, dossier_id: str, data: WithdrawTender) -> ToldTender:
    """End the procedure without an award."""
    service.withdraw_tender(session, occasion, dossier_id, data)
    return tender_of(session, dossier_id, occasion.today)


@api_post(TENDER + "/dialogue/_start", TAG, "Leg vast dat de dialoog is begonnen", roles=KEEPERS)
def start_dialogue(session: Session, occasion: Occasion, dossier_id: str, data: StartDialogue) -> ToldTender:
    """Record the first day of the dialogue."""
    service.start_dialogue(session, occasion, dossier_id, data)
    return tender_of(session, dossier_id, occasion.today)


@api_post(TENDER + "/dialogue/_close", TAG, "Leg vast dat de dialoog is gesloten", roles=KEEPERS)
def close_dialogue(session: Session, occasion: Occasion, dossier_id: str, data: CloseDialogue) -> ToldTender:
    """Record that the dialogue was closed."""
    service.close_dialogue(session, occasion, dossier_id, data)
    return tender_of(session, dossier_id, occasion.today)


@api_post(
    TENDER + "/invitation",
    TAG,
    "Leg vast dat de kandidaten zijn uitgenodigd om in te schrijven",
    "Allen die nog meedoen tegelijk, na het sluiten van de dialoog; de inschrijftermijn geldt vanaf nu. Elke kandidaat "
    "krijgt de uitnodiging als brief en als Word-document.",
    location="/dossiers/{dossier_id}/tender",
    roles=KEEPERS,
)
def invite_to_tender(
    session: Session, occasion: Occasion, templates: Path, dossier_id: str, data: InviteToTender
) -> ToldTender:
    """Invite the candidates to tender."""
    service.invite_to_tender(session, occasion, dossier_id, data, templates / "documents")
    return tender_of(session, dossier_id, occasion.today)


@api_get(
    TENDER + "/steps",
    TAG,
    "Toon de stappen van de procedure",
    "In volgorde: waar een stap hoort, en wat er vandaag aan in de weg staat.",
)
def list_steps(
    session: Session, actor: Actor, now: datetime, dossier_id: str, paging: Paging
) -> Listed[ToldTenderStep]:
    """List the steps of the procedure, and what can be done today."""
    return paging.part([told_step(one) for one in queries.steps(session, dossier_id, actor, local_date(now))])


@api_get(CANDIDATES, TAG, "Toon de kandidaten", "In de volgorde waarin zij zijn toegelaten.")
def list_candidates(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[ToldCandidate]:
    """List the candidates."""
    found = tender_of(session, dossier_id, local_date(now)).candidates
    return paging.part(found)


@api_get(CANDIDATE, TAG, "Toon een kandidaat")
def read_candidate(session: Session, now: datetime, dossier_id: str, candidate_id: str) -> ToldCandidate:
    """Show a candidate."""
    return _candidate(session, dossier_id, candidate_id, local_date(now))


@api_post(
    CANDIDATES,
    TAG,
    "Laat een kandidaat toe",
    "Een aanbieder alleen, of een combinatie met één penvoerder.",
    location="/dossiers/{dossier_id}/tender/candidates/{id}",
    roles=KEEPERS,
)
def admit_candidate(session: Session, occasion: Occasion, dossier_id: str, data: AdmitCandidate) -> ToldCandidate:
    """Admit a candidate to the next step."""
    admitted = service.admit_candidate(session, occasion, dossier_id, data)
    return _candidate(session, dossier_id, admitted.id, occasion.today)


@api_post(CANDIDATE + "/_withdraw", TAG, "Leg vast dat een kandidaat zich terugtrok", roles=KEEPERS)
def withdraw_candidate(
    session: Session, occasion: Occasion, dossier_id: str, candidate_id: str, data: CandidateLeaves
) -> ToldCandidate:
    """Record that a candidate left."""
    command = WithdrawCandidate.model_construct(candidate_id=candidate_id, **dict(data))
    service.withdraw_candidate(session, occasion, dossier_id, command)
    return _candidate(session, dossier_id, candidate_id, occasion.today)


@api_get(SESSIONS, TAG, "Toon de gesprekken van de dialoog", "Op dag.")
def list_sessions(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[ToldSession]:
    """List the conversations."""
    found = tender_of(session, dossier_id, local_date(now)).sessions
    return paging.part(found)


@api_get(SESSION, TAG, "Toon een gesprek")
def read_session(session: Session, now: datetime, dossier_id: str, session_id: str) -> ToldSession:
    """Show a conversation."""
    return _session(session, dossier_id, session_id, local_date(now))


@api_post(
    SESSIONS,
    TAG,
    "Leg een gesprek met een kandidaat vast",
    "Wie erbij waren is een aantal met functies, nooit namen.",
    location="/dossiers/{dossier_id}/tender/sessions/{id}",
    roles=KEEPERS,
)
def record_session(session: Session, occasion: Occasion, dossier_id: str, data: RecordSession) -> ToldSession:
    """Record a conversation with one candidate."""
    held = service.record_session(session, occasion, dossier_id, data)
    return _session(session, dossier_id, held.id, occasion.today)


@api_post(
    SESSION + "/approval",
    TAG,
    "Leg vast dat het verslag is goedgekeurd",
    "Door beide kanten, één keer.",
    location="/dossiers/{dossier_id}/tender/sessions/{id}",
    roles=KEEPERS,
)
def approve_minutes(
    session: Session, occasion: Occasion, dossier_id: str, session_id: str, data: MinutesApproved
) -> ToldSession:
    """Record that both sides approved the minutes of a conversation."""
    command = ApproveMinutes.model_construct(session_id=session_id, **dict(data))
    service.approve_minutes(session, occasion, dossier_id, command)
    return _session(session, dossier_id, session_id, occasion.today)


def _candidate(session: Session, dossier_id: str, candidate_id: str, today: date) -> ToldCandidate:
    found = queries.candidate(queries.tender(session, dossier_id), candidate_id)
    return next(one for one in tender_of(session, dossier_id, today).candidates if one.id == found.id)


def _session(session: Session, dossier_id: str, session_id: str, today: date) -> ToldSession:
    found = queries.dialogue_session(queries.tender(session, dossier_id), session_id)
    return next(one for one in tender_of(session, dossier_id, today).sessions if one.id == found.id)


router = api_router(
    read_tender,
    plan_tender,
    publish_tender,
    move_deadlines,
    withdraw_tender,
    start_dialogue,
    close_dialogue,
    invite_to_tender,
    list_steps,
    list_candidates,
    read_candidate,
    admit_candidate,
    withdraw_candidate,
    list_sessions,
    read_session,
    record_session,
    approve_minutes,
)
