"""Machines that watch are told whether the program lives and can work, and no more; every request is noted."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import litestar
import pytest
import structlog
from litestar import Litestar, Request
from litestar.params import FromPath
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, insert

from archives import HEAD, stamp
from partnerschapsakte.exchange.health import watch_over
from partnerschapsakte.foundation import logs
from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.rules.work import WorkRetried
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders.service import note_success
from partnerschapsakte.web.health import health_routes
from partnerschapsakte.web.watching import Meter, Watched

NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
SECRET = "hunter2-en-nog-veel-meer"  # noqa: S105 - it must never be seen in a log
TOKEN = "een-sleutel-voor-de-bewaking"  # noqa: S105 - of a test

ADA = Actor("id-of-ada", "Ada Beheer", frozenset())


@litestar.get("/dossiers/{dossier_id:str}")
async def dossier(dossier_id: FromPath[str]) -> str:
    """A page with an id in its address."""
    logging.getLogger("deep.inside").warning("looked at something")
    return dossier_id


@litestar.get("/stuk")
async def broken(request: Request[Any, Any, Any]) -> str:
    """A page that breaks."""
    request.scope["state"]["visitor"] = ADA
    raise RuntimeError(f"password={SECRET}")


def app_of(engine: Engine, token: str | None = None) -> Litestar:
    """Return a small application with the health pages, watched from outside."""
    meter = Meter()
    watch = watch_over(engine, head=HEAD, now=lambda: NOW, metrics_token=token)
    app = Litestar([*health_routes(watch, meter), dossier, broken], logging_config=None, openapi_config=None)
    app.asgi_handler = Watched(app.asgi_handler, meter)
    return app


@pytest.fixture
def house(engine: Engine) -> Engine:
    """An installation that swept an hour ago."""
    stamp(engine, HEAD)
    swept(engine, NOW - timedelta(hours=1))
    return engine


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of this process, as JSON, for the time of one test."""
    with pytest.MonkeyPatch.context() as patch:
        root = logging.getLogger()
        patch.setattr(root, "handlers", [])
        patch.setattr(root, "level", root.level)
        stream = io.StringIO()
        logs.set_up(as_json=True, stream=stream)
        yield stream
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        root.handlers.clear()


def swept(engine: Engine, at: datetime) -> None:
    with writing(engine)() as session:
        note_success(session, at, "sweep", 0)


def ask(app: Litestar, path: str, client: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """Ask a path as a client with this address would."""

    async def answer() -> tuple[int, str]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        raw, _, query = path.partition("?")
        scope: Any = {
            "type": "http",
            "method": "GET",
            "path": raw,
            "raw_path": raw.encode(),
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "client": (client, 50000),
            "server": ("127.0.0.1", 8000),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }
        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent)
        return sent[0]["status"], body.decode()

    return asyncio.run(answer())


def metrics(app: Litestar) -> dict[tuple[str, ...], float]:
    status, body = ask(app, "/metrics")
    assert status == 200
    return {
        (sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "le")): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


def test_a_program_that_lives_says_so_without_its_database(tmp_path: Path) -> None:
    nowhere = connect(f"sqlite:///{tmp_path / 'no-folder' / 'nowhere.sqlite'}")
    assert ask(app_of(nowhere), "/healthz/live") == (200, '{"status":"ok"}')
    nowhere.dispose()


def test_a_program_that_can_work_says_so(house: Engine) -> None:
    status, body = ask(app_of(house), "/healthz/ready")
    assert (status, json.loads(body)) == (
        200,
        {"status": "ok", "checks": {"database": True, "tables": True}},
    )


@pytest.mark.parametrize("hours", [0, 27, 24 * 365, None])
def test_a_program_whose_reminders_stopped_still_answers_and_the_numbers_tell(
    engine: Engine, hours: int | None
) -> None:
    stamp(engine, HEAD)
    if hours is not None:
        swept(engine, NOW - timedelta(hours=hours))
    status, _ = ask(app_of(engine), "/healthz/ready")
    since = metrics(app_of(engine)).get(("partnerschapsakte_seconds_since_sweep",))
    assert (status, since) == (200, None if hours is None else hours * 3600)


def test_a_database_with_other_tables_cannot_be_worked_with(house: Engine) -> None:
    stamp(house, "0001")
    status, body = ask(app_of(house), "/healthz/ready")
    assert (status, json.loads(body)["checks"]) == (503, {"database": True, "tables": False})


def test_without_a_database_only_that_is_said_and_nothing_of_where_it_should_be(tmp_path: Path) -> None:
    nowhere = connect(f"sqlite:///{tmp_path / 'no-folder' / 'nowhere.sqlite'}")
    status, body = ask(app_of(nowhere), "/healthz/ready")
    assert (status, json.loads(body)) == (503, {"status": "failing", "checks": {"database": False}})
    up = metrics(app_of(nowhere))
    assert up["partnerschapsakte_database_up",] == 0
    nowhere.dispose()


def test_the_numbers_are_those_of_the_database(house: Engine) -> None:
    with writing(house)() as session:
        record(session, Occasion(SYSTEM, NOW, NOW), WorkRetried(subject="1", task="t", key="k"))
    with house.begin() as connection:
        row = {"task": "t", "payload": {}, "due_at": NOW - timedelta(minutes=5), "attempts": 0}
        table = Table.metadata.tables["outbox_message"]
        connection.execute(insert(table), [{**row, "key": key} for key in ("a", "b", "c")])
        connection.execute(table.update().where(table.c.key == "c").values(parked_at=NOW))
        connection.execute(
            insert(Table.metadata.tables["journal_entry"]).values(
                tag="access:sign-in:refused",
                subject="x",
                actor_id="x",
                actor_name="x",
                happened_at=NOW,
                recorded_at=NOW,
                details={},
            )
        )
    found = metrics(app_of(house))
    assert found["partnerschapsakte_database_up",] == 1
    assert found["partnerschapsakte_outbox_waiting",] == 2
    assert found["partnerschapsakte_outbox_parked",] == 1
    assert found["partnerschapsakte_seconds_waiting",] == 300
    assert found["partnerschapsakte_seconds_since_sweep",] == 3600
    assert found["partnerschapsakte_journal_entries",] == 2
    assert found["partnerschapsakte_failed_sign_ins_total",] == 1


def test_requests_are_counted_by_the_template_of_their_route(house: Engine) -> None:
    app = app_of(house)
    for path in ("/dossiers/a", "/dossiers/b", "/nergens", "/stuk"):
        ask(app, path)
    found = metrics(app)
    counted = {key[1:]: value for key, value in found.items() if key[0] == "partnerschapsakte_requests_total"}
    assert counted == {
        ("GET", "/dossiers/{dossier_id}", "2xx"): 2,
        ("GET", "-", "4xx"): 1,
        ("GET", "/stuk", "5xx"): 1,
    }
    assert found["partnerschapsakte_request_seconds_count", "/dossiers/{dossier_id}"] == 2


def test_two_applications_count_each_for_themselves(house: Engine) -> None:
    first, second = app_of(house), app_of(house)
    ask(first, "/dossiers/a")
    assert not [key for key in metrics(second) if key[0] == "partnerschapsakte_requests_total"]


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7"}, 404),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, 404),
        ("192.0.2.7", {"authorization": f"Bearer {TOKEN}"}, 200),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7", "authorization": f"bearer {TOKEN}"}, 200),
        ("192.0.2.7", {"authorization": f"Bearer {TOKEN}x"}, 404),
        ("192.0.2.7", {"authorization": f"Basic {TOKEN}"}, 404),
        ("192.0.2.7", {"authorization": "Bearer "}, 404),
    ],
)
def test_the_numbers_are_for_this_machine_or_for_who_has_the_token(
    house: Engine, client: str, headers: dict[str, str], status: int
) -> None:
    assert ask(app_of(house, TOKEN), "/metrics", client, **headers)[0] == status


def test_without_a_token_in_the_settings_no_token_opens_the_numbers(house: Engine) -> None:
    for sent in ("Bearer ", "Bearer None", f"Bearer {TOKEN}"):
        assert ask(app_of(house), "/metrics", "192.0.2.7", authorization=sent)[0] == 404


def requests_in(log: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_one_line_with_its_route_and_never_its_address(house: Engine, log: io.StringIO) -> None:
    app = app_of(house)
    ask(app, f"/dossiers/{SECRET}?sleutel={SECRET}", authorization=f"Bearer {SECRET}", cookie=f"sessie={SECRET}")
    (line,) = requests_in(log)
    assert line.pop("timestamp").endswith("Z")
    assert line.pop("milliseconds") >= 0
    assert len(line.pop("request_id")) == 36
    assert line == {
        "level": "info",
        "logger": "partnerschapsakte.requests",
        "event": "request",
        "method": "GET",
        "route": "/dossiers/{dossier_id}",
        "status": 200,
        "actor_id": None,
    }
    assert SECRET not in log.getvalue()


def test_an_address_that_does_not_exist_is_noted_without_what_it_was(house: Engine, log: io.StringIO) -> None:
    app = app_of(house)
    for path in (f"/{SECRET}", '/a\r\n{"level": "error"}', "/x\x1b[31m", "/" + "a" * 5000):
        assert ask(app, path)[0] == 404
    assert [(line["route"], line["status"]) for line in requests_in(log)] == [("-", 404)] * 4
    assert len(log.getvalue().splitlines()) == len(requests_in(log)) == 4
    assert SECRET not in log.getvalue()


def test_a_page_that_breaks_is_noted_with_who_asked_by_id_alone(house: Engine, log: io.StringIO) -> None:
    assert ask(app_of(house), "/stuk")[0] == 500
    (line,) = requests_in(log)
    assert (line["status"], line["actor_id"]) == (500, ADA.id)
    assert ADA.name not in log.getvalue()
    assert SECRET not in log.getvalue()


def test_every_line_of_a_request_has_its_id_and_so_has_the_answer(house: Engine, log: io.StringIO) -> None:
    with TestClient(app_of(house)) as client:
        answer = client.get("/dossiers/a")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    found = [line["request_id"] for line in lines if line["logger"] in {"deep.inside", "partnerschapsakte.requests"}]
    assert found == [answer.headers["x-request-id"]] * 2


def test_a_method_that_somebody_invented_is_no_label() -> None:
    meter = Meter()
    meter.note(SECRET, "/x", 405, 0.1)
    exposed = b"".join(str(family).encode() for family in meter.registry.collect())
    assert SECRET.encode() not in exposed
