"""Writes the design of a dossier back as a case file tells it."""

from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.cases.loading.design import FROM_FILE
from partnerschapsakte.design.queries import design_view
from partnerschapsakte.design.schemas import ConsultationView


def design(session: Session, dossier_id: str) -> dict[str, Any]:
    """Return what the design says beside the words of its choices; empty where it says nothing more."""
    view = design_view(session, dossier_id)
    choices = {
        one.subject.value: {"options": [option.value for option in one.versions[0].options], "reason": one.reason}
        for one in view.choices
        if one.versions and (one.versions[0].options or one.reason != FROM_FILE)
    }
    names = ("reserved", "initial_months", "extension_months", "reason")
    route = (
        {"instrument": view.route.instrument.value} | {name: getattr(view.route, name) for name in names}
        if view.route
        else {}
    )
    told = {
        "choices": choices,
        "route": {name: value for name, value in route.items() if value is not None},
        "impact": {one.affected.value: one.text for one in view.impact if one.text},
        "fit": {
            one.question.value: {"answer": one.answer.value, "reason": one.reason} for one in view.fit if one.answer
        },
        "consultations": [_consultation(one) for one in view.consultations],
        "passed": {one.warning.value: one.passed_because for one in view.warnings if one.passed_because},
    }
    return {name: value for name, value in told.items() if value}


def _consultation(view: ConsultationView) -> dict[str, Any]:
    names = ("title", "questions", "planned_on", "announced", "held_on", "report", "use")
    told = {name: getattr(view, name) for name in (*names, "published_on", "published_where", "cancelled_because")}
    told["invited"] = [one.name for one in view.invited or ()]
    told["attended"] = [one.name for one in view.invited or () if one.attended]
    return {name: value for name, value in told.items() if value}
