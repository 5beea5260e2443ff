"""Puts a vault on record in each of its states, with what two candidates handed in where it has received."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from doors.rights_stage import OTHER_PARTY, TEMPLATES, TODAY, World
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.sealed.models import OpenedPart
from partnerschapsakte.sealed.schemas import MakeVault, ShowKey
from partnerschapsakte.sealed.service import opening, receiving, vaults

OPENERS = (Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER)
GIVEN = {"closed vault": 0, "half opened vault": 1, "opened vault": 2}
"""How many keys were given of the vaults whose deadline has passed."""

OF_TENDER = "vault of the tender"
"""The state in which a tender has a vault that was opened, and none of its bids was taken over."""


@dataclass
class Strongroom:
    """Where vaults are made, each with three openers; ``at`` is the clock."""

    engine: Engine
    world: World
    at: datetime

    @property
    def openers(self) -> list[Actor]:
        """Who opens."""
        return [self.world.standing(role) for role in OPENERS]

    def occasion(self, actor: Actor = SYSTEM) -> Occasion:
        """Return the occasion of something that this actor does now."""
        return Occasion(actor, self.at, self.at)

    def made(self, title: str, deadline: datetime, dossier_id: str = "") -> str:
        """Make a vault and its keys; no opener has shown yet that they kept theirs."""
        at, begin = self.world.exemplum, writing(self.engine)
        dossier_id = dossier_id or at.dossier
        named = {"openers": tuple(one.id for one in self.openers), "parties": (at.eik, at.linde)}
        command = MakeVault(title=title, deadline_at=deadline, **named)
        with begin() as session:
            vault_id = vaults.make_vault(session, self.occasion(self.openers[0]), dossier_id, command, enabled=True).id
        for opener in self.openers:
            with begin() as session:
                key = vaults.make_key(session, self.occasion(opener), vault_id).file
            self.world.keys[vault_id, opener.id] = key
        self.world.state(title, vault_id=vault_id, **self.world.states.get(title, {}))
        return vault_id

    def received(self, title: str, deadline: datetime, dossier_id: str = "") -> str:
        """Make a vault that receives, and let both candidates hand in and begin on something better."""
        vault_id = self.made(title, deadline, dossier_id)
        for opener in self.openers:
            self._check(opener, vault_id)
        for name in (Role.PROVIDER_CONTACT.value, OTHER_PARTY):
            contact = self.world.people[name].within(dossier_id or self.world.exemplum.dossier)
            assert contact is not None
            counter = receiving.Counter(contact, writing(self.engine), lambda who=contact: self.occasion(who))
            for submits in (True, False):
                text = io.BytesIO(f"De inschrijving van {name}.".encode())
                receiving.receive_part(counter, vault_id, text, name="offerte.txt")
                if submits:
                    receiving.submit(counter, vault_id)
        return vault_id

    def give_key(self, opener: Actor, vault_id: str) -> None:
        """Let an opener give their key."""
        key = ShowKey.model_validate({"key": self.world.key(vault_id, opener.id)})
        with writing(self.engine)() as session:
            given = opening.give_key(session, self.occasion(opener), vault_id, key, TEMPLATES / "documents")
        assert not isinstance(given, Refusal), given

    def _check(self, opener: Actor, vault_id: str) -> None:
        key = ShowKey.model_validate({"key": self.world.key(vault_id, opener.id)})
        with writing(self.engine)() as session:
            vaults.check_key(session, self.occasion(opener), vault_id, key)


def put_vaults(engine: Engine, world: World) -> None:
    """Make a vault that is prepared, one that receives, and one for each number of keys that was given."""
    moment = noon(TODAY)
    room = Strongroom(engine, world, moment - timedelta(days=2))
    room.made("vault in preparation", moment + timedelta(days=9))
    room.received("receiving vault", moment + timedelta(days=9))
    closed = {state: room.received(state, moment - timedelta(hours=1)) for state in GIVEN}
    of_tender = world.states[OF_TENDER]["dossier_id"]
    closed[OF_TENDER] = room.received(OF_TENDER, moment - timedelta(hours=1), of_tender)
    room.at = moment - timedelta(minutes=1)
    for state, keys in (*GIVEN.items(), (OF_TENDER, len(room.openers) - 1)):
        for opener in room.openers[:keys]:
            room.give_key(opener, closed[state])
    with writing(engine)() as session:
        opened = OpenedPart.vault_id == world.states["opened vault"]["vault_id"]
        parts = session.scalars(select(OpenedPart.id).where(opened).order_by(OpenedPart.id))
        world.put(part_id=parts.first(), vault_id=world.states["receiving vault"]["vault_id"])
