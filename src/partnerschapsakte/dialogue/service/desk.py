"""What every act of the dialogue begins and ends with: the rows under a lock, letters to participants, a fact."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.dialogue.models import DialogueLetter
from partnerschapsakte.dialogue.queries import rows
from partnerschapsakte.dialogue.rules.facts import LetterPurpose
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Finding, Refusal
from partnerschapsakte.journal.service import record


def opened(session: Session, actor: Actor, dossier_id: str) -> rows.Dialogue:
    """Return the dialogue to change, for who keeps records in the dossier."""
    unless(why_not_keep_records(actor))
    return rows.dialogue(session, dossier_id, for_update=True)


def unless(refusal: Refusal | None) -> None:
    """Raise a refusal where there is one."""
    if refusal is not None:
        raise refusal


def note(session: Session, occasion: Occasion, found: rows.Dialogue, fact: Fact) -> None:
    """Record the fact in the journal of the dossier."""
    session.flush()
    record(session, occasion, fact, dossier_id=found.dossier_id)


def write_to(
    session: Session,
    occasion: Occasion,
    found: rows.Dialogue,
    texts: Mapping[str, tuple[str, str]],
    purpose: LetterPurpose,
    about: str,
) -> tuple[str, ...]:
    """Write each of these candidates (id to title and text) a letter at one moment; return the ids of the letters.

    Every party of a candidate for which somebody reads gets one.
    """
    heard = rows.reached(session, found, occasion.today)
    sent: list[str] = []
    for candidate, (title, text) in texts.items():
        for party_id in heard[candidate]:
            command = SendLetter(party_id=party_id, title=title, text=text)
            letter = send_letter(session, occasion, found.dossier_id, command)
            sent.append(letter.id)
            session.flush()
            session.add(
                DialogueLetter(
                    letter_id=letter.id,
                    tender_id=found.tender.id,
                    candidate_id=candidate,
                    purpose=purpose,
                    about=about,
                )
            )
    return tuple(sent)


def to_all(found: rows.Dialogue, title: str, text: str) -> dict[str, tuple[str, str]]:
    """Return the same letter for everybody who is in."""
    return {one.id: (title, text) for one in found.facts.remaining}


def hash_of(text: str) -> str:
    """Return what fixes a text in the journal, which does not hold it."""
    return sha256(text.encode()).hexdigest()


def rules_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Name the rules that were warned of, for the journal; what has no row is named by its source."""
    return tuple(one.rule or one.source or "" for one in findings)
