"""The papers of the dialogue to download, and the form of a session to read in."""

from functools import partial
from pathlib import Path
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath, MultipartBody

from partnerschapsakte.dialogue.pages.desk import Desk
from partnerschapsakte.dialogue.pages.participant import BASE
from partnerschapsakte.dialogue.service import papers
from partnerschapsakte.dialogue.service.papers import Printer
from partnerschapsakte.documents.pages import LARGEST_FORM, attachment, hide_from_guests, scanner_of, sent_in
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.web.doors import Answer, Page, Session, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
SESSION = BASE + "/gesprekken/{planned_session_id:str}"


def _at(request: Asked, page: PageOfRequest) -> Printer:
    root: Path = request.app.state.templates / "documents"
    return Printer(root, page.today)


@get(BASE + "/stukken/dialoogdocument")
def download_document(
    request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]
) -> Response[bytes]:
    """Give the dialogue document."""
    hide_from_guests(actor)
    return attachment(papers.dialogue_document(session, dossier_id, _at(request, page)))


@get(BASE + "/stukken/uitnodigingen/{round_number:int}")
def download_invitation(
    request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str], round_number: FromPath[int]
) -> Response[bytes]:
    """Give the invitation to a round."""
    hide_from_guests(actor)
    return attachment(papers.invitation(session, dossier_id, round_number, _at(request, page)))


@get(BASE + "/stukken/brief-over-inbreng")
def download_input_letter(
    request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]
) -> Response[bytes]:
    """Give the letter to experts by experience."""
    hide_from_guests(actor)
    return attachment(papers.input_letter_of(session, actor, dossier_id, _at(request, page)))


@get(SESSION + "/verslagformulieren/{candidate_id:str}")
def download_minutes_form(
    request: Asked,
    session: Session,
    actor: Who,
    page: Page,
    dossier_id: FromPath[str],
    planned_session_id: FromPath[str],
    candidate_id: FromPath[str],
) -> Response[bytes]:
    """Give the form of a session with one participant."""
    hide_from_guests(actor)
    at = _at(request, page)
    return attachment(papers.form_of_session(session, dossier_id, planned_session_id, candidate_id, at))


@post(SESSION + "/verslagformulieren", request_max_body_size=LARGEST_FORM)
def read_minutes_form(
    request: Asked,
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    planned_session_id: FromPath[str],
    data: MultipartBody[dict[str, Any]],
) -> Answer:
    """Read a form that was filled in."""
    _, sent = sent_in(data)
    desk = Desk(session, occasion.actor, page, dossier_id)
    act = partial(papers.read_form_of_session, session, occasion, dossier_id, planned_session_id)
    if refusal := attempt(session, lambda: act(sent or Sent("", b""), scan=scanner_of(request))):
        return desk.meeting(planned_session_id, Form(), refusal)
    return go(f"{desk.home}/gesprekken/{planned_session_id}")


HANDLERS = (
    download_document,
    download_invitation,
    download_input_letter,
    download_minutes_form,
    read_minutes_form,
)
