"""The part of the award that a tenderer sees: its own letters with their documents, and nothing of others."""

from litestar import Response
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.awarding.pages.desk import BASE
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.documents.queries import own_etag
from partnerschapsakte.documents.rules.downloads import download_headers
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.web.doors import Answer, Page, Session, Who, get
from partnerschapsakte.web.rendering import Page as PageOfRequest


def show_own(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str) -> Answer:
    """Show a tenderer its own letters."""
    found = awards.letters_for(session, actor, dossier_id)
    return page("awarding/own.html", letters=found, dossier_id=dossier_id)


@get(f"{BASE}/brieven/{{award_letter_id:str}}", guests=True)
def show_letter(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], award_letter_id: FromPath[str]
) -> Answer:
    """Show one letter: to the tenderer to which it went, and to the authority."""
    letter = awards.letter_for(session, actor, dossier_id, award_letter_id)
    return page("awarding/letter.html", letter=letter, dossier_id=dossier_id, reads_all=actor.reads_file)


@get(f"{BASE}/brieven/{{award_letter_id:str}}/document", guests=True)
def download_letter(
    session: Session, actor: Who, dossier_id: FromPath[str], award_letter_id: FromPath[str]
) -> Response[bytes]:
    """Give the Word document of a letter, to save."""
    found = awards.letter_file(session, actor, dossier_id, award_letter_id)
    mark = own_etag(actor, award_letter_id, found.sha256)
    return Response(found.body, headers=download_headers(found.file_name, mark), media_type=found.media_type)


HANDLERS = (show_letter, download_letter)
"""What ``team`` hangs beside its own pages: the whole award is one router."""
