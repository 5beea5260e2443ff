"""Puts a dialogue on record at each step: announced, invited to, in its first round, after it."""

from base64 import b64encode
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TEMPLATES, TODAY, World
from file_samples import SOUND
from forms_in_word import fill
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger, meetings, minutes, papers, rounds
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import schemas
from partnerschapsakte.tendering.service import course as service
from seeded.dialogues import ANSWERS, ASKED, FOR_ALL, HELD, INVITED, PRODUCT, TALK, TOLD, WHY
from services.contracts.exemplum import on

TOPICS = ["Toegang"]
ANNOUNCED: dict[str, Any] = {
    "rounds": [
        {"topics": TOPICS, "starts_on": "2022-02-10", "ends_on": "2022-02-20"},
        {"topics": TOPICS, "starts_on": "2022-03-01", "ends_on": "2022-03-20"},
    ],
    "reduction": True,
    "reduction_criteria": "Wie het best aansluit bij de opgave.",
}
STEPS = ("called tender", "announced dialogue", "invited round", "open round", "closed round")
BEGUN = date(2022, 2, 10)
PRINTER = papers.Printer(TEMPLATES / "documents", TODAY)


def announce(session: Session, noted: Occasion, dossier_id: str) -> None:
    """Announce a dialogue of two rounds."""
    rounds.announce(session, noted, dossier_id, commands.AnnounceDialogue.model_validate(ANNOUNCED))


def invite(session: Session, noted: Occasion, dossier_id: str) -> None:
    """Invite who are in to the first round."""
    rounds.invite(session, noted, dossier_id, 1, commands.InviteToRound.model_validate(INVITED))


def begin(session: Session, noted: Occasion, dossier_id: str) -> None:
    """Open the first round of a dialogue that has begun."""
    rounds.open_round(session, noted, dossier_id, 1, commands.OpenRound(opened_on=BEGUN))


def put_dialogues(session: Session, world: World, plan: dict[str, Any]) -> None:
    """Let the dialogue that everything is about hold one of each thing, and open a dossier for each step."""
    at = world.exemplum
    noted = on(TODAY, at.contract_manager)
    _talk(session, world, noted, at.dossier)
    for step in STEPS:
        world.state(step, **_reach(session, world, noted, step, plan))
    world.put(round_number=1)


def _talk(session: Session, world: World, noted: Occasion, dossier_id: str) -> None:
    candidate: dict[str, Any] = {"candidate_id": world.usual["candidate_id"]}
    talk = TALK | candidate | {"day": "2022-02-15"}
    planned, held = (
        meetings.plan_session(session, noted, dossier_id, commands.PlanSession.model_validate(talk)).id
        for _ in range(2)
    )
    told = commands.HoldSession.model_validate(HELD | {"held_on": "2022-02-15"})
    meetings.hold_session(session, noted, dossier_id, held, told)
    said = commands.BringMinutes.model_validate(candidate | {"text": "Wij spraken."})
    written = minutes.bring_minutes(session, noted, dossier_id, held, said, Sent("verslag.pdf", SOUND["pdf"])).id
    item = commands.TellItem.model_validate(TOLD | FOR_ALL | candidate | {"told_on": "2022-02-15"})
    idea = ledger.tell_item(session, noted, dossier_id, item).id
    plain = commands.TellItem.model_validate(item.model_dump() | {"is_idea": False})
    fact = ledger.tell_item(session, noted, dossier_id, plain).id
    product = commands.NoteProduct.model_validate(PRODUCT)
    asked = commands.AskProgress.model_validate(ASKED | candidate)
    world.put(
        planned_session_id=planned,
        minutes_id=written,
        item_id=idea,
        product_id=meetings.note_product(session, noted, dossier_id, product).id,
        request_id=ending.ask_progress(session, noted, dossier_id, asked).id,
    )
    world.state("planned session")
    printed = papers.form_of_session(session, dossier_id, planned, candidate["candidate_id"], PRINTER).body
    filled = b64encode(fill(printed, ANSWERS | {"Gehouden op": "15 februari 2022"}, {TOPICS[0]: "Eens."})).decode()
    world.put(filled_form=filled)
    world.state("session with its form")
    world.state("held session", planned_session_id=held)
    world.state("idea of one candidate")
    world.state("item for all", item_id=fact)


def _reach(session: Session, world: World, noted: Occasion, step: str, plan: dict[str, Any]) -> dict[str, Any]:
    opened = open_dossier(session, on(date(2021, 9, 1)), dossier_of(world, step.replace(" ", "-"), noted.actor.id))
    seat_team(session, world, opened.id)
    service.plan_tender(session, noted, opened.id, schemas.PlanTender.model_validate(plan))
    called = schemas.PublishTender.model_validate({"published_on": "2022-01-20", "reference": "TN-1"})
    service.publish_tender(session, noted, opened.id, called)
    ids: dict[str, str] = {}
    for name, party in (("candidate_id", world.exemplum.eik), ("leaves", world.exemplum.linde)):
        told = {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": "2022-02-02"}
        admitted = schemas.AdmitCandidate.model_validate(told)
        ids[name] = service.admit_candidate(session, noted, opened.id, admitted).id
    for act in (announce, _invite, begin, _close)[: STEPS.index(step)]:
        act(session, noted, opened.id)
    return {"dossier_id": opened.id, **ids}


def _invite(session: Session, noted: Occasion, dossier_id: str) -> None:
    invite(session, noted, dossier_id)
    service.start_dialogue(session, noted, dossier_id, schemas.StartDialogue(started_on=BEGUN))


def _close(session: Session, noted: Occasion, dossier_id: str) -> None:
    closing = {"closed_on": "2022-02-20", "reason": WHY, "passed_because": WHY}
    rounds.close_round(session, noted, dossier_id, 1, commands.CloseRound.model_validate(closing))
