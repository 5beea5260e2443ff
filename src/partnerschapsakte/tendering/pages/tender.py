"""The tender of a dossier as a page: where it stands, what can be done now, why not the rest, and a form for each."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from litestar import Request, Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.documents.pages import template_root
from partnerschapsakte.dossiers.queries import dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.queries import parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.pages.papers import PAPERS, Paper, addresses_of
from partnerschapsakte.tendering.pages.planning import FiledPlan
from partnerschapsakte.tendering.rules.facts import EstimationMethod, LeadingRoom, MinutesState, NoticeKind, Procedure
from partnerschapsakte.tendering.rules.steps import COURSES
from partnerschapsakte.tendering.schemas import TenderView
from partnerschapsakte.tendering.service import course as service
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
BASE = "/dossiers/{dossier_id:str}/aanbesteding"
MEMBERS = 6
"""So many members of a consortium can be filled in at once; a larger one comes through the API or a case file."""


@get(BASE)
def show_tender(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show where the tender of a dossier stands, and what can be done; without one, the form that plans it."""
    view = queries.tender_view(session, dossier_id, today=page.today)
    if view is None:
        return _plan(session, actor, page, dossier_id, Form())
    return page(
        "tendering/tender.html",
        tender=view,
        due_time=queries.tender(session, dossier_id).tender_due_time,
        title=dossier(session, dossier_id).title,
        stages=COURSES[view.procedure].stages,
        steps=queries.steps(session, dossier_id, actor, page.today),
        addresses=addresses_of(COURSES[view.procedure].stages),
        done=gedaan if gedaan in PAPERS or gedaan == "plan" else "",
    )


@post(BASE)
def plan_tender(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Plan the tender of a dossier."""
    form = read_form(FiledPlan, data)
    if form.command is None:
        return _plan(session, occasion.actor, page, dossier_id, form)
    planning = partial(service.plan_tender, session, occasion, dossier_id, form.command.command())
    if refusal := attempt(session, planning):
        return _plan(session, occasion.actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/aanbesteding?gedaan=plan")


@dataclass(frozen=True, slots=True)
class Desk:
    """One form on the table: which paper, of which dossier, and who sits there."""

    session: UnitOfWork
    page: PageOfRequest
    actor: Actor
    dossier_id: str
    address: str

    @property
    def paper(self) -> Paper:
        """The form that is asked for."""
        if self.address not in PAPERS:
            raise NotFoundException
        return PAPERS[self.address]

    def ask(self, form: Form[Any], refusal: Refusal | None = None) -> Answer:
        """Show the form with what was typed, and why the step is refused if it is."""
        paper, today = self.paper, self.page.today
        found = queries.tender(self.session, self.dossier_id)
        blocked = queries.why_not_step(self.session, found, paper.step, self.actor, today)
        view = queries.tender_view(self.session, self.dossier_id, today=today)
        assert view is not None  # noqa: S101 - it was just found
        return self.page(
            paper.template,
            status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
            tender=view,
            step=paper.step,
            address=self.address,
            title=dossier(self.session, self.dossier_id).title,
            form=form,
            refusal=refusal or blocked,
            blocked=blocked,
            **self._choices(view, today),
        )

    def _choices(self, view: TenderView, today: date) -> dict[str, Any]:
        left = [one for one in view.candidates if one.withdrawn_on is None or one.withdrawn_on > today]
        return {
            "providers": [(one.id, one.name) for one in parties(self.session, kind=PartyKind.PROVIDER)],
            "left": [(one.id, one.name) for one in left],
            "open_lots": [(one.id, one.title) for one in view.lots if not one.awarded],
            "awarded_lots": [(one.id, one.title) for one in view.lots if one.awarded],
            "members": MEMBERS,
            "notices": list(NoticeKind),
            "draft": MinutesState.DRAFT,
            "beside_selection": LeadingRoom.SELECTION in queries.tender(self.session, self.dossier_id).led_by,
            "due_time": queries.tender(self.session, self.dossier_id).tender_due_time,
        }


@get(f"{BASE}/{{paper:str}}")
def show_paper(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], paper: FromPath[str]) -> Answer:
    """Show the form of one step."""
    return Desk(session, page, actor, dossier_id, paper).ask(Form())


@post(f"{BASE}/{{paper:str}}")
def take_step(
    request: Asked,
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    paper: FromPath[str],
    data: Typed,
) -> Answer:
    """Take one step, or show its form again with what was typed and what is wrong."""
    desk = Desk(session, page, occasion.actor, dossier_id, paper)
    form = read_form(desk.paper.command, data)
    if form.command is None:
        return desk.ask(form)
    printing = (template_root(request),) if desk.paper.prints else ()
    if refusal := attempt(session, partial(desk.paper.do, session, occasion, dossier_id, form.command, *printing)):
        return desk.ask(form, refusal)
    return go(f"/dossiers/{dossier_id}/aanbesteding?gedaan={paper}")


def _plan(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    blocked = why_not_keep_records(actor)
    return page(
        "tendering/plan.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        title=dossier(session, dossier_id).title,
        dossier_id=dossier_id,
        form=form,
        refusal=refusal or blocked,
        blocked=blocked,
        procedures=list(Procedure),
        methods=list(EstimationMethod),
    )


router = Router("/", route_handlers=[show_tender, plan_tender, show_paper, take_step])
