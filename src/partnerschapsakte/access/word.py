"""Puts the mails of access into words: an invitation, and what was changed by another."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import say

ADDRESS_CHANGED, SECOND_FACTOR_TAKEN = "address_changed", "second_factor_taken"
NOTICES = {
    ADDRESS_CHANGED: ("mail/access/address_changed.txt", say("The e-mail address of your account was changed")),
    SECOND_FACTOR_TAKEN: ("mail/access/second_factor_taken.txt", say("The second step of your account was taken away")),
}
"""What somebody is told of, with the template and the subject of the mail."""


class Invited(msgspec.Struct, frozen=True):
    """What the mail of an invitation tells."""

    recipient: str
    token: str
    expires_on: date


class Wording(msgspec.Struct, frozen=True):
    """The subject and the text of a mail."""

    subject: str
    text: str


def invitation_writer(templates: Path, *, base_url: str, locale: str = language.DUTCH) -> Callable[[Invited], Wording]:
    """Return the function that words an invitation with the template in this folder."""
    template = _jinja(templates, locale).get_template("mail/access/invitation.txt")

    def write(invited: Invited) -> Wording:
        recipient = " ".join(invited.recipient.split())
        text = template.render(
            recipient=recipient, address=f"{base_url.rstrip('/')}/uitnodiging/{invited.token}", until=invited.expires_on
        )
        return Wording(language.tell(say("Your account for partnerschapsakte"), locale), text)

    return write


def notice(templates: Path, about: str, name: str, on: date, locale: str = language.DUTCH) -> Wording:
    """Word the mail that tells somebody that their account was changed on a day."""
    template, subject = NOTICES[about]
    text = _jinja(templates, locale).get_template(template).render(recipient=" ".join(name.split()), on=on)
    return Wording(language.tell(subject, locale), text)


def _jinja(templates: Path, locale: str) -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(templates),
        autoescape=False,  # noqa: S701 - plain text, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters["day"] = partial(language.day, locale=locale)
    return jinja
