"""Waits for a turn with people whose standing is judged, so that what two others do at once cannot go together."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.foundation.actor import Role


def take_turn(session: Session, people: Collection[str]) -> dict[str, Person]:
    """Return those of these people that exist, as they are now, and let nobody else change them meanwhile.

    The rows are locked by id, each time in the same order, and after the dossier where one is locked too.
    """
    chosen = select(Person).where(Person.id.in_(sorted(set(people)))).order_by(Person.id)
    locked = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {one.id: one for one in session.scalars(locked)}


def take_turn_with_administrators(session: Session, person_id: str) -> tuple[Person, bool]:
    """Return a person, and whether somebody else remains who manages accounts; both hold until the end of the act."""
    standing = session.execute(select(Person.id, Person.roles).where(Person.disabled_at.is_(None))).all()
    managing = [one.id for one in standing if Role.ADMINISTRATOR in one.roles]
    locked = take_turn(session, [*managing, person_id])
    return locked.get(person_id) or queries.person(session, person_id), any(
        one.disabled_at is None and one.kind is PersonKind.HUMAN and Role.ADMINISTRATOR in one.roles
        for one in locked.values()
        if one.id != person_id
    )
