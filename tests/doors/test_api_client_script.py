"""The script of the documentation runs a dossier through a real server."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from partnerschapsakte.access.schemas import MakeToken, RegisterPerson
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.tokens import make_token
from partnerschapsakte.cli.main import app
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.actor import SYSTEM, Role
from partnerschapsakte.foundation.database import connect, writing
from partnerschapsakte.foundation.occasion import Occasion

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "examples" / "api_client.py"
SERVE = "import sys; sys.argv.append('serve'); from partnerschapsakte.cli.main import run; run()"
ENVIRONMENT = dict(os.environ)  # noqa: TID251 - the server is a process of its own

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A migrated database in a folder of its own; return the environment of its server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    settings = {
        "PARTNERSCHAPSAKTE_DATABASE_URL": f"sqlite:///{tmp_path}/akten.sqlite",
        "PARTNERSCHAPSAKTE_KEY_FILE": str(tmp_path / "akten.key"),
        "PARTNERSCHAPSAKTE_PORT": port,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return settings


@pytest.fixture
def token(installation: dict[str, str]) -> str:
    """The token of a contract manager."""
    engine = connect(installation["PARTNERSCHAPSAKTE_DATABASE_URL"])
    now = clock.now()
    with writing(engine)() as session:
        person = register_person(
            session,
            Occasion(SYSTEM, now, now),
            RegisterPerson(name="C. Ontract", email="c@voorbeeldstad.example", roles=(Role.CONTRACT_MANAGER,)),
        )
        command = MakeToken(name="voorbeeld", expires_on=clock.local_date(now) + timedelta(days=1))
        secret = make_token(session, Occasion(person.actor, now, now), person.id, command).secret
    engine.dispose()
    return secret


@pytest.fixture
def address(installation: dict[str, str], token: str) -> Iterator[str]:  # noqa: ARG001 - the token is made before the server starts
    """The address of a server that runs until the test is over."""
    command = [sys.executable, "-c", SERVE]
    place = ("127.0.0.1", int(installation["PARTNERSCHAPSAKTE_PORT"]))
    with subprocess.Popen(command, env=ENVIRONMENT | installation, cwd=ROOT, stderr=subprocess.PIPE) as server:
        try:
            until = time.monotonic() + 60
            while server.poll() is None and time.monotonic() < until:
                with socket.socket() as knock:
                    if knock.connect_ex(place) == 0:
                        break
                time.sleep(0.1)
            yield f"http://{place[0]}:{place[1]}"
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)


def told(address: str, token: str, folder: Path) -> str:
    """Run the script, and return what it tells."""
    environment = ENVIRONMENT | {"PARTNERSCHAPSAKTE_URL": address, "PARTNERSCHAPSAKTE_TOKEN": token}
    command = [sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_script_runs_a_dossier_from_the_first_party_to_the_deed(address: str, token: str, tmp_path: Path) -> None:
    folder = tmp_path / "opgehaald"
    folder.mkdir()
    lines = told(address, token, folder).splitlines()

    assert lines[0] == "Ingelogd als C. Ontract"
    assert lines[1].startswith("Geregistreerd: Voorbeeldstad (KvK ")
    assert sum("aanzegging ontvangen uiterlijk" in line for line in lines) == 3
    assert any(re.fullmatch(r"Verlenging 1 is nu extended: tot en met \d{4}-\d\d-\d\d", line) for line in lines)
    assert len(lines[lines.index("Wat eraan komt:") + 1 :]) == 5
    (file,) = folder.iterdir()
    assert f"Akte opgehaald: {file.name}, {file.stat().st_size} bytes" in lines
    text = "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
    assert "ambulante jeugdhulp" in text


def test_the_script_runs_twice_and_a_wrong_token_ends_it_with_a_reason(
    address: str, token: str, tmp_path: Path
) -> None:
    assert told(address, token, tmp_path).count("Dossier geopend") == 1
    assert told(address, token, tmp_path).count("Dossier geopend") == 1
    environment = ENVIRONMENT | {"PARTNERSCHAPSAKTE_URL": address, "PARTNERSCHAPSAKTE_TOKEN": "pa_wrong"}
    command = [sys.executable, str(SCRIPT)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("GET /me: 401 token_missing: ")
