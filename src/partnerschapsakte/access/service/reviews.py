"""Records that somebody looked through all rights, or those of one dossier (BIO2 5.18)."""

from sqlalchemy.orm import Session

from partnerschapsakte.access.feed.given import given
from partnerschapsakte.access.models import RightsReview
from partnerschapsakte.access.rules import reviews as rules
from partnerschapsakte.access.rules.rights import standing_in
from partnerschapsakte.access.schemas import ReviewRights
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record


def review_rights(
    session: Session, occasion: Occasion, command: ReviewRights, dossier_id: str | None = None
) -> RightsReview:
    """Note who looked through the rights of today, how many there were, and what they found."""
    actor = occasion.actor if dossier_id is None else standing_in(occasion.actor, dossier_id)
    if refusal := rules.why_not_review(actor, in_dossier=dossier_id is not None):
        raise refusal
    rows = given(session, occasion.today, dossier_id=dossier_id)
    review = RightsReview(
        id=occasion.ids(),
        dossier_id=dossier_id,
        reviewed_at=occasion.recorded_at,
        reviewed_by=occasion.actor.id,
        rights=len(rows),
        note=command.note,
    )
    session.add(review)
    fact = rules.RightsReviewed(
        subject=review.id,
        rights=review.rights,
        signals=sum(1 for row in rows if row.signals),
        note=review.note,
    )
    record(session, occasion, fact, dossier_id=dossier_id)
    return review
