"""Reads and checks a case file: form, schema, names, contradictions, and the windows of its decisions."""

from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from partnerschapsakte.cases.consistency import check_consistency
from partnerschapsakte.cases.findings import Found, FoundKind, in_order
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.cases.references import check_references
from partnerschapsakte.cases.validation import Checked, validate
from partnerschapsakte.cases.windows import check_windows
from partnerschapsakte.foundation.sentences import say

SUFFIX = ".yaml"


def bundled() -> tuple[str, ...]:
    """Name the case files that come with the program."""
    names = (one.name for one in _folder().iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def opened(name_or_file: str) -> Source:
    """Read a bundled case by its name, or a file by its path. What cannot be read is in ``found``."""
    if name_or_file in bundled():
        return read(f"{name_or_file}{SUFFIX}", (_folder() / f"{name_or_file}{SUFFIX}").read_bytes())
    try:
        return read(name_or_file, Path(name_or_file).read_bytes())
    except OSError:
        source = Source(name_or_file, "")
        source.report(
            (), say("There is no such case and no such file."), say("Bundled: {names}.", names=", ".join(bundled()))
        )
        return source


def title_of(name: str) -> str:
    """Return the title of a bundled case."""
    content = opened(name).content
    return str(content["case"]["title"])


def check(source: Source, as_of: date) -> tuple[Checked, list[Found]]:
    """Check a file and return what is sound, with everything found so far; playing it comes after."""
    checked = validate(source)
    check_references(checked)
    check_consistency(checked)
    return checked, in_order([*source.found, *check_windows(checked, as_of)])


def has_errors(found: list[Found]) -> bool:
    """Tell whether the input itself is wrong."""
    return any(one.kind is FoundKind.ERROR for one in found)


def has_refusals(found: list[Found]) -> bool:
    """Tell whether a rule said no."""
    return any(one.kind is FoundKind.REFUSED for one in found)


def _folder() -> Traversable:
    return files("partnerschapsakte.cases") / "bundled"
