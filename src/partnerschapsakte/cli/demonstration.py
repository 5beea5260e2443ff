"""Fills the database of the demonstration: the bundled cases, and a password for the people in them."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, SetPassword, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.foundation import clock, language
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.parties import queries as parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.settings import templates

PRACTICE = "exemplum-jeugdhulp"
HOUSE = (
    ("Toos Toegangsma", "toos.toegangsma@exemplum.example", "applicatiebeheerder", (Role.ADMINISTRATOR,)),
    ("Rik Rekenkamer", "rik.rekenkamer@exemplum.example", "auditor", (Role.AUDITOR,)),
)
CONTACT = ("Petra Perceelstra", "petra.perceelstra@aanbieder.example", "bestuurssecretaris van een aanbieder")
KEEPER = Actor(SYSTEM.id, SYSTEM.name, frozenset({Role.ADMINISTRATOR}))


def load_demonstration(engine: Engine, password: str) -> list[tuple[str, str, str]]:
    """Load each bundled case that is not there yet; return name, address and roles of who can sign in."""
    with writing(engine)() as session:
        known = {name for name in bundled() if dossiers.dossier_by_case(session, name)}
    for name in bundled():
        if name not in known:
            with writing(engine)() as session:
                _load(session, name)
    with writing(engine)() as session:
        _invite_house(session)
    with writing(engine)() as session:
        return _accounts(session, password)


def _load(session: Session, name: str) -> None:
    now = clock.now()
    dossier_id, found = load_case(
        session, opened(name), as_of=clock.local_date(now), template_root=templates() / "documents", recorded_at=now
    )
    if not dossier_id:
        raise RuntimeError(f"{name}: {'; '.join(str(one.message) for one in found)}")


def _invite_house(session: Session) -> None:
    """Register who looks after the house itself, and somebody of a provider."""
    now = clock.now()
    occasion = Occasion(KEEPER, now, now, origin="cli")
    for name, email, function, roles in HOUSE:
        if access.person_by_email(session, email) is None:
            register_person(session, occasion, RegisterPerson(name=name, email=email, function=function, roles=roles))
    dossier = dossiers.dossier_by_case(session, PRACTICE)
    providers = parties.parties(session, kind=PartyKind.PROVIDER)
    if dossier is None or not providers or access.person_by_email(session, CONTACT[1]) is not None:
        return
    provider, roles = providers[0], (Role.PROVIDER_CONTACT,)
    command = RegisterPerson(name=CONTACT[0], email=CONTACT[1], function=CONTACT[2], roles=roles)
    person = register_person(session, occasion, command)
    start_membership(session, occasion, person.id, StartMembership(party_id=provider.id, since=occasion.today))
    right = GrantRight(
        person_id=person.id, dossier_id=dossier.id, role=Role.PROVIDER_CONTACT, party_id=provider.id, basis="demo"
    )
    grant_right(session, occasion, right)


def _accounts(session: Session, password: str) -> list[tuple[str, str, str]]:
    now = clock.now()
    people = [person for person in access.people(session) if person.roles and person.enabled]
    for person in people:
        if not access.person(session, person.id).password_hash:
            command = SetPassword.model_validate({"person_id": person.id, "password": password})
            set_password(session, Occasion(KEEPER, now, now), command)
    order = list(Role)
    people.sort(key=lambda person: (min(order.index(Role(role)) for role in person.roles), person.name))
    return [
        (person.name, person.email, ", ".join(language.label(Role(role)) for role in person.roles)) for person in people
    ]
