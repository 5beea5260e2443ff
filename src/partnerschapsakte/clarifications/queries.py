"""Reads questions and clarification notes, each for who may know of them."""

from msgspec.structs import replace
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from partnerschapsakte.clarifications.models import ClarificationItem, ClarificationNote, Question
from partnerschapsakte.clarifications.rules import notes, questions
from partnerschapsakte.clarifications.rules.facts import QuestionState
from partnerschapsakte.clarifications.schemas import AnswerView, NameFound, NoteItemView, NoteView, QuestionView
from partnerschapsakte.documents.queries import own_etag, word_file
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.tendering.queries import tender, tender_of
from partnerschapsakte.tendering.rules.facts import TenderFacts

OF_ROW = (
    "id",
    "dossier_id",
    "about",
    "text",
    "asker",
    "party_id",
    "channel",
    "asked_on",
    "entered_at",
    "confidentiality",
    "confidential_because",
    "decision_reason",
    "answered_alone_at",
    "withdrawn_at",
)
DRAFTING = {QuestionState.ANSWERED: QuestionState.OPEN}
"""What a candidate does not see of where its question stands: that somebody is writing."""


def question(session: Session, dossier_id: str, question_id: str, *, for_update: bool = False) -> Question:
    """Return a question of a dossier, or refuse."""
    found = session.get(Question, question_id, with_for_update=for_update)
    if found is None or found.dossier_id != dossier_id:
        raise questions.question_not_found()
    return found


def question_to_change(session: Session, actor: Actor, dossier_id: str, question_id: str) -> Question:
    """Return a question to act on, locked; or refuse as if it did not exist to who may not know of it."""
    found = question(session, dossier_id, question_id, for_update=True)
    if not questions.may_read(actor, found.party_id):
        raise questions.question_not_found()
    return found


def questions_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[QuestionView]:
    """Return the questions that this actor may know of, in the order in which they were asked."""
    chosen = _known_to(actor, dossier_id)
    if chosen is None:
        return []
    facts = facts_of(session, dossier_id)
    if facts is None:
        return []
    in_order = chosen.order_by(Question.asked_on, Question.position).limit(limit).offset(offset)
    return [_view(actor, facts, *row) for row in session.execute(in_order)]


def question_for(session: Session, actor: Actor, dossier_id: str, question_id: str) -> QuestionView:
    """Return one question, or refuse in the words of what does not exist."""
    chosen = _known_to(actor, dossier_id)
    row = None if chosen is None else session.execute(chosen.where(Question.id == question_id)).one_or_none()
    if row is None:
        raise questions.question_not_found()
    return _view(actor, tender(session, dossier_id).facts, *row)


def answer_for(session: Session, dossier_id: str, question_id: str) -> AnswerView:
    """Return the answer that is being written, for the authority's side."""
    found = question(session, dossier_id, question_id)
    return AnswerView(
        question_id=found.id,
        dossier_id=dossier_id,
        wording=found.wording,
        answer=found.answer,
        answered_by_name=found.answered_by_name,
        answered_at=found.answered_at,
        findings=tuple(
            NameFound(
                level=one.level,
                message=language.tell(one.message, language.DUTCH),
                rule=one.rule,
                source=one.source,
            )
            for one in notes.findings([found.facts])
        ),
        version=found.version,
    )


def ready(session: Session, dossier_id: str) -> list[Question]:
    """Return the questions that can go into the next note, in the order in which they were asked."""
    waiting = select(Question).where(Question.dossier_id == dossier_id, Question.note_id.is_(None))
    found = session.scalars(waiting.order_by(Question.asked_on, Question.position))
    return [one for one in found if one.facts.is_ready]


def notes_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[NoteView]:
    """Return the published notes, the latest first."""
    if not questions.may_read_notes(actor):
        return []
    chosen = select(ClarificationNote).filter_by(dossier_id=dossier_id).order_by(ClarificationNote.number.desc())
    return [_note(actor, one) for one in session.scalars(chosen.limit(limit).offset(offset))]


def note_for(session: Session, actor: Actor, dossier_id: str, note_id: str) -> NoteView:
    """Return a note, or refuse in the words of what does not exist."""
    return _note(actor, _published(session, actor, dossier_id, note_id))


def document_of_note(session: Session, actor: Actor, dossier_id: str, note_id: str) -> StoredFile:
    """Return the note as a Word document: what everybody gets."""
    found = _published(session, actor, dossier_id, note_id)
    if found.document_id is None:
        raise questions.note_not_found()
    file = word_file(session, found.document_id)
    return replace(file, etag=own_etag(actor, found.id, file.sha256))


def next_number(session: Session, tender_id: str) -> int:
    """Return the number of the next note."""
    return (session.scalar(select(func.max(ClarificationNote.number)).filter_by(tender_id=tender_id)) or 0) + 1


def next_position(session: Session, tender_id: str) -> int:
    """Return the place of the next question among all that were asked; no candidate sees it."""
    return (session.scalar(select(func.max(Question.position)).filter_by(tender_id=tender_id)) or 0) + 1


def name_of_party(session: Session, party_id: str) -> str | None:
    """Return what a party is called; None: it is not registered."""
    found = parties_by_id(session, [party_id]).get(party_id)
    return found.name if found else None


def facts_of(session: Session, dossier_id: str) -> TenderFacts | None:
    """Return what the rules know of the tender of a dossier, if it has one."""
    found = tender_of(session, dossier_id)
    return found.facts if found else None


def _published(session: Session, actor: Actor, dossier_id: str, note_id: str) -> ClarificationNote:
    found = session.get(ClarificationNote, note_id) if questions.may_read_notes(actor) else None
    if found is None or found.dossier_id != dossier_id:
        raise questions.note_not_found()
    return found


def _known_to(actor: Actor, dossier_id: str) -> Select[Question, int, int] | None:
    """Return the questions that ``rules.questions.may_read`` lets an actor know of, with their place in a note."""
    chosen = (
        select(Question, ClarificationNote.number, ClarificationItem.number)
        .outerjoin(ClarificationItem, ClarificationItem.question_id == Question.id)
        .outerjoin(ClarificationNote, ClarificationNote.id == ClarificationItem.note_id)
        .where(Question.dossier_id == dossier_id)
    )
    if questions.reads_all(actor):
        return chosen
    if not questions.stands_for_party(actor) or actor.party_id is None:
        return None
    return chosen.where(Question.party_id == actor.party_id)


def _view(actor: Actor, facts: TenderFacts, row: Question, note: int | None, item: int | None) -> QuestionView:
    is_team, told = questions.reads_all(actor), row.facts
    is_given = told.published or told.answered_alone
    state = told.state if is_team else DRAFTING.get(told.state, told.state)
    return QuestionView(
        **{name: getattr(row, name) for name in OF_ROW},
        in_time=notes.is_in_time(told, facts),
        state=state,
        answer=row.answer or None if is_team or is_given else None,
        left_out_because=row.left_out_because or None if is_team else None,
        note_number=note,
        item_number=item,
    )


def _note(actor: Actor, row: ClarificationNote) -> NoteView:
    is_team = questions.reads_all(actor)
    return NoteView(
        id=row.id,
        dossier_id=row.dossier_id,
        number=row.number,
        published_at=row.published_at,
        items=tuple(
            NoteItemView(number=one.number, about=one.about, text=one.text, answer=one.answer) for one in row.items
        ),
        has_document=row.document_id is not None,
        published_by_name=row.published_by_name if is_team else None,
        deadline_on=row.deadline_on,
        late_because=row.late_because or None if is_team else None,
        named_because=row.named_because or None if is_team else None,
    )
