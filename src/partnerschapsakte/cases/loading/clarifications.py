"""The steps of the questions: as they came in, how each was answered, and the notes to all."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, at, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.clarifications import Answered, Clarifications, Note, Question
from partnerschapsakte.clarifications import schemas, service
from partnerschapsakte.foundation.occasion import Occasion

AT: Path = ("tender", "clarifications")
SECTION = "clarifications"


def steps(told: Clarifications) -> Iterator[Step]:
    """Yield the questions and the notes by day."""
    for key, question in told.questions.items():
        yield from _question(key, question)
    for position, note in enumerate(told.notes):
        yield Step(note.published_on, Rank.QUESTIONS, (*AT, "notes", position), _publishing(note))


def _at(stage: Stage, on: date) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION)


def _id(stage: Stage, key: str) -> str:
    return stage.known("questions")[key]


def _question(key: str, told: Question) -> Iterator[Step]:
    path: Path = (*AT, "questions", key)
    yield Step(told.asked_on, Rank.QUESTIONS, path, _asking(key, told))
    if decided := told.confidentiality:
        deciding = schemas.DecideConfidentiality.model_validate(decided.plain("on"))
        yield Step(
            decided.on,
            Rank.QUESTIONS,
            (*path, "confidentiality"),
            doing(lambda stage: service.decide_confidentiality(*_at(stage, decided.on), _id(stage, key), deciding)),
        )
    if answered := told.answered:
        yield from _answer(key, answered, (*path, "answered"))
    if left_out := told.left_out:
        leaving = schemas.LeaveOut(reason=left_out.reason)
        yield Step(
            left_out.on,
            Rank.QUESTIONS,
            (*path, "left_out"),
            doing(lambda stage: service.leave_out(*_at(stage, left_out.on), _id(stage, key), leaving)),
        )
    if gone_on := told.withdrawn_on:
        yield Step(
            gone_on,
            Rank.QUESTIONS,
            (*path, "withdrawn_on"),
            doing(lambda stage: service.withdraw_question(*_at(stage, gone_on), _id(stage, key))),
        )


def _asking(key: str, told: Question) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.AskQuestion(
            about=told.about or "",
            text=told.text,
            confidential_because=told.confidential_because,
            channel=told.channel,
            party_id=stage.parties[told.organisation] if told.organisation else None,
            asker=told.asker,
            asked_on=told.asked_on,
        )
        stage.known("questions")[key] = service.ask_question(*_at(stage, told.asked_on), command).id

    return act


def _answer(key: str, told: Answered, path: Path) -> Iterator[Step]:
    command = schemas.DraftAnswer(answer=told.answer, wording=told.wording or "")
    yield Step(
        told.on,
        Rank.QUESTIONS,
        path,
        doing(lambda stage: service.draft_answer(*_at(stage, told.on), _id(stage, key), command)),
    )
    if alone_on := told.alone_on:
        yield Step(
            alone_on,
            Rank.QUESTIONS,
            (*path, "alone_on"),
            doing(lambda stage: service.answer_alone(*_at(stage, alone_on), _id(stage, key))),
        )


def _publishing(note: Note) -> Act:
    def act(stage: Stage) -> None:
        command = schemas.PublishNote(
            questions=tuple(_id(stage, key) for key in note.questions),
            late_because=note.late_because,
            named_because=note.named_because,
        )
        where = at(stage, note.published_on, SECTION, note.by)
        service.publish_note(*where, command, stage.template_root)

    return act
