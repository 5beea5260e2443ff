"""Puts award letters and the record of proceedings into Dutch words; documents and letters are in Dutch only."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from partnerschapsakte.awarding.rules.facts import Addressed, LotDecision, Winning
from partnerschapsakte.awarding.schemas import RecordOfProceedings
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import StandstillBasis

TITLE = "Proces-verbaal van de opdrachtverlening"
MARKS = re.compile(r"[{}\[\]]")
"""Signs that templates keep for themselves."""
BODIES: Final = {
    DecisionBody.COLLEGE: "het college",
    DecisionBody.COUNCIL: "de gemeenteraad",
    DecisionBody.COURT: "de rechter",
    DecisionBody.PLATFORM: "het aanbestedingsplatform",
    DecisionBody.OTHER: "een ander orgaan",
}
"""Who took a decision, as a sentence names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What all letters of a lot have in common."""

    tender: str
    lot: str
    title: str
    outcome: LotDecision
    decided_on: date
    reason: str
    winners: Sequence[Winning]
    objections_to: str
    last_day: date | None
    days: int
    basis: StandstillBasis
    objections_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above every letter of a lot: from whom, under which reference, decided by whom, sent when."""

    authorities: str
    reference: str
    taken_by: str
    case_number: str
    sent_on: date


def in_dutch(sentence: Sentence) -> str:
    """Say a sentence in Dutch."""
    return language.tell(sentence, language.DUTCH)


def letter_title(told: Announced) -> str:
    """Return the title of a letter."""
    return in_dutch(say("Award decision on {lot}: {title}", lot=told.lot, title=told.title))


def letter_text(told: Announced, to: Addressed) -> str:
    """Return the text of the letter to one tenderer: its own outcome and reasons, and those of the winner."""
    return "\n\n".join(one if isinstance(one, str) else in_dutch(one) for one in _lines(told, to))


def _lines(told: Announced, to: Addressed) -> Iterator[Sentence | str]:
    yield say("To {name},", name=to.name)
    yield say(
        "On {day} a decision was taken about {lot} ({title}) of the tender “{tender}”.",
        day=told.decided_on,
        lot=told.lot,
        title=told.title,
        tender=told.tender,
    )
    yield from _outcome(told, to)
    yield say("The reasons, about your own tender:")
    yield to.reasons
    if to.scores:
        yield say("Your scores:")
        yield to.scores
    for winner in told.winners:
        yield say("Characteristics and relative advantages of the tender of {name}:", name=winner.name)
        yield winner.characteristics
    yield from _standstill(told)
    yield say("Where to object:")
    yield told.objections_to
    if told.objections_by is not None:
        yield say(
            "Objections can be made through {day}: that is the last day.", day=language.weekday(told.objections_by)
        )


def _outcome(told: Announced, to: Addressed) -> Iterator[Sentence | str]:
    if told.outcome is not LotDecision.AWARD:
        yield say("This lot is not awarded, to nobody. The reason:")
        yield told.reason
        return
    names = ", ".join(one.name for one in told.winners)
    if to.wins:
        yield say("The lot is awarded to you. Awarded to: {names}.", names=names)
    else:
        yield say("The lot is not awarded to you. Awarded to: {names}.", names=names)


def _standstill(told: Announced) -> Iterator[Sentence]:
    if told.last_day is None:
        return
    yield say(
        "The standstill lasts {days} calendar days and begins on the day after this letter was sent. "
        "Its last day is {day}.",
        days=told.days,
        day=language.weekday(told.last_day),
    )
    if told.basis is StandstillBasis.DOCUMENTS:
        yield say("The tender documents promise this standstill; the law does not ask for it in this procedure.")
    else:
        yield say("The law asks for this standstill (Aw 2.127).")
    yield say("No contract is concluded before it has passed. This letter is no acceptance of a tender (Aw 2.129).")


def body_in_dutch(body: DecisionBody) -> str:
    """Name in Dutch who took a decision, with its article: a letter tells what it decided."""
    return BODIES[body]


def document_title(told: Announced, to: Addressed) -> str:
    """Return the title of the document of a letter."""
    template = "Gunning {lot}: {name}" if to.wins else "Afwijzing {lot}: {name}"
    return plain(template.format(lot=told.lot, name=to.name))


def kind_of(to: Addressed) -> str:
    """Return the kind of document that a tenderer gets."""
    return "award_letter" if to.wins else "rejection_letter"


def document_of(told: Announced, heading: Heading, to: Addressed, *, name: str, address: str) -> dict[str, Any]:
    """Return the data of the template of a letter: what the text of the letter says, and nothing else."""
    sent = heading.sent_on
    return {
        "cover": {
            "about": plain(told.tender),
            "reference": plain(heading.reference),
            "version": "1",
            "status": "final",
            "dated_on": sent,
        },
        "addressee": {"name": plain(name), "address": plain(address)},
        "authority": {"names": plain(heading.authorities)},
        "lot": {"code": told.lot, "title": plain(told.title)},
        "decision": {
            "decided_on": told.decided_on,
            "taken_by": heading.taken_by,
            "case_number": plain(heading.case_number),
        },
        "winners": [{"name": plain(one.name), "paragraphs": lines_of(one.characteristics)} for one in told.winners],
        "winner_names": plain(", ".join(one.name for one in told.winners)),
        "reasons": lines_of(to.reasons),
        "scores": lines_of(to.scores),
        "standstill": None if told.last_day is None else _standstill_data(told, told.last_day, sent),
        "objections": lines_of(told.objections_to),
        "objections_by": language.weekday(told.objections_by) if told.objections_by else "",
        "withdrawn": told.outcome is LotDecision.WITHDRAW,
        "why_nobody": [] if told.winners else lines_of(told.reason),
    }


def _standstill_data(told: Announced, last: date, sent: date) -> dict[str, Any]:
    return {
        "days": told.days,
        "first_on": sent + timedelta(days=1),
        "last_day": language.weekday(last),
        "promised": told.basis is StandstillBasis.DOCUMENTS,
    }


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something, each as a template prints it."""
    return [plain(line) for line in text.splitlines() if line.strip()]


def content_of(record: RecordOfProceedings, *, about: str, reference: str, today: date) -> dict[str, Any]:
    """Return the data of the template ``record_of_proceedings``."""
    return {
        "cover": {
            "about": plain(about),
            "reference": plain(reference) or record.dossier_id,
            "version": "1",
            "status": "final",
            "dated_on": today,
        },
        "completed_on": today,
        "items": [
            {
                "letter": one.item.value,
                "title": in_dutch(Sentence(f"RecordItem.{one.item.value}")),
                "paragraphs": _paragraphs(one.known, one.text, not_applicable=one.not_applicable),
            }
            for one in record.items
        ],
    }


def _paragraphs(known: str, text: str, *, not_applicable: bool) -> list[str]:
    if not_applicable:
        return ["n.v.t."]
    return [*lines_of(known), *lines_of(text)]


def plain(text: str) -> str:
    """Return a text without the signs that templates keep for themselves, on one line."""
    return " ".join(MARKS.sub("_", text).split())
