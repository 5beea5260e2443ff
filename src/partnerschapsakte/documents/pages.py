"""The issued documents as files to download."""

from litestar import Response, Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from partnerschapsakte.documents import queries
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.web.doors import Session, Who, get


@get("/documenten/{document_id:str}/word")
def word_file(session: Session, actor: Who, document_id: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - only for who is signed in
    """Give a document as Word file."""
    return _attachment(queries.word_file(session, document_id))


@get("/documenten/{document_id:str}/pdf")
def pdf_file(session: Session, actor: Who, document_id: FromPath[str]) -> Response[bytes]:  # noqa: ARG001 - only for who is signed in
    """Give a document as PDF, where it was made."""
    found = queries.pdf_file(session, document_id)
    if found is None:
        raise NotFoundException
    return _attachment(found)


def _attachment(found: StoredFile) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{found.file_name}"', "ETag": f'"{found.sha256}"'}
    return Response(found.body, headers=headers, media_type=found.media_type)


router = Router("/", route_handlers=[word_file, pdf_file])
