"""The register of organisations at the API."""

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import KEEPERS, TEAM, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.parties import queries, service
from partnerschapsakte.parties.queries import party_view, view_of
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import CorrectParty, PartyView, RegisterParty
from partnerschapsakte.web.api import api_get, api_post, api_put, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "parties"
READERS = TEAM | {Role.AUDITOR, Role.ADMINISTRATOR}
WRITERS = KEEPERS | {Role.ADMINISTRATOR}


class PartiesAsked(Asked):
    """Which organisations somebody asks for."""

    kind: PartyKind | None = None


@api_get("/parties", TAG, "Toon de organisaties", "Gemeenten en aanbieders, op naam.", roles=READERS)
def list_parties(session: Session, paging: Paging, query: PartiesAsked) -> Listed[PartyView]:
    """List the register."""
    return paging.of(queries.party_page(session, limit=paging.limit, offset=paging.offset, kind=query.kind))


@api_get("/parties/{party_id:str}", TAG, "Toon een organisatie", roles=READERS)
def read_party(session: Session, party_id: str) -> PartyView:
    """Show an organisation."""
    return party_view(session, party_id)


@api_post("/parties", TAG, "Registreer een organisatie", location="/parties/{id}", roles=WRITERS)
def register_party(session: Session, occasion: Occasion, data: RegisterParty) -> PartyView:
    """Register an organisation."""
    return view_of(service.register_party(session, occasion, data))


@api_put("/parties/{party_id:str}", TAG, "Verbeter de gegevens", edits=read_party, roles=WRITERS)
def correct_party(session: Session, occasion: Occasion, party_id: str, data: RegisterParty, version: int) -> PartyView:
    """Correct an organisation's data."""
    command = CorrectParty(**data.model_dump(), version=version)
    return view_of(service.correct_party(session, occasion, party_id, command))


router = api_router(list_parties, read_party, register_party, correct_party)
