"""The papers of an assessment to download: its report, and the forms on which is scored on paper."""

from pathlib import Path
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath

from partnerschapsakte.assessment.service import papers
from partnerschapsakte.documents.pages import attachment, hide_from_guests
from partnerschapsakte.web.doors import Page, Session, Who, get

Asked = Request[Any, Any, Any]


@get("/dossiers/{dossier_id:str}/beoordeling/verslag")
def download_report(
    request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]
) -> Response[bytes]:
    """Give the report of the assessment."""
    hide_from_guests(actor)
    return attachment(papers.assessment_report(session, dossier_id, _templates(request), page.today))


@get("/dossiers/{dossier_id:str}/beoordelen/{seat_id:str}/formulieren/{lot_code:str}", guests=True)
def download_score_form(
    request: Asked,
    session: Session,
    actor: Who,
    page: Page,
    dossier_id: FromPath[str],
    seat_id: FromPath[str],
    lot_code: FromPath[str],
) -> Response[bytes]:
    """Give the form of one assessor for one lot."""
    place = (seat_id, lot_code)
    return attachment(papers.score_form(session, actor, dossier_id, place, _templates(request), page.today))


def _templates(request: Asked) -> Path:
    root: Path = request.app.state.templates
    return root / "documents"


HANDLERS = (download_report, download_score_form)
