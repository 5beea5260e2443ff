"""The shapes that cross the doors of correspondence."""

from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from partnerschapsakte.foundation.fields import Code, Command, Line, Text

EVERYBODY: Final = "alle"
"""What stands in the form for all candidates; no party has it for an id."""


class SendLetter(Command):
    """A letter; without ``party_id`` it is to all candidates, or, of a candidate, to the authority."""

    party_id: Code | None = None
    title: Line
    text: Text


class AddressedLetter(Command):
    """What the authority types to write a letter: it names one candidate or everybody, never nobody."""

    party_id: Code
    title: Line
    text: Text

    def command(self) -> SendLetter:
        """Return the command that the form means."""
        party_id = None if self.party_id == EVERYBODY else self.party_id
        return SendLetter(party_id=party_id, title=self.title, text=self.text)


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as its readers see it; a candidate does not read which person of the authority wrote it."""

    id: str
    dossier_id: str
    party_id: str | None
    party_name: str | None
    from_party: bool
    author_name: str | None
    title: str
    text: str
    sent_at: datetime


class Reader(NamedTuple):
    """Somebody who reads letters about a dossier, for a party or (None) for the authority."""

    person_id: str
    party_id: str | None


class LetterNotice(NamedTuple):
    """What the mail about a letter says: that there is one and where, and nothing of what is in it."""

    letter_id: str
    name: str
    address: str
    dossier_id: str
    sent_at: datetime
