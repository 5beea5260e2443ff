"""Dossiers at the API: opening and describing them, their phases, posts, roles, hand-overs and decisions elsewhere."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.access.feed import people
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE
from partnerschapsakte.access.rules.rights import MAY_GRANT
from partnerschapsakte.access.schemas import RightView, WithdrawRight
from partnerschapsakte.dossiers import queries, service
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.dossiers.rules import OPENERS, Phase
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    CorrectDossier,
    DecisionView,
    DossierRow,
    DossierView,
    EnterPhase,
    HandOver,
    HandoverNoteView,
    OpenDossier,
    PostView,
    PowerView,
    RecordDecisionElsewhere,
)
from partnerschapsakte.foundation.actor import KEEPERS, TEAM, Actor, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.fields import Command, Email, Line, OptionalText
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.api import api_get, api_patch, api_post, api_put, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "dossiers"
DOSSIER = "/dossiers/{dossier_id:str}"
PLACE = "/dossiers/{dossier_id}"


class DossiersAsked(Asked):
    """Which dossiers somebody asks for."""

    phase: Phase | None = None


class DossierChanges(Command):
    """What is to change of a dossier; what is not sent stays as it is."""

    reference: Line = ""
    title: Line = ""
    summary: OptionalText = ""
    role_mailbox: Email = ""


class TeamRight(msgspec.Struct, frozen=True):
    """One role of one person in a dossier; ``holds`` tells whether it opens anything today."""

    id: str
    person_id: str
    person: str
    role: Role
    party: str | None
    granted_at: datetime
    granted_by: str
    ends_on: date | None
    holds: bool


@api_get("/dossiers", TAG, "Toon uw dossiers", "De dossiers waarin u een rol hebt, op kenmerk; een auditor ziet alles.")
def list_dossiers(session: Session, actor: Actor, paging: Paging, query: DossiersAsked) -> Listed[DossierRow]:
    """List the dossiers of who asks."""
    return paging.of(queries.dossier_page(session, actor, query.phase, limit=paging.limit, offset=paging.offset))


@api_post("/dossiers", TAG, "Open een dossier", location="/dossiers/{id}", roles=OPENERS)
def open_dossier(session: Session, occasion: Occasion, data: OpenDossier) -> DossierView:
    """Open a dossier."""
    return _view(session, service.open_dossier(session, occasion, data).id)


@api_get(DOSSIER, TAG, "Toon een dossier")
def read_dossier(session: Session, dossier_id: str) -> DossierView:
    """Show a dossier."""
    return dossier_view(session, dossier_id)


@api_patch(
    DOSSIER,
    TAG,
    "Verbeter de gegevens van een dossier",
    "Kenmerk, titel, samenvatting en postbus van de rol; wat u niet stuurt, blijft zoals het is.",
    edits=read_dossier,
    roles=KEEPERS,
)
def correct_dossier(
    session: Session, occasion: Occasion, dossier_id: str, data: DossierChanges, version: int
) -> DossierView:
    """Describe a dossier anew."""
    view = dossier_view(session, dossier_id)
    kept: dict[str, Any] = {name: getattr(view, name) for name in DossierChanges.model_fields}
    command = CorrectDossier(**(kept | data.model_dump(exclude_unset=True)), version=version)
    service.correct_dossier(session, occasion, dossier_id, command)
    return _view(session, dossier_id)


@api_put(DOSSIER + "/phase", TAG, "Laat een dossier een andere fase ingaan", edits=read_dossier, roles=KEEPERS)
def enter_phase(session: Session, occasion: Occasion, dossier_id: str, data: EnterPhase, version: int) -> DossierView:
    """Go to another phase."""
    service.enter_phase(session, occasion, dossier_id, data, version=version)
    return _view(session, dossier_id)


@api_get(DOSSIER + "/posts", TAG, "Toon wie welke post heeft")
def list_posts(session: Session, dossier_id: str, paging: Paging) -> Listed[PostView]:
    """List who holds which post."""
    return paging.part(dossier_view(session, dossier_id).posts)


@api_post(
    DOSSIER + "/posts",
    TAG,
    "Geef iemand een post",
    "Bij de post hoort een rol in het dossier.",
    location=PLACE,
    roles=MAY_GRANT,
)
def assign_post(session: Session, occasion: Occasion, dossier_id: str, data: AssignedPost) -> DossierView:
    """Give a person a post."""
    service.assign_post(session, occasion, dossier_id, data)
    return _view(session, dossier_id)


@api_get(
    DOSSIER + "/hand-overs", TAG, "Toon de overdrachten", "De notities bij overgedragen posten, de nieuwste eerst."
)
def list_hand_overs(session: Session, dossier_id: str, paging: Paging) -> Listed[HandoverNoteView]:
    """List the handover notes."""
    return paging.part(queries.handover_notes(session, dossier_id))


@api_post(
    DOSSIER + "/hand-overs",
    TAG,
    "Draag een post over",
    "Met een notitie voor de opvolger; de open data van het dossier gaan mee.",
    location=PLACE,
    roles=TEAM,
)
def hand_over(session: Session, occasion: Occasion, dossier_id: str, data: HandOver) -> DossierView:
    """Hand a post over."""
    service.hand_over(session, occasion, dossier_id, data)
    return _view(session, dossier_id)


@api_get(DOSSIER + "/hand-overs/{note_id:str}", TAG, "Toon de notitie bij een overdracht")
def read_hand_over(session: Session, dossier_id: str, note_id: str) -> HandoverNoteView:
    """Show a handover note."""
    return _note(session, dossier_id, note_id)


@api_post(DOSSIER + "/hand-overs/{note_id:str}/_acknowledge", TAG, "Meld dat u de notitie las", roles=TEAM)
def acknowledge_hand_over(session: Session, occasion: Occasion, dossier_id: str, note_id: str) -> HandoverNoteView:
    """Note that the successor read what was left for them."""
    service.read_handover_note(session, occasion, dossier_id, note_id)
    session.flush()
    return _note(session, dossier_id, note_id)


@api_get(DOSSIER + "/decisions", TAG, "Toon de besluiten die elders zijn genomen")
def list_decisions(session: Session, dossier_id: str, paging: Paging) -> Listed[DecisionView]:
    """List the decisions that were taken elsewhere."""
    return paging.part(dossier_view(session, dossier_id).decisions)


@api_get(DOSSIER + "/decisions/{decision_id:str}", TAG, "Toon een besluit dat elders is genomen")
def read_decision(session: Session, dossier_id: str, decision_id: str) -> DecisionView:
    """Show a decision that was taken elsewhere."""
    return _decision(dossier_view(session, dossier_id), decision_id)


@api_post(
    DOSSIER + "/decisions",
    TAG,
    "Leg een besluit vast dat elders is genomen",
    location=PLACE + "/decisions/{id}",
    roles=KEEPERS,
)
def record_decision(
    session: Session, occasion: Occasion, dossier_id: str, data: RecordDecisionElsewhere
) -> DecisionView:
    """Record a decision that was taken elsewhere."""
    decision = service.record_decision_elsewhere(session, occasion, dossier_id, data)
    return _decision(_view(session, dossier_id), decision.id)


@api_get(DOSSIER + "/powers", TAG, "Toon wie per gemeente beslist en tekent")
def list_powers(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[PowerView]:
    """List who decides and who signs for each authority."""
    return paging.part(queries.team_view(session, dossier_id, local_date(now)).powers)


@api_get(DOSSIER + "/rights", "rights", "Toon wie welke rol in een dossier heeft")
def list_team(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[TeamRight]:
    """List the roles in a dossier."""
    return paging.part([_right(one) for one in people.rights(session, local_date(now), dossier_id=dossier_id)])


@api_post(DOSSIER + "/rights/{right_id:str}/_withdraw", "rights", "Trek een rol in een dossier in", roles=MAY_GRANT)
def withdraw_right(session: Session, occasion: Occasion, dossier_id: str, right_id: str, data: WithdrawRight) -> None:
    """Withdraw a role in a dossier."""
    service.withdraw_right(session, occasion, right_id, data, dossier_id=dossier_id)


@api_post("/people/{person_id:str}/_close", "people", "Sluit een account", roles=MANAGE_PEOPLE)
def retire_person(session: Session, occasion: Occasion, person_id: str) -> None:
    """Close an account."""
    service.retire_person(session, occasion, person_id)


@api_post("/people/{person_id:str}/_reopen", "people", "Open een gesloten account weer", roles=MANAGE_PEOPLE)
def readmit_person(session: Session, occasion: Occasion, person_id: str) -> None:
    """Open a closed account again."""
    service.readmit_person(session, occasion, person_id)


def _view(session: Session, dossier_id: str) -> DossierView:
    session.flush()  # the version is the one that the change makes
    return dossier_view(session, dossier_id)


def _decision(view: DossierView, decision_id: str) -> DecisionView:
    for one in view.decisions:
        if one.id == decision_id:
            return one
    raise Refusal(Why.NOT_FOUND, "decision_not_found", say("There is no such decision in this dossier."))


def _note(session: Session, dossier_id: str, note_id: str) -> HandoverNoteView:
    queries.handover_note(session, dossier_id, note_id)
    return next(one for one in queries.handover_notes(session, dossier_id) if one.id == note_id)


def _right(view: RightView) -> TeamRight:
    return TeamRight(**{name: getattr(view, name) for name in TeamRight.__struct_fields__})


router = api_router(
    list_dossiers,
    open_dossier,
    read_dossier,
    correct_dossier,
    enter_phase,
    list_posts,
    assign_post,
    list_hand_overs,
    hand_over,
    read_hand_over,
    acknowledge_hand_over,
    list_decisions,
    read_decision,
    record_decision,
    list_powers,
    list_team,
    withdraw_right,
    retire_person,
    readmit_person,
)
