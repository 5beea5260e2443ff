"""What an assignment is worth, by the two methods of the law, and what follows from it: which notices, which route."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import EstimationMethod, NoticeKind, Procedure

MONTHS_WITHOUT_TOTAL = 48
"""So many months count where no total price is stated and the term is longer, or has no end: Aw 2.17(d)-(e)."""

THRESHOLDS = ((date(2014, 4, 18), Decimal(750_000)),)
"""From which day which threshold for social and other specific services holds, excl. VAT (Directive art. 4(d)).

A new amount is a new row. That it has not moved since 2014 was not checked with the Official Journal [K].
"""

SOCIAL_MAIN_CODES = (
    ("85000000", "85323000"),
    ("75121000", "75122000"),
    ("75124000", "75124000"),
    ("75200000", "75252000"),
    ("75300000", "75340000"),
    ("79611000", "79611000"),
    ("79622000", "79625000"),
    ("79995000", "79995200"),
    ("80000000", "80660000"),
    ("98000000", "98000000"),
    ("98110000", "98133110"),
    ("98200000", "98200000"),
    ("98500000", "98514000"),
)
"""CPV codes of Annex XIV, as first and last of each range (health, social, educational and community services) [K]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBasis:
    """What the estimate is made of: an amount for each month, and the months with all extensions.

    ``has_total`` is true for a fixed budget, and false where only a price for each unit is agreed.
    """

    monthly: Decimal
    months: int
    has_total: bool


def method_for(basis: PriceBasis) -> EstimationMethod:
    """Return the method that the law prescribes (Aw 2.17(d)-(e), rule 5)."""
    if basis.has_total or basis.months <= MONTHS_WITHOUT_TOTAL:
        return EstimationMethod.TOTAL
    return EstimationMethod.MONTHLY_X48


def estimate(basis: PriceBasis) -> Decimal:
    """Return the estimated value, options and extensions included (Aw 2.15(2), 2.17)."""
    whole_term = method_for(basis) is EstimationMethod.TOTAL
    return basis.monthly * (basis.months if whole_term else MONTHS_WITHOUT_TOTAL)


def threshold(day: date) -> Decimal:
    """Return the threshold of the day on which the call is published."""
    return max(row for row in THRESHOLDS if row[0] <= max(day, THRESHOLDS[0][0]))[1]


def is_european(value: Decimal, day: date) -> bool:
    """Tell whether a value asks for European notices: the threshold itself does (Aw 2.6a, rule 4)."""
    return value >= threshold(day)


def why_not_estimate(
    value: Decimal | None, method: EstimationMethod | None, basis: PriceBasis | None
) -> Refusal | None:
    """Say why an estimate does not fit what it is made of, or None if it does (rule 5)."""
    if basis is None:
        return None
    expected = estimate(basis)
    if method is not None and method is not method_for(basis):
        message = (
            say("A price that has no total is estimated on {months} months.", months=MONTHS_WITHOUT_TOTAL)
            if method_for(basis) is EstimationMethod.MONTHLY_X48
            else say("An assignment with a total price, or of at most 48 months, is estimated on its whole term.")
        )
        return Refusal(Why.INVALID, "estimation_method", message, rule="5", article="Aw 2.17")
    if value is not None and value != expected:
        message = say("The estimate is {value}, but its parts make {expected}.", value=value, expected=expected)
        remedy = say("Leave the estimate out: the program computes it.")
        return Refusal(Why.INVALID, "estimate_differs", message, rule="5", article="Aw 2.15, 2.17", remedy=remedy)
    return None


def why_not_notice(value: Decimal | None, notice: NoticeKind, published_on: date) -> Refusal | None:
    """Say why this kind of notice is not enough, or None if it is (rule 4)."""
    if notice is not NoticeKind.NATIONAL or value is None or not is_european(value, published_on):
        return None
    return Refusal(
        Why.CONFLICT,
        "european_notice_needed",
        say(
            "The estimated value of {value} reaches the threshold of {threshold}: a European notice is needed.",
            value=value,
            threshold=threshold(published_on),
        ),
        rule="4",
        article="Aw 2.6a, 2.15, 2.18",
        remedy=say("Publish a prior information notice as a call, or a contract notice."),
    )


def is_social(cpv: str) -> bool:
    """Tell whether a main CPV code (with or without its check digit) is on the list of social services (Annex XIV)."""
    code = cpv[:8]
    return any(first <= code <= last for first, last in SOCIAL_MAIN_CODES)


def findings(
    *, procedure: Procedure, cpv: str, lots: int, lots_reason: str, value: Decimal | None
) -> Iterator[Finding]:
    """Say what a reader of the plan should look at: the route (rule 3), the lots (rule 6), the notices (rule 4)."""
    if procedure.is_sas and cpv and not is_social(cpv):
        message = say("{cpv} is not on the list of social services: the SAS procedure may not be open.", cpv=cpv)
        yield _warning(message, "3", "Aw 2.38; Richtlijn 2014/24/EU bijlage XIV")
    if procedure.is_sas and not cpv:
        yield _warning(
            say("The main CPV code is not told: it decides whether the SAS procedure is open."), "3", "Aw 2.38"
        )
    if lots == 1 and not lots_reason:
        yield _warning(say("The assignment is not divided into lots, and no reason is told."), "6", "Aw 1.5")
    if value is None:
        yield _warning(say("No estimated value is told: it decides which notices are needed."), "4", "Aw 2.15")


def _warning(message: Sentence, rule: str, source: str) -> Finding:
    return Finding(level=Level.WARNING, message=message, rule=rule, source=source, where="tender")
