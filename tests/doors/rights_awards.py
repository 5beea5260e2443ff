"""Puts awards on record: a lot of which the letters are being written, and one whose award is contested."""

from sqlalchemy.orm import Session

from doors.rights_people import dossier_of, seat_team
from doors.rights_stage import TEMPLATES, TODAY, World
from partnerschapsakte.awarding import schemas
from partnerschapsakte.awarding.queries.awards import letters_for
from partnerschapsakte.awarding.service import contesting, letters, lots, recording
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.tendering import schemas as tendering
from partnerschapsakte.tendering.service import course as tenders
from seeded.awards import ADMITTED, CALL, COMPLAINT, DECISION, LOT, PLAN, PROCEEDINGS
from services.contracts.exemplum import on


def put_awards(session: Session, world: World) -> None:
    """Let one lot be decided, and another contested."""
    for state in ("decided lot", "contested award"):
        opened, won = _assessed(session, world, state)
        _write(session, world, opened, won)
        world.state(state, dossier_id=opened, candidate_id=won)
    world.states["contested award"] |= (ids := _contest(session, world, opened))
    world.put(**ids)


def _assessed(session: Session, world: World, state: str) -> tuple[str, str]:
    """Open a dossier with a tender whose deadline passed, and admit De Eik."""
    manager = world.exemplum.contract_manager
    opened = open_dossier(session, on(CALL), dossier_of(world, state.replace(" ", "-"), manager.id)).id
    seat_team(session, world, opened)
    tenders.plan_tender(session, on(CALL, manager), opened, tendering.PlanTender.model_validate(PLAN))
    published = tendering.PublishTender.model_validate({"published_on": CALL, "reference": "TN-1"})
    tenders.publish_tender(session, on(CALL, manager), opened, published)
    seats = [{"party_id": world.exemplum.eik, "role": "lead"}]
    eik = tendering.AdmitCandidate.model_validate({"name": "De Eik", "parties": seats, "admitted_on": ADMITTED})
    return opened, tenders.admit_candidate(session, on(TODAY, manager), opened, eik).id


def _write(session: Session, world: World, opened: str, won: str) -> None:
    """Decide about the lot, and write what its letter needs."""
    noted = on(TODAY, world.exemplum.contract_manager)
    decision = schemas.DecideLot.model_validate(DECISION | {"lot": LOT, "winners": [won]})
    lots.decide_lot(session, noted, opened, decision)
    described = schemas.DescribeWinner(lot=LOT, candidate_id=won, characteristics="Eén team.")
    lots.describe_winner(session, noted, opened, described)
    reasons = schemas.WriteReasons(lot=LOT, candidate_id=won, reasons="U scoort het best.", platform_reference="TN-9")
    lots.write_reasons(session, noted, opened, reasons)


def _contest(session: Session, world: World, opened: str) -> dict[str, str]:
    """Send the letters; let somebody complain and go to court, and begin the record."""
    noted = on(TODAY, world.exemplum.contract_manager)
    told = schemas.SendLetters(lot=LOT, objections_to="De rechtbank.")
    letters.send_letters(session, noted, opened, told, TEMPLATES / "documents")
    recording.begin_record(session, noted, opened, schemas.BeginRecord())
    session.flush()
    complaint = schemas.RegisterComplaint.model_validate(COMPLAINT)
    court = schemas.RegisterProceedings.model_validate(PROCEEDINGS)
    return {
        "award_letter_id": letters_for(session, noted.actor, opened)[0].id,
        "complaint_id": contesting.register_complaint(session, noted, opened, complaint).id,
        "case_id": contesting.register_proceedings(session, noted, opened, court).id,
    }
