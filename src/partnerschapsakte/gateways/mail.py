"""Hands a mail to the mail server: a text and its dates as one calendar part, the same bytes each time it is sent."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

CALENDAR_NAME = "data.ics"
TEMPORARY = range(400, 500)
NOT_LET_IN = frozenset({530, 534, 535, 538})
"""What a server answers that does not let us sign in: no mail is at fault, and all wait until that is mended."""
SPEC = r"[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+"
ADDRESS = re.compile(rf'"?(?P<name>[^"<>@,;:]*)"? *<(?P<named>{SPEC})>|(?P<bare>{SPEC})')


class Encryption(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The municipality's own relay, and in whose name it sends. ``envelope_from`` gets the bounces."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    username: str | None = None
    password: str | None = None
    reply_to: str | None = None
    envelope_from: str | None = None
    timeout_seconds: float = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; with the same content and Message-ID it is the same mail."""

    message_id: str
    addresses: tuple[str, ...]
    subject: str
    text: str
    dated_at: datetime
    calendar: str | None = None


class MailOutage(Exception):
    """The mail server could not be reached, lets us not in or asks to try again later; the mail itself is sound."""


class MailRefused(Exception):
    """The mail server will not take this mail, however often it is tried."""


class AddressUnusableError(ValueError):
    """A mail cannot be written: what should be an address or a name of a mail is none."""


def send_by(server: MailServer) -> Callable[[Mail], None]:
    """Return the function that hands a mail to this server; it raises MailOutage or MailRefused."""

    def send(mail: Mail) -> None:
        message = message_of(mail, server)
        envelope = server.envelope_from or parseaddr(server.sender)[1]
        try:
            with _connected(server) as connection:
                connection.send_message(message, from_addr=envelope, to_addrs=list(mail.addresses))
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise _judged(refused, any(map(_may_pass, codes))) from refused
        except smtplib.SMTPResponseException as refused:
            raise _judged(refused, _may_pass(refused.smtp_code)) from refused
        except (OSError, smtplib.SMTPServerDisconnected) as outage:
            raise MailOutage(f"{type(outage).__name__}: {outage}") from outage

    return send


def keep_in(folder: Path) -> Callable[[Mail], None]:
    """Return the function that lays a mail in a folder, to be read there: in a demonstration no mail leaves."""

    def keep(mail: Mail) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        to = re.sub(r"[^\w.@-]+", "_", ",".join(mail.addresses))[:80]
        mark = sha256(mail.message_id.encode()).hexdigest()[:8]
        written = f"Aan: {', '.join(mail.addresses)}\nOnderwerp: {_one_line(mail.subject)}\n\n{mail.text}"
        (folder / f"{mail.dated_at:%Y-%m-%d-%H%M}-{to}-{mark}.txt").write_text(written, encoding="utf-8")

    return keep


def knock(server: MailServer) -> None:
    """Connect, protect the connection and sign in as for a mail, and send none; raises MailOutage with the reason."""
    try:
        with _connected(server) as connection:
            connection.noop()
    except (smtplib.SMTPException, OSError) as outage:
        raise MailOutage(type(outage).__name__) from outage


def message_of(mail: Mail, server: MailServer) -> EmailMessage:
    """Build the message. Line breaks cannot get into its headers, nor a second recipient into an address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(server.sender)
    message["To"] = [_address(address) for address in mail.addresses]
    if server.reply_to:
        message["Reply-To"] = _address(server.reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = mail.dated_at
    message["Message-ID"] = _message_id(mail.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    if mail.calendar is not None:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            cte="base64",
            filename=CALENDAR_NAME,
            params={"method": "PUBLISH", "charset": "UTF-8"},
        )
        message.set_boundary("=_" + re.sub(r"\W", "", mail.message_id)[:50])
    return message


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.encryption is Encryption.TLS:
        context = ssl.create_default_context()
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_seconds, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
    try:
        if server.encryption is Encryption.STARTTLS:
            connection.starttls(context=ssl.create_default_context())
        if server.username and server.password:
            connection.login(server.username, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _may_pass(code: int) -> bool:
    return code in TEMPORARY or code in NOT_LET_IN


def _judged(refused: smtplib.SMTPException, temporary: bool) -> Exception:
    return (MailOutage if temporary else MailRefused)(f"{type(refused).__name__}: {refused}")


def _address(written: str) -> Address:
    """Read ``Name <name@example.nl>`` or ``name@example.nl``: one address, or an AddressUnusableError."""
    if (found := ADDRESS.fullmatch(written)) is None or _one_line(written) != written:
        raise AddressUnusableError("not one e-mail address")
    return Address(display_name=(found["name"] or "").strip(), addr_spec=found["named"] or found["bare"])


def _message_id(written: str) -> str:
    if not re.fullmatch(r"<[\w.+-]+@[\w.-]+>", written, re.ASCII):
        raise AddressUnusableError("not a Message-ID")
    return written


def _one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
