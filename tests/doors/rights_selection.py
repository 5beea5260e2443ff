"""Puts a selection on record in a dossier of its own for each step: planned, to judge, to rank, tied, decided."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TODAY, World
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.selection import schemas
from partnerschapsakte.selection.service import deciding, requests
from partnerschapsakte.tendering import schemas as tenders
from partnerschapsakte.tendering.service import course as tendering
from services.contracts.exemplum import on

WHY = "De referentie is van de juiste omvang."
PLAN: dict[str, Any] = {
    "procedure": "sas_selection",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2022-02-01",
    "tender_due_on": "2022-06-15",
    "maximum_candidates": 1,
    "lots": [{"code": "LOT-0001", "title": "Noord"}],
}
ASKED: dict[str, Any] = {
    "requirements": [{"code": "E1", "kind": "suitability", "text": "Ervaring", "evidence": "Een referentie"}],
    "criteria": [{"code": "C1", "text": "Visie", "weight": "100", "scale": "10", "evidence": "Een bladzijde"}],
    "uea_required": True,
}
OPEN = {"requests_due_on": "2022-04-01"}
EARLIER, JUDGED = date(2021, 12, 1), date(2022, 2, 10)
STEPS = (
    "selection to lay down",
    "selection to correct",
    "request to judge",
    "request to rank",
    "tied requests",
    "ranked requests",
    "selection decided",
)


def put_selections(session: Session, world: World) -> None:
    """Open a dossier for each step."""
    for step in STEPS:
        manager = world.exemplum.contract_manager
        opened = open_dossier(session, on(EARLIER), dossier_of(world, step.replace(" ", "-"), manager.id)).id
        seat_team(session, world, opened)
        ids = {"dossier_id": opened, "version": "0"}
        plan = tenders.PlanTender.model_validate(PLAN | (OPEN if step == "selection to correct" else {}))
        tendering.plan_tender(session, on(EARLIER, manager), opened, plan)
        asked = schemas.PlanSelection.model_validate(ASKED)
        if step != "selection to lay down":
            deciding.plan_selection(session, on(EARLIER, manager), opened, asked)
            published = tenders.PublishTender(published_on=EARLIER)
            tendering.publish_tender(session, on(EARLIER, manager), opened, published)
            ids |= _requests(session, world, opened, step)
        world.state(step, **ids)
    judged = world.states["request to judge"]
    world.put(participation_request_id=judged["participation_request_id"])


def _requests(session: Session, world: World, dossier_id: str, step: str) -> dict[str, str]:
    """Record two requests and take them to a step; return the first, and the version that its page would hold."""
    acting = on(JUDGED, world.exemplum.contract_manager)
    made = [
        requests.record_request(
            session,
            acting,
            dossier_id,
            schemas.RecordRequest.model_validate(
                {
                    "name": name,
                    "parties": [{"party_id": party, "role": "lead"}],
                    "received_at": "2022-01-20T11:00:00Z",
                    "size_class": "small",
                }
            ),
        )
        for name, party in (("De Eik", world.exemplum.eik), ("De Linde", world.exemplum.linde))
    ]
    if step in STEPS[3:]:
        found = schemas.AssessRequest.model_validate({"findings": [{"code": "E1", "met": True, "reason": WHY}]})
        for one in made:
            requests.assess_request(session, acting, dossier_id, one.id, found)
    if step in STEPS[4:]:
        for one, score in zip(made, ("7", "7" if step == "tied requests" else "8"), strict=True):
            given = {"scores": [{"code": "C1", "score": score, "reason": WHY}]}
            requests.score_request(session, acting, dossier_id, one.id, schemas.ScoreRequest.model_validate(given))
    if step == "selection decided":
        decision = schemas.DecideSelection(decided_on=JUDGED, few_because="Er is plaats voor een kandidaat.")
        deciding.decide_selection(session, acting, dossier_id, decision)
    session.flush()
    return {"participation_request_id": made[0].id, "other_request_id": made[1].id, "version": str(made[0].version)}


__all__ = ["ASKED", "TODAY", "put_selections"]
