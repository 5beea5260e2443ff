"""Prints the record of opening as a document, once a vault was opened."""

import logging
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.sealed.models import Vault
from partnerschapsakte.sealed.queries.submissions import record_of_opening
from partnerschapsakte.sealed.word.record import TITLE, content_of

KIND = "record_of_opening"
log = logging.getLogger(__name__)


def issue_record(session: Session, occasion: Occasion, vault: Vault, templates: Path) -> None:
    """Issue the record of opening. Where it cannot be printed the vault is open all the same, and the page shows it."""
    session.flush()
    try:
        with session.begin_nested():
            found = record_of_opening(session, vault, occasion.recorded_at)
            document = issue(
                session,
                occasion,
                dossier_id=vault.dossier_id,
                subject=vault.id,
                kind=KIND,
                title=TITLE,
                about=found.vault.title,
                content=content_of(found),
                template_root=templates,
            )
    except Exception as error:  # noqa: BLE001 - whatever went wrong with the paper, the vault is open
        log.error("the record of opening of vault %s was not printed: %s", vault.id, type(error).__name__)  # noqa: TRY400 - what stands in it is not for logs
        return
    vault.record_id = document.id
