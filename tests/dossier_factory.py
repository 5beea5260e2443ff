"""Makes what most tests of a room begin with: an authority, providers, people, an open dossier."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.access.schemas import GrantMandate, RegisterPerson
from partnerschapsakte.access.service import people as access
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.identity import ids_derived_from
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.parties import service as parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import RegisterParty

IDS = ids_derived_from("tests")


def on(day: date, actor: Actor = SYSTEM) -> Occasion:
    """Return the occasion of something at noon of this day, written down at once."""
    return Occasion(actor, noon(day), noon(day), IDS)


@dataclass(frozen=True, slots=True)
class Opened:
    """The ids of a dossier and of those around it."""

    dossier: str
    authority: str
    providers: tuple[str, str]
    manager: Actor
    deputy: Actor
    mandate_holder: Actor


def party(session: Session, kvk_number: str, name: str, kind: PartyKind, day: date) -> str:
    """Register an organisation."""
    command = RegisterParty(kind=kind, name=name, seat="Voorbeeldstad", kvk_number=kvk_number, invented=True)
    return parties.register_party(session, on(day), command).id


def person(session: Session, name: str, role: Role, day: date, password: str | None = None) -> Actor:
    """Register a person with one role."""
    command = RegisterPerson.model_validate(
        {"name": name, "email": f"{name}@voorbeeldstad.example", "roles": [role], "password": password}
    )
    return access.register_person(session, on(day), command).actor


def opened(session: Session, day: date) -> Opened:
    """Open a dossier on this day."""
    authority = party(session, "00000001", "Voorbeeldstad", PartyKind.CONTRACTING_AUTHORITY, day)
    first = party(session, "00000002", "Zorg Een (verzonnen)", PartyKind.PROVIDER, day)
    second = party(session, "00000003", "Zorg Twee (verzonnen)", PartyKind.PROVIDER, day)
    manager = person(session, "manager", Role.CONTRACT_MANAGER, day)
    deputy = person(session, "deputy", Role.CONTRACT_MANAGER, day)
    holder = person(session, "wethouder", Role.MANDATE_HOLDER, day)
    access.grant_mandate(
        session, on(day), GrantMandate(person_id=holder.id, authority_id=authority, basis="Mandaatbesluit 2018")
    )
    command = OpenDossier(
        ocid="ocds-000000-voorbeeld",
        reference="D-1",
        title="Jeugdhulp in de wijk",
        phase=Phase.SPECIFICATION,
        authorities=(authority,),
        posts=(
            AssignedPost(post=Post.CONTRACT_MANAGER, person_id=manager.id),
            AssignedPost(post=Post.DEPUTY, person_id=deputy.id),
        ),
        role_mailbox="jeugdhulp@voorbeeldstad.example",
    )
    dossier = dossiers.open_dossier(session, on(day, manager), command)
    return Opened(
        dossier.id,
        authority,
        (first, second),
        manager,
        deputy,
        replace(holder, mandates=frozenset({authority})),
    )
