"""Gives a text or a stream as something to keep: an address that holds the text, or a file that is not opened."""

from collections.abc import Iterator
from urllib.parse import quote

from litestar.response import Stream

from partnerschapsakte.sealed.word.letters import kept_as


def as_file(name: str, body: Iterator[bytes]) -> Stream:
    """Return a file to keep: its type is never believed."""
    return Stream(body, headers={"Content-Disposition": kept_as(name)}, media_type="application/octet-stream")


def as_link(text: str) -> str:
    """Return a text as an address that holds it, so that it can be saved without being asked for again."""
    return f"data:text/plain;charset=utf-8,{quote(text)}"
