"""What is on record about submitting: bids, other ways, outages and extensions, corrections, and the opening."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.bids.rules.facts import BidFacts, BidWay, NonElectronicGround, Outage, StatementKind
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.selection.rules.facts import SizeClass


class Bid(Table):
    """A bid as it came in, with what the notices ask about who made it.

    ``lots`` is empty where nobody told which: then it is for all. ``source`` is the list or the vault it came from.
    Whether it is late, void or valid stands nowhere: it follows from the deadline and the corrections.
    """

    __tablename__ = "bid"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_name: Mapped[str]
    way: Mapped[BidWay]
    lots: Mapped[list[str]]
    size_class: Mapped[SizeClass | None]
    country: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    struck_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    def facts(self, confirmed_at: datetime | None = None, withdrawn_at: datetime | None = None) -> BidFacts:
        """What the rules need to know of this bid; its candidate may have told more."""
        return BidFacts(
            id=self.id,
            candidate=self.candidate_id,
            received_at=self.received_at,
            lots=tuple(self.lots),
            withdrawn_at=withdrawn_at,
            confirmed_at=confirmed_at,
            struck=bool(self.struck_because),
        )


class BidStatement(Table):
    """What a candidate told about its own bid, in its room or along the platform.

    Until the opening nobody of the authority is shown it. ``sealed_as`` is the entry of the journal that fixes it.
    """

    __tablename__ = "bid_statement"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    kind: Mapped[StatementKind]
    given_at: Mapped[datetime]
    person_id: Mapped[str]
    person_name: Mapped[str]
    nonce: Mapped[str] = mapped_column(default="")
    commitment: Mapped[str] = mapped_column(default="")


class OtherWay(Table):
    """That bids may come by e-mail or on paper, and on which ground (rule 27)."""

    __tablename__ = "other_way"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    way: Mapped[BidWay] = mapped_column(primary_key=True)
    ground: Mapped[NonElectronicGround]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_name: Mapped[str]


class BidOutage(Table):
    """A time in which bids could not be handed in, and what shows it; ``file_id`` is a kept file."""

    __tablename__ = "bid_outage"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    what: Mapped[str]
    evidence: Mapped[str]
    file_id: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by_name: Mapped[str]

    @property
    def facts(self) -> Outage:
        """What the rules need to know of this outage."""
        return Outage(id=self.id, began_at=self.began_at, ended_at=self.ended_at)


class BidExtension(Table):
    """One decision that moved the deadline for all; told to all who read here, and along the platform."""

    __tablename__ = "bid_extension"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    outage_id: Mapped[str | None] = mapped_column(ForeignKey("bid_outage.id"))
    before_at: Mapped[datetime]
    after_at: Mapped[datetime]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_name: Mapped[str]


class BidCorrection(Table):
    """The documents were corrected at a moment: bids of before are void until their candidates confirm them."""

    __tablename__ = "bid_correction"
    __table_args__ = (UniqueConstraint("tender_id", "corrected_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"))
    corrected_at: Mapped[datetime]
    reason: Mapped[str]
    recorded_by_name: Mapped[str]


class BidOpening(Table):
    """Who opened the bids, when, and what was there: ``content`` is the list as it was, fixed by its hash."""

    __tablename__ = "bid_opening"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    opened_at: Mapped[datetime]
    first_opener: Mapped[str]
    second_opener: Mapped[str]
    remarks: Mapped[str]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_name: Mapped[str]
