"""Puts a whole installation on record, see ``seeded.world``: built once by each process, and put back after that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from seeded.assessments import assessments
from seeded.awards import awards
from seeded.bids import bids
from seeded.clarifications import clarifications
from seeded.contracts import contracts
from seeded.designs import designs
from seeded.dialogues import dialogues
from seeded.papers import papers
from seeded.people import people
from seeded.selection import selection
from seeded.tenders import tenders
from seeded.vaults import vaults
from seeded.world import Seeded, begin
from snapshots import Snapshot, taken

_BUILT: dict[str, tuple[Seeded, Snapshot]] = {}


@dataclass
class Installation(Seeded):
    """The seeded world with a snapshot of how it begins."""

    snapshot: Any = None

    def restore(self) -> None:
        """Put everything on record back as it was in the beginning."""
        self.snapshot.restore(self.engine)


def installed(engine: Engine) -> Installation:
    """Put everything on record in an empty database, and open the application."""
    kind = engine.dialect.name
    if kind not in _BUILT:
        _BUILT[kind] = _build(engine), taken(engine)
    built, snapshot = _BUILT[kind]
    at = Installation(engine, built.exemplum, built.people, built.tokens, built.ways, built.ids, snapshot=snapshot)
    at.restore()
    return at


def _build(engine: Engine) -> Seeded:
    at = begin(engine)
    at.ids["dossier_id"] = at.dossier("D-1")
    rooms = (contracts, tenders, dialogues, assessments, vaults, people, papers, clarifications, selection, awards)
    rooms += (bids, designs)
    for room in rooms:
        at.ways |= room(at)
    strange = at.ways.keys() - at.operations.keys()
    assert not strange, f"no operation is named {strange}: say under its new name how it succeeds"
    return at
