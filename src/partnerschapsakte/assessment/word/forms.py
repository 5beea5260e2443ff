"""Makes the forms on which somebody scores on paper: for an assessor by lot, and in B1 for a client representative."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from partnerschapsakte.assessment.rules.plan import Criterion
from partnerschapsakte.assessment.schemas import AskedView, AssessorView
from partnerschapsakte.documents.rules.wording import plain, shown
from partnerschapsakte.foundation import language
from partnerschapsakte.tendering.queries import Lot

FORM, CLIENT_FORM = "score_form", "client_score_form"
BLANK: Final = "………"
ROOM: Final = "\n".join(["…" * 24] * 3)
"""Lines on which somebody writes a reason by hand."""
MOST_SCORES: Final = 21
"""How many scores stand side by side to mark one; of more, somebody writes the number."""
GAP: Final = "\N{NO-BREAK SPACE}" * 5


def kind_of(seat: AssessorView) -> str:
    """Return which form somebody gets: who assesses under a label fills in paper, in plain Dutch."""
    return CLIENT_FORM if seat.label else FORM


def title_of(seat: AssessorView, lot: Lot) -> str:
    """Return what the form is called; no person is in the name of a file."""
    return f"{'Geef uw cijfer' if seat.label else 'Scoreformulier'} {lot.code}"


def content_of(cover: dict[str, Any], seat: AssessorView, lot: Lot, asked: Sequence[AskedView]) -> dict[str, Any]:
    """Return the data of the template ``score_form`` or ``client_score_form``."""
    known: dict[str, Any] = {"cover": cover, "assessor": shown(seat.name)}
    if seat.label:
        return known | {"pages": [_page(lot, one) for one in asked]}
    return known | {
        "lot_code": lot.code,
        "lot_title": plain(lot.title),
        "blank": BLANK,
        "room": ROOM,
        "candidates": [
            {
                "name": plain(name),
                "criteria": [
                    {
                        "code": one.criterion.code,
                        "title": plain(one.criterion.title),
                        "scale": scale_of(one.criterion),
                    }
                    for one in theirs
                ],
            }
            for name, theirs in groupby(asked, key=lambda one: one.candidate_name)
        ],
    }


def scale_of(one: Criterion) -> str:
    """Say between which scores somebody chooses."""
    lowest, highest, step = (language.number(value.normalize()) for value in (one.lowest, one.highest, one.step))
    return f"{lowest} tot en met {highest}, stap {step}"


def _page(lot: Lot, one: AskedView) -> dict[str, Any]:
    criterion = one.criterion
    return {
        "title": plain(criterion.title),
        "candidate": plain(one.candidate_name),
        "lot": plain(lot.title),
        "scores": _scores(criterion),
        "lowest": language.number(criterion.lowest.normalize()),
        "highest": language.number(criterion.highest.normalize()),
    }


def _scores(one: Criterion) -> str:
    count = int((one.highest - one.lowest) / one.step) + 1
    if count > MOST_SCORES:
        return f"Mijn cijfer: {BLANK}"
    values = [one.lowest + one.step * Decimal(place) for place in range(count)]
    return GAP.join(language.number(value.normalize()) for value in values)
