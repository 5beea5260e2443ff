"""The pages of the dialogue for the authority: where each round stands, what may happen now, and why not the rest."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from litestar import Request, Router
from litestar.params import FromPath, MultipartBody

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.dialogue.pages import papers, participant, printing
from partnerschapsakte.dialogue.pages.desk import Desk
from partnerschapsakte.dialogue.pages.papers import Asked, Paper
from partnerschapsakte.dialogue.pages.participant import BASE, show_own
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.rules import afterwards
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger, meetings, minutes
from partnerschapsakte.documents.pages import LARGEST_FORM, scanner_of, sent_in, too_large
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_date, read_form
from partnerschapsakte.web.problems import Hidden

Ids = tuple[Any, ...]
VERSIONED = {"aankondiging", "indelen"}


def _known(kinds: Mapping[str, Paper], name: str) -> Paper:
    if name not in kinds:
        raise Hidden
    return kinds[name]


def _typed(kind: Paper, name: str, data: Mapping[str, str]) -> tuple[Form[Any], dict[str, int]]:
    """Read a form; days in rows are typed as people write them too, and the version of what was read goes apart."""
    typed = {key: _as_day(key, text) for key, text in data.items()}
    version = typed.pop("version", "")
    form: Form[Any] = read_form(kind.shape, typed)
    kept = {"version": int(version)} if name in VERSIONED and version.isdecimal() else {}
    return Form({**form.values, "version": version}, form.command, form.errors), kept


def _as_day(name: str, text: str) -> str:
    day = read_date(text) if name.startswith("rounds.") and name.endswith("_on") else None
    return day.isoformat() if day else text


def _done(
    desk: Desk, occasion: When, kind: Paper, name: str, data: Mapping[str, str], ids: Ids, ask: Callable[..., Answer]
) -> Answer | None:
    """Do what a form asks; return the form with what is wrong, or None when it was done."""
    form, kept = _typed(kind, name, data)
    if form.command is None:
        return ask(form=form)
    act = partial(kind.act, desk.session, occasion, desk.dossier_id, *ids, form.command, **kept)
    refusal = attempt(desk.session, act)
    return ask(form=form, refusal=refusal) if refusal else None


@get(BASE, guests=True)
def show_dialogue(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the dialogue: to the authority whole, to a participant its own part."""
    if stands_for_party(actor):
        return show_own(session, actor, page, dossier_id)
    if not actor.reads_file:
        raise Hidden
    desk = Desk(session, actor, page, dossier_id)
    found, asked = desk.asked()
    may_not = why_not_keep_records(actor)
    doors = {name: may_not or one.blocked(found.facts, asked) for name, one in papers.PAPERS.items()}
    by_round = {
        one.number: {
            name: may_not or kind.blocked(found.facts, Asked(asked.unreached, page.today, one.number))
            for name, kind in papers.ROUND_PAPERS.items()
        }
        for one in found.rounds
    }
    more: dict[str, Any] = {"possible": doors, "round_doors": by_round, "papers": papers.PAPERS}
    more |= {"round_papers": papers.ROUND_PAPERS, "warned": views.findings(found, page.today)}
    view = views.full(session, actor, dossier_id, page.today)
    return desk.show("dialogue/overview.html", form=Form(), view=view, **more)


@get(f"{BASE}/{{paper:str}}")
def show_paper(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], paper: FromPath[str]) -> Answer:
    """Show a form about the dialogue."""
    return Desk(session, actor, page, dossier_id).paper(_known(papers.PAPERS, paper), paper, Form())


@post(f"{BASE}/{{paper:str}}")
def send_paper(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], paper: FromPath[str], data: Typed
) -> Answer:
    """Do what a form about the dialogue asks."""
    kind, desk = _known(papers.PAPERS, paper), Desk(session, occasion.actor, page, dossier_id)
    return _done(desk, occasion, kind, paper, data, (), partial(desk.paper, kind, paper)) or go(desk.home)


@get(f"{BASE}/rondes/{{round_number:int}}/{{paper:str}}")
def show_round_paper(
    session: Session,
    actor: Who,
    page: Page,
    dossier_id: FromPath[str],
    round_number: FromPath[int],
    paper: FromPath[str],
) -> Answer:
    """Show a form about one round."""
    desk = Desk(session, actor, page, dossier_id)
    rows.round_row(rows.dialogue(session, dossier_id), round_number)
    return desk.paper(_known(papers.ROUND_PAPERS, paper), paper, Form(), number=round_number)


@post(f"{BASE}/rondes/{{round_number:int}}/{{paper:str}}")
def send_round_paper(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    round_number: FromPath[int],
    paper: FromPath[str],
    data: Typed,
) -> Answer:
    """Do what a form about one round asks."""
    kind, desk = _known(papers.ROUND_PAPERS, paper), Desk(session, occasion.actor, page, dossier_id)
    ask = partial(desk.paper, kind, paper, number=round_number)
    return _done(desk, occasion, kind, paper, data, (round_number,), ask) or go(desk.home)


@get(f"{BASE}/gesprekken/{{planned_session_id:str}}")
def show_session(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], planned_session_id: FromPath[str]
) -> Answer:
    """Show a session with its minutes and outcomes."""
    return Desk(session, actor, page, dossier_id).meeting(planned_session_id, Form())


@post(f"{BASE}/gesprekken/{{planned_session_id:str}}/{{paper:str}}")
def send_session_paper(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    planned_session_id: FromPath[str],
    paper: FromPath[str],
    data: Typed,
) -> Answer:
    """Do what a form about one session asks."""
    kind, desk = _known(papers.SESSION_PAPERS, paper), Desk(session, occasion.actor, page, dossier_id)
    ask = partial(desk.meeting, planned_session_id)
    again = go(f"{desk.home}/gesprekken/{planned_session_id}")
    return _done(desk, occasion, kind, paper, data, (planned_session_id,), ask) or again


@post(f"{BASE}/gesprekken/{{planned_session_id:str}}/verslagen", request_max_body_size=LARGEST_FORM)
def bring_minutes(
    request: Request[Any, Any, Any],
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    planned_session_id: FromPath[str],
    data: MultipartBody[dict[str, Any]],
) -> Answer:
    """Keep a version of the minutes of a session."""
    typed, sent = sent_in(data)
    desk, form = Desk(session, occasion.actor, page, dossier_id), read_form(commands.BringMinutes, typed)
    if form.command is None:
        return desk.meeting(planned_session_id, form)
    act = partial(minutes.bring_minutes, session, occasion, dossier_id, planned_session_id, form.command)
    kept = sent if sent is not None and sent.data else None
    if refusal := attempt(session, lambda: act(kept, scan=scanner_of(request))):
        return desk.meeting(planned_session_id, form, refusal)
    return go(f"{desk.home}/gesprekken/{planned_session_id}")


@get(f"{BASE}/informatie/{{item_id:str}}")
def show_item(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], item_id: FromPath[str]) -> Answer:
    """Show an item of the ledger."""
    return Desk(session, actor, page, dossier_id).item(item_id, Form())


@post(f"{BASE}/informatie/{{item_id:str}}/delen")
def deliver_item(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], item_id: FromPath[str]
) -> Answer:
    """Send an item to everybody."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    if refusal := attempt(session, partial(ledger.deliver_item, session, occasion, dossier_id, item_id)):
        return desk.item(item_id, Form(), refusal)
    return go(f"{desk.home}#informatie")


@post(f"{BASE}/informatie/{{item_id:str}}/{{paper:str}}")
def send_item_paper(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    item_id: FromPath[str],
    paper: FromPath[str],
    data: Typed,
) -> Answer:
    """Do what a form about an item of the ledger asks."""
    kind, desk = _known(papers.ITEM_PAPERS, paper), Desk(session, occasion.actor, page, dossier_id)
    ask = partial(desk.item, item_id)
    return _done(desk, occasion, kind, paper, data, (item_id,), ask) or go(f"{desk.home}/informatie/{item_id}")


@get(f"{BASE}/producten/{{product_id:str}}")
def show_product(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], product_id: FromPath[str]
) -> Answer:
    """Show a product of the dialogue, to change."""
    return _product(Desk(session, actor, page, dossier_id), product_id, Form())


@post(f"{BASE}/producten/{{product_id:str}}")
def change_product(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], product_id: FromPath[str], data: Typed
) -> Answer:
    """Write a product of the dialogue anew."""
    desk, typed = Desk(session, occasion.actor, page, dossier_id), dict(data)
    version = typed.pop("version", "")
    form: Form[Any] = read_form(commands.NoteProduct, typed)
    if form.command is None:
        return _product(desk, product_id, form)
    kept = int(version) if version.isdecimal() else None
    act = partial(meetings.change_product, session, occasion, dossier_id, product_id, form.command, version=kept)
    if refusal := attempt(session, act):
        return _product(desk, product_id, form, refusal)
    return go(f"{desk.home}#producten")


def _product(desk: Desk, product_id: str, form: Form[Any], refusal: Refusal | None = None) -> Answer:
    view = views.one_product(desk.session, desk.dossier_id, product_id)
    found, _ = desk.asked()
    return desk.show("dialogue/product.html", form=form, refusal=refusal, view=view, participants=found.names)


@get(f"{BASE}/voortgang/{{request_id:str}}")
def show_request(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], request_id: FromPath[str]
) -> Answer:
    """Show a request for a progress report."""
    return _request(Desk(session, actor, page, dossier_id), request_id, Form())


@post(f"{BASE}/voortgang/{{request_id:str}}")
def answer_request(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], request_id: FromPath[str], data: Typed
) -> Answer:
    """Answer a request for a progress report by a letter."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    form: Form[Any] = read_form(commands.AnswerProgress, data)
    if form.command is None:
        return _request(desk, request_id, form)
    act = partial(ending.answer_progress, session, occasion, dossier_id, request_id, form.command)
    if refusal := attempt(session, act):
        return _request(desk, request_id, form, refusal)
    return go(f"{desk.home}#voortgang")


def _request(desk: Desk, request_id: str, form: Form[Any], refusal: Refusal | None = None) -> Answer:
    view = views.one_request(desk.session, desk.dossier_id, request_id)
    blocked = afterwards.why_not_answer(view.requested_on, view.answered_on, unreached=False)
    due = afterwards.progress_date(view.requested_on, view.answered_on).due
    return desk.show("dialogue/request.html", form=form, refusal=refusal, view=view, blocked=blocked, due=due)


router = Router(
    "/",
    route_handlers=[
        show_dialogue,
        show_paper,
        send_paper,
        show_round_paper,
        send_round_paper,
        show_session,
        send_session_paper,
        bring_minutes,
        show_item,
        deliver_item,
        send_item_paper,
        show_product,
        change_product,
        show_request,
        answer_request,
        *printing.HANDLERS,
        *participant.HANDLERS,
    ],
    exception_handlers={413: too_large},
)
