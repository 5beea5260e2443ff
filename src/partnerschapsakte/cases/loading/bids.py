"""The steps of submitting: other ways, outages, the deadline moved for all, corrections, each bid, the opening."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from partnerschapsakte.bids import schemas
from partnerschapsakte.bids.rules.facts import BidWay
from partnerschapsakte.bids.service import course, receiving
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, at, candidate_of, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.bids import Bids, Correction, Extension, Opening, Outage, ReceivedBid
from partnerschapsakte.cases.schema.tender import Tender
from partnerschapsakte.foundation.clock import AMSTERDAM, local_date, noon
from partnerschapsakte.foundation.fields import Command
from partnerschapsakte.foundation.occasion import Occasion

AT: Path = ("tender", "bids")
SECTION = "bids"
FROM_A_FILE = "case-file"
"""Where a bid out of a vault came from, when a file tells of it: the vault itself stayed where it was."""


def steps(tender: Tender) -> Iterator[Step]:
    """Yield submitting by day."""
    told = tender.bids
    if told is None:
        return
    for position, way in enumerate(told.other_ways):
        allowing = schemas.AllowWay(way=way.way, ground=way.ground, reason=way.reason)
        yield Step(
            way.decided_on,
            Rank.SUBMIT,
            (*AT, "other_ways", position),
            doing(
                lambda stage, on=way.decided_on, command=allowing: course.allow_way(*at(stage, on, SECTION), command)
            ),
        )
    for key, outage in told.outages.items():
        yield _outage(key, outage)
    for position, moved in enumerate(told.extensions):
        yield _extension((*AT, "extensions", position), moved)
    for position, corrected in enumerate(told.corrections):
        yield _correction((*AT, "corrections", position), corrected)
    yield from _received(told, deadline_of(tender))


def moment(on: date, told: str) -> datetime:
    """Return a moment on the clock of Amsterdam."""
    return datetime.combine(on, time.fromisoformat(told), AMSTERDAM)


def written_down_on(told: datetime) -> date:
    """Return the day on which a moment is written down: a day of the file is its noon, so that may be the next one."""
    on = local_date(told)
    return on if told < noon(on) else on + timedelta(days=1)


def deadline_of(tender: Tender) -> datetime | None:
    """Return the last moment that is in time, as the file tells it."""
    moved = tender.bids.extensions if tender.bids else ()
    if moved:
        return moment(moved[-1].due_on, moved[-1].due_time)
    if tender.tender_due_on is None:
        return None
    return moment(tender.tender_due_on, tender.tender_due_time or time.max.isoformat())


def _then(stage: Stage, told: datetime) -> tuple[Session, Occasion, str]:
    """Return what a service begins with where the moment itself counts."""
    session, occasion, dossier_id = at(stage, written_down_on(told), SECTION)
    return session, replace(occasion, happened_at=min(told, occasion.recorded_at)), dossier_id


def _outage(key: str, told: Outage) -> Step:
    began = moment(told.began_on, told.began_time)
    ended = moment(told.ended_on, told.ended_time) if told.ended_on and told.ended_time else None
    on = max(told.recorded_on or date.min, written_down_on(ended or began))

    def act(stage: Stage) -> None:
        command = schemas.RecordOutage(began_at=began, ended_at=ended, what=told.what, evidence=told.evidence)
        stage.known("outages")[key] = course.record_outage(*at(stage, on, SECTION), command).id

    return Step(on, Rank.SUBMIT, (*AT, "outages", key), act)


def _extension(path: Path, told: Extension) -> Step:
    decided = moment(told.on, told.time)

    def act(stage: Stage) -> None:
        command = schemas.ExtendDeadline(
            due_on=told.due_on,
            due_time=told.due_time,
            reason=told.reason,
            outage_id=stage.known("outages")[told.outage] if told.outage else None,
        )
        course.extend_deadline(*_then(stage, decided), command)

    return Step(written_down_on(decided), Rank.SUBMIT, path, act)


def _correction(path: Path, told: Correction) -> Step:
    corrected = moment(told.on, told.time)
    command = schemas.CorrectDocuments(reason=told.reason)
    return Step(
        written_down_on(corrected),
        Rank.SUBMIT,
        path,
        doing(lambda stage: course.correct_documents(*_then(stage, corrected), command)),
    )


def _received(told: Bids, deadline: datetime | None) -> Iterator[Step]:
    """Yield the bids and their opening; what came in after the opening is recorded after it."""
    opened = moment(told.opening.on, told.opening.time) if told.opening else None
    opened_on = None
    if told.opening and opened:
        opened_on = max(told.opening.recorded_on or date.min, written_down_on(opened))
    after: list[Step] = []
    for position, bid in enumerate(told.received):
        received = moment(bid.received_on, bid.received_time)
        least = written_down_on(max(received, deadline or received))
        on = max(bid.recorded_on or opened_on or least, least)
        is_after = opened is not None and received > opened
        found = _bid(position, bid, on, Rank.OPEN if is_after else Rank.RECEIVE)
        if is_after:
            after += found
        else:
            yield from found
    if told.opening and opened and opened_on:
        yield Step(opened_on, Rank.OPEN, (*AT, "opening"), _opening(told.opening, opened, opened_on))
    yield from after


def _bid(position: int, told: ReceivedBid, on: date, rank: Rank) -> Iterator[Step]:
    """Yield a bid, what its candidate told about it, and that its record was a mistake."""
    path: Path = (*AT, "received", position)

    def record(stage: Stage) -> None:
        command = schemas.RecordBid(
            candidate_id=candidate_of(stage, told.candidate),
            received_at=moment(told.received_on, told.received_time),
            way=told.way,
            lots=told.lots,
            size_class=told.size_class,
            country=told.country,
            reference=told.reference or "",
            sha256=told.sha256 or "",
        )
        source = FROM_A_FILE if told.way is BidWay.SEALED_STORE else ""
        made = receiving.record_bid(*at(stage, on, SECTION), command, source=source)
        stage.known("bids")[str(position)] = made.id

    yield Step(on, rank, path, record)
    for number, one in enumerate(told.told):
        telling = schemas.TellStatement(kind=one.kind, given_at=moment(one.on, one.time))
        yield Step(on, rank, (*path, "told", number), _on_bid(position, on, receiving.tell_statement, telling))
    if struck := told.struck:
        striking = schemas.StrikeBid(reason=struck.reason)
        struck_on = max(on, struck.on)
        yield Step(struck_on, rank, (*path, "struck"), _on_bid(position, struck_on, receiving.strike_bid, striking))


def _on_bid(position: int, on: date, service: Callable[..., object], command: Command) -> Act:
    return doing(lambda stage: service(*at(stage, on, SECTION), stage.known("bids")[str(position)], command))


def _opening(told: Opening, opened: datetime, on: date) -> Act:
    command = schemas.OpenBids(
        opened_at=opened,
        first_opener=told.first_opener,
        second_opener=told.second_opener,
        remarks=told.remarks or "",
    )
    return doing(lambda stage: course.open_bids(*at(stage, on, SECTION), command))
