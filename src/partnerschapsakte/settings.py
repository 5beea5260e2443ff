"""What an installation can set, read from the environment; the only module that does."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent
Whole = Annotated[int, Field(gt=0)]
PortNumber = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Every setting, with its default: ``PARTNERSCHAPSAKTE_SMTP_HOST`` sets ``smtp_host``.

    Without ``smtp_host`` no mail leaves: it waits, and the health page says so; a demo shows it as sent.
    ``smtp_encryption`` is none, starttls or tls. ``base_url`` is the address people use, where a proxy stands between.
    ``sweep_seconds`` is how often reminders are looked for, ``outbox_seconds`` how often owed work is done.
    """

    model_config = SettingsConfigDict(env_prefix="PARTNERSCHAPSAKTE_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/partnerschapsakte.sqlite"
    host: str = "127.0.0.1"
    port: PortNumber = 8000
    base_url: str | None = None
    language: Literal["nl", "en"] = "nl"
    demo: bool = False

    smtp_host: str | None = None
    smtp_port: PortNumber = 587
    smtp_encryption: Literal["none", "starttls", "tls"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str = "Partnerschapsakte <herinneringen@localhost>"
    smtp_reply_to: str | None = None
    smtp_envelope_from: str | None = None
    smtp_timeout_seconds: Annotated[float, Field(gt=0)] = 30

    sweep_seconds: Whole = 60
    outbox_seconds: Whole = 15
    reminder_overdue_every_days: Whole = 7

    @property
    def address(self) -> str:
        """The address people reach the program at, as links in mails give it."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def host_name(self) -> str:
        """The host name in Message-IDs and in the identifiers of calendar events."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file, so that the worker's ticks run inside ``serve``."""
        return self.database_url.startswith("sqlite")

    def make_room(self) -> None:
        """Make the folder in which a database file will lie."""
        file = self.database_url.removeprefix("sqlite:///")
        if self.is_sqlite and file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)


def templates() -> Path:
    """Return the folder of the templates: in the installed package, else in the source tree."""
    return _carried("templates")


def migrations() -> Path:
    """Return the folder of the migrations: in the installed package, else in the source tree."""
    return _carried("migrations")


@cache
def _carried(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parents[1] / name
