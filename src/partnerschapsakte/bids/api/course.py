"""Submitting at the API: the deadline and what happened to it, other ways, the opening, and one's own bid."""

from datetime import datetime
from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.api import register
from partnerschapsakte.bids.api.told import BidCourse, bid_course
from partnerschapsakte.bids.schemas import (
    AllowWay,
    CorrectDocuments,
    ExtendDeadline,
    OpenBids,
    OwnBid,
    RecordOutage,
)
from partnerschapsakte.bids.service import course, own, papers
from partnerschapsakte.documents.api import BYTES, attachment
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router

TAG = "bids"
SUBMITTING = "/dossiers/{dossier_id:str}/bid-course"
OWN = "/dossiers/{dossier_id:str}/own-bid"
WHERE = "/dossiers/{dossier_id}/bid-course"


@api_get(
    SUBMITTING,
    TAG,
    "Toon hoe er wordt ingeschreven",
    "De ene termijn en wat ermee gebeurde; niets over een inschrijving. Sluit een kluis op een ander moment, "
    "dan staat dat in `findings`.",
)
def read_bid_course(session: Session, now: datetime, dossier_id: str) -> BidCourse:
    """Show how bids are submitted."""
    return bid_course(session, dossier_id, now)


@api_post(
    SUBMITTING + "/ways",
    TAG,
    "Sta inschrijven per e-mail of op papier toe",
    "Voor iedereen, voor de termijn, met een grond van artikel 2.52a.",
    location=WHERE,
    roles=KEEPERS,
)
def allow_way(session: Session, occasion: Occasion, dossier_id: str, data: AllowWay) -> BidCourse:
    """Let bids come along another way."""
    course.allow_way(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id)


@api_post(
    SUBMITTING + "/outages",
    TAG,
    "Leg een storing vast",
    "Met wat haar aantoont; `file_id` is een bewaard bestand van het dossier.",
    location=WHERE,
    roles=KEEPERS,
)
def record_outage(session: Session, occasion: Occasion, dossier_id: str, data: RecordOutage) -> BidCourse:
    """Record an outage."""
    course.record_outage(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id)


@api_post(
    SUBMITTING + "/_extend",
    TAG,
    "Stel de termijn uit, voor iedereen",
    "Een besluit. Na de termijn alleen om een vastgelegde storing, en zolang niets is geopend.",
    roles=KEEPERS,
)
def extend_deadline(session: Session, occasion: Occasion, dossier_id: str, data: ExtendDeadline) -> BidCourse:
    """Move the deadline for all."""
    course.extend_deadline(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id)


@api_post(
    SUBMITTING + "/corrections",
    TAG,
    "Herstel de stukken",
    "Wat daarvoor is ingediend, telt pas weer als de inschrijver het bevestigt. Iedereen krijgt een brief.",
    location=WHERE,
    roles=KEEPERS,
)
def correct_documents(session: Session, occasion: Occasion, dossier_id: str, data: CorrectDocuments) -> BidCourse:
    """Correct the documents."""
    course.correct_documents(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id)


@api_post(
    SUBMITTING + "/opening",
    TAG,
    "Leg de opening vast",
    "Na de termijn, door twee verschillende personen. Wat er ligt, wordt met een hash vastgelegd.",
    location=WHERE,
    roles=KEEPERS,
)
def open_bids(session: Session, occasion: Occasion, dossier_id: str, data: OpenBids) -> BidCourse:
    """Record the opening."""
    course.open_bids(session, occasion, dossier_id, data)
    return _told(session, occasion, dossier_id)


@api_get(
    SUBMITTING + "/opening-record",
    TAG,
    "Haal het proces-verbaal van opening op",
    "Als Word-document: de termijn, wat er lag, wat ongeopend bleef en waarom, en wie opende. Het is er als is "
    "geopend.",
    gives=BYTES,
    refuses_by_state=True,
)
def print_opening_record(session: Session, templates: Path, dossier_id: str) -> Response[bytes]:
    """Give the record of opening."""
    return attachment(papers.opening_record(session, dossier_id, templates / "documents"), BYTES)


@api_get(OWN, TAG, "Toon uw eigen inschrijving", "Alleen die van uw eigen kandidaat.", guests=True)
def read_own_bid(session: Session, actor: Actor, now: datetime, dossier_id: str) -> OwnBid:
    """Show one's own bid."""
    return queries.own(session, actor, dossier_id, now)


@api_post(
    OWN + "/_confirm",
    TAG,
    "Bevestig uw inschrijving na een herstel",
    "Tot de termijn. Tot de opening ziet niemand anders dat u iets meldde.",
    guests=True,
)
def confirm_bid(session: Session, occasion: Occasion, dossier_id: str) -> OwnBid:
    """Confirm one's own bid."""
    own.confirm_bid(session, occasion, dossier_id)
    return _own(session, occasion, dossier_id)


@api_post(
    OWN + "/_withdraw",
    TAG,
    "Trek uw inschrijving in",
    "Tot de termijn; u kunt tot dan opnieuw inschrijven. Tot de opening ziet niemand anders dat u iets meldde.",
    guests=True,
)
def withdraw_bid(session: Session, occasion: Occasion, dossier_id: str) -> OwnBid:
    """Withdraw one's own bid."""
    own.withdraw_bid(session, occasion, dossier_id)
    return _own(session, occasion, dossier_id)


def _told(session: Session, occasion: Occasion, dossier_id: str) -> BidCourse:
    session.flush()
    return bid_course(session, dossier_id, occasion.happened_at)


def _own(session: Session, occasion: Occasion, dossier_id: str) -> OwnBid:
    session.flush()
    return queries.own(session, occasion.actor, dossier_id, occasion.happened_at)


router = api_router(
    read_bid_course,
    allow_way,
    record_outage,
    extend_deadline,
    correct_documents,
    open_bids,
    print_opening_record,
    read_own_bid,
    confirm_bid,
    withdraw_bid,
    *register.HANDLERS,
)
