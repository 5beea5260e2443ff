"""Reads letters about a dossier, each for who may know of them, and who is to hear of one."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.correspondence.rules import may_read, reads_all, stands_for_party
from partnerschapsakte.correspondence.schemas import LetterNotice, LetterView, Reader
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.queries import parties_by_id

AUTHORITY_READERS = (Role.PROCUREMENT_OFFICER, Role.CONTRACT_MANAGER)
"""Who of the authority hears of a letter of a candidate."""


def letters_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[LetterView]:
    """Return the letters about a dossier that this actor may know of, the newest first."""
    chosen = _known_to(actor, dossier_id)
    if chosen is None:
        return []
    page = chosen.order_by(Letter.sent_at.desc(), Letter.id).limit(limit).offset(offset)
    return [_view(actor, letter, name) for letter, name in session.execute(page)]


def letter_for(session: Session, actor: Actor, dossier_id: str, letter_id: str) -> LetterView:
    """Return one letter, or refuse in the words of what does not exist."""
    chosen = _known_to(actor, dossier_id)
    found = None if chosen is None else session.execute(chosen.where(Letter.id == letter_id)).one_or_none()
    if found is None or not may_read(actor, found[0].party_id):
        raise Refusal(Why.NOT_FOUND, "letter_not_found", say("There is no such letter."))
    return _view(actor, *found)


def addressees(session: Session, dossier_id: str, today: date) -> list[tuple[str, str]]:
    """Return the ids and names of the organisations for which somebody stands in a dossier, by name."""
    ids = {one.party_id for one in readers(session, dossier_id, today) if one.party_id}
    found = parties_by_id(session, ids).values()
    return sorted(((one.id, one.name) for one in found), key=lambda one: (one[1], one[0]))


def readers(session: Session, dossier_id: str, today: date) -> list[Reader]:
    """Return who reads letters about a dossier now: contacts of parties, and those of the authority who answer."""
    chosen = (
        select(DossierRight.person_id, DossierRight.role, DossierRight.party_id)
        .join(Person, Person.id == DossierRight.person_id)
        .where(
            DossierRight.dossier_id == dossier_id,
            DossierRight.role.in_([Role.PROVIDER_CONTACT, *AUTHORITY_READERS]),
            DossierRight.ended_at.is_(None),
            or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= today),
            Person.disabled_at.is_(None),
        )
    )
    found = {Reader(person, party) for person, _, party in session.execute(chosen)}
    return sorted(found, key=lambda one: (one.party_id or "", one.person_id))


def notice(session: Session, letter_id: str, person_id: str) -> LetterNotice | None:
    """Return what to tell somebody of a letter, or None where there is nobody to tell any more."""
    letter, somebody = session.get(Letter, letter_id), session.get(Person, person_id)
    if letter is None or somebody is None or somebody.disabled_at is not None:
        return None
    return LetterNotice(letter.id, somebody.name, somebody.email, letter.dossier_id, letter.sent_at)


def _known_to(actor: Actor, dossier_id: str) -> Select[Letter, str] | None:
    """Return the letters that ``rules.may_read`` lets an actor know of, with the name of the party."""
    chosen = (
        select(Letter, Party.name).outerjoin(Party, Party.id == Letter.party_id).where(Letter.dossier_id == dossier_id)
    )
    if reads_all(actor):
        return chosen
    if not stands_for_party(actor) or actor.party_id is None:
        return None
    return chosen.where(or_(Letter.party_id.is_(None), Letter.party_id == actor.party_id))


def _view(actor: Actor, letter: Letter, party_name: str | None) -> LetterView:
    knows_author = letter.from_party or reads_all(actor)
    return LetterView(
        id=letter.id,
        dossier_id=letter.dossier_id,
        party_id=letter.party_id,
        party_name=party_name,
        from_party=letter.from_party,
        author_name=letter.author_name if knows_author else None,
        title=letter.title,
        text=letter.text,
        sent_at=letter.sent_at,
    )
