"""The forms of an extension point: evaluation, decision, notice, receipt, and going on after a missed day."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Request, Router
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from pydantic import BaseModel
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.contracts import queries, schemas
from partnerschapsakte.contracts.rules.extension import RECORDERS
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.possibilities import PointAct, why_not_act
from partnerschapsakte.contracts.service import evaluations, extensions, papers
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form of a point: the act, its page, what a person fills in, and the service that does it."""

    act: PointAct
    template: str
    command: type[BaseModel]
    do: Callable[[UnitOfWork, Occasion, str, int, Any], object]
    done: str = ""


PAPERS = {
    "planning": Paper(
        PointAct.EVALUATE, "contracts/planning.html", schemas.PlanEvaluation, evaluations.plan_evaluation, "plan"
    ),
    "evaluatie": Paper(
        PointAct.EVALUATE, "contracts/evaluation.html", schemas.ConcludeEvaluation, evaluations.conclude_evaluation
    ),
    "besluit": Paper(PointAct.DECIDE, "contracts/decision.html", schemas.DecideExtension, extensions.decide_extension),
    "aanzegging": Paper(PointAct.NOTIFY, "contracts/notice.html", schemas.SendNotice, extensions.send_notice),
    "ontvangst": Paper(PointAct.PROVE, "contracts/receipt.html", schemas.ProveReceipt, extensions.prove_receipt),
    "doorgaan": Paper(PointAct.CONTINUE, "contracts/continue.html", schemas.ContinueAnyway, extensions.continue_anyway),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """One form on the table: which paper, the point it is about, and who sits there."""

    session: UnitOfWork
    page: PageOfRequest
    actor: Actor
    agreement_id: str
    number: int
    paper: Paper

    def ask(self, form: Form[Any], refusal: Refusal | None = None) -> Answer:
        """Show the form with what was typed, and why the act is refused if it is."""
        found = queries.agreement(self.session, self.agreement_id)
        term, today = found.term_in_force(self.page.today), self.page.today
        blocked = why_not_act(self.paper.act, term, self.number, actor=self.actor, today=today)
        view = queries.view(self.session, found, today)
        point = next((point for point in view.term.points if point.number == self.number), None)
        if point is None:
            raise blocked or NotFoundException
        status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
        context = {"view": view, "point": point, "form": form, "refusal": refusal or blocked, "blocked": blocked}
        choices = {"actor": self.actor, "choices": list(Choice), "bodies": list(DecisionBody)}
        return self.page(self.paper.template, status=status, **context, **choices)

    def take(self, occasion: Occasion, typed: dict[str, str]) -> Answer:
        """Do what the form asks, or show it again with what was typed and what is wrong."""
        form = read_form(self.paper.command, typed)
        if form.command is None:
            return self.ask(form)
        doing = partial(self.paper.do, self.session, occasion, self.agreement_id, self.number, form.command)
        if refusal := attempt(self.session, doing):
            return self.ask(form, refusal)
        return go(f"/akten/{self.agreement_id}?gedaan={self.paper.done or self.paper.act.value}")


def desk_of(
    session: Session, page: Page, actor: Who, agreement_id: FromPath[str], number: FromPath[int], paper: FromPath[str]
) -> Desk:
    """Lay the desk for one form of one point."""
    if paper not in PAPERS:
        raise NotFoundException
    return Desk(session, page, actor, agreement_id, number, PAPERS[paper])


AtDesk = NamedDependency[Desk]


@get("/")
def ask(desk: AtDesk) -> Answer:
    """Show the form."""
    return desk.ask(Form())


@post("/", roles=frozenset(RECORDERS))
def take(desk: AtDesk, occasion: When, data: Typed) -> Answer:
    """Do what the form asks."""
    return desk.take(occasion, data)


@post("/akten/{agreement_id:str}/opmaken", roles=frozenset(RECORDERS))
def issue_deed(request: Asked, session: Session, occasion: When, agreement_id: FromPath[str]) -> Answer:
    """Issue the deed of an agreement, one for each provider that signs it."""
    papers.issue_deed(_press(request, session, occasion), agreement_id)
    return go(f"/akten/{agreement_id}?gedaan=issue#documenten")


@post("/akten/{agreement_id:str}/opmaken/{number:int}/aanzegging", roles=frozenset(RECORDERS))
def issue_letters(
    request: Asked, session: Session, occasion: When, agreement_id: FromPath[str], number: FromPath[int]
) -> Answer:
    """Issue the letters that give notice of an extension."""
    papers.issue_extension_letter(_press(request, session, occasion), agreement_id, number)
    return go(f"/akten/{agreement_id}?gedaan=issue#documenten")


@post("/akten/{agreement_id:str}/opmaken/{number:int}/verslag", roles=frozenset(RECORDERS))
def issue_report(
    request: Asked, session: Session, occasion: When, agreement_id: FromPath[str], number: FromPath[int]
) -> Answer:
    """Issue the report of a concluded evaluation."""
    papers.issue_evaluation_report(_press(request, session, occasion), agreement_id, number)
    return go(f"/akten/{agreement_id}?gedaan=issue#documenten")


@post("/dossiers/{dossier_id:str}/datumtabel", roles=frozenset(RECORDERS))
def issue_date_table(request: Asked, session: Session, occasion: When, dossier_id: FromPath[str]) -> Answer:
    """Issue the table of every date of a dossier."""
    papers.issue_date_table(_press(request, session, occasion), dossier_id)
    return go(f"/dossiers/{dossier_id}#documenten")


def _press(request: Asked, session: UnitOfWork, occasion: Occasion) -> papers.Press:
    templates: Path = request.app.state.templates
    return papers.Press(session, occasion, templates / "documents")


points = Router(
    "/akten/{agreement_id:str}/verlenging/{number:int}/{paper:str}",
    route_handlers=[ask, take],
    dependencies={"desk": Provide(desk_of, sync_to_thread=False)},
)

router = Router("/", route_handlers=[points, issue_deed, issue_letters, issue_report, issue_date_table])
