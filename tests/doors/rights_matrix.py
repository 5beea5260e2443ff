"""The table of who may go through which door: its rows from the routes, its cells from asking; read and written.

``PYTHONPATH=tests python tests/doors/rights_matrix.py`` asks everything anew and writes what is, in a few minutes (with
the word ``new`` behind it only rows that are not there yet are asked, the others stay as they are); then
``python docs/reference_pages.py`` prints it in the reference. The same code always writes the same table. Read the
difference before it is committed: a cell that changed is a right that changed.

A new route needs nothing here, unless its path has a name that is new (``rights_world``), it takes a body
(``rights_bodies``, ``rights_forms``), or its answer depends on a state (``rights_scenes``, with its Dutch in
``docs/reference_pages.py``).
"""

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from doors.rights_asking import Handlers, asking, handlers_of, sent_with, whole_application, world_file
from doors.rights_scenes import states_of
from doors.rights_sending import Sent
from doors.rights_stage import KNOCKERS
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.web.api import operation_of

MATRIX = Path(__file__).with_name("rights_matrix.csv")
NAMED = ("method", "path", "about", "gives")

LOCKED = "it takes over the assessment of a lot that is locked, whole; tests/services/test_award_letters.py does it"
FILLED = "it asks that each item a to n is filled in; tests/services/test_awarding.py does it"
DONE_ELSEWHERE = {
    "record-of-proceedings/_complete": FILLED,
    "proces-verbaal/compleet": FILLED,
    "award/_takeover": LOCKED,
    "/overnemen": LOCKED,
}
"""The only acts that nobody does in this world, by a part of their address: what each asks more, and who tests it."""


@dataclass(frozen=True)
class Row:
    """One route about something in one state, what it ``gives`` (a page, data, a file), and what comes back to whom."""

    method: str
    path: str
    about: str
    gives: str = ""
    cells: dict[str, str] = field(default_factory=dict[str, str], compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells a row from the others."""
        return self.method, self.path, self.about

    @property
    def changes(self) -> bool:
        """Whether this is an act."""
        return self.method != "GET"


def handlers() -> Handlers:
    """Return what answers each method of each route of the whole application."""
    engine = connect("sqlite://")
    try:
        return handlers_of(whole_application(engine))
    finally:
        engine.dispose()


def rows_of_application() -> list[Row]:
    """Return a row for each route and each state in which it is asked, without what comes back."""
    found = handlers()
    asked = sorted(found, key=lambda act: (act[0] != "GET", act[1], act[0]))
    return [
        Row(method, path, about, _gives(found, method, path))
        for method, path in asked
        for about in states_of(method, path)
    ]


def _gives(handlers: Handlers, method: str, path: str) -> str:
    handler = handlers[method, path]
    operation = operation_of(handler)
    if operation is not None:
        return "data" if operation.gives == "application/json" else "file"
    answered = str(handler.parsed_fn_signature.return_type.raw)
    return "file" if "bytes" in answered or "Stream" in answered else "page"


def acts_without_a_body() -> list[str]:
    """Return the acts that take something, and for which nobody wrote down what they are sent."""
    engine = connect("sqlite://")
    handlers = handlers_of(whole_application(engine))
    engine.dispose()
    missing: list[str] = []
    for (method, path), handler in handlers.items():
        operation = operation_of(handler)
        takes = operation is not None and {"data", "content"} & operation.wants.keys()
        takes = takes or (operation is None and "data" in handler.parsed_fn_signature.parameters)
        missing += [
            f"{method} {path} | {about}"
            for about in states_of(method, path)
            if takes and sent_with(method, path, about) == Sent()
        ]
    return sorted(missing)


def read_matrix() -> list[Row]:
    """Read the table."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return [Row(*(line.pop(name) for name in NAMED), cells=line) for line in csv.DictReader(file)]


def observed(known: dict[tuple[str, str, str], Row]) -> Iterator[Row]:
    """Ask everything that is not known yet, and yield what came back."""
    with tempfile.TemporaryDirectory() as folder:
        file, world = world_file(Path(folder))
        rows = rows_of_application()
        own = Path(shutil.copy(file, Path(folder) / "asked.sqlite"))
        with asking(own, world) as asker:
            for knocker in KNOCKERS:
                for row in rows:
                    told = known.get(row.key)
                    row.cells[knocker] = told.cells[knocker] if told else asker.ask(*row.key, knocker)
        yield from rows


def main() -> None:
    """Write the table of what is."""
    for act in acts_without_a_body():
        sys.stderr.write(f"nobody wrote down what is sent with {act}: see rights_bodies.py and rights_forms.py\n")
    known = {row.key: row for row in read_matrix()} if "new" in sys.argv[1:] else {}
    rows = list(observed(known))
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, [*NAMED, *KNOCKERS], lineterminator="\n")
        written.writeheader()
        written.writerows({name: getattr(row, name) for name in NAMED} | row.cells for row in rows)


if __name__ == "__main__":
    sys.exit(main())
