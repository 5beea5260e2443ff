"""The composition root of work in the background: which task is which function, and the heartbeat that calls them.

Truth is rows in the database. APScheduler is a clock tick in memory and promises nothing; any number of workers
may tick at once, and a tick that is missed is made up for by the next.
"""

import logging
import signal
import threading
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from types import FrameType
from typing import Any, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.orm import configure_mappers

from partnerschapsakte import settings as places
from partnerschapsakte.agenda.queries import first_due
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import Begin, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.gateways.mail import Encryption, Mail, MailOutage, MailServer, send_by
from partnerschapsakte.gateways.office import office_available, pdf_of
from partnerschapsakte.journal import outbox
from partnerschapsakte.reminders import service as reminders
from partnerschapsakte.reminders.rules import DEFAULT_LEADS, Leads
from partnerschapsakte.settings import Settings

log = logging.getLogger(__name__)

Send: TypeAlias = Callable[[Mail], None]
SWEEP = "sweep"
SWEPT_AT_ONCE = 500
LAPSES_EVERY_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a task needs: the database, the clock, the way out for mail, and the wording of this installation."""

    begin: Begin
    send: Send
    address: str = "http://127.0.0.1:8000"
    host: str = "localhost"
    locale: str = "nl"
    now: Callable[[], datetime] = clock.now
    leads: Leads = DEFAULT_LEADS

    def occasion(self) -> Occasion:
        """Return the occasion of what the program does by itself at this moment."""
        now = self.now()
        return Occasion(SYSTEM, now, now)


Task: TypeAlias = Callable[[Desk, Mapping[str, Any]], None]


def send_digest(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Compose one mail, hand it to the mail server, note that it was accepted.

    A crash between the last two repeats the same mail, with the same Message-ID: never lost, sometimes twice.
    """
    from partnerschapsakte.reminders.word import writer  # noqa: PLC0415 - the templates are read when a mail is due

    occasion = desk.occasion()
    write = writer(
        places.templates(),
        base_url=desk.address,
        host=desk.host,
        stamped_at=occasion.recorded_at,
        locale=desk.locale,
    )
    with desk.begin() as session:
        letter = reminders.compose_digest(session, occasion, payload["digest"], host=desk.host, write=write)
    if letter is None:
        return
    desk.send(
        Mail(
            message_id=letter.message_id,
            addresses=letter.addresses,
            subject=letter.subject,
            text=letter.text,
            dated_at=letter.composed_at,
            calendar=letter.calendar,
        )
    )
    with desk.begin() as session:
        reminders.mark_sent(session, desk.occasion(), letter.digest_id)


def issue_letter(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Make the letter that gives notice of an extension; the same data give the same letter again."""
    from partnerschapsakte.contracts.service.papers import (  # noqa: PLC0415 - Word is loaded when a letter is due
        Press,
        issue_extension_letter,
    )

    with desk.begin() as session:
        press = Press(session, desk.occasion(), places.templates() / "documents")
        issue_extension_letter(press, payload["agreement_id"], payload["point"])


def make_pdf(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Make the PDF of an issued document, where LibreOffice is installed; elsewhere the Word file is what there is."""
    from partnerschapsakte.documents.queries import word_file  # noqa: PLC0415 - Word is loaded when it is needed
    from partnerschapsakte.documents.service import keep_pdf  # noqa: PLC0415 - Word is loaded when it is needed

    if not office_available():
        return
    with desk.begin() as session:
        body = word_file(session, payload["document_id"]).body
    pdf = pdf_of(body)
    if pdf is None:
        raise RuntimeError("LibreOffice made no PDF")
    with desk.begin() as session:
        keep_pdf(session, desk.occasion(), payload["document_id"], pdf)


TASKS: Mapping[str, Task] = {
    reminders.SEND_DIGEST: send_digest,
    "contracts.issue_extension_letter": issue_letter,
    "documents.make_pdf": make_pdf,
}
"""The only place where a room's act meets a gateway. ``tick`` takes other tables, with the tasks of other rooms."""


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
    failed, and the health page turns red until somebody looks.
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


def tick(desk: Desk, tasks: Mapping[str, Task] = TASKS) -> None:
    """Do once what the heartbeat does for ever."""
    lapse(desk)
    sweep(desk)
    drain(desk, tasks)


def _do(desk: Desk, tasks: Mapping[str, Task], work: outbox.Claimed) -> bool:
    try:
        tasks[work.task](desk, work.payload)
    except Exception as error:  # whatever went wrong, the other work goes on and this comes back
        outage = isinstance(error, MailOutage)
        with desk.begin() as session:
            parked = outbox.fail(session, work, desk.now(), f"{type(error).__name__}: {error}", outage=outage)
        log.warning("%s %s: %s", work.task, "parked" if parked else "comes back", error, exc_info=not outage)
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
    return _stays_here if settings.demo else _waits


def _stays_here(_: Mail) -> None:
    """Let a mail count as sent in a demonstration: it is shown, and never leaves."""


def _waits(_: Mail) -> None:
    raise MailOutage("no mail server is set (PARTNERSCHAPSAKTE_SMTP_HOST)")


def import_rooms() -> None:
    """Import what the tasks use and settle the tables, before several threads would do so at once."""
    from partnerschapsakte.contracts.service import extensions, papers  # noqa: PLC0415 - a second of importing
    from partnerschapsakte.reminders import word  # noqa: PLC0415 - a second of importing

    log.debug("ready to work with %s, %s and %s", extensions.__name__, papers.__name__, word.__name__)
    configure_mappers()


@contextmanager
def heartbeat(settings: Settings, engine: Engine, tasks: Mapping[str, Task] = TASKS) -> Generator[Desk]:
    """Tick in a thread until the block ends; on SQLite this runs inside ``serve``."""
    from apscheduler.schedulers.background import (  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs] - imported where it costs; it has no types
        BackgroundScheduler,
    )

    import_rooms()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is still busy is no news
    desk = desk_of(settings, engine)
    scheduler: Any = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    scheduler.add_job(lapse, "interval", [desk], seconds=LAPSES_EVERY_SECONDS, next_run_time=clock.now())
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
