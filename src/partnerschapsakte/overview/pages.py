"""The pages that span rooms: what is coming, a dossier, an agreement with its nine years."""

from pathlib import Path
from typing import Any, cast

from litestar import Request, Response, Router
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from markupsafe import Markup
from sqlalchemy import Engine
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.design.queries import consultations_for
from partnerschapsakte.documents.pages import attachment, hide_from_guests
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.documents.rules.files import why_not_upload
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.overview import queries
from partnerschapsakte.overview.rules import bundle
from partnerschapsakte.overview.rules.timeline import draw
from partnerschapsakte.overview.schemas import STATE_TONES, timeline_of
from partnerschapsakte.overview.word.printing import notice_sheet_of
from partnerschapsakte.overview.word.procurement_file import Taker, bundle_of, file_name_of, taken_mark
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Who, get, go
from partnerschapsakte.web.problems import Hidden

Asked = Request[Any, Any, Any]


@get("/")
def coming(session: Session, actor: Who, page: Page, dossier: FromQuery[str] = "", wie: FromQuery[str] = "") -> Answer:
    """Show what a contract manager opens in the morning; who reads no dossier goes to what is theirs."""
    if actor.readable is not None and not actor.readable:
        return go(_own_start(session, actor))
    mine = actor.id if wie == "ik" else None
    view = queries.coming(session, actor, page.today, dossier_id=dossier or None, person_id=mine)
    rows = dossiers.dossier_rows(session, actor.readable)
    notes = dossiers.unread_handover_notes(session, actor)
    narrowed: dict[str, Any] = {"dossiers": rows, "dossier": dossier, "wie": wie}
    return page("overview/coming.html", view=view, tones=STATE_TONES, notes=notes, **narrowed)


def _own_start(session: UnitOfWork, actor: Actor) -> str:
    """Return where somebody begins who reads no dossier: at people, in their only room, or where they are a guest."""
    if actor.may_oversee:
        return "/personen"
    own = dossiers.dossiers_of(session, actor)
    if len(own) == 1 and Role.PROVIDER_CONTACT in own[0].roles:
        return f"/dossiers/{own[0].dossier.id}/kamer"
    return "/dossiers"


@get("/dossiers/{dossier_id:str}")
def show_dossier(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show a dossier."""
    view = queries.dossier_page(session, dossier_id, actor, page.today)
    takes_file = bundle.why_not_take(actor) is None
    return page("overview/dossier.html", view=view, tones=STATE_TONES, phases=list(Phase), takes_file=takes_file)


@get("/akten/{agreement_id:str}")
def show_agreement(
    session: Session, actor: Who, page: Page, agreement_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show an agreement: its term, its nine years, its extension points."""
    view = queries.agreement_page(session, agreement_id, actor, page.today)
    picture = timeline_of("tijdlijn", view.agreement.title, view.agreement.term, page.today, page.locale)
    drawing = Markup(draw(picture))  # noqa: S704 - the drawing escapes every text itself
    return page("overview/agreement.html", view=view, timeline=drawing, tones=STATE_TONES, done=gedaan)


@get("/dossiers/{dossier_id:str}/aanbesteding/invulblad")
def download_notice_sheet(
    request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]
) -> Response[bytes]:
    """Give the fill-in sheet for TenderNed."""
    hide_from_guests(actor)
    return attachment(notice_sheet_of(session, dossier_id, _templates(request), page.today))


@get("/dossiers/{dossier_id:str}/aanbestedingsdossier", roles=bundle.TAKERS)
def download_procurement_file(
    request: Asked, session: Session, actor: Who, page: Page, now: Now, dossier_id: FromPath[str]
) -> Stream:
    """Give the procurement file, piece by piece."""
    if refusal := bundle.why_not_take(actor):
        raise refusal
    tendering.tender(session, dossier_id)
    begin = reading(cast("Engine", session.get_bind()))  # the session of the request ends before its answer is sent
    taken = bundle_of(begin, Taker(actor, dossier_id, now), _templates(request))
    headers = download_headers(file_name_of(dossier_id, page.today), taken_mark(dossier_id, now))
    return Stream(taken, headers=headers, media_type="application/zip")


def _templates(request: Asked) -> Path:
    root: Path = request.app.state.templates
    return root / "documents"


@get("/dossiers/{dossier_id:str}/kamer", guests=True)
def show_room(
    session: Session, actor: Who, page: Page, now: Now, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show a candidate its room; who reads the whole dossier is sent there, and other guests find no room."""
    if stands_for_party(actor):
        room = queries.room(session, actor, dossier_id, now, page.locale)
        may_upload = why_not_upload(actor, files=0, size=0) is None
        told = consultations_for(session, actor, dossier_id)
        return page("overview/room.html", room=room, consultations=told, may_upload=may_upload, done=gedaan)
    if not actor.reads_file:
        raise Hidden
    return go(f"/dossiers/{dossier_id}")


router = Router(
    "/",
    route_handlers=[coming, show_dossier, show_agreement, show_room, download_notice_sheet, download_procurement_file],
)
