"""Sends the letters of a selection to who can read them here, and prints them; others are told along the platform."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.queries import readers
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.documents.service import issue
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.selection.models import ParticipationRequest, SelectionDecision
from partnerschapsakte.selection.schemas import PlanSelection
from partnerschapsakte.selection.word import papers
from partnerschapsakte.selection.word.letters import TITLE, decision_letter, in_dutch, letters_of
from partnerschapsakte.tendering.queries import Tender
from partnerschapsakte.tendering.rules.facts import ConsortiumRole
from partnerschapsakte.tendering.service.inviting import address_of, authority_names
from partnerschapsakte.tendering.word import addressee


def write_to(
    session: Session,
    occasion: Occasion,
    dossier_id: str,
    parties: Collection[str | None],
    title: Sentence,
    paragraphs: Sequence[str],
) -> None:
    """Write to these parties (None: to all), where somebody of them reads letters about this dossier."""
    here = {one.party_id for one in readers(session, dossier_id, occasion.today) if one.party_id}
    for party in parties:
        if here if party is None else party in here:
            for text in letters_of(paragraphs):
                letter = SendLetter(party_id=party, title=in_dutch(title), text=text)
                send_letter(session, occasion, dossier_id, letter)


@dataclass(frozen=True, slots=True)
class Post:
    """A selection that was decided, of which everybody gets a letter; without ``templates`` none is printed."""

    session: Session
    occasion: Occasion
    tender: Tender
    asked: PlanSelection
    decision: SelectionDecision
    templates: Path | None

    def tell(self, request: ParticipationRequest, admitted: int) -> None:
        """Tell a candidate what was decided about its own request, in a letter and as a document."""
        paragraphs = decision_letter(request, self.asked, self.decision, admitted)
        parties = [seat.party_id for seat in request.parties]
        write_to(self.session, self.occasion, request.dossier_id, parties, TITLE, paragraphs)
        if self.templates is not None:
            self._print(request, admitted, self.templates)

    def _print(self, request: ParticipationRequest, admitted: int, templates: Path) -> None:
        lead = next(seat.party_id for seat in request.parties if seat.role is ConsortiumRole.LEAD)
        content = papers.decision_of(
            self.tender,
            request,
            self.asked,
            self.decision,
            admitted=admitted,
            to=addressee(request.name, address_of(self.session, lead)),
            authorities=authority_names(self.session, request.dossier_id),
            sent_on=self.occasion.today,
        )
        kind, title = papers.kind_of(request), papers.title_of(request)
        print_about(self.session, self.occasion, request, kind, title, content, templates)


def print_about(
    session: Session,
    occasion: Occasion,
    request: ParticipationRequest,
    kind: str,
    title: str,
    content: dict[str, object],
    templates: Path,
) -> None:
    """Issue a document about one request to participate."""
    issue(
        session,
        occasion,
        dossier_id=request.dossier_id,
        subject=request.id,
        kind=kind,
        title=title,
        about=request.name,
        content=content,
        template_root=templates,
    )
