"""The pages of the selection: what is asked, who asked to take part, how each was judged, and who is admitted."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response, Router
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.documents.pages import attachment, hide_from_guests, template_root
from partnerschapsakte.documents.queries import documents_of
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.rules import selecting
from partnerschapsakte.selection.rules.facts import RequestState, RequirementKind, SelectionRedraw, SizeClass, TieRule
from partnerschapsakte.selection.schemas import (
    AssessRequest,
    DecideSelection,
    DrawForm,
    NotePhaseOut,
    PlanSelection,
    RectifySelection,
    RequestForm,
    ScoreRequest,
    WithdrawRequest,
)
from partnerschapsakte.selection.service import deciding, papers, requests
from partnerschapsakte.tendering.queries import tender, why_not_step
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.web.attempts import Tried, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form, read_number
from partnerschapsakte.web.rendering import Page as PageOfRequest

BASE = "/dossiers/{dossier_id:str}/selectie"
REQUEST = BASE + "/verzoeken/{participation_request_id:str}"
EMPTY_ROWS = 2
"""How many rows for another requirement or criterion a form shows beside those that there are."""


@dataclass(frozen=True, slots=True)
class Judging:
    """One request on the table: who has it before them, when, and where it stands."""

    session: UnitOfWork
    occasion: Occasion
    page: PageOfRequest
    dossier_id: str
    request_id: str

    def record(self, about: str, form: Form[Any], act: Callable[..., object], **more: object) -> Answer:
        """Do what a form asks about the request, and show it again."""
        acting = partial(act, self.session, self.occasion, self.dossier_id, self.request_id, **more)
        if tried := done_as_typed(self.session, about, form, acting):
            return _request(self.session, self.occasion.actor, self.page, self.dossier_id, self.request_id, tried)
        return go(f"/dossiers/{self.dossier_id}/selectie/verzoeken/{self.request_id}")


def judging_of(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], participation_request_id: FromPath[str]
) -> Judging:
    """Put a request on the table."""
    return Judging(session, occasion, page, dossier_id, participation_request_id)


@get(BASE)
def show_selection(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the selection, and what can be done now."""
    return _selection(session, actor, page, dossier_id, Tried())


@get(BASE + "/leidraad")
def download_guide(
    request: Request[Any, Any, Any], session: Session, actor: Who, page: Page, dossier_id: FromPath[str]
) -> Response[bytes]:
    """Give the selection guide."""
    hide_from_guests(actor)
    return attachment(papers.selection_guide(session, dossier_id, template_root(request), page.today))


@get(BASE + "/vastleggen")
def show_plan(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the form of what is asked: to lay down before publication, to correct after it."""
    return _plan(session, actor, page, dossier_id, Tried())


@post(BASE + "/vastleggen")
def plan_selection(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Lay down what is asked, or correct it with a reason."""
    typed, version = _without_version(data)
    if "reason" in typed:
        form: Form[Any] = read_form(RectifySelection, typed)
        acting: Any = partial(deciding.rectify_selection, session, occasion, dossier_id)
    else:
        form = read_form(PlanSelection, typed)
        acting = partial(deciding.plan_selection, session, occasion, dossier_id, version=version)
    if tried := done_as_typed(session, "plan", form, acting):
        return _plan(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/selectie")


@post(BASE + "/verzoeken")
def record_request(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record a request to participate."""
    form: Form[RequestForm] = read_form(RequestForm, data)

    def recording(typed: RequestForm) -> object:
        return requests.record_request(session, occasion, dossier_id, typed.command())

    if tried := done_as_typed(session, "request", form, recording):
        return _selection(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/selectie")


@post(BASE + "/loting")
def record_draw(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record a draw: for each who tied, as which number it was drawn."""
    form: Form[DrawForm] = read_form(DrawForm, data)

    def recording(typed: DrawForm) -> object:
        return deciding.record_draw(session, occasion, dossier_id, typed.command())

    if tried := done_as_typed(session, "draw", form, recording):
        return _selection(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/selectie")


@post(BASE + "/besluit")
def decide_selection(
    request: Request[Any, Any, Any],
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Decide who is admitted."""
    form: Form[DecideSelection] = read_form(DecideSelection, data)
    acting = partial(deciding.decide_selection, session, occasion, dossier_id, templates=template_root(request))
    if tried := done_as_typed(session, "decide", form, acting):
        return _selection(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/selectie")


@get(REQUEST)
def show_request(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], participation_request_id: FromPath[str]
) -> Answer:
    """Show a request, and the forms to judge it."""
    return _request(session, actor, page, dossier_id, participation_request_id, Tried())


@post(REQUEST + "/beoordeling")
def assess_request(judging: NamedDependency[Judging], data: Typed) -> Answer:
    """Record which requirements a request meets."""
    typed, version = _without_version(data)
    return judging.record("assess", read_form(AssessRequest, typed), requests.assess_request, version=version)


@post(REQUEST + "/scores")
def score_request(judging: NamedDependency[Judging], data: Typed) -> Answer:
    """Record how a request scores."""
    typed, version = _without_version(data)
    return judging.record("score", read_form(ScoreRequest, typed), requests.score_request, version=version)


@post(REQUEST + "/intrekken")
def withdraw_request(judging: NamedDependency[Judging], data: Typed) -> Answer:
    """Record that a request was withdrawn."""
    return judging.record("withdraw", read_form(WithdrawRequest, data), requests.withdraw_request)


@post(REQUEST + "/uitfasering")
def note_phase_out(request: Request[Any, Any, Any], judging: NamedDependency[Judging], data: Typed) -> Answer:
    """Note what a provider that was not selected hands over."""
    typed, version = _without_version(data)
    more = {"version": version, "templates": template_root(request)}
    return judging.record("phase-out", read_form(NotePhaseOut, typed), requests.note_phase_out, **more)


def _without_version(data: dict[str, str]) -> tuple[dict[str, str], int]:
    """Return what was typed, with numbers in rows as a machine reads them, and the version of what the page showed."""
    read = data.get("version", "")
    typed = {
        name: read_number(text) if name.endswith((".score", ".weight", ".scale")) else text
        for name, text in data.items()
        if name != "version"
    }
    return typed, int(read) if read.isdecimal() else -1


def _selection(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    found = tender(session, dossier_id)
    return page(
        "selection/selection.html",
        status=tried.status,
        may_admit=why_not_step(session, found, TenderStep.ADMIT, actor, page.today) is None,
        dossier_id=dossier_id,
        view=queries.page_of(session, actor, dossier_id, page.today),
        providers=queries.providers(session),
        sizes=list(SizeClass),
        tried=tried,
        form=tried.form,
    )


def _plan(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    view = queries.page_of(session, actor, dossier_id, page.today)
    return page(
        "selection/plan.html",
        status=tried.status,
        dossier_id=dossier_id,
        file=view.file,
        blocked=view.why_not["rectify" if view.file.is_frozen else "plan"],
        kinds=list(RequirementKind),
        tie_rules=list(TieRule),
        redraw_rules=list(SelectionRedraw),
        empty_rows=EMPTY_ROWS,
        tried=tried,
        form=tried.form,
    )


def _request(
    session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, participation_request_id: str, tried: Tried
) -> Answer:
    view = queries.request_for(session, dossier_id, participation_request_id)
    file = queries.file_of(session, dossier_id)
    keeps = selecting.why_not_keep(actor, tender(session, dossier_id).facts) is None
    is_over = file.decided_on is not None or view.state in {RequestState.LATE, RequestState.WITHDRAWN}
    can_judge = keeps and not is_over
    return page(
        "selection/request.html",
        status=tried.status,
        dossier_id=dossier_id,
        request=view,
        file=file,
        papers=documents_of(session, subject=view.id),
        found={one.code: one for one in view.findings},
        scored={one.code: one for one in view.scores},
        can_judge=can_judge,
        keeps=keeps,
        can_score=can_judge and file.applied and view.state is RequestState.SUITABLE,
        tried=tried,
        form=tried.form,
    )


router = Router(
    "/",
    route_handlers=[
        show_selection,
        download_guide,
        show_plan,
        plan_selection,
        record_request,
        record_draw,
        decide_selection,
        show_request,
        assess_request,
        score_request,
        withdraw_request,
        note_phase_out,
    ],
    dependencies={"judging": Provide(judging_of, sync_to_thread=False)},
)
