"""Puts what the rooms tell into the tender of a case file, each thing once."""

from collections.abc import Mapping
from typing import Any

from partnerschapsakte.cases.exporting import assessment, awarding, bids, clarifications, dialogue, selection
from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.keys import kept

THIN = ("sessions", "closed_on")


def with_rooms(reading: Reading, tender: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tender with its rooms; what a room tells in full is not told in short too."""
    chosen, course = selection.written(reading), dialogue.written(reading)
    award = awarding.written(reading)
    decided = {one["lot"] for one in award.get("lots", [])}
    candidates = {
        key: one for key, one in tender.get("candidates", {}).items() if key not in chosen.get("requests", {})
    }
    talks = tender.get("dialogue", {})
    if course:
        talks = {**{name: value for name, value in talks.items() if name not in THIN}, "course": course}
    return kept(
        **{
            **tender,
            **bids.first_deadline(reading),
            "candidates": candidates,
            "selection": chosen,
            "clarifications": clarifications.written(reading),
            "dialogue": talks,
            "bids": bids.written(reading),
            "assessment": assessment.written(reading),
            "awards": [one for one in tender.get("awards", []) if one["lot"] not in decided],
            "awarding": award,
        }
    )
