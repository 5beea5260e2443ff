"""People to whom something can be done, and a dossier with posts to hand over and roles to give."""

from typing import Any

from api_factory import EIK
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.schemas import MakeToken
from partnerschapsakte.access.service.tokens import make_token
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from seeded.ways import Way, Ways
from seeded.world import TODAY, Seeded
from services.contracts.exemplum import on

ADMINISTRATOR, MANAGER = Role.ADMINISTRATOR, Role.CONTRACT_MANAGER
REASON = {"reason": "Zij heeft een andere baan gevonden."}
NOTE = {"note": "Iedereen werkt hier nog, niemand is vergeten."}
DATA = {"name": "G. Ewoon", "email": "gewoon@exemplum.example"}


def people(at: Seeded) -> Ways:
    """Register people for everything that is done with an account."""
    base = at.exemplum
    names = ("gewoon", "gesloten", "uitgenodigd", "gemandateerd", "stapper", "werkt", "collega")
    who = {name: _person(at, name) for name in names}
    at.act(ADMINISTRATOR, f"/people/{who['gesloten']}/_close")
    at.act(ADMINISTRATOR, f"/people/{who['uitgenodigd']}/invitations")
    mandate = {"authority_id": base.exemplum, "basis": "Mandaatbesluit 2022"}
    at.act(ADMINISTRATOR, f"/people/{who['gemandateerd']}/mandates", mandate)
    works = {"party_id": base.eik, "since": "2022-01-01"}
    told = at.act(ADMINISTRATOR, f"/people/{who['werkt']}/memberships", works)
    member = {"person_id": who["werkt"], "membership_id": told["memberships"][0]["id"]}
    _with_devices(at, who["stapper"], who["gewoon"])
    at.ids |= {"person_id": who["gewoon"], "party_id": base.eik}
    ways = {
        "register_person": Way(body=DATA | {"email": "nieuw@exemplum.example", "roles": ["legal_officer"]}),
        "register_program": Way(body={"name": "Zaaksysteem", "function": "leest de data"}),
        "correct_person": Way(body=DATA | {"function": "jurist"}),
        "change_roles": Way(body={"roles": ["mandate_holder"]}),
        "readmit_person": Way({"person_id": who["gesloten"]}),
        "withdraw_invitations": Way({"person_id": who["uitgenodigd"]}),
        "grant_mandate": Way({"person_id": who["gemandateerd"]}, mandate | {"authority_id": base.buurdam}),
        "withdraw_mandate": Way({"person_id": who["gemandateerd"]}, {"authority_id": base.exemplum} | REASON),
        "start_membership": Way({"person_id": who["werkt"]}, works | {"party_id": base.linde}),
        "end_membership": Way(member, {"ended_on": "2022-02-28"}),
        "reset_second_factor": Way({"person_id": who["stapper"]}, REASON),
        "grant_right_to_person": Way(body={"dossier_id": at.ids["dossier_id"], "role": "controller"}),
        "register_party": Way(body=EIK | {"kvk_number": "90000077"}),
        "correct_party": Way(body=EIK | {"town": "Exemplum"}),
        "review_rights": Way(body=NOTE),
    }
    return ways | _team(at, who["collega"])


def _person(at: Seeded, name: str) -> str:
    roles = ["mandate_holder"] if name == "gemandateerd" else []
    data = {"name": name, "email": f"{name}@exemplum.example", "roles": roles}
    return at.act(ADMINISTRATOR, "/people", data)["id"]


def _with_devices(at: Seeded, stepper: str, owner: str) -> None:
    """Give one person a second step, and another a token."""
    with writing(at.engine)() as session:
        session.get_one(Person, stepper).totp_confirmed_at = noon(TODAY)
        made = make_token(session, on(TODAY, Actor(owner, "gewoon")), owner, MakeToken(name="proef", expires_on=TODAY))
        at.ids["token_id"] = made.id


def _team(at: Seeded, colleague: str) -> Ways:
    """Give and hand over posts in a dossier of its own, and say what else can be done with who works there."""
    place = {"dossier_id": at.dossier("D-9")}
    path = f"/dossiers/{place['dossier_id']}"
    right = at.act(MANAGER, f"{path}/rights", {"person_id": colleague, "role": "assessor"})["id"]
    leaving = {"post": "deputy", "from_person_id": at.person(Role.PROCUREMENT_OFFICER)}
    passed = leaving | {"to_person_id": at.person(Role.LEGAL_OFFICER), "running": "Het gesprek van april staat vast."}
    for post in ("deputy", "procurement_officer"):
        at.act(MANAGER, f"{path}/posts", {"post": post, "person_id": leaving["from_person_id"]})
    at.act(MANAGER, f"{path}/hand-overs", passed | {"post": "procurement_officer"})
    (note,) = at.ask(MANAGER.value, "GET", f"{path}/hand-overs").json()
    noted = place | {"note_id": note["id"]}
    return {
        "correct_dossier": Way(place, {"title": "Jeugdhulp dichtbij"}),
        "enter_phase": Way(place, {"phase": "evaluation"}),
        "assign_post": Way(place, {"post": "deputy", "person_id": colleague}),
        "hand_over": Way(place, passed),
        "read_hand_over": Way(noted),
        "acknowledge_hand_over": Way(noted, by=Role.LEGAL_OFFICER.value),
        "grant_right": Way(place, {"person_id": colleague, "role": "controller"}),
        "withdraw_right": Way(place | {"right_id": right}, REASON),
        "review_rights_of_dossier": Way(place, NOTE),
        "invite_outsider": Way(place, {"person_id": at.person(Role.PROVIDER_CONTACT)}),
        "open_dossier": Way(body=_opened(at)),
    }


def _opened(at: Seeded) -> dict[str, Any]:
    return {
        "ocid": "ocds-exemplum-nieuw",
        "reference": "D-10",
        "title": "Hulp bij het huishouden",
        "phase": "vision",
        "authorities": [at.exemplum.exemplum],
        "posts": [{"post": "contract_manager", "person_id": at.person(MANAGER)}],
        "role_mailbox": "wmo@exemplum.example",
    }
