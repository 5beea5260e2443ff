"""Looks at what an installation needs around it: its worker, mail, disk, key and LibreOffice."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url

from partnerschapsakte.cli.soundness import Line, moment
from partnerschapsakte.exchange.queries import Signs
from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError, read_keyring
from partnerschapsakte.gateways.mail import Encryption, MailOutage, MailServer, knock
from partnerschapsakte.gateways.office import office_available
from partnerschapsakte.reminders.rules import is_asleep
from partnerschapsakte.settings import Settings

GB, MB = 1 << 30, 1 << 20
LITTLE_ROOM, NO_ROOM = GB, 200 * MB
MAY_WAIT = timedelta(hours=1)
OTHERS = 0o077


def work(signs: Signs, now: datetime) -> Iterator[Line]:
    """Look whether the work is done: nothing stuck, nothing waiting long, reminders looked through."""
    yield Line(not signs.parked, f"Werk dat vijf keer mislukte en wacht op een mens: {signs.parked}.")
    if signs.troubled:
        yield Line(healthy=True, text=f"Werk dat misging en opnieuw wordt geprobeerd: {signs.troubled}.", warning=True)
    late = signs.waiting_since is not None and now - signs.waiting_since > MAY_WAIT
    since = f", het oudste sinds {moment(signs.waiting_since)}" if signs.waiting_since else ""
    yield Line(not late, f"Werk dat wacht: {signs.waiting}{since}.")
    asleep, never = is_asleep(signs.last_sweep_at, now), signs.last_sweep_at is None
    idle = never and not signs.open_dates
    ask = " Draait `serve` of `work`?" if asleep else ""
    text = f"Herinneringen het laatst nagelopen: {moment(signs.last_sweep_at)}.{ask}"
    yield Line(not asleep or idle, text, warning=idle)


def mail(settings: Settings) -> Iterator[Line]:
    """Knock at the mail server as for a mail, and send none."""
    if settings.demo:
        yield Line(healthy=True, text="Mail: dit is een demo, er gaat geen mail uit.")
        return
    server = mail_server(settings)
    if server is None:
        yield Line(healthy=False, text="Mailserver: niet ingesteld, mail blijft wachten.")
        return
    try:
        knock(server)
    except MailOutage as outage:
        yield Line(healthy=False, text=f"Mailserver {server.host}:{server.port}: geen verbinding ({outage}).")
    else:
        yield Line(healthy=True, text=f"Mailserver {server.host}:{server.port}: antwoordt.")


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server of these settings; None where none is set."""
    if not settings.smtp_host:
        return None
    password = settings.smtp_password
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        encryption=Encryption(settings.smtp_encryption),
        sender=settings.smtp_sender,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
        timeout_seconds=settings.smtp_timeout_seconds,
    )


def disk(settings: Settings) -> Iterator[Line]:
    """Look how much room is left beside the database file; the disk of a database server is not ours to see."""
    if settings.is_sqlite:
        folder = Path(settings.database_url.removeprefix("sqlite:///")).absolute().parent
        yield room(shutil.disk_usage(folder).free)
        return
    server = make_url(settings.database_url).host or "deze machine"
    text = f"De database staat op een PostgreSQL-server ({server}): bewaak daar de vrije ruimte, van hieruit is die"
    yield Line(healthy=True, text=f"{text} niet te zien.")


def room(free: int) -> Line:
    """Judge the room that is left, in bytes."""
    text = f"Vrije ruimte op de schijf van de database: {free / GB:.1f} GB."
    return Line(free >= NO_ROOM, text, warning=free < LITTLE_ROOM)


def key(settings: Settings, *, needed: bool) -> Iterator[Line]:
    """Look at the key file; ``needed`` tells whether anything was wrapped or signed by it already."""
    file = settings.key_file
    if not file.exists():
        text = f"Sleutelbestand {file}: {'weg. Zet de kopie terug' if needed else 'wordt bij de eerste start gemaakt'}."
        yield Line(not needed, text, warning=not needed)
        return
    usable, open_to_others = keyring(settings) is not None, bool(file.stat().st_mode & OTHERS)
    wrong = "onbruikbaar" if not usable else "leesbaar voor anderen; draai `chmod 600`" if open_to_others else "goed"
    yield Line(usable and not open_to_others, f"Sleutelbestand {file}: {wrong}.")


def keyring(settings: Settings) -> Keyring | None:
    """Return the keys of this installation; None where there are none yet, or none that can be read."""
    if not settings.key_file.exists():
        return None
    try:
        return read_keyring(settings.key_file)
    except (KeyUnusableError, OSError):
        return None


def office() -> Iterator[Line]:
    """Look whether LibreOffice is there; it may be missing."""
    found = "gevonden" if office_available() else "niet gevonden, geen PDF"
    yield Line(healthy=True, text=f"LibreOffice voor PDF: {found}.")
