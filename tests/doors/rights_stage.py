"""What the world of the matrix of rights is made of: who knocks, which day it is, what a name in a path stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from door_factory import KEYS, PASSWORD
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.queries import standing_of
from partnerschapsakte.foundation.actor import Actor, Role
from services.contracts.exemplum import Exemplum

TEMPLATES = Path(__file__).parents[2] / "templates"
TODAY = date(2022, 3, 1)

ANONYMOUS, STRANGER, ELSEWHERE, OTHER_PARTY = "nobody", "stranger", "manager_elsewhere", "other_provider_contact"
KNOCKERS = (ANONYMOUS, STRANGER, ELSEWHERE, *(role.value for role in Role), OTHER_PARTY)
"""Who asks: nobody, somebody without a right, the manager of another dossier, each role here, another candidate."""

FORMER, SIGNED_OUT = "former_manager", "signed_out_manager"
"""Who do not stand in the table: a manager whose right was withdrawn, and one whose token and browser were."""

DEVICE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of everybody's second factor."""

__all__ = ("KEYS", "PASSWORD")


@dataclass
class World:
    """What is on record: ids by the name that a path or a body gives them, people by who they are.

    ``usual`` is what a name stands for; a state, such as ``decided point``, names what stands for it instead.
    """

    exemplum: Exemplum
    usual: dict[str, str] = field(default_factory=dict[str, str])
    states: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    people: dict[str, Actor] = field(default_factory=dict[str, Actor])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    dossiers: list[str] = field(default_factory=list[str])
    keys: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def put(self, **ids: object) -> None:
        """Remember what names stand for."""
        self.usual |= {name: str(value) for name, value in ids.items()}

    def state(self, about: str, **ids: object) -> None:
        """Remember what names stand for in a state."""
        self.states[about] = {name: str(value) for name, value in ids.items()}

    def ids(self, about: str, knocker: str, instead: Mapping[str, str]) -> dict[str, str]:
        """Return what every name stands for in these states, for who knocks; ``instead``: what differs on this path."""
        known = {**self.usual, **instead}
        me = self.people[knocker].id if knocker in self.people else "niemand"
        known |= {"me": me, "own_token": f"token-of-{me}"}
        known["correspondent"] = known.get("linde" if knocker == OTHER_PARTY else "eik", "")
        for state in filter(None, about.split(", ")):
            known |= self.states[state]
        known = {name: known[value[1:-1]] if value[:1] == "<" else value for name, value in known.items()}
        return known | {"key": self.key(known.get("vault_id", ""), me)}

    def key(self, vault_id: str, person_id: str) -> str:
        """Return somebody's key of a vault; who has none holds that of another."""
        own: Mapping[tuple[str, str], str] = self.keys
        others = (key for (vault, _), key in own.items() if vault == vault_id)
        return own.get((vault_id, person_id)) or next(others, next(iter(own.values()), ""))

    def standing(self, role: Role, dossier_id: str | None = None) -> Actor:
        """Return who has this role as they stand in a dossier."""
        here = self.people[role.value].within(dossier_id or self.exemplum.dossier)
        assert here is not None
        return here

    def stand_anew(self, session: Session) -> None:
        """Look up what everybody has been given by now."""
        session.flush()
        session.expire_all()
        for name, actor in self.people.items():
            self.people[name] = standing_of(session, session.get_one(Person, actor.id), TODAY)
