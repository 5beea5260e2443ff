"""Puts bids on record: a tender that receives them, one for which they came in, one of which they are open."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TODAY, World
from partnerschapsakte.bids import schemas
from partnerschapsakte.bids.service import course, receiving
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.tendering import schemas as tendering
from partnerschapsakte.tendering.service import course as tenders
from services.contracts.exemplum import on

CALL, ADMITTED = date(2021, 12, 1), date(2022, 1, 3)
WHY = "Het platform gaf vanaf half elf geen antwoord."
PLAN: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Ambulante jeugdhulp",
    "tender_due_on": "2022-02-25",
    "tender_due_time": "12:00",
    "lots": [{"code": "LOT-0001", "title": "Noord"}],
}
LATER = {"tender_due_on": "2022-06-15"}
BID = {"received_at": "2022-02-25T10:00:00Z", "size_class": "small", "country": "NL"}
OUTAGE = {"began_at": "2022-02-25T10:30:00Z", "what": WHY, "evidence": "Melding 12 bij het platform."}
OPENED = {"opened_at": "2022-02-28T09:00:00Z", "first_opener": "A. Een", "second_opener": "B. Twee"}
WAY = {"way": "paper", "ground": "physical_model", "reason": "Er hoort een maquette bij de inschrijving."}
EXTENDED = {"due_on": "2022-06-20", "due_time": "17:00", "reason": WHY}
LIST = "inschrijver;ontvangen\nDe Linde;25-02-2022 10:00\n"
STATES = ("open submission", "closed submission", "opened bids")
OF_VAULT = "vault of the tender"
TILL_ELEVEN = {"tender_due_on": TODAY.isoformat(), "tender_due_time": "11:00"}
"""The deadline of the tender whose bids lie in a vault: that of the vault itself."""

CHANGES = {STATES[0]: LATER, OF_VAULT: TILL_ELEVEN}


def put_bids(session: Session, world: World) -> None:
    """Open a dossier for each state."""
    for state in (*STATES, OF_VAULT):
        manager = world.exemplum.contract_manager
        opened = open_dossier(session, on(CALL), dossier_of(world, state.replace(" ", "-"), manager.id)).id
        seat_team(session, world, opened)
        plan = tendering.PlanTender.model_validate(PLAN | CHANGES.get(state, {}))
        tenders.plan_tender(session, on(CALL, manager), opened, plan)
        tenders.publish_tender(session, on(CALL, manager), opened, tendering.PublishTender(published_on=CALL))
        candidates = [
            _admitted(session, world, opened, name, party)
            for name, party in (("De Eik", world.exemplum.eik), ("De Linde", world.exemplum.linde))
        ]
        ids = {"dossier_id": opened, "candidate_id": candidates[1], "bid_id": "geen", "outage_id": "geen"}
        world.state(state, **(ids | _came_in(session, world, opened, candidates[0], state)))
    world.put(bid_id=world.states[STATES[1]]["bid_id"])


def _admitted(session: Session, world: World, opened: str, name: str, party: str) -> str:
    told = {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": ADMITTED}
    command = tendering.AdmitCandidate.model_validate(told)
    return tenders.admit_candidate(session, on(TODAY, world.exemplum.contract_manager), opened, command).id


def _came_in(session: Session, world: World, opened: str, candidate: str, state: str) -> dict[str, str]:
    """Correct the documents while bids can be handed in; else record a bid and an outage, and open."""
    noted = on(TODAY, world.exemplum.contract_manager)
    if state == OF_VAULT:
        return {}
    if state == STATES[0]:
        correction = schemas.CorrectDocuments(reason="Bijlage 3 noemde een verkeerd bedrag.")
        course.correct_documents(session, on(ADMITTED, world.exemplum.contract_manager), opened, correction)
        return {}
    bid = schemas.RecordBid.model_validate(BID | {"candidate_id": candidate})
    outage = course.record_outage(session, noted, opened, schemas.RecordOutage.model_validate(OUTAGE))
    made = receiving.record_bid(session, noted, opened, bid)
    session.flush()
    if state == STATES[2]:
        course.open_bids(session, noted, opened, schemas.OpenBids.model_validate(OPENED))
    return {"bid_id": made.id, "outage_id": outage.id, "version": str(made.version)}
