"""Passwords: kept as argon2id hashes, compared in the same time whoever is asked for, and never a common one."""

from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.rules import passwords as rules
from partnerschapsakte.access.rules import people, signing_in
from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service.leaked import has_leaked
from partnerschapsakte.access.service.tokens import end_tokens
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record

ARGON2ID = PasswordHasher()
_ONE_ESTIMATE = Lock()
_A_FEW = BoundedSemaphore(4)
"""How many hashes are computed at once: each takes 64 MiB."""


def set_password(session: Session, occasion: Occasion, command: SetPassword) -> Person:
    """Give a person a new password: their own, or by an administrator."""
    person = queries.person(session, command.person_id)
    if occasion.actor.id != person.id and (refusal := people.why_not_administer(occasion.actor)):
        raise refusal
    person.password_hash = checked(session, person, command.password.get_secret_value())
    by_another = occasion.actor.id != person.id
    fact = signing_in.PasswordSet(
        subject=person.id,
        sessions_ended=end_sessions(session, occasion, person.id),
        tokens_revoked=end_tokens(session, occasion, person.id) if by_another else 0,
    )
    record(session, occasion, fact)
    return person


def checked(session: Session, person: Person, password: str) -> str:
    """Return what is kept of the new password of a person, or refuse one that can be guessed."""
    return hashed(password, about(session, person))


def about(session: Session, person: Person) -> tuple[str, ...]:
    """Return what somebody who knows a person would guess by."""
    return (person.name, person.email, person.function, *queries.authority_names(session))


def kept_of(person: Person | None) -> str | None:
    """Return what is kept of the password of an account; None for nobody, for a program, and for who has none."""
    return person.password_hash if person and person.kind is PersonKind.HUMAN else None


def hashed(password: str, words: Iterable[str] = ()) -> str:
    """Return what is kept of a password; one that leaked, is common or follows from these words is refused."""
    if refusal := rules.why_not_leaked(leaked=has_leaked(password)):
        raise refusal
    personal = _estimated(password, (*rules.words_in(words), *rules.COMMON_WORDS))
    # Who knows more needs no more guesses: only for a password that is refused is a stranger asked too, to say why.
    guesses = personal if personal >= rules.LEAST_GUESSES else _estimated(password, rules.COMMON_WORDS)
    dressed_up = rules.is_dressed_up(password)
    if refusal := rules.why_not_this_password(
        guesses=guesses, guesses_of_who_knows=personal, dressed_up=dressed_up and personal >= rules.LEAST_GUESSES
    ):
        raise refusal
    return hash_of(password)


def hash_of(password: str) -> str:
    """Return the hash of a password that was judged before."""
    with _A_FEW:
        return ARGON2ID.hash(password)


def end_sessions(session: Session, occasion: Occasion, person_id: str, *, but: str | None = None) -> int:
    """Sign a person out of every browser ``but`` the one with this hash; return how many. The caller records why."""
    ended = [one for one in queries.open_sessions(session, person_id) if one.token_hash != but]
    for one in ended:
        one.ended_at = occasion.recorded_at
    return len(ended)


def end_invitations(session: Session, occasion: Occasion, person_id: str) -> int:
    """Let no link that a person was sent work any longer; return how many there were. The caller records why."""
    open_ones = queries.open_invitations(session, person_id)
    for one in open_ones:
        one.withdrawn_at = occasion.recorded_at
    return len(open_ones)


def is_right(stored: str | None, password: str) -> bool:
    """Verify a password; without a stored hash it takes as long, so that nobody learns which accounts exist."""
    try:
        with _A_FEW:
            return ARGON2ID.verify(stored or _nobodys_hash(ARGON2ID), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _estimated(password: str, words: Iterable[str]) -> float:
    """Return the power of ten of the guesses that a password stands, by the lists of common and breached ones."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - it reads a megabyte of lists, when a password is first chosen

    with _ONE_ESTIMATE:  # it keeps the words of the last caller in a table of its own
        return float(zxcvbn(password.strip()[: rules.CHECKED], user_inputs=list(words))["guesses_log10"])


@cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash(new_token())
