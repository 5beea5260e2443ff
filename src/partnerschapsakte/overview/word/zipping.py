"""Writes a zip piece by piece while it is sent: one body is held at a time, and nothing is spooled."""

import io
import zipfile
from collections.abc import Iterable, Iterator

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The moment of every member: the same file gives the same bytes; the index tells the true moments."""


class _Pipe(io.RawIOBase):
    """Takes what a zip writes, and gives it away; it cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(data)  # pyright: ignore[reportArgumentType] - a buffer
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield the bytes of a zip of these names and bodies, as they come."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, body)
            yield pipe.taken()
    yield pipe.taken()
