"""The files of a dossier, the room of a candidate, the templates of a dossier, and issued documents to download."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router
from litestar.datastructures import UploadFile as Part
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, FromQuery, MultipartBody
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.documents import queries, service, storage
from partnerschapsakte.documents.rules import files
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.documents.rules.issuing import document_not_found
from partnerschapsakte.documents.rules.kinds import ACCEPTED, LARGEST_FILE
from partnerschapsakte.documents.rules.sentence_data import findings_of
from partnerschapsakte.documents.rules.templates import KIND_NAMES, why_not_upload_template
from partnerschapsakte.documents.schemas import StoredFile, UploadFile, UploadTemplate
from partnerschapsakte.documents.service import Scan, Sent
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.journal.queries import dossier_title
from partnerschapsakte.web.doors import Answer, Page, Session, When, Who, get, go, post
from partnerschapsakte.web.forms import CHOOSE, Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS, Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
Parts = MultipartBody[dict[str, Any]]

BESIDE_THE_FILE = 100_000
"""How many bytes the rest of an upload form may take."""
LARGEST_FORM = LARGEST_FILE + BESIDE_THE_FILE
TOO_LARGE = say("The file is larger than {most} MB.", most=LARGEST_FILE // 1_000_000)


@get("/documenten/{document_id:str}/word")
def word_file(session: Session, actor: Who, document_id: FromPath[str]) -> Response[bytes]:
    """Give a document as Word file."""
    _reads_documents(actor, document_id)
    return attachment(queries.word_file(session, document_id))


@get("/documenten/{document_id:str}/pdf")
def pdf_file(session: Session, actor: Who, document_id: FromPath[str]) -> Response[bytes]:
    """Give a document as PDF, where it was made."""
    _reads_documents(actor, document_id)
    found = queries.pdf_file(session, document_id)
    if found is None:
        raise NotFoundException
    return attachment(found)


def _reads_documents(actor: Actor, document_id: str) -> None:
    if not files.reads_all(actor):
        raise document_not_found(document_id)


def hide_from_guests(actor: Actor) -> None:
    """Hide a paper of the authority from who does not read the whole dossier."""
    if not files.reads_all(actor):
        raise Hidden


def attachment(found: StoredFile) -> Response[bytes]:
    """Answer with a file to save."""
    return Response(found.body, headers=download_headers(found.file_name, found.etag), media_type=found.media_type)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where files are brought: the page with its form, and what is wrong with what was sent."""

    session: UnitOfWork
    page: PageOfRequest
    actor: Actor
    dossier_id: str
    done: str = ""

    def files(self, form: Form[Any], refusal: Refusal | None = None) -> Answer:
        """Show the files: to the authority all compartments, to a candidate its own and what was published."""
        if files.reads_all(self.actor):
            shown = queries.compartments(self.session, self.actor, self.dossier_id)
            return self._answer("documents/files.html", form, refusal, compartments=shown)
        if not files.is_guest(self.actor):
            raise Hidden
        everything = queries.files_for(self.session, self.actor, self.dossier_id)
        return self._answer(
            "documents/own_files.html",
            form,
            refusal,
            own=[file for file in everything if file.party_id is not None],
            published=[file for file in everything if file.party_id is None],
        )

    def templates(self, form: Form[Any], refusal: Refusal | None = None, *, root: Path) -> Answer:
        """Show the templates of the dossier, each with the report of its check."""
        uploaded = queries.templates_for(self.session, self.actor, self.dossier_id)
        in_use = {one.kind: one.id for one in reversed(uploaded) if one.state.value == "usable"}
        reports = [(one, findings_of(one.findings), in_use.get(one.kind) == one.id) for one in uploaded]
        kinds = [(kind, KIND_NAMES[kind]) for kind in KIND_NAMES if storage.versions(root, kind)]
        return self._answer("documents/templates.html", form, refusal, reports=reports, kinds=kinds, in_use=in_use)

    def _answer(self, template: str, form: Form[Any], refusal: Refusal | None, **context: Any) -> Answer:
        status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
        known = {"dossier_id": self.dossier_id, "form": form, "refusal": refusal, "accepted": ACCEPTED}
        known |= {"title": dossier_title(self.session, self.dossier_id), "done": self.done}
        known |= {"findings": getattr(refusal, "findings", ()), "most": LARGEST_FILE}
        known |= {
            "blocked": files.why_not_upload(self.actor, files=0, size=0),
            "no_template": why_not_upload_template(self.actor),
        }
        return self.page(template, status=status, **known, **context)


def sent_in(data: dict[str, Any]) -> tuple[dict[str, str], Sent | None]:
    """Return what was typed in an upload form, and the file beside it."""
    typed = {name: value for name, value in data.items() if isinstance(value, str) and name != "file"}
    part = data.get("file")
    if not isinstance(part, Part):
        return typed, None
    with part.file as opened:
        return typed, Sent(part.filename, opened.read())


def taken(
    counter: Counter, form: Form[Any], sent: Sent | None, act: Callable[[Any, Sent], object], ask: Callable[..., Answer]
) -> Answer | None:
    """Do what an upload form asks; return the form with what is wrong, or None when it was done."""
    errors: dict[str, Sentence] = dict(form.errors)
    if sent is None:
        errors["file"] = say("Choose a file.")
    if errors or form.command is None or sent is None:
        return ask(Form(form.values, errors=errors))
    refusal = attempt(counter.session, lambda: act(form.command, sent))
    return ask(form, refusal) if refusal else None


def _may_bring(refusal: Refusal | None, actor: Actor) -> None:
    """Refuse who may not bring anything here before their form is read, and be no door for who sees nothing here."""
    if not (files.reads_all(actor) or files.is_guest(actor)):
        raise Hidden
    if refusal is not None:
        raise refusal


def scanner_of(request: Asked) -> Scan | None:
    """Return the virus scanner of this installation, where there is one."""
    return request.app.state.scan


def template_root(request: Asked) -> Path:
    """Return where the templates are that ship with the program."""
    templates: Path = request.app.state.templates
    return templates / "documents"


def too_large(request: Asked, _: HTTPException) -> Response[Any]:
    """Answer a form that is larger than a file may be with what helps."""
    page: PageOfRequest = request.app.state.page_of(request)
    return page("documents/too_large.html", status=413, message=TOO_LARGE, back=request.url.path)


@get("/dossiers/{dossier_id:str}/bestanden", guests=True)
def show_files(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show the files of a dossier by compartment; to a candidate its own and what was published."""
    return Counter(session, page, actor, dossier_id, gedaan).files(Form())


@post("/dossiers/{dossier_id:str}/bestanden", guests=True, request_max_body_size=LARGEST_FORM)
def bring_file(
    request: Asked, session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Parts
) -> Answer:
    """Keep a file."""
    _may_bring(files.why_not_upload(occasion.actor, files=0, size=0), occasion.actor)
    counter = Counter(session, page, occasion.actor, dossier_id)
    typed, sent = sent_in(data)

    def keep(command: UploadFile, found: Sent) -> object:
        return service.upload_file(session, occasion, dossier_id, command, found, scan=scanner_of(request))

    wrong = taken(counter, read_form(UploadFile, typed), sent, keep, counter.files)
    return wrong or go(_back(occasion.actor, dossier_id, "bewaard"))


def _back(actor: Actor, dossier_id: str, done: str) -> str:
    return f"/dossiers/{dossier_id}/{'kamer' if files.is_guest(actor) else 'bestanden'}?gedaan={done}"


@contextmanager
def as_if_absent() -> Generator[None]:
    """Answer what is not for the reader in the very words of what does not exist."""
    try:
        yield
    except Refusal as refusal:
        if refusal.why is Why.NOT_FOUND:
            raise Hidden from refusal
        raise


@get("/bestanden/{file_id:str}/publiceren")
def ask_to_publish(session: Session, actor: Who, page: Page, file_id: FromPath[str]) -> Answer:
    """Show who will see a file, before it is published to all candidates."""
    with as_if_absent():
        file = queries.file_for(session, actor, file_id)
        place = files.Lies(party_id=file.party_id, published=bool(file.published_at), withdrawn=bool(file.withdrawn_at))
        if refusal := files.why_not_publish(actor, place):
            raise refusal
    readers = queries.readers_of_published(session, file.dossier_id, page.today)
    title = dossier_title(session, file.dossier_id)
    return page("documents/publish.html", file=file, readers=readers, title=title)


@post("/bestanden/{file_id:str}/publiceren")
def publish_file(session: Session, occasion: When, file_id: FromPath[str]) -> Answer:
    """Publish a file to all candidates."""
    with as_if_absent():
        file = service.publish_file(session, occasion, file_id)
    return go(_back(occasion.actor, file.dossier_id, "gepubliceerd"))


@post("/bestanden/{file_id:str}/intrekken", guests=True)
def withdraw_file(session: Session, occasion: When, file_id: FromPath[str]) -> Answer:
    """Withdraw a file."""
    with as_if_absent():
        file = service.withdraw_file(session, occasion, file_id)
    return go(_back(occasion.actor, file.dossier_id, "ingetrokken"))


@get("/bestanden/{file_id:str}", guests=True)
def download_file(session: Session, actor: Who, file_id: FromPath[str]) -> Response[bytes]:
    """Give a file to save."""
    with as_if_absent():
        return attachment(queries.content_for(session, actor, file_id))


@get("/dossiers/{dossier_id:str}/sjablonen")
def show_templates(request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the templates that a dossier has of its own, and what their check found."""
    return Counter(session, page, actor, dossier_id).templates(Form(), root=template_root(request))


@post("/dossiers/{dossier_id:str}/sjablonen", request_max_body_size=LARGEST_FORM)
def bring_template(
    request: Asked, session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Parts
) -> Answer:
    """Check and keep a template."""
    _may_bring(why_not_upload_template(occasion.actor), occasion.actor)
    counter, root = Counter(session, page, occasion.actor, dossier_id), template_root(request)
    typed, sent = sent_in(data)
    form = read_form(UploadTemplate, typed)
    if form.command and form.command.kind not in KIND_NAMES:
        form = replace(form, errors={"kind": CHOOSE})

    def keep(command: UploadTemplate, found: Sent) -> object:
        scan = scanner_of(request)
        return service.upload_template(session, occasion, dossier_id, command, found, template_root=root, scan=scan)

    def ask(shown: Form[Any], refusal: Refusal | None = None) -> Answer:
        return counter.templates(shown, refusal, root=root)

    return taken(counter, form, sent, keep, ask) or go(f"/dossiers/{dossier_id}/sjablonen")


@get("/sjablonen/{template_id:str}")
def download_template(session: Session, actor: Who, template_id: FromPath[str]) -> Response[bytes]:
    """Give an uploaded template to save."""
    return attachment(queries.template_content_for(session, actor, template_id))


@get("/dossiers/{dossier_id:str}/sjablonen/{kind:str}/standaard")
def download_standard(request: Asked, actor: Who, dossier_id: FromPath[str], kind: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - only for who reads this dossier
    """Give the template that ships with the program, to begin from."""
    return attachment(storage.stored(storage.newest(template_root(request), kind)))


router = Router(
    "/",
    route_handlers=[
        word_file,
        pdf_file,
        show_files,
        bring_file,
        ask_to_publish,
        publish_file,
        withdraw_file,
        download_file,
        show_templates,
        bring_template,
        download_template,
        download_standard,
    ],
    exception_handlers={413: too_large},
)
