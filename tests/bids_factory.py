"""Makes what tests of bids begin with: a tender that closes at noon, and two candidates with a room of their own."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dossier_factory import on
from partnerschapsakte.bids.models import Bid
from partnerschapsakte.bids.schemas import ExtendDeadline, OpenBids, RecordBid, RecordOutage
from partnerschapsakte.bids.service import course, receiving
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering.schemas import AdmitCandidate
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import CALL, Called, called

DUE = datetime(2026, 5, 18, 10, tzinfo=UTC)
"""Noon in Amsterdam."""

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
HOME, STAY = "LOT-0001", "LOT-0002"
WHY = "De server van het platform gaf vanaf half elf geen antwoord."


@dataclass
class Submitting:
    """A tender that closes at noon, and its two candidates."""

    session: Session
    world: Called
    eik: str
    linde: str

    @property
    def dossier(self) -> str:
        """The dossier."""
        return self.world.dossier

    def at(self, moment: datetime, actor: Actor | None = None) -> Occasion:
        """Somebody at a moment: the officer, if nobody else."""
        plain = on(CALL, actor or self.world.officer)
        return replace(plain, happened_at=moment, recorded_at=moment)

    def bid(self, candidate: str, received_at: datetime = DUE - HOUR, now: datetime = DUE + HOUR, **more: Any) -> Bid:
        """Record a bid after the deadline."""
        told = {"candidate_id": candidate, "received_at": received_at} | more
        return receiving.record_bid(self.session, self.at(now), self.dossier, RecordBid.model_validate(told))

    def open(self, now: datetime = DUE + HOUR, first: str = "A. Een", second: str = "B. Twee") -> None:
        """Record the opening."""
        command = OpenBids(opened_at=now, first_opener=first, second_opener=second)
        course.open_bids(self.session, self.at(now), self.dossier, command)

    def outage(self, began_at: datetime = DUE - 2 * HOUR, now: datetime = DUE + HOUR) -> str:
        """Record an outage."""
        command = RecordOutage(began_at=began_at, what=WHY, evidence="Melding 123 bij het platform.")
        return course.record_outage(self.session, self.at(now), self.dossier, command).id

    def extend(self, now: datetime, outage: str | None = None, day: str = "2026-05-19", time: str = "17:00") -> None:
        """Move the deadline for all."""
        told = {"due_on": day, "due_time": time, "reason": WHY, "outage_id": outage}
        command = ExtendDeadline.model_validate(told)
        course.extend_deadline(self.session, self.at(now), self.dossier, command)


def submitting(session: Session, **changes: Any) -> Submitting:
    """Call a tender of two lots that closes at noon, and admit two candidates."""
    lots = [{"code": HOME, "title": "Beschermd thuis"}, {"code": STAY, "title": "Beschermd verblijf"}]
    world = called(session, **({"tender_due_time": "12:00", "lots": lots} | changes))
    ids = [
        _admitted(world, name, party) for name, party in zip(("De Eik", "De Linde"), world.at.providers, strict=True)
    ]
    session.flush()
    return Submitting(session, world, *ids)


def _admitted(world: Called, name: str, party: str) -> str:
    told = {"name": name, "parties": [{"party_id": party, "role": "lead"}], "admitted_on": CALL}
    command = AdmitCandidate.model_validate(told)
    return tendering.admit_candidate(world.session, on(CALL, world.officer), world.dossier, command).id
