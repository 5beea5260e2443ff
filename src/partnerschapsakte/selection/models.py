"""A selection: what was asked, the requests that came in, how they were judged, and what was decided."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.selection.rules.facts import Criterion, Draw, Plan, Request, RequirementKind, SizeClass, TieRule
from partnerschapsakte.selection.rules.facts import SelectionRedraw as Redraw
from partnerschapsakte.tendering.rules.facts import ConsortiumRole


class SelectionPlan(Table):
    """What is asked of candidates of a tender; ``content`` is the command with which it was last laid down."""

    __tablename__ = "selection_plan"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]
    rectified_at: Mapped[datetime | None]
    rectified_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def facts(self) -> Plan:
        """What the rules need to know of this plan."""
        told = self.content
        return Plan(
            requirements={one["code"]: RequirementKind(one["kind"]) for one in told["requirements"]},
            criteria=tuple(
                Criterion(code=one["code"], weight=Decimal(one["weight"]), scale=Decimal(one["scale"]))
                for one in told["criteria"]
            ),
            uea_required=told["uea_required"],
            tie_rule=TieRule(told["tie_rule"]),
            tie_criterion=told["tie_criterion"],
            redraw_rule=Redraw(told["redraw_rule"]),
            decimals=told["decimals"],
        )


class ParticipationRequest(Table):
    """A request to participate of a party alone or a consortium, with what the notices ask about it.

    ``judgements`` counts how often it was judged, so that each makes another version of it.
    """

    __tablename__ = "participation_request"
    __table_args__ = (UniqueConstraint("tender_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"))
    dossier_id: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    name: Mapped[str]
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    late: Mapped[bool]
    size_class: Mapped[SizeClass]
    country: Mapped[str]
    electronic: Mapped[bool]
    withdrawn_on: Mapped[date | None]
    withdrawn_because: Mapped[str] = mapped_column(default="")
    judgements: Mapped[int] = mapped_column(default=0)
    has_running_clients: Mapped[bool] = mapped_column(default=False)
    phase_out_clients: Mapped[str] = mapped_column(default="")
    phase_out_staff: Mapped[str] = mapped_column(default="")
    phase_out_systems: Mapped[str] = mapped_column(default="")
    phase_out_noted_at: Mapped[datetime | None]
    admitted: Mapped[bool | None]
    rank: Mapped[int | None]
    points: Mapped[Decimal | None]
    candidate_id: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"))
    version: Mapped[int] = mapped_column()
    parties: Mapped[list["RequestParty"]] = relationship(
        order_by="RequestParty.position", lazy="selectin", cascade="all, delete-orphan"
    )
    findings: Mapped[list["RequirementFinding"]] = relationship(
        order_by="RequirementFinding.code", lazy="selectin", cascade="all, delete-orphan"
    )
    scores: Mapped[list["CriterionScore"]] = relationship(
        order_by="CriterionScore.code", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def received_on(self) -> date:
        """The day in Amsterdam on which it came in."""
        return local_date(self.received_at)

    @property
    def facts(self) -> Request:
        """What the rules need to know of this request."""
        return Request(
            id=self.id,
            name=self.name,
            late=self.late,
            withdrawn=self.withdrawn_on is not None,
            met={one.code: one.met for one in self.findings},
            scores={one.code: one.score for one in self.scores},
        )


class RequestParty(Table):
    """A party of a request, and whether it leads."""

    __tablename__ = "request_party"

    request_id: Mapped[str] = mapped_column(ForeignKey("participation_request.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    position: Mapped[int]
    role: Mapped[ConsortiumRole]


class RequirementFinding(Table):
    """Whether a request meets a requirement, and why; of a ground for exclusion: whether it does not apply."""

    __tablename__ = "requirement_finding"

    request_id: Mapped[str] = mapped_column(ForeignKey("participation_request.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    met: Mapped[bool]
    reason: Mapped[str]


class CriterionScore(Table):
    """The score of a request on a selection criterion, and why; never one without the other (rule 29)."""

    __tablename__ = "criterion_score"

    request_id: Mapped[str] = mapped_column(ForeignKey("participation_request.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[Decimal]
    reason: Mapped[str]


class SelectionDraw(Table):
    """A draw among who tied at the cut: its pool in the order drawn, how, before whom and by which redraw rule."""

    __tablename__ = "selection_draw"

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    drawn_on: Mapped[date]
    drawn: Mapped[list[str]]
    method: Mapped[str]
    witness: Mapped[str]
    redraw_rule: Mapped[Redraw]

    @property
    def facts(self) -> Draw:
        """What the rules need to know of this draw."""
        return Draw(order=tuple(self.drawn), drawn_on=self.drawn_on)


class SelectionDecision(Table):
    """Who is admitted was decided: whether a ranking ran, for how many places, and until when one can object."""

    __tablename__ = "selection_decision"

    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    decided_on: Mapped[date]
    applied: Mapped[bool]
    maximum: Mapped[int | None]
    few_because: Mapped[str]
    standstill_last_day: Mapped[date | None]
    decided_by_id: Mapped[str]
    decided_by_name: Mapped[str]
