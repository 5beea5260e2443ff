"""Agreements as a tree, and everything that is decided about their term: rows that are added, never rewritten."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.contracts.rules.kinds import (
    BINDING_ROLES,
    AgreementKind,
    Choice,
    LegalForm,
    ProviderRole,
)
from partnerschapsakte.contracts.rules.planning import EXIT_MONTHS
from partnerschapsakte.contracts.rules.term import Decided, Evaluated, Relation, TermInForce
from partnerschapsakte.dates.period import Length
from partnerschapsakte.dates.terms import Convention, NoticeRule, Term
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.database import Table


class Agreement(Table):
    """One agreement. A sub-agreement without a term of its own follows the term of its base agreement.

    ``content`` holds the texts of the deed that came from the dialogue, by the names of the deed's content.
    """

    __tablename__ = "agreement"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    key: Mapped[str] = mapped_column(default="")
    kind: Mapped[AgreementKind]
    deed: Mapped[str]
    title: Mapped[str]
    legal_form: Mapped[LegalForm]
    duration_motivation: Mapped[str] = mapped_column(default="")
    cooperation_agreement: Mapped[str] = mapped_column(default="")
    lots: Mapped[list[str]]
    areas: Mapped[list[str]]
    subcontracting_limit: Mapped[Decimal | None]
    starts_on: Mapped[date | None]
    initial_months: Mapped[int | None]
    convention: Mapped[Convention | None]
    notice_lead_months: Mapped[int | None]
    evaluation_lead_months: Mapped[int | None]
    decision_lead_days: Mapped[int | None]
    concluded_on: Mapped[date | None]
    content: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column()
    authorities: Mapped[list["AgreementAuthority"]] = relationship(
        order_by="AgreementAuthority.position", lazy="selectin", cascade="all, delete-orphan"
    )
    providers: Mapped[list["AgreementProvider"]] = relationship(
        order_by="AgreementProvider.position", lazy="selectin", cascade="all, delete-orphan"
    )
    options: Mapped[list["TermOption"]] = relationship(
        order_by="TermOption.number", lazy="selectin", cascade="all, delete-orphan"
    )
    budget: Mapped[list["BudgetYear"]] = relationship(
        order_by="BudgetYear.year", lazy="selectin", cascade="all, delete-orphan"
    )
    evaluations: Mapped[list["Evaluation"]] = relationship(order_by="Evaluation.point", lazy="selectin")
    decisions: Mapped[list["ExtensionDecision"]] = relationship(
        order_by="ExtensionDecision.point, ExtensionDecision.authority_id, ExtensionDecision.provider_id",
        lazy="selectin",
    )
    continuations: Mapped[list["ExtensionContinuation"]] = relationship(
        order_by="ExtensionContinuation.point", lazy="selectin"
    )
    parent: Mapped["Agreement | None"] = relationship(remote_side="Agreement.id", lazy="selectin")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def follows_base(self) -> bool:
        """Tell whether the term is that of the base agreement."""
        return self.starts_on is None

    @property
    def exit_plan_months(self) -> int:
        """How long before the latest end the deed wants the exit plan."""
        return int(self.content.get("choices", {}).get("exit_plan_months", EXIT_MONTHS))

    @property
    def governing(self) -> "Agreement":
        """The agreement whose term clauses and decisions hold: this one, or the base agreement it follows."""
        return self.parent if self.follows_base and self.parent else self

    def evaluation_version(self, point: int) -> int:
        """Return how often the evaluation before a point was written; 0 where there is none yet."""
        return next((row.version for row in self.governing.evaluations if row.point == point), 0)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Each authority with each provider that is bound by itself; a consortium counts by its lead."""
        binding = [provider.party_id for provider in self.providers if provider.role in BINDING_ROLES]
        return tuple(Relation(authority.party_id, provider) for authority in self.authorities for provider in binding)

    @property
    def term(self) -> Term:
        """The clauses of the term, without anything decided since."""
        own = self.governing
        if own.starts_on is None or own.initial_months is None:
            raise LookupError(f"agreement {self.id} has no term")
        return Term(
            own.starts_on,
            own.initial_months,
            tuple(option.months for option in own.options),
            NoticeRule(Length(months=own.notice_lead_months or 6), own.convention or Convention.B),
        )

    def term_in_force(self, today: date) -> TermInForce:
        """Return the term with everything decided about it, as it stands on this day."""
        own = self.governing
        relations = _shared(self.relations, own.relations) if self.follows_base else self.relations
        base = self.parent.term_in_force(today) if self.parent and not self.follows_base else None
        return TermInForce(
            self.term,
            relations,
            evaluation_lead_months=12 if own.evaluation_lead_months is None else own.evaluation_lead_months,
            decision_lead_days=28 if own.decision_lead_days is None else own.decision_lead_days,
            decided=tuple(decision.decided for decision in own.decisions),
            evaluated=tuple(Evaluated(row.point, row.planned_on, row.concluded_on) for row in own.evaluations),
            continued=tuple((row.point, Relation(row.authority_id, row.provider_id)) for row in own.continuations),
            base_last_day=base.current_last_day(today).on if base else None,
            base_last_days=tuple((one, base.last_day_for(one, today).on) for one in base.relations) if base else (),
        )


def _shared(own: tuple[Relation, ...], base: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Return the relations of a sub-agreement that its base decides; all of the base's where they do not meet."""
    return tuple(relation for relation in own if relation in base) or base


class AgreementAuthority(Table):
    """An authority that is a party; the first one leads."""

    __tablename__ = "agreement_authority"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    position: Mapped[int]


class AgreementProvider(Table):
    """A provider and its role; ``share`` is the fraction of the task that it performs, where agreed."""

    __tablename__ = "agreement_provider"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    position: Mapped[int]
    role: Mapped[ProviderRole]
    consortium: Mapped[str] = mapped_column(default="")
    share: Mapped[Decimal | None]


class TermOption(Table):
    """An extension option of the deed: its number and its length in calendar months."""

    __tablename__ = "term_option"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    months: Mapped[int]


class BudgetYear(Table):
    """A budget square: the year's amount in euro excl. VAT and the average number of clients it is meant for."""

    __tablename__ = "budget_year"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]
    clients: Mapped[int]
    indexed_from: Mapped[int | None]


class Evaluation(Table):
    """The joint evaluation before an extension point: planned, then concluded."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("agreement_id", "point"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), index=True)
    point: Mapped[int]
    planned_on: Mapped[date | None]
    concluded_on: Mapped[date | None]
    findings: Mapped[str] = mapped_column(default="")
    provider_view: Mapped[str] = mapped_column(default="")
    residents_view: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    participants: Mapped[list[str]] = mapped_column(default=list)
    lessons: Mapped[list[str]] = mapped_column(default=list)
    advice: Mapped[Choice | None]
    version: Mapped[int] = mapped_column(server_default="1")
    dissents: Mapped[list["EvaluationDissent"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class EvaluationDissent(Table):
    """A party that does not share the conclusion, and why."""

    __tablename__ = "evaluation_dissent"

    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    reason: Mapped[str]


class ExtensionDecision(Table):
    """What one authority decided about one provider at one point: here by a mandate holder, or elsewhere."""

    __tablename__ = "extension_decision"
    __table_args__ = (UniqueConstraint("agreement_id", "point", "authority_id", "provider_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), index=True)
    point: Mapped[int]
    authority_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("party.id"))
    choice: Mapped[Choice]
    reason: Mapped[str]
    decided_on: Mapped[date]
    decided_by: Mapped[str]
    body: Mapped[DecisionBody | None]
    case_number: Mapped[str | None]
    file: Mapped[str | None]
    without_evaluation: Mapped[str | None]
    notice: Mapped["ExtensionNotice | None"] = relationship(lazy="selectin")

    @property
    def decided(self) -> Decided:
        """This row as the rules see it, with what followed from it."""
        receipt = self.notice.receipt if self.notice else None
        return Decided(
            self.point,
            Relation(self.authority_id, self.provider_id),
            self.choice,
            self.decided_on,
            sent_on=self.notice.sent_on if self.notice else None,
            received_on=receipt.received_on if receipt else None,
        )


class ExtensionNotice(Table):
    """The notice that the option is used, and the proof that it was received."""

    __tablename__ = "extension_notice"

    decision_id: Mapped[str] = mapped_column(ForeignKey("extension_decision.id"), primary_key=True)
    sent_on: Mapped[date]
    channel: Mapped[str]
    receipt: Mapped["NoticeReceipt | None"] = relationship(lazy="selectin")


class NoticeReceipt(Table):
    """The day on which the notice was received, and what proves it (BW 3:37)."""

    __tablename__ = "notice_receipt"

    decision_id: Mapped[str] = mapped_column(ForeignKey("extension_notice.decision_id"), primary_key=True)
    received_on: Mapped[date]
    proof: Mapped[str]


class ExtensionContinuation(Table):
    """The agreement went on after a missed notice day: by whom, on what ground, at what risk."""

    __tablename__ = "extension_continuation"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    point: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    ground: Mapped[str]
    risk: Mapped[str]
    decided_on: Mapped[date]
    decided_by: Mapped[str]


class LapsedOption(Table):
    """The option that lapsed for one authority and provider: recorded once, by the day's sweep."""

    __tablename__ = "lapsed_option"

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    point: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    lapsed_on: Mapped[date]
