"""Puts a checkpoint into a mail, with what its reader needs to hold us to it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.identity import derived_id
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.schemas import CheckpointView


@dataclass(frozen=True, slots=True)
class CheckpointLetter:
    """A mail with a checkpoint; the same day and recipient give the same mail again."""

    message_id: str
    recipient: str
    subject: str
    text: str


def letter(
    checkpoint: CheckpointView, recipient: str, *, templates: Path, host: str, locale: str = language.DUTCH
) -> CheckpointLetter:
    """Return the mail that takes a checkpoint outside."""
    named: dict[str, Any] = {
        "day": partial(language.day, locale=locale),
        "number": partial(language.number, locale=locale),
    }
    jinja = Environment(
        loader=FileSystemLoader(templates),
        autoescape=False,  # noqa: S701 - plain text, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals.update(named)
    subject = say("Checkpoint of the journal, {day}", day=checkpoint.day)
    return CheckpointLetter(
        message_id=f"<{derived_id('checkpoint', host, checkpoint.day.isoformat(), recipient)}@{host}>",
        recipient=recipient,
        subject=language.tell(subject, locale),
        text=jinja.get_template("mail/journal/checkpoint.txt").render(checkpoint=checkpoint, host=host),
    )
