"""Reads of the register of parties."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import PartyView

COLUMNS = PartyView.__struct_fields__
REGISTER = select(*(getattr(Party, name) for name in COLUMNS)).order_by(Party.name, Party.id)


def party(session: Session, party_id: str) -> Party:
    """Return one party, or refuse."""
    found = session.get(Party, party_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "party_not_found", say("There is no party {party}.", party=party_id))
    return found


def parties(session: Session, *, kind: PartyKind | None = None) -> Sequence[Party]:
    """Return the register, by name."""
    statement = select(Party).order_by(Party.name, Party.id)
    if kind is not None:
        statement = statement.where(Party.kind == kind)
    return session.scalars(statement).all()


def party_view(session: Session, party_id: str) -> PartyView:
    """Return one party as the register shows it."""
    return view_of(party(session, party_id))


def view_of(row: Party) -> PartyView:
    """Return a party as the register shows it."""
    return PartyView(*(getattr(row, name) for name in COLUMNS))


def party_page(session: Session, *, limit: int, offset: int, kind: PartyKind | None = None) -> list[PartyView]:
    """Return a part of the register, by name."""
    chosen = REGISTER if kind is None else REGISTER.where(Party.kind == kind)
    return [PartyView(*row) for row in session.execute(chosen.limit(limit).offset(offset))]


def parties_by_id(session: Session, ids: Collection[str]) -> dict[str, Party]:
    """Return those of these parties that exist."""
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(Party).where(Party.id.in_(ids)))}


def party_by_kvk(session: Session, kvk_number: str) -> Party | None:
    """Return the party with this KvK number."""
    return session.scalar(select(Party).where(Party.kvk_number == kvk_number))
