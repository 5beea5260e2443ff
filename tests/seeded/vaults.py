"""Vaults in each state: without keys, with keys that nobody showed, receiving, and past their deadline."""

from datetime import date
from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.ways import Way, Ways
from seeded.world import TODAY, Seeded

OPENERS = (Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER)
FIRST = OPENERS[0]
LONG_AGO, PASSED, AHEAD = date(2022, 2, 1), "2022-02-15T11:00:00Z", "2022-04-01T10:00:00Z"
PART = {
    "content-type": "application/octet-stream",
    "content-disposition": "attachment; filename*=UTF-8''offerte%20%E2%82%AC.txt",
}


def vaults(at: Seeded) -> Ways:
    """Make the vaults, and say what can be done with each."""
    made = _vault(at, "Zonder sleutels", AHEAD)
    unshown, receives, closed = (_vault(at, title, AHEAD) for title in ("Met sleutels", "Ontvangt", "Wordt ingediend"))
    passed, opened = (_vault(at, title, PASSED, on=LONG_AGO) for title in ("Verstreken", "Geopend"))
    keys = _with_keys(at, unshown)
    for one in (receives, closed):
        _receiving(at, one)
        _part(at, one)
    at.act(Role.PROVIDER_CONTACT, f"/vaults/{closed}/submission", method="PUT")
    given = {one: _handed_in(at, one) for one in (passed, opened)}
    for one in OPENERS[:2]:
        at.act(one, f"/vaults/{opened}/opening", {"key": given[opened][one]}, method="PUT")
    found = at.ask(FIRST.value, "GET", f"/vaults/{opened}/opened-submissions").json()
    at.ids |= {"vault_id": receives, "part_id": found[0]["parts"][0]["id"]}
    drafted = {"vault_id": receives, "number": "1"}
    return {
        "make_vault": Way({"dossier_id": at.ids["dossier_id"]}, _wanted(at, "Nieuwe kluis", AHEAD)),
        "make_own_key": Way({"vault_id": made}),
        "invite_to_vault": Way({"vault_id": made}, {"party_id": at.exemplum.linde}),
        "check_own_key": Way({"vault_id": unshown}, {"key": keys[FIRST]}, by=FIRST.value),
        "move_deadline": Way(
            {"vault_id": receives}, {"deadline_at": "2022-04-02T10:00:00Z", "reason": "Een bijlage ontbrak."}
        ),
        "send_part": Way(drafted, b"De inschrijving van De Eik.", headers=PART),
        "remove_part": Way(drafted),
        "submit_draft": Way({"vault_id": receives}),
        "withdraw_submission": Way({"vault_id": closed}),
        "open_vault": Way({"vault_id": passed}, {"key": given[passed][FIRST]}, by=FIRST.value),
        "read_own_submission": Way({"vault_id": closed}),
        "list_opened": Way({"vault_id": opened}),
        "read_opened_part": Way({"vault_id": opened}),
        "read_record_of_opening": Way({"vault_id": opened}),
    }


def _wanted(at: Seeded, title: str, deadline: str) -> dict[str, Any]:
    openers = [at.person(role) for role in OPENERS]
    return {"title": title, "deadline_at": deadline, "openers": openers, "parties": [at.exemplum.eik]}


def _vault(at: Seeded, title: str, deadline: str, on: date = TODAY) -> str:
    path = f"/dossiers/{at.ids['dossier_id']}/vaults"
    return at.act(FIRST, path, _wanted(at, title, deadline), on=on)["id"]


def _with_keys(at: Seeded, vault_id: str, on: date = TODAY) -> dict[Role, str]:
    return {one: at.act(one, f"/vaults/{vault_id}/own-key", method="PUT", on=on)["file"] for one in OPENERS}


def _receiving(at: Seeded, vault_id: str, on: date = TODAY) -> dict[Role, str]:
    keys = _with_keys(at, vault_id, on)
    for one in OPENERS:
        at.act(one, f"/vaults/{vault_id}/own-key/_check", {"key": keys[one]}, method="PUT", on=on)
    return keys


def _handed_in(at: Seeded, vault_id: str) -> dict[Role, str]:
    """Let De Eik hand in long ago, and return the keys."""
    keys = _receiving(at, vault_id, LONG_AGO)
    _part(at, vault_id, LONG_AGO)
    at.act(Role.PROVIDER_CONTACT, f"/vaults/{vault_id}/submission", method="PUT", on=LONG_AGO)
    return keys


def _part(at: Seeded, vault_id: str, on: date = TODAY) -> None:
    path = f"/vaults/{vault_id}/draft/parts/1"
    at.act(Role.PROVIDER_CONTACT, path, b"De inschrijving.", method="PUT", on=on, headers=PART)
