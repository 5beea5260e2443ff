"""An application with the doors of the sealed store, and people who are signed in there, on the page or at the API."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from litestar.testing import TestClient

from applications import application
from archives import HEAD
from partnerschapsakte.access.models import ApiToken, SignedInSession
from partnerschapsakte.access.queries import hash_of
from partnerschapsakte.app import Fittings
from partnerschapsakte.exchange.health import watch_over
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.identity import random_id, token
from partnerschapsakte.web.health import health_routes
from partnerschapsakte.web.watching import Meter, Watched
from sealed_factory import House

LONG = timedelta(days=365)
WATCHING = "kijken"


class Doors:
    """A browser, and a program, that everybody uses in turn."""

    def __init__(self, client: TestClient[Any], house: House) -> None:
        self.client, self.house = client, house
        client.get("/inloggen")
        self.token = client.cookies["formulier"]

    def cookies(self, actor: Actor | None) -> dict[str, str]:
        """Return the cookies of somebody who signed in a moment ago."""
        if actor is None:
            return {}
        now, secret = self.house.clock.at, token()
        with self.house.unit() as session:
            session.add(
                SignedInSession(
                    token_hash=hash_of(secret),
                    person_id=actor.id,
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )
        return {"Cookie": f"sessie={secret}; formulier={self.token}"}

    def bearer(self, actor: Actor) -> dict[str, str]:
        """Return the header of a program that acts for somebody."""
        now, secret = self.house.clock.at, token()
        with self.house.unit() as session:
            session.add(
                ApiToken(
                    id=random_id(),
                    person_id=actor.id,
                    name="proef",
                    mark=secret[:6],
                    token_hash=hash_of(secret),
                    made_at=now,
                    made_by=actor.id,
                    expires_at=now + LONG,
                )
            )
        return {"Authorization": f"Bearer {secret}"}

    def open(self, actor: Actor, path: str, status: int = 200) -> str:
        """Open a page, and hold that it answers so."""
        answer = self.client.get(path, headers=self.cookies(actor), follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, actor: Actor, path: str, typed: Mapping[str, str] | None = None, *, status: int = 303) -> str:
        """Send a form, and return where it leads or what it says."""
        data = {"form_token": self.token, **(typed or {})}
        answer = self.client.post(path, data=data, headers=self.cookies(actor), follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", answer.text)

    def upload(self, actor: Actor, path: str, form: list[tuple[str, Any]], status: int = 200) -> str:
        """Send a form with files; ``form`` holds the fields after the token, as our page has them."""
        files = [("form_token", (None, self.token)), *form]
        answer = self.client.post(path, files=files, headers=self.cookies(actor), follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.text

    def ask(self, actor: Actor, method: str, path: str, **more: Any) -> Any:
        """Ask something at the API."""
        headers = {**self.bearer(actor), **more.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)


@contextmanager
def doors_of(house: House, *, enabled: bool = True, watched: bool = False, **state: Any) -> Generator[Doors]:
    """Open the application on the database and the clock of a house.

    ``enabled``: it receives tenders itself. ``watched``: it has the doors for machines too, and ``WATCHING`` is the
    token for its numbers.
    """
    fittings, meter = Fittings(sealed_store=enabled), Meter()
    watch = watch_over(house.engine, head=HEAD, now=house.clock.now, metrics_token=WATCHING)
    routes = health_routes(watch, meter) if watched else []
    app = application(house.engine, now=house.clock.now, fittings=fittings, routes=routes)
    app.asgi_handler = Watched(app.asgi_handler, meter)
    app.state.update(state)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Doors(client, house)
