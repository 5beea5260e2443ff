"""Writes what was submitted for a tender back as a case file has it."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.schemas import BidView, ExtensionView, OpeningView, OutageView, SubmissionFile
from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.keys import Keys, kept
from partnerschapsakte.foundation.clock import AMSTERDAM, local_date

MOVED = "tender:deadlines:moved"


def written(reading: Reading) -> dict[str, Any]:
    """Return other ways, outages, what moved the deadline, corrections, each bid, and the opening.

    While bids can be handed in, none of them is in it: the file knows no more than who reads the register.
    """
    file = _file(reading)
    names = _outages(file)
    return kept(
        other_ways=[
            kept(way=one.way.value, ground=one.ground.value, reason=one.reason, decided_on=local_date(one.decided_at))
            for one in sorted(file.other_ways, key=lambda one: one.decided_at)
        ],
        outages={names[one.id]: _outage(reading, one) for one in file.outages},
        extensions=[*(_extension(one, names) for one in file.extensions), *_moved_since(reading, file)],
        corrections=[
            {"on": local_date(one.corrected_at), "time": _time(one.corrected_at), "reason": one.reason}
            for one in file.corrections
        ],
        received=_received(reading),
        opening=_opening(reading, file.opening),
    )


def first_deadline(reading: Reading) -> dict[str, Any]:
    """Return until when bids could be handed in before the first extension; later moments are told as extensions."""
    file = _file(reading)
    at = file.extensions[0].before_at if file.extensions else file.deadline_at
    if at is None:
        return {}
    told = at.astimezone(AMSTERDAM)
    return kept(tender_due_on=told.date(), tender_due_time=None if told.time() == time.max else told.strftime("%H:%M"))


def _file(reading: Reading) -> SubmissionFile:
    return queries.submission_of(reading.session, reading.dossier_id, reading.now)


def _outages(file: SubmissionFile) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in file.outages:
        names[one.id] = Keys.free(f"storing-{local_date(one.began_at)}", names.values())
    return names


def _outage(reading: Reading, one: OutageView) -> dict[str, Any]:
    return kept(
        began_on=local_date(one.began_at),
        began_time=_time(one.began_at),
        ended_on=local_date(one.ended_at) if one.ended_at else None,
        ended_time=_time(one.ended_at) if one.ended_at else None,
        what=one.what,
        evidence=one.evidence,
        recorded_on=reading.day("bid:outage:recorded", one.id),
    )


def _extension(one: ExtensionView, names: Mapping[str, str]) -> dict[str, Any]:
    return kept(
        on=local_date(one.decided_at),
        time=_time(one.decided_at),
        due_on=local_date(one.after_at),
        due_time=_minutes(one.after_at),
        reason=one.reason,
        outage=names.get(one.outage_id or ""),
    )


def _moved_since(reading: Reading, file: SubmissionFile) -> list[dict[str, Any]]:
    """Return that the deadline moved with the plan of the tender after the last extension."""
    if not file.extensions or file.deadline_at in {None, file.extensions[-1].after_at}:
        return []
    line = list(reading.of(MOVED))[-1]
    due = file.deadline_at or file.extensions[-1].after_at
    return [{"on": line.on, "due_on": local_date(due), "due_time": _minutes(due), "reason": line.details["reason"]}]


def _received(reading: Reading) -> list[dict[str, Any]]:
    """Return each bid, as they were recorded; what a candidate told stands with the first of it that was in time."""
    order = [line.subject for line in reading.of("bid:recorded")]
    found = sorted(
        queries.register(reading.session, reading.dossier_id, reading.now), key=lambda one: order.index(one.id)
    )
    telling: dict[str, str] = {}
    for one in found:
        if one.in_time:
            telling.setdefault(one.candidate_id, one.id)
    return [_bid(reading, one, tells=telling.get(one.candidate_id) == one.id) for one in found]


def _bid(reading: Reading, one: BidView, *, tells: bool) -> dict[str, Any]:
    struck_on = reading.day("bid:struck", one.id)
    told = (("confirmed", one.confirmed_at), ("withdrawn", one.withdrawn_at))
    return kept(
        candidate=reading.keys.candidates[one.candidate_id],
        received_on=local_date(one.received_at),
        received_time=_time(one.received_at),
        way=one.way.value,
        lots=list(one.lots),
        size_class=one.size_class.value if one.size_class else None,
        country=one.country,
        reference=one.reference,
        sha256=one.sha256,
        recorded_on=reading.day("bid:recorded", one.id),
        told=[{"kind": kind, "on": local_date(at), "time": _time(at)} for kind, at in told if at and tells],
        struck={"on": struck_on, "reason": one.struck_because} if struck_on else None,
    )


def _opening(reading: Reading, one: OpeningView | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return kept(
        on=local_date(one.opened_at),
        time=_time(one.opened_at),
        first_opener=one.first_opener,
        second_opener=one.second_opener,
        remarks=one.remarks,
        recorded_on=reading.day("bid:opened"),
    )


def _time(moment: datetime) -> str:
    return moment.astimezone(AMSTERDAM).time().isoformat()


def _minutes(moment: datetime) -> str:
    return moment.astimezone(AMSTERDAM).strftime("%H:%M")
