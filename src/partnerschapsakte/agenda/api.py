"""The dates that matter at the API: as lists, one by one, and as a calendar."""

from datetime import datetime
from urllib.parse import urlsplit

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import feed, queries
from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.agenda.schemas import MilestonesWanted, MilestoneView, ToldMilestone, told_milestone
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.fields import Code, Day
from partnerschapsakte.web.api import api_get, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "milestones"
CALENDAR = "text/calendar"


class MilestonesOfDossierAsked(Asked):
    """Which dates of a dossier somebody asks for; ``subject`` is the id of the agreement or tender they belong to."""

    subject: Code | None = None
    kind: MilestoneKind | None = None
    state: MilestoneState | None = None
    due_from: Day | None = None
    due_until: Day | None = None
    mine: bool = False


class MilestonesAsked(MilestonesOfDossierAsked):
    """Which dates somebody asks for."""

    dossier_id: Code | None = None


@api_get(
    "/milestones",
    TAG,
    "Toon de data",
    "De data van alle dossiers die u leest, de vroegste eerst. `mine=true`: alleen waarvan u de herinneringen krijgt.",
    filters=True,
)
def list_milestones(
    session: Session, actor: Actor, now: datetime, paging: Paging, query: MilestonesAsked
) -> Listed[ToldMilestone]:
    """List dates."""
    wanted = MilestonesWanted(**query.model_dump())
    return paging.of(
        queries.milestone_page(session, actor, local_date(now), wanted, limit=paging.limit, offset=paging.offset)
    )


@api_get("/dossiers/{dossier_id:str}/milestones", TAG, "Toon de data van een dossier", "De vroegste eerst.")
def list_milestones_of_dossier(
    session: Session, actor: Actor, now: datetime, dossier_id: str, paging: Paging, query: MilestonesOfDossierAsked
) -> Listed[ToldMilestone]:
    """List the dates of a dossier."""
    wanted = MilestonesWanted(dossier_id=dossier_id, **query.model_dump())
    return paging.of(
        queries.milestone_page(session, actor, local_date(now), wanted, limit=paging.limit, offset=paging.offset)
    )


@api_get("/milestones/{milestone_id:str}", TAG, "Toon een datum", "Met de stappen waarlangs de datum is bepaald.")
def read_milestone(session: Session, now: datetime, milestone_id: str) -> ToldMilestone:
    """Show a date."""
    return told_milestone(queries.by_ids(session, [milestone_id], local_date(now))[milestone_id])


@api_get(
    "/dossiers/{dossier_id:str}/calendar",
    TAG,
    "Geef de data van een dossier als agenda",
    "iCalendar (RFC 5545): hele dagen, zonder tijdzone. Wat verviel, blijft weg.",
    gives=CALENDAR,
)
def read_calendar(session: Session, now: datetime, address: str, dossier_id: str) -> Response[bytes]:
    """Give the dates of a dossier as a calendar."""

    def page_of(view: MilestoneView) -> str:
        return f"{address}/data/{view.id}"

    milestones = queries.of_dossier(session, dossier_id, local_date(now))
    host = urlsplit(address).hostname or "localhost"
    body = feed.calendar(milestones, host=host, stamped_at=now, address=page_of)
    return Response(body, media_type=CALENDAR, headers={"Content-Disposition": 'attachment; filename="agenda.ics"'})


router = api_router(list_milestones, list_milestones_of_dossier, read_milestone, read_calendar)
