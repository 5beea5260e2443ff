"""Agreements and their extension points in words, as the API gives them."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from partnerschapsakte.agenda.schemas import ToldDate, told, told_date
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, LegalForm, ProviderRole
from partnerschapsakte.contracts.rules.possibilities import PointAct
from partnerschapsakte.contracts.rules.term import PointState
from partnerschapsakte.contracts.schemas import (
    AgreementView,
    EvaluationView,
    PartySeat,
    PointView,
    RelationView,
    SquareView,
)
from partnerschapsakte.dates.terms import Convention
from partnerschapsakte.foundation.outcomes import Refusal


class ToldAuthority(msgspec.Struct, frozen=True):
    """An authority that is a party; the first one leads."""

    party_id: str
    name: str


class ToldProvider(msgspec.Struct, frozen=True):
    """A provider that is a party: its role, its consortium's name, and its share of the task where agreed."""

    party_id: str
    name: str
    role: ProviderRole
    consortium: str
    share: Decimal | None


class ToldDissent(msgspec.Struct, frozen=True):
    """A party that does not share the conclusion of an evaluation, and why."""

    party_id: str
    reason: str


class ToldEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """The evaluation before an extension point."""

    planned_on: date | None
    concluded_on: date | None
    findings: str
    provider_view: str
    residents_view: str
    method: str
    participants: tuple[str, ...]
    lessons: tuple[str, ...]
    advice: Choice | None
    dissents: tuple[ToldDissent, ...]


class ToldPoint(msgspec.Struct, frozen=True, kw_only=True):
    """An extension point of an agreement: its dates, its state, and what each authority and provider did."""

    agreement_id: str
    number: int
    months: int
    state: PointState
    evaluation_due: ToldDate
    decision_due: ToldDate
    decide_by: ToldDate
    remind_by: ToldDate
    last_day_before: ToldDate
    last_day_after: ToldDate
    evaluation: ToldEvaluation | None
    relations: tuple[RelationView, ...]
    version: int


class ToldTerm(msgspec.Struct, frozen=True, kw_only=True):
    """The term as the deed fixes it, and its last days as things stand."""

    starts_on: date
    initial_months: int | None
    options: tuple[int, ...]
    convention: Convention
    notice_lead_months: int | None
    evaluation_lead_months: int | None
    decision_lead_days: int | None
    current_last_day: ToldDate
    latest_last_day: ToldDate


class ToldAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement; ``follows_base`` tells that its term and its extension points are those of its base agreement."""

    id: str
    dossier_id: str
    parent_id: str | None
    key: str
    kind: AgreementKind
    deed: str
    title: str
    legal_form: LegalForm
    duration_motivation: str
    cooperation_agreement: str
    authorities: tuple[ToldAuthority, ...]
    providers: tuple[ToldProvider, ...]
    subcontracting_limit: Decimal | None
    lots: tuple[str, ...]
    areas: tuple[str, ...]
    concluded_on: date | None
    follows_base: bool
    term: ToldTerm
    extension_points: tuple[ToldPoint, ...]
    budget: tuple[SquareView, ...]
    content: dict[str, Any]
    version: int


class ToldPointAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act at an extension point, and why it is not possible now, if it is not."""

    act: PointAct
    possible: bool
    code: str | None
    why: str | None
    remedy: str | None


def told_agreement(found: Agreement, view: AgreementView) -> ToldAgreement:
    """Return an agreement in words."""
    shares = {row.party_id: row.share for row in found.providers}
    return ToldAgreement(
        id=view.id,
        dossier_id=view.dossier_id,
        parent_id=view.parent_id,
        key=view.key,
        kind=view.kind,
        deed=view.deed,
        title=view.title,
        legal_form=view.legal_form,
        duration_motivation=found.duration_motivation,
        cooperation_agreement=found.cooperation_agreement,
        authorities=tuple(ToldAuthority(seat.party_id, seat.name) for seat in view.authorities),
        providers=tuple(_provider(seat, shares[seat.party_id]) for seat in view.providers),
        subcontracting_limit=found.subcontracting_limit,
        lots=view.lots,
        areas=view.areas,
        concluded_on=view.concluded_on,
        follows_base=view.follows_base,
        term=_term(found.governing, view),
        extension_points=tuple(told_point(found, point) for point in view.term.points),
        budget=view.budget,
        content=found.content,
        version=found.version,
    )


def told_point(found: Agreement, view: PointView) -> ToldPoint:
    """Return an extension point in words; of all it tells, only its evaluation is edited in place."""
    return ToldPoint(
        agreement_id=found.id,
        number=view.number,
        months=view.months,
        state=view.state,
        evaluation_due=told_date(view.evaluation_due),
        decision_due=told_date(view.decision_due),
        decide_by=told_date(view.decide_by),
        remind_by=told_date(view.remind_by),
        last_day_before=told_date(view.last_day_before),
        last_day_after=told_date(view.last_day_after),
        evaluation=_evaluation(view.evaluation) if view.evaluation else None,
        relations=view.relations,
        version=found.evaluation_version(view.number),
    )


def told_act(act: PointAct, refusal: Refusal | None) -> ToldPointAct:
    """Return an act with why it is not possible now, in words."""
    return ToldPointAct(
        act=act,
        possible=refusal is None,
        code=refusal.code if refusal else None,
        why=told(refusal.message) if refusal else None,
        remedy=told(refusal.remedy) if refusal and refusal.remedy else None,
    )


def _provider(seat: PartySeat, share: Decimal | None) -> ToldProvider:
    assert seat.role is not None  # noqa: S101 - only authorities have none
    return ToldProvider(seat.party_id, seat.name, seat.role, seat.consortium, share)


def _term(governing: Agreement, view: AgreementView) -> ToldTerm:
    return ToldTerm(
        starts_on=view.term.starts_on,
        initial_months=governing.initial_months,
        options=tuple(option.months for option in governing.options),
        convention=view.term.convention,
        notice_lead_months=governing.notice_lead_months,
        evaluation_lead_months=governing.evaluation_lead_months,
        decision_lead_days=governing.decision_lead_days,
        current_last_day=told_date(view.term.current_last_day),
        latest_last_day=told_date(view.term.latest_last_day),
    )


def _evaluation(view: EvaluationView) -> ToldEvaluation:
    return ToldEvaluation(
        planned_on=view.planned_on,
        concluded_on=view.concluded_on,
        findings=view.findings,
        provider_view=view.provider_view,
        residents_view=view.residents_view,
        method=view.method,
        participants=view.participants,
        lessons=view.lessons,
        advice=view.advice,
        dissents=tuple(ToldDissent(party_id, reason) for party_id, reason in view.dissents),
    )
