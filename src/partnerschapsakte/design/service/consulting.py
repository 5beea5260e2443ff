"""Plans market consultations, records what they yielded, and publishes that to all so that nobody has a lead."""

from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.design import queries
from partnerschapsakte.design.models import ConsultedParty, MarketConsultation
from partnerschapsakte.design.rules import deciding, happened
from partnerschapsakte.design.schemas import (
    CancelConsultation,
    HoldConsultation,
    PlanConsultation,
    PublishConsultation,
    ReportConsultation,
)
from partnerschapsakte.design.service.choosing import to_write, unless
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record


def plan_consultation(
    session: Session, occasion: Occasion, dossier_id: str, command: PlanConsultation
) -> MarketConsultation:
    """Plan a market consultation."""
    to_write(session, occasion.actor, dossier_id)
    fact = happened.ConsultationPlanned(
        subject=occasion.ids(),
        title=command.title,
        planned_on=command.planned_on,
        announced=command.announced,
        invited=tuple(dict.fromkeys(command.invited)),
    )
    planned = MarketConsultation(
        id=fact.subject,
        dossier_id=dossier_id,
        position=len(queries.consultations_of(session, dossier_id)) + 1,
        title=fact.title,
        questions=command.questions,
        planned_on=fact.planned_on,
        announced=fact.announced,
        held_on=None,
        published_on=None,
        invited=[
            ConsultedParty(id=occasion.ids(), position=position, name=name)
            for position, name in enumerate(fact.invited, start=1)
        ],
    )
    session.add(planned)
    record(session, occasion, fact, dossier_id=dossier_id)
    return planned


def hold_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, command: HoldConsultation
) -> MarketConsultation:
    """Record that a market consultation was held, and who came."""
    found = _to_change(session, occasion, dossier_id, consultation_id)
    unless(deciding.why_not_hold(found.facts, command.held_on, today=occasion.today))
    fact = happened.ConsultationHeld(
        subject=found.id, held_on=command.held_on, attended=tuple(dict.fromkeys(command.attended))
    )
    known = {one.name for one in found.invited}
    for one in found.invited:
        one.attended = one.name in fact.attended
    found.invited += [
        ConsultedParty(id=occasion.ids(), position=len(known) + number, name=name, attended=True)
        for number, name in enumerate((one for one in fact.attended if one not in known), start=1)
    ]
    found.held_on = fact.held_on
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def report_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, command: ReportConsultation
) -> MarketConsultation:
    """Write down what a market consultation yielded, and what is done with it; until it is published."""
    found = _to_change(session, occasion, dossier_id, consultation_id)
    unless(deciding.why_not_report(found.facts))
    fact = happened.ConsultationReported(
        subject=found.id, report_sha256=_hash(command.report), use_sha256=_hash(command.use)
    )
    found.report, found.use = command.report, command.use
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def publish_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, command: PublishConsultation
) -> MarketConsultation:
    """Publish the report to all: from now on every guest of the dossier reads it too."""
    found = _to_change(session, occasion, dossier_id, consultation_id)
    text = f"{found.report}\n{found.use}"
    unless(
        deciding.why_not_publish(
            found.facts, command.published_on, text, named_because=command.named_because, today=occasion.today
        )
    )
    named = deciding.names_in(text, found.facts.names)
    fact = happened.ConsultationPublished(
        subject=found.id,
        published_on=command.published_on,
        where=command.where,
        named_because=command.named_because or "" if named else "",
    )
    found.published_on, found.published_where, found.named_because = fact.published_on, fact.where, fact.named_because
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def cancel_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, command: CancelConsultation
) -> MarketConsultation:
    """Record that a market consultation does not go on."""
    found = _to_change(session, occasion, dossier_id, consultation_id)
    unless(deciding.why_not_change_consultation(found.facts))
    fact = happened.ConsultationCancelled(subject=found.id, reason=command.reason)
    found.cancelled_because = fact.reason
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def _to_change(session: Session, occasion: Occasion, dossier_id: str, consultation_id: str) -> MarketConsultation:
    to_write(session, occasion.actor, dossier_id)
    return queries.consultation(session, dossier_id, consultation_id)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
