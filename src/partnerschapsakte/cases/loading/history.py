"""The steps of the history: evaluations, decisions, notices and receipts, as they happened."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from partnerschapsakte.agenda.queries import milestones
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.papers import print_papers
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.history import (
    AnyEvent,
    ContinuedAnyway,
    DateDone,
    EvaluationConcluded,
    EvaluationPlanned,
    ExtensionDecided,
    NoticeMissed,
    NoticeSent,
    PhaseEntered,
    PointEvent,
    PostAssigned,
    PostHandedOver,
    ReceiptProven,
    RelationEvent,
)
from partnerschapsakte.contracts import schemas
from partnerschapsakte.contracts.service import evaluations, extensions
from partnerschapsakte.contracts.service.papers import issue_evaluation_report, issue_extension_letter
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.schemas import AssignedPost, EnterPhase, HandOver
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.reminders import service as reminders

EVENT, PAPER = 40, 41


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield the events of the file, and the paper that follows from some of them."""
    del opened_on
    for position, event in enumerate(case.history):
        if isinstance(event, NoticeMissed):
            continue  # it says that the file knows; the lapse itself follows from the dates
        path: Path = ("history", position)
        rests_on = (event.agreement, event.point) if isinstance(event, PointEvent) else None
        yield Step(event.on, EVENT, path, _acting(event), rests_on)
        if printing := _printing(case, event):
            yield Step(event.on, PAPER, path, printing, rests_on, is_paper=True)


def _acting(event: AnyEvent) -> Act:
    return lambda stage: _ACTS[type(event)](stage, event)


def _at(stage: Stage, event: AnyEvent, of: str) -> tuple[Any, Any, str]:
    return stage.session, stage.occasion("history", event.on, stage.actor(event.by)), of


def _enter_phase(stage: Stage, event: PhaseEntered) -> None:
    dossiers.enter_phase(*_at(stage, event, stage.dossier_id), EnterPhase(phase=event.phase))


def _assign(stage: Stage, event: PostAssigned) -> None:
    command = AssignedPost(post=event.post, person_id=stage.people[event.person])
    dossiers.assign_post(*_at(stage, event, stage.dossier_id), command)


def _hand_over(stage: Stage, event: PostHandedOver) -> None:
    command = HandOver(
        post=event.post,
        from_person_id=stage.people[event.from_person],
        to_person_id=stage.people[event.to_person] if event.to_person else None,
    )
    dossiers.hand_over(*_at(stage, event, stage.dossier_id), command)


def _plan_evaluation(stage: Stage, event: EvaluationPlanned) -> None:
    evaluations.plan_evaluation(
        *_at(stage, event, stage.agreements[event.agreement]),
        event.point,
        schemas.PlanEvaluation(planned_on=event.planned_on),
    )


def _conclude_evaluation(stage: Stage, event: EvaluationConcluded) -> None:
    command = schemas.ConcludeEvaluation(
        concluded_on=event.on,
        findings=event.findings,
        provider_view=event.provider_view or "",
        residents_view=event.residents_view or "",
        method=event.method or "",
        participants=event.participants,
        lessons=event.lessons,
        advice=event.advice,
        dissents=tuple(schemas.Dissent(party_id=stage.parties[one.party], reason=one.reason) for one in event.dissents),
    )
    evaluations.conclude_evaluation(*_at(stage, event, stage.agreements[event.agreement]), event.point, command)


def _for(stage: Stage, event: RelationEvent) -> Iterator[dict[str, str | None]]:
    """Yield the authority, and the provider if one is named, that an event is about."""
    agreement = stage.agreement(event.agreement)
    for key in (event.authority,) if event.authority else agreement.authorities:
        yield {
            "authority_id": stage.parties[key],
            "provider_id": stage.parties[event.provider] if event.provider else None,
        }


def _decide(stage: Stage, event: ExtensionDecided) -> None:
    told: dict[str, Any] = {}
    if event.decision:
        taken = stage.case.decisions_elsewhere[event.decision]
        told = {
            "decided_elsewhere": True,
            "body": taken.body,
            "decided_on": taken.decided_on,
            "case_number": taken.case_number,
            "file": taken.file,
        }
    for relation in _for(stage, event):
        command = schemas.DecideExtension(
            **relation, **told, choice=event.choice, reason=event.reason, without_evaluation=event.without_evaluation
        )
        extensions.decide_extension(*_at(stage, event, stage.agreements[event.agreement]), event.point, command)


def _send(stage: Stage, event: NoticeSent) -> None:
    for relation in _for(stage, event):
        command = schemas.SendNotice(**relation, sent_on=event.on, channel=event.channel)  # pyright: ignore[reportArgumentType] - ids
        extensions.send_notice(*_at(stage, event, stage.agreements[event.agreement]), event.point, command)


def _prove(stage: Stage, event: ReceiptProven) -> None:
    for relation in _for(stage, event):
        command = schemas.ProveReceipt(**relation, received_on=event.received_on, proof=event.proof)  # pyright: ignore[reportArgumentType] - ids
        extensions.prove_receipt(*_at(stage, event, stage.agreements[event.agreement]), event.point, command)


def _continue(stage: Stage, event: ContinuedAnyway) -> None:
    for relation in _for(stage, event):
        command = schemas.ContinueAnyway(**relation, ground=event.ground, risk=event.risk)  # pyright: ignore[reportArgumentType] - ids
        extensions.continue_anyway(*_at(stage, event, stage.agreements[event.agreement]), event.point, command)


def _mark_done(stage: Stage, event: DateDone) -> None:
    session, occasion, agreement_id = _at(stage, event, stage.agreements[event.agreement])
    kept = milestones(session, agreement_id)
    if event.date.value not in kept:
        raise Refusal(
            Why.INVALID,
            "date_not_kept",
            say("This agreement keeps no such date."),
            remedy=say("Name the agreement whose term holds."),
        )
    reminders.mark_done(session, occasion, kept[event.date.value].id, note=event.note)


_ACTS: Mapping[type[Any], Callable[[Stage, Any], None]] = {
    PhaseEntered: _enter_phase,
    PostAssigned: _assign,
    PostHandedOver: _hand_over,
    EvaluationPlanned: _plan_evaluation,
    EvaluationConcluded: _conclude_evaluation,
    ExtensionDecided: _decide,
    NoticeSent: _send,
    ReceiptProven: _prove,
    ContinuedAnyway: _continue,
    DateDone: _mark_done,
}


def _printing(case: CaseFile, event: AnyEvent) -> Act | None:
    """Return the act that prints what an event asks for, where the agreement has the texts of its deed."""
    if not isinstance(event, EvaluationConcluded | NoticeSent):
        return None
    agreement = case.agreements.get(event.agreement)
    if agreement is None or agreement.deed is None:
        return None
    issue = issue_evaluation_report if isinstance(event, EvaluationConcluded) else issue_extension_letter

    def act(stage: Stage) -> None:
        agreement_id = stage.agreements[event.agreement]
        print_papers(stage, event.on, event.by, lambda press: issue(press, agreement_id, event.point))

    return act
