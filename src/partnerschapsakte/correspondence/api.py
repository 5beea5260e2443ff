"""Letters about a dossier at the API, for the authority and for the program of a candidate."""

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence import queries, service
from partnerschapsakte.correspondence.schemas import LetterView, SendLetter
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "letters"


@api_get(
    "/dossiers/{dossier_id:str}/letters",
    TAG,
    "Toon de correspondentie van een dossier",
    "De nieuwste eerst. Een kandidaat ziet zijn eigen brieven en die aan alle kandidaten.",
    guests=True,
)
def list_letters(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[LetterView]:
    """List the letters about a dossier."""
    return paging.of(queries.letters_for(session, actor, dossier_id, limit=paging.limit, offset=paging.offset))


@api_get("/dossiers/{dossier_id:str}/letters/{letter_id:str}", TAG, "Toon een brief", guests=True)
def read_letter(session: Session, actor: Actor, dossier_id: str, letter_id: str) -> LetterView:
    """Show a letter."""
    return queries.letter_for(session, actor, dossier_id, letter_id)


@api_post(
    "/dossiers/{dossier_id:str}/letters",
    TAG,
    "Stuur een brief",
    "Aan één kandidaat (`party_id`) of aan alle; van een kandidaat gaat hij naar de gemeente. Wie hem krijgt, krijgt "
    "ook een e-mail zonder de inhoud.",
    guests=True,
    location="/dossiers/{dossier_id}/letters/{id}",
)
def send_letter(session: Session, occasion: Occasion, dossier_id: str, data: SendLetter) -> LetterView:
    """Send a letter."""
    sent = service.send_letter(session, occasion, dossier_id, data)
    session.flush()
    return queries.letter_for(session, occasion.actor, dossier_id, sent.id)


router = api_router(list_letters, read_letter, send_letter)
