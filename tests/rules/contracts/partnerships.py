"""A partnership to try the rules on: 3 + 2 + 2 + 2 years from 1 January 2020, Exemplum with two providers."""

from datetime import date

from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Decided, Evaluated, Relation, TermInForce
from partnerschapsakte.dates.terms import Term
from partnerschapsakte.foundation.actor import Actor, Role

EXEMPLUM, BUURDAM = "exemplum", "buurdam"
ONE = Relation(EXEMPLUM, "de-eik")
TWO = Relation(EXEMPLUM, "de-linde")
OTHER_TOWN = Relation(BUURDAM, "de-eik")

MANDATE_HOLDER = Actor("m", "M. Andaat", frozenset({Role.MANDATE_HOLDER}), frozenset({EXEMPLUM}))
CONTRACT_MANAGER = Actor("c", "C. Ontract", frozenset({Role.CONTRACT_MANAGER}))
AUDITOR = Actor("a", "A. Uditor", frozenset({Role.AUDITOR}))

NINE_YEARS = Term(date(2020, 1, 1), 36, (24, 24, 24))


def extended(point: int, relation: Relation, received_on: date | None) -> Decided:
    """Return a decision to extend, taken and sent in spring, received on the day given."""
    year = 2020 + 2 * point
    return Decided(point, relation, Choice.EXTEND, date(year, 4, 1), date(year, 5, 1), received_on)


def in_force(*decided: Decided, evaluated: int = 3, relations: tuple[Relation, ...] = (ONE,)) -> TermInForce:
    """Return the term with these decisions; the evaluations before the first ``evaluated`` points are concluded."""
    return TermInForce(
        NINE_YEARS,
        relations,
        decided=decided,
        evaluated=tuple(Evaluated(n, None, date(2019 + 2 * n, 12, 15)) for n in range(1, evaluated + 1)),
    )
