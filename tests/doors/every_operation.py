"""Asks every operation of the API in the seeded world: so that it succeeds, and in each way in which it refuses."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Engine

from partnerschapsakte.foundation.actor import Role
from seeded.installation import Installation, installed
from seeded.world import STRANGER

SAFE = frozenset({"GET", "HEAD"})
ELSEWHERE = {"Origin": "https://elders.example"}
"""Every request says that it comes from a page of another site."""

MOSTLY = (Role.CONTRACT_MANAGER, Role.ADMINISTRATOR)
"""Who succeeds at most operations is tried first."""

_ASKED: dict[str, list["Asked"]] = {}


class Asked(NamedTuple):
    """One answer: to which operation, and whether it was to be ``done`` or how it was to be refused."""

    method: str
    path: str
    how: str
    answer: Any


def every_answer(engine: Engine) -> list[Asked]:
    """Ask everything once in this process; what was done is put back each time."""
    kind = engine.dialect.name
    if kind not in _ASKED:
        _ASKED[kind] = list(_ask(installed(engine)))
    return _ASKED[kind]


def who_succeeds(at: Installation, name: str) -> str:
    """Name somebody for whom an operation succeeds; what it changed is put back."""
    for who in sorted(at.who_may(name), key=MOSTLY.__contains__, reverse=True):
        done = at.send(name, who).status_code < 300
        if done and at.operations[name].method not in SAFE:
            at.restore()
        if done:
            return who
    raise AssertionError(f"{name} succeeds for nobody: say in tests/seeded how it does")


def _ask(at: Installation) -> Iterator[Asked]:
    for name, operation in at.operations.items():
        path, who = re.sub(r":\w+\}", "}", operation.path), who_succeeds(at, name)
        way = replace(at.way(name), headers=at.way(name).headers | ELSEWHERE)
        yield Asked(operation.method, path, "done", at.send(name, who, way))
        if operation.method not in SAFE:
            at.restore()
        odd, bare = replace(way, query={"nowhere": "told"}), replace(way, headers=way.headers | {"Authorization": ""})
        yield Asked(operation.method, path, "unreadable", at.send(name, who, odd))
        yield Asked(operation.method, path, "strange", at.send(name, STRANGER, way))
        yield Asked(operation.method, path, "nobody", at.send(name, who, bare))
        yield Asked(operation.method, path, "elsewhere", at.send(name, who, way, tail="/"))
