"""Plays a case file into a database through the services that the web interface and the API use."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.cases.checking import check, has_errors
from partnerschapsakte.cases.findings import Found, FoundKind, written
from partnerschapsakte.cases.findings import in_order as in_order_of_place
from partnerschapsakte.cases.loading import agreements, design, history, opening, tender
from partnerschapsakte.cases.loading.agreements import manager_of
from partnerschapsakte.cases.loading.papers import print_papers
from partnerschapsakte.cases.loading.stage import Stage, Step, in_order, perform
from partnerschapsakte.cases.reading import Source
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.windows import governing, term_of
from partnerschapsakte.contracts.service.extensions import record_lapses
from partnerschapsakte.contracts.service.papers import issue_date_table
from partnerschapsakte.foundation.sentences import say

LAPSE, DATES = 50, 51


def opened_on(case: CaseFile) -> date:
    """Return the day the dossier came in: as the file says, else the first day on which something happened."""
    return min(case.dossier.opened_on or date.max, _first_day(case))


def _first_day(case: CaseFile) -> date:
    """Return the first day on which something happened."""
    told = [step.on for step in _told(case, date.min) if step.rank > opening.MANDATE and step.on > date.min]
    starts = [one.term.starts_on for one in case.agreements.values() if one.term]
    return min([*told, *starts], default=case.dossier.opened_on or date.min)


def load_case(
    session: Session, source: Source, *, as_of: date, template_root: Path | None, recorded_at: datetime
) -> tuple[str, list[Found]]:
    """Load a case into a database that is in use, and return the dossier's id with what was found.

    Everything is written down at ``recorded_at``. The caller rolls back when anything was wrong or refused.
    """
    checked, found = check(source, as_of)
    if checked.case is None or has_errors(found):
        return "", found
    stage = Stage(session, checked, checked.case, lambda _: recorded_at, template_root, found=list(found))
    play(stage, as_of)
    stage.found += _left_out(stage, as_of)
    return stage.dossier_id, in_order_of_place(stage.found)


def play(stage: Stage, as_of: date, *, sweep: Callable[[date], None] | None = None) -> None:
    """Take every step up to a day, in order. ``sweep`` is called with each day before what happened on it."""
    first = min(opened_on(stage.case), as_of)
    _check_opening(stage)
    refused = {one.place.path for one in stage.found if one.kind is FoundKind.REFUSED}
    steps = in_order([*_told(stage.case, first), *_lapses(stage.case, first)])
    for step in steps:
        if written(step.path) in refused and step.rests_on:
            stage.blocked.add(step.rests_on)
    for day, of_day in groupby((step for step in steps if step.on <= as_of), key=lambda step: step.on):
        if sweep:
            sweep(day)
        for step in of_day:
            perform(stage, step)
    if sweep:
        sweep(as_of)
    perform(stage, Step(as_of, DATES, ("agreements",), lambda on_stage: _print_dates(on_stage, as_of)))


def _check_opening(stage: Stage) -> None:
    """Tell where something happened before the dossier was there."""
    opened, first = stage.case.dossier.opened_on, _first_day(stage.case)
    if opened and first < opened:
        stage.found.append(
            Found(
                kind=FoundKind.ERROR,
                place=stage.checked.source.place(stage.checked.path(("dossier", "opened_on"))),
                message=say("The dossier opens on {opened}, after its first day {first}.", opened=opened, first=first),
                remedy=say("Leave opened_on out, or give an earlier day."),
            )
        )


def _left_out(stage: Stage, as_of: date) -> Iterator[Found]:
    """Yield what has yet to happen: it is not loaded."""
    for step in _told(stage.case, opened_on(stage.case)):
        if step.on > as_of and not step.is_paper:
            place = stage.checked.source.place(stage.checked.path(step.path))
            message = say("This lies after {day} and was left out.", day=as_of)
            yield Found(kind=FoundKind.WARNING, place=place, message=message)


def _told(case: CaseFile, first: date) -> Iterator[Step]:
    """Yield what the file tells."""
    for source in (opening, design, tender, agreements, history):
        yield from source.steps(case, first)


def _lapses(case: CaseFile, first: date) -> Iterator[Step]:
    """Yield the sweeps on the days after a last notice day: an option may have lapsed."""
    for key, agreement in case.agreements.items():
        found = governing(case, agreement)
        term = term_of(found.term) if found and found.term else None
        for point in term.points if term else ():
            on = max(first, point.decide_by.on + timedelta(days=1))
            yield Step(on, LAPSE, ("agreements", key), lambda stage, on=on: _record_lapses(stage, on))


def _record_lapses(stage: Stage, on: date) -> None:
    record_lapses(stage.session, stage.occasion("lapses", on))


def _print_dates(stage: Stage, on: date) -> None:
    if stage.agreements and all(one.deed for one in stage.case.agreements.values()):
        print_papers(stage, on, manager_of(stage.case), lambda press: issue_date_table(press, stage.dossier_id))
