"""Makes what the rooms of the procedure begin with: a published tender, and two candidates with a room of their own."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.schemas import PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering

CALL = date(2026, 3, 2)
PLAN: dict[str, Any] = {
    "procedure": "sas_one_stage",
    "title": "Ambulante jeugdhulp",
    "reference": "TN-1",
    "tender_due_on": "2026-05-18",
    "lots": [{"code": "LOT-0001", "title": "Noord"}],
}


@dataclass(frozen=True)
class Called:
    """A tender of a dossier, its officer, and who stands for each of two candidates."""

    session: Session
    at: Opened
    officer: Actor
    eik: Actor
    linde: Actor

    @property
    def dossier(self) -> str:
        """The id of the dossier."""
        return self.at.dossier


def planned(session: Session, **changes: Any) -> Called:
    """Plan a tender, with somebody for each of two candidates."""
    at = opened(session, CALL)
    eik, linde = (contact(session, at, name, party) for name, party in zip(("eik", "linde"), at.providers, strict=True))
    tendering.plan_tender(session, on(CALL, at.manager), at.dossier, PlanTender.model_validate(PLAN | changes))
    return Called(session, at, at.manager, eik, linde)


def called(session: Session, **changes: Any) -> Called:
    """Plan a tender and publish it."""
    world = planned(session, **changes)
    tendering.publish_tender(session, on(CALL, world.officer), world.dossier, PublishTender(published_on=CALL))
    return world


def contact(session: Session, at: Opened, name: str, party: str) -> Actor:
    """Let somebody stand for a party in the dossier."""
    command = RegisterPerson(name=name, email=f"{name}@zorg.example")
    made = register_person(session, on(CALL), command).actor
    start_membership(session, on(CALL), made.id, StartMembership(party_id=party, since=CALL))
    right = GrantRight(person_id=made.id, dossier_id=at.dossier, role=Role.PROVIDER_CONTACT, party_id=party)
    grant_right(session, on(CALL), right)
    return replace(made, roles=frozenset({Role.PROVIDER_CONTACT}), party_id=party, grants=frozenset())


def refused(act: Any) -> Refusal:
    """Return the refusal of an act, and fail where it is done."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value
