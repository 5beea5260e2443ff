"""Files, letters, documents and what experts said; the journal's checkpoint, a mail, and work that got stuck."""

import base64
from typing import Any

from sqlalchemy import select

from file_samples import SOUND, docx
from partnerschapsakte.documents.models import IssuedPdf
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.journal.service import make_checkpoint
from partnerschapsakte.reminders.models import Digest
from partnerschapsakte.reminders.service import sweep
from seeded.ways import Way, Ways
from seeded.world import KEYS, TODAY, Seeded
from services.contracts.exemplum import on

OFFICER, LAWYER, CONTACT = Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.PROVIDER_CONTACT
OCTETS = {"content-type": "application/octet-stream"}
SENT = {"title": "Een bijlage", "name": "bijlage.txt"}
ITS = {"kind": "partnership_deed", "name": "akte.docx"}
SAID: dict[str, Any] = {
    "label": "Ervaringsdeskundige 2",
    "about": "Gesprek",
    "given_on": "2022-02-01",
    "matters_most": "Rust",
    "scan_name": "vel.png",
    "scan": base64.b64encode(SOUND["png"]).decode(),
}
DECISION = {
    "body": "college",
    "subject": "Gunning",
    "decided_on": "2022-02-01",
    "case_number": "Z-1",
    "file": "besluit.pdf",
}
LETTER = {"title": "Vraag", "text": "Mag het ook op dinsdag?"}


def papers(at: Seeded) -> Ways:
    """Send and issue one of each kind."""
    path = f"/dossiers/{at.ids['dossier_id']}"
    files: dict[str, Any] = {"params": SENT, "headers": OCTETS}
    kept = {"dossier_id": at.ways["issue_date_table"].ids["dossier_id"]}
    template = docx("{{ a() }}")
    at.ids |= {
        "file_id": at.act(OFFICER, f"{path}/files", SOUND["txt"], **files)["id"],
        "template_id": at.act(LAWYER, f"{path}/templates", template, params=ITS, headers=OCTETS)["id"],
        "contribution_id": at.act(Role.CLIENT_ADVISER, f"{path}/contributions", SAID)["id"],
        "letter_id": at.act(CONTACT, f"{path}/letters", LETTER)["id"],
        "decision_id": at.act(OFFICER, f"{path}/decisions", DECISION)["id"],
        "document_id": at.act(OFFICER, f"/dossiers/{kept['dossier_id']}/date-tables")["documents"][0]["id"],
    }
    mistaken = at.act(Role.CLIENT_ADVISER, f"{path}/contributions", SAID)["id"]
    at.act(CONTACT, f"{path}/files", SOUND["txt"], **files)
    published = at.act(OFFICER, f"{path}/files", SOUND["txt"], **files)["id"]
    at.act(OFFICER, f"/files/{published}/_publish")
    _machinery(at)
    return {
        "upload_file": Way(body=SOUND["txt"], query=SENT, headers=OCTETS),
        "upload_template": Way(body=template, query=ITS, headers=OCTETS),
        "enter_contribution": Way(body=SAID),
        "withdraw_contribution": Way(ids={"contribution_id": mistaken}, body={"reason": "Dubbel ingevoerd."}),
        "send_letter": Way(body=LETTER),
        "record_decision": Way(body=DECISION),
    }


def _machinery(at: Seeded) -> None:
    """Mail what is due, let work get stuck, print a document, and sign for the journal as it is then."""
    with writing(at.engine)() as session:
        sweep(session, on(TODAY))
        parked = OutboxMessage(task="proef", key="proef", payload={}, due_at=noon(TODAY))
        parked.attempts, parked.parked_at, parked.last_error = 5, noon(TODAY), "geen verbinding"
        pdf = IssuedPdf(document_id=at.ids["document_id"], sha256="", size=4, body=b"%PDF", made_at=noon(TODAY))
        session.add_all([parked, pdf])
        session.flush()
        mail = session.scalars(select(Digest.id)).first()
        at.ids |= {"mail_id": str(mail), "work_id": str(parked.id), "day": TODAY.isoformat()}
    with writing(at.engine)() as session:
        make_checkpoint(session, on(TODAY), KEYS, origin="exemplum.example")
