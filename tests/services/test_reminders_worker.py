"""The worker ticks by itself, stops when it is asked to, and reads its settings from the environment."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine

from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.gateways.mail import Mail, MailOutage
from partnerschapsakte.journal.service import Owed, record
from partnerschapsakte.reminders import queries
from partnerschapsakte.reminders.rules import DigestSent
from partnerschapsakte.settings import Settings, migrations, templates
from partnerschapsakte.worker import Desk, desk_of, heartbeat, tick
from reminder_factory import on

PATIENCE = 20


def eventually(seen: Any) -> bool:
    until = time.monotonic() + PATIENCE
    while not seen() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(seen())


def swept(engine: Engine) -> bool:
    with reading(engine)() as session:
        return queries.last_success(session) is not None


def test_the_heartbeat_sweeps_at_once_and_stops_at_the_end(engine: Engine) -> None:
    before = threading.active_count()
    with heartbeat(Settings(demo=True), engine):
        assert eventually(lambda: swept(engine))
    assert eventually(lambda: threading.active_count() <= before)


def test_a_tick_does_the_tasks_of_every_room(engine: Engine) -> None:
    done: list[str] = []

    def task(_: Desk, payload: Any) -> None:
        done.append(payload["name"])

    today = clock.local_date(clock.now()) - timedelta(days=1)
    with writing(engine)() as session:
        fact = DigestSent(subject="digest", message_id="<1@voorbeeldstad.example>")
        record(session, on(today), fact, owing=[Owed("room.task", "key", {"name": "a"})])
    tick(desk_of(Settings(demo=True), engine), {"room.task": task})
    assert done == ["a"]


def test_without_a_mail_server_mails_wait(engine: Engine) -> None:
    send: Any = desk_of(Settings(), engine).send
    with pytest.raises(MailOutage, match="SMTP_HOST"):
        send(None)


def test_in_a_demonstration_mails_stay_in_a_folder_where_they_can_be_read(engine: Engine, tmp_path: Path) -> None:
    send = desk_of(Settings(demo=True, key_file=tmp_path / "demo.key"), engine).send
    mail = Mail("<1@voorbeeld.example>", ("petra@aanbieder.example",), "Uitnodiging", "Open de link.\n", clock.now())
    for _ in range(2):  # the same mail, tried again, is the same file
        send(mail)
    (kept,) = (tmp_path / "mails").iterdir()
    assert "petra@aanbieder.example" in kept.name
    assert kept.read_text("utf-8") == "Aan: petra@aanbieder.example\nOnderwerp: Uitnodiging\n\nOpen de link.\n"


def test_a_worker_process_stops_when_it_is_asked_to(database_url: str, engine: Engine) -> None:
    code = "from partnerschapsakte import settings, worker; worker.run_worker(settings.Settings())"
    environment = {"PARTNERSCHAPSAKTE_DATABASE_URL": database_url, "PARTNERSCHAPSAKTE_DEMO": "1"}
    worker = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE)
    try:
        assert eventually(lambda: swept(engine))
        os.kill(worker.pid, signal.SIGTERM)
        _, said = worker.communicate(timeout=PATIENCE)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0, said.decode()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSCHAPSAKTE_SMTP_HOST", "relay.voorbeeldstad.example")
    monkeypatch.setenv("PARTNERSCHAPSAKTE_BASE_URL", "https://akten.voorbeeldstad.example/")
    settings = Settings()
    assert settings.smtp_host == "relay.voorbeeldstad.example"
    assert settings.address == "https://akten.voorbeeldstad.example"
    assert settings.host_name == "akten.voorbeeldstad.example"


def test_a_wrong_setting_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSCHAPSAKTE_SMTP_ENCRYPTION", "maybe")
    with pytest.raises(ValidationError):
        Settings()


def test_the_folder_of_a_database_file_is_made(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/var/akten.sqlite")
    settings.make_room()
    assert (tmp_path / "var").is_dir()
    assert settings.is_sqlite


def test_templates_are_found_in_the_source_tree() -> None:
    assert (templates() / "mail" / "reminders" / "digest.txt").is_file()
    assert migrations().name == "migrations"
