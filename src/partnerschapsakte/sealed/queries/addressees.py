"""Reads who hears of a vault for a party: its contacts with a role in the dossier, and the address of its own."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.sealed.schemas import Addressee


def addressees(session: Session, dossier_id: str, party_ids: Collection[str], today: date) -> list[Addressee]:
    """Return who hears of something for these parties, each address once; each gets a message of their own."""
    found: dict[tuple[str, str], Addressee] = {}
    for one in [*_contacts(session, dossier_id, party_ids, today), *_parties(session, party_ids)]:
        found.setdefault((one.party_id, one.address.casefold()), one)
    return sorted(found.values(), key=lambda one: (one.party_id, one.person_id or ""))


def addressee(session: Session, dossier_id: str, party_id: str, person_id: str | None, today: date) -> Addressee | None:
    """Return one of those who hear of something for a party, or None where they no longer do."""
    found = [*_contacts(session, dossier_id, [party_id], today), *_parties(session, [party_id])]
    return next((one for one in found if one.person_id == person_id), None)


def unreachable(session: Session, dossier_id: str, party_ids: Collection[str], today: date) -> list[str]:
    """Return those of these parties for whom there is no address at all."""
    reached = {one.party_id for one in addressees(session, dossier_id, party_ids, today)}
    return sorted(one for one in party_ids if one not in reached)


def _contacts(session: Session, dossier_id: str, party_ids: Collection[str], today: date) -> list[Addressee]:
    chosen = (
        select(DossierRight.party_id, Person.id, Person.name, Person.email)
        .join(Person, Person.id == DossierRight.person_id)
        .where(DossierRight.dossier_id == dossier_id, DossierRight.party_id.in_(party_ids))
        .where(DossierRight.role == Role.PROVIDER_CONTACT, DossierRight.ended_at.is_(None))
        .where(or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= today), Person.disabled_at.is_(None))
        .order_by(Person.id)
    )
    rows = session.execute(chosen)
    return [Addressee(party, person, name, email) for party, person, name, email in rows if party and email]


def _parties(session: Session, party_ids: Collection[str]) -> list[Addressee]:
    found = parties_by_id(session, party_ids).values()
    return [Addressee(one.id, None, one.name, one.email) for one in found if one.email]
