"""The assessment of each lot at the API: open the scores, agree, draw, lock, and what comes out."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.api import papers
from partnerschapsakte.assessment.api.told import ToldLotAssessment, told_lot
from partnerschapsakte.assessment.queries import views
from partnerschapsakte.assessment.schemas import AgreeScore, RecordDraw
from partnerschapsakte.assessment.service import consensus as service
from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "assessment"
LOTS = "/dossiers/{dossier_id:str}/tender/assessed-lots"
LOT = LOTS + "/{lot_code:str}"
PLACE = "/dossiers/{dossier_id}/tender/assessed-lots/{code}"


@api_get(
    LOTS,
    TAG,
    "Toon de beoordeling van alle percelen",
    "Met de rangorde, de uitkomst en de berekening per inschrijver, zodra de scores open zijn.",
)
def list_assessed_lots(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[ToldLotAssessment]:
    """List the assessment of each lot."""
    view = views.assessment_view(session, dossier_id, today=local_date(now))
    return paging.part([told_lot(view, one) for one in view.lots])


@api_get(LOT, TAG, "Toon de beoordeling van een perceel")
def read_assessed_lot(session: Session, now: datetime, dossier_id: str, lot_code: str) -> ToldLotAssessment:
    """Show the assessment of a lot."""
    return _lot(session, dossier_id, lot_code, local_date(now))


@api_post(
    LOT + "/_open",
    TAG,
    "Open de scores van een perceel",
    "Als iedereen heeft gescoord. Daarna zien de beoordelaars elkaars scores en volgt de consensus.",
    roles=KEEPERS,
)
def open_scores(session: Session, occasion: Occasion, dossier_id: str, lot_code: str) -> ToldLotAssessment:
    """Open the scores of a lot."""
    service.open_scores(session, occasion, dossier_id, lot_code)
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(
    LOT + "/scores",
    TAG,
    "Leg een consensusscore vast",
    "Met de reden die in de brief komt. De laatste telt, tot het perceel is vergrendeld.",
    location=PLACE,
    roles=KEEPERS,
)
def agree_score(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: AgreeScore
) -> ToldLotAssessment:
    """Record a consensus score."""
    service.agree_score(session, occasion, dossier_id, lot_code, data)
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(
    LOT + "/draws",
    TAG,
    "Leg een loting vast",
    "Tussen precies de gelijk geëindigden: de volgorde, de werkwijze en de getuigen (functies, geen namen).",
    location=PLACE,
    roles=KEEPERS,
)
def record_draw(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: RecordDraw
) -> ToldLotAssessment:
    """Record a draw among equals."""
    service.record_draw(session, occasion, dossier_id, lot_code, data)
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(
    LOT + "/_lock", TAG, "Vergrendel de beoordeling van een perceel", "Daarna verandert er niets meer.", roles=KEEPERS
)
def lock_lot(session: Session, occasion: Occasion, dossier_id: str, lot_code: str) -> ToldLotAssessment:
    """Lock the assessment of a lot."""
    service.lock_lot(session, occasion, dossier_id, lot_code)
    return _lot(session, dossier_id, lot_code, occasion.today)


def _lot(session: Session, dossier_id: str, lot_code: str, today: date) -> ToldLotAssessment:
    session.flush()
    view = views.assessment_view(session, dossier_id, today=today)
    return told_lot(view, views.lot_view(view, lot_code))


router = api_router(
    list_assessed_lots,
    read_assessed_lot,
    open_scores,
    agree_score,
    record_draw,
    lock_lot,
    *papers.HANDLERS,
)
