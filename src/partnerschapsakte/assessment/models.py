"""What an assessment consists of: the plan, who assesses, what was tendered, scores, draws, and what was locked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnerschapsakte.assessment.rules.acts import LotStage, SeatFacts
from partnerschapsakte.assessment.rules.allocation import Draw
from partnerschapsakte.assessment.rules.plan import RedrawRule
from partnerschapsakte.foundation.database import Table


class AssessmentPlan(Table):
    """How the tenders of a tender are assessed, as it was last announced; ``data`` is the command that wrote it."""

    __tablename__ = "assessment_plan"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    data: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class AssessorSeat(Table):
    """Somebody who assesses: a person with an account, or a label for whom a companion enters what is on paper.

    No lots or criteria: all of them. ``conflict`` and ``measure`` are for the record of proceedings, item m.
    """

    __tablename__ = "assessor_seat"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    label: Mapped[str]
    companion_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    lots: Mapped[list[str]]
    criteria: Mapped[list[str]]
    seated_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    has_conflict: Mapped[bool] = mapped_column(default=False)
    conflict: Mapped[str] = mapped_column(default="")
    may_assess: Mapped[bool | None]
    measure: Mapped[str] = mapped_column(default="")
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str] = mapped_column(default="")

    @property
    def facts(self) -> SeatFacts:
        """What the rules need to know of this assessor."""
        return SeatFacts(
            voice=self.person_id or self.companion_id or "",
            released=self.released_at is not None,
            declared=self.declared_at is not None,
            has_conflict=self.has_conflict,
            may_assess=self.may_assess,
        )

    def covers(self, lot: str, criterion: str) -> bool:
        """Tell whether this assessor was asked about a criterion in a lot."""
        return (not self.lots or lot in self.lots) and (not self.criteria or criterion in self.criteria)


class AssessedBid(Table):
    """For which lots a candidate tendered, and at which price; the last entry of a candidate counts."""

    __tablename__ = "assessed_bid"
    __table_args__ = (UniqueConstraint("tender_id", "candidate_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    position: Mapped[int]
    prices: Mapped[dict[str, Any]]
    note: Mapped[str]
    entered_at: Mapped[datetime]


class AssessmentScore(Table):
    """A score with its reason: of an assessor, or (without ``seat_id``) by consensus. Nothing is overwritten.

    Of the same assessor, lot, candidate and criterion the highest ``position`` counts.
    """

    __tablename__ = "assessment_score"
    __table_args__ = (UniqueConstraint("tender_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    seat_id: Mapped[str | None] = mapped_column(ForeignKey("assessor_seat.id"))
    lot: Mapped[str]
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    criterion: Mapped[str]
    score: Mapped[Decimal]
    reason: Mapped[str]
    given_at: Mapped[datetime]


class AssessmentDraw(Table):
    """A draw among equals, with how it was held and who saw it."""

    __tablename__ = "assessment_draw"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    lot: Mapped[str]
    drawn: Mapped[list[str]]
    redraw: Mapped[RedrawRule]
    method: Mapped[str]
    witnesses: Mapped[list[str]]
    drawn_on: Mapped[date]
    recorded_at: Mapped[datetime]

    @property
    def facts(self) -> Draw:
        """What the rules need to know of this draw."""
        return Draw(lot=self.lot, pool=tuple(sorted(self.drawn)), order=tuple(self.drawn), redraw=self.redraw)


class LotAssessment(Table):
    """How far a lot is; when it is locked, ``pool`` keeps who tendered for it, with their prices."""

    __tablename__ = "lot_assessment"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    lot: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    pool: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sha256: Mapped[str] = mapped_column(default="")

    @property
    def facts(self) -> LotStage:
        """What the rules need to know of how far this lot is."""
        return LotStage(opened=True, locked=self.locked_at is not None)
