"""Lists people with all that they were given: their work, their mandates, their roles in dossiers, their tokens."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import ApiToken, DossierRight, Mandate, Membership, SignedInSession
from partnerschapsakte.access.rules import tokens
from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.access.schemas import (
    MandateView,
    MembershipView,
    PersonPage,
    PersonRow,
    PersonView,
    RightView,
    TokenView,
)
from partnerschapsakte.foundation.actor import HOUSE_ROLES, SYSTEM, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.parties.queries import parties_by_id

# The dossiers' room lies above this one: its two names are read from the table, without its models.
DOSSIERS = table("dossier", column("id"), column("reference"), column("title"))

OF_POST = "post:"
"""How the basis of a right begins that goes with a post; the name of the post follows."""

OPENED = "opened"
"""The basis of the right of who opened a dossier."""


def dossier_names(session: Session, ids: Collection[str] | None = None) -> dict[str, str]:
    """Return what people call these dossiers, or all of them: the reference and the title."""
    chosen = select(DOSSIERS.c.id, DOSSIERS.c.reference, DOSSIERS.c.title)
    if ids is not None:
        chosen = chosen.where(DOSSIERS.c.id.in_(sorted(ids)))
    rows = session.execute(chosen.order_by(DOSSIERS.c.reference, DOSSIERS.c.id))
    return {id_: f"{reference} · {title}" for id_, reference, title in rows}


def rights_of_posts(session: Session, person_id: str) -> frozenset[str]:
    """Return the ids of the roles of a person that came with a post."""
    rows = session.scalars(select(DossierRight).filter_by(person_id=person_id))
    return frozenset(row.id for row in rows if row.basis.startswith(OF_POST))


def basis_of(basis: str) -> Sentence | None:
    """Say why somebody has a right: the decision that was named, or the post that it goes with."""
    if basis.startswith(OF_POST):
        return say("goes with the post of {post}", post=Sentence(f"Post.{basis.removeprefix(OF_POST)}"))
    if basis == OPENED:
        return say("opened the dossier")
    return say("{text}", text=basis) if basis else None


def last_seen(session: Session) -> dict[str, datetime]:
    """Return when each person, or program, was last seen at any door."""
    browsers = select(SignedInSession.person_id, func.max(SignedInSession.last_seen_at)).group_by(
        SignedInSession.person_id
    )
    programs = select(ApiToken.person_id, func.max(ApiToken.last_used_at)).group_by(ApiToken.person_id)
    found: dict[str, datetime] = {}
    for person_id, at in [*session.execute(browsers), *session.execute(programs)]:
        if at is not None:
            found[person_id] = max(at, found.get(person_id, at))
    return found


def person_rows(session: Session, today: date) -> tuple[PersonRow, ...]:
    """Return everybody with what tells them apart, by name."""
    seen = last_seen(session)
    works: defaultdict[str, list[str]] = defaultdict(list)
    for owner, work in memberships(session):
        if work.ended_on is None or work.ended_on >= today:
            works[owner].append(work.party)
    counted = select(DossierRight.person_id, func.count(DossierRight.dossier_id.distinct())).where(
        DossierRight.ended_at.is_(None)
    )
    dossiers = {row[0]: row[1] for row in session.execute(counted.group_by(DossierRight.person_id))}
    return tuple(
        PersonRow(one, tuple(works[one.id]), dossiers.get(one.id, 0), seen.get(one.id))
        for one in queries.people(session)
    )


def choosable(session: Session, today: date, *, colleagues: bool) -> tuple[tuple[str, str], ...]:
    """Return whom somebody can choose to give a post or a role, by id and as people know them.

    ``colleagues`` are people on the side of the authority; else contacts of providers and programs come along.
    """
    of_providers = queries.staff_of_providers(session, today)
    return tuple(
        (one.person.id, ", ".join([one.person.name, *filter(None, [one.person.function, *one.works_for])]))
        for one in person_rows(session, today)
        if one.person.enabled
        and not HOUSE_ROLES.intersection(one.person.roles)
        and not (colleagues and (one.person.id in of_providers or one.person.kind is PersonKind.CLIENT))
    )


def person_page(session: Session, person_id: str, now: datetime) -> PersonPage:
    """Return a person with all that they were given."""
    person, today = queries.person(session, person_id), local_date(now)
    return PersonPage(
        person=queries.view_of(person),
        version=person.version,
        disabled_at=person.disabled_at,
        last_seen_at=last_seen(session).get(person_id),
        open_sessions=len(queries.open_sessions(session, person_id)),
        open_invitations=sum(now < one.expires_at for one in queries.open_invitations(session, person_id)),
        has_second_factor=person.totp_confirmed_at is not None,
        memberships=tuple(view for _, view in memberships(session, person_id)),
        mandates=tuple(view for _, view in mandates(session, [person_id])),
        rights=rights(session, today, person_id=person_id),
        tokens=tokens_of(session, person_id, now),
    )


def rights(
    session: Session, today: date, *, dossier_id: str | None = None, person_id: str | None = None
) -> tuple[RightView, ...]:
    """Return the rights that were not ended: in a dossier, of a person; by dossier, role and name."""
    chosen = select(DossierRight).where(DossierRight.ended_at.is_(None))
    if dossier_id is not None:
        chosen = chosen.where(DossierRight.dossier_id == dossier_id)
    if person_id is not None:
        chosen = chosen.where(DossierRight.person_id == person_id)
    rows = session.scalars(chosen).all()
    people = queries.people_by_id(session, {row.person_id for row in rows} | {row.granted_by for row in rows})
    names = dossier_names(session, {row.dossier_id for row in rows})
    parties = parties_by_id(session, {row.party_id for row in rows if row.party_id})
    strangers = queries.strangers(session, people)
    order = list(Role)
    views = [
        RightView(
            id=row.id,
            person_id=row.person_id,
            person=people[row.person_id].name,
            dossier_id=row.dossier_id,
            dossier=names.get(row.dossier_id, row.dossier_id),
            role=row.role,
            party=parties[row.party_id].name if row.party_id else None,
            basis=basis_of(row.basis),
            granted_at=row.granted_at,
            granted_by=_name(row.granted_by, people),
            ends_on=row.ends_on,
            holds=row.holds_on(today),
            may_be_invited=row.person_id in strangers,
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda one: (one.dossier, order.index(one.role), one.person, one.id)))


def mandates(session: Session, person_ids: Collection[str] | None = None) -> tuple[tuple[str, MandateView], ...]:
    """Return who holds which mandate, of these people or of everybody, by authority."""
    chosen = select(Mandate)
    if person_ids is not None:
        chosen = chosen.where(Mandate.person_id.in_(sorted(person_ids)))
    rows = session.scalars(chosen).all()
    parties = parties_by_id(session, {row.authority_id for row in rows})
    views = [
        (row.person_id, MandateView(row.authority_id, parties[row.authority_id].name, row.kind, row.basis, row.since))
        for row in rows
    ]
    return tuple(sorted(views, key=lambda one: (one[1].authority, one[1].kind, one[0])))


def memberships(session: Session, person_id: str | None = None) -> tuple[tuple[str, MembershipView], ...]:
    """Return for which organisations a person works or worked, or everybody, in the order in which they began."""
    chosen = select(Membership).order_by(Membership.since, Membership.id)
    if person_id is not None:
        chosen = chosen.where(Membership.person_id == person_id)
    rows = session.scalars(chosen).all()
    parties = parties_by_id(session, {row.party_id for row in rows})
    return tuple(
        (
            row.person_id,
            MembershipView(row.id, row.party_id, parties[row.party_id].name, row.function, row.since, row.ended_on),
        )
        for row in rows
    )


def tokens_of(session: Session, person_id: str, now: datetime) -> tuple[TokenView, ...]:
    """Return the tokens of a person that were not revoked, the newest first."""
    rows = [row for row in queries.api_tokens(session, person_id) if row.revoked_at is None]
    people = queries.people_by_id(session, {row.made_by for row in rows})
    return tuple(
        TokenView(
            row.id,
            row.name,
            row.mark,
            row.made_at,
            _name(row.made_by, people),
            row.expires_at,
            row.last_used_at,
            tokens.opens(now, expires_at=row.expires_at, revoked_at=None, enabled=True),
        )
        for row in rows
    )


def _name(actor_id: str, people: Mapping[str, PersonView]) -> str:
    """Return what somebody who acted is called: a person, or the program itself."""
    found = people.get(actor_id)
    return found.name if found else SYSTEM.name
