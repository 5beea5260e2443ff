"""Tells submitting in a summary: the one deadline and what moved it, each bid with its time and way, the opening."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.rules.facts import BidState
from partnerschapsakte.bids.schemas import BidView, SubmissionFile
from partnerschapsakte.bids.word.letters import why_it_stands_so
from partnerschapsakte.cases.told import Teller
from partnerschapsakte.foundation.clock import AMSTERDAM

LATE_RULE = "24"


def bids_summary(session: Session, dossier_id: str, tell: Teller, now: datetime) -> dict[str, Any]:
    """Return submitting as the summary has it; while bids can be handed in none of them is told (rule 23)."""
    file = queries.submission_of(session, dossier_id, now)
    return {
        "deadline": _moment(file.deadline_at),
        "closed": file.is_closed,
        "other_ways": [
            {"way": one.way.value, "ground": one.ground.value, "reason": one.reason} for one in file.other_ways
        ],
        "outages": [
            {"began": _moment(one.began_at), "ended": _moment(one.ended_at), "what": one.what, "evidence": one.evidence}
            for one in file.outages
        ],
        "extensions": [
            {"before": _moment(one.before_at), "after": _moment(one.after_at), "reason": one.reason}
            for one in file.extensions
        ],
        "corrections": [{"on": _moment(one.corrected_at), "reason": one.reason} for one in file.corrections],
        "received": [_bid(one, file, tell) for one in queries.register(session, dossier_id, now)],
        "opening": _opening(file),
    }


def _bid(one: BidView, file: SubmissionFile, tell: Teller) -> dict[str, Any]:
    because = why_it_stands_so(one, file)
    rule = LATE_RULE if one.state is BidState.LATE else None
    return {
        "tenderer": one.candidate,
        "received": _moment(one.received_at),
        "way": one.way.value,
        "electronic": one.electronic,
        "lots": list(one.lots),
        "size_class": one.size_class.value if one.size_class else None,
        "country": one.country or None,
        "state": one.state.value,
        "reason": tell.reasons([because], rule) if because else None,
    }


def _opening(file: SubmissionFile) -> dict[str, Any] | None:
    if file.opening is None:
        return None
    return {
        "opened": _moment(file.opening.opened_at),
        "openers": [file.opening.first_opener, file.opening.second_opener],
        "remarks": file.opening.remarks or None,
        "sha256": file.opening.sha256,
    }


def _moment(moment: datetime | None) -> str | None:
    """Write a moment on the clock of Amsterdam, to the second."""
    return moment.astimezone(AMSTERDAM).isoformat(timespec="seconds") if moment else None
