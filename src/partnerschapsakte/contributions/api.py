"""What experts by experience said, at the API."""

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.contributions import queries, service
from partnerschapsakte.contributions.schemas import (
    ContributionView,
    EnterContribution,
    SendContribution,
    WithdrawContribution,
)
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.documents.service import SCAN, Sent
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "contributions"
BYTES = "application/octet-stream"
MOST = 28_000_000
"""A scan in base64 is a third larger than the scan."""


@api_get(
    "/dossiers/{dossier_id:str}/contributions",
    TAG,
    "Toon de bijdragen van ervaringsdeskundigen",
    "De laatste eerst, onder een aanduiding en nooit een naam. Wie hen begeleidt ziet wat hij zelf invoerde.",
    guests=True,
)
def list_contributions(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[ContributionView]:
    """List contributions."""
    return paging.of(queries.contributions_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset))


@api_get(
    "/dossiers/{dossier_id:str}/contributions/{contribution_id:str}",
    TAG,
    "Toon een bijdrage",
    guests=True,
)
def read_contribution(session: Session, actor: Actor, dossier_id: str, contribution_id: str) -> ContributionView:
    """Show a contribution."""
    return queries.contribution_for(session, actor, dossier_id, contribution_id)


@api_get(
    "/dossiers/{dossier_id:str}/contributions/{contribution_id:str}/scan",
    TAG,
    "Haal de scan van het formulier op",
    "Voor wie de bijdrage invoerde en wie in het dossier vastlegt: er kan een naam op staan.",
    guests=True,
    gives=BYTES,
    refuses_by_state=True,
)
def read_scan(session: Session, actor: Actor, dossier_id: str, contribution_id: str) -> Response[bytes]:
    """Give the scan of a form."""
    paper = queries.paper_for(session, actor, dossier_id, contribution_id)
    return Response(paper.body, headers=download_headers(paper.file_name, paper.sha256), media_type=BYTES)


@api_post(
    "/dossiers/{dossier_id:str}/contributions",
    TAG,
    "Voer de bijdrage van een ervaringsdeskundige in",
    "Met de scan van het formulier (PDF, PNG of JPEG) in base64. `label` is een aanduiding, geen naam.",
    guests=True,
    most=MOST,
    location="/dossiers/{dossier_id}/contributions/{id}",
)
def enter_contribution(
    session: Session, occasion: Occasion, dossier_id: str, data: SendContribution
) -> ContributionView:
    """Enter a contribution with its scan."""
    command = EnterContribution(**data.model_dump(exclude={"scan", "scan_name"}))
    sent = Sent(data.scan_name, data.scan)
    made = service.enter_contribution(session, occasion, dossier_id, command, sent, scan=session.info.get(SCAN))
    session.flush()
    return queries.contribution_for(session, occasion.actor, dossier_id, made.id)


@api_post(
    "/dossiers/{dossier_id:str}/contributions/{contribution_id:str}/_withdraw",
    TAG,
    "Trek een bijdrage in",
    "Alleen wie haar invoerde. De reden blijft; de antwoorden en de scan ziet daarna niemand meer.",
    guests=True,
)
def withdraw_contribution(
    session: Session, occasion: Occasion, dossier_id: str, contribution_id: str, data: WithdrawContribution
) -> ContributionView:
    """Take a contribution back."""
    service.withdraw_contribution(session, occasion, dossier_id, contribution_id, data)
    session.flush()
    return queries.contribution_for(session, occasion.actor, dossier_id, contribution_id)


router = api_router(list_contributions, read_contribution, read_scan, enter_contribution, withdraw_contribution)
