"""A whole installation at the API: every kind of thing on record, in each state in which some act can be done with it.

The modules beside this one put things on record, mostly through the API itself and each on its own day, and say how
the operations succeed that they prepared: the ids in the address, the body, and who sends it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api_factory import UNLIMITED, token_for
from applications import application, client_of
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.app import Fittings
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.actor import HOUSE_ROLES, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.web.api_docs import operations_of
from partnerschapsakte.web.operations import IN_PATH, Operation
from seeded.ways import Ids, Way, Ways
from services.contracts.exemplum import Exemplum, on, settle

TODAY = date(2022, 3, 1)
NOW = noon(TODAY)
KEYS = Keyring.from_master(bytes(range(32)))
STRANGER, MANDATED, ELSEWHERE = "stranger", "mandated", "other_provider_contact"
"""Who has a token beside one person for each role: nobody's colleague, who decides by mandate, another candidate."""

OFFICES = HOUSE_ROLES | {Role.CONTRACT_MANAGER, Role.LEGAL_OFFICER, Role.PROCUREMENT_OFFICER}
"""Roles that somebody also has in the organisation: some operations belong to no dossier."""

BY_POST = {Post.CONTRACT_MANAGER: Role.CONTRACT_MANAGER, Post.ACCOUNT_HOLDER: Role.ACCOUNT_HOLDER}
GRANTED = set(Role) - HOUSE_ROLES - set(BY_POST.values()) - {Role.PROVIDER_CONTACT}


@dataclass
class Seeded:
    """What is on record, one application with a clock that is set, and how every operation succeeds."""

    engine: Engine
    exemplum: Exemplum
    people: dict[str, str]
    tokens: dict[str, str]
    ways: Ways = field(default_factory=Ways)
    ids: Ids = field(default_factory=Ids)
    now: datetime = NOW
    app: Litestar = field(init=False)
    client: TestClient[Any] = field(init=False)
    operations: dict[str, Operation] = field(init=False)

    def __post_init__(self) -> None:
        """Hang the application, with keys and with a store for sealed bids."""
        fittings = Fittings(keys=KEYS, sealed_store=True)
        self.app = application(self.engine, now=lambda: self.now, https=True, api=UNLIMITED, fittings=fittings)
        self.client = client_of(self.app)
        self.operations = {one.name: one for one in operations_of(self.app)}

    def person(self, role: Role) -> str:
        """Return the id of who has this role."""
        return self.people[role.value]

    def headers(self, who: str) -> dict[str, str]:
        """Return the headers with the token of somebody."""
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def ask(self, who: str, method: str, path: str, **options: Any) -> Any:
        """Ask something of the API as somebody, and return the whole answer."""
        headers = self.headers(who) | options.pop("headers", {})
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def send(self, name: str, who: str, way: Way | None = None, *, method: str = "", tail: str = "") -> Any:
        """Send the request with which an operation succeeds, on the version that somebody reads now.

        It can be sent another ``way``, with another ``method`` or with a ``tail`` to its address.
        """
        way, operation = way or self.way(name), self.operations[name]
        sent = {"content": way.body} if isinstance(way.body, bytes) else {"json": way.body} if way.body else {}
        headers = self.if_match(name, way.ids, who) | way.headers
        path = path_of(operation.path, way.ids) + tail
        return self.ask(who, method or operation.method, path, params=way.query, headers=headers, **sent)

    def if_match(self, name: str, ids: Ids, who: str) -> dict[str, str]:
        """Return the mark of the version that somebody reads now, for an operation that edits in place."""
        edits = self.operations[name].edits
        if edits is None:
            return {}
        mark = self.ask(who, "GET", path_of(edits.path, ids)).headers.get("etag")
        return {"If-Match": mark} if mark else {}

    def who_may(self, name: str) -> tuple[str, ...]:
        """Name those who have a token and whom an operation may be for, going by the roles that it names."""
        if by := self.way(name).by:
            return (by,)
        roles, others = self.operations[name].roles, {STRANGER, MANDATED, ELSEWHERE}
        return tuple(one for one in self.tokens if roles is None or one in others or Role(one) in roles)

    def act(
        self, who: Role, path: str, body: Any = None, *, on: date = TODAY, method: str = "POST", **options: Any
    ) -> Any:
        """Do something on a day, hold that it was done, and return what came back."""
        self.now = noon(on)
        sent = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        answer = self.ask(who.value, method, path, **sent, **options)
        self.now = NOW
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    def dossier(self, reference: str) -> str:
        """Open a dossier in which everybody has the role that they are named after; return its id."""
        command = OpenDossier(
            ocid=f"ocds-exemplum-{reference.lower()}",
            reference=reference,
            title=f"Jeugdhulp {reference}",
            phase=Phase.SPECIFICATION,
            authorities=(self.exemplum.exemplum,),
            posts=tuple(AssignedPost(post=post, person_id=self.person(role)) for post, role in BY_POST.items()),
            role_mailbox="inkoop@exemplum.example",
        )
        with writing(self.engine)() as session:
            made = open_dossier(session, on(TODAY), command).id
            self.grant(session, made, GRANTED)
        return made

    def grant(self, session: Session, dossier_id: str, roles: Iterable[Role]) -> None:
        """Give everybody the role in a dossier that they are named after, and two candidates their contact."""
        rights: list[tuple[str, Role, str | None]] = [(role.value, role, None) for role in sorted(roles)]
        rights.append((Role.PROVIDER_CONTACT.value, Role.PROVIDER_CONTACT, self.exemplum.eik))
        rights.append((ELSEWHERE, Role.PROVIDER_CONTACT, self.exemplum.linde))
        for who, role, party in rights:
            right = GrantRight(person_id=self.people[who], dossier_id=dossier_id, role=role, party_id=party)
            grant_right(session, on(TODAY), right)

    def way(self, name: str) -> Way:
        """Return how an operation succeeds; where nobody said so, with the id that stands for its kind and no more."""
        known = self.ways.get(name, Way())
        names = IN_PATH.findall(self.operations[name].path)
        ids: Ids = {one: self.ids[one] for one, _ in names if one not in known.ids}
        return Way(ids | known.ids, known.body, known.query, known.headers, known.by)


def begin(engine: Engine) -> Seeded:
    """Put the organisations, a person for each role and one dossier on record, and give everybody a token."""
    with writing(engine)() as session:
        at = settle(session)
        people = {name: _person(session, name) for name in (STRANGER, ELSEWHERE)}
        people |= {role.value: _person(session, role.value, *({role} & OFFICES)) for role in Role}
        for name, party in ((Role.PROVIDER_CONTACT.value, at.eik), (ELSEWHERE, at.linde)):
            start_membership(session, on(TODAY), people[name], StartMembership(party_id=party, since=TODAY))
        people[MANDATED] = at.mandate_holder.id
        tokens = {name: token_for(session, person_id) for name, person_id in people.items()}
    return Seeded(engine, at, people, tokens)


def path_of(template: str, ids: Ids) -> str:
    """Fill in the ids of an address."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: quote(str(ids[name[1]]), safe=""), template)


def _person(session: Session, name: str, *roles: Role) -> str:
    email = f"{name.replace('_', '.')}@voorbeeldstad.example"
    return register_person(session, on(TODAY), RegisterPerson(name=name, email=email, roles=roles)).id
