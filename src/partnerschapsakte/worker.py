"""The composition root of work in the background: the heartbeat that does what is due (``tasks`` says what that is).

Truth is rows in the database. APScheduler is a clock tick in memory and promises nothing; any number of workers
may tick at once, and a tick that is missed is made up for by the next.
"""

import logging
import signal
import threading
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import FrameType
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import configure_mappers

from partnerschapsakte.agenda.queries import first_due
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.database import connect, writing
from partnerschapsakte.foundation.keys import read_keyring
from partnerschapsakte.foundation.logs import kind_of, reason_of
from partnerschapsakte.gateways.mail import Encryption, Mail, MailOutage, MailServer, keep_in, send_by
from partnerschapsakte.journal import outbox
from partnerschapsakte.journal import service as journal
from partnerschapsakte.journal.rules.checkpoints import origin_of
from partnerschapsakte.journal.storage import forget_answers
from partnerschapsakte.reminders import service as reminders
from partnerschapsakte.reminders.rules import DEFAULT_LEADS
from partnerschapsakte.sealed.storage.chunks import sweep_left_over
from partnerschapsakte.settings import Settings
from partnerschapsakte.tasks import TASKS, Desk, Send, Task

log = logging.getLogger(__name__)

SWEEP = "sweep"
SWEPT_AT_ONCE = 500
LAPSES_EVERY_SECONDS = 3600
SIGNS_EVERY_SECONDS = 3600


def lapse(desk: Desk) -> int:
    """Record the options that lapsed because no notice was received in time; return how many.

    An agreement that cannot be handled is left aside and logged, so that it never holds up the others.
    """
    from partnerschapsakte.contracts.queries import all_agreements  # noqa: PLC0415 - once an hour
    from partnerschapsakte.contracts.service.extensions import record_lapses_of  # noqa: PLC0415 - once an hour

    with desk.begin() as session:
        ids = [agreement.id for agreement in all_agreements(session)]
    lapsed = 0
    for agreement_id in ids:
        try:
            with desk.begin() as session:
                lapsed += record_lapses_of(session, desk.occasion(), agreement_id)
        except Exception:
            log.exception("the options of agreement %s are left aside", agreement_id)
    return lapsed


def sweep(desk: Desk) -> int:
    """Put everything that is due today into the mails of its recipients; return how many dates were due.

    A date that cannot be handled is left aside, so that it never holds up the others; the sweep then counts as
    failed, and the doctor and the numbers say so until somebody looks.
    """
    handled, left_aside = 0, set[str]()
    while count := _sweep_once(desk, left_aside):
        handled += count
    if not left_aside:
        with desk.begin() as session:
            reminders.note_success(session, desk.now(), SWEEP, handled)
    return handled - len(left_aside)


def _sweep_once(desk: Desk, left_aside: set[str]) -> int:
    try:
        return _sweep_batch(desk, SWEPT_AT_ONCE, left_aside)
    except Exception:
        log.exception("a batch of reminders failed; they are tried one by one")
    try:
        return _sweep_batch(desk, 1, left_aside)
    except Exception:
        with desk.begin() as session:
            culprit = first_due(session, desk.occasion().today, left_aside)
        if culprit is None:
            raise
        log.exception("the reminders of milestone %s are left aside", culprit)
        left_aside.add(culprit)
        return 1


def _sweep_batch(desk: Desk, limit: int, left_aside: Collection[str]) -> int:
    with desk.begin() as session:
        return reminders.sweep(session, desk.occasion(), limit=limit, leads=desk.leads, left_aside=left_aside)


def drain(desk: Desk, tasks: Mapping[str, Task] = TASKS) -> int:
    """Do the work that is owed, one by one, until nothing is due; return how much was done."""
    done = 0
    while True:
        with desk.begin() as session:
            claimed = outbox.claim(session, desk.now(), tasks.keys())
        if not claimed:
            break
        done += sum(_do(desk, tasks, work) for work in claimed)
    return done


def sign_journal(desk: Desk) -> None:
    """Sign the journal as it was at the end of yesterday, once a day, and owe its way outside."""
    if desk.keys is None:
        return
    with desk.begin() as session:
        journal.make_checkpoint(
            session,
            desk.occasion(),
            desk.keys,
            origin=origin_of(desk.host),
            recipients=desk.checkpoint_recipients,
            to_file=desk.checkpoint_folder is not None,
        )


def tidy(desk: Desk) -> None:
    """Forget what is kept for a while only: answers to repeated requests, and pieces of parts that never came in."""
    with desk.begin() as session:
        forget_answers(session, desk.now())
        sweep_left_over(session, desk.now())


def tick(desk: Desk, tasks: Mapping[str, Task] = TASKS) -> None:
    """Do once what the heartbeat does for ever."""
    lapse(desk)
    sweep(desk)
    sign_journal(desk)
    tidy(desk)
    drain(desk, tasks)


def _do(desk: Desk, tasks: Mapping[str, Task], work: outbox.Claimed) -> bool:
    try:
        tasks[work.task](desk, work.payload)
    except Exception as error:  # whatever went wrong, the other work goes on and this comes back
        outage, told = isinstance(error, MailOutage), f"{kind_of(error)}: {reason_of(error)}"
        with desk.begin() as session:
            parked = outbox.fail(session, work, desk.now(), told, outage=outage)
        log.warning("%s %s: %s", work.task, "parked" if parked else "comes back", told, exc_info=not outage)
        return False
    with desk.begin() as session:
        outbox.settle(session, work.id, desk.now())
    return True


def desk_of(settings: Settings, engine: Engine) -> Desk:
    """Return the desk of this installation."""
    return Desk(
        begin=writing(engine),
        send=_way_out(settings),
        address=settings.address,
        host=settings.host_name,
        locale=settings.language,
        leads=replace(DEFAULT_LEADS, overdue_every_days=settings.reminder_overdue_every_days),
        keys=read_keyring(settings.key_file),
        checkpoint_recipients=settings.checkpoint_recipients,
        checkpoint_folder=settings.checkpoint_folder,
    )


def _way_out(settings: Settings) -> Send:
    if settings.smtp_host:
        password = settings.smtp_password
        return send_by(
            MailServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                encryption=Encryption(settings.smtp_encryption),
                sender=settings.smtp_sender,
                username=settings.smtp_username,
                password=password.get_secret_value() if password else None,
                reply_to=settings.smtp_reply_to,
                envelope_from=settings.smtp_envelope_from,
                timeout_seconds=settings.smtp_timeout_seconds,
            )
        )
    return keep_in(settings.key_file.parent / "mails") if settings.demo else _waits


def _waits(_: Mail) -> None:
    raise MailOutage("no mail server is set (PARTNERSCHAPSAKTE_SMTP_HOST)")


def import_rooms() -> None:
    """Import what the tasks use and settle the tables, before several threads would do so at once."""
    from partnerschapsakte.contracts.service import extensions, papers  # noqa: PLC0415 - a second of importing
    from partnerschapsakte.reminders import word  # noqa: PLC0415 - a second of importing

    log.debug("ready to work with %s, %s and %s", extensions.__name__, papers.__name__, word.__name__)
    configure_mappers()


@contextmanager
def heartbeat(
    settings: Settings, engine: Engine, tasks: Mapping[str, Task] = TASKS, now: Callable[[], datetime] = clock.now
) -> Generator[Desk]:
    """Tick in a thread until the block ends; on SQLite this runs inside ``serve``."""
    from apscheduler.schedulers.background import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs] - imported where it costs; it has no types
        BackgroundScheduler,
    )

    import_rooms()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is still busy is no news
    desk = replace(desk_of(settings, engine), now=now)
    scheduler: Any = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    scheduler.add_job(lapse, "interval", [desk], seconds=LAPSES_EVERY_SECONDS, next_run_time=clock.now())
    scheduler.add_job(sign_journal, "interval", [desk], seconds=SIGNS_EVERY_SECONDS, next_run_time=clock.now())
    scheduler.add_job(tidy, "interval", [desk], seconds=SIGNS_EVERY_SECONDS, next_run_time=clock.now())
    scheduler.add_job(sweep, "interval", [desk], seconds=settings.sweep_seconds, next_run_time=clock.now())
    scheduler.add_job(drain, "interval", [desk, tasks], seconds=settings.outbox_seconds, next_run_time=clock.now())
    scheduler.start()
    try:
        yield desk
    finally:
        scheduler.shutdown(wait=True)


def run_worker(settings: Settings, tasks: Mapping[str, Task] = TASKS) -> None:
    """Work until SIGTERM or SIGINT; what is being done is finished first."""
    stop = threading.Event()

    def asked_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked_to_stop)
    engine = connect(settings.database_url)
    with heartbeat(settings, engine, tasks):
        stop.wait()
    engine.dispose()
