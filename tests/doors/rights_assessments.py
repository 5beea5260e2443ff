"""Puts a dossier on record at each step of an assessment: assessors asked, a lot scored, opened, tied, agreed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TODAY, World
from partnerschapsakte.assessment import schemas
from partnerschapsakte.assessment.service import assessors, consensus, plan
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.tendering import schemas as tenders
from partnerschapsakte.tendering.service import course as service
from services.contracts.exemplum import on

LOT = "LOT-0001"
EARLIER, ADMITTED = date(2021, 9, 1), "2021-11-02"
WHY = "Zo is het afgesproken."
TENDER: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Opvang",
    "tender_due_on": "2021-12-15",
    "lots": [{"code": LOT, "title": "Noord"}],
}
PLAN = {"method": "points", "criteria": [{"code": "K1", "title": "Plan van aanpak", "weight": "100"}]}
STEPS = ("asked assessor", "scored lot", "opened lot", "tied lot", "agreed lot")


def put_assessments(session: Session, world: World) -> None:
    """Open a dossier for each step, with De Eik and De Linde in it."""
    world.put(assessor=world.people[Role.ASSESSOR.value].id)
    for step in STEPS:
        ids = _called(session, world, step)
        if step == "asked assessor":
            _ask(session, world, ids)
        else:
            _score(session, world, step, ids)
        world.state(step, **ids)
    world.put(**{name: world.states["asked assessor"][name] for name in ("seat_id", "other_candidate_id")})


def _called(session: Session, world: World, step: str) -> dict[str, str]:
    at = world.exemplum
    dossier_id = open_dossier(
        session, on(EARLIER), dossier_of(world, step.replace(" ", "-"), at.contract_manager.id)
    ).id
    seat_team(session, world, dossier_id)
    noted = on(EARLIER, at.contract_manager)
    service.plan_tender(session, noted, dossier_id, tenders.PlanTender.model_validate(TENDER))
    plan.plan_assessment(session, noted, dossier_id, schemas.PlanAssessment.model_validate(PLAN))
    published = tenders.PublishTender.model_validate({"published_on": EARLIER})
    service.publish_tender(session, noted, dossier_id, published)
    found = {"dossier_id": dossier_id, "lot_code": LOT}
    for name, party, key in (("De Eik", at.eik, "candidate_id"), ("De Linde", at.linde, "other_candidate_id")):
        said = {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": ADMITTED}
        command = tenders.AdmitCandidate.model_validate(said)
        admitted = service.admit_candidate(session, on(TODAY, at.contract_manager), dossier_id, command)
        found[key] = admitted.id
    return found


def _ask(session: Session, world: World, ids: dict[str, str]) -> None:
    """Ask an assessor four times, and somebody on paper twice, each one step further."""
    assessor, adviser = world.people[Role.ASSESSOR.value], world.people[Role.CLIENT_ADVISER.value]
    ids["seat_id"] = _seat(session, world, ids, person_id=assessor.id)
    paper = {"label": "Cliënt 1", "companion_id": adviser.id}
    for state, who, said in (
        ("declared assessor", assessor, {"person_id": assessor.id}),
        ("declared on paper", adviser, paper),
        ("asked on paper", None, paper),
        ("assessor in conflict", assessor, {"person_id": assessor.id}),
    ):
        seat = _seat(session, world, ids, **said)
        if who is not None:
            _declare(session, ids, who, seat, has_conflict=state == "assessor in conflict")
        world.state(state, **(ids | {"seat_id": seat}))


def _score(session: Session, world: World, step: str, ids: dict[str, str]) -> None:
    """Let one assessor score both, and go on to the step."""
    assessor, manager = world.people[Role.ASSESSOR.value], world.exemplum.contract_manager
    seat = ids["seat_id"] = _seat(session, world, ids, person_id=assessor.id)
    _declare(session, ids, assessor, seat, has_conflict=False)
    scores = {ids["candidate_id"]: 8, ids["other_candidate_id"]: 7 if step == "agreed lot" else 8}
    for candidate, score in scores.items():
        said = {"candidate_id": candidate, "criterion": "K1", "score": score, "reason": WHY}
        given = schemas.GiveScore.model_validate(said | {"lot": LOT})
        assessors.give_score(session, on(TODAY, assessor), ids["dossier_id"], seat, given)
    if step == "scored lot":
        return
    consensus.open_scores(session, on(TODAY, manager), ids["dossier_id"], LOT)
    for candidate, score in scores.items() if step != "opened lot" else ():
        said = {"candidate_id": candidate, "criterion": "K1", "score": score, "reason": WHY}
        agreed = schemas.AgreeScore.model_validate(said)
        consensus.agree_score(session, on(TODAY, manager), ids["dossier_id"], LOT, agreed)


def _seat(session: Session, world: World, ids: dict[str, str], **said: str) -> str:
    noted = on(TODAY, world.exemplum.contract_manager)
    command = schemas.SeatAssessor.model_validate(said)
    return assessors.seat_assessor(session, noted, ids["dossier_id"], command).id


def _declare(session: Session, ids: dict[str, str], who: Actor, seat: str, *, has_conflict: bool) -> None:
    said = schemas.DeclareConflict(has_conflict=has_conflict, explanation=WHY if has_conflict else "")
    assessors.declare_conflict(session, on(TODAY, who), ids["dossier_id"], seat, said)
