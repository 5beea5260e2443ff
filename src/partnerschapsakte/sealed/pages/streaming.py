"""Reads a form with files field by field as it arrives: nothing of a file is spooled, in memory or on disk."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

import multipart  # pyright: ignore[reportMissingTypeStubs] - it has few types; what it gives stays in this module
from litestar import Request
from litestar.exceptions import ClientException

forms: Any = multipart

Asked = Request[Any, Any, Any]
MOST_FIELDS = 120
LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form, while it arrives; ``file_name`` is None for a field that is no file.

    What type its sender says a file has is not kept: it is never believed, and could hold anything.
    """

    name: str
    file_name: str | None
    body: AsyncIterator[bytes]

    async def text(self) -> str:
        """Return the value of a field that is no file."""
        value = bytearray()
        async for piece in self.body:
            value += piece
            if len(value) > LONGEST_TEXT:
                raise ClientException
        return value.decode("utf-8", "replace")


async def fields_of(request: Asked) -> AsyncGenerator[Field, None]:
    """Give the fields one after the other; what is not read of one is thrown away before the next."""
    kind, options = forms.parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or "boundary" not in options:
        raise ClientException
    parser = forms.PushMultipartParser(options["boundary"], max_segment_count=MOST_FIELDS, strict=True)
    events = _events(request, parser)
    async for event in events:
        if not isinstance(event, forms.MultipartSegment):
            continue
        body = _body(events)
        yield Field(str(event.name), event.filename, body)
        await throw_away(body)


async def throw_away(source: AsyncIterator[bytes]) -> None:
    """Read to the end and keep nothing: a browser shows our answer only when it could send everything."""
    async for _ in source:
        pass


async def _events(request: Asked, parser: Any) -> AsyncGenerator[Any, None]:
    try:
        async for piece in request.stream():
            if piece:
                for event in parser.parse(piece):
                    yield event
        parser.close()
    except forms.MultipartError as error:
        raise ClientException from error


async def _body(events: AsyncIterator[Any]) -> AsyncGenerator[bytes, None]:
    async for event in events:
        if event is None:
            return
        yield event
