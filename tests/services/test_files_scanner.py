"""A virus scanner is asked as clamd is asked, and without its verdict no file is sound."""

import socket
import struct
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

from partnerschapsakte.gateways.virus_scanner import ScannerOutage, VirusScanner, scan_by

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FakeClamd:
    """Listens on the loopback and speaks as clamd does; ``says`` replaces its answer, None says nothing."""

    listening: socket.socket
    says: bytes | None = b""
    received: list[bytes] = field(default_factory=list[bytes])

    def serve(self) -> None:
        """Answer one caller after another until the socket closes."""
        while True:
            try:
                caller, _ = self.listening.accept()
            except OSError:
                return
            with caller:
                self.answer(caller)

    def answer(self, caller: socket.socket) -> None:
        """Read one INSTREAM and answer it."""
        with caller.makefile("rb") as lines:
            assert lines.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack(">L", lines.read(4))[0]:
                data += lines.read(size)
        self.received.append(data)
        if self.says is not None:
            verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if data.startswith(EICAR) else b"stream: OK\0"
            caller.sendall(self.says or verdict)


@contextmanager
def clamd(listening: socket.socket, says: bytes | None = b"") -> Generator[FakeClamd]:
    """Run a fake clamd on this socket."""
    fake = FakeClamd(listening, says)
    thread = Thread(target=fake.serve)
    with listening:
        listening.listen()
        thread.start()
        yield fake
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def on_loopback() -> tuple[socket.socket, VirusScanner]:
    listening = socket.create_server(("127.0.0.1", 0))
    return listening, VirusScanner.at(f"127.0.0.1:{listening.getsockname()[1]}")


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 300_000])
def test_a_clean_file_reaches_the_scanner_whole(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    listening, scanner = on_loopback()
    with clamd(listening) as fake:
        assert scan_by(scanner)(data) is None
    assert fake.received == [data]


def test_an_infected_file_is_told_by_its_name() -> None:
    listening, scanner = on_loopback()
    with clamd(listening):
        assert scan_by(scanner)(EICAR) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK maybe\0", b"\0", b"x" * 5_000, None]
)
def test_an_answer_that_is_no_verdict_is_an_outage(says: bytes | None) -> None:
    listening, scanner = on_loopback()
    with clamd(listening, says), pytest.raises(ScannerOutage):
        scan_by(scanner)(b"x")


def test_the_name_of_a_virus_cannot_break_a_line() -> None:
    listening, scanner = on_loopback()
    with clamd(listening, b"stream: A\r\nB\x1b[0m" + b"x" * 300 + b" FOUND\0"):
        what = scan_by(scanner)(b"x")
    assert what is not None
    assert what.startswith("AB[0mxxx")
    assert len(what) == 100


def test_a_scanner_that_is_not_there_is_an_outage() -> None:
    listening, scanner = on_loopback()
    listening.close()
    with pytest.raises(ScannerOutage):
        scan_by(scanner)(b"x")


def test_a_scanner_that_stays_silent_is_an_outage_in_time() -> None:
    listening, scanner = on_loopback()
    with listening:
        listening.listen()
        slow = VirusScanner(host=scanner.host, port=scanner.port, timeout_seconds=0.2)
        start = time.monotonic()
        with pytest.raises(ScannerOutage):
            scan_by(slow)(b"x")
        assert time.monotonic() - start < 5


def test_a_scanner_behind_a_socket_file_is_asked_too(tmp_path: Path) -> None:
    path = str(tmp_path / "clamd.ctl")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(path)
    with clamd(listening) as fake:
        assert scan_by(VirusScanner.at(path))(b"schoon") is None
    assert fake.received == [b"schoon"]


def test_a_missing_socket_file_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(ScannerOutage):
        scan_by(VirusScanner.at(str(tmp_path / "nothing")))(b"x")


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [("127.0.0.1:3310", "127.0.0.1", 3310), ("[::1]:99", "::1", 99), ("clamav:1", "clamav", 1)],
)
def test_an_address_is_read(address: str, host: str, port: int) -> None:
    assert (VirusScanner.at(address).host, VirusScanner.at(address).port) == (host, port)


@pytest.mark.parametrize("address", ["", "clamav", ":3310", "clamav:", "clamav:x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        VirusScanner.at(address)
