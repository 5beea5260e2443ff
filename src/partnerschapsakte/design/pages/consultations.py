"""The pages of market consultations: planned, held, reported, and published to all."""

from functools import partial

from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.design import queries
from partnerschapsakte.design.pages.typed import TypedAttendance, TypedPlan
from partnerschapsakte.design.schemas import CancelConsultation, PublishConsultation, ReportConsultation
from partnerschapsakte.design.service import consulting
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.attempts import Tried, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.rendering import Page as PageOfRequest

LIST = "/dossiers/{dossier_id:str}/marktconsultaties"
ONE = LIST + "/{consultation_id:str}"


@get(LIST, guests=True)
def show_consultations(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the market consultations: a guest sees what was published to all."""
    return _list(session, actor, page, dossier_id, Tried())


@post(LIST)
def plan_consultation(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Plan a market consultation."""
    form: Form[TypedPlan] = read_form(TypedPlan, data)

    def planning(typed: TypedPlan) -> object:
        return consulting.plan_consultation(session, occasion, dossier_id, typed.command())

    if tried := done_as_typed(session, "plan", form, planning):
        return _list(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/marktconsultaties")


@get(ONE, guests=True)
def show_consultation(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], consultation_id: FromPath[str]
) -> Answer:
    """Show a market consultation, and what can be done with it."""
    return _one(session, actor, page, (dossier_id, consultation_id), Tried())


@post(ONE + "/gehouden")
def hold_consultation(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    consultation_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Record that it was held."""
    form: Form[TypedAttendance] = read_form(TypedAttendance, data)

    def holding(typed: TypedAttendance) -> object:
        return consulting.hold_consultation(session, occasion, dossier_id, consultation_id, typed.command())

    return _after(session, occasion, page, (dossier_id, consultation_id), done_as_typed(session, "hold", form, holding))


@post(ONE + "/verslag")
def report_consultation(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    consultation_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Write down what it yielded."""
    form: Form[ReportConsultation] = read_form(ReportConsultation, data)
    acting = partial(consulting.report_consultation, session, occasion, dossier_id, consultation_id)
    return _after(
        session, occasion, page, (dossier_id, consultation_id), done_as_typed(session, "report", form, acting)
    )


@post(ONE + "/publicatie")
def publish_consultation(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    consultation_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Record that the report was published to all."""
    form: Form[PublishConsultation] = read_form(PublishConsultation, data)
    acting = partial(consulting.publish_consultation, session, occasion, dossier_id, consultation_id)
    return _after(
        session, occasion, page, (dossier_id, consultation_id), done_as_typed(session, "publish", form, acting)
    )


@post(ONE + "/vervallen")
def cancel_consultation(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    consultation_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Record that it does not go on."""
    form: Form[CancelConsultation] = read_form(CancelConsultation, data)
    acting = partial(consulting.cancel_consultation, session, occasion, dossier_id, consultation_id)
    return _after(
        session, occasion, page, (dossier_id, consultation_id), done_as_typed(session, "cancel", form, acting)
    )


def _after(
    session: UnitOfWork, occasion: Occasion, page: PageOfRequest, place: tuple[str, str], tried: Tried | None
) -> Answer:
    if tried:
        return _one(session, occasion.actor, page, place, tried)
    return go(f"/dossiers/{place[0]}/marktconsultaties/{place[1]}")


def _list(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    return page(
        "design/consultations.html",
        status=tried.status,
        dossier_id=dossier_id,
        consultations=queries.consultations_for(session, actor, dossier_id),
        is_guest=not actor.reads_file,
        blocked=why_not_keep_records(actor),
        tried=tried,
        form=tried.form,
    )


def _one(session: UnitOfWork, actor: Actor, page: PageOfRequest, place: tuple[str, str], tried: Tried) -> Answer:
    return page(
        "design/consultation.html",
        status=tried.status,
        dossier_id=place[0],
        consultation=queries.consultation_for(session, actor, *place),
        is_guest=not actor.reads_file,
        blocked=why_not_keep_records(actor),
        tried=tried,
        form=tried.form,
    )


HANDLERS = (
    show_consultations,
    plan_consultation,
    show_consultation,
    hold_consultation,
    report_consultation,
    publish_consultation,
    cancel_consultation,
)
