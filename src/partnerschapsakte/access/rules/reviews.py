"""The yearly look at all rights (BIO2 5.18): what stands out, who says that they looked, and when it is time again."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

REVIEW_MONTHS = 12
IN_DOSSIER = frozenset({Role.CONTRACT_MANAGER, Role.PROCUREMENT_OFFICER, Role.AUDITOR})
"""Who looks through the rights of a dossier: those who give them, and who audits the house."""

SETTLING_IN = timedelta(days=30)
"""Who got a right less than a month ago may still have to come in for the first time."""


class GrantKind(StrEnum):
    """What somebody was given."""

    HOUSE_ROLE = "house_role"
    MANDATE = "mandate"
    DOSSIER_RIGHT = "dossier_right"
    VAULT_OPENER = "vault_opener"
    API_TOKEN = "api_token"  # noqa: S105 - no secret, its name


class RightSignal(StrEnum):
    """Why a right asks for a look."""

    ACCOUNT_CLOSED = "account_closed"
    OVER = "over"
    NEVER_USED = "never_used"
    UNUSED_FOR_A_YEAR = "unused_for_a_year"
    WORKS_ELSEWHERE = "works_elsewhere"
    CONTRACT_ENDED = "contract_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsReviewed(Fact):
    """Somebody looked through all rights, or those of one dossier; ``subject`` is the review."""

    tag: ClassVar[str] = "access:rights:reviewed"

    rights: int
    signals: int
    note: str


def why_not_review(actor: Actor, *, in_dossier: bool) -> Refusal | None:
    """Say why this actor cannot record that the rights were looked through, or None if they can."""
    needed = Role.CONTRACT_MANAGER if in_dossier else Role.ADMINISTRATOR
    if actor.may_act_as(needed):
        return None
    message = (
        say("The contract manager of the dossier records that its rights were looked through.")
        if in_dossier
        else say("An administrator records that the rights were looked through.")
    )
    return Refusal(Why.NOT_PERMITTED, "review_not_permitted", message)


def is_due(last: date | None, oldest: date | None, today: date) -> bool:
    """Tell whether it is time to look again: a year after the last time, or after the first right was given."""
    since = last or oldest
    return since is not None and shift_months(since, REVIEW_MONTHS) <= today


def signals(
    *,
    enabled: bool,
    given_on: date | None,
    seen_on: date | None,
    ends_on: date | None,
    left_on: date | None,
    contract_ended_on: date | None,
    today: date,
) -> tuple[RightSignal, ...]:
    """Name what stands out about a right; ``left_on`` is the last day of the last work that is on record."""
    used = seen_on is not None and (given_on is None or seen_on >= given_on)
    settled_in = given_on is None or today - given_on > SETTLING_IN
    idle = seen_on is not None and shift_months(seen_on, REVIEW_MONTHS) < today
    found = (
        (not enabled, RightSignal.ACCOUNT_CLOSED),
        (ends_on is not None and ends_on < today, RightSignal.OVER),
        (not used and settled_in, RightSignal.NEVER_USED),
        (used and idle, RightSignal.UNUSED_FOR_A_YEAR),
        (left_on is not None and left_on < today, RightSignal.WORKS_ELSEWHERE),
        (contract_ended_on is not None and contract_ended_on < today, RightSignal.CONTRACT_ENDED),
    )
    return tuple(signal for applies, signal in found if applies)
