"""Gives each tenderer of a lot its own reasons and scores: as the file has them, else as the assessors agreed."""

from collections.abc import Mapping
from typing import Any

from partnerschapsakte.assessment.queries.rows import Rows, assessed, results, rows_of
from partnerschapsakte.cases.loading.stage import Stage
from partnerschapsakte.cases.schema.awarding import TendererTold
from partnerschapsakte.foundation.language import DUTCH, tell
from partnerschapsakte.tendering import queries as tendering


def by_tenderer(
    stage: Stage, lot: str, given: Mapping[str, TendererTold], reference: str | None
) -> dict[str, dict[str, Any]]:
    """Return what is written for each tenderer of a lot; who is in and did not tender for it hears nothing of it."""
    rows = rows_of(stage.session, tendering.tender(stage.session, stage.dossier_id))
    everybody = [one.id for one in rows.tender.candidates if one.admitted_on is not None and one.withdrawn_on is None]
    if rows.written is None:
        everybody = list(given)
    return {one: _told(rows, lot, one, given.get(one), reference) for one in everybody}


def _told(rows: Rows, lot: str, candidate: str, given: TendererTold | None, reference: str | None) -> dict[str, Any]:
    told = given or TendererTold(tendered=candidate in assessed(rows, lot))
    if not told.tendered:
        return {"tendered": False}
    return {
        "reasons": told.reasons or _agreed(rows, lot, candidate),
        "scores": told.scores or _arithmetic(rows, lot, candidate),
        "platform_reference": told.platform_reference or reference or "",
    }


def _agreed(rows: Rows, lot: str, candidate: str) -> str:
    """Return the reasons of the consensus scores, by criterion, and what the rules over lots add."""
    if rows.written is None:
        return ""
    lines = [
        f"{one.title}: {score.score}. {score.reason}"
        for one in rows.plan.scored(lot)
        if (score := rows.scores.get((None, lot, candidate, one.code)))
    ]
    places = [one for found in results(rows) if found.lot == lot for one in found.places if one.candidate == candidate]
    lines += [tell(sentence, DUTCH) for place in places for sentence in place.because]
    return "\n".join(lines)


def _arithmetic(rows: Rows, lot: str, candidate: str) -> str:
    """Return the steps of the arithmetic, where something was reckoned."""
    found = [one for result in results(rows) if result.lot == lot for one in result.places]
    return "\n".join(
        tell(step.sentence, DUTCH)
        for one in found
        if one.candidate == candidate and one.result
        for step in one.result.steps
    )
