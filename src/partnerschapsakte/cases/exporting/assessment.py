"""Writes the assessment of a dossier back as a case file has it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from partnerschapsakte.assessment.queries.rows import AssessmentScore, AssessorSeat, Rows, all_scores, rows_of
from partnerschapsakte.assessment.schemas import PlanAssessment, RectifyPlan
from partnerschapsakte.cases.exporting.reading import Reading, values
from partnerschapsakte.cases.keys import Keys, kept


def written(reading: Reading) -> dict[str, Any]:
    """Return the assessment; empty where nothing was laid down."""
    rows = rows_of(reading.session, reading.tender)
    planned = list(reading.of("assessment:plan:written"))
    if not planned:
        return {}
    names = _assessors(rows, reading)
    asked = PlanAssessment.model_validate(planned[-1].details["data"])
    return kept(
        planned_on=planned[-1].on,
        **values(asked.model_dump(exclude_defaults=True)),
        rectified=[
            {"on": line.on, **values(_rectified(line.details).model_dump(exclude_defaults=True))}
            for line in reading.of("assessment:plan:rectified")
        ],
        assessors={names[one.id]: _assessor(reading, one) for one in rows.seats},
        bids=_bids(reading, rows),
        **_marks(reading, rows, names),
        opened=_moments(reading, "assessment:consensus:opened"),
        draws=[
            kept(
                lot=one.lot,
                drawn_on=one.drawn_on,
                order=[reading.keys.candidates[who] for who in one.drawn],
                method=one.method,
                witnesses=list(one.witnesses),
            )
            for one in rows.draws
        ],
        locked=_moments(reading, "assessment:lot:locked"),
    )


def _rectified(details: Any) -> RectifyPlan:
    told = {name: details[name] for name in ("reason", "reference")}
    return RectifyPlan.model_validate({**details["data"], **told})


def _moments(reading: Reading, tag: str) -> list[dict[str, Any]]:
    return [{"lot": line.details["lot"], "on": line.on} for line in reading.of(tag)]


def _assessors(rows: Rows, reading: Reading) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in rows.seats:
        known = one.label or reading.keys.people.get(one.person_id or "", "")
        names[one.id] = Keys.free(known, names.values())
    return names


def _assessor(reading: Reading, one: AssessorSeat) -> dict[str, Any]:
    people = reading.keys.people
    released_on = reading.day("assessment:assessor:released", seat=one.id)
    return kept(
        asked_on=reading.day("assessment:assessor:seated", seat=one.id),
        person=people.get(one.person_id or ""),
        label=one.label,
        companion=people.get(one.companion_id or ""),
        lots=list(one.lots),
        criteria=list(one.criteria),
        declaration=_declaration(reading, one),
        released=kept(on=released_on, reason=one.release_reason) if released_on else None,
    )


def _declaration(reading: Reading, one: AssessorSeat) -> dict[str, Any] | None:
    on = reading.day("assessment:conflict:declared", seat=one.id)
    if on is None:
        return None
    judged_on = reading.day("assessment:conflict:judged", seat=one.id)
    judged = {"on": judged_on, "may_assess": one.may_assess, "measure": one.measure} if judged_on else None
    return {"on": on, "has_conflict": one.has_conflict} | kept(explanation=one.conflict, judged=judged)


def _bids(reading: Reading, rows: Rows) -> list[dict[str, Any]]:
    """Return the last entry of every candidate."""
    found = {line.details["candidate"]: line for line in reading.of("assessment:bid:entered")}
    told = sorted(rows.bids.values(), key=lambda one: one.position)
    return [
        kept(
            on=found[one.candidate_id].on,
            candidate=reading.keys.candidates[one.candidate_id],
            lots=[kept(lot=lot, price=_number(price)) for lot, price in one.prices.items()],
            as_received=found[one.candidate_id].details["as_received"] or None,
            note=one.note,
        )
        for one in told
    ]


def _number(price: str | None) -> Decimal | None:
    return None if price is None else Decimal(price)


def _marks(reading: Reading, rows: Rows, names: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return every score, also one that was given anew, each with the day on which it was given."""
    tags = ("assessment:score:given", "assessment:score:agreed")
    days = [line.on for line in reading.lines if line.tag in tags]
    told = all_scores(reading.session, rows.tender)
    alone = [one for one in told if one.seat_id is not None]
    together = [one for one in told if one.seat_id is None]
    return {
        "scores": [
            {"on": on, "assessor": names[seat], "lot": lot, "given": given}
            for (on, seat, lot), given in _grouped(reading, alone, days)
        ],
        "consensus": [
            {"on": on, "lot": lot, "given": given} for (on, _, lot), given in _grouped(reading, together, days)
        ],
    }


def _grouped(
    reading: Reading, marks: Iterable[AssessmentScore], days: list[date]
) -> list[tuple[tuple[date, str, str], dict[str, Any]]]:
    def by(one: AssessmentScore) -> tuple[date, str, str]:
        return days[one.position - 1], one.seat_id or "", one.lot

    groups: list[tuple[tuple[date, str, str], dict[str, Any]]] = []
    for key, run in groupby(marks, key=by):
        given: dict[str, Any] = {}
        groups.append((key, given))
        for one in run:
            candidate, mark = reading.keys.candidates[one.candidate_id], {"score": one.score, "reason": one.reason}
            if candidate in given and (candidate != next(reversed(given)) or one.criterion in given[candidate]):
                given = {}
                groups.append((key, given))
            given.setdefault(candidate, {})[one.criterion] = mark
    return groups
