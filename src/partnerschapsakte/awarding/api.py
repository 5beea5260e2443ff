"""The award at the API: decisions about lots, letters, complaints, court cases and the record of proceedings."""

from datetime import datetime
from pathlib import Path

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.awarding.queries import awards, record
from partnerschapsakte.awarding.schemas import (
    AwardLetterView,
    BeginRecord,
    ComplaintView,
    CourtCaseView,
    DecideComplaint,
    DecideLot,
    DescribeWinner,
    FillItem,
    LotAwardView,
    OfLot,
    RecordJudgment,
    RecordOfProceedings,
    RegisterComplaint,
    RegisterProceedings,
    SendLetters,
    TheDecision,
    TheLetters,
    TheReasons,
    TheWinner,
    WriteReasons,
)
from partnerschapsakte.awarding.service import contesting, letters, lots, recording
from partnerschapsakte.documents.queries import own_etag
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "awarding"
BYTES = "application/octet-stream"
TENDER = "/dossiers/{dossier_id:str}/tender"
AWARD = TENDER + "/lots/{lot_code:str}/award"
COMPLAINTS = TENDER + "/complaints"
COMPLAINT = COMPLAINTS + "/{complaint_id:str}"
CASES = TENDER + "/court-cases"
CASE = CASES + "/{case_id:str}"
RECORD = TENDER + "/record-of-proceedings"
LETTERS = "/dossiers/{dossier_id:str}/award-letters"
PLACE = "/dossiers/{dossier_id}/tender"


@api_get(
    TENDER + "/awards",
    TAG,
    "Toon waar de gunning van elk perceel staat",
    "Met het besluit, wat er per inschrijver is geschreven, de opschortende termijn, en waarom tekenen nog niet kan.",
)
def list_awards(session: Session, now: datetime, dossier_id: str, paging: Paging) -> Listed[LotAwardView]:
    """List where the award of every lot stands."""
    return paging.part(awards.lot_awards(session, dossier_id, local_date(now)))


@api_get(AWARD, TAG, "Toon waar de gunning van een perceel staat")
def read_award(session: Session, now: datetime, dossier_id: str, lot_code: str) -> LotAwardView:
    """Show where the award of a lot stands."""
    return awards.lot_award(session, dossier_id, lot_code, local_date(now))


@api_post(
    AWARD + "/decision",
    TAG,
    "Leg het besluit over een perceel vast",
    "Gunnen (met `winners`), niet gunnen of intrekken, met wie besloot, wanneer, in welk stuk en waarom.",
    location="/dossiers/{dossier_id}/tender/lots/{lot}/award",
    roles=KEEPERS,
)
def decide_lot(session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: TheDecision) -> LotAwardView:
    """Record the decision about a lot."""
    lots.decide_lot(session, occasion, dossier_id, DecideLot.model_construct(lot=lot_code, **dict(data)))
    return _award(session, occasion, dossier_id, lot_code)


@api_post(
    AWARD + "/_describe",
    TAG,
    "Schrijf de kenmerken en relatieve voordelen van de winnaar op",
    "Tot de brieven zijn verzonden.",
    roles=KEEPERS,
)
def describe_winner(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: TheWinner
) -> LotAwardView:
    """Describe the winning tender."""
    command = DescribeWinner.model_construct(lot=lot_code, **dict(data))
    lots.describe_winner(session, occasion, dossier_id, command)
    return _award(session, occasion, dossier_id, lot_code)


@api_post(
    AWARD + "/_explain",
    TAG,
    "Schrijf op wat een inschrijver over zijn eigen inschrijving hoort",
    "Met `platform_reference` als de brief via het platform gaat; `tendered` is onwaar voor wie niet inschreef.",
    roles=KEEPERS,
)
def write_reasons(
    session: Session, occasion: Occasion, dossier_id: str, lot_code: str, data: TheReasons
) -> LotAwardView:
    """Write the reasons for a tenderer."""
    command = WriteReasons.model_construct(lot=lot_code, **dict(data))
    lots.write_reasons(session, occasion, dossier_id, command)
    return _award(session, occasion, dossier_id, lot_code)


@api_post(
    AWARD + "/_takeover",
    TAG,
    "Begin de brieven met wat de beoordeling vertelt",
    "Eigen scores en redenen van iedere inschrijver, en van de winnaar de kenmerken en voordelen: nooit iets van een "
    "ander. Alleen als de beoordeling van het perceel is vergrendeld; wat al geschreven is, blijft staan.",
    roles=KEEPERS,
)
def take_over(session: Session, occasion: Occasion, dossier_id: str, lot_code: str) -> LotAwardView:
    """Begin the letters with what the assessment tells."""
    lots.take_over(session, occasion, dossier_id, OfLot.model_construct(lot=lot_code))
    return _award(session, occasion, dossier_id, lot_code)


@api_post(
    AWARD + "/letters",
    TAG,
    "Verzend alle brieven over een perceel",
    "In één keer, aan elke inschrijver zijn eigen brief. Ontbreekt er iets, dan staat alles wat ontbreekt in `errors`.",
    location="/dossiers/{dossier_id}/tender/lots/{lot}/award",
    roles=KEEPERS,
)
def send_letters(
    session: Session, occasion: Occasion, templates: Path, dossier_id: str, lot_code: str, data: TheLetters
) -> LotAwardView:
    """Send the letters of a lot."""
    command = SendLetters.model_construct(lot=lot_code, **dict(data))
    letters.send_letters(session, occasion, dossier_id, command, templates / "documents")
    return _award(session, occasion, dossier_id, lot_code)


@api_get(
    LETTERS,
    TAG,
    "Toon de brieven over de gunning",
    "Een kandidaat ziet alleen zijn eigen brieven; wie het dossier leest alle.",
    guests=True,
)
def list_award_letters(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[AwardLetterView]:
    """List the letters about awards."""
    return paging.part(awards.letters_for(session, actor, dossier_id))


@api_get(LETTERS + "/{award_letter_id:str}", TAG, "Toon een brief over de gunning", guests=True)
def read_award_letter(session: Session, actor: Actor, dossier_id: str, award_letter_id: str) -> AwardLetterView:
    """Show a letter about an award."""
    return awards.letter_for(session, actor, dossier_id, award_letter_id)


@api_get(
    LETTERS + "/{award_letter_id:str}/document",
    TAG,
    "Haal een brief over de gunning op als Word-document",
    guests=True,
    gives=BYTES,
)
def read_award_letter_document(
    session: Session, actor: Actor, dossier_id: str, award_letter_id: str
) -> Response[bytes]:
    """Give the Word document of a letter."""
    found = awards.letter_file(session, actor, dossier_id, award_letter_id)
    mark = own_etag(actor, award_letter_id, found.sha256)
    return Response(found.body, headers=download_headers(found.file_name, mark), media_type=BYTES)


@api_get(COMPLAINTS, TAG, "Toon de klachten over een aanbesteding", "Wat het eerst binnenkwam eerst.")
def list_complaints(session: Session, dossier_id: str, paging: Paging) -> Listed[ComplaintView]:
    """List the complaints."""
    return paging.part(awards.complaints(session, dossier_id))


@api_get(COMPLAINT, TAG, "Toon een klacht")
def read_complaint(session: Session, dossier_id: str, complaint_id: str) -> ComplaintView:
    """Show a complaint."""
    return awards.complaint_view(session, dossier_id, complaint_id)


@api_post(
    COMPLAINTS,
    TAG,
    "Registreer een klacht",
    "Binnen zes weken wordt er op besloten; die dag komt in de agenda.",
    location=PLACE + "/complaints/{id}",
    roles=KEEPERS,
)
def register_complaint(session: Session, occasion: Occasion, dossier_id: str, data: RegisterComplaint) -> ComplaintView:
    """Register a complaint."""
    made = contesting.register_complaint(session, occasion, dossier_id, data)
    session.flush()
    return awards.complaint_view(session, dossier_id, made.id)


@api_post(
    COMPLAINT + "/decision",
    TAG,
    "Leg het besluit op een klacht vast",
    location=PLACE + "/complaints/{id}",
    roles=KEEPERS,
)
def decide_complaint(
    session: Session, occasion: Occasion, dossier_id: str, complaint_id: str, data: DecideComplaint
) -> ComplaintView:
    """Record the decision on a complaint."""
    contesting.decide_complaint(session, occasion, dossier_id, complaint_id, data)
    session.flush()
    return awards.complaint_view(session, dossier_id, complaint_id)


@api_get(CASES, TAG, "Toon de korte gedingen over een aanbesteding")
def list_court_cases(session: Session, dossier_id: str, paging: Paging) -> Listed[CourtCaseView]:
    """List the summary proceedings."""
    return paging.part(awards.court_cases(session, dossier_id))


@api_get(CASE, TAG, "Toon een kort geding")
def read_court_case(session: Session, dossier_id: str, case_id: str) -> CourtCaseView:
    """Show summary proceedings."""
    return awards.court_case_view(session, dossier_id, case_id)


@api_post(
    CASES,
    TAG,
    "Registreer een kort geding",
    "Tot het vonnis wordt voor dit perceel niets getekend (regel 37).",
    location=PLACE + "/court-cases/{id}",
    roles=KEEPERS,
)
def register_court_case(
    session: Session, occasion: Occasion, dossier_id: str, data: RegisterProceedings
) -> CourtCaseView:
    """Register summary proceedings."""
    made = contesting.register_proceedings(session, occasion, dossier_id, data)
    session.flush()
    return awards.court_case_view(session, dossier_id, made.id)


@api_post(
    CASE + "/judgment",
    TAG,
    "Leg een vonnis vast",
    "De inschrijvingen gelden tot 14 dagen na het vonnis; tekenen kan vanaf de dag na het vonnis en de termijn.",
    location=PLACE + "/court-cases/{id}",
    roles=KEEPERS,
)
def record_judgment(
    session: Session, occasion: Occasion, dossier_id: str, case_id: str, data: RecordJudgment
) -> CourtCaseView:
    """Record a judgment."""
    contesting.record_judgment(session, occasion, dossier_id, case_id, data)
    session.flush()
    return awards.court_case_view(session, dossier_id, case_id)


@api_get(
    RECORD,
    TAG,
    "Toon het proces-verbaal van de opdrachtverlening",
    "De onderdelen a tot en met n (Aw 2.132): wat uit het dossier volgt, wat iemand schreef, of dat het n.v.t. is.",
)
def read_record(session: Session, dossier_id: str) -> RecordOfProceedings:
    """Show the record of proceedings."""
    return record.record_view(session, dossier_id)


@api_post(
    RECORD,
    TAG,
    "Begin het proces-verbaal van de opdrachtverlening",
    "Er wordt geen overeenkomst gesloten zolang het niet compleet is (regel 38).",
    location=PLACE + "/record-of-proceedings",
    roles=KEEPERS,
)
def begin_record(session: Session, occasion: Occasion, dossier_id: str, data: BeginRecord) -> RecordOfProceedings:
    """Begin the record of proceedings."""
    recording.begin_record(session, occasion, dossier_id, data)
    session.flush()
    return record.record_view(session, dossier_id)


@api_post(RECORD + "/_fill", TAG, "Vul een onderdeel van het proces-verbaal", roles=KEEPERS)
def fill_item(session: Session, occasion: Occasion, dossier_id: str, data: FillItem) -> RecordOfProceedings:
    """Fill an item of the record."""
    recording.fill_item(session, occasion, dossier_id, data)
    session.flush()
    return record.record_view(session, dossier_id)


@api_post(
    RECORD + "/_complete",
    TAG,
    "Maak het proces-verbaal compleet",
    "Geweigerd met elk onderdeel dat nog leeg is; anders wordt het als Word-document uitgegeven.",
    roles=KEEPERS,
)
def complete_record(session: Session, occasion: Occasion, templates: Path, dossier_id: str) -> RecordOfProceedings:
    """Complete the record of proceedings."""
    recording.complete_record(session, occasion, dossier_id, templates / "documents")
    session.flush()
    return record.record_view(session, dossier_id)


def _award(session: Session, occasion: Occasion, dossier_id: str, lot_code: str) -> LotAwardView:
    session.flush()
    return awards.lot_award(session, dossier_id, lot_code, occasion.today)


router = api_router(
    list_awards,
    read_award,
    decide_lot,
    describe_winner,
    write_reasons,
    take_over,
    send_letters,
    list_award_letters,
    read_award_letter,
    read_award_letter_document,
    list_complaints,
    read_complaint,
    register_complaint,
    decide_complaint,
    list_court_cases,
    read_court_case,
    register_court_case,
    record_judgment,
    read_record,
    begin_record,
    fill_item,
    complete_record,
)
