"""People and what they were given, in words, as the API gives them; nothing here changes by only being used."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.access.rules.reviews import GrantKind, RightSignal
from partnerschapsakte.access.schemas import (
    GivenRow,
    MandateView,
    MembershipView,
    PersonPage,
    PersonRow,
    ReviewView,
    RightView,
)
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Role


class ToldPersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the list of people."""

    id: str
    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    enabled: bool
    kind: PersonKind
    works_for: tuple[str, ...]
    dossiers: int
    last_seen_at: datetime | None


class ToldRight(msgspec.Struct, frozen=True, kw_only=True):
    """One role of one person in one dossier; ``holds`` tells whether it opens anything today."""

    id: str
    person_id: str
    person: str
    dossier_id: str
    dossier: str
    role: Role
    party: str | None
    basis: str | None
    granted_at: datetime
    granted_by: str
    ends_on: date | None
    holds: bool


class ToldPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person with what they are in the organisation, for whom they work, and what they were given."""

    id: str
    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    kind: PersonKind
    enabled: bool
    disabled_at: datetime | None
    memberships: tuple[MembershipView, ...]
    mandates: tuple[MandateView, ...]
    rights: tuple[ToldRight, ...]
    version: int


class ToldGrant(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the yearly look at all rights: who was given what, where, and what stands out."""

    kind: GrantKind
    person_id: str
    person: str
    email: str
    what: str
    dossier_id: str | None
    where: str
    party: str | None
    basis: str | None
    given_on: date | None
    given_by: str
    ends_on: date | None
    last_seen_at: datetime | None
    signals: tuple[RightSignal, ...]


class ToldReview(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is time to look through the rights again, and what was found the last time."""

    dossier_id: str | None
    due: bool
    last: ReviewView | None


class ToldInvitation(msgspec.Struct, frozen=True):
    """A person was sent a link for once; until when it works."""

    person_id: str
    expires_at: datetime


def told_row(row: PersonRow) -> ToldPersonRow:
    """Return a person of the list."""
    one = row.person
    return ToldPersonRow(
        id=one.id,
        name=one.name,
        email=one.email,
        function=one.function,
        roles=one.roles,
        enabled=one.enabled,
        kind=one.kind,
        works_for=row.works_for,
        dossiers=row.dossiers,
        last_seen_at=row.last_seen_at,
    )


def told_person(view: PersonPage) -> ToldPerson:
    """Return a person in words."""
    one = view.person
    return ToldPerson(
        id=one.id,
        name=one.name,
        email=one.email,
        function=one.function,
        roles=one.roles,
        kind=one.kind,
        enabled=one.enabled,
        disabled_at=view.disabled_at,
        memberships=view.memberships,
        mandates=view.mandates,
        rights=tuple(told_right(right) for right in view.rights),
        version=view.version,
    )


def told_right(view: RightView) -> ToldRight:
    """Return a right in words."""
    plain = {name: getattr(view, name) for name in ToldRight.__struct_fields__ if name != "basis"}
    return ToldRight(basis=language.tell(view.basis, language.DUTCH) if view.basis else None, **plain)


def told_grants(
    rows: Iterable[GivenRow], *, q: str | None = None, kind: GrantKind | None = None, signal: RightSignal | None = None
) -> list[ToldGrant]:
    """Return the lines that were asked for, in words."""
    return [
        _grant(row)
        for row in rows
        if (kind is None or row.kind is kind)
        and (signal is None or signal in row.signals)
        and (q is None or q.lower() in f"{row.person.name} {row.person.email} {row.where} {row.party or ''}".lower())
    ]


def _grant(row: GivenRow) -> ToldGrant:
    return ToldGrant(
        kind=row.kind,
        person_id=row.person.id,
        person=row.person.name,
        email=row.person.email,
        what=str(row.what),
        dossier_id=row.dossier_id,
        where=row.where,
        party=row.party,
        basis=language.tell(row.basis, language.DUTCH) if row.basis else None,
        given_on=row.given_on,
        given_by=row.given_by,
        ends_on=row.ends_on,
        last_seen_at=row.last_seen_at,
        signals=row.signals,
    )
