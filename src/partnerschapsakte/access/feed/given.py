"""Lists everything that anybody was given, with what stands out: what is looked through once a year (BIO2 5.18)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, column, func, select, table
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.feed import people
from partnerschapsakte.access.models import ApiToken
from partnerschapsakte.access.rules import reviews
from partnerschapsakte.access.rules.people import MandateKind
from partnerschapsakte.access.rules.reviews import GrantKind, RightSignal
from partnerschapsakte.access.schemas import GivenRow, PersonView, ReviewView
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import Instant
from partnerschapsakte.foundation.sentences import say

# The rooms of the agenda and of sealed tenders lie above this one: when a contract ends, and who holds a key of a vault
# that is still to be opened, is read from their tables, without their models.
MILESTONES = table("milestone", column("dossier_id"), column("kind"), column("on", Date), column("outcome"))
VAULTS = table(
    "vault", column("id"), column("dossier_id"), column("title"), column("state"), column("made_at", Instant)
)
OPENERS = table("vault_opener", column("vault_id"), column("person_id"), column("position"))
VAULT_OPENED, VAULT_MADE = "opened", "sealed:vault:made"
ROLES_GIVEN = ("person:registered", "person:roles:changed")
MANDATE_GIVEN = "person:mandate:granted"
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Background:
    """What every line needs: who is who, who was last seen when, whose work and which contracts are over."""

    today: date
    people: Mapping[str, PersonView]
    seen: Mapping[str, datetime]
    left: Mapping[str, date]
    over: Mapping[str, date]

    def signals(
        self, person: PersonView, given_on: date | None, *, ends_on: date | None = None, dossier_id: str | None = None
    ) -> tuple[RightSignal, ...]:
        """Say what stands out about something that a person was given."""
        seen = self.seen.get(person.id)
        return reviews.signals(
            enabled=person.enabled,
            given_on=given_on,
            seen_on=local_date(seen) if seen else None,
            ends_on=ends_on,
            left_on=self.left.get(person.id),
            contract_ended_on=self.over.get(dossier_id) if dossier_id else None,
            today=self.today,
        )


def given(session: Session, today: date, *, dossier_id: str | None = None) -> tuple[GivenRow, ...]:
    """Return everything that anybody was given, by name: roles of the house or in a dossier, mandates, keys, tokens.

    Of one dossier only the roles in it, and the keys of its vaults.
    """
    known = _background(session, today)
    rows = [*_in_dossiers(session, known, dossier_id), *_openers(session, known, dossier_id)]
    if dossier_id is None:
        rows += [*_of_the_house(session, known), *_mandates(session, known), *_tokens(session, known)]
    order = list(GrantKind)
    return tuple(sorted(rows, key=lambda row: (row.person.name, row.person.id, order.index(row.kind), row.where)))


def review_of(session: Session, dossier_id: str | None = None) -> ReviewView | None:
    """Return the latest look at all rights, or at those of one dossier, with who looked."""
    found = queries.last_review(session, dossier_id)
    if found is None:
        return None
    who = queries.people_by_id(session, [found.reviewed_by])
    return ReviewView(found.reviewed_at, who[found.reviewed_by].name, found.rights, found.note)


def _background(session: Session, today: date) -> Background:
    ended = select(MILESTONES.c.dossier_id, func.max(MILESTONES.c.on)).where(
        MILESTONES.c.kind == "end", MILESTONES.c.outcome.is_distinct_from("void")
    )
    last_days: defaultdict[str, list[date | None]] = defaultdict(list)
    for owner, work in people.memberships(session):
        last_days[owner].append(work.ended_on)
    return Background(
        today=today,
        people={one.id: one for one in queries.people(session)},
        seen=people.last_seen(session),
        left={owner: max(day for day in days if day) for owner, days in last_days.items() if None not in days},
        over={row[0]: row[1] for row in session.execute(ended.group_by(MILESTONES.c.dossier_id))},
    )


def _in_dossiers(session: Session, known: Background, dossier_id: str | None) -> Iterator[GivenRow]:
    for one in people.rights(session, known.today, dossier_id=dossier_id):
        person = known.people[one.person_id]
        yield GivenRow(
            kind=GrantKind.DOSSIER_RIGHT,
            person=person,
            what=one.role,
            dossier_id=one.dossier_id,
            where=one.dossier,
            party=one.party,
            basis=one.basis,
            given_on=local_date(one.granted_at),
            given_by=one.granted_by,
            ends_on=one.ends_on,
            last_seen_at=known.seen.get(person.id),
            signals=known.signals(person, local_date(one.granted_at), ends_on=one.ends_on, dossier_id=one.dossier_id),
        )


def _openers(session: Session, known: Background, dossier_id: str | None) -> Iterator[GivenRow]:
    held = select(VAULTS.c.id, VAULTS.c.dossier_id, VAULTS.c.title, VAULTS.c.made_at, OPENERS.c.person_id).join_from(
        VAULTS, OPENERS, OPENERS.c.vault_id == VAULTS.c.id
    )
    if dossier_id is not None:
        held = held.where(VAULTS.c.dossier_id == dossier_id)
    found = session.execute(held.where(VAULTS.c.state != VAULT_OPENED).order_by(VAULTS.c.id, OPENERS.c.position)).all()
    names = people.dossier_names(session, {one.dossier_id for one in found})
    told = {entry.subject: entry for entry in queries.told(session, [VAULT_MADE])}
    for one in found:
        person, given_on, entry = known.people[one.person_id], local_date(one.made_at), told.get(one.id)
        yield GivenRow(
            kind=GrantKind.VAULT_OPENER,
            person=person,
            what=one.title,
            dossier_id=one.dossier_id,
            where=names.get(one.dossier_id, ""),
            given_on=given_on,
            given_by=entry.actor_name if entry else "",
            last_seen_at=known.seen.get(person.id),
            signals=known.signals(person, given_on, dossier_id=one.dossier_id),
        )


def _of_the_house(session: Session, known: Background) -> Iterator[GivenRow]:
    told = {entry.subject: entry for entry in queries.told(session, ROLES_GIVEN)}
    for person in known.people.values():
        entry = told.get(person.id)
        given_on = local_date(entry.recorded_at) if entry else None
        for role in sorted(map(Role, person.roles)):
            yield GivenRow(
                kind=GrantKind.HOUSE_ROLE,
                person=person,
                what=role,
                given_on=given_on,
                given_by=entry.actor_name if entry else "",
                last_seen_at=known.seen.get(person.id),
                signals=known.signals(person, given_on),
            )


def _mandates(session: Session, known: Background) -> Iterator[GivenRow]:
    by = {
        (entry.subject, entry.details["authority"], entry.details.get("kind", MandateKind.DECIDE.value)): entry
        for entry in queries.told(session, [MANDATE_GIVEN])
    }
    for owner, one in people.mandates(session):
        person, entry = known.people[owner], by.get((owner, one.authority_id, one.kind.value))
        given_on = local_date(entry.recorded_at) if entry else one.since
        yield GivenRow(
            kind=GrantKind.MANDATE,
            person=person,
            what=one.kind,
            where=one.authority,
            basis=say("{text}", text=one.basis),
            given_on=one.since or given_on,
            given_by=entry.actor_name if entry else "",
            last_seen_at=known.seen.get(person.id),
            signals=known.signals(person, given_on),
        )


def _tokens(session: Session, known: Background) -> Iterator[GivenRow]:
    for row in session.scalars(select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)):
        # It holds until the first moment of the next day.
        person, last_day = known.people[row.person_id], local_date(row.expires_at - A_SECOND)
        maker = known.people.get(row.made_by)
        yield GivenRow(
            kind=GrantKind.API_TOKEN,
            person=person,
            what=row.name,
            where=row.mark,
            given_on=local_date(row.made_at),
            given_by=maker.name if maker else row.made_by,
            ends_on=last_day,
            last_seen_at=row.last_used_at,
            signals=known.signals(person, local_date(row.made_at), ends_on=last_day),
        )
