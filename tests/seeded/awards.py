"""Awards at each step: to be decided, decided, written, sent, contested, recorded."""

from datetime import date
from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.assessments import locked
from seeded.ways import Ids, Way, Ways
from seeded.world import TODAY, Seeded

KEEPER = Role.PROCUREMENT_OFFICER
LOT = "LOT-0001"
CALL, ADMITTED = date(2021, 10, 1), date(2021, 12, 16)
PLAN: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Ambulante jeugdhulp",
    "tender_due_on": "2021-12-15",
    "estimated_value": "4500000.00",
    "estimation_method": "total",
    "lots": [{"code": LOT, "title": "Noord"}],
}
DECISION: dict[str, Any] = {
    "outcome": "award",
    "body": "college",
    "decided_on": "2022-02-01",
    "case_number": "Z-1",
    "file": "besluit.pdf",
    "reason": "De hoogste score op kwaliteit.",
}
COMPLAINT = {"complainant": "De Linde", "about": "De weging was onduidelijk.", "received_on": "2022-02-20"}
DECIDED = {"upheld": False, "decided_on": "2022-02-25", "decision": "De weging stond in de leidraad."}
PROCEEDINGS = {
    "lot": LOT,
    "plaintiff": "De Linde",
    "court": "Rechtbank Exemplum",
    "reference": "KG 22/1",
    "served_on": "2022-03-01",
}
JUDGMENT = {"judged_on": "2022-03-01", "outcome": "De vordering is afgewezen.", "file": "vonnis.pdf"}


def awards(at: Seeded) -> Ways:
    """Take each award one step further than the one before, and say what the next step is."""
    fresh, candidate = _assessed(at, "A-1")
    decided, won = _decided(at, "A-2")
    ready, _ = _decided(at, "A-3", written=True)
    sent, _ = _decided(at, "A-4", written=True)
    at.act(KEEPER, f"{_award(sent)}/letters", {"objections_to": "De rechtbank."})
    letter = at.ask(KEEPER.value, "GET", f"/dossiers/{sent['dossier_id']}/award-letters").json()[0]["id"]
    complaint = at.act(KEEPER, f"{_tender(sent)}/complaints", COMPLAINT)["id"]
    case = at.act(KEEPER, f"{_tender(sent)}/court-cases", PROCEEDINGS)["id"]
    at.act(KEEPER, f"{_tender(sent)}/record-of-proceedings", {})
    for item in "dfglm":
        at.act(KEEPER, f"{_tender(sent)}/record-of-proceedings/_fill", {"item": item, "not_applicable": True})
    at.ids |= {"award_letter_id": letter, "complaint_id": complaint, "case_id": case}
    in_lot = {"lot_code": LOT}
    assessed, first = locked(at, "A-5")
    at.act(KEEPER, f"{_award(assessed)}/decision", DECISION | {"winners": [first]}, on=TODAY)
    explained = {"candidate_id": won, "reasons": "U scoort het hoogst."}
    return {
        "list_awards": Way(sent),
        "read_award": Way(sent | in_lot),
        "decide_lot": Way(fresh | in_lot, DECISION | {"winners": [candidate]}),
        "describe_winner": Way(decided | in_lot, {"candidate_id": won, "characteristics": "Eén team."}),
        "write_reasons": Way(decided | in_lot, explained),
        "take_over": Way(assessed),
        "send_letters": Way(ready | in_lot, {"objections_to": "De rechtbank."}),
        "list_award_letters": Way(sent),
        "read_award_letter": Way(sent | {"award_letter_id": letter}),
        "read_award_letter_document": Way(sent | {"award_letter_id": letter}),
        "list_complaints": Way(sent),
        "read_complaint": Way(sent | {"complaint_id": complaint}),
        "register_complaint": Way(sent, COMPLAINT),
        "decide_complaint": Way(sent | {"complaint_id": complaint}, DECIDED),
        "list_court_cases": Way(sent),
        "read_court_case": Way(sent | {"case_id": case}),
        "register_court_case": Way(sent, PROCEEDINGS),
        "record_judgment": Way(sent | {"case_id": case}, JUDGMENT),
        "read_record": Way(sent),
        "begin_record": Way(fresh, {"call_off_under": ""}),
        "fill_item": Way(sent, {"item": "m", "text": "Geen."}),
        "complete_record": Way(sent),
    }


def _tender(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}/tender"


def _award(where: Ids) -> str:
    return f"{_tender(where)}/lots/{LOT}/award"


def _assessed(at: Seeded, reference: str) -> tuple[Ids, str]:
    """Plan and publish a tender of one stage, and admit De Eik after its deadline."""
    where = {"dossier_id": at.dossier(reference)}
    at.act(KEEPER, _tender(where), PLAN, on=CALL)
    at.act(KEEPER, f"{_tender(where)}/_publish", {"published_on": "2021-10-01", "reference": "TN-1"}, on=CALL)
    seat = {"party_id": at.exemplum.eik, "role": "lead"}
    eik = {"name": "De Eik", "parties": [seat], "admitted_on": ADMITTED.isoformat()}
    return where, at.act(KEEPER, f"{_tender(where)}/candidates", eik, on=ADMITTED)["id"]


def _decided(at: Seeded, reference: str, *, written: bool = False) -> tuple[Ids, str]:
    where, won = _assessed(at, reference)
    at.act(KEEPER, f"{_award(where)}/decision", DECISION | {"winners": [won]}, on=TODAY)
    if written:
        at.act(KEEPER, f"{_award(where)}/_describe", {"candidate_id": won, "characteristics": "Eén team."})
        at.act(KEEPER, f"{_award(where)}/_explain", {"candidate_id": won, "reasons": "U scoort het hoogst."})
    return where, won
