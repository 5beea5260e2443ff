"""The design of a dossier: what the team writes in it, and a market consultation at each step."""

from typing import Any

from partnerschapsakte.foundation.actor import Role
from seeded.ways import Ids, Way, Ways
from seeded.world import Seeded

KEEPER = Role.PROCUREMENT_OFFICER
WHY = "Zo sluit het aan bij de wijken."
CHOICE: dict[str, Any] = {"subject": "access", "options": ["provider_access"], "text": "Via de partner.", "reason": WHY}
PRINCIPLES: dict[str, Any] = {"principles": ["Zo nabij mogelijk."], "reason": WHY}
DECISION = {
    "kind": "in_principle",
    "body": "college",
    "decided_on": "2022-02-01",
    "case_number": "Z-7",
    "file": "principebesluit.pdf",
}
IMPACT = {"affected": "residents", "text": "Minder wisselingen van hulpverlener."}
FIT = {"question": "shared_view", "answer": "yes", "reason": WHY}
ROUTE: dict[str, Any] = {"instrument": "procedure", "initial_months": 36, "extension_months": 72, "reason": WHY}
PASSED = {"warning": "provider_decides_access", "reason": WHY}
CONSULTATION: dict[str, Any] = {
    "title": "Verkenning van de markt",
    "questions": "Wat vraagt deze taak van u?",
    "planned_on": "2022-01-10",
    "announced": "TN-5",
    "invited": ["Zorg Een"],
}
HELD = {"held_on": "2022-01-10", "attended": ["Zorg Een"]}
REPORT = {"report": "Twee percelen passen beter.", "use": "Er komen twee percelen."}
PUBLISHED = {"published_on": "2022-02-10", "where": "TN-6"}


def designs(at: Seeded) -> Ways:
    """Write a design, take a consultation one step further than the one before, and say what the next step is."""
    where = {"dossier_id": at.dossier("O-1")}
    at.act(KEEPER, f"{_design(where)}/choices", CHOICE)
    written = at.act(KEEPER, f"{_design(where)}/principles", PRINCIPLES)["id"]
    at.act(KEEPER, f"{_design(where)}/decisions", DECISION)
    planned, held = (_consultation(at, where, steps) for steps in (0, 1))
    reported, published = (_consultation(at, where, steps) for steps in (2, 3))
    at.ids |= {"consultation_id": published["consultation_id"], "subject": "access", "principles_id": written}
    return {
        "read_design": Way(where),
        "list_choices": Way(where),
        "read_choice": Way(where | {"subject": "access"}),
        "make_choice": Way(where, CHOICE | {"text": "Toch anders."}),
        "list_principles": Way(where),
        "read_principles": Way(where | {"principles_id": written}),
        "write_principles": Way(where, PRINCIPLES | {"principles": ["Eenvoud."]}),
        "list_design_decisions": Way(where),
        "record_design_decision": Way(where, DECISION | {"kind": "draft"}),
        "list_impact": Way(where),
        "write_impact": Way(where, IMPACT),
        "list_fit": Way(where),
        "answer_fit": Way(where, FIT),
        "choose_route": Way(where, ROUTE),
        "list_warnings": Way(where),
        "pass_warning": Way(where, PASSED),
        "issue_note": Way(where),
        "list_consultations": Way(where),
        "read_consultation": Way(published),
        "plan_consultation": Way(where, CONSULTATION),
        "hold_consultation": Way(planned, HELD),
        "cancel_consultation": Way(planned, {"reason": WHY}),
        "report_consultation": Way(held, REPORT),
        "publish_consultation": Way(reported, PUBLISHED),
    }


def _design(where: Ids) -> str:
    return f"/dossiers/{where['dossier_id']}/design"


def _consultation(at: Seeded, where: Ids, steps: int) -> Ids:
    """Plan a consultation and take these steps with it: hold, report, publish."""
    place = f"/dossiers/{where['dossier_id']}/market-consultations"
    made = at.act(KEEPER, place, CONSULTATION)["id"]
    for act, body in (("_hold", HELD), ("_report", REPORT), ("_publish", PUBLISHED))[:steps]:
        at.act(KEEPER, f"{place}/{made}/{act}", body)
    return where | {"consultation_id": made}
