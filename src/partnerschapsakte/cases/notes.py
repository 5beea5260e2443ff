"""Says what a reader of the results must know of the case itself: what was invented, and what stands out."""

from collections.abc import Iterator
from typing import cast

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.stage import Stage
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import say

INVENTED = "invented"


def notes(stage: Stage) -> list[Finding]:
    """Return the findings of the agreements, and one for every element that says it was invented."""
    source = stage.checked.source
    invented = [
        Finding(level=Level.INFO, message=say("Invented: {note}", note=note), where=source.place(path).in_file)
        for path, note in _invented(source.content, ())
    ]
    return [*stage.notes, *invented]


def _invented(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            if key == INVENTED and isinstance(item, str):
                yield (*path, key), item
            else:
                yield from _invented(item, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(cast("list[object]", value)):
            yield from _invented(item, (*path, position))
