"""Makes people, dates to keep and a desk whose mails are caught, for the tests of reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import Person
from partnerschapsakte.agenda.rules import Circle, DateToKeep, MilestoneKind
from partnerschapsakte.dates.explanation import begin
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.reminders.service import watch
from partnerschapsakte.worker import Desk, drain, sweep

MAILBOX = "contracten@voorbeeldstad.example"
MANAGER = Actor("owner", "Noor Voorbeeld", frozenset({Role.CONTRACT_MANAGER}))
CIRCLE = Circle("owner", "deputy", "budget", MAILBOX)


def at(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day, in UTC: after seven in the morning in Amsterdam."""
    return datetime.combine(day, time(hour), UTC)


def on(day: date, actor: Actor = SYSTEM) -> Occasion:
    """Return the occasion of something at nine on this day."""
    return Occasion(actor, at(day), at(day))


def add_people(session: Session, ids: Sequence[str]) -> None:
    """Register people with an account, by id."""
    session.add_all(
        Person(
            id=id_,
            name=f"{id_.capitalize()} Voorbeeld",
            email=f"{id_}@voorbeeldstad.example",
            function="",
            roles=[Role.CONTRACT_MANAGER.value],
            password_hash=None,
            disabled_at=None,
        )
        for id_ in ids
    )
    session.flush()


def date_to_keep(
    key: str,
    day: date,
    kind: MilestoneKind = MilestoneKind.QUESTIONS,
    *,
    done_on: date | None = None,
    remind_by: date | None = None,
) -> DateToKeep:
    """Return a date to keep, with a title that can be found again in a mail."""
    due = begin(day, say("Start of the term")).explained("Contractstandaard 1.3.1")
    return DateToKeep(key, kind, say("Date <{key}>", key=key), due, done_on=done_on, remind_by=remind_by)


def keep(
    session: Session,
    today: date,
    dates: Sequence[DateToKeep],
    *,
    subject: str = "agreement",
    circle: Circle = CIRCLE,
    entered_on: date | None = None,
) -> None:
    """Keep dates of a subject."""
    watch(
        session,
        on(today),
        dossier_id="dossier",
        subject=subject,
        circle=circle,
        dates=dates,
        entered_on=entered_on or today,
    )


@dataclass
class Office:
    """A worker whose clock is wound by hand and whose mails are caught."""

    engine: Engine
    today: date
    mails: list[Mail] = field(default_factory=list[Mail])
    minutes: int = 0

    def __post_init__(self) -> None:
        self.desk = Desk(writing(self.engine), self.mails.append, host="voorbeeldstad.example", now=self.now)

    def now(self) -> datetime:
        return at(self.today) + timedelta(minutes=self.minutes)

    def work(self) -> list[Mail]:
        """Sweep, wait until the mails have gathered, send them, and return those of this time."""
        before = len(self.mails)
        sweep(self.desk)
        self.minutes += 10
        drain(self.desk)
        return self.mails[before:]

    def work_through(self, until: date) -> None:
        """Work every day up to and including this one."""
        while self.today <= until:
            self.work()
            self.today += timedelta(days=1)
        self.today = until
