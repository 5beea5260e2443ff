"""Fills in what the notices ask about the term: its length, its days and its extensions, agreement by agreement."""

from collections.abc import Iterator, Sequence
from typing import Final

from partnerschapsakte.contracts.queries import Agreement
from partnerschapsakte.contracts.rules.kinds import LegalForm
from partnerschapsakte.dates.terms import Term
from partnerschapsakte.design.rules.facts import Route
from partnerschapsakte.foundation import language

AT_TERM: Final = "leg de overeenkomst met haar looptijd vast, of de looptijd bij de route van het ontwerp"
AT_AGREEMENT: Final = "leg de overeenkomst met haar looptijd vast"
FOUR_YEARS: Final = 48
Told = tuple[str, str, str | None, str]
"""A field: its label, its code in the notice, its value, and what would fill it."""


def term_fields(agreements: Sequence[Agreement], route: Route | None) -> Iterator[Told]:
    """Yield the fields about the term; before there is an agreement what the route of the design tells."""
    own = [one for one in agreements if not one.follows_base and one.legal_form is not LegalForm.CALL_OFF]
    if not own:
        yield from _of_route(route)
        return
    several = len({(one.term.starts_on, one.term.initial_months, one.term.option_months) for one in own}) > 1
    for one in own if several else own[:1]:
        yield from _of_agreement(one, f" van {one.title}" if several else "")


def _of_agreement(one: Agreement, of: str) -> Iterator[Told]:
    term = one.term
    yield f"Duur{of}", "BT-36", f"{term.initial_months} maanden", AT_TERM
    yield f"Begin{of}", "BT-536", language.day(term.starts_on), AT_TERM
    yield f"Einde zonder verlenging{of}", "BT-537", language.day(term.last_day().on), AT_TERM
    yield f"Aantal verlengingen{of}", "BT-58", str(len(term.option_months)), AT_TERM
    yield f"Verlengingen{of}", "BT-57", _extensions(term), AT_TERM
    is_framework = one.legal_form is LegalForm.FRAMEWORK
    yield f"Raamovereenkomst{of}", "BT-765", "ja" if is_framework else "nee", AT_TERM
    if is_framework and term.ends[-1] > FOUR_YEARS:
        yield f"Waarom langer dan vier jaar{of}", "BT-109", one.duration_motivation or None, AT_AGREEMENT


def _extensions(term: Term) -> str:
    """Say what may be added, by whom and how long it runs at most: nothing that was not published is (rule 45)."""
    if not term.option_months:
        return "geen"
    options = " + ".join(str(months) for months in term.option_months)
    return (
        f"{options} maanden, alleen door de opdrachtgever; samen ten hoogste {term.ends[-1]} maanden, tot en met "
        f"{language.day(term.latest_last_day.on)}"
    )


def _of_route(route: Route | None) -> Iterator[Told]:
    first = route.initial_months if route else None
    yield "Duur", "BT-36", f"{first} maanden" if first else None, AT_TERM
    yield "Begin en einde", "BT-536, BT-537", None, AT_AGREEMENT
    # How many extensions there are the route does not tell: only how long they are together.
    none_at_all = route is not None and first is not None and not route.extension_months
    yield "Aantal verlengingen", "BT-58", "0" if none_at_all else None, AT_AGREEMENT
    more = f"samen ten hoogste {route.extension_months} maanden" if route and route.extension_months else None
    yield "Verlengingen", "BT-57", "geen" if none_at_all else more, AT_TERM
    yield "Raamovereenkomst: soort en deelnemers", "BT-765, BT-113", None, AT_AGREEMENT
