"""Asks a virus scanner (clamd) about a file, over a socket, by its INSTREAM command; fails closed."""

import re
import socket
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

INSTREAM = b"zINSTREAM\0"
PIECE = 1 << 16
LENGTH = struct.Struct(">L")
LONGEST_ANSWER = 1_000
CLEAN = re.compile(rb"stream: OK")
FOUND = re.compile(rb"stream: (?P<what>.+) FOUND", re.DOTALL)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class VirusScanner:
    """Where clamd listens: a host and a port, or the path of a socket."""

    host: str = ""
    port: int = 3310
    path: str = ""
    timeout_seconds: float = 30

    @classmethod
    def at(cls, address: str) -> "VirusScanner":
        """Read ``127.0.0.1:3310``, ``[::1]:3310`` or ``/run/clamav/clamd.ctl``; raise a ValueError otherwise."""
        if address.startswith("/"):
            return cls(path=address)
        host, colon, port = address.rpartition(":")
        if not host or not colon or not port.isdecimal():
            raise ValueError(f"no address of a virus scanner: {address!r}")
        return cls(host=host.removeprefix("[").removesuffix("]"), port=int(port))


class ScannerOutage(OSError):
    """The scanner could not be reached, or gave no verdict; the file was not judged."""


def scan_by(scanner: VirusScanner) -> Callable[[bytes], str | None]:
    """Return the function that asks this scanner: what it found, or None; it raises ScannerOutage without a verdict."""

    def scan(data: bytes) -> str | None:
        try:
            with closing(_connected(scanner)) as connection:
                _send(connection, data)
                return _verdict(_answer(connection))
        except OSError as outage:
            raise ScannerOutage(f"{type(outage).__name__}: {outage}") from outage

    return scan


def _connected(scanner: VirusScanner) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), scanner.timeout_seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(scanner.timeout_seconds)
        connection.connect(scanner.path)
    except BaseException:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(INSTREAM)
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        connection.sendall(LENGTH.pack(len(piece)) + piece)
    connection.sendall(LENGTH.pack(0))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.strip(b"\0\n ")


def _verdict(answer: bytes) -> str | None:
    if CLEAN.fullmatch(answer):
        return None
    if found := FOUND.fullmatch(answer):
        return CONTROLS.sub("", found["what"].decode("utf-8", "replace"))[:100]
    raise ScannerOutage(answer[:200].decode("utf-8", "replace") or "no answer")
