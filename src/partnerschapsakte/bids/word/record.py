"""Puts the record of the opening of bids into the words and values that its Word template prints."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from partnerschapsakte.bids.rules.facts import BidState, BidWay
from partnerschapsakte.bids.schemas import BidView, OpenedList, SubmissionFile
from partnerschapsakte.bids.word.letters import why_it_stands_so
from partnerschapsakte.documents.rules.wording import paragraphs, plain, shown
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.sealed.schemas import in_words

KIND, TITLE = "bid_opening", "Proces-verbaal van opening van de inschrijvingen"
ALL_LOTS: Final = "alle"
NOT_KNOWN: Final = "niet vastgelegd"
GROUP = 16
"""How many signs of a hash stand together, so that Word breaks the line between them."""


def content_of(
    opened: OpenedList, file: SubmissionFile, register: Sequence[BidView], *, about: str, reference: str
) -> dict[str, Any]:
    """Return the data of the template ``bid_opening``: the list as it was fixed, and what was recorded since."""
    known = {one.id: one for one in register}
    there = [one for one in opened.bids if one["state"] == BidState.VALID]
    return {
        "cover": {
            "about": plain(about),
            "reference": plain(reference) or file.dossier_id,
            "version": "1",
            "status": "final",
            "dated_on": local_date(opened.opened_at),
        },
        "deadline": said(file.deadline_at) if file.deadline_at else NOT_KNOWN,
        "opened_at": said(opened.opened_at),
        "first_opener": plain(opened.first_opener),
        "second_opener": plain(opened.second_opener),
        "remarks": paragraphs(opened.remarks),
        **_course(file),
        "opened": [_opened(number, one) for number, one in enumerate(there, start=1)],
        "hashes": [
            {"candidate": plain(one["candidate"]), "sha256": grouped(one["sha256"])} for one in there if one["sha256"]
        ],
        "unopened": [_unopened(one, known, file) for one in opened.bids if one["state"] != BidState.VALID],
        "later": list(_later(opened, register, file)),
        "recorded_at": said(opened.recorded_at),
        "sha256": grouped(opened.sha256),
        "intact": opened.intact,
    }


def said(moment: datetime, against: datetime | None = None) -> str:
    """Say a moment in Dutch, to the second, or apart from another."""
    return language.tell(in_words(moment, against), language.DUTCH)


def grouped(sha256: str) -> str:
    """Return a hash in groups of signs."""
    return " ".join(sha256[at : at + GROUP] for at in range(0, len(sha256), GROUP))


def _course(file: SubmissionFile) -> dict[str, Any]:
    return {
        "ways": [
            {"way": language.label(one.way), "ground": language.label(one.ground), "reason": plain(one.reason)}
            for one in file.other_ways
        ],
        "extensions": [
            {
                "before": said(one.before_at),
                "after": said(one.after_at),
                "decided_at": said(one.decided_at),
                "reason": plain(one.reason),
            }
            for one in file.extensions
        ],
        "outages": [
            {
                "began_at": said(one.began_at),
                "ended_at": said(one.ended_at) if one.ended_at else NOT_KNOWN,
                "what": plain(one.what),
                "evidence": plain(one.evidence),
            }
            for one in file.outages
        ],
        "corrections": [{"at": said(one.corrected_at), "reason": plain(one.reason)} for one in file.corrections],
    }


def _opened(number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": number,
        "candidate": plain(one["candidate"]),
        "received_at": said(_moment(one)),
        "way": language.label(BidWay(one["way"])),
        "lots": ", ".join(one["lots"]) or ALL_LOTS,
        "reference": shown(one["reference"]),
    }


def _unopened(one: Mapping[str, Any], known: Mapping[str, BidView], file: SubmissionFile) -> dict[str, Any]:
    view = known.get(one["id"])
    return {
        "candidate": plain(one["candidate"]),
        "received_at": said(_moment(one), file.deadline_at),
        "way": language.label(BidWay(one["way"])),
        "state": language.label(BidState(one["state"])),
        "because": _because(view, file) if view else shown(""),
    }


def _later(opened: OpenedList, register: Sequence[BidView], file: SubmissionFile) -> Iterator[dict[str, Any]]:
    there = {one["id"] for one in opened.bids}
    for one in register:
        if one.id not in there:
            yield {
                "candidate": plain(one.candidate),
                "received_at": said(one.received_at, file.deadline_at),
                "way": language.label(one.way),
                "because": _because(one, file),
            }


def _because(view: BidView, file: SubmissionFile) -> str:
    because = why_it_stands_so(view, file)
    return plain(language.tell(because, language.DUTCH)) if because else shown("")


def _moment(one: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(one["received_at"])
