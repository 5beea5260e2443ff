"""Owed work: which task is which function, and what every task works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from partnerschapsakte import settings as places
from partnerschapsakte.access.service.invitations import SEND_INVITATION, compose_invitation
from partnerschapsakte.access.service.notices import SEND_NOTICE
from partnerschapsakte.access.word import invitation_writer, notice
from partnerschapsakte.correspondence import queries as correspondence
from partnerschapsakte.correspondence.service import TELL_OF_LETTER
from partnerschapsakte.correspondence.word import notice as letter_notice
from partnerschapsakte.foundation import clock
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.gateways.office import office_available, pdf_of
from partnerschapsakte.journal import queries as journal_queries
from partnerschapsakte.journal import service as journal
from partnerschapsakte.journal import storage
from partnerschapsakte.journal.word import letter as checkpoint_letter
from partnerschapsakte.reminders import service as reminders
from partnerschapsakte.reminders.rules import DEFAULT_LEADS, Leads
from partnerschapsakte.sealed.queries import notices as sealed
from partnerschapsakte.sealed.service import vaults
from partnerschapsakte.sealed.word.letters import invitation as vault_invitation
from partnerschapsakte.sealed.word.letters import notice as deadline_letter

Send: TypeAlias = Callable[[Mail], None]


class WorkStoppedError(Exception):
    """Work cannot be done as things are here; the reason holds no data."""


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
    keys: Keyring | None = None
    checkpoint_recipients: tuple[str, ...] = ()
    checkpoint_folder: Path | None = None

    def occasion(self) -> Occasion:
        """Return the occasion of what the program does by itself at this moment."""
        now = self.now()
        return Occasion(SYSTEM, now, now, origin="worker")

    @property
    def keyring(self) -> Keyring:
        """The keys of the installation, for work that cannot be done without."""
        if self.keys is None:
            raise WorkStoppedError("this work needs the keys of the installation")
        return self.keys


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
        raise WorkStoppedError("LibreOffice made no PDF")
    with desk.begin() as session:
        keep_pdf(session, desk.occasion(), payload["document_id"], pdf)


def send_checkpoint(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail the checkpoint of a day to one of those outside who keep it."""
    day = date.fromisoformat(payload["day"])
    with desk.begin() as session:
        view = journal_queries.checkpoint(session, day)
    mail = checkpoint_letter(
        view, payload["recipient"], templates=places.templates(), host=desk.host, locale=desk.locale
    )
    desk.send(Mail(mail.message_id, (mail.recipient,), mail.subject, mail.text, dated_at=view.made_at))
    with desk.begin() as session:
        journal.note_handed_over(session, desk.occasion(), day, mail.recipient)


def file_checkpoint(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Write the checkpoint of a day into the folder that somebody else copies from."""
    day = date.fromisoformat(payload["day"])
    if desk.checkpoint_folder is None:
        return
    with desk.begin() as session:
        view = journal_queries.checkpoint(session, day)
    file = storage.file_checkpoint(desk.checkpoint_folder, view)
    with desk.begin() as session:
        journal.note_handed_over(session, desk.occasion(), day, file.name)


def send_invitation(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail a person the link with which they set a password, if it still works."""
    write = invitation_writer(places.templates(), base_url=desk.address, locale=desk.locale)
    with desk.begin() as session:
        letter = compose_invitation(session, payload, desk.keyring, write=write, host=desk.host, now=desk.now())
    if letter is not None:
        desk.send(Mail(letter.message_id, (letter.address,), letter.subject, letter.text, dated_at=letter.made_at))


def send_notice(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail somebody that their account was changed, at the address that they knew it by."""
    made_at = datetime.fromisoformat(payload["at"])
    day = clock.local_date(made_at)
    worded = notice(places.templates(), payload["about"], payload["name"], day, desk.locale)
    message_id = f"<{derived_id('notice', payload['about'], payload['address'], payload['at'])}@{desk.host}>"
    desk.send(Mail(message_id, (payload["address"],), worded.subject, worded.text, dated_at=made_at))


def tend_vault(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Close a vault whose deadline has passed, and shut one of which the second key did not come."""
    with desk.begin() as session:
        vaults.tend_vault(session, desk.occasion(), payload["vault_id"])


def tell_deadline_moved(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail somebody who hears for an invited party that the deadline of a vault moved."""
    whose = payload["party_id"], payload["person_id"]
    with desk.begin() as session:
        told = sealed.deadline_notice(session, payload["correction_id"], *whose, clock.local_date(desk.now()))
    if told is None:
        return
    subject, text = deadline_letter(told, desk.locale, desk.address)
    message_id = f"<{derived_id('deadline', told.correction_id, *map(str, whose))}@{desk.host}>"
    desk.send(Mail(message_id, (told.address,), subject, text, dated_at=told.made_at))


def tell_invited(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail somebody who hears for a party that it may hand in a tender."""
    whose = payload["party_id"], payload["person_id"]
    with desk.begin() as session:
        told = sealed.invitation_notice(session, payload["vault_id"], *whose, clock.local_date(desk.now()))
    if told is None:
        return
    subject, text = vault_invitation(told, desk.locale, desk.address)
    message_id = f"<{derived_id('vault-invitation', told.vault_id, *map(str, whose))}@{desk.host}>"
    desk.send(Mail(message_id, (told.address,), subject, text, dated_at=told.invited_at))


def tell_of_letter(desk: Desk, payload: Mapping[str, Any]) -> None:
    """Mail one person that there is a letter for them."""
    with desk.begin() as session:
        told = correspondence.notice(session, payload["letter_id"], payload["person_id"])
    if told is None:
        return
    subject, text = letter_notice(told, desk.locale, desk.address)
    message_id = f"<{derived_id('letter', told.letter_id, payload['person_id'])}@{desk.host}>"
    desk.send(Mail(message_id, (told.address,), subject, text, dated_at=told.sent_at))


TASKS: Mapping[str, Task] = {
    reminders.SEND_DIGEST: send_digest,
    "contracts.issue_extension_letter": issue_letter,
    "documents.make_pdf": make_pdf,
    journal.SEND_CHECKPOINT: send_checkpoint,
    journal.FILE_CHECKPOINT: file_checkpoint,
    SEND_INVITATION: send_invitation,
    SEND_NOTICE: send_notice,
    TELL_OF_LETTER: tell_of_letter,
    vaults.TEND: tend_vault,
    vaults.TELL_DEADLINE_MOVED: tell_deadline_moved,
    vaults.TELL_INVITED: tell_invited,
}
"""The only place where a room's act meets a gateway. ``tick`` takes other tables, with the tasks of other rooms."""
