"""Issues the procurement strategy note of a dossier: the design as it stands, and what is still missing of it."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.design import word
from partnerschapsakte.design.queries import NOTE, design_view
from partnerschapsakte.design.service.choosing import to_write
from partnerschapsakte.documents.service import issue
from partnerschapsakte.dossiers.queries import dossier_view
from partnerschapsakte.foundation.occasion import Occasion


def issue_note(session: Session, occasion: Occasion, dossier_id: str, templates: Path) -> str:
    """Issue the procurement strategy note and return its id; of an unfinished design it says what lacks."""
    to_write(session, occasion.actor, dossier_id)
    view = design_view(session, dossier_id)
    authorities = [one.name for one in dossier_view(session, dossier_id).authorities]
    document = issue(
        session,
        occasion,
        dossier_id=dossier_id,
        subject=dossier_id,
        kind=NOTE,
        title=word.TITLE,
        about=word.plain(view.title),
        content=word.content_of(view, authorities=authorities, today=occasion.today),
        template_root=templates,
    )
    return document.id
