"""Puts a clarification note into the words and values that its Word template prints, and letters about it in Dutch."""

from typing import Any

from partnerschapsakte.clarifications.models import ClarificationNote
from partnerschapsakte.documents.rules.wording import paragraphs, plain
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.sentences import Sentence


def title_of(number: int) -> str:
    """Return what a note is called: documents are in Dutch."""
    return f"Nota van inlichtingen {number}"


def content_of(note: ClarificationNote, *, about: str, reference: str) -> dict[str, Any]:
    """Return the data of the template ``clarification_note``; nothing in it tells who asked."""
    return {
        "cover": {
            "about": plain(about),
            "reference": plain(reference) or note.tender_id,
            "version": "1",
            "status": "final",
            "dated_on": local_date(note.published_at),
        },
        "title": title_of(note.number),
        "published_at": language.moment(note.published_at, language.DUTCH),
        "deadline": language.day(note.deadline_on, language.DUTCH) if note.deadline_on else "",
        "items": [
            {
                "number": item.number,
                "about": plain(item.about),
                "question": paragraphs(item.text),
                "answer": paragraphs(item.answer),
            }
            for item in note.items
        ],
    }


def in_dutch(*sentences: Sentence | str) -> str:
    """Return the text of a letter: letters are in Dutch."""
    return "\n\n".join(one if isinstance(one, str) else language.tell(one, language.DUTCH) for one in sentences)
