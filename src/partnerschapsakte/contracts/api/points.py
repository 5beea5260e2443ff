"""Extension points at the API: evaluate, decide, give notice, prove its receipt, go on after a missed day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.api.told import ToldPoint, ToldPointAct, told_act, told_point
from partnerschapsakte.contracts.rules.extension import RECORDERS
from partnerschapsakte.contracts.rules.possibilities import PointAct, why_not_act
from partnerschapsakte.contracts.schemas import (
    ConcludeEvaluation,
    ContinueAnyway,
    DecideExtension,
    PlanEvaluation,
    ProveReceipt,
    SendNotice,
)
from partnerschapsakte.contracts.service import evaluations, extensions
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "agreements"
POINTS = "/agreements/{agreement_id:str}/extension-points"
POINT = POINTS + "/{number:int}"
PLACE = "/agreements/{agreement_id}/extension-points/{number}"
MAY_RECORD = frozenset(RECORDERS)
EACH = "Zonder `provider_id` geldt het voor elke aanbieder van de akte."


@api_get(POINTS, TAG, "Toon de verlengingsmomenten van een akte", "Op nummer.")
def list_extension_points(session: Session, now: datetime, agreement_id: str, paging: Paging) -> Listed[ToldPoint]:
    """List the extension points of an agreement."""
    points = _points(session, agreement_id, local_date(now))
    return paging.part(points)


@api_get(POINT, TAG, "Toon een verlengingsmoment")
def read_extension_point(session: Session, now: datetime, agreement_id: str, number: int) -> ToldPoint:
    """Show an extension point."""
    return _point(session, agreement_id, number, local_date(now))


@api_get(
    POINT + "/acts",
    TAG,
    "Toon wat u bij een verlengingsmoment kunt doen",
    "Bij elke handeling staat of die nu kan, en zo niet: waarom niet, en wat het wel mogelijk maakt.",
)
def list_extension_point_acts(
    session: Session, actor: Actor, now: datetime, agreement_id: str, number: int, paging: Paging
) -> Listed[ToldPointAct]:
    """List what can be done at a point, and why the rest cannot."""
    today = local_date(now)
    _point(session, agreement_id, number, today)
    term = queries.agreement(session, agreement_id).term_in_force(today)
    acts = [told_act(act, why_not_act(act, term, number, actor=actor, today=today)) for act in PointAct]
    return paging.part(acts)


@api_put(
    POINT + "/planned-evaluation",
    TAG,
    "Plan de evaluatie",
    "Het mag opnieuw, tot zij is afgerond.",
    edits=read_extension_point,
    roles=MAY_RECORD,
)
def plan_evaluation(
    session: Session, occasion: Occasion, agreement_id: str, number: int, data: PlanEvaluation, version: int
) -> ToldPoint:
    """Plan the evaluation before a point."""
    evaluations.plan_evaluation(session, occasion, agreement_id, number, data, version=version)
    session.flush()
    return _point(session, agreement_id, number, occasion.today)


@api_post(POINT + "/evaluation", TAG, "Leg de evaluatie vast", location=PLACE, roles=MAY_RECORD)
def conclude_evaluation(
    session: Session, occasion: Occasion, agreement_id: str, number: int, data: ConcludeEvaluation
) -> ToldPoint:
    """Conclude the evaluation before a point."""
    queries.hold_once([dissent.party_id for dissent in data.dissents])
    return _done(evaluations.conclude_evaluation, session, occasion, agreement_id, number, data)


@api_post(
    POINT + "/decision",
    TAG,
    "Leg het besluit over de verlenging vast",
    "Een mandaathouder van de gemeente besluit hier, of iemand legt vast wat een college besloot "
    f"(`decided_elsewhere`). {EACH}",
    location=PLACE,
    roles=MAY_RECORD,
)
def decide_extension(
    session: Session, occasion: Occasion, agreement_id: str, number: int, data: DecideExtension
) -> ToldPoint:
    """Decide on an extension."""
    return _done(extensions.decide_extension, session, occasion, agreement_id, number, data)


@api_post(POINT + "/notice", TAG, "Leg vast dat de aanzegging is verzonden", EACH, location=PLACE, roles=MAY_RECORD)
def send_notice(session: Session, occasion: Occasion, agreement_id: str, number: int, data: SendNotice) -> ToldPoint:
    """Record that the notice was sent."""
    return _done(extensions.send_notice, session, occasion, agreement_id, number, data)


@api_post(POINT + "/receipt", TAG, "Leg vast dat de aanzegging is ontvangen", EACH, location=PLACE, roles=MAY_RECORD)
def prove_receipt(
    session: Session, occasion: Occasion, agreement_id: str, number: int, data: ProveReceipt
) -> ToldPoint:
    """Record the receipt of the notice, which extends the term."""
    return _done(extensions.prove_receipt, session, occasion, agreement_id, number, data)


@api_post(
    POINT + "/continuation",
    TAG,
    "Ga door na een gemiste aanzegdag",
    "Alleen een mandaathouder van de gemeente, met de grond en het risico.",
    location=PLACE,
    roles=frozenset({Role.MANDATE_HOLDER}),
)
def continue_anyway(
    session: Session, occasion: Occasion, agreement_id: str, number: int, data: ContinueAnyway
) -> ToldPoint:
    """Go on after a missed notice day."""
    return _done(extensions.continue_anyway, session, occasion, agreement_id, number, data)


def _done(
    act: Callable[..., object], session: Session, occasion: Occasion, agreement_id: str, number: int, data: Any
) -> ToldPoint:
    act(session, occasion, agreement_id, number, data)
    session.flush()
    return _point(session, agreement_id, number, occasion.today)


def _points(session: Session, agreement_id: str, today: date) -> list[ToldPoint]:
    found = queries.agreement(session, agreement_id)
    return [told_point(found, point) for point in queries.term_view(session, found, today).points]


def _point(session: Session, agreement_id: str, number: int, today: date) -> ToldPoint:
    for point in _points(session, agreement_id, today):
        if point.number == number:
            return point
    raise queries.no_such_point(number)


router = api_router(
    list_extension_points,
    read_extension_point,
    list_extension_point_acts,
    plan_evaluation,
    conclude_evaluation,
    decide_extension,
    send_notice,
    prove_receipt,
    continue_anyway,
)
