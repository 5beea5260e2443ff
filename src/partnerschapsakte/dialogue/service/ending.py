"""Closes the dialogue with what it changes, answers requests for progress, and records the compensation decided on."""

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.models import (
    CompensationDecision,
    DialogueClosing,
    ProgressRequest,
    SpecificationChange,
)
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules import afterwards, happened
from partnerschapsakte.dialogue.rules import rounds as rules
from partnerschapsakte.dialogue.rules.facts import LetterPurpose
from partnerschapsakte.dialogue.rules.warnings import why_not_pass
from partnerschapsakte.dialogue.schemas.commands import (
    AnswerProgress,
    AskProgress,
    DecideCompensation,
    EndDialogue,
    NoteChange,
)
from partnerschapsakte.dialogue.service.desk import note, opened, rules_of, to_all, unless, write_to
from partnerschapsakte.dossiers.queries import circle, dossier
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.reminders.service import watch
from partnerschapsakte.tendering.rules.facts import LeadingRoom
from partnerschapsakte.tendering.rules.procedure import why_not_go_on
from partnerschapsakte.tendering.schemas import CloseDialogue
from partnerschapsakte.tendering.service.course import close_dialogue


def note_change(session: Session, occasion: Occasion, dossier_id: str, command: NoteChange) -> SpecificationChange:
    """Write down what the dialogue changes, and where in the specification."""
    found = opened(session, occasion.actor, dossier_id)
    unless(why_not_go_on(found.facts.tender))
    change = SpecificationChange(
        id=occasion.ids(), tender_id=found.tender.id, position=len(found.changes) + 1, **command.model_dump()
    )
    session.add(change)
    note(session, occasion, found, happened.ChangeNoted(subject=change.id, what=change.what, place=change.place))
    return change


def end_dialogue(session: Session, occasion: Occasion, dossier_id: str, command: EndDialogue) -> None:
    """Close the dialogue and tell everybody who is in, by a letter to each; after this nobody talks (rule 21)."""
    found = opened(session, occasion.actor, dossier_id)
    left_out = rows.unreached(session, found, occasion.today)
    unless(rules.why_not_end(found.facts, unreached=left_out))
    findings = rules.of_end(found.facts, command.nothing_because)
    unless(why_not_pass(findings, command.passed_because))
    close_dialogue(session, occasion, dossier_id, CloseDialogue(closed_on=command.closed_on), by=LeadingRoom.DIALOGUE)
    texts = to_all(found, command.title, command.text)
    fact = happened.DialogueEnded(
        subject=found.tender.id,
        closed_on=command.closed_on,
        letters=write_to(session, occasion, found, texts, LetterPurpose.CLOSING, found.tender.id),
        changes=len(found.changes),
        nothing_because=command.nothing_because or "",
        warned_of=rules_of(findings),
        passed_because=command.passed_because or "",
    )
    closing = DialogueClosing(
        tender_id=found.tender.id,
        closed_at=occasion.happened_at,
        nothing_because=fact.nothing_because,
        passed_because=fact.passed_because,
    )
    session.add(closing)
    note(session, occasion, found, fact)


def ask_progress(session: Session, occasion: Occasion, dossier_id: str, command: AskProgress) -> ProgressRequest:
    """Record that a participant asks how the procedure stands; by when it is answered is watched from now on."""
    if stands_for_party(occasion.actor):
        found = rows.dialogue(session, dossier_id, for_update=True)
        candidate = rows.own_candidate(found, occasion.actor).id
    else:
        found = opened(session, occasion.actor, dossier_id)
        candidate = command.candidate_id or ""
    unless(afterwards.why_not_ask_progress(found.facts, candidate, command.requested_on, today=occasion.today))
    asked = ProgressRequest(
        id=occasion.ids(),
        tender_id=found.tender.id,
        candidate_id=candidate,
        requested_on=command.requested_on,
        question=command.question,
    )
    session.add(asked)
    fact = happened.ProgressAsked(subject=asked.id, candidate=candidate, requested_on=asked.requested_on)
    note(session, occasion, found, fact)
    _keep_date(session, occasion, found, asked)
    return asked


def answer_progress(
    session: Session, occasion: Occasion, dossier_id: str, request_id: str, command: AnswerProgress
) -> ProgressRequest:
    """Answer such a request by a letter."""
    found = opened(session, occasion.actor, dossier_id)
    asked = rows.request_row(session, found, request_id)
    nobody = bool(rows.unreached(session, found, occasion.today, [asked.candidate_id]))
    unless(afterwards.why_not_answer(asked.requested_on, asked.answered_on, unreached=nobody))
    texts = {asked.candidate_id: (ANSWER_TITLE, command.text)}
    letters = write_to(session, occasion, found, texts, LetterPurpose.PROGRESS_REPORT, asked.id)
    asked.answered_on = occasion.today
    fact = happened.ProgressAnswered(subject=asked.id, answered_on=occasion.today, letters=letters)
    note(session, occasion, found, fact)
    _keep_date(session, occasion, found, asked)
    return asked


ANSWER_TITLE = "Stand van zaken van de procedure"
"""Letters are Dutch, as every document is."""


def _keep_date(session: Session, occasion: Occasion, found: rows.Dialogue, asked: ProgressRequest) -> None:
    watch(
        session,
        occasion,
        dossier_id=found.dossier_id,
        subject=asked.id,
        circle=circle(session, found.dossier_id),
        dates=(afterwards.progress_date(asked.requested_on, asked.answered_on),),
        entered_on=dossier(session, found.dossier_id).entered_on,
    )


def decide_compensation(session: Session, occasion: Occasion, dossier_id: str, command: DecideCompensation) -> None:
    """Record what was decided on a compensation for taking part (rule 68)."""
    found = opened(session, occasion.actor, dossier_id)
    refusal = afterwards.why_not_decide_compensation(
        found.facts, command.amount, command.reason, command.decided_on, today=occasion.today
    )
    unless(refusal)
    plain = command.model_dump()
    session.add(CompensationDecision(tender_id=found.tender.id, **plain))
    note(session, occasion, found, happened.CompensationDecided(subject=found.tender.id, **plain))
