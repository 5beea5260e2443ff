"""Agreements with an extension point in each state, one whose deed can be printed, and dates that wait for somebody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from partnerschapsakte.access.schemas import GrantRight
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import MilestoneKind
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.schemas import ConcludeEvaluation, TermTerms, YearSquare
from partnerschapsakte.contracts.service.evaluations import conclude_evaluation
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing
from seeded.ways import Way, Ways
from seeded.world import TODAY, Seeded
from services.contracts.exemplum import agreement, decided, on, sent

WINTER, SPRING = date(2022, 2, 10), date(2022, 2, 20)
REASON = "De wachttijd is gehalveerd en de doelen zijn gehaald."
SQUARES = tuple(YearSquare(year=year, amount=Decimal(1_250_000), clients=80) for year in (2020, 2021, 2022))
EVALUATED = ConcludeEvaluation(
    concluded_on=WINTER,
    findings=REASON,
    provider_view="De samenwerking ging goed.",
    residents_view="Gezinnen wachten korter.",
    method="Gesprekken en cijfers.",
    participants=("contractmanager",),
    lessons=("Eerder beginnen.",),
    advice=Choice.EXTEND,
)
MISSED = TermTerms(starts_on=date(2019, 5, 1), initial_months=36, options=(24,))
"""Of this one the last day to give notice has passed, and its first term has not."""

DEED: dict[str, Any] = {
    "subject": "Ambulante jeugdhulp",
    "status": "concept",
    "laws": ["Jeugdwet"],
    "recitals": {
        "vision": "Hulp is dichtbij en duurt niet langer dan nodig.",
        "variant_reason": "De dialoog past bij een opgave die nog wordt ontworpen.",
        "duration_reason": "Transformatie vraagt tijd.",
    },
    "task": {
        "description": "Ambulante hulp aan gezinnen.",
        "target_group": "Jeugdigen en hun ouders.",
        "included": ["Begeleiding thuis"],
        "excluded": ["Verblijf"],
        "shared_task": "Samen met de lokale teams.",
    },
    "topics": [
        {
            "topic": "Loonkosten",
            "trigger": "Een nieuwe cao",
            "method": "Het percentage van de cao",
            "bounds": "Ten hoogste vijf procent",
            "risk_bearer": "opdrachtnemer",
            "response_days": 14,
        }
    ],
}


def contracts(at: Seeded) -> Ways:
    """Put agreements on record, each further than the one before."""
    base = replace(at.exemplum, dossier=at.dossier("C-1"))
    with writing(at.engine)() as session:
        decides = GrantRight(person_id=base.mandate_holder.id, dossier_id=base.dossier, role=Role.MANDATE_HOLDER)
        grant_right(session, on(TODAY), decides)
        texts: dict[str, Any] = {"content": DEED, "areas": ("Noord",), "budget": SQUARES}
        steps = [agreement(session, base, deed=f"PA-{step}", title=f"Akte {step}", **texts).id for step in range(4)]
        for one in steps[1:]:
            conclude_evaluation(session, on(WINTER, base.contract_manager), one, 1, EVALUATED)
        for one in steps[2:]:
            decided(session, base, one, 1, SPRING)
        sent(session, base, steps[3], 1, SPRING)
        missed = agreement(session, base, date(2019, 5, 2), deed="PA-M", title="Gemiste akte", term=MISSED, **texts).id
    at.ids |= {"agreement_id": steps[0], "number": "1"}
    points = [{"agreement_id": one, "number": "1"} for one in steps]
    party = {"authority_id": base.exemplum}
    return {
        "conclude_agreement": Way({"dossier_id": base.dossier}, concluded(at)),
        "plan_evaluation": Way(points[0], {"planned_on": "2022-04-04"}),
        "conclude_evaluation": Way(points[0], {"concluded_on": "2022-02-25", "findings": REASON, "advice": "extend"}),
        "decide_extension": Way(points[1], party | {"choice": "extend", "reason": REASON}),
        "issue_evaluation_report": Way(points[1]),
        "send_notice": Way(points[2], party | {"sent_on": "2022-02-25", "channel": "aangetekende post"}),
        "issue_extension_letters": Way(points[2]),
        "prove_receipt": Way(points[3], party | {"received_on": "2022-02-25", "proof": "ontvangstbevestiging"}),
        "continue_anyway": Way({"agreement_id": missed, "number": "1"}, party | {"ground": REASON, "risk": REASON}),
        "issue_deed": Way({"agreement_id": steps[0]}),
        "issue_date_table": Way({"dossier_id": base.dossier}),
    } | dates(at, steps[0])


def concluded(at: Seeded) -> dict[str, Any]:
    """Return an agreement that is about to begin, with the texts of its deed."""
    base = at.exemplum
    return {
        "kind": "single",
        "deed": "PA-N",
        "title": "Akte met teksten",
        "duration_motivation": "Transformatie vraagt tijd.",
        "authorities": [base.exemplum],
        "providers": [{"party_id": base.eik, "role": "contractor"}],
        "areas": ["Noord"],
        "term": {"starts_on": "2022-07-01", "initial_months": 36, "options": [24, 24]},
        "budget": [{"year": 2022, "amount": "1250000.50", "clients": 80}],
        "content": DEED,
    }


def dates(at: Seeded, agreement_id: str) -> Ways:
    """Find a date that somebody handles, one that has no act of its own, and one of which the reminders can rest."""
    with writing(at.engine)() as session:
        rows = session.scalars(select(Milestone).where(Milestone.subject == agreement_id).order_by(Milestone.on)).all()
        found = {row.kind: row.id for row in rows}
    at.ids["milestone_id"] = found[MilestoneKind.NOTICE]
    return {
        "acknowledge_milestone": Way({"milestone_id": found[MilestoneKind.OBLIGATION]}),
        "mark_milestone_done": Way({"milestone_id": found[MilestoneKind.EXIT]}, {"note": "Het exitplan ligt klaar."}),
        "put_milestone_aside": Way(
            {"milestone_id": found[MilestoneKind.NOTICE]},
            {"until": "2022-03-20", "reason": "Wacht op de raadsvergadering."},
        ),
    }
