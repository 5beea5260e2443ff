"""Watches which transactions that write are open while a password is hashed."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, event

from partnerschapsakte.access.service import passwords


class Watching(PasswordHasher):
    """Notes, each time it works, how many transactions that write are open."""

    def __init__(self, is_open: set[int]) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.is_open = is_open
        self.found: list[int] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library calls it so
        """Compare, and note what is open."""
        self.found.append(len(self.is_open))
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Hash, and note what is open."""
        self.found.append(len(self.is_open))
        return super().hash(password, salt=salt)


@contextmanager
def watching(engine: Engine) -> Generator[Watching]:
    """Hash cheaply, and watch which transactions that write are open meanwhile."""
    is_open: set[int] = set()

    def begun(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", True):
            is_open.add(id(connection))

    def over(connection: Connection) -> None:
        is_open.discard(id(connection))

    with pytest.MonkeyPatch.context() as patch:
        hasher = Watching(is_open)
        patch.setattr(passwords, "ARGON2ID", hasher)
        for name, note in (("begin", begun), ("commit", over), ("rollback", over)):
            event.listen(engine, name, note)
        yield hasher
