"""A tender in words, as the API gives it: its lots, candidates, conversations and what a reader should look at."""

from datetime import date

import msgspec

from partnerschapsakte.agenda.schemas import ToldDate, told, told_date
from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.tendering.models import Tender
from partnerschapsakte.tendering.rules.facts import (
    LotOutcome,
    MinutesState,
    NoticeKind,
    Procedure,
    StandstillBasis,
    TenderStage,
    TenderStatus,
)
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.tendering.schemas import (
    CandidatePartyView,
    CandidateView,
    EstimatedValueView,
    LotView,
    SessionView,
    StandstillView,
    StepView,
    TenderView,
)


class ToldCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate, the parties it consists of, and whether it is still in."""

    id: str
    dossier_id: str
    name: str
    parties: tuple[CandidatePartyView, ...]
    requested_on: date | None
    admitted_on: date | None
    outside_because: str | None
    withdrawn_on: date | None


class ToldSession(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that was held; who was there is a count and roles, never names."""

    id: str
    dossier_id: str
    candidate_id: str
    round: int
    held_on: date
    topics: tuple[str, ...]
    attendees: int
    attendee_roles: tuple[str, ...]
    minutes: MinutesState


class ToldStandstill(msgspec.Struct, frozen=True, kw_only=True):
    """The wait of one lot between the award letters and the contract."""

    basis: StandstillBasis
    sent_on: date
    days: int
    last_day: ToldDate
    earliest_signing: ToldDate


class ToldLot(msgspec.Struct, frozen=True, kw_only=True):
    """A lot and its award; ``awarded`` holds the ids of candidates."""

    code: str
    dossier_id: str
    title: str
    areas: tuple[str, ...]
    contracts_minimum: int | None
    contracts_maximum: int | None
    outcome: LotOutcome | None
    awarded: tuple[str, ...]
    decided_on: date | None
    standstill: ToldStandstill | None
    definitive_on: date | None
    contract_concluded_on: date | None
    award_notice_due: ToldDate | None
    award_notice_sent_on: date | None


class ToldFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Something a reader must know: the rule, its source, a sentence, and where it was found."""

    level: Level
    message: str
    rule: str | None
    source: str | None
    where: str


class ToldTenderStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the procedure; ``code`` and ``why_not`` say what stands in its way today, null where nothing does."""

    name: TenderStep
    stages: tuple[TenderStage, ...]
    leads_to: TenderStage | None
    guards: tuple[str, ...]
    by_itself: bool
    possible: bool
    code: str | None
    why_not: str | None
    remedy: str | None
    rule: str | None
    source: str | None


class ToldTender(msgspec.Struct, frozen=True, kw_only=True):
    """The tender of a dossier as it stands today."""

    id: str
    dossier_id: str
    procedure: Procedure
    title: str
    reference: str
    status: TenderStatus
    stage: TenderStage
    published_on: date | None
    requests_due_on: date | None
    tender_due_on: date | None
    tender_due_time: str
    questions_due: ToldDate | None
    estimated_value: EstimatedValueView | None
    compensation: str
    standstill_days: int
    maximum_candidates: int | None
    dialogue_rounds: int | None
    topics: tuple[str, ...]
    dialogue_started_on: date | None
    dialogue_closed_on: date | None
    invited_on: date | None
    submission_address: str
    submission_languages: tuple[str, ...]
    notice_kind: NoticeKind | None
    cpv_code: str
    lots_reason: str
    told_in_part: bool
    withdrawn_on: date | None
    lots: tuple[ToldLot, ...]
    candidates: tuple[ToldCandidate, ...]
    sessions: tuple[ToldSession, ...]
    findings: tuple[ToldFinding, ...]
    version: int


def told_tender(found: Tender, view: TenderView) -> ToldTender:
    """Return a tender in words."""
    ids = {one.name: one.id for one in view.candidates}
    sessions = view.dialogue.sessions if view.dialogue else ()
    return ToldTender(
        id=view.id,
        dossier_id=view.dossier_id,
        procedure=view.procedure,
        title=view.title,
        reference=view.reference,
        status=view.status,
        stage=view.stage,
        published_on=view.published_on,
        requests_due_on=view.requests_due_on,
        tender_due_on=view.tender_due_on,
        tender_due_time=found.tender_due_time,
        questions_due=_date(view.questions_due),
        estimated_value=view.estimated_value,
        compensation=view.compensation,
        standstill_days=found.standstill_days,
        maximum_candidates=view.selection.maximum,
        dialogue_rounds=found.dialogue_rounds,
        topics=tuple(found.topics),
        dialogue_started_on=found.dialogue_started_on,
        dialogue_closed_on=found.dialogue_closed_on,
        invited_on=found.invited_on,
        submission_address=found.submission_address,
        submission_languages=tuple(found.submission_languages),
        notice_kind=found.notice_kind,
        cpv_code=found.cpv_code,
        lots_reason=found.lots_reason,
        told_in_part=found.told_in_part,
        withdrawn_on=view.withdrawn_on,
        lots=tuple(_lot(view.dossier_id, one, ids) for one in view.lots),
        candidates=tuple(_candidate(view.dossier_id, one) for one in view.candidates),
        sessions=tuple(_session(view.dossier_id, one, ids) for one in sessions),
        findings=tuple(told_finding(one) for one in view.findings),
        version=found.version,
    )


def told_step(view: StepView) -> ToldTenderStep:
    """Return a step in words."""
    no = view.blocked
    return ToldTenderStep(
        name=view.name,
        stages=view.stages,
        leads_to=view.leads_to,
        guards=view.guards,
        by_itself=view.by_itself,
        possible=no is None,
        code=no.code if no else None,
        why_not=told(no.message) if no else None,
        remedy=told(no.remedy) if no and no.remedy else None,
        rule=no.rule if no else None,
        source=no.article if no else None,
    )


def _candidate(dossier_id: str, view: CandidateView) -> ToldCandidate:
    return ToldCandidate(
        id=view.id,
        dossier_id=dossier_id,
        name=view.name,
        parties=view.parties,
        requested_on=view.requested_on,
        admitted_on=view.admitted_on,
        outside_because=view.outside_because,
        withdrawn_on=view.withdrawn_on,
    )


def _session(dossier_id: str, view: SessionView, ids: dict[str, str]) -> ToldSession:
    return ToldSession(
        id=view.id,
        dossier_id=dossier_id,
        candidate_id=ids[view.participant],
        round=view.round,
        held_on=view.held_on,
        topics=view.topics,
        attendees=view.attendees,
        attendee_roles=view.attendee_roles,
        minutes=view.minutes,
    )


def _lot(dossier_id: str, view: LotView, ids: dict[str, str]) -> ToldLot:
    return ToldLot(
        code=view.id,
        dossier_id=dossier_id,
        title=view.title,
        areas=view.areas,
        contracts_minimum=view.contracts_minimum,
        contracts_maximum=view.contracts_maximum,
        outcome=view.outcome,
        awarded=tuple(ids[name] for name in view.awarded),
        decided_on=view.decided_on,
        standstill=_standstill(view.standstill) if view.standstill else None,
        definitive_on=view.definitive_on,
        contract_concluded_on=view.contract_concluded_on,
        award_notice_due=_date(view.award_notice_due),
        award_notice_sent_on=view.award_notice_sent_on,
    )


def _standstill(view: StandstillView) -> ToldStandstill:
    return ToldStandstill(
        basis=view.basis,
        sent_on=view.sent_on,
        days=view.days,
        last_day=told_date(view.last_day),
        earliest_signing=told_date(view.earliest_signing),
    )


def told_finding(found: Finding) -> ToldFinding:
    """Tell what a reader must know."""
    return ToldFinding(
        level=found.level, message=told(found.message), rule=found.rule, source=found.source, where=found.where
    )


def _date(explained: Explained | None) -> ToldDate | None:
    return told_date(explained) if explained else None
