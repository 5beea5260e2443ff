"""Puts the record of opening into the words and values that its Word template prints."""

import re
from datetime import datetime
from typing import Any

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.sealed.schemas import OpenedPartView, RecordOfOpening, RevealedView, in_words

TITLE = "Proces-verbaal van opening"
MARKS = re.compile(r"[{}\[\]]")
"""Signs that templates keep for themselves; a tenderer may use them in a file name."""


def content_of(record: RecordOfOpening) -> dict[str, Any]:
    """Return the data of the template ``record_of_opening``."""
    vault = record.vault
    return {
        "cover": {
            "about": plain(vault.title),
            "reference": vault.id,
            "version": "1",
            "status": "final",
            "dated_on": local_date(record.opened_at),
        },
        "deadline": said(vault.deadline_at),
        "opened_at": said(record.opened_at),
        "first_opener": plain(record.openers[0]),
        "first_key_at": said(record.keys_given_at[0]),
        "second_opener": plain(record.openers[1]),
        "second_key_at": said(record.keys_given_at[1]),
        "named_openers": [plain(one.name) for one in vault.openers],
        "corrections": [
            {
                "before": said(one.before_at),
                "after": said(one.after_at),
                "made_at": said(one.made_at),
                "reason": plain(one.reason),
            }
            for one in vault.corrections
        ],
        "submissions": [
            {
                "party": plain(one.party_name),
                "submitted_at": said(one.submitted_at),
                "parts": [_part(part) for part in one.parts],
            }
            for one in record.submissions
        ],
        "late": [_act(one, vault.deadline_at) for one in record.late],
        "withdrawn": [_act(one, vault.deadline_at) for one in record.withdrawn],
        "damaged": record.damaged,
        "missing": record.missing,
    }


def said(instant: datetime, against: datetime | None = None) -> str:
    """Say an instant in Dutch, to the second, or apart from another: documents are in Dutch."""
    return language.tell(in_words(instant, against), language.DUTCH)


def plain(text: str) -> str:
    """Return a text without the signs that templates keep for themselves, on one line."""
    return " ".join(MARKS.sub("_", text).split())


def _part(part: OpenedPartView) -> dict[str, Any]:
    return {
        "number": part.number,
        "name": plain(part.name),
        "size": part.size,
        # In groups, so that Word breaks the line between them.
        "sha256": " ".join(part.sha256[at : at + 16] for at in range(0, len(part.sha256), 16)) or "onbekend",
        "received_at": said(part.received_at),
        "state": "gelijk aan ontvangstbewijs" if part.intact else "BESCHADIGD: niet gelijk aan ontvangstbewijs",
    }


def _act(act: RevealedView, deadline_at: datetime) -> dict[str, Any]:
    return {"party": plain(act.party_name), "at": said(act.happened_at, deadline_at)}
