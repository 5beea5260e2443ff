"""How tenders are assessed at the API: write it down, rectify it, and enter who tendered for which lots."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.api.told import ToldBid, ToldPlan, told_bid, told_plan
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import EnterBid, PlanAssessment, RectifyPlan
from partnerschapsakte.assessment.service import consensus
from partnerschapsakte.assessment.service import plan as service
from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "assessment"
TENDER = "/dossiers/{dossier_id:str}/tender"
PLAN = TENDER + "/assessment-plan"
BIDS = TENDER + "/assessed-bids"


@api_get(PLAN, TAG, "Toon hoe inschrijvingen worden beoordeeld", "Criteria, weging, afronding en regels over percelen.")
def read_assessment_plan(session: Session, dossier_id: str) -> ToldPlan:
    """Show how tenders are assessed."""
    session.flush()
    return told_plan(views.plan_view(session, dossier_id))


@api_put(
    PLAN,
    TAG,
    "Leg vast hoe inschrijvingen worden beoordeeld",
    "In zijn geheel. Na de aankondiging is het bevroren; dan kan alleen nog een rectificatie.",
    edits=read_assessment_plan,
    roles=KEEPERS,
)
def plan_assessment(
    session: Session, occasion: Occasion, dossier_id: str, data: PlanAssessment, version: int
) -> ToldPlan:
    """Write down how tenders will be assessed."""
    service.plan_assessment(session, occasion, dossier_id, data, version=version)
    return told_plan(views.plan_view(session, dossier_id))


@api_post(
    PLAN + "/_rectify",
    TAG,
    "Rectificeer hoe inschrijvingen worden beoordeeld",
    "Na de aankondiging en vóór de inschrijvingen, met een reden; alle kandidaten krijgen een brief.",
    roles=KEEPERS,
)
def rectify_plan(session: Session, occasion: Occasion, dossier_id: str, data: RectifyPlan) -> ToldPlan:
    """Correct what was announced, for all."""
    service.rectify_plan(session, occasion, dossier_id, data)
    return told_plan(views.plan_view(session, dossier_id))


@api_get(BIDS, TAG, "Toon wie voor welke percelen wordt beoordeeld", "Met de prijzen die zijn ingevoerd.")
def list_assessed_bids(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[ToldBid]:
    """List who is assessed."""
    return paging.part(_bids(session, dossier_id, local_date(now)))


@api_post(
    BIDS,
    TAG,
    "Voer in voor welke percelen een kandidaat inschreef",
    "Met de prijs waar die meetelt. De laatste invoer van een kandidaat telt, tot een perceel is vergrendeld.",
    location="/dossiers/{dossier_id}/tender/assessed-bids",
    roles=KEEPERS,
)
def enter_bid(session: Session, occasion: Occasion, dossier_id: str, data: EnterBid) -> ToldBid:
    """Enter for which lots a candidate tendered."""
    consensus.enter_bid(session, occasion, dossier_id, data)
    session.flush()
    return next(one for one in _bids(session, dossier_id, occasion.today) if one.candidate_id == data.candidate_id)


def _bids(session: Session, dossier_id: str, today: date) -> list[ToldBid]:
    view = views.assessment_view(session, dossier_id, today=today)
    return [told_bid(view, one) for one in view.bids]


router = api_router(
    read_assessment_plan,
    plan_assessment,
    rectify_plan,
    list_assessed_bids,
    enter_bid,
)
