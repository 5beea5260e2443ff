"""Makes what tests of the sealed store begin with: people, tenderers, a clock to set, a vault that receives."""

import io
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation.actor import HOUSE_ROLES, SYSTEM, Actor, Right, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.identity import random_id
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.sealed.models import Vault
from partnerschapsakte.sealed.schemas import MakeVault, MoveDeadline, PartReceipt, Receipt, ShowKey
from partnerschapsakte.sealed.service import opening, receiving, vaults
from partnerschapsakte.sealed.service.receiving import Counter

TEMPLATES = Path(__file__).parents[1] / "templates"
DOSSIER = "11111111-1111-4111-8111-111111111111"
DEADLINE = datetime(2027, 3, 3, 11, 0, 0, tzinfo=UTC)
"""Noon in Amsterdam."""

BEFORE = DEADLINE - timedelta(days=7)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Clock:
    """The clock of the server, as a test sets it."""

    at: datetime = BEFORE

    def now(self) -> datetime:
        """Return what the server takes for this moment."""
        return self.at


@dataclass
class House:
    """A database with people, and what they do there."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)
    keys: dict[str, str] = field(default_factory=dict[str, str])

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    @contextmanager
    def unit(self) -> Generator[Session]:
        """Open a unit of work that commits."""
        with writing(self.engine)() as session:
            yield session

    def occasion(self, actor: Actor = SYSTEM) -> Occasion:
        """Return the occasion of something that this actor does now."""
        return Occasion(actor, self.clock.at, self.clock.at, origin=f"web {actor.id}")

    def dossier(self) -> None:
        """Put the dossier itself on record, for tests that come through a door."""
        with self.unit() as session:
            session.add(
                Dossier(
                    id=DOSSIER,
                    ocid="ocds-000000-kluis",
                    reference="D-1",
                    title="Jeugdhulp in de wijk",
                    phase=Phase.SPECIFICATION,
                    design_choices={},
                    principles=[],
                    planning={},
                    role_mailbox="jeugdhulp@voorbeeldstad.example",
                    entered_on=BEFORE.date(),
                )
            )

    def person(self, name: str, role: Role, party_id: str | None = None) -> Actor:
        """Put somebody on record with a role in the dossier, and return them as they stand there."""
        with self.unit() as session:
            person_id = random_id()
            office = [role.value] if role in HOUSE_ROLES else []
            row = Person(id=person_id, name=name, email=f"{person_id}@voorbeeldstad.example", roles=office)
            session.add(row)
            session.flush()
            if role not in HOUSE_ROLES:
                session.add(
                    DossierRight(
                        id=random_id(),
                        person_id=row.id,
                        dossier_id=DOSSIER,
                        role=role,
                        party_id=party_id,
                        granted_at=BEFORE,
                        granted_by="test",
                    )
                )
        return actor(row.id, name, role, party_id)

    def provider(self, name: str) -> str:
        """Put a provider on record."""
        with self.unit() as session:
            row = Party(
                id=random_id(),
                kind=PartyKind.PROVIDER,
                name=name,
                legal_form="stichting",
                seat="Voorbeeldstad",
                street_address="",
                postal_code="",
                town="",
                kvk_number=random_id()[:8],
                municipality_code=None,
                represented_by="",
                representative_function="",
                representation_basis="",
                email=f"{name.lower().replace(' ', '.')}@voorbeeld.example",
            )
            session.add(row)
        return row.id

    def tenderer(self, name: str, vault_id: str | None = None) -> Actor:
        """Put a provider with a contact on record, invited to the vault if one is given."""
        party = self.provider(name)
        if vault_id is not None:
            with self.unit() as session:
                command = vaults.InviteParty(party_id=party)
                vaults.invite_party(session, self.occasion(), vault_id, command)
        return self.person(f"contact.van.{name.lower().replace(' ', '.')}", Role.PROVIDER_CONTACT, party)

    def openers(self, number: int = 3) -> tuple[Actor, ...]:
        """Put people on record who can open a vault."""
        return tuple(self.person(f"opener.{at}", Role.PROCUREMENT_OFFICER) for at in range(1, number + 1))

    def vault(
        self, openers: tuple[Actor, ...], title: str = "Jeugdhulp in de wijk", deadline: datetime = DEADLINE
    ) -> str:
        """Make a vault that is still being prepared."""
        command = MakeVault(title=title, deadline_at=deadline, openers=tuple(one.id for one in openers))
        with self.unit() as session:
            return vaults.make_vault(session, self.occasion(openers[0]), DOSSIER, command, enabled=True).id

    def make_key(self, opener: Actor, vault_id: str) -> str:
        """Let an opener make a key, and return the key file."""
        with self.unit() as session:
            self.keys[opener.id] = vaults.make_key(session, self.occasion(opener), vault_id).file
        return self.keys[opener.id]

    def check_key(self, opener: Actor, vault_id: str, key: str | None = None) -> None:
        """Let an opener show that they kept their key."""
        command = ShowKey.model_validate({"key": key or self.keys[opener.id]})
        with self.unit() as session:
            vaults.check_key(session, self.occasion(opener), vault_id, command)

    def receiving_vault(self, openers: tuple[Actor, ...], deadline: datetime = DEADLINE) -> str:
        """Make a vault and its keys, so that it receives."""
        vault_id = self.vault(openers, deadline=deadline)
        for opener in openers:
            self.make_key(opener, vault_id)
        for opener in openers:
            self.check_key(opener, vault_id)
        return vault_id

    def counter(self, tenderer: Actor, **limits: int) -> Counter:
        """Return the counter at which this tenderer stands."""
        return Counter(tenderer, writing(self.engine), lambda: self.occasion(tenderer), **limits)

    def send(
        self, tenderer: Actor, vault_id: str, content: bytes, name: str = "offerte.pdf", number: int | None = None
    ) -> PartReceipt | Refusal:
        """Let a tenderer send a part."""
        return receiving.receive_part(self.counter(tenderer), vault_id, io.BytesIO(content), name=name, number=number)

    def submit(self, tenderer: Actor, vault_id: str) -> Receipt | Refusal:
        """Let a tenderer submit what it sent."""
        return receiving.submit(self.counter(tenderer), vault_id)

    def hand_in(self, tenderer: Actor, vault_id: str, content: bytes = b"inhoud", name: str = "offerte.pdf") -> Receipt:
        """Let a tenderer send one part and submit it, in time."""
        assert isinstance(self.send(tenderer, vault_id, content, name), PartReceipt)
        receipt = self.submit(tenderer, vault_id)
        assert isinstance(receipt, Receipt)
        return receipt

    def give_key(self, opener: Actor, vault_id: str, key: str | None = None) -> Vault | Refusal:
        """Let an opener give a key."""
        command = ShowKey.model_validate({"key": key or self.keys[opener.id]})
        with self.unit() as session:
            return opening.give_key(session, self.occasion(opener), vault_id, command, TEMPLATES / "documents")

    def open(self, vault_id: str, first: Actor, second: Actor) -> None:
        """Open a vault after its deadline."""
        self.clock.at = max(self.clock.at, DEADLINE + SECOND)
        assert isinstance(self.give_key(first, vault_id), Vault)
        assert isinstance(self.give_key(second, vault_id), Vault)

    def move(self, mover: Actor, vault_id: str, to: datetime, **more: bool) -> Vault:
        """Move the deadline."""
        command = MoveDeadline(deadline_at=to, reason="De bijlage ontbrak op de eerste dag.", **more)
        with self.unit() as session:
            version = vaults.queries.vault(session, vault_id).version
            return vaults.move_deadline(session, self.occasion(mover), vault_id, command, version=version)


def actor(person_id: str, name: str, role: Role, party_id: str | None = None) -> Actor:
    """Return somebody with one role, as they stand in the dossier."""
    if role in HOUSE_ROLES:
        return Actor(person_id, name, frozenset({role}), grants=frozenset())
    here = Actor(person_id, name, grants=frozenset({Right(DOSSIER, role, party_id)})).within(DOSSIER)
    assert here is not None
    return here
