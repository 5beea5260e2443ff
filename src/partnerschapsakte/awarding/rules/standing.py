"""Where the award of a lot stands, from the decision to the contract."""

from datetime import date
from enum import StrEnum

from partnerschapsakte.awarding.rules import deciding
from partnerschapsakte.awarding.rules.facts import LotDecision
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import procedure
from partnerschapsakte.tendering.rules.facts import AwardFacts, TenderFacts


class LotStanding(StrEnum):
    """How far the award of a lot is."""

    UNDECIDED = "undecided"
    WRITING = "writing"
    STANDSTILL = "standstill"
    HELD = "held"
    FREE = "free"
    DEFINITIVE = "definitive"
    CONTRACTED = "contracted"
    NOT_AWARDED = "not_awarded"


def standing_of(decided: LotDecision | None, *, sent: bool, award: AwardFacts | None, today: date) -> LotStanding:
    """Return how far the award of a lot is today; letters that only the tender knows of count as sent."""
    if award is not None:
        return _after_letters(award, today)
    if decided is None:
        return LotStanding.UNDECIDED
    return LotStanding.NOT_AWARDED if sent else LotStanding.WRITING


def _after_letters(award: AwardFacts, today: date) -> LotStanding:
    if award.contract_concluded_on is not None:
        return LotStanding.CONTRACTED
    if award.held_because:
        return LotStanding.HELD
    if today < award.signing_from.on:
        return LotStanding.STANDSTILL
    return LotStanding.DEFINITIVE if award.definitive_on is not None else LotStanding.FREE


def why_not_decide_now(tender: TenderFacts, lot: str, decided: LotDecision | None) -> Refusal | None:
    """Say why nothing can be decided about a lot whatever somebody fills in, or None if something can."""
    if refusal := procedure.why_not_go_on(tender):
        return refusal
    if any(award.lot == lot for award in tender.awards) or decided is not None:
        return deciding.lot_decided(lot)
    return None
