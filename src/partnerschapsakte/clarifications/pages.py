"""The pages of questions: asking and following one's own, answering them, and publishing them to all in a note."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.clarifications import queries, service
from partnerschapsakte.clarifications.rules import notes, questions
from partnerschapsakte.clarifications.rules.facts import QuestionChannel
from partnerschapsakte.clarifications.schemas import (
    AskQuestion,
    DecideConfidentiality,
    DraftAnswer,
    LeaveOut,
    PublishNote,
)
from partnerschapsakte.correspondence.queries import addressees
from partnerschapsakte.documents.queries import DOCX
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.queries import tender
from partnerschapsakte.tendering.rules.facts import TenderFacts
from partnerschapsakte.web.attempts import Tried, done, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.problems import Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
LIST = "/dossiers/{dossier_id:str}/vragen"
ONE = LIST + "/{question_id:str}"
NOTES = "/dossiers/{dossier_id:str}/notas-van-inlichtingen"
CHOSEN = "vraag-"


@get(LIST, guests=True)
def show_questions(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the questions, the published notes, and the form to ask."""
    return _questions(session, actor, page, dossier_id, Tried())


@post(LIST, guests=True)
def ask_question(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Ask a question."""
    form: Form[AskQuestion] = read_form(AskQuestion, data)
    if tried := done_as_typed(session, "ask", form, partial(service.ask_question, session, occasion, dossier_id)):
        return _questions(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/vragen")


@get(ONE, guests=True)
def show_question(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], question_id: FromPath[str]
) -> Answer:
    """Show a question, and what can be done with it."""
    return _question(session, actor, page, dossier_id, question_id, Tried())


@post(ONE + "/vertrouwelijkheid")
def decide_confidentiality(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    question_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Decide on an individual question."""
    form: Form[DecideConfidentiality] = read_form(DecideConfidentiality, data)
    deciding = partial(service.decide_confidentiality, session, occasion, dossier_id, question_id)
    return _after(session, occasion, page, (dossier_id, question_id), done_as_typed(session, "decide", form, deciding))


@post(ONE + "/antwoord")
def draft_answer(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    question_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Write the answer."""
    typed = {name: text for name, text in data.items() if name != "version"}
    form: Form[DraftAnswer] = read_form(DraftAnswer, typed)
    read = data.get("version", "")
    version = int(read) if read.isdecimal() else 0
    drafting = partial(service.draft_answer, session, occasion, dossier_id, question_id, version=version)
    return _after(session, occasion, page, (dossier_id, question_id), done_as_typed(session, "draft", form, drafting))


@post(ONE + "/weglaten")
def leave_out(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    question_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Leave a question out of the notes."""
    form: Form[LeaveOut] = read_form(LeaveOut, data)
    leaving = partial(service.leave_out, session, occasion, dossier_id, question_id)
    return _after(session, occasion, page, (dossier_id, question_id), done_as_typed(session, "omit", form, leaving))


@post(ONE + "/terugnemen")
def take_back(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], question_id: FromPath[str]
) -> Answer:
    """Let a question that was left out be published after all."""
    acting = partial(service.take_back, session, occasion, dossier_id, question_id)
    return _after(session, occasion, page, (dossier_id, question_id), done(session, "restore", acting))


@post(ONE + "/beantwoorden")
def answer_alone(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], question_id: FromPath[str]
) -> Answer:
    """Answer a confidential question to its asker alone."""
    acting = partial(service.answer_alone, session, occasion, dossier_id, question_id)
    return _after(session, occasion, page, (dossier_id, question_id), done(session, "reply", acting))


@post(ONE + "/intrekken", guests=True)
def withdraw_question(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], question_id: FromPath[str]
) -> Answer:
    """Withdraw a question."""
    acting = partial(service.withdraw_question, session, occasion, dossier_id, question_id)
    return _after(session, occasion, page, (dossier_id, question_id), done(session, "withdraw", acting))


@get(NOTES)
def show_publishing(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show what would stand in the next note, and the form to publish it."""
    return _publishing(session, actor, page, dossier_id, Tried())


@post(NOTES)
def publish_note(
    request: Asked, session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed
) -> Answer:
    """Publish the questions that are ticked."""
    ticked = tuple(name.removeprefix(CHOSEN) for name in data if name.startswith(CHOSEN))
    typed = {name: text for name, text in data.items() if not name.startswith(CHOSEN)}
    form: Form[PublishNote] = read_form(PublishNote, typed, questions=ticked)
    root: Path = request.app.state.templates / "documents"

    def publish(command: PublishNote) -> object:
        return service.publish_note(session, occasion, dossier_id, command, root)

    if tried := done_as_typed(session, "publish", form, publish):
        return _publishing(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/vragen")


@get(NOTES + "/{clarification_note_id:str}/document", guests=True)
def download_note(
    session: Session, actor: Who, dossier_id: FromPath[str], clarification_note_id: FromPath[str]
) -> Response[bytes]:
    """Give a note as a Word document."""
    file = queries.document_of_note(session, actor, dossier_id, clarification_note_id)
    return Response(file.body, headers=download_headers(file.file_name, file.etag), media_type=DOCX)


def _after(
    session: UnitOfWork, occasion: Occasion, page: PageOfRequest, place: tuple[str, str], tried: Tried | None
) -> Answer:
    if tried:
        return _question(session, occasion.actor, page, *place, tried)
    return go(f"/dossiers/{place[0]}/vragen/{place[1]}")


def _takes_part(actor: Actor) -> None:
    """Be no door for a guest who stands for nobody: an assessor, an adviser."""
    if not questions.may_read_notes(actor):
        raise Hidden


def _questions(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    _takes_part(actor)
    facts = queries.facts_of(session, dossier_id)
    is_party = questions.stands_for_party(actor)
    return page(
        "clarifications/questions.html",
        status=tried.status,
        dossier_id=dossier_id,
        questions=queries.questions_for(session, actor, dossier_id),
        notes=queries.notes_for(session, actor, dossier_id),
        due=notes.answers_due(facts, page.today) if facts else None,
        deadline=notes.deadline_of(facts, page.today) if facts else None,
        channels=[one for one in QuestionChannel if one is not QuestionChannel.ROOM],
        askers=[] if is_party else addressees(session, dossier_id, page.today),
        is_party=is_party,
        blocked=_why_not_ask(actor, facts, page),
        tried=tried,
        form=tried.form,
    )


def _why_not_ask(actor: Actor, facts: TenderFacts | None, page: PageOfRequest) -> Refusal | None:
    if facts is None:
        return Refusal(Why.CONFLICT, "no_tender", say("There is no tender to ask about yet."))
    return questions.why_not_ask(actor, facts, page.today, today=page.today)


def _question(
    session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, question_id: str, tried: Tried
) -> Answer:
    _takes_part(actor)
    view = queries.question_for(session, actor, dossier_id, question_id)
    facts = queries.question(session, dossier_id, question_id).facts
    is_party = questions.stands_for_party(actor)
    return page(
        "clarifications/question.html",
        status=tried.status,
        dossier_id=dossier_id,
        question=view,
        answer=None if is_party else queries.answer_for(session, dossier_id, question_id),
        findings=() if is_party else notes.findings([facts]),
        is_party=is_party,
        why_not=_why_not(actor, facts),
        tried=tried,
        form=tried.form,
    )


def _why_not(actor: Actor, facts: Any) -> Mapping[str, Refusal | None]:
    return {
        "decide": questions.why_not_decide(actor, facts),
        "draft": questions.why_not_draft(actor, facts),
        "omit": questions.why_not_leave_out(actor, facts),
        "restore": questions.why_not_take_back(actor, facts),
        "reply": questions.why_not_answer_alone(actor, facts),
        "withdraw": questions.why_not_withdraw(actor, facts),
    }


def _publishing(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    facts = tender(session, dossier_id).facts
    ready = queries.ready(session, dossier_id)
    late = notes.why_late(facts, page.today)
    mandated = service.may_override(session, actor, dossier_id)
    return page(
        "clarifications/publish.html",
        status=tried.status,
        dossier_id=dossier_id,
        ready=ready,
        due=notes.answers_due(facts, page.today),
        late=late,
        mandated=mandated,
        findings=notes.findings([one.facts for one in ready]),
        blocked=service.why_not_publish_now(
            session, actor, dossier_id, page.today, late_because="?" if mandated else None
        ),
        tried=tried,
        form=tried.form,
    )


router = Router(
    "/",
    route_handlers=[
        show_questions,
        ask_question,
        show_question,
        decide_confidentiality,
        draft_answer,
        leave_out,
        take_back,
        answer_alone,
        withdraw_question,
        show_publishing,
        publish_note,
        download_note,
    ],
)
