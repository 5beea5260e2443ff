"""The pages of what experts by experience said: a form to print, entering one with its scan, reading, withdrawing."""

from functools import partial
from typing import Any

from litestar import Request, Response, Router
from litestar.params import FromPath, FromQuery, MultipartBody
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.contributions import queries, rules, service
from partnerschapsakte.contributions.schemas import EnterContribution, WithdrawContribution
from partnerschapsakte.documents.pages import LARGEST_FORM, scanner_of, sent_in, too_large
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.queries import dossier_title
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS, Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
BASE = "/dossiers/{dossier_id:str}/bijdragen"


@get(BASE, guests=True)
def show_contributions(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show what experts by experience said, and the form to enter more."""
    return _page(session, actor, page, dossier_id, Form(), done=gedaan)


@get(f"{BASE}/formulier", guests=True)
def show_form(actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the form to print, in plain Dutch (B1)."""
    _takes_part(actor)
    return page("contributions/form.html", dossier_id=dossier_id)


@post(BASE, guests=True, request_max_body_size=LARGEST_FORM)
def enter_contribution(
    request: Asked,
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    data: MultipartBody[dict[str, Any]],
) -> Answer:
    """Enter a form with its scan."""
    _takes_part(occasion.actor)
    typed, sent = sent_in(data)
    form: Form[EnterContribution] = read_form(EnterContribution, typed)
    if form.command is None or sent is None:
        missing = {} if sent else {"file": say("Choose the scan of the form.")}
        return _page(session, occasion.actor, page, dossier_id, Form(form.values, errors={**form.errors, **missing}))
    command = form.command

    def enter() -> object:
        return service.enter_contribution(session, occasion, dossier_id, command, sent, scan=scanner_of(request))

    if refusal := attempt(session, enter):
        return _page(session, occasion.actor, page, dossier_id, form, refusal)
    return go(f"/dossiers/{dossier_id}/bijdragen?gedaan=ingevoerd")


@get(f"{BASE}/{{contribution_id:str}}/papier", guests=True)
def download_paper(
    session: Session, actor: Who, dossier_id: FromPath[str], contribution_id: FromPath[str]
) -> Response[bytes]:
    """Give the scan, to save."""
    paper = queries.paper_for(session, actor, dossier_id, contribution_id)
    return Response(paper.body, headers=download_headers(paper.file_name, paper.sha256), media_type=paper.media_type)


@get(f"{BASE}/{{contribution_id:str}}/intrekken", guests=True)
def ask_to_withdraw(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], contribution_id: FromPath[str]
) -> Answer:
    """Show the form with which a contribution is taken back."""
    return _withdrawing(session, actor, page, dossier_id, contribution_id, Form())


@post(f"{BASE}/{{contribution_id:str}}/intrekken", guests=True)
def withdraw_contribution(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    contribution_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Take a contribution back."""
    form, refusal = read_form(WithdrawContribution, data), None
    if form.command is not None:
        doing = partial(service.withdraw_contribution, session, occasion, dossier_id, contribution_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/bijdragen?gedaan=ingetrokken")
    return _withdrawing(session, occasion.actor, page, dossier_id, contribution_id, form, refusal)


def _withdrawing(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    contribution_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    _takes_part(actor)
    one = queries.contribution_for(session, actor, dossier_id, contribution_id)
    blocked = rules.why_not_withdraw(actor, one.companion_id, withdrawn=one.withdrawn_at is not None)
    if refusal := refusal or blocked:
        raise refusal
    return page("contributions/withdraw.html", status=400 if form.errors else 200, one=one, form=form)


def _takes_part(actor: Actor) -> None:
    """Be no door for a guest who enters nothing here."""
    if not (rules.reads_all(actor) or actor.may_act_as(Role.CLIENT_ADVISER)):
        raise Hidden


def _page(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
    done: str = "",
) -> Answer:
    _takes_part(actor)
    return page(
        "contributions/list.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        dossier_id=dossier_id,
        title=dossier_title(session, dossier_id),
        done=done,
        contributions=queries.contributions_for(session, actor, dossier_id),
        is_guest=not actor.reads_file,
        blocked=rules.why_not_enter(actor),
        form=form,
        refusal=refusal,
        findings=getattr(refusal, "findings", ()),
    )


router = Router(
    "/",
    route_handlers=[
        show_contributions,
        show_form,
        enter_contribution,
        download_paper,
        ask_to_withdraw,
        withdraw_contribution,
    ],
    exception_handlers={413: too_large},
)
