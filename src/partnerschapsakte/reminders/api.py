"""Reminders at the API: who hears of a date, what somebody does about it, and the mails that went out."""

from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.api import read_milestone
from partnerschapsakte.agenda.schemas import ToldMilestone, told_milestone
from partnerschapsakte.foundation.actor import GUESTS, KEEPERS, Actor, Role
from partnerschapsakte.foundation.fields import Code
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal import queries as journal
from partnerschapsakte.journal.schemas import ParkedView
from partnerschapsakte.journal.service import retry_work
from partnerschapsakte.reminders import queries, service
from partnerschapsakte.reminders.schemas import MailView, MarkDone, PutAside, ReminderView, StuckWork
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "reminders"
INSIDE = frozenset(Role) - GUESTS
MAY_RETRY = frozenset(Role) - {Role.AUDITOR}


class MailsAsked(Asked):
    """Which mails somebody asks for; ``recipient`` is the id of a person, or the address of a role mailbox."""

    dossier_id: Code | None = None
    recipient: Code | None = None


@api_get("/milestones/{milestone_id:str}/reminders", TAG, "Toon de herinneringen aan een datum", "Op dag.")
def list_reminders_of_milestone(session: Session, milestone_id: str, paging: Paging) -> Listed[ReminderView]:
    """List the reminders of a date."""
    return paging.of(
        queries.reminder_page(session, milestone_id=milestone_id, limit=paging.limit, offset=paging.offset)
    )


@api_get("/dossiers/{dossier_id:str}/reminders", TAG, "Toon de herinneringen van een dossier", "Op dag.")
def list_reminders_of_dossier(session: Session, dossier_id: str, paging: Paging) -> Listed[ReminderView]:
    """List the reminders of a dossier."""
    return paging.of(queries.reminder_page(session, dossier_id=dossier_id, limit=paging.limit, offset=paging.offset))


@api_post(
    "/milestones/{milestone_id:str}/_acknowledge",
    TAG,
    "Meld dat u een datum oppakt",
    "De herinneringen rusten dan zo lang als dat mag.",
    roles=KEEPERS,
)
def acknowledge_milestone(session: Session, occasion: Occasion, milestone_id: str) -> ToldMilestone:
    """Say: I am handling this."""
    service.acknowledge(session, occasion, milestone_id)
    return _milestone(session, occasion, milestone_id)


@api_put(
    "/milestones/{milestone_id:str}/rest",
    TAG,
    "Laat de herinneringen aan een datum rusten",
    "Tot een dag, met een reden; nooit voorbij de datum zelf.",
    edits=read_milestone,
    roles=KEEPERS,
)
def put_milestone_aside(
    session: Session, occasion: Occasion, milestone_id: str, data: PutAside, version: int
) -> ToldMilestone:
    """Let the reminders rest."""
    service.put_aside(session, occasion, milestone_id, until=data.until, reason=data.reason, sequence=version)
    return _milestone(session, occasion, milestone_id)


@api_post(
    "/milestones/{milestone_id:str}/completion",
    TAG,
    "Meld dat een datum is gedaan",
    "Alleen voor data die niet door een eigen handeling worden afgedaan, zoals een besluit of een aanzegging.",
    location="/milestones/{id}",
    roles=KEEPERS,
)
def mark_milestone_done(session: Session, occasion: Occasion, milestone_id: str, data: MarkDone) -> ToldMilestone:
    """Mark a date as done by hand."""
    service.mark_done(session, occasion, milestone_id, note=data.note)
    return _milestone(session, occasion, milestone_id)


@api_get(
    "/mails",
    TAG,
    "Toon de berichten die uitgingen",
    "De laatste eerst: berichten aan u, en berichten die alleen gaan over dossiers die u leest.",
)
def list_mails(session: Session, actor: Actor, paging: Paging, query: MailsAsked) -> Listed[MailView]:
    """List the mails that went out."""
    return paging.of(
        queries.mail_page(
            session,
            actor,
            limit=paging.limit,
            offset=paging.offset,
            dossier_id=query.dossier_id,
            recipient=query.recipient,
        )
    )


@api_get("/mails/{mail_id:str}", TAG, "Toon een bericht", "Zoals het is verstuurd.")
def read_mail(session: Session, actor: Actor, mail_id: str) -> MailView:
    """Show a mail as it was sent."""
    return queries.mail(session, mail_id, actor)


@api_get(
    "/stuck-tasks",
    TAG,
    "Toon het werk dat is vastgelopen",
    "Werk dat vijf keer mislukte en op iemand wacht.",
    roles=INSIDE,
)
def list_stuck_tasks(session: Session, paging: Paging) -> Listed[StuckWork]:
    """List the work that got stuck."""
    stuck = [_stuck(one) for one in journal.parked(session)]
    return paging.part(stuck)


@api_post(
    "/stuck-tasks/{work_id:int}/_retry",
    TAG,
    "Probeer vastgelopen werk opnieuw",
    "Het antwoord is het werk zoals het vastzat.",
    roles=MAY_RETRY,
)
def retry_stuck_task(session: Session, occasion: Occasion, work_id: int) -> StuckWork:
    """Let work that got stuck be tried again."""
    stuck = {one.id: _stuck(one) for one in journal.parked(session)}
    retry_work(session, occasion, work_id)
    return stuck[work_id]


def _stuck(view: ParkedView) -> StuckWork:
    return StuckWork(
        id=view.id, task=view.task, attempts=view.attempts, parked_at=view.parked_at, last_error=view.last_error
    )


def _milestone(session: Session, occasion: Occasion, milestone_id: str) -> ToldMilestone:
    return told_milestone(agenda.by_ids(session, [milestone_id], occasion.today)[milestone_id])


router = api_router(
    list_reminders_of_milestone,
    list_reminders_of_dossier,
    acknowledge_milestone,
    put_milestone_aside,
    mark_milestone_done,
    list_mails,
    read_mail,
    list_stuck_tasks,
    retry_stuck_task,
)
