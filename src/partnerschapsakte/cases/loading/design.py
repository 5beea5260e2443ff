"""The steps that bring in the design of a case file, on the day the dossier comes in or on their own day."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from partnerschapsakte.cases.loading.stage import Act, Stage, Step, Unsound
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.design import DesignOfCase, MarketConsultation
from partnerschapsakte.design import schemas
from partnerschapsakte.design.rules.facts import DesignSubject
from partnerschapsakte.design.service import choosing, consulting

RANK = 6
"""After the dossier was opened, and before what happened in its tender on the same day."""

PASSED = RANK + 2

FROM_FILE = "Zo staat de keuze in het dossier waarmee zij binnenkwam."
"""The reason of a choice of which the file tells the words only: files are in Dutch."""


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield what the design says, and each step of a market consultation."""
    told = case.design or DesignOfCase()
    for subject, command in _choices(case, told).items():
        yield Step(opened_on, RANK, _place(case, subject), _acting(opened_on, choosing.make_choice, command))
    if told.route:
        command = schemas.ChooseRoute(**told.route.model_dump(exclude={"invented"}))
        yield Step(opened_on, RANK, ("design", "route"), _acting(opened_on, choosing.choose_route, command))
    for affected, text in told.impact.items():
        written = schemas.WriteImpact(affected=affected, text=text)
        yield Step(opened_on, RANK, ("design", "impact", affected), _acting(opened_on, choosing.write_impact, written))
    for question, one in told.fit.items():
        answer = schemas.AnswerFit(question=question, answer=one.answer, reason=one.reason)
        yield Step(opened_on, RANK, ("design", "fit", question), _acting(opened_on, choosing.answer_fit, answer))
    for position, consultation in enumerate(told.consultations):
        yield from _consulting(consultation, ("design", "consultations", position), opened_on)
    yield from _passing(told, opened_on)


def _passing(told: DesignOfCase, opened_on: date) -> Iterator[Step]:
    """Pass warnings once all that they can be about is there, and before a call goes out on the same day."""
    on = max((opened_on, *(one.held_on for one in told.consultations if one.held_on)))
    for warning, reason in told.passed.items():
        command = schemas.PassWarning(warning=warning, reason=reason)
        yield Step(on, PASSED, ("design", "passed", warning), _acting(on, choosing.pass_warning, command))


def _place(case: CaseFile, subject: DesignSubject) -> tuple[str, ...]:
    if case.design and subject in case.design.choices:
        return ("design", "choices", subject)
    return ("dossier", "design_choices", subject)


def _choices(case: CaseFile, told: DesignOfCase) -> dict[DesignSubject, schemas.MakeChoice]:
    words = case.dossier.design_choices
    found: dict[DesignSubject, schemas.MakeChoice] = {}
    for subject in DesignSubject:
        text = (getattr(words, subject.value) if words else None) or ""
        chosen = told.choices.get(subject)
        if text or chosen:
            found[subject] = schemas.MakeChoice(
                subject=subject,
                options=chosen.options if chosen else (),
                text=text,
                reason=chosen.reason if chosen else FROM_FILE,
            )
    return found


def _acting(on: date, act: Callable[..., Any], command: Any) -> Act:
    def acting(stage: Stage) -> None:
        if not stage.dossier_id:
            raise Unsound("dossier")
        act(stage.session, stage.occasion("design", on), stage.dossier_id, command)
        stage.session.flush()

    return acting


def _consulting(told: MarketConsultation, place: tuple[str | int, ...], opened_on: date) -> Iterator[Step]:
    made: list[str] = []

    def plan(stage: Stage) -> None:
        if not stage.dossier_id:
            raise Unsound("dossier")
        command = schemas.PlanConsultation(
            title=told.title,
            questions=told.questions,
            planned_on=told.planned_on,
            announced=told.announced or "",
            invited=told.invited,
        )
        occasion = stage.occasion("design", max(opened_on, told.first_on))
        made[:] = [consulting.plan_consultation(stage.session, occasion, stage.dossier_id, command).id]
        stage.session.flush()

    yield Step(max(opened_on, told.first_on), RANK, place, plan)
    last = max(opened_on, told.first_on)
    for last, act, command in _since(told, opened_on):
        yield Step(last, RANK + 1, place, _onward(last, act, command, made))
    if told.cancelled_because is not None:
        cancelled = schemas.CancelConsultation(reason=told.cancelled_because)
        yield Step(last, RANK + 1, place, _onward(last, consulting.cancel_consultation, cancelled, made))


def _since(told: MarketConsultation, opened_on: date) -> Iterator[tuple[date, Callable[..., Any], Any]]:
    if told.held_on is None:
        return
    held_on = max(opened_on, told.held_on)
    held = schemas.HoldConsultation(held_on=told.held_on, attended=told.attended)
    yield held_on, consulting.hold_consultation, held
    if told.report is None:
        return
    published_on = max(held_on, told.published_on) if told.published_on else held_on
    report = schemas.ReportConsultation(report=told.report, use=told.use or told.report)
    yield published_on, consulting.report_consultation, report
    if told.published_on is not None:
        where = told.published_where or told.announced or told.title
        publish = schemas.PublishConsultation(published_on=told.published_on, where=where)
        yield published_on, consulting.publish_consultation, publish


def _onward(on: date, act: Callable[..., Any], command: Any, made: list[str]) -> Act:
    def acting(stage: Stage) -> None:
        if not made:
            raise Unsound("consultation")
        act(stage.session, stage.occasion("design", on), stage.dossier_id, made[0], command)
        stage.session.flush()

    return acting
