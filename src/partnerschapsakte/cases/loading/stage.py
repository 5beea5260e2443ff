"""Where a case is played: the transaction, who acts when, and which key of the file has which id."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import TypeAlias

from pydantic import ValidationError
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.cases.complaints import complaint
from partnerschapsakte.cases.findings import Found, FoundKind, Path, refused
from partnerschapsakte.cases.schema.agreements import Agreement
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.validation import Checked
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Right, Role
from partnerschapsakte.foundation.clock import local_date, noon
from partnerschapsakte.foundation.identity import Ids, ids_derived_from
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why

Clock: TypeAlias = Callable[[date], datetime]


class Unsound(Exception):
    """A step needs something that was refused or was wrong before; that has been told already."""


class Known(dict[str, str]):
    """Ids by the keys of the file."""

    def __missing__(self, key: str) -> str:
        """Stop the step that asks for it."""
        raise Unsound(key)


@dataclass(slots=True)
class Stage:
    """One case on its way into one database. ``clock`` says when a fact of a day is written down.

    Ids derive from the ocid, the section of the file and the place in it: a case gets the same ids everywhere.
    """

    session: Session
    checked: Checked
    case: CaseFile
    clock: Clock
    template_root: FilePath | None = None
    dossier_id: str = ""
    parties: Known = field(default_factory=Known)
    people: Known = field(default_factory=Known)
    candidates: Known = field(default_factory=Known)
    agreements: Known = field(default_factory=Known)
    found: list[Found] = field(default_factory=list[Found])
    notes: list[Finding] = field(default_factory=list[Finding])
    blocked: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    _ids: dict[str, Ids] = field(default_factory=dict[str, Ids])
    _known: dict[str, Known] = field(default_factory=dict[str, Known])

    @property
    def ocid(self) -> str:
        """The dossier's own, or one that follows from the name of the case."""
        return ocid_of(self.case)

    def occasion(self, section: str, on: date, by: Actor = SYSTEM) -> Occasion:
        """Return the occasion of a fact of this day; only the day is known, so it is noon, but never later than now."""
        ids = self._ids.setdefault(section, ids_derived_from(f"{self.ocid}:{section}"))
        recorded_at = self.clock(on)
        happened_at = recorded_at if on == local_date(recorded_at) else noon(on)
        return Occasion(by, happened_at, recorded_at, ids)

    def actor(self, key: str) -> Actor:
        """Return a person of the file as one who acts, with the roles and mandates of that moment."""
        return access.person(self.session, self.people[key]).actor

    def contact(self, key: str) -> Actor:
        """Return a person of the file as one who stands for a provider in this dossier."""
        party, who = self.case.people[key].stands_for, self.actor(key)
        if party is None:
            raise Unsound(key)
        right = Right(self.dossier_id, Role.PROVIDER_CONTACT, self.parties[party])
        there = Actor(who.id, who.name, frozenset({right.role}), grants=frozenset({right}))
        return there.within(self.dossier_id) or there

    def known(self, section: str) -> Known:
        """Return which key has which id in a section of the tender, such as its questions."""
        return self._known.setdefault(section, Known())

    def agreement(self, key: str) -> Agreement:
        """Return an agreement of the file, which may have been too unsound to keep."""
        if key not in self.case.agreements:
            raise Unsound(key)
        return self.case.agreements[key]

    def tell(self, refusal: Refusal, path: Path) -> None:
        """Add a refusal at an element; what is wrong by itself, whatever the rules, is an error of the input."""
        one = refused(refusal, self.checked.source.place(self.checked.path(path)))
        if refusal.why is Why.INVALID and refusal.rule is None:
            one = Found(
                kind=FoundKind.ERROR, place=one.place, message=one.message, remedy=one.remedy, article=one.article
            )
        self.found.append(one)

    def tell_invalid(self, failure: ValidationError, path: Path) -> None:
        """Add what a command of a service has against an element."""
        for error in failure.errors(include_url=False):
            message, remedy = complaint(error, ())
            place = self.checked.source.place(self.checked.path((*path, *error["loc"][-1:])))
            self.found.append(Found(kind=FoundKind.ERROR, place=place, message=message, remedy=remedy))


Act: TypeAlias = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day, at a place of the file. ``rests_on`` is an agreement and a point.

    On a paper rests nothing: when it cannot be printed the case goes on.
    """

    on: date
    rank: int
    path: Path
    act: Act
    rests_on: tuple[str, int] | None = None
    is_paper: bool = False

    @property
    def needs_dossier(self) -> bool:
        """Tell whether it comes after the opening of the dossier."""
        return self.path[0] not in {"organisations", "people", "dossier"}

    def is_blocked(self, blocked: set[tuple[str, int]]) -> bool:
        """Tell whether it rests on something that was refused."""
        if self.rests_on is None:
            return False
        agreement, point = self.rests_on
        return any(agreement == other and point >= number for other, number in blocked)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Sort steps by day, then by rank, then as the file has them."""
    return sorted(steps, key=lambda step: (step.on, step.rank))


def perform(stage: Stage, step: Step) -> None:
    """Take one step; a refusal is told at its place and leaves nothing behind."""
    if step.is_blocked(stage.blocked) or _is_unsound(stage, step):
        stage.blocked |= {step.rests_on} if step.rests_on else set()
        return
    try:
        with stage.session.begin_nested():
            step.act(stage)
    except Refusal as refusal:
        stage.tell(refusal, step.path)
    except ValidationError as failure:
        stage.tell_invalid(failure, step.path)
    except Unsound:
        pass
    else:
        return
    if step.rests_on and not step.is_paper:
        stage.blocked.add(step.rests_on)


def _is_unsound(stage: Stage, step: Step) -> bool:
    """Tell whether the element itself is wrong, or there is no dossier to take this step in."""
    if step.needs_dossier and not stage.dossier_id:
        return True
    section = step.path[0]
    return section != "dossier" and any(
        path[: len(step.path)] == step.path or path[0] == section == "tender" for path in stage.checked.unsound
    )


def ocid_of(case: CaseFile) -> str:
    """Return the ocid that the file gives, or one that follows from its name."""
    return case.dossier.ocid or f"ocds-case-{case.case.name}"
