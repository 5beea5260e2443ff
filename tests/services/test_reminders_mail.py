"""A mail reaches a real server on loopback as it was written, and nothing gets into its headers."""

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.gateways.mail import Encryption, Mail, MailOutage, MailRefused, MailServer, message_of, send_by

SERVER = MailServer(
    "127.0.0.1",
    0,
    Encryption.NONE,
    "Akten Voorbeeldstad <akten@voorbeeldstad.example>",
    reply_to="contracten@voorbeeldstad.example",
    envelope_from="bounces@voorbeeldstad.example",
    timeout_seconds=5,
)
MAIL = Mail(
    "<8f3c@voorbeeldstad.example>",
    ("noor@voorbeeldstad.example",),
    "Nog 12 dagen: aanzegging",
    "Beste Noor,\n\nEén datum: 1 januari 2029, € 1.234,56.\n",
    datetime(2027, 3, 1, 9, tzinfo=UTC),
    "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n",
)


class Catcher:
    """Answers as it is told and keeps what it got."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.refuses: str | None = None
        self.got: list[Envelope] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.got.append(envelope)
        return self.answer


@pytest.fixture
def catcher() -> Iterator[tuple[Catcher, MailServer]]:
    handler = Catcher()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, replace(SERVER, port=controller.port)
    controller.stop()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def test_a_mail_arrives_with_its_text_and_one_calendar_part(catcher: tuple[Catcher, MailServer]) -> None:
    handler, server = catcher
    send_by(server)(MAIL)
    (envelope,) = handler.got
    assert envelope.mail_from == "bounces@voorbeeldstad.example"
    assert envelope.rcpt_tos == ["noor@voorbeeldstad.example"]
    message: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
    assert message["Message-ID"].strip() == MAIL.message_id
    assert message["Reply-To"] == "contracten@voorbeeldstad.example"
    assert message["Auto-Submitted"] == "auto-generated"
    text, calendar = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == MAIL.text
    assert calendar.get_content_type() == "text/calendar"
    assert dict(calendar["Content-Type"].params) == {"method": "PUBLISH", "charset": "UTF-8"}
    assert calendar.get_payload(decode=True).decode() == MAIL.calendar


def test_sending_again_gives_the_same_bytes(catcher: tuple[Catcher, MailServer]) -> None:
    handler, server = catcher
    send_by(server)(MAIL)
    send_by(server)(MAIL)
    first, second = (envelope.original_content for envelope in handler.got)
    assert first == second


@pytest.mark.parametrize(
    ("answer", "error"), [("451 later", MailOutage), ("452 full", MailOutage), ("550 no", MailRefused)]
)
def test_a_server_that_says_no_to_a_mail_is_judged_by_its_code(
    catcher: tuple[Catcher, MailServer], answer: str, error: type[Exception]
) -> None:
    handler, server = catcher
    handler.answer = answer
    with pytest.raises(error):
        send_by(server)(MAIL)


@pytest.mark.parametrize(("answer", "error"), [("450 greylisted", MailOutage), ("550 unknown", MailRefused)])
def test_a_server_that_says_no_to_a_recipient_is_judged_by_its_code(
    catcher: tuple[Catcher, MailServer], answer: str, error: type[Exception]
) -> None:
    handler, server = catcher
    handler.refuses = answer
    with pytest.raises(error):
        send_by(server)(MAIL)


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_server_that_does_not_let_us_sign_in_is_an_outage_and_no_fault_of_the_mail(
    catcher: tuple[Catcher, MailServer], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPAuthenticationError(code, b"5.7.8 wrong password")

    monkeypatch.setattr(smtplib.SMTP, "login", refuse)
    with pytest.raises(MailOutage):
        send_by(replace(catcher[1], username="akten", password="x"))(MAIL)  # noqa: S106 - no secret


def test_a_server_that_wants_us_to_sign_in_first_is_an_outage(catcher: tuple[Catcher, MailServer]) -> None:
    handler, server = catcher
    handler.answer = "530 5.7.0 authentication required"
    with pytest.raises(MailOutage):
        send_by(server)(MAIL)


def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(MailOutage):
        send_by(replace(SERVER, port=free_port()))(MAIL)


def test_a_server_without_encryption_is_refused_where_encryption_is_asked(catcher: tuple[Catcher, MailServer]) -> None:
    handler, server = catcher
    with pytest.raises((MailOutage, MailRefused)):
        send_by(replace(server, encryption=Encryption.STARTTLS))(MAIL)
    assert not handler.got


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\r\n\u2028\x0b\x85"), max_size=300))
def test_a_subject_is_one_header_whatever_is_in_it(subject: str) -> None:
    message = message_of(replace(MAIL, subject=subject + "\r\nBcc: all@voorbeeldstad.example\r\n\r\nx"), SERVER)
    read: Any = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert "Bcc: all@voorbeeldstad.example" in read["Subject"]
    assert read["To"] == "noor@voorbeeldstad.example"


@pytest.mark.parametrize(
    "address",
    [
        "noor@voorbeeldstad.example, other@voorbeeldstad.example",
        "noor@voorbeeldstad.example\r\nBcc: other@voorbeeldstad.example",
        "noor",
        "",
        "<>",
        "groep: noor@voorbeeldstad.example;x@y.example",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not one e-mail address"):
        message_of(replace(MAIL, addresses=(address,)), SERVER)


@pytest.mark.parametrize("message_id", ["x", "<x>", "<x@y>\r\nBcc: a@b", "<x y@z>"])
def test_what_is_no_message_id_is_refused(message_id: str) -> None:
    with pytest.raises(ValueError, match="not a Message-ID"):
        message_of(replace(MAIL, message_id=message_id), SERVER)


def test_a_mail_can_go_without_a_calendar() -> None:
    message = message_of(replace(MAIL, calendar=None), SERVER)
    assert message.get_content_type() == "text/plain"
