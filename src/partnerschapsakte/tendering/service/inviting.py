"""Sends the invitation to tender: a letter to each candidate that is left and the same as a document, all at once."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.queries import readers
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import on_one_line
from partnerschapsakte.tendering import queries, word
from partnerschapsakte.tendering.models import Candidate, Tender
from partnerschapsakte.tendering.rules.facts import ConsortiumRole


def send_invitations(
    session: Session, occasion: Occasion, tender: Tender, invited: Collection[str], templates: Path | None
) -> None:
    """Write to each invited candidate who reads letters here, and print the invitation where there are templates."""
    here = {one.party_id for one in readers(session, tender.dossier_id, occasion.today) if one.party_id}
    text, title = word.invitation_text(tender), word.in_dutch(word.TITLE)
    for candidate in (one for one in tender.candidates if one.id in invited):
        for party in (seat.party_id for seat in candidate.parties if seat.party_id in here):
            # The text is our own; what a person typed in it was checked when it was typed.
            command = SendLetter.model_construct(party_id=party, title=title, text=text)
            send_letter(session, occasion, tender.dossier_id, command)
        if templates is not None:
            _print(session, occasion, tender, candidate, templates)


def address_of(session: Session, party_id: str) -> str:
    """Return the address of a party on one line."""
    party = parties_by_id(session, [party_id])[party_id]
    return on_one_line(party.street_address, party.postal_code, party.town or party.seat)


def authority_names(session: Session, dossier_id: str) -> list[str]:
    """Return the names of the authorities that commission, the leading one first."""
    ids = queries.authorities(session, dossier_id)
    found = parties_by_id(session, ids)
    return [found[one].name for one in ids]


def _print(session: Session, occasion: Occasion, tender: Tender, candidate: Candidate, templates: Path) -> None:
    title = f"{word.in_dutch(word.TITLE)} {word.plain(candidate.name)}"
    lead = next(one.party_id for one in candidate.parties if one.role is ConsortiumRole.LEAD)
    to = word.addressee(candidate.name, address_of(session, lead))
    authorities, day = authority_names(session, tender.dossier_id), tender.invited_on or occasion.today
    content = word.invitation_of(tender, to, authorities, day)
    issue(
        session,
        occasion,
        dossier_id=tender.dossier_id,
        subject=f"{tender.id}:{candidate.id}",
        kind=word.INVITATION,
        title=title,
        about=word.plain(candidate.name),
        content=content,
        template_root=templates,
    )
