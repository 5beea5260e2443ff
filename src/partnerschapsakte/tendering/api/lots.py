"""The lots of a tender at the API: award letters, definitive award, first contract, award notice."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import KEEPERS
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.tendering import queries
from partnerschapsakte.tendering.api.bodies import AwardLetter, AwardNotice, DefinitiveAward, LotContract
from partnerschapsakte.tendering.api.tender import TAG, TENDER, tender_of
from partnerschapsakte.tendering.api.told import ToldLot
from partnerschapsakte.tendering.schemas import (
    RecordAwardNotice,
    RecordContractConcluded,
    RecordDefinitiveAward,
    SendAwardLetter,
)
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

LOTS = TENDER + "/lots"
LOT = LOTS + "/{lot_code:str}"
PLACE = "/dossiers/{dossier_id}/tender/lots/{code}"


@api_get(LOTS, TAG, "Toon de percelen", "Op perceelcode.")
def list_lots(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[ToldLot]:
    """List the lots."""
    found = tender_of(session, dossier_id, local_date(now)).lots
    return paging.part(found)


@api_get(LOT, TAG, "Toon een perceel")
def read_lot(session: Session, now: datetime, dossier_id: str, lot_code: str) -> ToldLot:
    """Show a lot."""
    return _lot(session, dossier_id, lot_code, local_date(now))


@api_post(
    LOT + "/award-letters",
    TAG,
    "Leg vast dat de brieven over de gunning zijn verzonden",
    "De wachttijd begint op de dag erna.",
    location=PLACE,
    roles=KEEPERS,
)
def send_award_letter(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: AwardLetter
) -> ToldLot:
    """Record that the award letters of a lot were sent."""
    queries.lot(queries.tender(session, dossier_id), lot_code)
    tender_awards.send_award_letter(
        session, occasion, dossier_id, SendAwardLetter.model_construct(lot=lot_code, **dict(data))
    )
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(LOT + "/definitive-award", TAG, "Leg vast dat de gunning definitief is", location=PLACE, roles=KEEPERS)
def record_definitive_award(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: DefinitiveAward
) -> ToldLot:
    """Record that the award of a lot became definitive."""
    command = RecordDefinitiveAward.model_construct(lot=lot_code, **dict(data))
    tender_awards.record_definitive_award(session, occasion, dossier_id, command)
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(
    LOT + "/contracts",
    TAG,
    "Leg vast dat de eerste overeenkomst is gesloten",
    "Voor het einde van de wachttijd alleen door een mandaathouder van alle gemeenten, met een reden.",
    location=PLACE,
    roles=KEEPERS,
)
def record_contract_concluded(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: LotContract
) -> ToldLot:
    """Record the first contract of a lot."""
    command = RecordContractConcluded.model_construct(lot=lot_code, **dict(data))
    tender_awards.record_contract_concluded(session, occasion, dossier_id, command)
    return _lot(session, dossier_id, lot_code, occasion.today)


@api_post(
    LOT + "/award-notices",
    TAG,
    "Leg vast dat de aankondiging van de gunning is verzonden",
    location=PLACE,
    roles=KEEPERS,
)
def record_award_notice(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: AwardNotice
) -> ToldLot:
    """Record that the award notice of a lot was sent."""
    tender_awards.record_award_notice(
        session, occasion, dossier_id, RecordAwardNotice.model_construct(lot=lot_code, **dict(data))
    )
    return _lot(session, dossier_id, lot_code, occasion.today)


def _lot(session: Session, dossier_id: str, lot_code: str, today: date) -> ToldLot:
    found = queries.lot(queries.tender(session, dossier_id), lot_code)
    return next(one for one in tender_of(session, dossier_id, today).lots if one.code == found.code)


router = api_router(
    list_lots,
    read_lot,
    send_award_letter,
    record_definitive_award,
    record_contract_concluded,
    record_award_notice,
)
