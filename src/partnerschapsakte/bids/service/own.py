"""What a candidate tells about its own bid in its room; until the opening the journal names nobody."""

import json
from dataclasses import replace
from datetime import UTC

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.models import BidStatement
from partnerschapsakte.bids.rules import happened, receiving
from partnerschapsakte.bids.rules.facts import StatementKind
from partnerschapsakte.bids.service.desk import hashed, unless
from partnerschapsakte.foundation.identity import token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering.rules.procedure import why_not_go_on


def confirm_bid(session: Session, occasion: Occasion, dossier_id: str) -> BidStatement:
    """Let a candidate say that its bid stands after a correction of the documents."""
    return _tell(session, occasion, dossier_id, StatementKind.CONFIRMED)


def withdraw_bid(session: Session, occasion: Occasion, dossier_id: str) -> BidStatement:
    """Let a candidate withdraw what it handed in; it may hand in again until the deadline."""
    return _tell(session, occasion, dossier_id, StatementKind.WITHDRAWN)


def commitment_of(told: BidStatement) -> str:
    """Return the hash that fixes what a candidate told; its random number keeps it from being guessed."""
    given_at = told.given_at.astimezone(UTC).isoformat()
    about = [told.id, told.tender_id, told.candidate_id, told.kind, given_at]
    return hashed(json.dumps([*about, told.person_id, told.nonce]))


def _tell(session: Session, occasion: Occasion, dossier_id: str, kind: StatementKind) -> BidStatement:
    tender, candidate = queries.own_candidate(session, occasion.actor, dossier_id)
    unless(why_not_go_on(tender.facts))
    now = occasion.happened_at
    course, is_in = queries.course_of(session, tender), candidate.is_in(occasion.today)
    unless(receiving.why_not_state(kind, course, is_in=is_in, now=now, given_at=now))
    told = BidStatement(
        id=occasion.ids(),
        tender_id=tender.id,
        candidate_id=candidate.id,
        kind=kind,
        given_at=now,
        person_id=occasion.actor.id,
        person_name=occasion.actor.name,
        nonce=token(),
    )
    told.commitment = commitment_of(told)
    session.add(told)
    unnamed = replace(occasion.by(happened.UNNAMED), origin="")
    record(session, unnamed, happened.StatementGiven(subject=told.id, commitment=told.commitment))
    return told
