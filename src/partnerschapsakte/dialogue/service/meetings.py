"""Plans sessions, records that they were held, and writes down what came of them."""

from sqlalchemy.orm import Session

from partnerschapsakte.dialogue.models import (
    DialogueProduct,
    PlannedSession,
    SessionExpert,
    SessionExpertName,
    SessionOutcome,
    SessionSeat,
)
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import happened
from partnerschapsakte.dialogue.rules import meetings as rules
from partnerschapsakte.dialogue.rules.facts import MeetingState
from partnerschapsakte.dialogue.rules.rounds import why_not_talk
from partnerschapsakte.dialogue.schemas.commands import (
    AddExpert,
    CancelSession,
    HoldSession,
    NoteOutcome,
    NoteProduct,
    PlanSession,
)
from partnerschapsakte.dialogue.service.desk import hash_of, note, opened, unless
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import why_not_overwrite
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.schemas import RecordSession
from partnerschapsakte.tendering.service.course import record_session


def plan_session(session: Session, occasion: Occasion, dossier_id: str, command: PlanSession) -> PlannedSession:
    """Plan a session with one participant, or a joint one with all who are in."""
    found = opened(session, occasion.actor, dossier_id)
    joint = command.candidate_id is None
    unless(rules.why_not_plan(found.facts, command.round, command.candidate_id, command.topics, command.day))
    who = [one.id for one in found.facts.remaining] if command.candidate_id is None else [command.candidate_id]
    fact = happened.SessionPlanned(
        subject=occasion.ids(),
        round=command.round,
        candidates=tuple(who),
        day=command.day,
        joint=joint,
        topics=command.topics,
    )
    planned = PlannedSession(
        id=fact.subject,
        tender_id=found.tender.id,
        round=fact.round,
        day=fact.day,
        hour=command.hour,
        place=command.place,
        topics=list(fact.topics),
        expected_roles=list(command.expected_roles),
        joint=joint,
        state=MeetingState.PLANNED,
        attendee_roles=[],
    )
    session.add(planned)
    session.flush()
    session.add_all(
        SessionSeat(planned_session_id=planned.id, candidate_id=one, position=place)
        for place, one in enumerate(who, start=1)
    )
    note(session, occasion, found, fact)
    return planned


def cancel_session(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, command: CancelSession
) -> None:
    """Record that a planned session does not take place."""
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    unless(rules.why_not_cancel(found.facts, found.meeting_facts(row)))
    row.state, row.cancelled_because = MeetingState.CANCELLED, command.reason
    note(session, occasion, found, happened.SessionCancelled(subject=row.id, reason=command.reason))


def hold_session(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, command: HoldSession
) -> None:
    """Record that a planned session was held, in the tender too: once for each participant that is in."""
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    known = found.meeting_facts(row)
    unless(rules.why_not_hold(found.facts, known) or rules.why_not_hold_on(found.facts, known, command.held_on))
    seats = [seat for seat in found.seats[row.id] if found.facts.takes_part(seat.candidate_id)]
    for seat in seats:
        told = RecordSession(
            candidate_id=seat.candidate_id,
            round=row.round,
            held_on=command.held_on,
            topics=tuple(row.topics),
            attendees=command.attendees,
            attendee_roles=command.attendee_roles,
        )
        held = record_session(session, occasion, dossier_id, told, by=LeadingRoom.DIALOGUE)
        session.flush()
        seat.session_id = held.id
    row.state, row.held_on = MeetingState.HELD, command.held_on
    row.attendees, row.attendee_roles = command.attendees, list(command.attendee_roles)
    sessions = tuple(seat.session_id or "" for seat in seats)
    fact = happened.SessionHeldAsPlanned(subject=row.id, held_on=command.held_on, sessions=sessions)
    note(session, occasion, found, fact)


def add_expert(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, command: AddExpert
) -> SessionExpert:
    """Write down that an expert by experience comes along, and what is planned for them; the name stays apart."""
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    unless(rules.why_not_add_expert(found.facts, found.meeting_facts(row)))
    days = command.model_dump(include={"preparation_on", "debriefing_on", "payment_on"})
    expert = SessionExpert(id=occasion.ids(), planned_session_id=row.id, label=command.label, note=command.note, **days)
    session.add(expert)
    session.flush()
    if command.name:
        session.add(SessionExpertName(expert_id=expert.id, name=command.name))
    note(session, occasion, found, happened.ExpertExpected(subject=row.id, label=command.label, **days))
    return expert


def note_outcome(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, command: NoteOutcome
) -> None:
    """Write down what came of a topic."""
    found = opened(session, occasion.actor, dossier_id)
    row = rows.meeting_row(found, planned_session_id)
    unless(rules.why_not_note_outcome(found.meeting_facts(row), command.candidate_id, command.topic))
    fact = happened.OutcomeNoted(
        subject=row.id, candidate=command.candidate_id, topic=command.topic, sha256=hash_of(command.outcome)
    )
    session.add(
        SessionOutcome(
            id=occasion.ids(),
            planned_session_id=row.id,
            candidate_id=command.candidate_id,
            topic=command.topic,
            outcome=command.outcome,
            noted_at=occasion.happened_at,
        )
    )
    note(session, occasion, found, fact)


def note_product(session: Session, occasion: Occasion, dossier_id: str, command: NoteProduct) -> DialogueProduct:
    """Write down something that the dialogue brings forth."""
    found = opened(session, occasion.actor, dossier_id)
    unless(why_not_talk(found.facts))
    if command.candidate_id is not None:
        tendering.candidate(found.tender, command.candidate_id)
    product = DialogueProduct(
        id=occasion.ids(), tender_id=found.tender.id, noted_at=occasion.happened_at, **command.model_dump()
    )
    session.add(product)
    note(session, occasion, found, _noted(product))
    return product


def change_product(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    product_id: str,
    command: NoteProduct,
    *,
    version: int | None = None,
) -> DialogueProduct:
    """Write something that the dialogue brings forth anew; ``version`` of it is the one that was read."""
    found = opened(session, occasion.actor, dossier_id)
    product = rows.product_row(session, found, product_id)
    unless(why_not_overwrite(version, product.version))
    if command.candidate_id is not None:
        tendering.candidate(found.tender, command.candidate_id)
    for name, value in command.model_dump().items():
        setattr(product, name, value)
    note(session, occasion, found, _noted(product))
    return product


def _noted(product: DialogueProduct) -> happened.ProductNoted:
    return happened.ProductNoted(
        subject=product.id,
        kind=product.kind,
        state=product.state,
        candidate=product.candidate_id,
        sha256=hash_of(f"{product.title}\n{product.text}"),
    )
