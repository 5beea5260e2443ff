"""The shapes that cross the doors of the sealed store; before the opening none tells who submitted, or how many."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

from msgspec import Struct
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from partnerschapsakte.foundation.clock import AMSTERDAM, local_date
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, Reason, Unacceptable
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.rules.preparing import why_not_so_many
from partnerschapsakte.sealed.rules.receiving import SealedAct
from partnerschapsakte.sealed.rules.vault import VaultState

TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
EARLIEST_YEAR, LATEST_YEAR = 1000, 9998
SECRET = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]+")


def _time(value: str) -> str:
    if not TIME.fullmatch(value):
        raise Unacceptable(say("Type a time as 14:00."))
    return value


def _secret(value: object) -> object:
    """Find the secret in a whole key file, as age-keygen writes it: lines with # are remarks."""
    found = SECRET.search(value.upper()) if isinstance(value, str) else None
    return found.group() if found else ""


def _in_utc(value: datetime) -> datetime:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:  # at the ends of the calendar another zone has no moment
        raise Unacceptable(say("Type a date that exists, as 31-12-2029 or 31 December 2029."))
    return value.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc), Field(json_schema_extra={"pattern": r"^(?!0|9999)"})]
TimeOfDay = Annotated[str, BeforeValidator(str.strip), AfterValidator(_time)]
Secret = Annotated[str, BeforeValidator(_secret), Field(repr=False)]


class MakeVault(Command):
    """A vault for a dossier: who opens it, who may hand in, until when."""

    title: Line
    deadline_at: Moment
    openers: tuple[Code, ...]
    parties: tuple[Code, ...] = ()


class InviteParty(Command):
    """A party that may hand in a tender."""

    party_id: Code


class MoveDeadline(Command):
    """A later deadline for everybody, and why."""

    deadline_at: Moment
    reason: Reason
    after_failure: bool = False


class ShowKey(Command):
    """The key of an opener: the content of the key file. It is used and forgotten."""

    key: Secret = Field(repr=False)


class ChosenOpener(Command):
    """A ticked opener on the form."""

    person_id: Code


class ChosenParty(Command):
    """A ticked party on the form."""

    party_id: Code


class Deadline(Command):
    """A day and a time on the clock of the municipality, as a form asks for them."""

    deadline_on: Day
    deadline_time: TimeOfDay

    def instant(self) -> datetime:
        """Return the instant; in the hour that the clock goes back, the first of the two."""
        hour, minute = (int(found) for found in re.split("[:.]", self.deadline_time))
        day = self.deadline_on
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


class VaultForm(Deadline):
    """What a person fills in to make a vault."""

    title: Line
    openers: tuple[ChosenOpener, ...] = ()
    parties: tuple[ChosenParty, ...] = ()

    @classmethod
    def wrong_together(cls, typed: Mapping[str, Any]) -> dict[str, Sentence]:
        """Tell a form that there are too few openers, or too many, beside what else is wrong."""
        refusal = why_not_so_many(len(typed.get("openers", ())))
        return {"openers": refusal.message} if refusal else {}

    def command(self) -> MakeVault:
        """Return the command that the form means."""
        return MakeVault(
            title=self.title,
            deadline_at=self.instant(),
            openers=tuple(one.person_id for one in self.openers),
            parties=tuple(one.party_id for one in self.parties),
        )


class DeadlineForm(Deadline):
    """What a person fills in to move a deadline."""

    reason: Reason
    after_failure: bool = False
    version: int

    def command(self) -> MoveDeadline:
        """Return the command that the form means."""
        return MoveDeadline(deadline_at=self.instant(), reason=self.reason, after_failure=self.after_failure)


class OpenerView(Struct, frozen=True, kw_only=True):
    """An opener, and how far their key is."""

    person_id: str
    name: str
    fingerprint: str | None
    key_made_at: datetime | None
    key_checked_at: datetime | None


class InvitedView(Struct, frozen=True, kw_only=True):
    """A party that may hand in a tender; whether it did stands nowhere.

    ``reachable``: there is an address to write to; ``not_told_of``: deadlines that nobody there was written about.
    """

    party_id: str
    name: str
    reachable: bool
    not_told_of: tuple[datetime, ...]


class CorrectionView(Struct, frozen=True, kw_only=True):
    """A deadline that moved."""

    before_at: datetime
    after_at: datetime
    reason: str
    after_failure: bool
    made_at: datetime


class VaultView(Struct, frozen=True, kw_only=True):
    """A vault as the authority's side sees it; ``key_changed``: its key is not the one that the journal knows."""

    id: str
    dossier_id: str
    title: str
    state: VaultState
    deadline_at: datetime
    is_sealed: bool
    fingerprint: str | None
    key_changed: bool
    openers: tuple[OpenerView, ...]
    invited: tuple[InvitedView, ...]
    corrections: tuple[CorrectionView, ...]
    first_opener: str | None
    second_key_by: datetime | None
    opened_at: datetime | None
    record_id: str | None
    version: int


class NewKey(Struct, frozen=True, kw_only=True):
    """A key as its opener gets to see it, this once; ``file`` is what to keep."""

    vault_id: str
    fingerprint: str
    file: str


class PartReceipt(Struct, frozen=True, kw_only=True):
    """What came in, told once: the name, the hash and ``nonce`` are kept encrypted only.

    ``code`` is the SHA-256 of ``nonce:sha256:size``; it stands on the receipt of the whole and in the sealed record.
    ``fingerprint`` is of the key of the vault, to which the part was encrypted.
    """

    vault_id: str
    submission_id: str
    number: int
    name: str
    size: int
    sha256: str
    nonce: str
    code: str
    fingerprint: str
    received_at: datetime


class KeptPart(Struct, frozen=True, kw_only=True):
    """A part as the tenderer sees it back; its name and hash cannot be read by anybody until the opening."""

    number: int
    size: int
    code: str
    received_at: datetime


class Receipt(Struct, frozen=True, kw_only=True):
    """What a tenderer keeps as proof of having submitted."""

    vault_id: str
    vault_title: str
    submission_id: str
    party_name: str
    submitted_at: datetime
    deadline_at: datetime
    fingerprint: str
    parts: tuple[KeptPart, ...]
    replaces: str | None


class SubmissionView(Struct, frozen=True, kw_only=True):
    """One party's own side of a vault: its draft, what it submitted, and what was published to all."""

    vault_id: str
    vault_title: str
    state: VaultState
    deadline_at: datetime
    fingerprint: str | None
    corrections: tuple[CorrectionView, ...]
    draft: tuple[KeptPart, ...]
    receipt: Receipt | None


class OpenedPartView(Struct, frozen=True, kw_only=True):
    """A part after the opening."""

    id: str
    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    code: str
    received_at: datetime
    intact: bool


class OpenedSubmission(Struct, frozen=True, kw_only=True):
    """What a party submitted, after the opening."""

    id: str
    party_id: str
    party_name: str
    submitted_at: datetime
    parts: tuple[OpenedPartView, ...]


class RevealedView(Struct, frozen=True, kw_only=True):
    """What a tenderer did before the opening; ``matches``: it is what the journal committed to at that time."""

    act: SealedAct
    party_name: str
    person_name: str
    happened_at: datetime
    matches: bool


class RecordOfOpening(Struct, frozen=True, kw_only=True):
    """Who opened a vault, when, and what was in it."""

    vault: VaultView
    openers: tuple[str, str]
    keys_given_at: tuple[datetime, datetime]
    opened_at: datetime
    submissions: tuple[OpenedSubmission, ...]
    late: tuple[RevealedView, ...]
    withdrawn: tuple[RevealedView, ...]
    damaged: int
    missing: int


class Addressee(NamedTuple):
    """Somebody who hears of a vault for a party: a contact of it, or without ``person_id`` the party itself."""

    party_id: str
    person_id: str | None
    name: str
    address: str


class InvitationNotice(Struct, frozen=True, kw_only=True):
    """What somebody must be told about an invitation; ``fingerprint`` is of the key of a vault that receives."""

    vault_id: str
    vault_title: str
    party_name: str
    name: str
    address: str
    deadline_at: datetime
    fingerprint: str | None
    invited_at: datetime


class DeadlineNotice(Struct, frozen=True, kw_only=True):
    """What somebody must be told about a deadline that moved."""

    correction_id: str
    vault_id: str
    vault_title: str
    name: str
    address: str
    before_at: datetime
    after_at: datetime
    reason: str
    made_at: datetime


def on_the_clock(instant: datetime) -> str:
    """Write the time of an instant on the clock of the municipality, to the second: ``14:32:10``."""
    return f"{instant.astimezone(AMSTERDAM):%H:%M:%S}"


def in_words(instant: datetime, against: datetime | None = None) -> Sentence:
    """Say an instant to the second, on the clock of the municipality.

    Where it would read as the same second as ``against``, and is another instant, its fraction is said too.
    """
    time = on_the_clock(instant)
    if against is not None and instant != against and instant.replace(microsecond=0) == against.replace(microsecond=0):
        digits = 3 if instant.microsecond // 1000 != against.microsecond // 1000 else 6
        time = f"{time},{instant.microsecond:06}"[: len(time) + 1 + digits]
    return say("{day} at {time}", day=local_date(instant), time=time)
