"""The language between the program and the process that fills in uploaded templates: a line of JSON, then bytes."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, cast

LINE_END = b"\n"


class Message(NamedTuple):
    """What one side says: plain data, and a file."""

    data: dict[str, Any]
    file: bytes = b""


class NotUnderstoodError(Exception):
    """What came over the wire is no message."""


def encoded(message: Message) -> bytes:
    """Return a message as bytes."""
    line = json.dumps(message.data, ensure_ascii=True, separators=(",", ":")).encode()
    return line + LINE_END + message.file


def decoded(raw: bytes) -> Message:
    """Return the message in these bytes; raise NotUnderstoodError."""
    line, end, file = raw.partition(LINE_END)
    try:
        data = json.loads(line) if end else None
    except (ValueError, RecursionError) as error:
        raise NotUnderstoodError from error
    if not isinstance(data, dict):
        raise NotUnderstoodError
    return Message(cast("dict[str, Any]", data), file)


def packed(value: Any) -> Any:
    """Return the content of a document as JSON that keeps dates and amounts what they are."""
    match value:
        case Mapping():
            return {key: packed(item) for key, item in cast("Mapping[str, Any]", value).items()}
        case list() | tuple():
            return [packed(item) for item in cast("list[Any]", value)]
        case Decimal():
            return {"$decimal": str(value)}
        case date():
            return {"$date": value.isoformat()}
        case _:
            return value


def unpacked(value: Any) -> Any:
    """Return the content of a document from what ``packed`` made; no name in a content begins with a dollar."""
    match value:
        case {"$decimal": str(text)}:
            return Decimal(text)
        case {"$date": str(text)}:
            return date.fromisoformat(text)
        case dict():
            return {key: unpacked(item) for key, item in cast("dict[str, Any]", value).items()}
        case list():
            return [unpacked(item) for item in cast("list[Any]", value)]
        case _:
            return value
