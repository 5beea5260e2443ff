"""The record of the opening of bids to download."""

from litestar import Response
from litestar.params import FromPath

from partnerschapsakte.bids.service import papers
from partnerschapsakte.documents.pages import Asked, attachment, hide_from_guests, template_root
from partnerschapsakte.web.doors import Session, Who, get


@get("/dossiers/{dossier_id:str}/inschrijvingen/opening/proces-verbaal")
def download_record(request: Asked, session: Session, actor: Who, dossier_id: FromPath[str]) -> Response[bytes]:
    """Give the record of opening."""
    hide_from_guests(actor)
    return attachment(papers.opening_record(session, dossier_id, template_root(request)))


HANDLERS = (download_record,)
"""What ``team`` hangs beside its own pages: submitting is one router."""
