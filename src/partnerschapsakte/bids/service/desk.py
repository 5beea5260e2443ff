"""What every act on bids begins and ends with: who may, the course of the tender, and refusing."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.queries import Tender
from partnerschapsakte.bids.rules import receiving
from partnerschapsakte.bids.rules.facts import Course
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering import queries as tendering


@dataclass(frozen=True, slots=True)
class Desk:
    """A tender that is locked, and the course of its bids."""

    tender: Tender
    course: Course


def desk(session: Session, actor: Actor, dossier_id: str) -> Desk:
    """Lock the tender of a dossier for somebody who records bids, or refuse."""
    tender = tendering.tender(session, dossier_id, for_update=True)
    course = queries.course_of(session, tender)
    unless(receiving.why_not_keep(actor, tender.facts, opened=course.opened_at is not None))
    return Desk(tender, course)


def unless(refusal: Refusal | None) -> None:
    """Raise a refusal, if there is one."""
    if refusal is not None:
        raise refusal


def hashed(text: str) -> str:
    """Return the hash by which something is fixed that does not stand there itself."""
    return sha256(text.encode()).hexdigest()
