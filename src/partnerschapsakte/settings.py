"""What an installation can set, read from the environment; the only module that does."""

from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent
Whole = Annotated[int, Field(gt=0)]
PortNumber = Annotated[int, Field(ge=1, le=65535)]
NO_ADDRESS = "niet-ingesteld@localhost.invalid"
"""What the description of the API says of an installation that gave no e-mail address; nothing can ever reach it."""


class Settings(BaseSettings):
    """Every setting, with its default: ``PARTNERSCHAPSAKTE_SMTP_HOST`` sets ``smtp_host``.

    Without ``smtp_host`` no mail leaves: it waits, and the doctor says so; a demo shows it as sent.
    ``smtp_encryption`` is none, starttls or tls. ``base_url`` is the address people use, where a proxy stands between.
    ``key_file`` holds the secret from which the installation's keys derive; keep a copy apart from the backup.
    ``sealed_store`` lets tenders receive bids here instead of on a platform. ``oidc_issuer`` with client id and secret
    lets people sign in with the municipality's own accounts; ``oidc_acr`` are the levels that are enough.
    ``oidc_client_key_file`` is an RSA key (PEM) by which the program proves itself there instead of by a secret.
    ``oidc_max_age_minutes`` is how long ago they may have proved themselves there.
    ``second_factor`` asks everybody with a password for a code of their telephone too; a demonstration never asks.
    ``trusted_proxies`` are the addresses whose ``X-Forwarded-For`` is believed.
    ``checkpoint_recipients`` and ``checkpoint_folder`` receive the daily signed checkpoint of the journal.
    ``api_contact_name``, ``_email`` and ``_url`` tell programmers whom to ask about the API.
    ``metrics_token`` opens ``/metrics`` to others than this machine; ``virus_scanner`` is host:port of clamd.
    ``sweep_seconds`` is how often reminders are looked for, ``outbox_seconds`` how often owed work is done.
    """

    model_config = SettingsConfigDict(env_prefix="PARTNERSCHAPSAKTE_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/partnerschapsakte.sqlite"
    host: str = "127.0.0.1"
    port: PortNumber = 8000
    base_url: str | None = None
    language: Literal["nl", "en"] = "nl"
    demo: bool = False

    key_file: Path = Path("var/partnerschapsakte.key")
    trusted_proxies: tuple[str, ...] = ()
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_client_key_file: Path | None = None
    oidc_acr: tuple[str, ...] = ()
    oidc_max_age_minutes: Whole | None = None
    oidc_name: str = "uw gemeente"
    second_factor: bool = True
    sealed_store: bool = False
    api_origins: tuple[str, ...] = ()
    api_requests_per_minute: Whole = 600
    api_contact_name: str = "Beheerder van deze installatie"
    api_contact_email: str | None = None
    api_contact_url: str | None = None
    checkpoint_recipients: tuple[str, ...] = ()
    checkpoint_folder: Path | None = None
    metrics_token: SecretStr | None = None
    virus_scanner: str | None = None
    log_format: Literal["json", "text"] = "json"

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
    def contact(self) -> tuple[str, str, str]:
        """Whom a programmer asks about the API: name, e-mail address (else where mails come from), and page."""
        of_mail = parseaddr(self.smtp_reply_to or self.smtp_sender)[1]
        email = self.api_contact_email or (of_mail if "." in of_mail.rpartition("@")[2] else NO_ADDRESS)
        return self.api_contact_name, email, self.api_contact_url or self.address

    @property
    def host_name(self) -> str:
        """The host name in Message-IDs and in the identifiers of calendar events."""
        return urlsplit(self.address).hostname or "localhost"

    @property
    def checkpoints_leave(self) -> bool:
        """Whether the daily checkpoint of the journal goes outside: only there it proves anything."""
        return bool(self.checkpoint_recipients) or self.checkpoint_folder is not None

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
