"""Agreements at the API: list them, read one, put one on record."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.api.told import ToldAgreement, told_agreement
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.extension import RECORDERS
from partnerschapsakte.contracts.rules.kinds import AgreementKind
from partnerschapsakte.contracts.schemas import (
    AgreementOrder,
    AgreementRow,
    AgreementState,
    AgreementsWanted,
    ConcludeAgreement,
)
from partnerschapsakte.contracts.service import agreements as service
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.fields import Code, Line
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "agreements"


class AgreementsOfDossierAsked(Asked):
    """Which agreements of a dossier somebody asks for, and in which order."""

    kind: AgreementKind | None = None
    state: AgreementState | None = None
    concluded: bool | None = None
    q: Line | None = None
    sort: AgreementOrder = "id"


class AgreementsAsked(AgreementsOfDossierAsked):
    """Which agreements somebody asks for, and in which order."""

    dossier_id: Code | None = None


@api_get(
    "/agreements",
    TAG,
    "Toon de partnerschapsaktes",
    "Van alle dossiers die u leest. `state` vergelijkt de eerste en de huidige laatste dag met vandaag; `q` zoekt in "
    "titel en aktenummer; zonder `sort` is de volgorde die van het kenmerk (`id`).",
    filters=True,
)
def list_agreements(
    session: Session, actor: Actor, now: datetime, paging: Paging, query: AgreementsAsked
) -> Listed[AgreementRow]:
    """List agreements."""
    wanted = AgreementsWanted(**query.model_dump())
    return paging.of(
        queries.agreement_page(session, actor, local_date(now), wanted, limit=paging.limit, offset=paging.offset)
    )


@api_get("/dossiers/{dossier_id:str}/agreements", TAG, "Toon de partnerschapsaktes van een dossier")
def list_agreements_of_dossier(
    session: Session, actor: Actor, now: datetime, dossier_id: str, paging: Paging, query: AgreementsOfDossierAsked
) -> Listed[AgreementRow]:
    """List the agreements of a dossier."""
    wanted = AgreementsWanted(dossier_id=dossier_id, **query.model_dump())
    return paging.of(
        queries.agreement_page(session, actor, local_date(now), wanted, limit=paging.limit, offset=paging.offset)
    )


@api_get(
    "/agreements/{agreement_id:str}",
    TAG,
    "Toon een partnerschapsakte",
    "Met de looptijd, de verlengingsmomenten en bij elke datum de stappen waarlangs die is bepaald.",
)
def read_agreement(session: Session, now: datetime, agreement_id: str) -> ToldAgreement:
    """Show an agreement."""
    return _told(session, queries.agreement(session, agreement_id), local_date(now))


@api_post(
    "/dossiers/{dossier_id:str}/agreements",
    TAG,
    "Leg een partnerschapsakte vast",
    "Een deelovereenkomst zonder `term` volgt de looptijd van haar basisovereenkomst (`parent_id`).",
    location="/agreements/{id}",
    roles=frozenset(RECORDERS),
)
def conclude_agreement(session: Session, occasion: Occasion, dossier_id: str, data: ConcludeAgreement) -> ToldAgreement:
    """Put an agreement on record."""
    queries.hold_once(data.authorities)
    queries.hold_once([str(square.year) for square in data.budget])
    queries.hold_registered(session, [*data.authorities, *(seat.party_id for seat in data.providers)])
    return _told(session, service.conclude_agreement(session, occasion, dossier_id, data), occasion.today)


def _told(session: Session, found: Agreement, today: date) -> ToldAgreement:
    return told_agreement(found, queries.view(session, found, today))


router = api_router(list_agreements, list_agreements_of_dossier, read_agreement, conclude_agreement)
