"""Puts the design of an assignment into the words of the procurement strategy note; documents are in Dutch only."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from partnerschapsakte.design.rules.facts import DesignPart, FitAnswer
from partnerschapsakte.design.schemas import ChoiceView, ConsultationView, DesignView, RouteView
from partnerschapsakte.foundation import language

TITLE = "Inkoopstrategienota"
NOT_THERE = "Nog niet vastgelegd."
MARKS = re.compile(r"[{}\[\]]")
"""Signs that templates keep for themselves."""


def content_of(view: DesignView, *, authorities: Sequence[str], today: date) -> dict[str, Any]:
    """Return the data of the template ``procurement_strategy``; what is missing is named, never left out."""
    lacks = [one for one in view.missing if one is not DesignPart.STRATEGY_NOTE]
    return {
        "cover": {
            "about": plain(view.title),
            "reference": plain(view.reference),
            "version": "1",
            "status": "draft" if lacks else "final",
            "dated_on": today,
        },
        "authorities": ", ".join(plain(one) for one in authorities),
        "phase": _label(view.phase),
        "missing": [_label(one) for one in lacks],
        "principles": [plain(one) for one in view.principles],
        "decisions": [
            {
                "kind": _label(one.kind),
                "body": ", ".join(filter(None, (_label(one.decision.body), plain(one.decision.authority or "")))),
                "decided_on": one.decision.decided_on,
                "reference": plain(f"{one.decision.case_number}; {one.decision.file}"),
            }
            for one in view.decisions
        ],
        "impact": [{"name": _label(one.affected), "paragraphs": _told(one.text)} for one in view.impact],
        "fit": _fit(view),
        "route": _route(view.route),
        "choices": [_choice(one) for one in view.choices],
        "warnings": _warnings(view),
        "consultations": [_consultation(one) for one in view.consultations if not one.cancelled_because],
    }


def _fit(view: DesignView) -> list[dict[str, Any]]:
    return [
        {
            "question": language.label(one.question),
            "answer": _label(one.answer) if one.answer else "Nog niet beantwoord",
            "reason": plain(one.reason) or "\N{EN DASH}",
            "is_no": one.answer is FitAnswer.NO,
        }
        for one in view.fit
    ]


def _warnings(view: DesignView) -> list[dict[str, Any]]:
    return [
        {
            "message": plain(one.message),
            "source": plain(", ".join(filter(None, (f"regel {one.rule}" if one.rule else "", one.source)))),
            "passed": plain(one.passed_because or "Hierover is nog niets besloten."),
        }
        for one in view.warnings
    ]


def _choice(view: ChoiceView) -> dict[str, Any]:
    chosen = [one for one in view.options if one.chosen]
    return {
        "title": _label(view.subject),
        "is_made": view.is_made,
        "text": _told(view.text) if view.text or not chosen else [],
        "options": [{"name": _label(one.option), "consequence": plain(one.consequence)} for one in chosen],
        "others": ", ".join(language.label(one.option) for one in view.options if not one.chosen),
        "reason": _told(view.reason),
    }


def _route(view: RouteView | None) -> dict[str, Any]:
    if view is None:
        return {"name": NOT_THERE, "term": NOT_THERE, "reserved": NOT_THERE, "reason": [NOT_THERE]}
    months = view.initial_months
    more = f", met verlengingen ten hoogste {months + view.extension_months} maanden" if months else ""
    return {
        "name": _label(view.instrument),
        "term": f"{months} maanden{more}" if months else NOT_THERE,
        "reserved": "Ja, ten hoogste drie jaar (Aw 2.82a)" if view.reserved else "Nee",
        "reason": _told(view.reason),
    }


def _consultation(view: ConsultationView) -> dict[str, Any]:
    held = (
        f"Gehouden op {language.day(view.held_on)}" if view.held_on else f"Gepland op {language.day(view.planned_on)}"
    )
    published = "; verslag nog niet gepubliceerd"
    if view.published_on:
        published = f"; verslag voor iedereen op {language.day(view.published_on)}, {view.published_where}"
    return {
        "title": plain(view.title),
        "when": plain(held + published),
        "questions": _told(view.questions),
        "report": _told(view.report),
        "use": _told(view.use),
        "invited": str(len(view.invited or ())),
        "attended": str(sum(one.attended for one in view.invited or ())),
    }


def _told(text: str) -> list[str]:
    return [plain(line) for line in text.splitlines() if line.strip()] or [NOT_THERE]


def _label(member: Any) -> str:
    return language.label(member).capitalize()


def plain(text: str) -> str:
    """Return a text without the signs that templates keep for themselves, on one line."""
    return " ".join(MARKS.sub("_", text).split())
