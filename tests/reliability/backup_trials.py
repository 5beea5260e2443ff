"""Kills processes that write an archive or read one in, at every kind of point, and looks what they leave.

A script, so that it forks from one warm process that has no threads and no open connection.

    python backup_trials.py export URL ARCHIVE KILLS
    python backup_trials.py import URL ARCHIVE KILLS

ARCHIVE is a whole one, of the database at URL or to read into it.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event, text

from archives import HEAD, manifest_of, read_in, rows_in, write
from partnerschapsakte.exchange import archive
from partnerschapsakte.exchange.archive import Reading
from partnerschapsakte.exchange.checking import faults_of
from partnerschapsakte.exchange.exporting import UNFINISHED
from partnerschapsakte.exchange.tables import all_tables
from partnerschapsakte.foundation.database import connect

ROOM = str(Path(archive.__file__).parent)
LAST_POINTS = 40


class Fuse:
    """Kills its own process at the n-th point it passes; 0 never, and counts."""

    def __init__(self, points: int) -> None:
        self._wanted, self.passed = points, 0

    def burn(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self._wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    def follow(self, frame: FrameType, _event: str, _: object) -> None:
        """Pass a point at each call and return in the room of archives, of Python and of C alike."""
        if frame.f_code.co_filename.startswith(ROOM):
            self.burn()


def child_at_work(act: Callable[[Engine], object], url: str, points: int, tell: int) -> None:
    """Do the work with a fuse; write how many points it passed where it was not killed."""
    fuse = Fuse(points)
    engine = connect(url)
    event.listen(engine, "commit", fuse.burn)
    sys.setprofile(fuse.follow)
    act(engine)
    sys.setprofile(None)
    os.write(tell, str(fuse.passed).encode())


def in_a_child(act: Callable[[Engine], object], url: str, points: int) -> int:
    """Return how many points the child passed; 0 where it was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            child_at_work(act, url, points, tell)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it is, it must not run on as a second parent
            traceback.print_exc()
            os._exit(1)
    os.close(tell)
    with os.fdopen(hear, "rb") as pipe:
        passed = pipe.read()
    _, status = os.waitpid(child, 0)
    if status not in {0, signal.SIGKILL}:
        raise SystemExit(f"the child ended with {status}")
    return int(passed or 0)


def warm_up(act: Callable[[Engine], object], url: str) -> None:
    """Do it once here, so that every child finds the same things imported and remembered."""
    engine = connect(url)
    act(engine)
    engine.dispose()


def points_to_kill_at(passed: int, kills: int) -> list[int]:
    """Choose points throughout the work, and half of them among the last, where it becomes visible."""
    last = min(LAST_POINTS, kills // 2)
    spread = kills - last
    return [1 + number * (passed - last - 1) // spread for number in range(spread)] + list(
        range(passed - last + 1, passed + 1)
    )


def whole(file: Path, like: Path) -> bool:
    with file.open("rb") as opened:
        return not faults_of(Reading(opened), HEAD) and file.read_bytes() == like.read_bytes()


def export_trial(url: str, good: Path, kills: int) -> dict[str, Any]:
    """Kill exports; what is left is no archive, or a whole one."""
    file = good.with_name("killed.zip")

    def act(engine: Engine) -> object:
        return write(engine, file)

    warm_up(act, url)
    file.unlink()
    passed = in_a_child(act, url, 0)
    found: Counter[str] = Counter()
    for point in points_to_kill_at(passed, kills):
        for left in (file, *leftovers(file)):
            left.unlink(missing_ok=True)  # each trial begins the same, so that its points are the same
        found["killed"] += in_a_child(act, url, point) == 0
        found["none" if not file.exists() else "whole" if whole(file, good) else "half"] += 1
    file.unlink(missing_ok=True)
    in_a_child(act, url, 0)
    return {**found, "left": [one.name for one in leftovers(file)], "then": whole(file, good)}


def leftovers(file: Path) -> list[Path]:
    return [one for one in file.parent.iterdir() if one.name.endswith(UNFINISHED)]


@contextmanager
def looked_at(url: str) -> Any:
    """Open the database when nobody is in it any more: PostgreSQL may still be busy with what a dead client asked."""
    engine = connect(url)
    try:
        while engine.dialect.name == "postgresql" and others(engine):
            time.sleep(0.01)
        yield engine
    finally:
        engine.dispose()


def others(engine: Engine) -> int:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        return connection.execute(text(asked + " AND backend_type = 'client backend'")).scalar_one()


def import_trial(url: str, good: Path, kills: int) -> dict[str, Any]:
    """Kill imports; the database is empty afterwards, or holds everything."""

    def act(engine: Engine) -> object:
        return read_in(engine, good)

    warm_up(act, url)
    state_after(url, good)
    passed = in_a_child(act, url, 0)
    state_after(url, good)
    found: Counter[str] = Counter()
    for point in points_to_kill_at(passed, kills):
        found["killed"] += in_a_child(act, url, point) == 0
        found[state_after(url, good)] += 1
    in_a_child(act, url, 0)
    return {**found, "then": state_after(url, good) == "whole"}


def state_after(url: str, good: Path) -> str:
    """Tell what the database holds, and empty it again."""
    with looked_at(url) as engine:
        rows = rows_in(engine)
        if not rows:
            return "none"
        again = good.with_name("again.zip")
        again.unlink(missing_ok=True)
        write(engine, again)
        equal = manifest_of(again) == manifest_of(good) and sum(rows.values()) == manifest_of(good).rows
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in reversed(all_tables()):
                connection.execute(table.delete())
        return "whole" if equal else "half"


def main(kind: str, url: str, file: str, kills: str) -> None:
    trial = export_trial if kind == "export" else import_trial
    sys.stdout.write(json.dumps(trial(url, Path(file), int(kills))))


if __name__ == "__main__":
    main(*sys.argv[1:])
