"""Runs the trials of reminders in processes of its own: kills (R1) and a crowd of workers (R2).

A script, so that it forks from one warm process that has no threads: importing everything costs a second.

    python reminder_trials.py kills URL FOLDER NUMBER
    python reminder_trials.py crowd URL FOLDER WORKERS MILESTONES
"""

import asyncio
import hashlib
import json
import os
import signal
import smtplib
import sys
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from databases import all_models
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import Circle
from partnerschapsakte.foundation.database import Begin, connect, writing
from partnerschapsakte.gateways.mail import Encryption, Mail, MailServer, send_by
from partnerschapsakte.worker import Desk, drain, sweep
from reminder_factory import MAILBOX, add_people, date_to_keep, keep

FIRST_DAY = date(2027, 3, 1)
PEOPLE = [f"person{number}" for number in range(12)]
DATES_PER_SUBJECT = 5
HOURS_BETWEEN = 2
NOON = 12


def number(*parts: object, below: int) -> int:
    """Return the same number for the same parts: a trial can be repeated."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:6]) % below


def moment(hours: int) -> datetime:
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 6, tzinfo=UTC) + timedelta(hours=hours)


def person(subject: int, post: str) -> str:
    return PEOPLE[number(subject, post, below=len(PEOPLE))]


def plan_subject(session: Session, subject: int, today: date) -> None:
    circle = Circle(person(subject, "o"), person(subject, "d"), person(subject, "b"), MAILBOX)
    dates = [
        date_to_keep(f"{subject}-{key}", today + timedelta(days=number(subject, key, below=21)))
        for key in range(DATES_PER_SUBJECT)
    ]
    keep(session, today, dates, subject=f"subject-{subject}", circle=circle)


# The mail server: a process of its own that writes every mail it accepted as a line of JSON.


class Catcher:
    """Accepts every mail and writes it down before it says so."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        content = envelope.original_content or b""
        message: Any = message_from_bytes(content, policy=policy.default)
        line = {
            "message_id": message["Message-ID"],
            "to": envelope.rcpt_tos,
            "text": message.get_body(("plain",)).get_content(),
            "bytes": hashlib.sha256(content).hexdigest(),
        }
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return "250 OK"


async def _serve(file: Path, ready: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Catcher(file)), "127.0.0.1", 0)
    os.write(ready, f"{server.sockets[0].getsockname()[1]}\n".encode())
    await server.serve_forever()


def forked(work: Callable[[], None]) -> int:
    """Do the work in a child and return its process id."""
    if child := os.fork():
        return child
    try:
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, it must not run on as a second parent
        traceback.print_exc()
        os._exit(1)


def catching(file: Path) -> tuple[int, int]:
    """Start the mail server; return its process id and port."""
    ready, tell = os.pipe()
    child = forked(lambda: asyncio.run(_serve(file, tell)))
    with os.fdopen(ready) as pipe:
        return child, int(pipe.readline())


# R1: kills.


class Fuse:
    """Kills its own process at the n-th point it passes; 0 never."""

    def __init__(self, points: int) -> None:
        self._left = points

    def burn(self, *_: object, **__: object) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def fused(engine: Engine, fuse: Fuse) -> Begin:
    """Return units of work that pass a point at each statement, before each commit and after it."""
    event.listen(engine, "before_cursor_execute", fuse.burn)
    event.listen(engine, "commit", fuse.burn)
    begin = writing(engine)

    @contextmanager
    def unit_of_work() -> Generator[Session]:
        with begin() as session:
            yield session
        fuse.burn()

    return unit_of_work


def child_at_work(url: str, port: int, run: int, points: int) -> None:
    """Plan, enqueue, send and mark, on the hour of this run."""
    fuse = Fuse(points)
    engine = connect(url)
    begin = fused(engine, fuse)
    send = send_by(MailServer("127.0.0.1", port, Encryption.NONE, "Akten <akten@voorbeeldstad.example>"))

    def send_at_risk(mail: Mail) -> None:
        fuse.burn()
        send(mail)
        fuse.burn()

    now = moment(run * HOURS_BETWEEN)
    with begin() as session:
        planned = session.scalar(select(func.count(Milestone.subject.distinct()))) or 0
        plan_subject(session, planned, now.date())
    sweep(Desk(begin, send_at_risk, host="voorbeeldstad.example", now=lambda: now))
    drain(Desk(begin, send_at_risk, host="voorbeeldstad.example", now=lambda: now + timedelta(minutes=30)))


def last_run(run: int) -> int:
    """Return the run three days on, at noon: what was put off until the next morning has left by then."""
    last = run + 3 * 24 // HOURS_BETWEEN
    while moment(last * HOURS_BETWEEN).hour != NOON:
        last += 1
    return last


def kills(url: str, folder: Path, wanted: int) -> dict[str, Any]:
    """Kill children at work until so many were killed, then let the work be finished."""
    server, port = catching(folder / "mails.jsonl")
    killed = run = 0
    while killed < wanted:
        run += 1
        by_counter = run % 3 != 0
        child = forked(lambda: child_at_work(url, port, run, number(run, below=180) + 1 if by_counter else 0))  # noqa: B023 - it runs now
        if not by_counter:
            time.sleep(number(run, "delay", below=150) / 1000)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit("a child failed by itself")
    last = last_run(run)
    for rest in range(run + 1, last + 1):
        _, status = os.waitpid(forked(lambda: child_at_work(url, port, rest, 0)), 0)  # noqa: B023 - it runs now
        if status:
            raise SystemExit("a child that nobody killed failed")
    os.kill(server, signal.SIGTERM)
    os.waitpid(server, 0)
    return {"runs": run, "killed": killed, "now": moment(last * HOURS_BETWEEN).isoformat()}


# R2: a crowd.


def worker_at_work(url: str, file: Path) -> None:
    engine = connect(url)

    def write_down(mail: Mail) -> None:
        with file.open("a", encoding="utf-8") as mails:
            mails.write(json.dumps({"message_id": mail.message_id, "to": mail.addresses, "text": mail.text}) + "\n")

    now = moment(3)
    desk = Desk(writing(engine), write_down, host="voorbeeldstad.example", now=lambda: now)
    handled = sweep(desk)
    with file.with_suffix(".handled").open("a", encoding="utf-8") as counts:
        counts.write(f"{handled}\n")


def sender_at_work(url: str, file: Path) -> None:
    engine = connect(url)

    def write_down(mail: Mail) -> None:
        line = json.dumps({"message_id": mail.message_id, "to": mail.addresses, "text": mail.text}) + "\n"
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line.encode())
        os.close(descriptor)

    now = moment(4)
    drain(Desk(writing(engine), write_down, host="voorbeeldstad.example", now=lambda: now))


def crowd(url: str, folder: Path, workers: int, milestones: int) -> dict[str, Any]:
    """Let several workers sweep at once, then let them send at once."""
    file = folder / "mails.jsonl"
    for work in (worker_at_work, sender_at_work):
        children = [forked(lambda: work(url, file)) for _ in range(workers)]  # noqa: B023 - it runs now
        for child in children:
            _, status = os.waitpid(child, 0)
            if status:
                raise SystemExit("a worker failed")
    handled = [int(line) for line in file.with_suffix(".handled").read_text("utf-8").split()]
    return {"handled": handled, "milestones": milestones}


def fill(url: str, milestones: int) -> None:
    """Plan so many dates, all due today, for twelve people."""
    engine = connect(url)
    per_subject = 100
    with writing(engine)() as session:
        for subject in range(milestones // per_subject):
            circle = Circle(PEOPLE[subject % len(PEOPLE)], None, None, MAILBOX)
            day = FIRST_DAY + timedelta(days=14)
            dates = [date_to_keep(f"{subject}-{key}", day) for key in range(per_subject)]
            keep(session, FIRST_DAY, dates, subject=f"subject-{subject}", circle=circle)
    engine.dispose()


def main(trial: str, url: str, folder: str, *numbers: str) -> None:
    all_models()
    smtplib.SMTP(timeout=1).close()  # warm: nothing is imported after the fork
    filling = forked(lambda: prepare(url, trial, *numbers))
    if os.waitpid(filling, 0)[1]:
        raise SystemExit("the trial could not be prepared")
    found = (
        kills(url, Path(folder), int(numbers[0])) if trial == "kills" else crowd(url, Path(folder), *map(int, numbers))
    )
    sys.stdout.write(json.dumps(found))


def prepare(url: str, trial: str, *numbers: str) -> None:
    """Add the people, and the dates of a crowd, in a child: the parent never opens a connection."""
    engine = connect(url)
    with writing(engine)() as session:
        add_people(session, PEOPLE)
    engine.dispose()
    if trial == "crowd":
        fill(url, int(numbers[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
