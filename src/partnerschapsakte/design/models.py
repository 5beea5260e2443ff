"""The design of an assignment: choices and principles by version, decisions, impact, checklist, route, consultations.

What was written before stays: every table but the two of consultations only grows, and the highest number holds.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.design.rules.facts import (
    Affected,
    Choice,
    Consultation,
    DesignDecision,
    DesignOption,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
    Route,
)
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.foundation.database import Table


class DesignChoice(Table):
    """One of the six choices as it was made once."""

    __tablename__ = "design_choice"
    __table_args__ = (UniqueConstraint("dossier_id", "subject", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    subject: Mapped[DesignSubject]
    number: Mapped[int]
    options: Mapped[list[str]]
    text: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]

    @property
    def facts(self) -> Choice:
        """What the rules need to know of it."""
        options = frozenset(DesignOption(one) for one in self.options)
        return Choice(options=options, text=self.text, number=self.number)


class PrinciplesVersion(Table):
    """The guiding principles as they were written once."""

    __tablename__ = "principles_version"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    number: Mapped[int]
    principles: Mapped[list[str]]
    reason: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]


class DecidedDesign(Table):
    """A decision in principle or a draft decision: what it is of a decision taken elsewhere."""

    __tablename__ = "decided_design"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decision_elsewhere.id"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    kind: Mapped[DesignDecision]


class DesignImpact(Table):
    """What an assignment means for residents, council, organisation or providers, as it was written once."""

    __tablename__ = "design_impact"
    __table_args__ = (UniqueConstraint("dossier_id", "affected", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    affected: Mapped[Affected]
    number: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[str]


class DesignFit(Table):
    """An answer to a question of the checklist, as it was given once."""

    __tablename__ = "design_fit"
    __table_args__ = (UniqueConstraint("dossier_id", "question", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    question: Mapped[FitQuestion]
    number: Mapped[int]
    answer: Mapped[FitAnswer]
    reason: Mapped[str]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str]


class DesignRoute(Table):
    """How the relation comes about, as it was chosen once."""

    __tablename__ = "design_route"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    number: Mapped[int]
    instrument: Mapped[Instrument]
    reserved: Mapped[bool]
    initial_months: Mapped[int | None]
    extension_months: Mapped[int]
    reason: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[str]

    @property
    def facts(self) -> Route:
        """What the rules need to know of it."""
        return Route(
            instrument=self.instrument,
            reserved=self.reserved,
            initial_months=self.initial_months,
            extension_months=self.extension_months,
        )


class PassedWarning(Table):
    """A warning that somebody passed with a reason; ``standing`` tells about which choices it was."""

    __tablename__ = "passed_warning"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    warning: Mapped[DesignWarning]
    standing: Mapped[str]
    reason: Mapped[str]
    passed_at: Mapped[datetime]
    passed_by: Mapped[str]


class MarketConsultation(Table):
    """A market consultation: what is asked, how it was announced, what it yielded, and where that was published."""

    __tablename__ = "market_consultation"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    questions: Mapped[str]
    planned_on: Mapped[date]
    announced: Mapped[str]
    held_on: Mapped[date | None]
    report: Mapped[str] = mapped_column(default="")
    use: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    published_where: Mapped[str] = mapped_column(default="")
    named_because: Mapped[str] = mapped_column(default="")
    cancelled_because: Mapped[str] = mapped_column(default="")
    invited: Mapped[list["ConsultedParty"]] = relationship(
        order_by="ConsultedParty.position", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def facts(self) -> Consultation:
        """What the rules need to know of it."""
        return Consultation(
            id=self.id,
            held_on=self.held_on,
            reported=bool(self.report),
            published_on=self.published_on,
            cancelled=bool(self.cancelled_because),
            names=tuple(one.name for one in self.invited),
        )


class ConsultedParty(Table):
    """Somebody who was invited to a market consultation, and whether they came; for the team only."""

    __tablename__ = "consulted_party"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    consultation_id: Mapped[str] = mapped_column(ForeignKey("market_consultation.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    attended: Mapped[bool] = mapped_column(default=False)
