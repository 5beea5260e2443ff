"""Everything that changes the register of parties."""

from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.parties import queries, rules
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.schemas import CorrectParty, RegisterParty


def register_party(session: Session, occasion: Occasion, command: RegisterParty) -> Party:
    """Register an organisation."""
    same = queries.party_by_kvk(session, command.kvk_number)
    fact = rules.register_party(
        occasion.ids(),
        _data(command),
        kind=command.kind,
        municipality_code=command.municipality_code,
        same_number=same.name if same else None,
    )
    party = Party(id=fact.subject, **_data(command))
    session.add(party)
    record(session, occasion, fact)
    return party


def correct_party(session: Session, occasion: Occasion, party_id: str, command: CorrectParty) -> Party:
    """Correct an organisation's data; what was issued before keeps the data it was issued with."""
    party = queries.party(session, party_id)
    if party.version != command.version:
        raise Refusal(
            Why.CONFLICT,
            "changed_meanwhile",
            say("Somebody else changed this meanwhile."),
            remedy=say("Read it again, then decide."),
        )
    same = queries.party_by_kvk(session, command.kvk_number)
    after = _data(command)
    if refusal := rules.why_not_describe(
        command.kind, command.municipality_code, same_number=same.name if same and same.id != party_id else None
    ):
        raise refusal
    fact = rules.correct_party(party_id, {name: getattr(party, name) for name in after}, after)
    for name, value in fact.after.items():
        setattr(party, name, value)
    record(session, occasion, fact)
    return party


def _data(command: RegisterParty) -> dict[str, Any]:
    data = command.model_dump(exclude={"version"})
    return {**data, "postal_code": command.postal_code or "", "email": command.email or ""}
