"""From where a request comes is told by the line it came over, and by nobody but a trusted proxy."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import uvicorn

from partnerschapsakte.cli.serving import options_of
from partnerschapsakte.settings import Settings

PROXY, BROWSER, STRANGER = "10.0.0.5", "192.0.2.7", "203.0.113.9"


async def tell_where_from(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - the shape of an application
    """Answer every request with the address and the scheme that the program sees."""
    seen = f"{scope['client'][0]} {scope['scheme']}"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": seen.encode()})


def seen(line: str, sent: Mapping[str, str], *proxies: str) -> str:
    """Return what the program sees of a request over the line from this address, with these headers."""
    config = uvicorn.Config(tell_where_from, **options_of(Settings(trusted_proxies=proxies)), lifespan="off")
    config.load()
    return asyncio.run(asked(config.loaded_app, line, sent))


async def asked(application: Any, line: str, sent: Mapping[str, str]) -> str:
    """Ask an application over the line from this address, and return what it says."""
    over = httpx.ASGITransport(application, client=(line, 50000))
    async with httpx.AsyncClient(transport=over, base_url="http://akte.example") as client:
        return (await client.get("/", headers=sent)).text


@pytest.mark.parametrize(
    "sent", [{"X-Forwarded-For": BROWSER}, {"X-Forwarded-Proto": "https"}, {"Forwarded": f"for={BROWSER}"}]
)
@pytest.mark.parametrize("proxies", [(), (PROXY,)])
def test_what_a_stranger_writes_of_where_they_come_from_is_not_believed(
    sent: dict[str, str], proxies: tuple[str, ...]
) -> None:
    assert seen(STRANGER, sent, *proxies) == f"{STRANGER} http"


def test_a_trusted_proxy_tells_who_asks() -> None:
    told = {"X-Forwarded-For": BROWSER, "X-Forwarded-Proto": "https"}
    assert seen(PROXY, told, PROXY) == f"{BROWSER} https"


def test_what_a_browser_wrote_before_the_proxy_did_is_not_believed() -> None:
    assert seen(PROXY, {"X-Forwarded-For": f"{STRANGER}, {BROWSER}"}, PROXY) == f"{BROWSER} http"


@pytest.mark.parametrize("header", ["X-Real-IP", "True-Client-IP", "X-Client-IP", "Forwarded"])
def test_no_other_header_tells_who_asks(header: str) -> None:
    assert seen(PROXY, {header: STRANGER}, PROXY) == f"{PROXY} http"
