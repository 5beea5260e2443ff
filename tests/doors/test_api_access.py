"""People and rights at the API: for an administrator, for who audits, and for oneself; nobody else sees them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import token_for
from api_world import START, SUMMER, ApiWorld, api_world
from dossier_factory import on, person
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        yield opened


@pytest.fixture
def administrator(world: ApiWorld) -> Actor:
    """Somebody who manages accounts."""
    with writing(world.engine)() as session:
        found = person(session, "beheerder", Role.ADMINISTRATOR, START)
        token_for(session, found.id)
        return found


def named(**changes: Any) -> dict[str, Any]:
    return {"name": "P. Roject", "email": "project@exemplum.example", "roles": ["legal_officer"], **changes}


def test_somebody_is_told_who_they_are_and_what_they_may(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        me = program.get("/me").json()
        assert program.get(f"/people/{me['id']}").json() == me
    assert (me["name"], me["roles"]) == ("C. Ontract", ["contract_manager"])
    (right,) = me["rights"]
    assert (right["dossier_id"], right["role"], right["holds"]) == (world.at.dossier, "contract_manager", True)
    assert right["basis"] == "hoort bij de post contractmanager"


def test_a_person_is_registered_corrected_and_given_a_role_in_the_organisation(
    world: ApiWorld, administrator: Actor
) -> None:
    with world.as_(administrator) as program:
        made = program.post("/people", named())
        path = f"/people/{made.json()['id']}"
        assert made.headers["location"] == f"/api/v1{path}"
        data = {"name": "P. Roject-Jansen", "email": "project@exemplum.example", "function": "jurist"}
        assert program.put(path, data, None, 428).json()["code"] == "condition_missing"
        corrected = program.put(path, data, made.headers["etag"])
        stale = program.put(path, {**data, "function": "beleidsmedewerker"}, made.headers["etag"], 412).json()
        assert {one["field"] for one in stale["changed"]} == {"name", "function"}
        changed = program.put(f"{path}/roles", {"roles": ["mandate_holder"]}, corrected.headers["etag"])
    assert (changed.json()["name"], changed.json()["roles"]) == ("P. Roject-Jansen", ["mandate_holder"])
    (entry,) = world.written("person:corrected")
    assert entry.actor_id == administrator.id


def test_a_person_works_for_an_organisation_decides_for_it_and_stops(world: ApiWorld, administrator: Actor) -> None:
    with world.as_(administrator) as program:
        path = f"/people/{program.post('/people', named(roles=['mandate_holder'])).json()['id']}"
        program.post(f"{path}/memberships", {"party_id": world.at.exemplum, "since": "2022-01-01"})
        given = {"authority_id": world.at.exemplum, "basis": "Mandaatbesluit 2022", "kind": "decide"}
        held = program.post(f"{path}/mandates", given).json()
        assert [one["authority"] for one in held["mandates"]] == ["Exemplum"]
        work = held["memberships"][0]["id"]
        ended = program.post(f"{path}/memberships/{work}/_end", {"ended_on": "2022-02-28"}, 200).json()
        assert ended["memberships"][0]["ended_on"] == "2022-02-28"
        other = f"/people/{administrator.id}/memberships/{work}/_end"
        assert program.post(other, {"ended_on": "2022-02-27"}, 404).json()["code"] == "membership_not_found"
        back = {"authority_id": world.at.exemplum, "reason": "Het mandaatbesluit is ingetrokken."}
        assert program.post(f"{path}/mandates/_withdraw", back, 200).json()["mandates"] == []
    assert len(world.written("person:mandate:withdrawn")) == 1


def test_a_program_gets_a_role_in_a_dossier_and_none_in_the_organisation(world: ApiWorld, administrator: Actor) -> None:
    with world.as_(administrator) as program:
        made = program.post("/programs", {"name": "Zaaksysteem", "function": "leest de data"}).json()
        assert (made["kind"], made["roles"]) == ("client", [])
        role = {"dossier_id": world.at.dossier, "role": "controller", "basis": "Koppeling 2022"}
        right = program.post(f"/people/{made['id']}/rights", role).json()
        assert (right["dossier"], right["role"], right["basis"]) == (
            "Z-1 · Jeugdhulp Exemplum",
            "controller",
            "Koppeling 2022",
        )
        (row,) = program.get("/people?q=zaaksysteem").json()
        assert (row["id"], row["dossiers"]) == (made["id"], 1)


def test_who_leads_a_dossier_gives_a_role_in_it(world: ApiWorld, engine: Engine) -> None:
    with writing(engine)() as session:
        colleague = person(session, "collega", Role.LEGAL_OFFICER, START)
    role = {"person_id": colleague.id, "role": "legal_officer", "ends_on": "2022-12-31"}
    path = f"/dossiers/{world.at.dossier}/rights"
    with world.as_(world.at.contract_manager) as program:
        right = program.post(path, role).json()
        assert (right["person"], right["ends_on"], right["holds"]) == ("collega", "2022-12-31", True)
        again = program.post(path, role, 409).json()
        assert again["code"] == "right_held"
    with world.as_(world.controller) as program:
        program.post(path, role, 403)
    with world.as_(world.stranger) as program:
        program.post(path, role, 404)
    (entry,) = world.written("access:right:granted")
    assert (entry.dossier_id, entry.subject) == (world.at.dossier, colleague.id)


def test_a_person_is_sent_a_link_and_the_link_is_withdrawn(world: ApiWorld, administrator: Actor) -> None:
    with world.as_(administrator) as program:
        path = f"/people/{program.post('/people', named()).json()['id']}"
        assert program.post(f"{path}/invitations", None).json()["expires_at"].endswith("Z")
        program.post(f"{path}/invitations/_withdraw", None, 204)
    assert len(world.written("person:invited")) == 1


def _let_in(world: ApiWorld, outsider: Actor) -> None:
    eik = world.at.eik
    with writing(world.engine)() as session:
        start_membership(session, on(START), outsider.id, StartMembership(party_id=eik, since=START))
        right = GrantRight(person_id=outsider.id, dossier_id=world.at.dossier, role=Role.PROVIDER_CONTACT, party_id=eik)
        grant_right(session, on(START), right)


def test_who_leads_a_dossier_invites_an_outsider_and_no_colleague(world: ApiWorld) -> None:
    with writing(world.engine)() as session:
        outsider = person(session, "aanbieder", Role.PROVIDER_CONTACT, START)
    path = f"/dossiers/{world.at.dossier}/invitations"
    with world.as_(world.at.contract_manager) as program:
        unknown_here = program.post(path, {"person_id": outsider.id}, 404).json()
        assert unknown_here["code"] == "person_not_in_dossier"
    assert world.written("person:invited") == []
    _let_in(world, outsider)
    with world.as_(world.at.contract_manager) as program:
        assert program.post(path, {"person_id": outsider.id}).json()["person_id"] == outsider.id
        (invited,) = world.written("person:invited")
        assert (invited.subject, invited.dossier_id) == (outsider.id, world.at.dossier)
        refused = program.post(path, {"person_id": world.at.mandate_holder.id}, 403).json()
        assert refused["code"] == "administrator_required"
    with world.as_(world.controller) as program:
        program.post(path, {"person_id": outsider.id}, 403)
    with world.as_(world.stranger) as program:
        program.post(path, {"person_id": outsider.id}, 404)


def test_who_manages_no_people_sees_and_changes_only_themselves(world: ApiWorld) -> None:
    other = world.at.mandate_holder.id
    with world.as_(world.at.contract_manager) as program:
        program.get("/people", 403)
        program.post("/people", named(), 403)
        program.post("/programs", {}, 403)
        program.get("/granted-rights", 403)
        hidden = program.get(f"/people/{other}", 404).json()
        absent = program.get("/people/nobody", 404).json()
        assert hidden["detail"].replace(other, "nobody") == absent["detail"]
        program.get(f"/people/{other}/tokens", 404)
        assert program.ask("DELETE", f"/people/{other}/sessions").status_code == 404
        program.post(f"/people/{other}/mandates", {}, 403)
        assert program.ask("DELETE", f"/people/{world.at.contract_manager.id}/sessions").status_code == 204
    assert len(world.written("person:sessions:ended")) == 1


def test_an_auditor_sees_everybody_and_changes_nobody(world: ApiWorld) -> None:
    with world.as_(world.at.auditor) as program:
        names = [one["name"] for one in program.get("/people").json()]
        assert names == sorted(names)
        program.get(f"/people/{world.at.mandate_holder.id}")
        program.post("/people", named(), 403)
        program.post("/rights-review", {"note": "Alles is nagekeken."}, 403)
        token = program.get(f"/people/{world.at.mandate_holder.id}/tokens").json()[0]["id"]
        program.post(f"/tokens/{token}/_revoke", None, 403)


def test_a_token_shows_its_beginning_and_is_revoked_by_its_owner(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        (token,) = program.get("/tokens").json()
        assert (token["mark"], token["opens"]) == ("proef-" + world.at.contract_manager.id[:2], True)
        assert "secret" not in token
    with world.as_(world.controller) as program:
        program.post(f"/tokens/{token['id']}/_revoke", None, 404)
    with world.as_(world.at.contract_manager) as program:
        program.post(f"/tokens/{token['id']}/_revoke", None, 204)
        program.get("/tokens", 401)
    assert len(world.written("access:token:revoked")) == 1


def test_the_rights_are_looked_through_once_a_year(world: ApiWorld, administrator: Actor) -> None:
    with world.as_(administrator, date(2023, 1, 1)) as program:
        assert program.get("/rights-review").json() == {"dossier_id": None, "due": True, "last": None}
        found = program.get("/granted-rights?signal=never_used&pageSize=200").json()
        assert found
        assert {signal for one in found for signal in one["signals"]} >= {"never_used"}
        assert {one["kind"] for one in program.get("/granted-rights?kind=mandate").json()} == {"mandate"}
        note = {"note": "Twee rechten zijn ingetrokken."}
        made = program.post("/rights-review", note).json()
        assert (made["due"], made["last"]["note"]) == (False, note["note"])
        sheet = program.get("/granted-rights/sheet")
        wrong = program.get("/granted-rights?signal=odd&kind=2", 400).json()
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert "M. Andaat" in sheet.text
    assert {error["field"] for error in wrong["errors"]} == {"signal", "kind"}


def test_the_rights_in_a_dossier_are_looked_through_by_who_leads_it(world: ApiWorld) -> None:
    path = f"/dossiers/{world.at.dossier}"
    with world.as_(world.at.contract_manager, date(2021, 6, 1)) as program:
        assert {one["person"] for one in program.get(f"{path}/granted-rights").json()} >= {"C. Ontract", "controller"}
        assert program.get(f"{path}/rights-review").json()["due"] is True
        made = program.post(f"{path}/rights-review", {"note": "Iedereen werkt hier nog."})
        assert made.headers["location"] == f"/api/v1{path}/rights-review"
        assert "controller" in program.get(f"{path}/granted-rights/sheet").text
    with world.as_(world.controller, SUMMER) as program:
        program.get(f"{path}/granted-rights", 403)
        program.post(f"{path}/rights-review", {"note": "Iedereen werkt hier nog."}, 403)
    with world.as_(world.stranger, SUMMER) as program:
        program.get(f"{path}/granted-rights", 404)


def test_all_that_is_wrong_with_a_person_is_told_at_once(world: ApiWorld, administrator: Actor) -> None:
    with world.as_(administrator) as program:
        wrong = {"name": "", "email": "geen adres", "roles": ["baas"], "password": "x"}
        refused = program.post("/people", wrong, 400).json()
    assert {error["field"] for error in refused["errors"]} == {"/name", "/email", "/roles/0", "/password"}
