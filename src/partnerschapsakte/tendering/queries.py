"""Reads of tenders: rows to change, and the view of a page and of a case run."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.dossiers.queries import dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.tendering.models import Award, Candidate, DialogueSession, Lot, Tender
from partnerschapsakte.tendering.rules import possibilities, standing, value
from partnerschapsakte.tendering.rules.facts import LotOutcome, TenderFacts
from partnerschapsakte.tendering.rules.procedure import may_override_standstill
from partnerschapsakte.tendering.rules.steps import COURSES, TenderStep
from partnerschapsakte.tendering.schemas import (
    CandidatePartyView,
    CandidateView,
    DialogueView,
    EstimatedValueView,
    LotView,
    SelectionView,
    SessionView,
    StandstillView,
    StepView,
    TenderView,
)


def tender_of(session: Session, dossier_id: str) -> Tender | None:
    """Return the tender of a dossier, if it has one."""
    return session.scalar(select(Tender).where(Tender.dossier_id == dossier_id))


def tender(session: Session, dossier_id: str, *, for_update: bool = False) -> Tender:
    """Return the tender of a dossier, or refuse; locked together with its dossier."""
    dossier(session, dossier_id, for_update=for_update)
    found = tender_of(session, dossier_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "tender_not_found", say("This dossier has no tender."))
    return found


def authorities(session: Session, dossier_id: str) -> tuple[str, ...]:
    """Return the ids of the authorities that commission this dossier."""
    return tuple(one.party_id for one in dossier(session, dossier_id).authorities)


def unknown_providers(session: Session, ids: Collection[str]) -> tuple[str, ...]:
    """Return those of these ids that are no registered provider."""
    known = parties_by_id(session, ids)
    return tuple(one for one in ids if one not in known or known[one].kind is not PartyKind.PROVIDER)


def lot(found: Tender, code: str) -> Lot:
    """Return a lot of a tender, or refuse."""
    for one in found.lots:
        if one.code == code:
            return one
    raise Refusal(Why.NOT_FOUND, "lot_not_found", say("This tender has no lot {lot}.", lot=code))


def award(found: Tender, code: str) -> Award:
    """Return the award of a lot, or refuse."""
    awarded = lot(found, code).award
    if awarded is None:
        raise Refusal(
            Why.CONFLICT,
            "letter_not_sent",
            say("The award letters of {lot} were not sent.", lot=code),
            rule="1",
            article="Aw 2.39(1)",
            remedy=say("Record the award letters first."),
        )
    return awarded


def candidate(found: Tender, candidate_id: str) -> Candidate:
    """Return a candidate of a tender, or refuse."""
    for one in found.candidates:
        if one.id == candidate_id:
            return one
    raise Refusal(
        Why.NOT_FOUND, "candidate_not_found", say("This tender has no candidate {candidate}.", candidate=candidate_id)
    )


def dialogue_session(found: Tender, session_id: str) -> DialogueSession:
    """Return a conversation of a tender, or refuse."""
    for one in found.sessions:
        if one.id == session_id:
            return one
    raise Refusal(Why.NOT_FOUND, "session_not_found", say("This tender has no such conversation."))


def tender_view(session: Session, dossier_id: str, *, today: date) -> TenderView | None:
    """Return the tender as it stands today, or None where the dossier has none; what is not computed is None."""
    found = tender_of(session, dossier_id)
    if found is None:
        return None
    facts = found.facts
    names = {one.id: one.name for one in found.candidates}
    due_on = facts.tender_due_on or facts.requests_due_on
    return TenderView(
        id=found.id,
        dossier_id=dossier_id,
        procedure=found.procedure,
        title=found.title,
        reference=found.reference,
        status=standing.status(facts, today),
        stage=standing.stage(facts, today),
        published_on=found.published_on,
        requests_due_on=found.requests_due_on,
        tender_due_on=found.tender_due_on,
        questions_due=standing.questions_due(due_on),
        estimated_value=_value(found, today),
        compensation=found.compensation,
        withdrawn_on=found.withdrawn_on,
        selection=SelectionView(
            maximum=found.maximum_candidates,
            admitted=tuple(one.name for one in found.candidates if one.admitted_on is not None),
        ),
        dialogue=_dialogue(found, names),
        candidates=_candidates(session, found),
        lots=tuple(_lot(one, facts, names) for one in found.lots),
        findings=_findings(found, facts),
    )


def steps(session: Session, dossier_id: str, actor: Actor, today: date) -> tuple[StepView, ...]:
    """Return every step of the procedure in its order, each with what stands in its way today."""
    found = tender(session, dossier_id)
    course = COURSES[found.procedure]
    ordered = sorted(course.steps.values(), key=lambda one: list(TenderStep).index(one.name))
    return tuple(
        StepView(
            name=one.name,
            stages=one.sources,
            leads_to=one.target,
            guards=one.guards,
            by_itself=one.by_itself,
            blocked=why_not_step(session, found, one.name, actor, today),
            early=possibilities.why_only_early(found.facts, one.name, today),
        )
        for one in ordered
    )


def why_not_step(session: Session, found: Tender, step: TenderStep, actor: Actor, today: date) -> Refusal | None:
    """Say why this person cannot take a step today, whatever is filled in, or None if it can."""
    if refusal := why_not_keep_records(actor) or possibilities.why_not_step(found.facts, step, today):
        return refusal
    early = possibilities.why_only_early(found.facts, step, today)
    return None if early is None or may_override_standstill(actor, authorities(session, found.dossier_id)) else early


def held(found: Tender) -> tuple[standing.Held, ...]:
    """Return the conversations as findings need them."""
    names = {one.id: one.name for one in found.candidates}
    return tuple(
        standing.Held(candidate=names[one.candidate_id], round=one.round, topics=tuple(one.topics), minutes=one.minutes)
        for one in found.sessions
    )


def _findings(found: Tender, facts: TenderFacts) -> tuple[Finding, ...]:
    of_plan = value.findings(
        procedure=found.procedure,
        cpv=found.cpv_code,
        lots=len(found.lots),
        lots_reason=found.lots_reason,
        value=found.estimated_value,
    )
    return (*of_plan, *standing.findings(facts, held(found), admitted=len(found.candidates)))


def _value(found: Tender, today: date) -> EstimatedValueView | None:
    if (amount := found.estimated_value) is None:
        return None
    day = found.published_on or today
    return EstimatedValueView(
        amount=amount,
        method=found.estimation_method,
        threshold=value.threshold(day),
        above_threshold=value.is_european(amount, day),
    )


def _dialogue(found: Tender, names: dict[str, str]) -> DialogueView | None:
    if not found.topics and found.dialogue_rounds is None and found.dialogue_started_on is None:
        return None
    return DialogueView(
        topics=tuple(found.topics),
        rounds=found.dialogue_rounds,
        started_on=found.dialogue_started_on,
        closed_on=found.dialogue_closed_on,
        sessions=tuple(
            SessionView(
                id=one.id,
                participant=names[one.candidate_id],
                round=one.round,
                held_on=one.held_on,
                topics=tuple(one.topics),
                attendees=one.attendees,
                attendee_roles=tuple(one.attendee_roles),
                minutes=one.minutes,
            )
            for one in found.sessions
        ),
    )


def _candidates(session: Session, found: Tender) -> tuple[CandidateView, ...]:
    parties = parties_by_id(session, {seat.party_id for one in found.candidates for seat in one.parties})
    return tuple(
        CandidateView(
            id=one.id,
            name=one.name,
            parties=tuple(
                CandidatePartyView(seat.party_id, parties[seat.party_id].name, seat.role) for seat in one.parties
            ),
            requested_on=one.requested_on,
            admitted_on=one.admitted_on,
            outside_because=one.outside_because,
            withdrawn_on=one.withdrawn_on,
        )
        for one in found.candidates
    )


def _lot(row: Lot, facts: TenderFacts, names: dict[str, str]) -> LotView:
    given = row.award
    outcome = LotOutcome.NOT_AWARDED if facts.withdrawn_on is not None else None
    told = given.facts_of(row.code) if given else None
    return LotView(
        id=row.code,
        title=row.title,
        areas=tuple(row.areas),
        contracts_minimum=row.contracts_minimum,
        contracts_maximum=row.contracts_maximum,
        outcome=LotOutcome.AWARDED if given else outcome,
        awarded=tuple(names[one.candidate_id] for one in given.awarded) if given else (),
        decided_on=given.decided_on if given else None,
        standstill=_standstill(given, facts, row.code) if given else None,
        definitive_on=given.definitive_on if given else None,
        contract_concluded_on=given.contract_concluded_on if given else None,
        award_notice_due=told.notice.due_by if told and told.notice else None,
        award_notice_sent_on=given.notice_sent_on if given else None,
        held_because=given.held_because if given else "",
    )


def _standstill(given: Award, facts: TenderFacts, code: str) -> StandstillView:
    wait = given.facts_of(code).standstill
    return StandstillView(
        basis=facts.standstill_basis,
        sent_on=given.letter_sent_on,
        days=wait.days,
        last_day=wait.last_day,
        earliest_signing=given.facts_of(code).signing_from,
    )
