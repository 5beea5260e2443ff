"""The shapes in which reminders and their mails leave this room."""

from datetime import date, datetime

from msgspec import Struct

from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.foundation.fields import Command, Day, Reason
from partnerschapsakte.reminders.rules import ReminderKind, ReminderState, VoidReason


class ReminderView(Struct, frozen=True, kw_only=True):
    """One reminder as a list shows it; ``mail_id`` names the mail that carried it."""

    id: str
    milestone_id: str
    dossier_id: str
    planned_on: date
    kind: ReminderKind
    occurrence: int
    recipient: str
    state: ReminderState
    reason: VoidReason | None
    mail_id: str | None
    late: bool


class MailView(Struct, frozen=True, kw_only=True):
    """One mail as the page with the mails that went out shows it."""

    id: str
    recipient: str
    recipient_name: str
    day: date
    composed_at: datetime | None
    sent_at: datetime | None
    message_id: str | None
    addresses: tuple[str, ...]
    subject: str | None
    text: str | None


class DossierName(Struct, frozen=True):
    """What people call a dossier."""

    reference: str
    title: str


class DigestItem(Struct, frozen=True, kw_only=True):
    """One date in a mail: what, since when it should have been said, and who else hears of it.

    ``owner_left``: the account of the owner is closed, so that somebody else gets what was theirs.
    """

    milestone: MilestoneView
    dossier: DossierName | None
    kind: ReminderKind
    late: bool
    planned_on: date
    also: tuple[str, ...]
    owner_name: str
    owner_left: bool = False


class DigestContent(Struct, frozen=True, kw_only=True):
    """What one mail has to say."""

    id: str
    recipient_name: str
    day: date
    items: tuple[DigestItem, ...]


class Wording(Struct, frozen=True, kw_only=True):
    """A mail in words: one line, a text, and its dates as a calendar."""

    subject: str
    text: str
    calendar: str


class Letter(Struct, frozen=True, kw_only=True):
    """A mail ready to go; sent again after a crash it is the same, Message-ID included."""

    digest_id: str
    message_id: str
    composed_at: datetime
    addresses: tuple[str, ...]
    subject: str
    text: str
    calendar: str


class PutAside(Command):
    """Let the reminders of a date rest until a day, with a reason."""

    until: Day
    reason: Reason


class MarkDone(Command):
    """What was done about a date."""

    note: Reason


class StuckWork(Struct, frozen=True, kw_only=True):
    """Work that failed five times and waits for somebody; ``task`` names what was to be done."""

    id: int
    task: str
    attempts: int
    parked_at: datetime
    last_error: str
