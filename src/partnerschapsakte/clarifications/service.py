"""Takes questions in, answers them, and publishes the answers to all at one moment in numbered notes."""

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.clarifications import queries
from partnerschapsakte.clarifications.models import ClarificationItem, ClarificationNote, Question
from partnerschapsakte.clarifications.rules import happened, notes, questions
from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionChannel, QuestionFacts
from partnerschapsakte.clarifications.schemas import (
    AskQuestion,
    DecideConfidentiality,
    DraftAnswer,
    LeaveOut,
    PublishNote,
)
from partnerschapsakte.clarifications.word import content_of, in_dutch, title_of
from partnerschapsakte.correspondence.queries import readers
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why, why_not_overwrite
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.journal.service import record
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.procedure import may_override_standstill

KIND = "clarification_note"


def ask_question(session: Session, occasion: Occasion, dossier_id: str, command: AskQuestion) -> Question:
    """Take a question in: of a candidate, or entered for who asked it along another way."""
    actor = occasion.actor
    told = any((command.channel, command.party_id, command.asker, command.asked_on))
    _unless(questions.why_not_come_in(actor) or questions.why_not_tell_who(actor, told=told))
    tender = tendering.tender(session, dossier_id, for_update=True)
    asked_on = command.asked_on or occasion.today
    _unless(questions.why_not_ask(actor, tender.facts, asked_on, today=occasion.today))
    party_id, asker = _asker(session, actor, command)
    of_party = questions.stands_for_party(actor)
    alone = command.confidential_because is not None
    fact = happened.QuestionAsked(
        subject=occasion.ids(),
        channel=QuestionChannel.ROOM if of_party else command.channel or QuestionChannel.OTHER,
        asked_on=asked_on,
        for_asker_alone=alone,
        sha256=_hash(command.text),
    )
    asked = Question(
        id=fact.subject,
        tender_id=tender.id,
        dossier_id=dossier_id,
        position=queries.next_position(session, tender.id),
        party_id=party_id,
        asker=asker,
        channel=fact.channel,
        asked_on=asked_on,
        entered_at=occasion.recorded_at,
        entered_by_id=actor.id,
        entered_by_name=actor.name,
        about=command.about,
        text=command.text,
        confidentiality=Confidentiality.ASKED if alone else Confidentiality.NOT_ASKED,
        confidential_because=command.confidential_because or "",
    )
    session.add(asked)
    record(session, occasion, fact, dossier_id=dossier_id)
    return asked


def decide_confidentiality(
    session: Session, occasion: Occasion, dossier_id: str, question_id: str, command: DecideConfidentiality
) -> Question:
    """Decide whether a question is answered to its asker alone; the asker hears the reason, and may still withdraw."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_decide)
    fact = happened.ConfidentialityDecided(
        subject=found.id, granted=command.granted, reason_sha256=_hash(command.reason)
    )
    found.confidentiality = Confidentiality.GRANTED if fact.granted else Confidentiality.REFUSED
    found.decision_reason, found.decided_at = command.reason, occasion.happened_at
    record(session, occasion, fact, dossier_id=dossier_id)
    told = GRANTED if fact.granted else NOT_GRANTED
    _tell_asker(session, occasion, found, say("Decision on your confidential question"), told, command.reason)
    return found


def draft_answer(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    question_id: str,
    command: DraftAnswer,
    *,
    version: int | None = None,
) -> Question:
    """Write the answer to a question, or write it again; ``version`` is the one that was read."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_draft)
    _unless(why_not_overwrite(version, found.version))
    fact = happened.AnswerDrafted(
        subject=found.id, wording_sha256=_hash(command.wording), answer_sha256=_hash(command.answer)
    )
    found.answer, found.wording = command.answer, command.wording
    found.answered_by_name, found.answered_at = occasion.actor.name, occasion.happened_at
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def leave_out(session: Session, occasion: Occasion, dossier_id: str, question_id: str, command: LeaveOut) -> Question:
    """Leave a question out of the notes; the reason is kept for the record of proceedings, item f (rule 8)."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_leave_out)
    fact = happened.QuestionLeftOut(subject=found.id, reason_sha256=_hash(command.reason))
    found.left_out_because, found.left_out_at = command.reason, occasion.happened_at
    record(session, occasion, fact, dossier_id=dossier_id)
    return found


def take_back(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> Question:
    """Let a question that was left out be published after all."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_take_back)
    found.left_out_because, found.left_out_at = "", None
    record(session, occasion, happened.QuestionTakenBack(subject=found.id), dossier_id=dossier_id)
    return found


def answer_alone(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> Question:
    """Answer a confidential question to its asker alone, by letter where somebody of it reads letters here."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_answer_alone)
    fact = happened.QuestionAnsweredAlone(subject=found.id, answer_sha256=_hash(found.answer))
    found.answered_alone_at = occasion.happened_at
    record(session, occasion, fact, dossier_id=dossier_id)
    _tell_asker(session, occasion, found, say("Answer to your confidential question"), ALONE, found.answer)
    return found


def withdraw_question(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> Question:
    """Withdraw a question before it is answered to all: by its asker, or recorded for who asked it elsewhere."""
    found = _unless_refused(session, occasion, dossier_id, question_id, questions.why_not_withdraw)
    found.withdrawn_at = occasion.happened_at
    record(session, occasion, happened.QuestionWithdrawn(subject=found.id), dossier_id=dossier_id)
    return found


def publish_note(
    session: Session, occasion: Occasion, dossier_id: str, command: PublishNote, templates: Path | None
) -> ClarificationNote:
    """Publish answered questions to all at one moment: as a note in every room, as a document, and by letter.

    Without templates, as where a case file is only rehearsed, nothing is printed.
    """
    tender = tendering.tender(session, dossier_id, for_update=True)
    late = command.late_because
    _unless(why_not_publish_now(session, occasion.actor, dossier_id, occasion.today, late_because=late))
    chosen = _chosen(session, dossier_id, command.questions)
    facts = [one.facts for one in chosen]
    _unless(notes.why_not_publish(facts, notes.findings(facts), named_because=command.named_because))
    note = ClarificationNote(
        id=occasion.ids(),
        tender_id=tender.id,
        dossier_id=dossier_id,
        number=queries.next_number(session, tender.id),
        published_at=occasion.happened_at,
        published_by_id=occasion.actor.id,
        published_by_name=occasion.actor.name,
        deadline_on=notes.deadline_of(tender.facts, occasion.today),
        late_because=command.late_because or "" if notes.why_late(tender.facts, occasion.today) else "",
        named_because=command.named_because or "" if notes.findings(facts) else "",
        items=[ClarificationItem.of(one, number) for number, one in enumerate(chosen, start=1)],
    )
    session.add(note)
    session.flush()
    for one in chosen:
        one.note_id = note.id
    record(session, occasion, _published(note), dossier_id=dossier_id)
    content = content_of(note, about=tender.title, reference=tender.reference)
    note.document_id = _document(session, occasion, note, content, templates) if templates else None
    _tell_all(session, occasion, note)
    return note


def why_not_publish_now(
    session: Session, actor: Actor, dossier_id: str, today: date, *, late_because: str | None = None
) -> Refusal | None:
    """Say why this actor cannot publish a note today, or None if they can."""
    mandated = may_override(session, actor, dossier_id)
    facts = tendering.tender(session, dossier_id).facts
    return notes.why_not_publish_now(actor, facts, late_because=late_because, may_override=mandated, today=today)


def may_override(session: Session, actor: Actor, dossier_id: str) -> bool:
    """Tell whether this actor may publish late with a reason: who holds the mandate of every authority."""
    return may_override_standstill(actor, tendering.authorities(session, dossier_id))


GRANTED = say("Your question will be answered to you alone. The reason for this decision:")
NOT_GRANTED = say(
    "Your question is not confidential: it will be answered to all, without your name. You can withdraw it in your "
    "room until then. The reason for this decision:"
)
ALONE = say("You asked a confidential question. This is the answer; only you get it.")


def _asker(session: Session, actor: Actor, command: AskQuestion) -> tuple[str | None, str]:
    party_id = actor.party_id if questions.stands_for_party(actor) else command.party_id
    if party_id is None:
        return None, command.asker or ""
    name = queries.name_of_party(session, party_id)
    if name is None:
        message = say("{party} is not a registered provider.", party=party_id)
        raise Refusal(Why.INVALID, "party_unknown", message, remedy=say("Register the organisation first."))
    return party_id, name


def _chosen(session: Session, dossier_id: str, ids: Sequence[str]) -> list[Question]:
    if not ids:
        return queries.ready(session, dossier_id)
    return [queries.question(session, dossier_id, one, for_update=True) for one in dict.fromkeys(ids)]


def _published(note: ClarificationNote) -> happened.NotePublished:
    said = "\n".join(f"{one.number}\n{one.about}\n{one.text}\n{one.answer}" for one in note.items)
    return happened.NotePublished(
        subject=note.id,
        number=note.number,
        deadline_on=note.deadline_on,
        questions=tuple(one.question_id for one in note.items),
        sha256=_hash(said),
        late_because=note.late_because or None,
        named_because=note.named_because or None,
    )


def _document(
    session: Session, occasion: Occasion, note: ClarificationNote, content: dict[str, Any], templates: Path
) -> str:
    return issue(
        session,
        occasion,
        dossier_id=note.dossier_id,
        subject=note.id,
        kind=KIND,
        title=title_of(note.number),
        content=content,
        template_root=templates,
    ).id


def _tell_all(session: Session, occasion: Occasion, note: ClarificationNote) -> None:
    if not any(one.party_id for one in readers(session, note.dossier_id, occasion.today)):
        return  # nobody has a room here: the note goes out along the platform
    text = in_dutch(
        say(
            "Clarification note {number} is published. You read and download it in your room, under Questions.",
            number=note.number,
        )
    )
    send_letter(session, occasion, note.dossier_id, SendLetter(title=title_of(note.number), text=text))


def _tell_asker(
    session: Session, occasion: Occasion, asked: Question, title: Sentence, intro: Sentence, text: str
) -> None:
    """Write to the asker, where somebody of it reads letters here; who asked elsewhere is told there."""
    party_id = asked.party_id
    if party_id and any(one.party_id == party_id for one in readers(session, asked.dossier_id, occasion.today)):
        letter = SendLetter(party_id=party_id, title=in_dutch(title), text=in_dutch(intro, text))
        send_letter(session, occasion, asked.dossier_id, letter)


def _unless_refused(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    question_id: str,
    why_not: Callable[[Actor, QuestionFacts], Refusal | None],
) -> Question:
    found = queries.question_to_change(session, occasion.actor, dossier_id, question_id)
    _unless(why_not(occasion.actor, found.facts))
    return found


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
