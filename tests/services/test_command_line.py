"""The commands that keep the program running: they say what is wrong, and leave nothing half done."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from partnerschapsakte.access.models import Person
from partnerschapsakte.cli.main import app
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.reminders.queries import last_success

PASSWORD = "een lang genoeg wachtwoord"  # noqa: S105 - of somebody who does not exist
ADD = ["user", "add", "Ada Beheer", "ada@exemplum.example", "--role", "administrator"]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database file of an installation that is not there yet."""
    path = tmp_path / "huis" / "akten.sqlite"
    monkeypatch.setenv("PARTNERSCHAPSAKTE_DATABASE_URL", f"sqlite:///{path}")
    return path


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def people(file: Path) -> list[str]:
    engine = connect(f"sqlite:///{file}")
    with Session(engine) as session:
        found = list(session.scalars(select(Person.email)))
    engine.dispose()
    return found


def test_the_doctor_says_that_there_is_no_database_and_makes_none(file: Path) -> None:
    result = run("doctor")

    assert (result.exit_code, file.exists()) == (1, False)
    assert "migrate" in result.output


def test_after_migrating_the_doctor_finds_only_the_mail_server_missing(file: Path) -> None:
    assert run("migrate").exit_code == 0
    result = run("doctor")

    assert file.exists()
    assert [line for line in result.output.splitlines() if line.startswith("FOUT")] == [
        "FOUT  Mailserver: niet ingesteld, mail blijft wachten."
    ]


def test_a_first_user_is_added(file: Path) -> None:
    run("migrate")

    assert run(*ADD, typed=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert people(file) == ["ada@exemplum.example"]


def test_everything_wrong_with_a_user_is_said_at_once_and_nobody_is_added(file: Path) -> None:
    run("migrate")
    result = run("user", "add", "Ada", "geen-adres", "--role", "administrator", typed="kort\nkort\n")

    assert result.exit_code == 1
    assert "email:" in result.output
    assert "password:" in result.output
    assert people(file) == []


@pytest.mark.usefixtures("file")
def test_an_unknown_role_is_wrong_usage_and_names_the_roles_there_are() -> None:
    result = run("user", "add", "Ada", "ada@exemplum.example", "--role", "jurist")

    assert result.exit_code == 2
    assert "legal_officer" in result.output


@pytest.mark.usefixtures("file")
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSCHAPSAKTE_PORT", "acht")
    result = run("migrate")

    assert result.exit_code == 1
    assert "PARTNERSCHAPSAKTE_PORT" in result.output


def test_a_worker_in_a_process_of_its_own_sweeps_and_stops_when_asked(file: Path) -> None:
    run("migrate")
    program = [sys.executable, "-c", "from partnerschapsakte.cli.main import run; run()", "work"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as worker:
        engine = connect(f"sqlite:///{file}")
        deadline = time.monotonic() + 60
        swept = None
        while swept is None and time.monotonic() < deadline:
            time.sleep(0.2)
            with Session(engine) as session:
                swept = last_success(session, "sweep")
        engine.dispose()
        worker.send_signal(signal.SIGTERM)
        _, errors = worker.communicate(timeout=30)

    assert swept is not None
    assert (worker.returncode, errors) == (0, "")
