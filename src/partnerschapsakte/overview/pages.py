"""The pages that span rooms: what is coming, a dossier, an agreement with its nine years."""

from litestar import Router
from litestar.params import FromPath, FromQuery
from markupsafe import Markup

from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.overview import queries
from partnerschapsakte.overview.rules.timeline import draw
from partnerschapsakte.overview.schemas import STATE_TONES, timeline_of
from partnerschapsakte.web.doors import Answer, Page, Session, Who, get


@get("/")
def coming(session: Session, actor: Who, page: Page, dossier: FromQuery[str] = "", wie: FromQuery[str] = "") -> Answer:
    """Show what a contract manager opens in the morning."""
    mine = actor.id if wie == "ik" else None
    view = queries.coming(session, page.today, dossier_id=dossier or None, person_id=mine)
    rows = dossiers.dossier_rows(session)
    return page("overview/coming.html", view=view, tones=STATE_TONES, dossiers=rows, dossier=dossier, wie=wie)


@get("/dossiers/{dossier_id:str}")
def show_dossier(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show a dossier."""
    view = queries.dossier_page(session, dossier_id, actor, page.today)
    return page("overview/dossier.html", view=view, tones=STATE_TONES, phases=list(Phase))


@get("/akten/{agreement_id:str}")
def show_agreement(
    session: Session, actor: Who, page: Page, agreement_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show an agreement: its term, its nine years, its extension points."""
    view = queries.agreement_page(session, agreement_id, actor, page.today)
    picture = timeline_of("tijdlijn", view.agreement.title, view.agreement.term, page.today, page.locale)
    drawing = Markup(draw(picture))  # noqa: S704 - the drawing escapes every text itself
    return page("overview/agreement.html", view=view, timeline=drawing, tones=STATE_TONES, done=gedaan)


router = Router("/", route_handlers=[coming, show_dossier, show_agreement])
