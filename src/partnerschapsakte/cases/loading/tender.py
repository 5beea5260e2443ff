"""The steps of the tender: what was planned, published, talked about, awarded."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session as DatabaseSession

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.tender import Award, Candidate, Dialogue, Session, Tender
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import service
from partnerschapsakte.tendering.rules.facts import MinutesState
from partnerschapsakte.tendering.schemas import (
    AdmitCandidate,
    ApproveMinutes,
    CloseDialogue,
    PartyOfCandidate,
    PlannedLot,
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

PLAN, PUBLISH, ADMIT, START, SESSION, MINUTES, CLOSE, LEAVE, LETTER, DEFINITIVE, CONTRACT, NOTICE = range(10, 22)
AT: Path = ("tender",)


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield what happened in the tender, by day."""
    tender = case.tender
    if tender is None:
        return
    planned_on = max(opened_on, tender.planned_on or tender.published_on or opened_on)
    yield Step(planned_on, PLAN, AT, lambda stage: _plan(stage, tender, planned_on))
    if published_on := tender.published_on:
        command = PublishTender(published_on=published_on, reference=tender.reference or "")
        yield Step(
            published_on,
            PUBLISH,
            (*AT, "published_on"),
            lambda stage: _done(service.publish_tender(*_at(stage, published_on), command)),
        )
    for key, candidate in tender.candidates.items():
        yield from _candidate(key, candidate)
    if tender.dialogue:
        yield from _dialogue(tender.dialogue)
    for position, award in enumerate(tender.awards):
        yield from _award((*AT, "awards", position), award)
    if over := tender.withdrawn:
        yield Step(
            over.on,
            LEAVE,
            (*AT, "withdrawn"),
            lambda stage: _done(
                service.withdraw_tender(*_at(stage, over.on), WithdrawTender(withdrawn_on=over.on, reason=over.reason))
            ),
        )


def _at(stage: Stage, on: date) -> tuple[DatabaseSession, Occasion, str]:
    return stage.session, stage.occasion("tender", on, stage.actor(_recorder(stage.case))), stage.dossier_id


def _recorder(case: CaseFile) -> str:
    """Name who records the tender: as the file says, else the procurement officer, else the contract manager."""
    if case.tender and case.tender.by:
        return case.tender.by
    return next(
        holders[0]
        for post in (Post.PROCUREMENT_OFFICER, Post.CONTRACT_MANAGER)
        if (holders := case.dossier.posts.get(post))
    )


def _done(_result: object) -> None:
    """Let a service's result go: the step has no use for it."""


def _plan(stage: Stage, tender: Tender, on: date) -> None:
    dialogue, value = tender.dialogue, tender.estimated_value
    command = PlanTender(
        procedure=tender.procedure,
        title=tender.title,
        reference=tender.reference or "",
        requests_due_on=tender.requests_due_on,
        tender_due_on=tender.tender_due_on,
        dialogue_rounds=dialogue.rounds if dialogue else None,
        topics=dialogue.topics if dialogue else (),
        maximum_candidates=tender.maximum_candidates,
        standstill_days=tender.standstill_days,
        compensation=tender.compensation or "",
        estimated_value=value.amount if value else None,
        estimation_method=value.method if value else None,
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
    service.plan_tender(*_at(stage, on), command)


def _candidate(key: str, candidate: Candidate) -> Iterator[Step]:
    path: Path = (*AT, "candidates", key)
    yield Step(candidate.admitted_on, ADMIT, path, _admitting(key, candidate))
    if (left_on := candidate.withdrawn_on) and candidate.withdrawal_reason:
        reason = candidate.withdrawal_reason
        yield Step(
            left_on,
            LEAVE,
            (*path, "withdrawn_on"),
            lambda stage: _done(
                service.withdraw_candidate(
                    *_at(stage, left_on),
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
        )
        stage.candidates[key] = service.admit_candidate(*_at(stage, candidate.admitted_on), command).id

    return act


def _dialogue(dialogue: Dialogue) -> Iterator[Step]:
    path: Path = (*AT, "dialogue")
    started = StartDialogue(started_on=dialogue.started_on)
    yield Step(
        dialogue.started_on,
        START,
        (*path, "started_on"),
        lambda stage: _done(service.start_dialogue(*_at(stage, dialogue.started_on), started)),
    )
    for position, session in enumerate(dialogue.sessions):
        yield from _session((*path, "sessions", position), position, session, dialogue.topics)
    if closed_on := dialogue.closed_on:
        yield Step(
            closed_on,
            CLOSE,
            (*path, "closed_on"),
            lambda stage: _done(service.close_dialogue(*_at(stage, closed_on), CloseDialogue(closed_on=closed_on))),
        )


def _session(path: Path, position: int, session: Session, topics: tuple[str, ...]) -> Iterator[Step]:
    held: dict[int, str] = {}
    approved_on = session.minutes_approved_on

    def hold(stage: Stage) -> None:
        command = RecordSession(
            candidate_id=stage.candidates[session.candidate],
            round=session.round,
            held_on=session.held_on,
            topics=session.topics or topics,
            attendees=session.attendees,
            attendee_roles=session.attendee_roles,
            minutes=MinutesState.DRAFT if approved_on else session.minutes,
        )
        held[position] = service.record_session(*_at(stage, session.held_on), command).id

    yield Step(session.held_on, SESSION, path, hold)
    if approved_on:
        yield Step(
            approved_on,
            MINUTES,
            (*path, "minutes_approved_on"),
            lambda stage: _done(
                service.approve_minutes(
                    *_at(stage, approved_on), ApproveMinutes(session_id=held[position], approved_on=approved_on)
                )
            ),
        )


def _award(path: Path, award: Award) -> Iterator[Step]:
    yield Step(award.letter_sent_on, LETTER, path, lambda stage: _send_letter(stage, award))
    if definitive_on := award.definitive_on:
        definitive = RecordDefinitiveAward(lot=award.lot, definitive_on=definitive_on)
        yield Step(
            definitive_on,
            DEFINITIVE,
            (*path, "definitive_on"),
            lambda stage: _done(service.record_definitive_award(*_at(stage, definitive_on), definitive)),
        )
    if concluded_on := award.contract_concluded_on:
        concluded = RecordContractConcluded(
            lot=award.lot, concluded_on=concluded_on, early_because=award.concluded_early_because
        )
        yield Step(
            concluded_on,
            CONTRACT,
            (*path, "contract_concluded_on"),
            lambda stage: _done(service.record_contract_concluded(*_at(stage, concluded_on), concluded)),
        )
    if sent_on := award.notice_sent_on:
        notice = RecordAwardNotice(lot=award.lot, sent_on=sent_on, reference=award.notice_reference or "")
        yield Step(
            sent_on,
            NOTICE,
            (*path, "notice_sent_on"),
            lambda stage: _done(service.record_award_notice(*_at(stage, sent_on), notice)),
        )


def _send_letter(stage: Stage, award: Award) -> None:
    command = SendAwardLetter(
        lot=award.lot,
        decided_on=award.decided_on,
        sent_on=award.letter_sent_on,
        awarded=tuple(stage.candidates[key] for key in award.candidates),
    )
    service.send_award_letter(*_at(stage, award.letter_sent_on), command)
