"""What the API tells of submitting: how it goes, with what a reader is warned of."""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.schemas import SubmissionFile
from partnerschapsakte.tendering.api.told import ToldFinding, told_finding


class BidCourse(SubmissionFile, frozen=True, kw_only=True):
    """How bids are submitted for a tender; ``findings`` warn of a vault that does not close at its deadline."""

    findings: tuple[ToldFinding, ...]


def bid_course(session: Session, dossier_id: str, now: datetime) -> BidCourse:
    """Return how bids are submitted, and of what a reader is warned; nothing of any bid."""
    file = queries.submission_of(session, dossier_id, now)
    findings = tuple(told_finding(one) for one in queries.vault_findings(session, dossier_id))
    return BidCourse(**msgspec.structs.asdict(file), findings=findings)
