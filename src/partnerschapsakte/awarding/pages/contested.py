"""The forms of who contests an award: complaints and their decisions, summary proceedings and their judgments."""

from functools import partial
from typing import Any

from litestar.params import FromPath

from partnerschapsakte.awarding.pages.desk import BASE, LOT, Desk
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.schemas import (
    DecideComplaint,
    RecordJudgment,
    RegisterComplaint,
    RegisterProceedings,
)
from partnerschapsakte.awarding.service import contesting
from partnerschapsakte.web.attempts import Tried, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form

COMPLAINT = BASE + "/klachten/{complaint_id:str}"
CASE = BASE + "/kort-gedingen/{case_id:str}"


@get(f"{BASE}/klacht")
def show_new_complaint(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the form of a complaint that came in."""
    return Desk(session, actor, page, dossier_id).show("awarding/complaint_new.html", Tried())


@post(f"{BASE}/klacht")
def register_complaint(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Register a complaint."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    form: Form[Any] = read_form(RegisterComplaint, data)
    acting = partial(contesting.register_complaint, session, occasion, dossier_id)
    if tried := done_as_typed(session, "complaint", form, acting):
        return desk.show("awarding/complaint_new.html", tried)
    return go(f"{desk.home}#klachten")


@get(COMPLAINT)
def show_complaint(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], complaint_id: FromPath[str]
) -> Answer:
    """Show a complaint, and the form of the decision on it."""
    return _complaint(Desk(session, actor, page, dossier_id), complaint_id, Tried())


@post(COMPLAINT)
def decide_complaint(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], complaint_id: FromPath[str], data: Typed
) -> Answer:
    """Record the decision on a complaint."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    form: Form[Any] = read_form(DecideComplaint, data)
    acting = partial(contesting.decide_complaint, session, occasion, dossier_id, complaint_id)
    if tried := done_as_typed(session, "complaint", form, acting):
        return _complaint(desk, complaint_id, tried)
    return go(f"{desk.home}#klachten")


def _complaint(desk: Desk, complaint_id: str, tried: Tried) -> Answer:
    view = awards.complaint_view(desk.session, desk.dossier_id, complaint_id)
    return desk.show("awarding/complaint.html", tried, view=view)


@get(f"{LOT}/kort-geding")
def show_new_case(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Show the form of summary proceedings about a lot."""
    return _new_case(Desk(session, actor, page, dossier_id), lot_code, Tried())


@post(f"{LOT}/kort-geding")
def register_proceedings(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str], data: Typed
) -> Answer:
    """Register summary proceedings about a lot."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    form: Form[Any] = read_form(RegisterProceedings, data, lot=lot_code)
    acting = partial(contesting.register_proceedings, session, occasion, dossier_id)
    if tried := done_as_typed(session, "case", form, acting):
        return _new_case(desk, lot_code, tried)
    return go(f"{desk.home}#kort-gedingen")


def _new_case(desk: Desk, lot_code: str, tried: Tried) -> Answer:
    card = desk.card(lot_code)
    return desk.show("awarding/case_new.html", tried, card=card, blocked=card.doors["kort-geding"])


@get(CASE)
def show_case(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], case_id: FromPath[str]) -> Answer:
    """Show summary proceedings, and the form of the judgment."""
    return _case(Desk(session, actor, page, dossier_id), case_id, Tried())


@post(CASE)
def record_judgment(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], case_id: FromPath[str], data: Typed
) -> Answer:
    """Record the judgment of a court."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    form: Form[Any] = read_form(RecordJudgment, data)
    acting = partial(contesting.record_judgment, session, occasion, dossier_id, case_id)
    if tried := done_as_typed(session, "case", form, acting):
        return _case(desk, case_id, tried)
    return go(f"{desk.home}#kort-gedingen")


def _case(desk: Desk, case_id: str, tried: Tried) -> Answer:
    view = awards.court_case_view(desk.session, desk.dossier_id, case_id)
    return desk.show("awarding/case.html", tried, view=view, card=desk.card(view.lot))


HANDLERS = (
    show_new_complaint,
    register_complaint,
    show_complaint,
    decide_complaint,
    show_new_case,
    register_proceedings,
    show_case,
    record_judgment,
)
"""What ``team`` hangs beside its own pages."""
