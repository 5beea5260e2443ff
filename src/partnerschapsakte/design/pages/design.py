"""The pages of the design: where the assignment is, the choices, principles, decisions, impact, checklist and route."""

from functools import partial
from pathlib import Path
from typing import Any, Protocol

from litestar import Request
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.design import queries
from partnerschapsakte.design.pages.typed import TypedChoice, TypedFit, TypedImpact, TypedPrinciples
from partnerschapsakte.design.rules.deciding import RESERVED_MONTHS
from partnerschapsakte.design.rules.facts import DesignDecision, DesignSubject, FitAnswer, Instrument
from partnerschapsakte.design.rules.options import CONSEQUENCES
from partnerschapsakte.design.rules.phases import PURPOSES
from partnerschapsakte.design.rules.warnings import warnings
from partnerschapsakte.design.schemas import ChooseRoute, DesignView, PassWarning, RecordDesignDecision
from partnerschapsakte.design.service import choosing, papers
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, why_not_keep_records
from partnerschapsakte.dossiers.schemas import EnterPhase
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.web.attempts import Tried, done, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.problems import Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
BASE = "/dossiers/{dossier_id:str}/ontwerp"
SUBJECTS = {
    "reikwijdte": DesignSubject.SCOPE,
    "partnerschap": DesignSubject.PARTNERSHIP,
    "toegang": DesignSubject.ACCESS,
    "verantwoording": DesignSubject.ACCOUNTABILITY,
    "bekostiging": DesignSubject.FUNDING,
    "contract": DesignSubject.CONTRACT,
}
"""The six choices by the last part of their address."""


class Several(Protocol):
    """A form that holds several commands."""

    def commands(self, view: DesignView) -> tuple[Any, ...]:
        """Return what is new in it."""
        ...


@get(BASE)
def show_design(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show where the assignment is, what belongs to each phase, the choices, and what does not go together."""
    return _overview(session, actor, page, dossier_id, Tried())


@post(BASE + "/fase")
def enter_phase(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Go to another phase."""
    form: Form[EnterPhase] = read_form(EnterPhase, data)
    acting = partial(dossiers.enter_phase, session, occasion, dossier_id)
    return _after(session, occasion, page, dossier_id, done_as_typed(session, "phase", form, acting))


@post(BASE + "/waarschuwingen")
def pass_warning(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Go on in spite of a warning."""
    form: Form[PassWarning] = read_form(PassWarning, data)
    acting = partial(choosing.pass_warning, session, occasion, dossier_id)
    return _after(session, occasion, page, dossier_id, done_as_typed(session, "warning", form, acting))


@post(BASE + "/nota")
def issue_note(request: Asked, session: Session, occasion: When, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Issue the procurement strategy note."""
    root: Path = request.app.state.templates / "documents"
    acting = partial(papers.issue_note, session, occasion, dossier_id, root)
    return _after(session, occasion, page, dossier_id, done(session, "note", acting))


@get(BASE + "/keuzes/{choice:str}")
def show_choice(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], choice: FromPath[str]) -> Answer:
    """Show one of the six choices, with its options and what follows from each."""
    return _choice(session, actor, page, dossier_id, _subject(choice), Tried())


@post(BASE + "/keuzes/{choice:str}")
def make_choice(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], choice: FromPath[str], data: Typed
) -> Answer:
    """Make one of the six choices."""
    subject = _subject(choice)
    form: Form[TypedChoice] = read_form(TypedChoice, data)

    def making(typed: TypedChoice) -> object:
        return choosing.make_choice(session, occasion, dossier_id, typed.command(subject))

    if tried := done_as_typed(session, "choice", form, making):
        return _choice(session, occasion.actor, page, dossier_id, subject, tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


@get(BASE + "/principes")
def show_principles(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the guiding principles and their earlier versions."""
    return _principles(session, actor, page, dossier_id, Tried())


@post(BASE + "/principes")
def write_principles(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Write the guiding principles anew."""
    form: Form[TypedPrinciples] = read_form(TypedPrinciples, data)

    def writing(typed: TypedPrinciples) -> object:
        return choosing.write_principles(session, occasion, dossier_id, typed.command())

    if tried := done_as_typed(session, "principles", form, writing):
        return _principles(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


@get(BASE + "/besluiten")
def show_decisions(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show decision in principle and draft decision."""
    return _decisions(session, actor, page, dossier_id, Tried())


@post(BASE + "/besluiten")
def record_decision(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record a decision about the design."""
    form: Form[RecordDesignDecision] = read_form(RecordDesignDecision, data)
    acting = partial(choosing.record_decision, session, occasion, dossier_id)
    if tried := done_as_typed(session, "decision", form, acting):
        return _decisions(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


@get(BASE + "/gevolgen")
def show_impact(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show what the assignment means for whom."""
    return _sheet(session, actor, page, dossier_id, "design/impact.html", Tried())


@post(BASE + "/gevolgen")
def write_impact(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Write what the assignment means for whom."""
    form: Form[TypedImpact] = read_form(TypedImpact, data)
    acting = _each(session, dossier_id, partial(choosing.write_impact, session, occasion, dossier_id))
    if tried := done_as_typed(session, "impact", form, acting):
        return _sheet(session, occasion.actor, page, dossier_id, "design/impact.html", tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


@get(BASE + "/past-het")
def show_fit(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the checklist."""
    return _sheet(session, actor, page, dossier_id, "design/fit.html", Tried())


@post(BASE + "/past-het")
def answer_fit(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Answer the checklist."""
    form: Form[TypedFit] = read_form(TypedFit, data)
    acting = _each(session, dossier_id, partial(choosing.answer_fit, session, occasion, dossier_id))
    if tried := done_as_typed(session, "fit", form, acting):
        return _sheet(session, occasion.actor, page, dossier_id, "design/fit.html", tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


@get(BASE + "/route")
def show_route(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the form with which the route is chosen."""
    return _sheet(session, actor, page, dossier_id, "design/route.html", Tried())


@post(BASE + "/route")
def choose_route(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Choose the route."""
    form: Form[ChooseRoute] = read_form(ChooseRoute, data)
    acting = partial(choosing.choose_route, session, occasion, dossier_id)
    if tried := done_as_typed(session, "route", form, acting):
        return _sheet(session, occasion.actor, page, dossier_id, "design/route.html", tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


def _subject(choice: str) -> DesignSubject:
    if choice not in SUBJECTS:
        raise Hidden
    return SUBJECTS[choice]


def _each(session: UnitOfWork, dossier_id: str, act: Any) -> Any:
    def acting(typed: Several) -> None:
        for command in typed.commands(queries.design_view(session, dossier_id)):
            act(command)

    return acting


def _after(session: UnitOfWork, occasion: Any, page: PageOfRequest, dossier_id: str, tried: Tried | None) -> Answer:
    if tried:
        return _overview(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/ontwerp")


def _overview(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    messages = {one.warning: one.message for one in warnings(queries.design_of(session, dossier_id))}
    return _sheet(
        session,
        actor,
        page,
        dossier_id,
        "design/design.html",
        tried,
        messages=messages,
        purposes=PURPOSES,
        phases=list(Phase),
        addresses={subject: address for address, subject in SUBJECTS.items()},
    )


def _choice(
    session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, subject: DesignSubject, tried: Tried
) -> Answer:
    view = queries.choice_view(session, dossier_id, subject)
    more = {"choice": view, "consequences": CONSEQUENCES}
    return _sheet(session, actor, page, dossier_id, "design/choice.html", tried, **more)


def _principles(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    versions = queries.principles_views(session, dossier_id)
    return _sheet(session, actor, page, dossier_id, "design/principles.html", tried, versions=versions)


def _decisions(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    authorities = [(one.id, one.name) for one in dossier_view(session, dossier_id).authorities]
    more = {"authorities": authorities, "kinds": list(DesignDecision), "bodies": list(DecisionBody)}
    return _sheet(session, actor, page, dossier_id, "design/decisions.html", tried, **more)


def _sheet(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    template: str,
    tried: Tried,
    **context: Any,
) -> Answer:
    return page(
        template,
        status=tried.status,
        dossier_id=dossier_id,
        view=queries.design_view(session, dossier_id),
        blocked=why_not_keep_records(actor),
        tried=tried,
        form=tried.form,
        answers=list(FitAnswer),
        instruments=list(Instrument),
        reserved_months=RESERVED_MONTHS,
        **context,
    )


HANDLERS = (
    show_design,
    enter_phase,
    pass_warning,
    issue_note,
    show_choice,
    make_choice,
    show_principles,
    write_principles,
    show_decisions,
    record_decision,
    show_impact,
    write_impact,
    show_fit,
    answer_fit,
    show_route,
    choose_route,
)
