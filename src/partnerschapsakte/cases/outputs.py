"""Writes what a case run leaves behind: all of it, or nothing."""

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from partnerschapsakte.journal.rules.cells import safe_cell

COLUMNS = ("id", "kind", "subject", "title", "on", "state", "owner", "why")
SUMMARY = "summary.json"
DOCUMENTS = "documents"
GAP = 24
SVG = re.compile(r'<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"')


class FolderTaken(Exception):
    """The folder holds something else than an earlier case run; it is left alone."""


@contextmanager
def filled(folder: Path) -> Generator[Path, None, None]:
    """Give a temporary folder beside this one; it takes its place at the end, and only if nothing went wrong."""
    folder = folder.absolute()
    if folder.exists() and not _is_ours(folder):
        raise FolderTaken(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield making
        making.chmod(0o777 & ~_umask())
        _take_place(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / SUMMARY).is_file() or not any(folder.iterdir()))


def _take_place(making: Path, folder: Path) -> None:
    if not folder.exists():
        making.rename(folder)
        return
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
        folder.rename(Path(aside) / "before")
        making.rename(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def as_json(summary: Mapping[str, Any]) -> str:
    """Write the summary in the order of its contract."""
    return json.dumps(summary, ensure_ascii=False, indent=2) + "\n"


def as_csv(milestones: Sequence[Mapping[str, Any]]) -> str:
    """Write milestones as RFC 4180: commas, CRLF, UTF-8 without a mark; no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in milestones:
        why = "; ".join(f"{step['on']} {step['text']}" for step in one["why"]["steps"])
        writer.writerow([safe_cell(str({**one, "why": why}[name])) for name in COLUMNS])
    return out.getvalue()


def stacked(pictures: Sequence[str], title: str) -> str:
    """Put pictures under each other in one SVG."""
    sizes = [(float(found["width"]), float(found["height"])) for one in pictures if (found := SVG.search(one))]
    width = max((size[0] for size in sizes), default=0)
    height = sum(size[1] for size in sizes) + GAP * max(0, len(sizes) - 1)
    parts: list[str] = []
    top = 0.0
    for picture, (_, tall) in zip(pictures, sizes, strict=True):
        parts.append(picture.replace("<svg ", f'<svg y="{top:.1f}" ', 1))
        top += tall + GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="group" aria-labelledby="timeline-title">'
        f'<title id="timeline-title">{escape(title)}</title>{"".join(parts)}</svg>\n'
    )
