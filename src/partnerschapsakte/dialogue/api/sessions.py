"""Sessions of the dialogue at the API, with their minutes, and the ledger of what was told to whom."""

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.dialogue.api import papers
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.schemas.commands import (
    AddExpert,
    BringMinutes,
    CancelSession,
    ClassifyItem,
    ConsentToItem,
    HoldSession,
    NoteOutcome,
    NoteProduct,
    PlanSession,
    SendMinutes,
    TellItem,
)
from partnerschapsakte.dialogue.schemas.views import ItemView, MinutesView, PlannedSessionView, ProductView
from partnerschapsakte.dialogue.service import ledger, meetings, minutes
from partnerschapsakte.documents.queries import own_etag
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.documents.service import SCAN, Sent
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router

TAG = "dialogue"
BYTES = "application/octet-stream"
MOST = 28_000_000
"""A file in base64 is a third larger than the file."""

DIALOGUE = "/dossiers/{dossier_id:str}/dialogue"
SESSIONS = DIALOGUE + "/sessions"
SESSION = SESSIONS + "/{planned_session_id:str}"
MINUTES = DIALOGUE + "/minutes/{minutes_id:str}"
ITEMS = DIALOGUE + "/items"
ITEM = ITEMS + "/{item_id:str}"
PRODUCTS = DIALOGUE + "/products"
PRODUCT = PRODUCTS + "/{product_id:str}"


def session_of(session: Session, actor: Actor, dossier_id: str, planned_session_id: str) -> PlannedSessionView:
    """Return a session as it stands after an act."""
    session.flush()
    return views.planned_session(session, actor, dossier_id, planned_session_id)


@api_get(SESSION, TAG, "Toon een gepland of gehouden gesprek")
def read_planned_session(
    session: Session, actor: Actor, dossier_id: str, planned_session_id: str
) -> PlannedSessionView:
    """Show a session."""
    return views.planned_session(session, actor, dossier_id, planned_session_id)


@api_post(
    SESSIONS,
    TAG,
    "Plan een gesprek",
    "Met één deelnemer, of zonder `candidate_id` een gezamenlijk gesprek als dat is aangekondigd.",
    location="/dossiers/{dossier_id}/dialogue/sessions/{id}",
    roles=KEEPERS,
)
def plan_session(session: Session, occasion: Occasion, dossier_id: str, data: PlanSession) -> PlannedSessionView:
    """Plan a session."""
    planned = meetings.plan_session(session, occasion, dossier_id, data)
    return session_of(session, occasion.actor, dossier_id, planned.id)


@api_post(SESSION + "/_cancel", TAG, "Zeg een gepland gesprek af", roles=KEEPERS)
def cancel_session(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: CancelSession
) -> PlannedSessionView:
    """Cancel a planned session."""
    meetings.cancel_session(session, occasion, dossier_id, planned_session_id, data)
    return session_of(session, occasion.actor, dossier_id, planned_session_id)


@api_post(
    SESSION + "/_hold",
    TAG,
    "Leg vast dat een gepland gesprek is gehouden",
    "Wie erbij waren is een aantal met functies, nooit namen.",
    roles=KEEPERS,
)
def hold_session(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: HoldSession
) -> PlannedSessionView:
    """Record that a planned session was held."""
    meetings.hold_session(session, occasion, dossier_id, planned_session_id, data)
    return session_of(session, occasion.actor, dossier_id, planned_session_id)


@api_post(
    SESSION + "/experts",
    TAG,
    "Leg vast dat een ervaringsdeskundige meekomt",
    "Onder een aanduiding. De naam zien alleen mensen die in het dossier vastleggen.",
    roles=KEEPERS,
)
def add_expert(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: AddExpert
) -> PlannedSessionView:
    """Write down that an expert by experience comes along."""
    meetings.add_expert(session, occasion, dossier_id, planned_session_id, data)
    return session_of(session, occasion.actor, dossier_id, planned_session_id)


@api_post(SESSION + "/outcomes", TAG, "Leg de uitkomst van een onderwerp vast", roles=KEEPERS)
def note_outcome(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: NoteOutcome
) -> PlannedSessionView:
    """Write down what came of a topic."""
    meetings.note_outcome(session, occasion, dossier_id, planned_session_id, data)
    return session_of(session, occasion.actor, dossier_id, planned_session_id)


@api_post(
    SESSION + "/minutes",
    TAG,
    "Breng het verslag van een gesprek in",
    "Als Word- of PDF-bestand in base64, of als tekst. Een nieuwe versie wordt door beide kanten opnieuw goedgekeurd; "
    "een versie die beide kanten goedkeurden, staat vast.",
    most=MOST,
    location="/dossiers/{dossier_id}/dialogue/minutes/{id}",
    roles=KEEPERS,
)
def bring_minutes(
    session: Session, occasion: Occasion, dossier_id: str, planned_session_id: str, data: SendMinutes
) -> MinutesView:
    """Keep a version of the minutes of a session."""
    command = BringMinutes(candidate_id=data.candidate_id, text=data.text)
    sent = Sent(data.file_name or "", data.file) if data.file is not None else None
    kept = minutes.bring_minutes(
        session, occasion, dossier_id, planned_session_id, command, sent, scan=session.info.get(SCAN)
    )
    session.flush()
    return views.minutes(rows.dialogue(session, dossier_id), kept)


def minutes_for(session: Session, actor: Actor, dossier_id: str, minutes_id: str) -> MinutesView:
    """Return minutes for the authority, or for the participant whose they are; to others they do not exist."""
    found = rows.dialogue(session, dossier_id)
    return views.minutes(found, rows.minutes_for(found, actor, minutes_id))


@api_get(MINUTES, TAG, "Toon een verslag", "Van een deelnemer alleen zijn eigen verslagen.", guests=True)
def read_minutes(session: Session, actor: Actor, dossier_id: str, minutes_id: str) -> MinutesView:
    """Show a version of minutes."""
    return minutes_for(session, actor, dossier_id, minutes_id)


@api_get(MINUTES + "/file", TAG, "Haal het bestand van een verslag op", guests=True, gives=BYTES)
def read_minutes_file(session: Session, actor: Actor, dossier_id: str, minutes_id: str) -> Response[bytes]:
    """Give the file of minutes."""
    found = rows.dialogue(session, dossier_id)
    kept = rows.minutes_file(session, rows.minutes_for(found, actor, minutes_id))
    mark = own_etag(actor, minutes_id, kept.sha256)
    return Response(kept.body, headers=download_headers(kept.file_name, mark), media_type=BYTES)


@api_post(
    MINUTES + "/_approve",
    TAG,
    "Keur een verslag goed",
    "Voor de eigen kant: de gemeente of de deelnemer. Als beide dat deden, staat het vast.",
    guests=True,
)
def sign_minutes(session: Session, occasion: Occasion, dossier_id: str, minutes_id: str) -> MinutesView:
    """Approve minutes for one's own side."""
    minutes.sign_minutes(session, occasion, dossier_id, minutes_id)
    session.flush()
    return minutes_for(session, occasion.actor, dossier_id, minutes_id)


@api_get(ITEM, TAG, "Toon een regel van het informatieregister")
def read_item(session: Session, dossier_id: str, item_id: str) -> ItemView:
    """Show a line of the ledger."""
    return views.one_item(session, dossier_id, item_id)


@api_post(
    ITEMS,
    TAG,
    "Leg vast wat één deelnemer hoorde of vertelde",
    "Voor allen, met de dag waarop allen het weten, of vertrouwelijk met een reden. `is_idea`: het is een idee van de "
    "deelnemer, dat alleen met toestemming wordt gedeeld.",
    location="/dossiers/{dossier_id}/dialogue/items/{id}",
    roles=KEEPERS,
)
def tell_item(session: Session, occasion: Occasion, dossier_id: str, data: TellItem) -> ItemView:
    """Write down an item of information."""
    item = ledger.tell_item(session, occasion, dossier_id, data)
    return views.one_item(session, dossier_id, item.id)


@api_put(ITEM + "/classification", TAG, "Deel een regel opnieuw in", edits=read_item, roles=KEEPERS)
def classify_item(
    session: Session, occasion: Occasion, dossier_id: str, item_id: str, data: ClassifyItem, version: int
) -> ItemView:
    """Say anew for whom an item is."""
    ledger.classify_item(session, occasion, dossier_id, item_id, data, version=version)
    session.flush()
    return views.one_item(session, dossier_id, item_id)


@api_post(ITEM + "/_deliver", TAG, "Stuur een regel aan alle deelnemers", "Ieder krijgt een brief.", roles=KEEPERS)
def deliver_item(session: Session, occasion: Occasion, dossier_id: str, item_id: str) -> ItemView:
    """Send an item to everybody."""
    ledger.deliver_item(session, occasion, dossier_id, item_id)
    session.flush()
    return views.one_item(session, dossier_id, item_id)


@api_post(
    ITEM + "/consent",
    TAG,
    "Stem in met het delen van precies dit idee",
    "Door de deelnemer zelf, of door de gemeente met `proof`: waaruit de toestemming blijkt.",
    guests=True,
)
def consent_to_item(session: Session, occasion: Occasion, dossier_id: str, item_id: str, data: ConsentToItem) -> None:
    """Record consent to sharing exactly this item."""
    ledger.consent_to_item(session, occasion, dossier_id, item_id, data)


@api_get(PRODUCT, TAG, "Toon een product van de dialoog")
def read_product(session: Session, dossier_id: str, product_id: str) -> ProductView:
    """Show a product of the dialogue."""
    return views.one_product(session, dossier_id, product_id)


@api_post(
    PRODUCTS,
    TAG,
    "Leg een product van de dialoog vast",
    "Zoals een businesscase, een risicotabel of een ontwikkelopgave.",
    location="/dossiers/{dossier_id}/dialogue/products/{id}",
    roles=KEEPERS,
)
def note_product(session: Session, occasion: Occasion, dossier_id: str, data: NoteProduct) -> ProductView:
    """Write down something that the dialogue brings forth."""
    made = meetings.note_product(session, occasion, dossier_id, data)
    return views.one_product(session, dossier_id, made.id)


@api_put(PRODUCT, TAG, "Wijzig een product van de dialoog", edits=read_product, roles=KEEPERS)
def change_product(
    session: Session, occasion: Occasion, dossier_id: str, product_id: str, data: NoteProduct, version: int
) -> ProductView:
    """Write a product of the dialogue anew."""
    meetings.change_product(session, occasion, dossier_id, product_id, data, version=version)
    session.flush()
    return views.one_product(session, dossier_id, product_id)


router = api_router(
    read_planned_session,
    plan_session,
    cancel_session,
    hold_session,
    add_expert,
    note_outcome,
    bring_minutes,
    read_minutes,
    read_minutes_file,
    sign_minutes,
    read_item,
    tell_item,
    classify_item,
    deliver_item,
    consent_to_item,
    read_product,
    note_product,
    change_product,
    *papers.HANDLERS,
)
