"""Everything that can be recorded of a tender. Its procedure itself (scores, ranking, proceedings) comes later."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.dossiers.queries import circle, dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders.service import watch
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.models import Award, Candidate, DialogueSession, Lot, Tender
from partnerschapsakte.tendering.rules import happened, procedure, standing
from partnerschapsakte.tendering.rules.facts import MinutesState, TenderFacts
from partnerschapsakte.tendering.rules.procedure import Seat
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    MoveDeadlines,
    PlanTender,
    PublishTender,
    RecordAwardNotice,
    RecordContractConcluded,
    RecordDefinitiveAward,
    RecordSession,
    SendAwardLetter,
    StartDialogue,
    WithdrawCandidate,
    WithdrawTender,
)


def plan_tender(session: Session, occasion: Occasion, dossier_id: str, command: PlanTender) -> Tender:
    """Plan the tender of a dossier."""
    _unless(why_not_keep_records(occasion.actor))
    dossier(session, dossier_id, for_update=True)
    if queries.tender_of(session, dossier_id) is not None:
        raise Refusal(Why.CONFLICT, "tender_known", say("This dossier already has a tender."))
    planned = TenderFacts(
        procedure=command.procedure,
        requests_due_on=command.requests_due_on,
        tender_due_on=command.tender_due_on,
        lots=tuple(lot.code for lot in command.lots),
    )
    contracts = [(lot.code, lot.contracts_minimum, lot.contracts_maximum) for lot in command.lots]
    _unless(procedure.why_not_plan(planned, contracts))
    fact = happened.TenderPlanned(subject=occasion.ids(), data=command.model_dump(mode="json"))
    tender = _tender(fact.subject, dossier_id, command, occasion)
    session.add(tender)
    _record(session, occasion, tender, fact)
    return tender


def publish_tender(session: Session, occasion: Occasion, dossier_id: str, command: PublishTender) -> Tender:
    """Record that the call was published."""
    tender = _read(session, occasion, dossier_id)
    _unless(procedure.why_not_publish(tender.facts, command.published_on, today=occasion.today))
    fact = happened.TenderPublished(
        subject=tender.id, published_on=command.published_on, reference=command.reference or tender.reference
    )
    tender.published_on, tender.reference = fact.published_on, fact.reference
    _record(session, occasion, tender, fact)
    return tender


def move_deadlines(session: Session, occasion: Occasion, dossier_id: str, command: MoveDeadlines) -> Tender:
    """Move the deadlines for all; what is left out stays."""
    tender = _read(session, occasion, dossier_id)
    moved = replace(
        tender.facts,
        requests_due_on=command.requests_due_on or tender.requests_due_on,
        tender_due_on=command.tender_due_on or tender.tender_due_on,
    )
    _unless(procedure.why_not_move_deadlines(tender.facts, today=occasion.today) or procedure.why_not_plan(moved, ()))
    fact = happened.DeadlinesMoved(
        subject=tender.id,
        requests_before=tender.requests_due_on,
        requests_after=moved.requests_due_on,
        tenders_before=tender.tender_due_on,
        tenders_after=moved.tender_due_on,
        reason=command.reason,
    )
    tender.requests_due_on, tender.tender_due_on = fact.requests_after, fact.tenders_after
    _record(session, occasion, tender, fact)
    return tender


def admit_candidate(session: Session, occasion: Occasion, dossier_id: str, command: AdmitCandidate) -> Candidate:
    """Admit a party or a consortium to the next step."""
    tender = _read(session, occasion, dossier_id)
    seats = tuple(Seat(one.party_id, one.role) for one in command.parties)
    refusal = procedure.why_not_admit(
        tender.facts,
        seats,
        command.admitted_on,
        name_taken=any(one.name == command.name for one in tender.candidates),
        unknown=queries.unknown_providers(session, [seat.party for seat in seats]),
        today=occasion.today,
    )
    _unless(refusal)
    fact = happened.CandidateAdmitted(
        subject=tender.id,
        candidate=occasion.ids(),
        name=command.name,
        parties=seats,
        requested_on=command.requested_on,
        admitted_on=command.admitted_on,
    )
    admitted = Candidate.of(fact, len(tender.candidates) + 1)
    tender.candidates.append(admitted)
    _record(session, occasion, tender, fact)
    return admitted


def withdraw_candidate(session: Session, occasion: Occasion, dossier_id: str, command: WithdrawCandidate) -> Candidate:
    """Record that a candidate left."""
    tender = _read(session, occasion, dossier_id)
    leaving = queries.candidate(tender, command.candidate_id)
    _unless(
        procedure.why_not_withdraw_candidate(
            tender.facts,
            command.withdrawn_on,
            admitted_on=leaving.admitted_on,
            gone_on=leaving.withdrawn_on,
            today=occasion.today,
        )
    )
    fact = happened.CandidateWithdrawn(
        subject=tender.id, candidate=leaving.id, withdrawn_on=command.withdrawn_on, reason=command.reason
    )
    leaving.withdrawn_on, leaving.withdrawal_reason = fact.withdrawn_on, fact.reason
    _record(session, occasion, tender, fact)
    return leaving


def start_dialogue(session: Session, occasion: Occasion, dossier_id: str, command: StartDialogue) -> Tender:
    """Record the first day of the dialogue."""
    tender = _read(session, occasion, dossier_id)
    _unless(procedure.why_not_start_dialogue(tender.facts, command.started_on, today=occasion.today))
    fact = happened.DialogueStarted(subject=tender.id, started_on=command.started_on)
    tender.dialogue_started_on = fact.started_on
    _record(session, occasion, tender, fact)
    return tender


def record_session(session: Session, occasion: Occasion, dossier_id: str, command: RecordSession) -> DialogueSession:
    """Record a conversation with one candidate."""
    tender = _read(session, occasion, dossier_id)
    refusal = procedure.why_not_hold_session(
        tender.facts,
        command.round,
        command.held_on,
        candidate_in=_is_in(queries.candidate(tender, command.candidate_id), command.held_on),
        today=occasion.today,
    )
    _unless(refusal)
    fact = happened.SessionHeld(
        subject=tender.id,
        session=occasion.ids(),
        candidate=command.candidate_id,
        round=command.round,
        held_on=command.held_on,
        topics=command.topics,
        attendees=command.attendees,
        attendee_roles=command.attendee_roles,
        minutes=command.minutes,
    )
    held = DialogueSession.of(fact, len(tender.sessions) + 1)
    tender.sessions.append(held)
    _record(session, occasion, tender, fact)
    return held


def approve_minutes(session: Session, occasion: Occasion, dossier_id: str, command: ApproveMinutes) -> DialogueSession:
    """Record that both sides approved the minutes of a conversation."""
    tender = _read(session, occasion, dossier_id)
    held = queries.dialogue_session(tender, command.session_id)
    _unless(procedure.why_not_approve(held.minutes, held.held_on, command.approved_on, today=occasion.today))
    fact = happened.MinutesApproved(subject=tender.id, session=held.id, approved_on=command.approved_on)
    held.minutes, held.minutes_approved_on = MinutesState.APPROVED, fact.approved_on
    _record(session, occasion, tender, fact)
    return held


def close_dialogue(session: Session, occasion: Occasion, dossier_id: str, command: CloseDialogue) -> Tender:
    """Close the dialogue; after this nobody talks about the tender (rule 21)."""
    tender = _read(session, occasion, dossier_id)
    last = max((held.held_on for held in tender.sessions), default=None)
    _unless(
        procedure.why_not_close_dialogue(tender.facts, command.closed_on, last_session_on=last, today=occasion.today)
    )
    fact = happened.DialogueClosed(subject=tender.id, closed_on=command.closed_on)
    tender.dialogue_closed_on = fact.closed_on
    _record(session, occasion, tender, fact)
    return tender


def send_award_letter(session: Session, occasion: Occasion, dossier_id: str, command: SendAwardLetter) -> Award:
    """Record that the award letters of a lot were sent; the standstill begins on the day after."""
    tender = _read(session, occasion, dossier_id)
    winners = [queries.candidate(tender, one) for one in dict.fromkeys(command.awarded)]
    refusal = procedure.why_not_send_letter(
        tender.facts,
        command.lot,
        command.decided_on,
        command.sent_on,
        all_in=all(_is_in(one, command.decided_on) for one in winners),
        today=occasion.today,
    )
    _unless(refusal)
    fact = happened.AwardLetterSent(
        subject=tender.id,
        lot=command.lot,
        award=occasion.ids(),
        decided_on=command.decided_on,
        sent_on=command.sent_on,
        awarded=tuple(one.id for one in winners),
        standstill_days=tender.standstill_days,
        standstill_last_day=procedure.standstill_last_day(command.sent_on, tender.standstill_days),
    )
    award = Award.of(fact)
    queries.lot(tender, fact.lot).award = award
    _record(session, occasion, tender, fact)
    return award


def record_definitive_award(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordDefinitiveAward
) -> Award:
    """Record that the award of a lot became definitive; the award notice is due from here (rule 39)."""
    tender = _read(session, occasion, dossier_id)
    award = queries.award(tender, command.lot)
    refusal = procedure.why_not_go_on(tender.facts) or procedure.why_not_definitive(
        award.facts_of(command.lot), command.definitive_on, today=occasion.today
    )
    _unless(refusal)
    fact = happened.AwardDefinitive(subject=tender.id, lot=command.lot, definitive_on=command.definitive_on)
    award.definitive_on = fact.definitive_on
    _record(session, occasion, tender, fact)
    return award


def record_contract_concluded(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordContractConcluded
) -> Award:
    """Record the first contract of a lot; before the end of the standstill only with a mandate and a reason."""
    tender = _read(session, occasion, dossier_id)
    award = queries.award(tender, command.lot)
    told = award.facts_of(command.lot)
    refusal = procedure.why_not_go_on(tender.facts) or procedure.why_not_conclude(
        told,
        command.concluded_on,
        early_because=command.early_because,
        may_override=procedure.may_override_standstill(occasion.actor, queries.authorities(session, dossier_id)),
        today=occasion.today,
    )
    _unless(refusal)
    is_early = command.concluded_on < told.standstill.earliest_signing.on
    fact = happened.LotContracted(
        subject=tender.id,
        lot=command.lot,
        concluded_on=command.concluded_on,
        early_because=command.early_because if is_early else None,
    )
    award.contract_concluded_on, award.concluded_early_because = fact.concluded_on, fact.early_because or ""
    _record(session, occasion, tender, fact)
    return award


def record_award_notice(session: Session, occasion: Occasion, dossier_id: str, command: RecordAwardNotice) -> Award:
    """Record that the award notice of a lot was sent."""
    tender = _read(session, occasion, dossier_id)
    award = queries.award(tender, command.lot)
    _unless(procedure.why_not_notify(award.facts_of(command.lot), command.sent_on, today=occasion.today))
    fact = happened.AwardNoticeSent(
        subject=tender.id, lot=command.lot, sent_on=command.sent_on, reference=command.reference
    )
    award.notice_sent_on, award.notice_reference = fact.sent_on, fact.reference
    _record(session, occasion, tender, fact)
    return award


def withdraw_tender(session: Session, occasion: Occasion, dossier_id: str, command: WithdrawTender) -> Tender:
    """End the procedure without an award; its open dates lapse."""
    tender = _read(session, occasion, dossier_id)
    _unless(procedure.why_not_withdraw(tender.facts, command.withdrawn_on, today=occasion.today))
    fact = happened.TenderWithdrawn(subject=tender.id, withdrawn_on=command.withdrawn_on, reason=command.reason)
    tender.withdrawn_on, tender.withdrawal_reason = fact.withdrawn_on, fact.reason
    _record(session, occasion, tender, fact)
    return tender


def _read(session: Session, occasion: Occasion, dossier_id: str) -> Tender:
    _unless(why_not_keep_records(occasion.actor))
    return queries.tender(session, dossier_id, for_update=True)


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _is_in(candidate: Candidate, day: date) -> bool:
    admitted = candidate.admitted_on is not None and candidate.admitted_on <= day
    return admitted and (candidate.withdrawn_on is None or day < candidate.withdrawn_on)


def _record(session: Session, occasion: Occasion, tender: Tender, fact: Fact) -> None:
    """Record the fact, and keep the dates that follow from it, in the same transaction."""
    record(session, occasion, fact, dossier_id=tender.dossier_id)
    admitted = [one.admitted_on for one in tender.candidates if one.admitted_on is not None]
    watch(
        session,
        occasion,
        dossier_id=tender.dossier_id,
        subject=tender.id,
        circle=circle(session, tender.dossier_id),
        dates=standing.dates_to_keep(tender.facts, first_admitted_on=min(admitted, default=None)),
        entered_on=dossier(session, tender.dossier_id).entered_on,
    )


def _tender(tender_id: str, dossier_id: str, command: PlanTender, occasion: Occasion) -> Tender:
    return Tender(
        id=tender_id,
        dossier_id=dossier_id,
        procedure=command.procedure,
        title=command.title,
        reference=command.reference,
        requests_due_on=command.requests_due_on,
        tender_due_on=command.tender_due_on,
        dialogue_rounds=command.dialogue_rounds,
        topics=list(command.topics),
        maximum_candidates=command.maximum_candidates,
        standstill_days=command.standstill_days,
        compensation=command.compensation,
        estimated_value=command.estimated_value,
        estimation_method=command.estimation_method,
        lots=[
            Lot(
                id=occasion.ids(),
                code=lot.code,
                title=lot.title,
                areas=list(lot.areas),
                contracts_minimum=lot.contracts_minimum,
                contracts_maximum=lot.contracts_maximum,
            )
            for lot in command.lots
        ],
    )
