"""Sends letters about a dossier; who they are for hears of them by mail, each apart."""

from hashlib import sha256

from sqlalchemy.orm import Session

from partnerschapsakte.correspondence import queries, rules
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.correspondence.schemas import Reader, SendLetter
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import Owed, record

TELL_OF_LETTER = "correspondence.tell_of_letter"
"""The task that mails one person that there is a letter."""


def send_letter(session: Session, occasion: Occasion, dossier_id: str, command: SendLetter) -> Letter:
    """Write a letter to a candidate, to all candidates, or as a candidate to the authority.

    Of a letter of an earlier day, which a case file tells, nobody gets word: it was sent then, and not from here.
    """
    for_authority = rules.stands_for_party(occasion.actor)
    everybody = queries.readers(session, dossier_id, occasion.today)
    told = [one for one in everybody if _hears(one, command.party_id, for_authority=for_authority)]
    fact = rules.send_letter(
        occasion.actor,
        occasion.ids(),
        party=command.party_id,
        title=command.title,
        sha256=sha256(command.text.encode()).hexdigest(),
        readers=len(told),
    )
    letter = Letter(
        id=fact.subject,
        dossier_id=dossier_id,
        party_id=fact.party,
        from_party=fact.from_party,
        author_id=occasion.actor.id,
        author_name=occasion.actor.name,
        title=command.title,
        text=command.text,
        sent_at=occasion.happened_at,
    )
    session.add(letter)
    owing = [] if occasion.tells_of_the_past else [_owed(letter, one) for one in told]
    record(session, occasion, fact, dossier_id=dossier_id, owing=owing)
    return letter


def _hears(reader: Reader, party_id: str | None, *, for_authority: bool) -> bool:
    """Tell whether somebody hears of a letter: of the authority, of one party, or of any party."""
    if for_authority:
        return reader.party_id is None
    return reader.party_id is not None and party_id in {None, reader.party_id}


def _owed(letter: Letter, reader: Reader) -> Owed:
    work = {"letter_id": letter.id, "person_id": reader.person_id}
    return Owed(TELL_OF_LETTER, f"letter:{letter.id}:{reader.person_id}", work)
