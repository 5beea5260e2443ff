"""The list of dossiers."""

from litestar import Router

from partnerschapsakte.dossiers import queries
from partnerschapsakte.web.doors import Answer, Page, Session, Who, get


@get("/dossiers")
def list_dossiers(session: Session, actor: Who, page: Page) -> Answer:  # noqa: ARG001 - only for who is signed in
    """Show every dossier."""
    return page("dossiers/list.html", dossiers=queries.dossier_rows(session))


router = Router("/", route_handlers=[list_dossiers])
