"""Measures the list of agreements of the API, 50 of 100,000 rows, against what a user would build it with.

Four applications read one SQLite file, each served by one worker of the same server (granian), in turns: ours,
FastAPI with SQLAlchemy's ORM, Django REST Framework, and the limit: the same bytes from a bare handler. The first three
check a bearer token, keep to the rights of its owner and send the same headers; that they answer the same rows is
checked first. It prints requests per second (medians) and the medians of the ratios round by round, and fails below
2.5 times FastAPI or 4.5 times Django REST Framework.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from operator import truediv
from pathlib import Path
from statistics import median
from time import monotonic, sleep

import httpx
from listing_peers import HEADERS
from sqlalchemy import Engine, text

from databases import all_models
from partnerschapsakte.foundation.database import Table, connect

DOSSIERS, AGREEMENTS, READABLE = 10_000, 100_000, 1_000
ROUNDS, SECONDS, CONNECTIONS, WARM_UP_SECONDS = 5, 2.0, 8, 1.0
BARS = {"fastapi": 2.5, "django": 4.5}
TOKEN = "pa_a-benchmark-keeps-no-secret"  # noqa: S105 - a benchmark keeps no secret
PAGE = "/api/v1/agreements?page=1&pageSize=50"
APPS = {"ours": "asgi", "fastapi": "asgi", "django": "wsgi", "limit": "asgi"}
HERE = Path(__file__).parent
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
CLIENT = """
INSERT INTO person (id, kind, name, email, function, roles, version)
VALUES ('client', 'client', 'Benchmark', 'benchmark@voorbeeldstad.example', '', '[]', 1)
"""
KEY = """
INSERT INTO api_token (id, person_id, name, mark, token_hash, made_at, made_by, expires_at, last_used_at)
VALUES ('t', 'client', 'benchmark', 'pa_a', :hash, :now, 'system', :later, :now)
"""
DOSSIER_ROWS = """
INSERT INTO dossier (id, ocid, reference, title, summary, phase, design_choices, principles, planning, role_mailbox,
    entered_on, version)
SELECT 'd' || i, 'ocds-' || i, 'Z-' || i, 'Dossier ' || i, '', 'implementation', '{}', '[]', '{}',
    'contracten@voorbeeldstad.example', '2026-01-01', 1 FROM n
"""
RIGHT_ROWS = """
INSERT INTO dossier_right (id, person_id, dossier_id, role, basis, granted_at, granted_by)
SELECT 'r' || i, 'client', 'd' || (i * 10), 'contract_manager', '', :now, 'system' FROM n
"""
AGREEMENT_ROWS = """
INSERT INTO agreement (id, dossier_id, position, key, kind, deed, title, legal_form, duration_motivation,
    cooperation_agreement, lots, areas, starts_on, initial_months, content, version)
SELECT printf('a%06d', i), 'd' || (1 + i % 10000), 1, '', 'single', 'PA-' || i, 'Partnerschapsakte jeugdhulp ' || i,
    'public_contract', '', '', '[]', '[]', '2026-01-01', 36, '{}', 1 FROM n
"""
ROWS = (
    CLIENT,
    KEY,
    NUMBERS.format(last=DOSSIERS) + DOSSIER_ROWS,
    NUMBERS.format(last=READABLE) + RIGHT_ROWS,
    NUMBERS.format(last=AGREEMENTS) + AGREEMENT_ROWS,
)


def fill(engine: Engine) -> None:
    """Write the rows: agreements spread over dossiers, of which one person reads a tenth."""
    Table.metadata.create_all(engine)
    now = datetime.now(UTC)  # noqa: TID251 - tokens are judged by the real clock
    rows = {"hash": hashlib.sha256(TOKEN.encode()).hexdigest(), "now": now, "later": now + timedelta(days=30)}
    with engine.begin() as connection:
        for statement in ROWS:
            known = {name: value for name, value in rows.items() if f":{name}" in statement}
            connection.execute(text(statement), known)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


@contextlib.contextmanager
def served(name: str, database: Path) -> Generator[int]:
    """Serve one application with one worker until the block ends; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [Path(sys.executable).with_name("granian"), f"listing_servers:{name}", "--interface", APPS[name]]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "error"]
    inherited = dict(os.environ)  # noqa: TID251 - the server is a process of its own
    path = os.pathsep.join([str(HERE), str(HERE.parent)])
    server = subprocess.Popen(
        command, cwd=HERE, env=inherited | {"LISTING_DATABASE": str(database), "PYTHONPATH": path}
    )
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = monotonic() + 60
    while monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        sleep(0.1)
    raise RuntimeError("the server did not start")


def asked(port: int) -> bytes:
    """Return the request as it goes over the line."""
    lines = [f"GET {PAGE} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: application/json"]
    return "\r\n".join([*lines, f"Authorization: Bearer {TOKEN}", "", ""]).encode()


async def measured(port: int, seconds: float) -> float:
    """Return how many requests a second are answered, by connections that ask again as soon as they have an answer."""
    until, request = monotonic() + seconds, asked(port)

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        done = 0
        while monotonic() < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            # FastAPI's middleware answers in chunks; JSON without line breaks cannot hold their end.
            await (reader.readexactly(int(length)) if length else reader.readuntil(b"0\r\n\r\n"))
            done += 1
        writer.close()
        return done

    began = monotonic()
    counts = await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return sum(counts) / (monotonic() - began)


def same_rows(port: int, name: str, wanted: list[str] | None) -> list[str]:
    """Hold that an application answers the same rows with the same headers, and refuses a wrong token."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        answer = client.get(PAGE, headers={"Authorization": f"Bearer {TOKEN}"})
        found = answer.json()
        rows = found if isinstance(found, list) else found["items"]
        ids = [row["id"] for row in rows]
        missing = [header for header in HEADERS if header.lower() not in answer.headers]
        if len(ids) != 50 or (name != "limit" and wanted is not None and ids != wanted) or missing:
            raise RuntimeError(f"{name} answers otherwise: {ids[:3]}, without {missing}")
        if name != "limit" and client.get(PAGE, headers={"Authorization": "Bearer wrong"}).status_code not in {
            401,
            403,
        }:
            raise RuntimeError(f"{name} lets a stranger in")
    return ids


def main() -> int:
    """Measure, print and judge."""
    all_models()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        database = Path(folder) / "listing.sqlite"
        engine = connect(f"sqlite:///{database}")
        fill(engine)
        engine.dispose()
        ports = {name: stack.enter_context(served(name, database)) for name in APPS}
        wanted: list[str] | None = None
        for name, port in ports.items():
            wanted = same_rows(port, name, wanted)
        found: dict[str, list[float]] = {name: [] for name in APPS}
        for port in ports.values():
            asyncio.run(measured(port, WARM_UP_SECONDS))
        for _ in range(ROUNDS):
            for name, port in ports.items():
                found[name].append(asyncio.run(measured(port, SECONDS)))
    ratios = {name: median(map(truediv, found["ours"], rounds)) for name, rounds in found.items()}
    for name, rounds in found.items():
        print(f"{name:<8} {median(rounds):8.0f} requests per second; ours is {ratios[name]:5.2f} times that")  # noqa: T201 - it prints
    print(json.dumps({name: [round(one) for one in rounds] for name, rounds in found.items()}))  # noqa: T201 - it prints
    return int(any(ratios[name] < bar for name, bar in BARS.items()))


if __name__ == "__main__":
    sys.exit(main())
