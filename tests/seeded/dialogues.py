"""A dialogue at each step, in a dossier of its own: announced, invited to, in its first round, and after it."""

import base64
from datetime import date
from typing import Any

from file_samples import SOUND
from forms_in_word import fill
from partnerschapsakte.foundation.actor import Role
from seeded.tenders import CALL, KEEPER, PLAN, PUBLISHED
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

WHY = "Zo is het met de deelnemers afgesproken."
PASSED = {"passed_because": WHY}
TOPICS = ["Toegang"]
BEGUN, NOW = date(2021, 11, 25), date(2022, 2, 28)
CONTACT = Role.PROVIDER_CONTACT
ANNOUNCED: dict[str, Any] = {
    "rounds": [
        {"topics": TOPICS, "starts_on": "2021-11-25", "ends_on": "2021-12-10"},
        {"topics": TOPICS, "starts_on": "2022-03-01", "ends_on": "2022-03-20"},
    ],
    "reduction": True,
    "reduction_criteria": "Wie het best aansluit bij de opgave.",
    "joint_sessions": True,
}
INVITED = {"title": "Uitnodiging", "text": "U bent welkom."} | PASSED
OPENED = {"opened_on": "2021-11-25"}
CLOSED = {"closed_on": "2022-02-20", "reason": WHY} | PASSED
TALK = {"round": 1, "day": "2021-12-01", "hour": "10:00", "place": "Stadhuis", "topics": TOPICS}
HELD = {"held_on": "2021-12-01", "attendees": 4, "attendee_roles": ["jurist"]}
EXPERT = {"label": "Ervaringsdeskundige 1", "name": "E. Rvaring", "preparation_on": "2021-11-30"}
TOLD = {"round": 1, "told_on": "2021-12-01", "title": "Aantal", "text": "Het zijn er 250.", "is_idea": True}
FOR_ALL = {"sharing": "for_all", "deliver_by": "2022-03-10"}
PRODUCT = {"kind": "risk_table", "title": "Risico's", "text": "Verloop van personeel."}
CHANGE = {"what": "De wachttijd telt vanaf de aanmelding.", "place": "Bestek, paragraaf 4.2"}
ANSWERS = {"Gehouden op": "1 december 2021", "Aantal aanwezigen": "4", "Functies van de aanwezigen": "jurist"}
FILE = {"file_name": "verslag.pdf", "file": base64.b64encode(SOUND["pdf"]).decode()}
ENDED = {
    "closed_on": "2022-02-28",
    "title": "Gesloten",
    "text": "Dank voor uw inbreng.",
    "nothing_because": WHY,
} | PASSED
ASKED = {"requested_on": "2022-02-25", "question": "Hoe staat het ervoor?"}
PAID = {"decided_by": "College", "decided_on": "2022-02-01", "amount": "7500.00"}


def dialogues(at: Seeded) -> Ways:
    """Take each dialogue one step further than the one before, and say what the next step is."""
    return rounds(at) | talks(at)


def rounds(at: Seeded) -> Ways:
    """Announce one, invite to another, open a third, close a fourth."""
    called, announced, invited, opened, closed = (_dialogue(at, f"G-{step}", step) for step in range(5))
    left_out = {"dropped": [{"candidate_id": closed.pop("second"), "reason": WHY}], "decided_on": "2022-02-21"} | PASSED
    for one in (called, announced, invited, opened):
        one.pop("second")
    first = {one: where | {"round_number": "1"} for one, where in enumerate((announced, invited, opened, closed))}
    for where in (called, *first.values()):
        where.pop("candidate_id", None)
    return {
        "announce_dialogue": Way(called, ANNOUNCED),
        "invite_to_round": Way(first[0], INVITED),
        "open_round": Way(first[1], OPENED),
        "close_round": Way(first[2], CLOSED),
        "reduce_participants": Way(first[3], left_out),
        "end_dialogue": Way({"dossier_id": first[3]["dossier_id"]}, ENDED),
        "decide_compensation": Way({"dossier_id": first[3]["dossier_id"]}, PAID),
        "note_change": Way({"dossier_id": first[3]["dossier_id"]}, CHANGE),
    }


def talks(at: Seeded) -> Ways:
    """Plan a session and hold another, with minutes, an item of the ledger, a product and a request."""
    where = _dialogue(at, "G-9", 3)
    where.pop("second")
    candidate, home = {"candidate_id": where.pop("candidate_id")}, _path(where)
    planned = at.act(KEEPER, f"{home}/sessions", TALK | candidate, on=BEGUN)["id"]
    held = at.act(KEEPER, f"{home}/sessions", TALK | candidate, on=BEGUN)["id"]
    at.act(KEEPER, f"{home}/sessions/{held}/_hold", HELD, on=NOW)
    said = candidate | {"text": "Wij spraken over de toegang."}
    minutes = at.act(KEEPER, f"{home}/sessions/{held}/minutes", said | FILE, on=NOW)["id"]
    item = at.act(KEEPER, f"{home}/items", TOLD | FOR_ALL | candidate, on=NOW)["id"]
    shared = at.act(KEEPER, f"{home}/items", TOLD | FOR_ALL | candidate | {"is_idea": False}, on=NOW)["id"]
    product = at.act(KEEPER, f"{home}/products", PRODUCT, on=NOW)["id"]
    talked = at.act(KEEPER, f"{home}/sessions", TALK | candidate, on=BEGUN)["id"]
    form = at.ask(KEEPER.value, "GET", f"{home}/sessions/{talked}/minutes-forms/{candidate['candidate_id']}")
    filled = base64.b64encode(fill(form.content, ANSWERS, {TOPICS[0]: "Eens."})).decode()
    asked = at.act(KEEPER, f"{home}/progress-requests", ASKED | candidate, on=NOW)["id"]
    at.ids |= {"planned_session_id": held, "minutes_id": minutes, "item_id": item, "product_id": product}
    at.ids |= {"request_id": asked, "round_number": "1"}
    to_plan, to_hold = where | {"planned_session_id": planned}, where | {"planned_session_id": held}
    return {
        "read_dialogue": Way(where),
        "read_round": Way(where | {"round_number": "1"}),
        "read_own_dialogue": Way(where, by=CONTACT.value),
        "plan_session": Way(where, TALK | candidate),
        "read_planned_session": Way(to_hold),
        "cancel_session": Way(to_plan, {"reason": WHY}),
        "hold_session": Way(to_plan, HELD),
        "add_expert": Way(to_plan, EXPERT),
        "note_outcome": Way(to_hold, candidate | {"topic": TOPICS[0], "outcome": "Eens."}),
        "bring_minutes": Way(to_hold, said),
        "read_minutes": Way(where | {"minutes_id": minutes}),
        "read_minutes_file": Way(where | {"minutes_id": minutes}),
        "sign_minutes": Way(where | {"minutes_id": minutes}, by=CONTACT.value),
        "print_dialogue_document": Way(where),
        "print_invitation": Way(where | {"round_number": "1"}),
        "print_input_letter": Way(where),
        "print_minutes_form": Way(to_hold | candidate),
        "read_minutes_form": Way(where | {"planned_session_id": talked}, {"file_name": "verslag.docx", "file": filled}),
        "read_item": Way(where | {"item_id": item}),
        "tell_item": Way(where, TOLD | FOR_ALL | candidate),
        "classify_item": Way(where | {"item_id": item}, {"sharing": "confidential", "reason": WHY}),
        "deliver_item": Way(where | {"item_id": shared}),
        "consent_to_item": Way(where | {"item_id": item}, {"proof": ""}, by=CONTACT.value),
        "read_product": Way(where | {"product_id": product}),
        "note_product": Way(where, PRODUCT),
        "change_product": Way(where | {"product_id": product}, PRODUCT | {"state": "agreed"}),
        "read_progress_request": Way(where | {"request_id": asked}),
        "record_progress_request": Way(where, ASKED | candidate),
        "ask_progress": Way(where, dict(ASKED), by=CONTACT.value),
        "answer_progress": Way(where | {"request_id": asked}, {"text": "Ronde 1 loopt nog."}),
    }


def _path(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}/dialogue"


def _dialogue(at: Seeded, reference: str, steps: int) -> Ids:
    """Call a tender with two participants, and go on: announce, invite, begin, close."""
    where = {"dossier_id": at.dossier(reference)}
    tender, home = f"/dossiers/{where['dossier_id']}/tender", _path(where)
    at.act(KEEPER, tender, PLAN | {"tender_due_on": "2022-06-15"}, on=CALL)
    at.act(KEEPER, f"{tender}/_publish", PUBLISHED, on=CALL)
    for name, party in (("candidate_id", at.exemplum.eik), ("second", at.exemplum.linde)):
        told = {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": "2021-11-20"}
        where[name] = at.act(KEEPER, f"{tender}/candidates", told, on=date(2021, 11, 20))["id"]
    if steps > 0:
        mark = at.ask(KEEPER.value, "GET", home).headers["etag"]
        at.act(KEEPER, f"{home}/announcement", ANNOUNCED, on=BEGUN, method="PUT", headers={"If-Match": mark})
    acts: tuple[tuple[str, Any, date], ...] = (
        (f"{home}/rounds/1/invitations", INVITED, date(2022, 2, 1)),
        (f"{home}/rounds/1/_open", OPENED, date(2022, 2, 1)),
        (f"{home}/rounds/1/_close", CLOSED, NOW),
    )
    for number, (path, body, day) in enumerate(acts[: max(0, steps - 1)]):
        at.act(KEEPER, path, body, on=day)
        if number == 0:
            at.act(KEEPER, f"{tender}/dialogue/_start", {"started_on": "2021-11-25"}, on=day)
    return where
