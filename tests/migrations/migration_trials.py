"""Kills migrations of an installation with rows at every kind of statement, and lets the next one finish them.

A script, so that it forks from one warm process that has no threads and no open connection.

    python migration_trials.py URL KILLS
"""

import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, make_url

from partnerschapsakte.cli.running import upgrade
from partnerschapsakte.exchange.revisions import current
from partnerschapsakte.foundation.database import connect
from released import FIRST, Held, held, install_first, later_revisions


class Fuse:
    """Kills its own process at the n-th point it passes; 0 never, and counts."""

    def __init__(self, points: int) -> None:
        self._wanted, self.passed = points, 0

    def burn(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self._wanted:
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_child(url: URL, points: int) -> int:
    """Migrate in a child with a fuse; return how many points it passed, 0 where it was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            fuse, engine = Fuse(points), connect(url.render_as_string(hide_password=False))
            event.listen(engine, "before_cursor_execute", fuse.burn)
            event.listen(engine, "commit", fuse.burn)
            upgrade(engine)
            os.write(tell, str(fuse.passed).encode())
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


class Copies:
    """Gives a new copy of one installation of the first version, as often as it is asked."""

    def __init__(self, url: URL) -> None:
        self._original = url
        self.copy = url.set(database=f"{url.database}_copy")

    def anew(self) -> None:
        if self._original.get_backend_name() == "sqlite":
            assert self._original.database
            assert self.copy.database
            for part in ("", "-wal", "-shm"):
                Path(self.copy.database + part).unlink(missing_ok=True)
            shutil.copy(self._original.database, self.copy.database)
        else:
            self.gone()
            self._command(f'CREATE DATABASE "{self.copy.database}" TEMPLATE "{self._original.database}"')

    def gone(self) -> None:
        if self._original.get_backend_name() != "sqlite":
            self._command(f'DROP DATABASE IF EXISTS "{self.copy.database}" WITH (FORCE)')

    def _command(self, statement: str) -> None:
        engine = create_engine(self._original.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def looked_at(url: URL, before: Held) -> tuple[str, Held]:
    """Return the version of an installation, and what it holds."""
    engine = connect(url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        version = current(connection)
    found = held(engine, before)
    engine.dispose()
    return version, found


def main(address: str, kills: str) -> None:
    url, versions = make_url(address), [FIRST, *later_revisions()]
    engine = connect(address)
    before = install_first(engine)
    engine.dispose()
    copies = Copies(url)
    copies.anew()
    passed = in_a_child(copies.copy, 0)
    killed = finished = 0
    for number in range(int(kills)):
        copies.anew()
        killed += in_a_child(copies.copy, 1 + number * (passed - 1) // max(1, int(kills) - 1)) == 0
        halfway, found = looked_at(copies.copy, before)
        sound = halfway in versions and found.includes(before)
        in_a_child(copies.copy, 0)
        after, found = looked_at(copies.copy, before)
        finished += sound and after == versions[-1] and found.includes(before)
    copies.gone()
    sys.stdout.write(json.dumps({"killed": killed, "finished": finished}))


if __name__ == "__main__":
    main(*sys.argv[1:])
