"""A tender at each step, in a dossier of its own: planned, published, in dialogue, to be awarded, awarded, signed."""

from datetime import date
from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

KEEPER = Role.PROCUREMENT_OFFICER
LOT = "LOT-0001"
PLAN: dict[str, Any] = {
    "procedure": "sas_dialogue",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2021-11-15",
    "tender_due_on": "2022-01-20",
    "dialogue_rounds": 2,
    "topics": ["Toegang", "Bekostiging"],
    "estimated_value": "4500000.00",
    "estimation_method": "total",
    "lots": [{"code": LOT, "title": "Noord"}],
}
LATER = {"requests_due_on": "2022-04-01", "tender_due_on": "2022-06-15"}
INVITATION = {"invited_on": "2021-12-21", "tender_due_on": "2022-04-15", "submission_address": "TenderNed"}
CALL, PUBLISHED = date(2021, 10, 1), {"published_on": "2021-10-01", "reference": "TN-1"}


def tenders(at: Seeded) -> Ways:
    """Take each tender one step further than the one before, and say what the next step is."""
    return preparing(at) | talking(at) | awarding(at)


def preparing(at: Seeded) -> Ways:
    """Plan one, publish another."""
    planned, called = _planned(at, "T-1", LATER), _planned(at, "T-2", LATER)
    at.act(KEEPER, f"{_path(called)}/_publish", PUBLISHED, on=CALL)
    return {
        "plan_tender": Way({"dossier_id": at.dossier("T-0")}, PLAN | LATER),
        "publish_tender": Way(planned, {"published_on": "2022-03-01", "reference": "TN-9"}),
        "move_deadlines": Way(called, {"tender_due_on": "2022-07-01", "reason": "Twee kandidaten vroegen om uitstel."}),
        "withdraw_tender": Way(called, {"withdrawn_on": "2022-02-28", "reason": "Het budget is vervallen."}),
    }


def talking(at: Seeded) -> Ways:
    """Let a dialogue begin with one candidate, and hold a conversation whose report is not approved yet."""
    waiting, _ = _called(at, "T-3")
    talks, candidate = _called(at, "T-4")
    at.act(KEEPER, f"{_path(talks)}/dialogue/_start", {"started_on": "2021-11-25"}, on=date(2021, 11, 25))
    held = {"candidate_id": candidate, "round": 1, "held_on": "2021-11-30", "topics": ["Toegang"], "attendees": 4}
    session = at.act(KEEPER, f"{_path(talks)}/sessions", held, on=date(2021, 11, 30))["id"]
    closed, _ = _called(at, "T-9")
    for act, day in (("_start", "2021-11-25"), ("_close", "2021-12-20")):
        said = {"_start": "started_on", "_close": "closed_on"}[act]
        at.act(KEEPER, f"{_path(closed)}/dialogue/{act}", {said: day}, on=date.fromisoformat(day))
    at.ids |= talks | {"session_id": session, "candidate_id": candidate, "lot_code": LOT}
    leaves = {"withdrawn_on": "2022-02-28", "reason": "Te weinig personeel."}
    return {
        "admit_candidate": Way(waiting, _candidate(at.exemplum.linde, "De Linde")),
        "start_dialogue": Way(waiting, {"started_on": "2021-11-25"}),
        "record_session": Way(talks, held | {"round": 2, "held_on": "2021-12-10"}),
        "approve_minutes": Way(talks | {"session_id": session}, {"approved_on": "2021-12-15"}),
        "withdraw_candidate": Way(talks | {"candidate_id": candidate}, leaves),
        "invite_to_tender": Way(closed, INVITATION),
        "close_dialogue": Way(talks, {"closed_on": "2021-12-20"}),
    }


def awarding(at: Seeded) -> Ways:
    """Send the letters of one lot, let the standstill of another pass, sign a third."""
    acts = (
        ("award-letters", {"decided_on": "2022-01-25", "sent_on": "2022-02-01"}, date(2022, 2, 1)),
        ("definitive-award", {"definitive_on": "2022-02-25"}, date(2022, 2, 25)),
        ("contracts", {"concluded_on": "2022-02-26"}, date(2022, 2, 26)),
    )
    reached: list[Ids] = []
    for step in range(4):
        where, candidate = _called(at, f"T-{step + 5}")
        for act, day in (("_start", date(2021, 11, 25)), ("_close", date(2021, 12, 20))):
            said = {"_start": "started_on", "_close": "closed_on"}[act]
            at.act(KEEPER, f"{_path(where)}/dialogue/{act}", {said: day.isoformat()}, on=day)
        letter = {"awarded": [candidate]}
        for act, body, day in acts[:step]:
            sent = body | (letter if act == "award-letters" else {})
            at.act(KEEPER, f"{_path(where)}/lots/{LOT}/{act}", sent, on=day)
            if act == "definitive-award":
                _recorded(at, _path(where), day)
        reached.append(where | {"lot_code": LOT, "candidate": candidate})
    awarded = {"awarded": [reached[0].pop("candidate")]}
    for one in reached[1:]:
        one.pop("candidate")
    return {
        "send_award_letter": Way(reached[0], acts[0][1] | awarded),
        "record_definitive_award": Way(reached[1], dict(acts[1][1])),
        "record_contract_concluded": Way(reached[2], dict(acts[2][1])),
        "record_award_notice": Way(reached[3], {"sent_on": "2022-02-28", "reference": "TN-10"}),
    }


def _recorded(at: Seeded, tender: str, day: date) -> None:
    """Complete the record of proceedings: before that nobody signs (rule 38)."""
    at.act(KEEPER, f"{tender}/record-of-proceedings", {}, on=day)
    for item in "cdefghlmn":
        at.act(KEEPER, f"{tender}/record-of-proceedings/_fill", {"item": item, "not_applicable": True}, on=day)
    at.act(KEEPER, f"{tender}/record-of-proceedings/_complete", on=day)


def called(at: Seeded, reference: str, **changes: Any) -> Ids:
    """Plan and publish a tender whose deadlines are still to come; return the id of its dossier."""
    where = _planned(at, reference, LATER | changes)
    at.act(KEEPER, f"{_path(where)}/_publish", PUBLISHED, on=CALL)
    return where


def _path(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}/tender"


def _planned(at: Seeded, reference: str, changes: dict[str, Any]) -> Ids:
    where = {"dossier_id": at.dossier(reference)}
    at.act(KEEPER, _path(where), PLAN | changes, on=CALL)
    return where


def _called(at: Seeded, reference: str) -> tuple[Ids, str]:
    """Plan and publish a tender, and admit De Eik."""
    where = _planned(at, reference, {})
    at.act(KEEPER, f"{_path(where)}/_publish", PUBLISHED, on=CALL)
    eik = _candidate(at.exemplum.eik, "De Eik")
    return where, at.act(KEEPER, f"{_path(where)}/candidates", eik, on=date(2021, 11, 20))["id"]


def _candidate(party: str, name: str) -> dict[str, Any]:
    return {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": "2021-11-20"}
