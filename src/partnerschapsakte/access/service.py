"""Everything that changes who may use the product, and who is signed in."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries, rules
from partnerschapsakte.access.models import FailedSignIn, Mandate, Person, SignedInSession
from partnerschapsakte.access.schemas import GrantMandate, NotSignedIn, RegisterPerson, SetPassword, SignedIn
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record

ARGON2ID = PasswordHasher()


def register_person(session: Session, occasion: Occasion, command: RegisterPerson) -> Person:
    """Register a person; the first one comes from the command line."""
    email = command.email.lower()
    known = queries.person_by_email(session, email) is not None
    if refusal := rules.why_not_register(occasion.actor, email_known=known):
        raise refusal
    fact = rules.PersonRegistered(
        subject=occasion.ids(),
        name=command.name,
        email=email,
        function=command.function,
        roles=command.roles,
        can_sign_in=command.password is not None,
    )
    person = Person(
        id=fact.subject,
        name=fact.name,
        email=email,
        function=fact.function,
        roles=[role.value for role in fact.roles],
        password_hash=ARGON2ID.hash(command.password.get_secret_value()) if command.password else None,
    )
    session.add(person)
    record(session, occasion, fact)
    return person


def change_roles(session: Session, occasion: Occasion, person_id: str, roles: tuple[Role, ...]) -> Person:
    """Give a person other roles; they count from the next request on."""
    person = queries.person(session, person_id)
    if refusal := rules.why_not_administer(occasion.actor):
        raise refusal
    fact = rules.RolesChanged(subject=person_id, before=tuple(Role(role) for role in person.roles), after=roles)
    person.roles = [role.value for role in roles]
    record(session, occasion, fact)
    return person


def grant_mandate(session: Session, occasion: Occasion, command: GrantMandate) -> Person:
    """Let a person decide for an authority (rule 75)."""
    person = queries.person(session, command.person_id)
    refusal = rules.why_not_grant(
        occasion.actor,
        is_authority=queries.is_authority(session, command.authority_id),
        roles=person.actor.roles,
        held=command.authority_id in person.actor.mandates,
        since=command.since,
        today=occasion.today,
    )
    if refusal:
        raise refusal
    fact = rules.MandateGranted(
        subject=person.id, authority=command.authority_id, basis=command.basis, since=command.since
    )
    person.mandates.append(Mandate(authority_id=fact.authority, basis=fact.basis, since=fact.since))
    record(session, occasion, fact)
    return person


def set_password(session: Session, occasion: Occasion, command: SetPassword) -> Person:
    """Give a person a new password: their own, or by an administrator."""
    person = queries.person(session, command.person_id)
    if occasion.actor.id != person.id and (refusal := rules.why_not_administer(occasion.actor)):
        raise refusal
    person.password_hash = ARGON2ID.hash(command.password.get_secret_value())
    fact = rules.PasswordSet(subject=person.id, sessions_ended=_end_sessions(session, occasion, person.id))
    record(session, occasion, fact)
    return person


def disable_person(session: Session, occasion: Occasion, person_id: str) -> Person:
    """Close an account. Callers go through ``dossiers.service.retire_person``, which sees to the dossiers first."""
    person = queries.person(session, person_id)
    if refusal := rules.why_not_administer(occasion.actor):
        raise refusal
    if person.disabled_at is not None:
        raise Refusal(Why.CONFLICT, "person_disabled", say("This account is already closed."))
    person.disabled_at = occasion.recorded_at
    fact = rules.PersonDisabled(subject=person.id, sessions_ended=_end_sessions(session, occasion, person.id))
    record(session, occasion, fact)
    return person


def sign_in(
    session: Session, occasion: Occasion, email: str, password: str, *, address: str = ""
) -> SignedIn | NotSignedIn:
    """Sign a person in. A refusal is returned, not raised, so that its journal entry and its count are committed.

    ``address`` is where the request came from; ten failures of one address on one account within an hour lock
    that pair out, and nobody else.
    """
    now = occasion.recorded_at
    fingerprint = queries.hash_of(f"{address}\n{email.strip().lower()}")
    person = queries.person_by_email(session, email)
    stored = person.password_hash if person else None
    because = rules.judge_sign_in(
        known=person is not None,
        disabled=person is not None and person.disabled_at is not None,
        has_password=stored is not None,
        password_right=_is_right(stored, password),
        failures=queries.failures(session, fingerprint, now),
    )
    if person is None or because is not None:
        because = because or rules.NotSignedInBecause.UNKNOWN_ACCOUNT
        return _refused(session, occasion, because, fingerprint, person)
    if ARGON2ID.check_needs_rehash(person.password_hash or ""):
        person.password_hash = ARGON2ID.hash(password)
    session.execute(delete(FailedSignIn).where(FailedSignIn.fingerprint == fingerprint))
    token = new_token()
    session.add(
        SignedInSession(
            token_hash=queries.hash_of(token),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + rules.ABSOLUTE,
        )
    )
    record(session, occasion.by(person.actor), rules.PersonSignedIn(subject=person.id))
    return SignedIn(token, person.actor)


def keep_alive(session: Session, occasion: Occasion, token: str) -> None:
    """Note that a signed-in browser was seen; ``queries.is_worth_keeping_alive`` tells when. No fact: no journal."""
    found = queries.signed_in_session(session, token)
    if found is not None and found.ended_at is None:
        found.last_seen_at = max(found.last_seen_at, occasion.recorded_at)


def sign_out(session: Session, occasion: Occasion, token: str) -> None:
    """End the session of this token; a token that means nothing is ignored."""
    found = queries.signed_in_session(session, token)
    if found is None or found.ended_at is not None:
        return
    found.ended_at = occasion.recorded_at
    record(session, occasion, rules.PersonSignedOut(subject=found.person_id))


def _refused(
    session: Session, occasion: Occasion, because: rules.NotSignedInBecause, fingerprint: str, person: Person | None
) -> NotSignedIn:
    now = occasion.recorded_at
    session.execute(delete(FailedSignIn).where(FailedSignIn.failed_at <= now - rules.FAILURES_WITHIN))
    # A locked pair is not counted on, or knocking would keep the door shut for ever.
    if because is not rules.NotSignedInBecause.LOCKED_OUT:
        session.add(FailedSignIn(id=occasion.ids(), fingerprint=fingerprint, failed_at=now))
    subject = person.id if person else fingerprint
    record(session, occasion, rules.SignInRefused(subject=subject, because=because, tried_from=fingerprint))
    return NotSignedIn(rules.refusal_of(because))


def _end_sessions(session: Session, occasion: Occasion, person_id: str) -> int:
    ended = queries.open_sessions(session, person_id)
    for one in ended:
        one.ended_at = occasion.recorded_at
    return len(ended)


def _is_right(stored: str | None, password: str) -> bool:
    """Verify a password; without a stored hash it takes as long, so that nobody learns which accounts exist."""
    try:
        return ARGON2ID.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return ARGON2ID.hash(new_token())
