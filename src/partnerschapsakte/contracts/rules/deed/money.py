"""Holds the money of a deed: the budget square per year, the key between authorities, payment and liability."""

from dataclasses import dataclass
from decimal import Decimal

WHOLE = Decimal(100)


def percent(fraction: Decimal) -> Decimal:
    """Return a fraction as a percentage, without trailing zeros."""
    value = fraction * WHOLE
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class SquareYear:
    """One year of the budget square: an amount (excl. VAT) and, beside it, the average number of clients."""

    year: int | None
    amount: Decimal | None
    clients: int | None
    earmarked: Decimal | None = None
    earmarked_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShare:
    """The share (a fraction) of one authority in the budget."""

    authority: str
    share: Decimal

    @property
    def percent(self) -> Decimal:
        """Return the share as a percentage, without trailing zeros."""
        return percent(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How the budget is paid: instalments a year, days, advance as a fraction of the yearly amount."""

    instalments: int = 12
    days: int = 30
    advance: Decimal = Decimal(1)
    e_invoice: bool = False

    @property
    def advance_percent(self) -> Decimal:
        """Return the advance as a percentage."""
        return percent(self.advance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexation:
    """The index of wage and of other cost, with the wage share as a fraction (Contractstandaard 3.2)."""

    wage_index: str = "de OVA-prognose van het ministerie van VWS"
    other_index: str = "de prijsindex voor particuliere consumptie van het Centraal Planbureau"
    wage_share: Decimal = Decimal("0.90")

    @property
    def wage_percent(self) -> Decimal:
        """Return the wage share as a percentage."""
        return percent(self.wage_share)

    @property
    def other_percent(self) -> Decimal:
        """Return the share of other cost as a percentage."""
        return percent(1 - self.wage_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """The limits of liability per event and per year (Contractstandaard 3.28)."""

    per_event: Decimal = Decimal(2_500_000)
    per_year: Decimal = Decimal(5_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """A reward for a process or quality outcome, never for fewer clients."""

    outcome: str
    measured_by: str
    maximum: Decimal
