"""Questions at the API: a candidate's own, and all of them for the authority that answers."""

from sqlalchemy.orm import Session

from partnerschapsakte.clarifications import queries, service
from partnerschapsakte.clarifications.schemas import (
    AnswerView,
    AskQuestion,
    DecideConfidentiality,
    DraftAnswer,
    LeaveOut,
    QuestionView,
)
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "clarifications"
QUESTIONS = "/dossiers/{dossier_id:str}/questions"
QUESTION = QUESTIONS + "/{question_id:str}"


@api_get(
    QUESTIONS,
    TAG,
    "Toon de vragen over een aanbesteding",
    "In de volgorde waarin zij zijn gesteld. Een kandidaat ziet alleen de eigen vragen.",
    guests=True,
)
def list_questions(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[QuestionView]:
    """List questions."""
    return paging.of(queries.questions_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset))


@api_get(QUESTION, TAG, "Toon een vraag", guests=True)
def read_question(session: Session, actor: Actor, dossier_id: str, question_id: str) -> QuestionView:
    """Show a question."""
    return queries.question_for(session, actor, dossier_id, question_id)


@api_post(
    QUESTIONS,
    TAG,
    "Stel een vraag, of voer een vraag in die elders is gesteld",
    "Met `confidential_because` vraagt u om een antwoord aan u alleen. Een kandidaat laat `channel`, `party_id`, "
    "`asker` en `asked_on` weg: het programma weet wie er vraagt en wanneer.",
    guests=True,
    location="/dossiers/{dossier_id}/questions/{id}",
)
def ask_question(session: Session, occasion: Occasion, dossier_id: str, data: AskQuestion) -> QuestionView:
    """Ask a question."""
    asked = service.ask_question(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id, asked.id)


@api_post(
    QUESTION + "/confidentiality",
    TAG,
    "Beslis of een vraag alleen aan de vrager wordt beantwoord",
    "Eén keer, met een reden; de vrager krijgt bericht.",
    location="/dossiers/{dossier_id}/questions/{id}",
    roles=KEEPERS,
)
def decide_confidentiality(
    session: Session, occasion: Occasion, dossier_id: str, question_id: str, data: DecideConfidentiality
) -> QuestionView:
    """Decide on an individual question."""
    service.decide_confidentiality(session, occasion, dossier_id, question_id, data)
    return _told(session, occasion, dossier_id, question_id)


@api_get(QUESTION + "/answer", TAG, "Toon het antwoord waaraan wordt gewerkt", "Met wat op een naam lijkt.")
def read_answer(session: Session, dossier_id: str, question_id: str) -> AnswerView:
    """Show the answer that is being written."""
    return queries.answer_for(session, dossier_id, question_id)


@api_put(
    QUESTION + "/answer",
    TAG,
    "Schrijf het antwoord op een vraag",
    "`wording` vervangt de vraag in de nota, als haar eigen woorden verraden wie haar stelde.",
    edits=read_answer,
    roles=KEEPERS,
)
def draft_answer(
    session: Session, occasion: Occasion, dossier_id: str, question_id: str, data: DraftAnswer, version: int
) -> AnswerView:
    """Write the answer to a question."""
    service.draft_answer(session, occasion, dossier_id, question_id, data, version=version)
    session.flush()
    return queries.answer_for(session, dossier_id, question_id)


@api_post(
    QUESTION + "/_omit",
    TAG,
    "Laat een vraag buiten de nota van inlichtingen",
    "De reden wordt bewaard voor het proces-verbaal, onderdeel f.",
    roles=KEEPERS,
)
def leave_out_question(
    session: Session, occasion: Occasion, dossier_id: str, question_id: str, data: LeaveOut
) -> QuestionView:
    """Leave a question out of the notes."""
    service.leave_out(session, occasion, dossier_id, question_id, data)
    return _told(session, occasion, dossier_id, question_id)


@api_post(QUESTION + "/_restore", TAG, "Neem een weggelaten vraag toch weer op", roles=KEEPERS)
def take_back_question(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> QuestionView:
    """Let a question that was left out be published after all."""
    service.take_back(session, occasion, dossier_id, question_id)
    return _told(session, occasion, dossier_id, question_id)


@api_post(
    QUESTION + "/_reply",
    TAG,
    "Beantwoord een vertrouwelijke vraag aan de vrager alleen",
    "Alleen als dat is toegestaan; de vrager krijgt een brief.",
    roles=KEEPERS,
)
def answer_question_alone(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> QuestionView:
    """Answer a confidential question to its asker alone."""
    service.answer_alone(session, occasion, dossier_id, question_id)
    return _told(session, occasion, dossier_id, question_id)


@api_post(QUESTION + "/_withdraw", TAG, "Trek een vraag in", "Zolang zij niet aan alle is beantwoord.", guests=True)
def withdraw_question(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> QuestionView:
    """Withdraw a question."""
    service.withdraw_question(session, occasion, dossier_id, question_id)
    return _told(session, occasion, dossier_id, question_id)


def _told(session: Session, occasion: Occasion, dossier_id: str, question_id: str) -> QuestionView:
    session.flush()
    return queries.question_for(session, occasion.actor, dossier_id, question_id)


router = api_router(
    list_questions,
    read_question,
    ask_question,
    decide_confidentiality,
    read_answer,
    draft_answer,
    leave_out_question,
    take_back_question,
    answer_question_alone,
    withdraw_question,
)
