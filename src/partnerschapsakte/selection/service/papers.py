"""Prints the selection guide: what is asked of candidates, when, and how is chosen."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Wanted, printed
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.selection import queries
from partnerschapsakte.selection.word import guide
from partnerschapsakte.tendering.queries import tender


def selection_guide(session: Session, dossier_id: str, templates: Path, today: date) -> StoredFile:
    """Print the selection guide as the dossier has it now; what is missing stands in it by name."""
    found, asked = tender(session, dossier_id), queries.file_of(session, dossier_id)
    content = guide.content_of(found, dossier_view(session, dossier_id), asked, today)
    wanted = Wanted(kind=guide.GUIDE, title=guide.TITLE, content=content, template_root=templates, today=today)
    return printed(session, dossier_id, wanted)
