"""Makes and revokes the tokens with which people and programs come in at the API."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import ApiToken
from partnerschapsakte.access.rules import brakes as limits
from partnerschapsakte.access.rules import tokens as rules
from partnerschapsakte.access.rules.tokens import NotOpenedBecause
from partnerschapsakte.access.schemas import Caller, MadeToken, MakeToken
from partnerschapsakte.access.service import brakes
from partnerschapsakte.foundation.clock import end_of_day
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record

AT_THE_API = "api"
"""How the origin of an occasion begins that came in with a token."""


def make_token(session: Session, occasion: Occasion, person_id: str, command: MakeToken) -> MadeToken:
    """Make a token that stands for a person or a program; only its hash and its beginning are kept."""
    person = queries.person(session, person_id)
    living = [one.name for one in queries.api_tokens(session, person_id) if one.revoked_at is None]
    refusal = rules.why_not_make(
        occasion.actor,
        person=person.id,
        kind=person.kind,
        enabled=person.disabled_at is None,
        name_taken=command.name in living,
        by_token=occasion.origin.startswith(AT_THE_API),
        expires_on=command.expires_on,
        today=occasion.today,
    )
    if refusal:
        raise refusal
    secret = rules.PREFIX + new_token()
    token = ApiToken(
        id=occasion.ids(),
        person_id=person.id,
        name=command.name,
        mark=secret[: rules.MARK],
        token_hash=queries.hash_of(secret),
        made_at=occasion.recorded_at,
        made_by=occasion.actor.id,
        expires_at=end_of_day(command.expires_on) + timedelta(seconds=1),
    )
    session.add(token)
    fact = rules.TokenMade(subject=person.id, token=token.id, name=token.name, expires_on=command.expires_on)
    record(session, occasion, fact)
    return MadeToken(token.id, secret)


def revoke_token(session: Session, occasion: Occasion, token_id: str) -> ApiToken:
    """Let a token open nothing any more, from the next request on."""
    token = queries.api_token(session, token_id)
    if refusal := rules.why_not_revoke(occasion.actor, person=token.person_id, revoked=token.revoked_at is not None):
        raise refusal
    token.revoked_at = occasion.recorded_at
    record(session, occasion, rules.TokenRevoked(subject=token.person_id, token=token.id, name=token.name))
    return token


def note_use(session: Session, occasion: Occasion, token_id: str) -> None:
    """Note that a token was used; ``rules.tokens.is_worth_noting`` tells when. No fact: no journal."""
    token = queries.api_token(session, token_id)
    token.last_used_at = max(token.last_used_at or occasion.recorded_at, occasion.recorded_at)


def note_refused(session: Session, occasion: Occasion, secret: str, address: str) -> None:
    """Write down that a token opened nothing: of one address a few times in an hour, so that nobody fills the journal.

    A program whose token ran out asks on for days; who guesses at tokens has an address too.
    """
    now, caller = occasion.recorded_at, Caller(address=address)
    counted = brakes.address_of(caller, limits.TOKEN)
    queries.take_turns(session, counted)
    if brakes.wait(session, now, limits.TOKEN, counted):
        return
    found = session.connection().execute(queries.BY_TOKEN, {"hash": queries.hash_of(secret)}).one_or_none()
    because = NotOpenedBecause.UNKNOWN if found is None else _why_closed(now, found)
    if because is None:  # it was made to open meanwhile
        return
    tried_from = brakes.address_of(caller)
    fact = rules.TokenRefused(subject=found.id if found else tried_from, because=because, tried_from=tried_from)
    record(session, occasion, fact)
    brakes.count(session, occasion, (limits.TOKEN, counted))


def _why_closed(now: datetime, found: Any) -> NotOpenedBecause | None:
    return rules.why_closed(
        now, expires_at=found.expires_at, revoked_at=found.revoked_at, enabled=found.disabled_at is None
    )


def end_tokens(session: Session, occasion: Occasion, person_id: str) -> int:
    """Revoke every token of a person; return how many there were. The caller records why."""
    living = [one for one in queries.api_tokens(session, person_id) if one.revoked_at is None]
    for one in living:
        one.revoked_at = occasion.recorded_at
    return len(living)
