"""Trials of the sealed store that need a process of their own: how much memory a large part takes, and a kill halfway.

python sealed_trials.py DATABASE_URL VAULT_ID PERSON_ID PARTY_ID MEGABYTES
"""

import asyncio
import json
import resource
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from litestar import Litestar, Request, post

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.sealed.pages.streaming import fields_of
from partnerschapsakte.sealed.schemas import PartReceipt
from partnerschapsakte.sealed.service.receiving import receive_part
from partnerschapsakte.sealed.storage.pulling import pull
from sealed_factory import House, actor

PIECE = bytes(range(256)) * 256
"""64 KiB, as a server hands them on."""


def peak() -> int:
    """Return the most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def form(megabytes: int) -> Iterator[bytes]:
    """Give the pieces of a form with one large file."""
    yield b'--grens\r\nContent-Disposition: form-data; name="delen"; filename="groot.bin"\r\n\r\n'
    for _ in range(megabytes * 16):
        yield PIECE
    yield b"\r\n--grens--\r\n"


def door(house: House, vault_id: str, person: Actor) -> Litestar:
    """Return an application that receives a file as the page does: from the form straight into encryption."""

    @post("/", request_max_body_size=None)
    async def receive(request: Request[Any, Any, Any]) -> int:
        size = 0
        async for field in fields_of(request):
            receive_it = partial(receive_part, house.counter(person), vault_id, name=field.file_name or "")
            outcome = await pull(field.body, receive_it, party_id=person.party_id or "")
            assert isinstance(outcome, PartReceipt)
            size += outcome.size
        return size

    return Litestar([receive], openapi_config=None)


async def upload(app: Litestar, megabytes: int) -> int:
    """Send a large file to an application, without a network and without ever having it whole."""
    pieces, answers = form(megabytes), list[bytes]()

    async def receive() -> Any:
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: Any) -> None:
        answers.append(message.get("body", b""))

    headers = [(b"content-type", b"multipart/form-data; boundary=grens")]
    scope: Any = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
    scope |= {"headers": headers, "app": app, "state": {}, "http_version": "1.1", "scheme": "http"}
    await app(scope, receive, send)
    return int(b"".join(answers))


def say(line: str) -> None:
    """Tell the test that started this trial."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, vault_id: str, person_id: str, party_id: str, megabytes: str) -> None:
    """Receive one small part to warm up, then the large one, and tell how much memory that took."""
    app = door(House(connect(url)), vault_id, actor(person_id, "contact", Role.PROVIDER_CONTACT, party_id))
    asyncio.run(upload(app, 4))
    before = peak()
    say("begun")
    size = asyncio.run(upload(app, int(megabytes)))
    say(json.dumps({"grown": peak() - before, "size": size}))


if __name__ == "__main__":
    main(*sys.argv[1:])
