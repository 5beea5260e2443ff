"""Puts what was announced of a dialogue into the values that its papers print: the same for every participant."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from partnerschapsakte.dialogue.models import DialogueRound
from partnerschapsakte.dialogue.queries.rows import Dialogue
from partnerschapsakte.dialogue.rules.facts import MeetingState
from partnerschapsakte.documents.rules.wording import paragraphs, plain
from partnerschapsakte.dossiers.schemas import DossierView
from partnerschapsakte.foundation import language

DOCUMENT, INVITATION = "dialogue_document", "dialogue_invitation"
DOCUMENT_TITLE: Final = "Dialoogdocument"
NO_SUMMARY: Final = "De opdracht staat in de aankondiging en in de selectieleidraad."
NO_COMPENSATION: Final = "Over een vergoeding is nog niets bekendgemaakt."


def invitation_title(number: int) -> str:
    """Return what an invitation is called."""
    return f"Uitnodiging dialoogronde {number}"


def cover_of(found: Dialogue, today: date) -> dict[str, Any]:
    """Return what every paper says about the tender."""
    return {
        "about": plain(found.tender.title),
        "reference": plain(found.tender.reference) or found.dossier_id,
        "version": "1",
        "status": "final" if found.announcement else "draft",
        "dated_on": today,
    }


def document_of(found: Dialogue, dossier: DossierView, today: date) -> dict[str, Any]:
    """Return the data of the template ``dialogue_document``."""
    announced = found.announcement
    return {
        "cover": cover_of(found, today),
        "authorities": authorities_of(dossier),
        "procedure": language.label(found.tender.procedure),
        "summary": paragraphs(dossier.summary) or [NO_SUMMARY],
        "principles": [plain(one) for one in dossier.principles],
        "topics": [plain(one) for one in found.tender.topics],
        "rounds": [
            {
                "number": one.number,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "topics": plain(", ".join(one.topics)),
            }
            for one in found.rounds
        ],
        "maximum": announced.maximum_participants or 0 if announced else 0,
        "reduction": reduction_of(found),
        "joint": announced.joint_sessions if announced else False,
        "compensation": _compensation(found),
    }


def invitation_of(found: Dialogue, dossier: DossierView, row: DialogueRound, today: date) -> dict[str, Any]:
    """Return the data of the template ``dialogue_invitation``: of sessions only those to which all come."""
    joint = [
        one
        for one in found.meetings
        if one.round == row.number and one.joint and one.state is not MeetingState.CANCELLED
    ]
    return {
        "cover": cover_of(found, today),
        "authorities": authorities_of(dossier),
        "round": row.number,
        "rounds": len(found.rounds),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "topics": [plain(one) for one in row.topics],
        "sessions": [
            {"day": one.day, "hour": one.hour, "place": plain(one.place), "kind": "gezamenlijk gesprek"}
            for one in joint
        ],
        "joint": found.announcement.joint_sessions if found.announcement else False,
        "reduction": reduction_of(found),
    }


def authorities_of(dossier: DossierView) -> list[str]:
    """Return the names of those who commission."""
    return [plain(one.name) for one in dossier.authorities]


def reduction_of(found: Dialogue) -> Sequence[str]:
    """Return the criteria by which participants may not go on; none: all who are in go on."""
    announced = found.announcement
    if announced is None or not announced.reduction:
        return []
    return paragraphs(announced.reduction_criteria)


def _compensation(found: Dialogue) -> list[str]:
    """Tell what was decided, or else what was announced; who decided stays inside."""
    decided = found.compensation
    if decided is None:
        return paragraphs(found.tender.compensation) or [NO_COMPENSATION]
    reason = paragraphs(decided.reason)
    if decided.amount is None:
        return ["Deelnemers krijgen geen vergoeding.", *reason]
    return [f"Iedere deelnemer krijgt een vergoeding van {language.euro(decided.amount)}.", *reason]
