"""An application with its door, browsers in front of it, and a clock that a test moves."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from litestar.testing import TestClient
from sqlalchemy import Engine

from applications import application
from door_factory import EMAIL, FIREFOX, KEYS, NOW, PASSWORD

HIDDEN = re.compile(r'name="(form_token|offer|token|handle)" value="([^"]+)"')
KEY = re.compile(r'class="house-key">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<li><code>([a-z2-7-]+)</code></li>")
HTTPS = "https://akte.voorbeeldstad.example"


@dataclass
class Clock:
    """The moment at which everything happens."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.moment

    def forward(self, **aside: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**aside)


@dataclass
class Visitor:
    """A browser that fills in the hidden fields of the last page as a browser does."""

    client: TestClient[Any]
    clock: Clock
    page: str = ""
    hidden: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, path: str, **options: Any) -> Any:
        """Ask for a page, and follow nothing."""
        answer = self.client.get(path, follow_redirects=False, **options)
        self._look(answer)
        return answer

    def post(self, path: str, **typed: str) -> Any:
        """Send a form with what its page had hidden in it."""
        hidden = {name: self.hidden[name] for name in typed if typed[name] == HERE}
        token = self.cookie("formulier")
        answer = self.client.post(path, data={"form_token": token, **typed, **hidden}, follow_redirects=False)
        self._look(answer)
        return answer

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **typed: str) -> Any:
        """Type an address and a password at the door."""
        self.get("/inloggen")
        return self.post("/inloggen", email=email, password=password, **typed)

    def cookie(self, name: str) -> str:
        """Return a cookie, whatever stands before its name."""
        return self.client.cookies.get(f"__Host-{name}") or self.client.cookies.get(name) or ""

    @property
    def key(self) -> str:
        """The key of a device that the last page shows."""
        found = KEY.search(self.page)
        assert found, self.page
        return found[1]

    @property
    def recovery_codes(self) -> list[str]:
        """The codes on paper that the last page shows."""
        return RECOVERY.findall(self.page)

    def _look(self, answer: Any) -> None:
        self.page = answer.text
        self.hidden |= dict(HIDDEN.findall(self.page))


HERE = "<as on the page>"
"""What a test types in a field that the page itself fills in."""


@contextmanager
def entrance(
    engine: Engine,
    clock: Clock | None = None,
    *,
    agent: str = FIREFOX,
    second_factor: bool | None = None,
    provider: Any = None,
    **settings: Any,
) -> Generator[Visitor]:
    """Open the application, with a browser in front of it; without a demonstration unless a test is about it."""
    clock = clock or Clock()
    app = application(engine, now=clock, **settings)
    app.state["keys"] = KEYS
    app.state["second_factor"] = second_factor
    if provider is not None:
        app.state["identity_provider"], app.state["oidc_name"] = provider, "Gemeente Voorbeeldstad"
    base = HTTPS if settings.get("https") else "http://testserver.local"
    with TestClient(app, base_url=base, raise_server_exceptions=False) as client:
        client.headers["user-agent"] = agent
        yield Visitor(client, clock)
