"""Makes the form on which the minutes of a session are written during the talk, and the text that comes of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from partnerschapsakte.dialogue.models import PlannedSession
from partnerschapsakte.dialogue.queries.rows import Dialogue
from partnerschapsakte.dialogue.rules.filled_in import BLANK, LONGEST, FilledMinutes, code_of
from partnerschapsakte.dialogue.word.papers import cover_of
from partnerschapsakte.documents.rules.wording import plain, shown
from partnerschapsakte.foundation import language

FORM: Final = "session_minutes"


def title_of(row: PlannedSession) -> str:
    """Return what a form is called: no participant is in the name of a file."""
    return f"Verslag dialooggesprek {(row.held_on or row.day).isoformat()} ronde {row.round}"


def content_of(found: Dialogue, row: PlannedSession, candidate_id: str, today: date) -> dict[str, Any]:
    """Return the data of the template ``session_minutes``; what is known already is filled in."""
    return {
        "cover": cover_of(found, today) | {"status": "draft"},
        "code": code_of(row.id, candidate_id),
        "participant": plain(found.names[candidate_id]),
        "round": row.round,
        "planned_on": row.day,
        "hour": row.hour,
        "place": shown(row.place),
        "expected": shown(", ".join(row.expected_roles)),
        "held_on": language.day(row.held_on) if row.held_on else BLANK,
        "attendees": str(row.attendees) if row.attendees else BLANK,
        "roles": "\n".join(plain(one) for one in row.attendee_roles) or BLANK,
        "topics": [{"title": plain(one), "discussed": BLANK, "outcome": BLANK} for one in row.topics],
        "blank": BLANK,
    }


def text_of(filled: FilledMinutes) -> str:
    """Return the minutes as text, in Dutch; empty where they are too long for one: then they are the file alone."""
    text = "\n\n".join(_lines(filled))
    return text if len(text) <= LONGEST else ""


def _lines(filled: FilledMinutes) -> Iterator[str]:
    yield f"Gehouden op {language.day(filled.held_on)}. Aanwezig: {filled.attendees} ({', '.join(filled.roles)})."
    for one in filled.topics:
        yield "\n".join(part for part in (one.topic, one.discussed, f"Uitkomst: {one.outcome}") if part)
    if filled.agreed:
        yield f"Afspraken: {filled.agreed}"
    if filled.not_shared:
        yield f"Niet met anderen te delen: {filled.not_shared}"
