"""Puts a design on record, with a market consultation at each step, and says what its acts and forms are sent."""

from typing import Any

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TODAY, World
from partnerschapsakte.design import schemas
from partnerschapsakte.design.service import choosing, consulting
from partnerschapsakte.dossiers.service import open_dossier
from seeded.designs import (
    CHOICE,
    CONSULTATION,
    DECISION,
    FIT,
    HELD,
    IMPACT,
    PASSED,
    PRINCIPLES,
    PUBLISHED,
    REPORT,
    ROUTE,
    WHY,
)
from services.contracts.exemplum import on

IN_DOSSIER = "/dossiers/{dossier_id}"
DESIGN = IN_DOSSIER + "/design"
CONSULTATIONS = IN_DOSSIER + "/market-consultations"
ONE = CONSULTATIONS + "/{consultation_id}"
FORM = IN_DOSSIER + "/ontwerp"
LIST = IN_DOSSIER + "/marktconsultaties"
PAGE = LIST + "/{consultation_id}"

BODIES: dict[str, dict[str, Any]] = {
    f"POST {DESIGN}/choices": CHOICE | {"text": "Toch anders."},
    f"POST {DESIGN}/principles": PRINCIPLES,
    f"POST {DESIGN}/decisions": DECISION,
    f"POST {DESIGN}/impact": IMPACT,
    f"POST {DESIGN}/fit": FIT,
    f"POST {DESIGN}/route": ROUTE,
    f"POST {DESIGN}/warnings/_pass": PASSED,
    f"POST {CONSULTATIONS}": CONSULTATION,
    f"POST {ONE}/_hold": HELD,
    f"POST {ONE}/_report": REPORT,
    f"POST {ONE}/_publish": PUBLISHED,
    f"POST {ONE}/_cancel": {"reason": WHY},
}
FORMS: dict[str, dict[str, Any]] = {
    f"POST {FORM}/fase": {"phase": "<phase>"},
    f"POST {FORM}/waarschuwingen": PASSED,
    f"POST {FORM}/keuzes/{{choice}}": {"options.0.option": "one_form", "text": "Eén vorm.", "reason": WHY},
    f"POST {FORM}/principes": {"principles": "Zo nabij mogelijk.", "reason": WHY},
    f"POST {FORM}/besluiten": DECISION | {"decided_on": "1-2-2022"},
    f"POST {FORM}/gevolgen": {"residents": "Minder wisselingen."},
    f"POST {FORM}/past-het": {"answers.0.question": "shared_view", "answers.0.answer": "yes", "answers.0.reason": WHY},
    f"POST {FORM}/route": {"instrument": "procedure", "initial_months": "36", "reason": WHY},
    f"POST {LIST}": {"title": "Verkenning", "questions": "Wat vraagt dit?", "planned_on": "10-1-2022"},
    f"POST {PAGE}/gehouden": {"held_on": "10-1-2022"},
    f"POST {PAGE}/verslag": REPORT,
    f"POST {PAGE}/publicatie": {"published_on": "10-2-2022", "where": "TN-6"},
    f"POST {PAGE}/vervallen": {"reason": WHY},
}
STEPS = ("planned consultation", "held consultation", "reported consultation", "published consultation")
RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"POST .*(/warnings/_pass|/ontwerp/waarschuwingen)$", ("design with a warning",)),
    (r"POST .*\{consultation_id\}/(_hold|gehouden|_cancel|vervallen)$", (STEPS[0], STEPS[3])),
    (r"POST .*\{consultation_id\}/(_report|verslag)$", (STEPS[0], STEPS[1], STEPS[3])),
    (r"POST .*\{consultation_id\}/(_publish|publicatie)$", (STEPS[1], STEPS[2], STEPS[3])),
    (r".*\{consultation_id\}", (STEPS[0], STEPS[3])),
    (r"GET .*\{principles_id\}", ("", "design with a warning")),
)


def put_designs(session: Session, world: World) -> None:
    """Write a choice that is warned of, and take a consultation to each of its steps."""
    manager = world.exemplum.contract_manager
    opened = open_dossier(session, on(TODAY), dossier_of(world, "ontwerp", manager.id)).id
    seat_team(session, world, opened)
    noted = on(TODAY, manager)
    choosing.make_choice(session, noted, opened, schemas.MakeChoice.model_validate(CHOICE))
    written = choosing.write_principles(session, noted, opened, schemas.WritePrinciples.model_validate(PRINCIPLES))
    world.put(subject="access", choice="reikwijdte", principles_id=written.id)
    world.state("design with a warning", dossier_id=opened)
    for steps, state in enumerate(STEPS):
        world.state(state, dossier_id=opened, consultation_id=_consultation(session, world, opened, steps))


def _consultation(session: Session, world: World, opened: str, steps: int) -> str:
    noted = on(TODAY, world.exemplum.contract_manager)
    plan = schemas.PlanConsultation.model_validate(CONSULTATION)
    made = consulting.plan_consultation(session, noted, opened, plan).id
    session.flush()
    held, report = schemas.HoldConsultation.model_validate(HELD), schemas.ReportConsultation.model_validate(REPORT)
    publish = schemas.PublishConsultation.model_validate(PUBLISHED)
    acts = (
        lambda: consulting.hold_consultation(session, noted, opened, made, held),
        lambda: consulting.report_consultation(session, noted, opened, made, report),
        lambda: consulting.publish_consultation(session, noted, opened, made, publish),
    )
    for act in acts[:steps]:
        act()
    return made
