"""The course of a tender: its plan, its days, its candidates, its dialogue and its end without an award."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.design import queries as design
from partnerschapsakte.dossiers.queries import dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why, why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.models import Candidate, DialogueSession, Tender
from partnerschapsakte.tendering.rules import happened, leading, procedure, publishing, value
from partnerschapsakte.tendering.rules.facts import LeadingRoom, MinutesState
from partnerschapsakte.tendering.rules.procedure import Seat
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    InviteToTender,
    MoveDeadlines,
    PlanTender,
    PublishTender,
    RecordSession,
    StartDialogue,
    WithdrawCandidate,
    WithdrawTender,
)
from partnerschapsakte.tendering.service.desk import keep, read, unless
from partnerschapsakte.tendering.service.inviting import send_invitations
from partnerschapsakte.tendering.storage import (
    basis_of,
    keep_publication,
    planned_as,
    publication_of,
    tender_of_plan,
)


def plan_tender(session: Session, occasion: Occasion, dossier_id: str, command: PlanTender) -> Tender:
    """Plan the tender of a dossier."""
    unless(why_not_keep_records(occasion.actor))
    dossier(session, dossier_id, for_update=True)
    if queries.tender_of(session, dossier_id) is not None:
        raise Refusal(Why.CONFLICT, "tender_known", say("This dossier already has a tender."))
    unless(procedure.why_not_plan(*planned_as(command)))
    unless(design.why_not_plan(session, dossier_id, command.term_months))
    unless(value.why_not_estimate(command.estimated_value, command.estimation_method, basis_of(command)))
    fact = happened.TenderPlanned(subject=occasion.ids(), data=command.model_dump(mode="json"))
    tender = tender_of_plan(fact.subject, dossier_id, command, occasion.ids)
    session.add(tender)
    keep(session, occasion, tender, fact)
    return tender


def publish_tender(session: Session, occasion: Occasion, dossier_id: str, command: PublishTender) -> Tender:
    """Record that the call was published."""
    tender = read(session, occasion.actor, dossier_id)
    fact = publication_of(tender, command)
    unless(
        procedure.why_not_publish(tender.facts, command.published_on, today=occasion.today)
        or value.why_not_notice(tender.estimated_value, command.notice, command.published_on)
        or publishing.why_not_announce(fact)
        or design.why_not_publish(session, dossier_id)
    )
    keep_publication(tender, fact)
    keep(session, occasion, tender, fact)
    return tender


def move_deadlines(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    command: MoveDeadlines,
    *,
    version: int | None = None,
    after_failure: bool = False,
) -> Tender:
    """Move the deadlines for all; what is left out stays. ``version`` of the tender is the one that was read."""
    tender = read(session, occasion.actor, dossier_id)
    unless(why_not_overwrite(version, tender.version))
    moved = replace(
        tender.facts,
        requests_due_on=command.requests_due_on or tender.requests_due_on,
        tender_due_on=command.tender_due_on or tender.tender_due_on,
    )
    today, now = occasion.today, occasion.happened_at
    unless(procedure.why_not_move_to(tender.facts, moved, today=today, now=now, after_failure=after_failure))
    fact = happened.DeadlinesMoved(
        subject=tender.id,
        requests_before=tender.requests_due_on,
        requests_after=moved.requests_due_on,
        tenders_before=tender.tender_due_on,
        tenders_after=moved.tender_due_on,
        time_before=tender.tender_due_time,
        time_after=command.tender_due_time or tender.tender_due_time,
        reason=command.reason,
    )
    tender.requests_due_on, tender.tender_due_on = fact.requests_after, fact.tenders_after
    tender.tender_due_time = fact.time_after
    keep(session, occasion, tender, fact)
    return tender


def admit_candidate(
    session: Session, occasion: Occasion, dossier_id: str, command: AdmitCandidate, *, by: LeadingRoom | None = None
) -> Candidate:
    """Admit a party or a consortium to the next step; beside a selection that is laid down only with a reason."""
    tender = read(session, occasion.actor, dossier_id)
    seats = tuple(Seat(one.party_id, one.role) for one in command.parties)
    refusal = procedure.why_not_admit(
        tender.facts,
        seats,
        command.admitted_on,
        name_taken=any(one.name == command.name for one in tender.candidates),
        unknown=queries.unknown_providers(session, [seat.party for seat in seats]),
        today=occasion.today,
    )
    unless(refusal or leading.why_not_beside_selection(tender.facts, command.outside_because, by))
    fact = happened.CandidateAdmitted(
        subject=tender.id,
        candidate=occasion.ids(),
        name=command.name,
        parties=seats,
        requested_on=command.requested_on,
        admitted_on=command.admitted_on,
        outside_because=command.outside_because,
    )
    admitted = Candidate.of(fact, len(tender.candidates) + 1)
    tender.candidates.append(admitted)
    keep(session, occasion, tender, fact)
    return admitted


def withdraw_candidate(session: Session, occasion: Occasion, dossier_id: str, command: WithdrawCandidate) -> Candidate:
    """Record that a candidate left."""
    tender = read(session, occasion.actor, dossier_id)
    leaving = queries.candidate(tender, command.candidate_id)
    unless(
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
    keep(session, occasion, tender, fact)
    return leaving


def start_dialogue(session: Session, occasion: Occasion, dossier_id: str, command: StartDialogue) -> Tender:
    """Record the first day of the dialogue."""
    tender = read(session, occasion.actor, dossier_id)
    unless(procedure.why_not_start_dialogue(tender.facts, command.started_on, today=occasion.today))
    fact = happened.DialogueStarted(subject=tender.id, started_on=command.started_on)
    tender.dialogue_started_on = fact.started_on
    keep(session, occasion, tender, fact)
    return tender


def record_session(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordSession, *, by: LeadingRoom | None = None
) -> DialogueSession:
    """Record a conversation with one candidate."""
    tender = read(session, occasion.actor, dossier_id, TenderStep.HOLD_SESSION, by)
    refusal = procedure.why_not_hold_session(
        tender.facts,
        command.round,
        command.held_on,
        candidate_in=queries.candidate(tender, command.candidate_id).is_in(command.held_on),
        today=occasion.today,
    )
    unless(refusal)
    fact = happened.SessionHeld(
        subject=tender.id,
        session=occasion.ids(),
        candidate=command.candidate_id,
        **command.model_dump(exclude={"candidate_id"}),
    )
    held = DialogueSession.of(fact, len(tender.sessions) + 1)
    tender.sessions.append(held)
    keep(session, occasion, tender, fact)
    return held


def approve_minutes(
    session: Session, occasion: Occasion, dossier_id: str, command: ApproveMinutes, *, by: LeadingRoom | None = None
) -> DialogueSession:
    """Record that both sides approved the minutes of a conversation."""
    tender = read(session, occasion.actor, dossier_id, TenderStep.APPROVE_MINUTES, by)
    held = queries.dialogue_session(tender, command.session_id)
    unless(procedure.why_not_approve(held.minutes, held.held_on, command.approved_on, today=occasion.today))
    fact = happened.MinutesApproved(subject=tender.id, session=held.id, approved_on=command.approved_on)
    held.minutes, held.minutes_approved_on = MinutesState.APPROVED, fact.approved_on
    keep(session, occasion, tender, fact)
    return held


def close_dialogue(
    session: Session, occasion: Occasion, dossier_id: str, command: CloseDialogue, *, by: LeadingRoom | None = None
) -> Tender:
    """Close the dialogue; after this nobody talks about the tender (rule 21)."""
    tender = read(session, occasion.actor, dossier_id, TenderStep.CLOSE_DIALOGUE, by)
    last = max((held.held_on for held in tender.sessions), default=None)
    unless(
        procedure.why_not_close_dialogue(tender.facts, command.closed_on, last_session_on=last, today=occasion.today)
    )
    fact = happened.DialogueClosed(subject=tender.id, closed_on=command.closed_on)
    tender.dialogue_closed_on = fact.closed_on
    keep(session, occasion, tender, fact)
    return tender


def invite_to_tender(
    session: Session, occasion: Occasion, dossier_id: str, command: InviteToTender, templates: Path | None = None
) -> Tender:
    """Invite all candidates that are left to tender, each by letter; their deadline is the tender's from now on.

    Without ``templates``, as in the rehearsal of a case, no invitation is printed as a document.
    """
    tender = read(session, occasion.actor, dossier_id)
    left = [one.id for one in tender.candidates if one.is_in(command.invited_on)]
    refusal = procedure.why_not_invite(
        tender.facts, command.invited_on, command.tender_due_on, participants=len(left), today=occasion.today
    )
    unless(refusal)
    fact = happened.InvitationSent(
        subject=tender.id,
        invited_on=command.invited_on,
        tender_due_on=command.tender_due_on,
        invited=tuple(left),
        submission_address=command.submission_address,
        languages=command.languages,
        tender_due_time=command.tender_due_time or tender.tender_due_time,
    )
    tender.invited_on, tender.tender_due_on = fact.invited_on, fact.tender_due_on
    tender.tender_due_time = fact.tender_due_time
    tender.submission_address, tender.submission_languages = fact.submission_address, list(fact.languages)
    keep(session, occasion, tender, fact)
    send_invitations(session, occasion, tender, fact.invited, templates)
    return tender


def withdraw_tender(session: Session, occasion: Occasion, dossier_id: str, command: WithdrawTender) -> Tender:
    """End the procedure without an award; its open dates lapse."""
    tender = read(session, occasion.actor, dossier_id)
    unless(procedure.why_not_withdraw(tender.facts, command.withdrawn_on, today=occasion.today))
    fact = happened.TenderWithdrawn(subject=tender.id, withdrawn_on=command.withdrawn_on, reason=command.reason)
    tender.withdrawn_on, tender.withdrawal_reason = fact.withdrawn_on, fact.reason
    keep(session, occasion, tender, fact)
    return tender


def let_lead(session: Session, occasion: Occasion, dossier_id: str, room: LeadingRoom) -> None:
    """Let a room above keep a part of the tender: from now on nothing of that part is recorded here."""
    tender = read(session, occasion.actor, dossier_id)
    if room in tender.led_by:
        return
    tender.lead(room)
    keep(session, occasion, tender, happened.LeadTaken(subject=tender.id, room=room))
