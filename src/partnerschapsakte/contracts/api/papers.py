"""The documents of agreements at the API: deeds, letters, evaluation reports and the table of dates."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from partnerschapsakte.contracts.rules.extension import RECORDERS
from partnerschapsakte.contracts.service import papers
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.documents.schemas import DocumentView
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "documents"
DOCUMENTS = "/agreements/{agreement_id:str}/documents"
POINT = "/agreements/{agreement_id:str}/extension-points/{number:int}"
MAY_ISSUE = frozenset(RECORDERS)
SAME = "Met dezelfde gegevens komt hetzelfde document terug."


class IssuedDocuments(msgspec.Struct, frozen=True):
    """The documents that were issued, without their bytes."""

    documents: tuple[DocumentView, ...]


@api_get(DOCUMENTS, TAG, "Toon de documenten van een akte", "In de volgorde waarin ze zijn opgemaakt.")
def list_documents_of_agreement(session: Session, agreement_id: str, paging: Paging) -> Listed[DocumentView]:
    """List the documents of an agreement."""
    found = documents.documents_of(session, subject=agreement_id)
    return paging.part(found)


@api_post(
    DOCUMENTS,
    TAG,
    "Maak de akte op",
    f"Eén document voor elke aanbieder of combinatie die tekent. {SAME}",
    status=201,
    roles=MAY_ISSUE,
)
def issue_deed(session: Session, occasion: Occasion, templates: Path, agreement_id: str) -> IssuedDocuments:
    """Issue the deed of an agreement."""
    return _issued(session, papers.issue_deed(_press(session, occasion, templates), agreement_id))


@api_post(
    POINT + "/letters",
    TAG,
    "Maak de aanzeggingen van een verlenging op",
    f"Eén brief voor elke gemeente en aanbieder die verlengt. {SAME}",
    status=201,
    roles=MAY_ISSUE,
)
def issue_extension_letters(
    session: Session, occasion: Occasion, templates: Path, agreement_id: str, number: int
) -> IssuedDocuments:
    """Issue the letters that give notice of an extension."""
    return _issued(session, papers.issue_extension_letter(_press(session, occasion, templates), agreement_id, number))


@api_post(POINT + "/reports", TAG, "Maak het verslag van een afgeronde evaluatie op", SAME, status=201, roles=MAY_ISSUE)
def issue_evaluation_report(
    session: Session, occasion: Occasion, templates: Path, agreement_id: str, number: int
) -> IssuedDocuments:
    """Issue the report of a concluded evaluation."""
    return _issued(
        session, [papers.issue_evaluation_report(_press(session, occasion, templates), agreement_id, number)]
    )


@api_post(
    "/dossiers/{dossier_id:str}/date-tables",
    TAG,
    "Maak de tabel met alle data van een dossier op",
    f"Zonder aktes met een looptijd is het antwoord leeg. {SAME}",
    status=201,
    roles=MAY_ISSUE,
)
def issue_date_table(session: Session, occasion: Occasion, templates: Path, dossier_id: str) -> IssuedDocuments:
    """Issue the table of every date of a dossier."""
    issued = papers.issue_date_table(_press(session, occasion, templates), dossier_id)
    return _issued(session, [issued] if issued else [])


def _press(session: Session, occasion: Occasion, templates: Path) -> papers.Press:
    return papers.Press(session, occasion, templates / "documents")


def _issued(session: Session, ids: Iterable[str]) -> IssuedDocuments:
    session.flush()
    return IssuedDocuments(tuple(view for one in ids for view in documents.documents_of(session, document_id=one)))


router = api_router(
    list_documents_of_agreement, issue_deed, issue_extension_letters, issue_evaluation_report, issue_date_table
)
