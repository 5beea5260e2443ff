"""Mails that tell somebody that their account was changed by another: at the address that they knew it by."""

from partnerschapsakte.access.models import Person
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import Owed

SEND_NOTICE = "access.send_notice"


def owed_notice(occasion: Occasion, person: Person, about: str, address: str) -> Owed:
    """Return the mail that is owed; ``address`` is where the person was reached before the change."""
    payload = {"about": about, "name": person.name, "address": address, "at": occasion.recorded_at.isoformat()}
    return Owed(task=SEND_NOTICE, key=f"{SEND_NOTICE}:{occasion.ids()}", payload=payload)
