"""What was decided about the lots of a tender, the letters about it, who contests it, and the record of proceedings."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.awarding.rules.facts import Case, LotDecision, RecordItem
from partnerschapsakte.awarding.rules.happened import LotDecided
from partnerschapsakte.foundation.database import Table


class LotAward(Table):
    """The decision about a lot; who took it, when and in which file is a decision taken elsewhere."""

    __tablename__ = "lot_award"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("lot.id"), unique=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision_elsewhere.id"))
    outcome: Mapped[LotDecision]
    mandate: Mapped[str]
    reason: Mapped[str]
    decided_on: Mapped[date]
    objections_to: Mapped[str] = mapped_column(default="")
    objections_by: Mapped[date | None]
    letters_sent_on: Mapped[date | None]
    winners: Mapped[list["LotWinner"]] = relationship(
        order_by="LotWinner.position", lazy="selectin", cascade="all, delete-orphan"
    )
    tenderers: Mapped[list["LotTenderer"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @classmethod
    def of(cls, fact: LotDecided, id_: str, *, lot_id: str, mandate: str) -> Self:
        """Make the row of a decision."""
        return cls(
            id=id_,
            tender_id=fact.subject,
            lot_id=lot_id,
            decision_id=fact.decision,
            outcome=fact.outcome,
            mandate=mandate,
            reason=fact.reason,
            decided_on=fact.decided_on,
            winners=[LotWinner(candidate_id=one, position=number) for number, one in enumerate(fact.winners, start=1)],
        )


class LotWinner(Table):
    """A candidate to which a lot is awarded, and what its tender is and has over the others."""

    __tablename__ = "lot_winner"

    lot_award_id: Mapped[str] = mapped_column(ForeignKey("lot_award.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    position: Mapped[int]
    characteristics: Mapped[str] = mapped_column(default="")


class LotTenderer(Table):
    """What one tenderer is told about its own tender for a lot, as long as the letters have not gone out."""

    __tablename__ = "lot_tenderer"

    lot_award_id: Mapped[str] = mapped_column(ForeignKey("lot_award.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    tendered: Mapped[bool]
    reasons: Mapped[str]
    scores: Mapped[str]
    platform_reference: Mapped[str]


class AwardLetter(Table):
    """The letter to one tenderer as it went out; it never changes, and no other party reads it."""

    __tablename__ = "award_letter"
    __table_args__ = (UniqueConstraint("lot_award_id", "candidate_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    lot_award_id: Mapped[str] = mapped_column(ForeignKey("lot_award.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    title: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    letter_id: Mapped[str | None] = mapped_column(ForeignKey("letter.id"))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("issued_document.id"))
    platform_reference: Mapped[str]
    sent_on: Mapped[date]
    recorded_at: Mapped[datetime]


class Complaint(Table):
    """A complaint about the procedure or an award, and the decision on it."""

    __tablename__ = "complaint"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_code: Mapped[str | None]
    complainant: Mapped[str]
    about: Mapped[str]
    received_on: Mapped[date]
    upheld: Mapped[bool | None]
    decided_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(default="")


class CourtCase(Table):
    """Summary proceedings about the award of a lot, and the judgment."""

    __tablename__ = "court_case"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("lot.id"), index=True)
    plaintiff: Mapped[str]
    court: Mapped[str]
    reference: Mapped[str]
    served_on: Mapped[date]
    judged_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    file: Mapped[str] = mapped_column(default="")
    tenders_valid_until: Mapped[date | None]

    @property
    def facts(self) -> Case:
        """What the rules need to know of it."""
        return Case(served_on=self.served_on, judged_on=self.judged_on)


class ProceedingsRecord(Table):
    """The record of proceedings of a tender: that it was begun, and the document that was printed of it last."""

    __tablename__ = "proceedings_record"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    begun_on: Mapped[date]
    call_off_under: Mapped[str]
    document_id: Mapped[str | None] = mapped_column(ForeignKey("issued_document.id"))
    items: Mapped[list["ProceedingsItem"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class ProceedingsItem(Table):
    """What somebody wrote under one item, or that it does not apply."""

    __tablename__ = "proceedings_item"

    tender_id: Mapped[str] = mapped_column(ForeignKey("proceedings_record.tender_id"), primary_key=True)
    item: Mapped[RecordItem] = mapped_column(primary_key=True)
    text: Mapped[str]
    not_applicable: Mapped[bool]
