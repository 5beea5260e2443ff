"""The steps of the tender: what was planned, published, talked about, awarded."""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading import assessment, awarding, bids, clarifications, selection
from partnerschapsakte.cases.loading import dialogue as course
from partnerschapsakte.cases.loading.recording import Rank, at, candidate_of, doing
from partnerschapsakte.cases.loading.settling import settling
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.tender import Award, Candidate, Dialogue, Invitation, Session, Tender
from partnerschapsakte.tendering.rules.facts import MinutesState
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    InviteToTender,
    PartyOfCandidate,
    PlannedLot,
    PlanTender,
    PublishTender,
    RecordSession,
    SendAwardLetter,
    StartDialogue,
    WithdrawCandidate,
    WithdrawTender,
)
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service

AT: Path = ("tender",)


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield what happened in the tender, by day."""
    tender = case.tender
    if tender is None:
        return
    planned_on = max(opened_on, tender.planned_on or tender.published_on or opened_on)
    yield Step(planned_on, Rank.PLAN, AT, lambda stage: _plan(stage, tender, planned_on))
    if published_on := tender.published_on:
        command = _call(tender, published_on)
        yield Step(
            published_on,
            Rank.PUBLISH,
            (*AT, "published_on"),
            doing(lambda stage: service.publish_tender(*at(stage, published_on), command)),
        )
    for key, candidate in tender.candidates.items():
        yield from _candidate(key, candidate)
    if tender.dialogue:
        yield from _dialogue(tender.dialogue)
    if (invited := tender.invitation) and (due_on := tender.tender_due_on):
        yield Step(invited.invited_on, Rank.INVITE, (*AT, "invitation"), lambda stage: _invite(stage, invited, due_on))
    for position, award in enumerate(tender.awards):
        yield from _award((*AT, "awards", position), award)
    yield from _rooms(tender, planned_on)
    if over := tender.withdrawn:
        yield Step(
            over.on,
            Rank.LEAVE,
            (*AT, "withdrawn"),
            doing(
                lambda stage: service.withdraw_tender(
                    *at(stage, over.on), WithdrawTender(withdrawn_on=over.on, reason=over.reason)
                )
            ),
        )


def _rooms(tender: Tender, planned_on: date) -> Iterator[Step]:
    """Yield what the rooms of the tender tell, each by its own rules."""
    if tender.selection:
        yield from selection.steps(tender.selection, planned_on)
    if tender.clarifications:
        yield from clarifications.steps(tender.clarifications)
    if tender.dialogue and tender.dialogue.course:
        yield from course.steps(tender.dialogue.course)
    if tender.bids:
        yield from bids.steps(tender)
    if tender.assessment:
        yield from assessment.steps(tender.assessment, planned_on)
    if tender.awarding:
        yield from awarding.steps(tender.awarding)


def _call(tender: Tender, published_on: date) -> PublishTender:
    """Return the call as it was published, with what Europe confirmed and where the documents are (rules 2 and 7)."""
    return PublishTender(
        published_on=published_on,
        reference=tender.reference or "",
        notice=tender.notice,
        receipt_confirmed_on=tender.receipt_confirmed_on,
        european_on=tender.european_on,
        documents_address=tender.documents_address or "",
    )


def _plan(stage: Stage, tender: Tender, on: date) -> None:
    dialogue, value = tender.dialogue, tender.estimated_value
    command = PlanTender(
        procedure=tender.procedure,
        title=tender.title,
        reference=tender.reference or "",
        requests_due_on=tender.requests_due_on,
        tender_due_on=tender.tender_due_on,
        tender_due_time=tender.tender_due_time,
        dialogue_rounds=dialogue.rounds if dialogue else None,
        topics=dialogue.topics if dialogue else (),
        maximum_candidates=tender.maximum_candidates,
        standstill_days=tender.standstill_days,
        compensation=tender.compensation or "",
        estimated_value=value.amount if value else None,
        estimation_method=value.method if value else None,
        cpv_code=tender.cpv_code or "",
        lots_reason=tender.lots_reason or "",
        told_in_part=tender.told_in_part,
        lots=tuple(
            PlannedLot(
                code=lot.code,
                title=lot.title,
                areas=lot.areas,
                contracts_minimum=lot.minimum,
                contracts_maximum=lot.maximum,
            )
            for lot in tender.lots
        ),
    )
    service.plan_tender(*at(stage, on), command)


def _candidate(key: str, candidate: Candidate) -> Iterator[Step]:
    path: Path = (*AT, "candidates", key)
    yield Step(candidate.admitted_on, Rank.ADMIT, path, _admitting(key, candidate))
    if (left_on := candidate.withdrawn_on) and candidate.withdrawal_reason:
        reason = candidate.withdrawal_reason
        yield Step(
            left_on,
            Rank.LEAVE,
            (*path, "withdrawn_on"),
            doing(
                lambda stage: service.withdraw_candidate(
                    *at(stage, left_on),
                    WithdrawCandidate(candidate_id=stage.candidates[key], withdrawn_on=left_on, reason=reason),
                )
            ),
        )


def _admitting(key: str, candidate: Candidate) -> Act:
    def act(stage: Stage) -> None:
        command = AdmitCandidate(
            name=candidate.name,
            parties=tuple(
                PartyOfCandidate(party_id=stage.parties[one.organisation], role=one.role) for one in candidate.parties
            ),
            requested_on=candidate.requested_on,
            admitted_on=candidate.admitted_on,
            outside_because=candidate.outside_because,
        )
        stage.candidates[key] = service.admit_candidate(*at(stage, candidate.admitted_on), command).id

    return act


def _dialogue(dialogue: Dialogue) -> Iterator[Step]:
    path: Path = (*AT, "dialogue")
    started = StartDialogue(started_on=dialogue.started_on)
    yield Step(
        dialogue.started_on,
        Rank.START,
        (*path, "started_on"),
        doing(lambda stage: service.start_dialogue(*at(stage, dialogue.started_on), started)),
    )
    for position, session in enumerate(dialogue.sessions):
        yield from _session((*path, "sessions", position), position, session, dialogue.topics)
    if closed_on := dialogue.closed_on:
        yield Step(
            closed_on,
            Rank.CLOSE,
            (*path, "closed_on"),
            doing(lambda stage: service.close_dialogue(*at(stage, closed_on), CloseDialogue(closed_on=closed_on))),
        )


def _session(path: Path, position: int, session: Session, topics: tuple[str, ...]) -> Iterator[Step]:
    held: dict[int, str] = {}
    approved_on = session.minutes_approved_on

    def hold(stage: Stage) -> None:
        command = RecordSession(
            candidate_id=candidate_of(stage, session.candidate),
            round=session.round,
            held_on=session.held_on,
            topics=session.topics or topics,
            attendees=session.attendees,
            attendee_roles=session.attendee_roles,
            minutes=MinutesState.DRAFT if approved_on else session.minutes,
        )
        held[position] = service.record_session(*at(stage, session.held_on), command).id

    yield Step(session.held_on, Rank.SESSION, path, hold)
    if approved_on:
        yield Step(
            approved_on,
            Rank.MINUTES,
            (*path, "minutes_approved_on"),
            doing(
                lambda stage: service.approve_minutes(
                    *at(stage, approved_on), ApproveMinutes(session_id=held[position], approved_on=approved_on)
                )
            ),
        )


def _invite(stage: Stage, invited: Invitation, due_on: date) -> None:
    command = InviteToTender(
        invited_on=invited.invited_on,
        tender_due_on=due_on,
        submission_address=invited.submission_address,
        languages=invited.languages,
    )
    service.invite_to_tender(*at(stage, invited.invited_on), command, stage.template_root)


def _award(path: Path, award: Award) -> Iterator[Step]:
    yield Step(award.letter_sent_on, Rank.LETTER, path, lambda stage: _send_letter(stage, award))
    yield from settling(path, award.lot, award)


def _send_letter(stage: Stage, award: Award) -> None:
    command = SendAwardLetter(
        lot=award.lot,
        decided_on=award.decided_on,
        sent_on=award.letter_sent_on,
        awarded=tuple(candidate_of(stage, key) for key in award.candidates),
    )
    tender_awards.send_award_letter(*at(stage, award.letter_sent_on), command)
