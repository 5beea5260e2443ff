"""Questions in each state, and a note that was published."""

from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.tenders import called
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

OFFICER, CONTACT = Role.PROCUREMENT_OFFICER, Role.PROVIDER_CONTACT
ASKED: dict[str, Any] = {"about": "Leidraad 3.2", "text": "Mag het ook op dinsdag?"}
SECRET: dict[str, Any] = {"confidential_because": "Dit gaat over onze eigen werkwijze."}
REASON = {"reason": "De vraag verraadt een werkwijze."}


def clarifications(at: Seeded) -> Ways:
    """Ask what is answered, decided, left out and withdrawn."""
    where = called(at, "Q-1")
    path = f"/dossiers/{where['dossier_id']}"

    def asked(*, answered: bool = False, **more: Any) -> Ids:
        question = at.act(CONTACT, f"{path}/questions", ASKED | more)["id"]
        if answered:
            one = f"{path}/questions/{question}/answer"
            mark = at.ask(OFFICER.value, "GET", one).headers["etag"]
            at.act(OFFICER, one, {"answer": "Ja."}, method="PUT", headers={"If-Match": mark})
        return where | {"question_id": question}

    first = asked(answered=True)
    note = at.act(OFFICER, f"{path}/clarification-notes", {"questions": [first["question_id"]]})["id"]
    alone, left = asked(answered=True, **SECRET), asked(answered=True)
    at.act(OFFICER, f"{path}/questions/{alone['question_id']}/confidentiality", {"granted": True} | REASON)
    at.act(OFFICER, f"{path}/questions/{left['question_id']}/_omit", REASON)
    asked(answered=True)
    at.ids |= {"question_id": first["question_id"], "clarification_note_id": note}
    published = where | {"clarification_note_id": note}
    return {
        "list_questions": Way(where),
        "read_question": Way(first),
        "read_answer": Way(first),
        "ask_question": Way(where, ASKED),
        "decide_confidentiality": Way(asked(**SECRET), {"granted": False} | REASON),
        "draft_answer": Way(asked(), {"answer": "Dat mag."}),
        "leave_out_question": Way(asked(), dict(REASON)),
        "take_back_question": Way(left),
        "answer_question_alone": Way(alone),
        "withdraw_question": Way(asked()),
        "list_clarification_notes": Way(where),
        "read_clarification_note": Way(published),
        "read_clarification_file": Way(published),
        "publish_clarification_note": Way(where, {"questions": []}),
    }
