"""Puts the invitation to tender into Dutch words, and what every letter of a tender has above it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from partnerschapsakte.documents.rules.wording import plain, shown
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.models import Tender

INVITATION: Final = "tender_invitation"
TITLE = say("Invitation to tender")


def in_dutch(sentence: Sentence) -> str:
    """Say a sentence in the language of letters."""
    return language.tell(sentence, language.DUTCH)


def cover(tender: Tender, dated_on: date) -> dict[str, Any]:
    """Return what every letter of a tender tells of itself."""
    return {
        "about": plain(tender.title),
        "reference": plain(tender.reference) or tender.dossier_id,
        "version": "1",
        "status": "final",
        "dated_on": dated_on,
    }


def addressee(name: str, address: str) -> dict[str, str]:
    """Return to whom a letter is: the candidate, at the address of its lead."""
    return {"name": plain(name), "address": shown(address)}


def due(tender: Tender) -> str:
    """Say by when tenders are in, on the clock of Amsterdam (rule 25)."""
    if tender.tender_due_on is None:
        return shown("")
    day = language.weekday(tender.tender_due_on)
    if tender.tender_due_time:
        return in_dutch(say("{day} at {hour} (Amsterdam time)", day=day, hour=tender.tender_due_time))
    return in_dutch(say("{day}, before the end of that day (Amsterdam time)", day=day))


def invitation_text(tender: Tender) -> str:
    """Return the letter that all who are left read, the same for all (Aw 2.105, 2.111(6): adopted, not binding)."""
    lots = ", ".join(f"{one.code} {one.title}" for one in tender.lots)
    lines = [
        say(
            "You are invited to tender for “{title}”. All candidates who are left get this invitation at one moment "
            "and with the same content.",
            title=tender.title,
        ),
        say("Your tender is in by {due} at the latest.", due=due(tender)),
        say("Where to send it: {address}.", address=tender.submission_address),
        say("In these languages: {languages}.", languages=", ".join(tender.submission_languages)),
        say("For which lots: {lots}.", lots=lots),
    ]
    if tender.dialogue_closed_on is not None:
        lines.append(say("The dialogue was closed on {day}; nobody talks any more.", day=tender.dialogue_closed_on))
    return "\n\n".join(in_dutch(one) for one in lines)


def invitation_of(tender: Tender, to: dict[str, str], authorities: Sequence[str], invited_on: date) -> dict[str, Any]:
    """Return the data of the template ``tender_invitation``."""
    return {
        "cover": cover(tender, invited_on),
        "addressee": to,
        "authority": {"names": plain(", ".join(authorities))},
        "due": due(tender),
        "submission": {
            "address": shown(tender.submission_address),
            "languages": shown(", ".join(tender.submission_languages)),
        },
        "lots": [{"code": one.code, "title": plain(one.title)} for one in tender.lots],
        "closed_on": tender.dialogue_closed_on,
    }
