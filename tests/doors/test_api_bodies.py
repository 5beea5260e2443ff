"""What is sent is listened to only from who may be there, and what is given comes in the form that was asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from api_factory import DAY, EIK, Program, api, api_as, token_for
from api_world import ApiWorld, api_world
from dossier_factory import opened
from partnerschapsakte.access.models import ApiToken
from partnerschapsakte.app import ApiTerms
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing

BODY = b'{"kind": "provider"}'
Arrives = Callable[[], None]


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened_world:
        yield opened_world


def send(program: Program, path: str, token: str, arrives: Arrives, body: bytes = BODY) -> int:
    """Post a body that arrives when it is asked for; return the status of the answer."""
    statuses: list[int] = []

    async def receive() -> Any:
        arrives()
        return {"type": "http.request", "body": body, "more_body": False}

    async def answered(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "path": f"/api/v1{path}",
        "raw_path": f"/api/v1{path}".encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"authorization", f"Bearer {token}".encode()),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ],
        "client": ("203.0.113.7", 1),
        "server": ("testserver", 80),
        "state": {},
    }
    app: Callable[..., Awaitable[None]] = program.client.app
    asyncio.run(_whole(app(scope, receive, answered)))
    return statuses[0]


async def _whole(answering: Awaitable[None]) -> None:
    await answering


def never() -> None:
    raise AssertionError("the body was read")


def test_what_is_sent_with_a_token_that_opens_nothing_is_not_read(engine: Engine) -> None:
    with api_as(engine, Role.PROCUREMENT_OFFICER) as program:
        assert send(program, "/parties", "geraden", never) == 401
        assert send(program, "/parties", program.token, lambda: None) == 400


def test_what_is_sent_by_who_asks_too_often_is_not_read(engine: Engine) -> None:
    with api_as(engine, Role.PROCUREMENT_OFFICER, terms=ApiTerms(requests_per_minute=2)) as program:
        assert [send(program, "/parties", program.token, lambda: None) for _ in range(2)] == [400, 400]
        assert send(program, "/parties", program.token, never) == 429


def test_nothing_of_the_database_is_held_while_a_body_arrives(engine: Engine) -> None:
    pool: Any = engine.pool
    held: list[int] = []
    with api_as(engine, Role.PROCUREMENT_OFFICER) as program:
        send(program, "/parties", program.token, lambda: held.append(pool.checkedout()))
    assert held == [0]


def test_a_token_that_is_revoked_while_a_body_arrives_opens_nothing(engine: Engine) -> None:
    def revoke() -> None:
        with writing(engine)() as session:
            session.execute(update(ApiToken).values(revoked_at=noon(DAY)))

    with api_as(engine, Role.PROCUREMENT_OFFICER) as program:
        assert send(program, "/parties", program.token, revoke) == 401


def test_a_file_is_refused_to_who_asks_for_json(engine: Engine) -> None:
    with writing(engine)() as session:
        world = opened(session, DAY)
        token = token_for(session, world.manager.id)
    with api(engine) as program:
        program.token = token
        sent = {"content": b"inhoud", "headers": {"Content-Type": "application/octet-stream"}}
        path = f"/dossiers/{world.dossier}/files?title=Brief&name=brief.txt"
        content = f"/files/{program.ask('POST', path, **sent).json()['id']}/content"
        assert program.get(content, 406, headers={"Accept": "application/json"}).json()["status"] == 406
        for wanted in ("application/octet-stream", "*/*", "application/json, application/octet-stream;q=0.5"):
            assert program.get(content, headers={"Accept": wanted}).content == b"inhoud"
        assert program.get(f"/dossiers/{world.dossier}", 406, headers={"Accept": "application/octet-stream"})
        policy = program.get(content).headers["content-security-policy"]
        assert "sandbox" in policy
        assert "frame-ancestors 'none'" in policy
        assert program.ask("HEAD", content).headers["content-security-policy"] == policy


def test_a_sheet_and_a_calendar_are_refused_to_who_asks_for_json(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        for path in (f"/dossiers/{world.at.dossier}/calendar", f"/dossiers/{world.at.dossier}/granted-rights/sheet"):
            program.get(path)
            program.get(path, 406, headers={"Accept": "application/json"})


def test_a_part_of_a_sealed_bid_is_answered_in_json_only(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        sent = {"content": b"x", "headers": {"Content-Type": "application/octet-stream", "Accept": "text/csv"}}
        assert program.ask("PUT", "/vaults/none/draft/parts/1", **sent).status_code == 406
        sent["headers"] = {"Content-Type": "application/json"}
        assert program.ask("PUT", "/vaults/none/draft/parts/1", **sent).status_code == 415


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/parties"])
def test_what_the_api_does_not_have_is_a_problem_and_no_page(engine: Engine, path: str) -> None:
    with api(engine) as program:
        answer = program.client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert answer.json()["instance"] == path
        assert "set-cookie" not in answer.headers
        assert program.client.get("/api-docs").headers["content-type"].startswith("text/html")


def test_one_request_with_a_body_uses_one_permit(engine: Engine) -> None:
    moments = [noon(DAY)]

    def now() -> datetime:
        return moments[-1]

    with api_as(engine, Role.PROCUREMENT_OFFICER, now=now, terms=ApiTerms(requests_per_minute=2)) as program:
        path = program.post("/parties", EIK).headers["location"].removeprefix(program.root)
        etag = program.get(path).headers["etag"]
        program.put(path, {**EIK, "town": "Exemplum"}, etag, 429)
        moments.append(noon(DAY) + timedelta(seconds=30))
        program.put(path, {**EIK, "town": "Exemplum"}, etag)


@pytest.mark.parametrize("number", ["9" * 30, "2147483648", "0"])
def test_no_number_in_an_address_is_too_large_to_answer(world: ApiWorld, number: str) -> None:
    agreement = world.agreement()
    point = f"/agreements/{agreement}/extension-points/{number}"
    with world.as_(world.at.contract_manager) as program:
        mark = program.get(f"/agreements/{agreement}/extension-points/1").headers["etag"]
        party = {"authority_id": world.at.exemplum}
        sent: dict[str, Any] = {
            "evaluation": {"concluded_on": "2022-02-20", "findings": "De wachttijd is gehalveerd."},
            "decision": {**party, "choice": "extend", "reason": "De doelen zijn gehaald."},
            "notice": {**party, "sent_on": "2022-03-01", "channel": "aangetekende post"},
            "receipt": {**party, "received_on": "2022-03-01", "proof": "ontvangstbevestiging"},
            "letters": None,
            "reports": None,
        }
        for name, content in sent.items():
            assert program.ask("POST", f"{point}/{name}", json=content).status_code in {400, 403, 404, 409}, name
        program.put(f"{point}/planned-evaluation", {"planned_on": "2022-03-01"}, mark, 404)
        program.get(f"{point}/acts", 404)
        program.post(f"/stuck-tasks/{number}/_retry", None, 404)
