"""The page of the record of proceedings: what each item tells, what is still empty, and the document (rule 38)."""

from functools import partial
from typing import Any

from litestar import Request
from litestar.params import FromPath

from partnerschapsakte.awarding.pages.desk import BASE, Desk
from partnerschapsakte.awarding.queries import record as records
from partnerschapsakte.awarding.rules import recording as rules
from partnerschapsakte.awarding.rules.facts import OTHER_PROCEDURES
from partnerschapsakte.awarding.schemas import BeginRecord, FillItem
from partnerschapsakte.awarding.service import recording
from partnerschapsakte.documents.pages import template_root
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.web.attempts import Tried, done, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form

RECORD = BASE + "/proces-verbaal"


@get(RECORD)
def show_record(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the record of proceedings."""
    return _record(Desk(session, actor, page, dossier_id), Tried())


@post(RECORD)
def begin_record(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Begin the record, or name the framework under which this is a call-off."""
    form: Form[Any] = read_form(BeginRecord, data)
    acting = partial(recording.begin_record, session, occasion, dossier_id)
    return _after(Desk(session, occasion.actor, page, dossier_id), done_as_typed(session, "begin", form, acting))


@post(f"{RECORD}/onderdelen")
def fill_item(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Write what an item tells, or that it does not apply."""
    form: Form[Any] = read_form(FillItem, data)
    acting = partial(recording.fill_item, session, occasion, dossier_id)
    about = data.get("item", "")
    return _after(Desk(session, occasion.actor, page, dossier_id), done_as_typed(session, about, form, acting), about)


@post(f"{RECORD}/compleet")
def complete_record(
    request: Request[Any, Any, Any], session: Session, occasion: When, page: Page, dossier_id: FromPath[str]
) -> Answer:
    """Complete the record, and print it."""
    doing = partial(recording.complete_record, session, occasion, dossier_id, template_root(request))
    return _after(Desk(session, occasion.actor, page, dossier_id), done(session, "complete", doing))


def _after(desk: Desk, tried: Tried | None, item: str = "") -> Answer:
    if tried:
        return _record(desk, tried)
    return go(f"{desk.home}/proces-verbaal{'#onderdeel-' + item if item else ''}")


def _record(desk: Desk, tried: Tried) -> Answer:
    view = records.record_view(desk.session, desk.dossier_id)
    may_not = why_not_keep_records(desk.actor)
    return desk.show(
        "awarding/record.html",
        tried,
        view=view,
        begin_blocked=may_not or rules.why_not_begin(view.state),
        write_blocked=may_not or rules.why_not_write(view.state),
        others=OTHER_PROCEDURES if desk.tender.procedure.is_sas else frozenset(),
    )


HANDLERS = (show_record, begin_record, fill_item, complete_record)
"""What ``team`` hangs beside its own pages."""
