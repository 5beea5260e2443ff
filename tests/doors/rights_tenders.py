"""Puts a dossier on record at each step of a tender: none yet, planned, in dialogue, awarded, definitive, withdrawn."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from doors.rights_dialogue import announce, begin, invite, put_dialogues
from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TODAY, World
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import schemas
from partnerschapsakte.tendering.rules.facts import LeadingRoom, RecordState
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service
from services.contracts.exemplum import on

LOT = "LOT-0001"
PLAN: dict[str, Any] = {
    "procedure": "sas_dialogue",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2022-02-01",
    "tender_due_on": "2022-06-15",
    "dialogue_rounds": 2,
    "topics": ["Toegang"],
    "lots": [{"code": LOT, "title": "Noord"}],
}
AWARDED: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2021-11-01",
    "tender_due_on": "2021-12-15",
    "lots": [{"code": LOT, "title": "Noord"}],
}
EARLIER = date(2021, 9, 1)
LATE = ("deadline passed", "award sent", "definitive award")
STEPS = (
    "no tender",
    "planned tender",
    "published tender",
    "candidate admitted",
    "dialogue",
    "plain dialogue",
    "dialogue closed",
    "deadline passed",
    "award sent",
    "definitive award",
    "withdrawn tender",
)


def put_tenders(session: Session, world: World) -> None:
    """Open a dossier for each step; the one that everything else is about holds its dialogue."""
    for step in STEPS:
        main = step == "dialogue"
        dossier_id = world.exemplum.dossier if main else _dossier(session, world, step)
        world.state(step, dossier_id=dossier_id)
        if step == "no tender":
            continue
        noted = on(EARLIER if step in LATE else date(2022, 1, 10), world.exemplum.contract_manager)
        command = schemas.PlanTender.model_validate(AWARDED if step in LATE else PLAN)
        service.plan_tender(session, noted, dossier_id, command)
        if step == "planned tender":
            continue
        published = schemas.PublishTender.model_validate({"published_on": noted.today, "reference": "TN-1"})
        service.publish_tender(session, noted, dossier_id, published)
        if step == "published tender":
            continue
        world.states[step] |= _go_on(session, world, dossier_id, step)
    world.put(lot_code=LOT, **{name: one for name, one in world.states["dialogue"].items() if name != "dossier_id"})
    put_dialogues(session, world, PLAN)


def _dossier(session: Session, world: World, step: str) -> str:
    manager = world.exemplum.contract_manager.id
    opened = open_dossier(session, on(EARLIER), dossier_of(world, step.replace(" ", "-"), manager))
    seat_team(session, world, opened.id)
    return opened.id


def _go_on(session: Session, world: World, dossier_id: str, step: str) -> dict[str, str]:
    """Let a published tender go on to its step, and return the ids that belong to it."""
    at = world.exemplum
    noted = on(TODAY, at.contract_manager)
    admitted_on = "2021-11-02" if step in LATE else "2022-02-02"
    eik = {"name": "De Eik", "parties": [{"party_id": at.eik, "role": "lead"}], "admitted_on": admitted_on}
    candidate = service.admit_candidate(session, noted, dossier_id, schemas.AdmitCandidate.model_validate(eik)).id
    found = {"candidate_id": candidate}
    if step in {"dialogue", "plain dialogue"}:
        found |= {"session_id": _talk(session, noted, dossier_id, candidate, announced=step == "dialogue")}
    if step == "dialogue closed":
        _talk(session, noted, dossier_id, candidate)
        closed = schemas.CloseDialogue.model_validate({"closed_on": "2022-02-25"})
        service.close_dialogue(session, noted, dossier_id, closed, by=LeadingRoom.DIALOGUE)
    if step == "withdrawn tender":
        gone = schemas.WithdrawTender.model_validate({"withdrawn_on": TODAY, "reason": "Het budget verviel."})
        service.withdraw_tender(session, noted, dossier_id, gone)
    if "award" in step:
        sent = {"lot": LOT, "decided_on": "2022-01-10", "sent_on": "2022-01-11", "awarded": [candidate]}
        tender_awards.send_award_letter(session, noted, dossier_id, schemas.SendAwardLetter.model_validate(sent))
    if step == "definitive award":
        final = {"lot": LOT, "definitive_on": TODAY}
        told = schemas.RecordDefinitiveAward.model_validate(final)
        tender_awards.record_definitive_award(session, noted, dossier_id, told)
        complete = schemas.MarkRecord(state=RecordState.COMPLETE)
        tender_awards.mark_record(session, noted, dossier_id, complete)
    return found


def _talk(session: Session, noted: Occasion, dossier_id: str, candidate_id: str, *, announced: bool = True) -> str:
    """Hold a conversation: in the room of the dialogue where it was announced, else as the tender keeps it."""
    if announced:
        announce(session, noted, dossier_id)
        invite(session, noted, dossier_id)
    started = schemas.StartDialogue.model_validate({"started_on": "2022-02-10"})
    service.start_dialogue(session, noted, dossier_id, started)
    if announced:
        begin(session, noted, dossier_id)
    told = {"candidate_id": candidate_id, "round": 1, "held_on": "2022-02-15", "topics": ["Toegang"], "attendees": 4}
    command = schemas.RecordSession.model_validate(told)
    return service.record_session(session, noted, dossier_id, command, by=LeadingRoom.DIALOGUE).id
