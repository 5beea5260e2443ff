"""Programs at the API: people with a token, and a client that sends it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from applications import application
from dossier_factory import on
from partnerschapsakte.access.models import ApiToken
from partnerschapsakte.access.schemas import RegisterPerson
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.app import ApiTerms
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing

DAY = date(2029, 3, 1)
UNLIMITED = ApiTerms(requests_per_minute=0)

EIK = {
    "kind": "provider",
    "name": "Stichting De Eik",
    "legal_form": "stichting",
    "seat": "Exemplum",
    "kvk_number": "90000003",
    "email": "info@eik.example",
}


def token_for(session: Session, person_id: str, *, days: int = 90) -> str:
    """Give a person a token, and return it."""
    token = f"proef-{person_id}"
    session.add(
        ApiToken(
            id=f"token-of-{person_id}",
            person_id=person_id,
            name="proef",
            mark=token[:8],
            token_hash=sha256(token.encode()).hexdigest(),
            made_at=noon(DAY),
            made_by="system",
            expires_at=noon(DAY) + timedelta(days=days),
        )
    )
    session.flush()
    return token


def somebody(session: Session, name: str, *roles: Role) -> str:
    """Register a person with these roles in the organisation, and return their token."""
    email = f"{name.rsplit(maxsplit=1)[-1].lower()}@exemplum.example"
    command = RegisterPerson(name=name, email=email, roles=roles)
    return token_for(session, register_person(session, on(DAY), command).id)


@dataclass
class Program:
    """A client of the API that sends its token; ``root`` stands before every path."""

    client: TestClient[Any]
    token: str = ""
    root: str = "/api/v1"

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Send a request, and return the whole answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        return self.client.request(method, self.root + path, headers=headers, **options)

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """Read, hold that it answers so, and return the whole answer."""
        return self._held(self.ask("GET", path, **options), status)

    def post(self, path: str, content: Any, status: int = 201, *, key: str | None = None) -> Any:
        """Post JSON with a key, hold that it answers so, and return the whole answer."""
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._held(self.ask("POST", path, json=content, headers=headers), status)

    def put(self, path: str, content: Any, etag: str | None, status: int = 200, method: str = "PUT") -> Any:
        """Put JSON on a version, hold that it answers so, and return the whole answer."""
        headers = {"If-Match": etag} if etag else {}
        return self._held(self.ask(method, path, json=content, headers=headers), status)

    @staticmethod
    def _held(answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.text
        return answer


@contextmanager
def api(
    engine: Engine, *, now: Callable[[], datetime] = lambda: noon(DAY), terms: ApiTerms = UNLIMITED, **settings: Any
) -> Generator[Program]:
    """Open the application for a program without a token."""
    app = application(engine, now=now, api=terms, **settings)
    with TestClient[Any](app, raise_server_exceptions=False) as client:
        yield Program(client)


@contextmanager
def api_as(engine: Engine, *roles: Role, **options: Any) -> Generator[Program]:
    """Open the application for a program with the token of somebody with these roles in the organisation."""
    with writing(engine)() as session:
        token = somebody(session, "P. Rogramma", *roles)
    with api(engine, **options) as program:
        program.token = token
        yield program
