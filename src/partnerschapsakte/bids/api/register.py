"""The register of bids at the API: what came in, in order of receipt, and how each stands."""

from datetime import datetime

from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.schemas import (
    BidView,
    DescribeBid,
    RecordBid,
    SendBidList,
    StrikeBid,
    TakeOver,
    TellStatement,
)
from partnerschapsakte.bids.service import receiving
from partnerschapsakte.documents.service import SCAN, Sent
from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put
from partnerschapsakte.web.paging import Listed, Paging

TAG = "bids"
BIDS = "/dossiers/{dossier_id:str}/bids"
BID = BIDS + "/{bid_id:str}"
MOST = 28_000_000
"""A list in base64 is a third larger than the list."""


@api_get(BIDS, TAG, "Toon de inschrijvingen", "In volgorde van ontvangst. Tot de termijn voorbij is, is de lijst leeg.")
def list_bids(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[BidView]:
    """List the bids."""
    return paging.part(queries.register(session, dossier_id, now))


@api_get(BID, TAG, "Toon een inschrijving", "Tot de termijn voorbij is, is er geen.")
def read_bid(session: Session, now: datetime, dossier_id: str, bid_id: str) -> BidView:
    """Show a bid."""
    return queries.bid_view(session, dossier_id, bid_id, now)


@api_post(
    BIDS,
    TAG,
    "Leg een inschrijving vast",
    "Na de termijn. Een inschrijving die te laat kwam, wordt vastgelegd en is daarmee geweigerd: een seconde telt.",
    location="/dossiers/{dossier_id}/bids/{id}",
    roles=KEEPERS,
)
def record_bid(session: Session, occasion: Occasion, dossier_id: str, data: RecordBid) -> BidView:
    """Record a bid."""
    return _told(session, occasion, dossier_id, receiving.record_bid(session, occasion, dossier_id, data).id)


@api_post(
    BIDS + "/_import",
    TAG,
    "Lees de lijst van het aanbestedingsplatform in",
    "Een CSV of Excel-bestand in base64. Alles of niets: wat er in een rij niet klopt, wordt allemaal gezegd.",
    most=MOST,
    roles=KEEPERS,
)
def import_bids(
    session: Session, occasion: Occasion, dossier_id: str, data: SendBidList, paging: Paging
) -> Listed[BidView]:
    """Read the list of a platform in."""
    sent = Sent(data.file_name, data.content)
    receiving.import_bids(session, occasion, dossier_id, data, sent, scan=session.info.get(SCAN))
    session.flush()
    return paging.part(queries.register(session, dossier_id, occasion.happened_at))


@api_post(
    BIDS + "/_transfer",
    TAG,
    "Neem de inschrijvingen uit een geopende kluis over",
    "Met hun tijd en hash. Wat al was overgenomen, blijft zoals het is.",
    roles=KEEPERS,
)
def take_over_bids(
    session: Session, occasion: Occasion, dossier_id: str, data: TakeOver, paging: Paging
) -> Listed[BidView]:
    """Take the bids of an opened vault over."""
    receiving.take_over(session, occasion, dossier_id, data)
    session.flush()
    return paging.part(queries.register(session, dossier_id, occasion.happened_at))


@api_put(
    BID + "/tenderer",
    TAG,
    "Leg vast wat de aankondiging over een inschrijver vraagt",
    "Omvang, land, en de percelen van de inschrijving (geen: alle). De percelen alleen tot de opening.",
    edits=read_bid,
    roles=KEEPERS,
)
def describe_bid(
    session: Session, occasion: Occasion, dossier_id: str, bid_id: str, data: DescribeBid, version: int
) -> BidView:
    """Fill in what the notices ask."""
    receiving.describe_bid(session, occasion, dossier_id, bid_id, data, version=version)
    return _told(session, occasion, dossier_id, bid_id)


@api_post(BID + "/_strike", TAG, "Haal een vastlegging door die een vergissing was", "Tot de opening.", roles=KEEPERS)
def strike_bid(session: Session, occasion: Occasion, dossier_id: str, bid_id: str, data: StrikeBid) -> BidView:
    """Strike a record."""
    receiving.strike_bid(session, occasion, dossier_id, bid_id, data)
    return _told(session, occasion, dossier_id, bid_id)


@api_post(
    BID + "/statements",
    TAG,
    "Leg vast wat een inschrijver via het platform over zijn inschrijving meldde",
    "Bevestigd na een herstel, of ingetrokken; voor de termijn gemeld.",
    location="/dossiers/{dossier_id}/bids/{id}",
    roles=KEEPERS,
)
def tell_statement(session: Session, occasion: Occasion, dossier_id: str, bid_id: str, data: TellStatement) -> BidView:
    """Record what a candidate told."""
    receiving.tell_statement(session, occasion, dossier_id, bid_id, data)
    return _told(session, occasion, dossier_id, bid_id)


def _told(session: Session, occasion: Occasion, dossier_id: str, bid_id: str) -> BidView:
    session.flush()
    return queries.bid_view(session, dossier_id, bid_id, occasion.happened_at)


HANDLERS = (
    list_bids,
    read_bid,
    record_bid,
    import_bids,
    take_over_bids,
    describe_bid,
    strike_bid,
    tell_statement,
)
"""What ``course`` hangs beside its own operations: submitting is one router."""
