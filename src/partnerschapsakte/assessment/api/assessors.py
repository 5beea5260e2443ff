"""Assessors at the API: who was asked, what they declared, and what each scores alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.api.told import ToldAsked, told_asked
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import (
    AssessorView,
    DeclareConflict,
    GiveScore,
    JudgeConflict,
    ReleaseAssessor,
    SeatAssessor,
)
from partnerschapsakte.assessment.service import assessors as service
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "assessment"
SEATS = "/dossiers/{dossier_id:str}/tender/assessors"
SEAT = SEATS + "/{seat_id:str}"
PLACE = "/dossiers/{dossier_id}/tender/assessors/{id}"


@api_get(
    SEATS,
    TAG,
    "Toon de beoordelaars",
    "Een beoordelaar vindt hier zichzelf en wie hij begeleidt; het team vindt hier iedereen.",
    guests=True,
)
def list_assessors(
    session: Session, actor: Actor, now: datetime, dossier_id: str, paging: Paging
) -> Listed[AssessorView]:
    """List the assessors."""
    if not actor.reads_file:
        own = views.own_seats(session, actor, dossier_id)
        return paging.of(own[paging.offset : paging.offset + paging.limit])
    if tendering.tender_of(session, dossier_id) is None:
        return paging.part([])
    return paging.part(views.assessment_view(session, dossier_id, today=local_date(now)).seats)


@api_get(SEAT, TAG, "Toon een beoordelaar", guests=True)
def read_assessor(session: Session, actor: Actor, dossier_id: str, seat_id: str) -> AssessorView:
    """Show an assessor."""
    return views.seat_view(session, actor, dossier_id, seat_id)


@api_post(
    SEATS,
    TAG,
    "Vraag iemand om te beoordelen",
    "Een persoon met een account, of een aanduiding met wie begeleidt: die voert in wat op papier staat.",
    location=PLACE,
    roles=KEEPERS,
)
def seat_assessor(session: Session, occasion: Occasion, dossier_id: str, data: SeatAssessor) -> AssessorView:
    """Ask somebody to assess."""
    seat = service.seat_assessor(session, occasion, dossier_id, data)
    session.flush()
    return views.seat_view(session, occasion.actor, dossier_id, seat.id)


@api_post(SEAT + "/_release", TAG, "Leg vast dat een beoordelaar stopt", "Wat is gescoord, blijft.", roles=KEEPERS)
def release_assessor(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, data: ReleaseAssessor
) -> AssessorView:
    """Let an assessor stop."""
    service.release_assessor(session, occasion, dossier_id, seat_id, data)
    return views.seat_view(session, occasion.actor, dossier_id, seat_id)


@api_post(
    SEAT + "/declaration",
    TAG,
    "Verklaar of u een belangenconflict hebt",
    "Eén keer, door de beoordelaar of wie begeleidt. Daarvoor ziet een beoordelaar geen inschrijving.",
    location=PLACE,
    guests=True,
)
def declare_conflict(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, data: DeclareConflict
) -> AssessorView:
    """Declare to have a conflict of interest, or none."""
    views.seat_view(session, occasion.actor, dossier_id, seat_id)
    service.declare_conflict(session, occasion, dossier_id, seat_id, data)
    return views.seat_view(session, occasion.actor, dossier_id, seat_id)


@api_post(
    SEAT + "/measure",
    TAG,
    "Leg vast wat er aan een belangenconflict wordt gedaan",
    "Het komt in het proces-verbaal, onderdeel m.",
    location=PLACE,
    roles=KEEPERS,
)
def judge_conflict(
    session: Session, occasion: Occasion, dossier_id: str, seat_id: str, data: JudgeConflict
) -> AssessorView:
    """Record what is done about a conflict of interest."""
    service.judge_conflict(session, occasion, dossier_id, seat_id, data)
    return views.seat_view(session, occasion.actor, dossier_id, seat_id)


@api_get(
    SEAT + "/scores",
    TAG,
    "Toon wat een beoordelaar moet scoren",
    "Alleen voor de beoordelaar zelf of wie begeleidt, na de verklaring. Scores van anderen pas als zij open zijn.",
    guests=True,
    refuses_by_state=True,
)
def list_scores(
    session: Session, actor: Actor, now: datetime, dossier_id: str, seat_id: str, paging: Paging
) -> Listed[ToldAsked]:
    """List what an assessor was asked to score."""
    asked = views.asked_of(session, actor, dossier_id, seat_id, today=local_date(now))
    return paging.of([told_asked(one) for one in asked[paging.offset : paging.offset + paging.limit]])


@api_post(
    SEAT + "/scores",
    TAG,
    "Geef een score",
    "Met een reden; zonder reden is er geen score. Tot de scores open zijn telt de laatste.",
    location="/dossiers/{dossier_id}/tender/assessors/{seat_id}/scores",
    guests=True,
)
def give_score(session: Session, occasion: Occasion, dossier_id: str, seat_id: str, data: GiveScore) -> ToldAsked:
    """Score a criterion of a candidate."""
    views.seat_view(session, occasion.actor, dossier_id, seat_id)
    service.give_score(session, occasion, dossier_id, seat_id, data)
    session.flush()
    asked = views.asked_of(session, occasion.actor, dossier_id, seat_id, today=occasion.today)
    place = (data.lot, data.candidate_id, data.criterion)
    return next(told_asked(one) for one in asked if (one.lot, one.candidate_id, one.criterion.code) == place)


router = api_router(
    list_assessors,
    read_assessor,
    seat_assessor,
    release_assessor,
    declare_conflict,
    judge_conflict,
    list_scores,
    give_score,
)
