"""Puts questions about the tender on record in each state, and a note in which one of them was answered to all."""

from sqlalchemy.orm import Session

from doors.rights_stage import TEMPLATES, TODAY, World
from partnerschapsakte.clarifications import schemas, service
from partnerschapsakte.foundation.actor import Role
from services.contracts.exemplum import on

WHY = "Dit gaat over onze eigen werkwijze."


def put_questions(session: Session, world: World) -> None:
    """Let De Eik ask, and the officer answer."""
    dossier_id = world.exemplum.dossier
    asking = on(TODAY, world.standing(Role.PROVIDER_CONTACT))
    acting = on(TODAY, world.standing(Role.PROCUREMENT_OFFICER))

    def asked(state: str, *, confidential: bool = False, answered: bool = False) -> str:
        command = schemas.AskQuestion(text=f"Vraag: {state}?", confidential_because=WHY if confidential else None)
        found = service.ask_question(session, asking, dossier_id, command).id
        if answered:
            service.draft_answer(session, acting, dossier_id, found, schemas.DraftAnswer(answer="Ja."))
        world.state(state, question_id=found, version="1")
        return found

    published = asked("published question", answered=True)
    only, root = schemas.PublishNote(questions=(published,)), TEMPLATES / "documents"
    note = service.publish_note(session, acting, dossier_id, only, root)
    asked("open question")
    asked("answered question", answered=True)
    asked("confidential question", confidential=True)
    granted = asked("granted question", confidential=True, answered=True)
    decision = schemas.DecideConfidentiality(granted=True, reason=WHY)
    service.decide_confidentiality(session, acting, dossier_id, granted, decision)
    left = asked("question left out", answered=True)
    service.leave_out(session, acting, dossier_id, left, schemas.LeaveOut(reason="Niet over de opdracht."))
    world.put(clarification_note_id=note.id)
