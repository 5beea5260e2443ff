"""A line of the log is one line, says who by id, and holds no secret whatever is thrown at it."""

import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from partnerschapsakte.foundation import logs
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.foundation.keys import KeyUnusableError
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.schemas import RegisterParty

SECRET = "hunter2-en-nog-veel-meer"  # noqa: S105 - it must never be seen in a log


class Log:
    """What was written to the log."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """The log of this process, as JSON, for the time of one test."""
    with pytest.MonkeyPatch.context() as patch:
        root = logging.getLogger()
        patch.setattr(root, "handlers", [])
        patch.setattr(root, "level", root.level)
        stream = io.StringIO()
        logs.set_up(as_json=True, stream=stream)
        yield Log(stream)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        root.handlers.clear()


def test_a_line_says_when_in_utc_how_serious_what_and_more(log: Log) -> None:
    structlog.stdlib.get_logger("here").warning("mail_waits", digests=3)
    (line,) = log.lines
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "warning", "logger": "here", "event": "mail_waits", "digests": 3}


def test_what_a_library_logs_goes_the_same_way(log: Log) -> None:
    logging.getLogger("some.library").error("cannot reach %s", "mail.exemplum.example")
    (line,) = log.lines
    assert (line["level"], line["logger"]) == ("error", "some.library")
    assert line["event"] == "cannot reach mail.exemplum.example"


def test_what_was_bound_for_a_request_stands_in_every_line_of_it(log: Log) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("deep.inside").warning("something")
    logging.getLogger("deep.inside").warning("after it")
    assert [line.get("request_id") for line in log.lines] == ["r-1", None]


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization={SECRET} and more",
        f"sent bearer {SECRET}",
        f"Cookie: __Host-sessie={SECRET}; formulier={SECRET}",
        f"{{'Set-Cookie': '__Host-sessie={SECRET}'}}",
        f"password={SECRET}",
        f'"password": "{SECRET}"',
        f"wachtwoord: '{SECRET} {SECRET}'",
        f"client_secret={SECRET}&grant_type=x",
        f"GET /terug?code={SECRET}&state={SECRET}",
        f"https://exemplum.example/kalender.ics?sleutel={SECRET}",
        f"postgresql+psycopg://akten:{SECRET}@server/akten",
        f"mail for {SECRET}@exemplum.example",
        f"AGE-SECRET-KEY-1{SECRET}".upper(),
    ],
)
def test_no_secret_is_written_whatever_it_is_in(log: Log, text: str) -> None:
    logging.getLogger("x").warning("%s", text)
    structlog.stdlib.get_logger("x").warning("event", said=text, deep={"more": [text]})
    structlog.stdlib.get_logger("x").warning(text)
    assert SECRET.lower() not in log.text.lower()
    assert log.text.count(logs.MASK) >= 4


def test_no_secret_is_written_by_its_name(log: Log) -> None:
    keys = {"password": SECRET, "smtp_password": SECRET, "Authorization": SECRET, "tokens": [SECRET]}
    structlog.stdlib.get_logger("x").warning("event", **keys, headers=keys)
    assert SECRET not in log.text
    (line,) = log.lines
    assert line["smtp_password"] == line["headers"]["tokens"] == logs.MASK


def test_what_is_no_secret_is_left_as_it_is(log: Log) -> None:
    text = "contracts.issue_extension_letter comes back: the template has no field 'akte.partij' (line 12)"
    logging.getLogger("x").warning(text)
    assert log.lines[0]["event"] == text


@given(st.text(max_size=200))
def test_a_value_never_begins_a_line_of_its_own(text: str) -> None:
    masked = logs.mask(None, "info", {"event": f"a\n{text}", "more": [text]})
    rendered = json.dumps(masked, ensure_ascii=False)
    assert len((masked["event"] + masked["more"][0]).splitlines()) <= 1
    assert len(rendered.splitlines()) == 1


def test_a_line_break_in_what_is_logged_is_shown_not_obeyed(log: Log) -> None:
    logging.getLogger("x").warning("user %s", 'ada\r\n{"level": "error", "event": "forged"}\x1b[31m')
    (line,) = log.lines
    assert line["event"].startswith("user ada\\r\\n")
    assert "\x1b" not in line["event"]


def test_in_a_terminal_a_line_break_is_shown_too(log: Log) -> None:
    stream = io.StringIO()
    logs.set_up(as_json=False, stream=stream)
    logging.getLogger("x").warning("user %s", f"ada\nforged password={SECRET}")
    assert len(stream.getvalue().splitlines()) == 1
    assert SECRET not in stream.getvalue()
    assert log.text == ""


def test_an_exception_says_what_and_where_and_not_with_which_values(log: Log, engine: Engine) -> None:
    table = Table.metadata.tables["party"]
    row = {"id": SECRET, "kind": "provider", "name": SECRET, "legal_form": "", "seat": "", "kvk_number": SECRET}
    try:
        with engine.begin() as connection:
            connection.execute(insert(table).values(**row))
            connection.execute(insert(table).values(**row))
    except IntegrityError:
        logging.getLogger("x").exception("a request failed")
    (line,) = log.lines
    assert line["error"].endswith("IntegrityError")
    assert line["reason"]
    assert any("test_logs.py" in frame for frame in line["stack"])
    assert SECRET not in log.text


def test_a_form_that_is_refused_does_not_tell_what_was_typed(log: Log) -> None:
    try:
        RegisterParty.model_validate(
            {"kind": "provider", "name": "x", "seat": "y", "kvk_number": SECRET, "more": SECRET}
        )
    except ValidationError:
        structlog.stdlib.get_logger("x").exception("a form failed")
    (line,) = log.lines
    assert "kvk_number: value_error" in line["reason"]
    assert SECRET not in log.text


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("Jan Jansen"), logs.MASK),
        (KeyError("Jan Jansen"), logs.MASK),
        (FileNotFoundError(2, "No such file or directory", "/srv/Jan Jansen.docx"), "No such file or directory"),
        (KeyUnusableError("the key holds nothing"), "the key holds nothing"),
        (Refusal(Why.CONFLICT, "too_late", say("{name} is too late", name="Jan Jansen")), "too_late"),
        (sqlite3.IntegrityError("UNIQUE constraint failed: person.email"), "UNIQUE constraint failed: person.email"),
        (psycopg.errors.UniqueViolation('key "x"\nDETAIL:  Key (name)=(Jan Jansen)'), "key ***"),
        (psycopg.errors.UniqueViolation('constraint "uq"\nDETAIL:  Key (name)=(Jan Jansen)'), 'constraint "uq"'),
        (psycopg.errors.DataError('invalid input for type date: "Jansen"'), "invalid input for type date: ***"),
        (psycopg.errors.DataError('invalid input: "Jan\nJansen"'), "invalid input: ***"),
    ],
    ids=str,
)
def test_the_reason_of_an_exception_holds_no_data(error: Exception, reason: str) -> None:
    assert logs.reason_of(error) == reason


def test_the_cause_of_an_exception_is_told_too(log: Log) -> None:
    def fail() -> None:
        try:
            raise ValueError(f"password={SECRET}")  # noqa: TRY301 - it is what is tested
        except ValueError as error:
            raise KeyUnusableError(f"no key, password={SECRET}") from error

    try:
        fail()
    except KeyUnusableError:
        logging.getLogger("x").exception("task failed")
    (line,) = log.lines
    assert line["error"] == "partnerschapsakte.foundation.keys.KeyUnusableError"
    assert line["reason"] == f"no key, password={logs.MASK}"
    assert line["cause"] == f"builtins.ValueError: {logs.MASK}"
