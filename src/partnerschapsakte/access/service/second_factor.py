"""The second factor: connecting a device, giving its code, and the codes on paper for who lost it."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime

from pyotp.totp import TOTP
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Person, RecoveryCode
from partnerschapsakte.access.rules import brakes as limits
from partnerschapsakte.access.rules import second_factor as rules
from partnerschapsakte.access.schemas import (
    ConfirmSecondFactor,
    Enrolled,
    NotSignedIn,
    SecondFactorOffer,
    SignedIn,
)
from partnerschapsakte.access.service import brakes, passwords
from partnerschapsakte.access.service.notices import owed_notice
from partnerschapsakte.access.service.signing_in import Doorway, pass_on
from partnerschapsakte.access.word import SECOND_FACTOR_TAKEN
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record

IN_DATABASE, IN_FORM = "totp", "totp-offer"
"""For what a secret is wrapped: to stay in the database, and to come back with a form."""

ISSUER = "partnerschapsakte"
SECRET_BYTES = 20
RECOVERY_BYTES = 15


def offer(keys: Keyring, now: datetime, person_id: str, email: str) -> SecondFactorOffer:
    """Return a new secret to show; nothing is kept until a code proves that a device has it."""
    secret = _letters(SECRET_BYTES)
    return _shown(keys, now, person_id, email, secret)


def read_offer(keys: Keyring, now: datetime, person_id: str, email: str, wrapped: str) -> SecondFactorOffer | None:
    """Return the secret of a form that was sent with a wrong code; None when that form is too old, or not ours."""
    secret = _secret_in(keys, now, person_id, wrapped)
    return _shown(keys, now, person_id, email, secret) if secret else None


def enrol(
    session: Session, occasion: Occasion, command: ConfirmSecondFactor, token: str, doorway: Doorway
) -> Enrolled | NotSignedIn:
    """Connect a device by a first code from it, and make codes on paper.

    By who is signed in, or by who is halfway and has no device yet: a device that is there is given, not replaced.
    """
    half = queries.halfway(session, token, occasion.recorded_at)
    if half is not None and half[1].totp_confirmed_at is not None:
        return NotSignedIn(rules.code_refused(locked=False))
    person = half[1] if half else queries.person(session, occasion.actor.id)
    if refused := _refused_before(session, occasion, person):
        return refused
    secret = _secret_in(doorway.keys, occasion.recorded_at, person.id, command.offer)
    code = rules.typed_code(command.code)
    step = rules.accepted_step(code, _codes_of(secret), occasion.recorded_at, None) if secret else None
    if secret is None or step is None:
        return _code_refused(session, occasion, person, "wrong_code", doorway)
    replaced = person.totp_confirmed_at is not None
    person.totp_secret = doorway.keys.wrap(IN_DATABASE, f"{person.id} {secret}".encode())
    person.totp_confirmed_at, person.totp_last_step = occasion.recorded_at, step
    ended = passwords.end_sessions(session, occasion, person.id, but=queries.hash_of(token))
    fact = rules.SecondFactorEnrolled(subject=person.id, replaced=replaced, sessions_ended=ended)
    record(session, occasion.by(person.actor), fact)
    codes = _new_codes(session, occasion, person.id)
    signed_in = pass_on(session, occasion, person, half[0], doorway.keys) if half else None
    return Enrolled(codes, signed_in)


def give_code(
    session: Session, occasion: Occasion, token: str, code: str, doorway: Doorway
) -> SignedIn | NotSignedIn | None:
    """Let somebody in who is halfway, by the code of their device or a code on paper; None for who is not halfway."""
    found = queries.halfway(session, token, occasion.recorded_at)
    if found is None or found[1].totp_confirmed_at is None:
        return None
    half, person = found
    if refused := prove_device(session, occasion, person, code, doorway):
        return refused
    return pass_on(session, occasion, person, half, doorway.keys)


def prove_device(
    session: Session, occasion: Occasion, person: Person, code: str, doorway: Doorway
) -> NotSignedIn | None:
    """Take a code of somebody's device, or one of their codes on paper, once; None if it is right."""
    if refused := _refused_before(session, occasion, person):
        return refused
    typed = rules.typed_code(code)
    if len(typed) == rules.RECOVERY_LENGTH:
        because = _why_not_on_paper(session, occasion, person, typed)
    else:
        because = _why_not_of_device(occasion, person, typed, doorway.keys)
    if because is not None:
        return _code_refused(session, occasion, person, because, doorway)
    session.execute(brakes.forgetting(brakes.second_factor_of(person.id)))
    return None


def renew_recovery_codes(
    session: Session, occasion: Occasion, code: str, doorway: Doorway
) -> tuple[str, ...] | NotSignedIn:
    """Make new codes on paper for oneself, by a code of the device; the earlier ones no longer count."""
    person = queries.person(session, occasion.actor.id)
    if refused := prove_device(session, occasion, person, code, doorway):
        return refused
    return _new_codes(session, occasion, person.id)


def reset_second_factor(session: Session, occasion: Occasion, person_id: str, reason: str) -> Person:
    """Take the second factor of a person away, who lost device and paper; they are signed out everywhere."""
    person = queries.person(session, person_id)
    if refusal := rules.why_not_reset(occasion.actor, person.id):
        raise refusal
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.execute(brakes.forgetting(brakes.second_factor_of(person.id)))
    ended = passwords.end_sessions(session, occasion, person.id)
    fact = rules.SecondFactorReset(subject=person.id, sessions_ended=ended, reason=reason)
    record(session, occasion, fact, owing=[owed_notice(occasion, person, SECOND_FACTOR_TAKEN, person.email)])
    return person


def _refused_before(session: Session, occasion: Occasion, person: Person) -> NotSignedIn | None:
    """Turn away who gave too many wrong codes. No brake of the address: who gets here gave a password or a link."""
    fingerprint = brakes.second_factor_of(person.id)
    queries.take_turns(session, fingerprint)
    session.refresh(person, with_for_update=True)  # another attempt may have used the same code meanwhile
    wait = brakes.wait(session, occasion.recorded_at, limits.SECOND_FACTOR, fingerprint)
    return NotSignedIn(rules.code_refused(locked=True), wait) if wait else None


def _code_refused(session: Session, occasion: Occasion, person: Person, because: str, doorway: Doorway) -> NotSignedIn:
    fingerprint = brakes.second_factor_of(person.id)
    address = brakes.address_of(doorway.caller)
    brakes.count(session, occasion, (limits.SECOND_FACTOR, fingerprint), (limits.ADDRESS, address))
    fact = rules.SecondFactorRefused(subject=person.id, because=because, tried_from=address)
    record(session, occasion, fact)
    return NotSignedIn(rules.code_refused(locked=False))


def _why_not_of_device(occasion: Occasion, person: Person, code: str, keys: Keyring) -> str | None:
    try:
        owner, _, secret = keys.unwrap(IN_DATABASE, person.totp_secret or "").decode().partition(" ")
    except KeyUnusableError as error:
        raise rules.unreadable() from error
    if owner != person.id:  # somebody moved a secret from one row to another
        raise rules.unreadable()
    code_at, last = _codes_of(secret), person.totp_last_step
    step = rules.accepted_step(code, code_at, occasion.recorded_at, last)
    if step is None:
        return "used_code" if rules.accepted_step(code, code_at, occasion.recorded_at, None) else "wrong_code"
    person.totp_last_step = step
    return None


def _why_not_on_paper(session: Session, occasion: Occasion, person: Person, code: str) -> str | None:
    fits = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == queries.hash_of(code))
    free = update(RecoveryCode).where(*fits, RecoveryCode.used_at.is_(None)).values(used_at=occasion.recorded_at)
    if not session.execute(free.returning(RecoveryCode.id)).all():
        return "wrong_recovery_code"
    left = len(queries.recovery_codes(session, person.id))
    record(session, occasion.by(person.actor), rules.RecoveryCodeUsed(subject=person.id, left=left))
    return None


def _new_codes(session: Session, occasion: Occasion, person_id: str) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(_letters(RECOVERY_BYTES).lower() for _ in range(rules.RECOVERY_CODES))
    session.add_all(
        RecoveryCode(id=occasion.ids(), person_id=person_id, code_hash=queries.hash_of(code)) for code in codes
    )
    record(session, occasion, rules.RecoveryCodesMade(subject=person_id, codes=len(codes)))
    return tuple(rules.in_groups(code) for code in codes)


def _shown(keys: Keyring, now: datetime, person_id: str, email: str, secret: str) -> SecondFactorOffer:
    address = TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    until = (now + rules.OFFER_HOLDS).timestamp()
    wrapped = keys.wrap(IN_FORM, f"{person_id} {secret} {until:.0f}".encode())
    return SecondFactorOffer(
        " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)), address, wrapped
    )


def _secret_in(keys: Keyring, now: datetime, person_id: str, wrapped: str) -> str | None:
    try:
        owner, secret, until = keys.unwrap(IN_FORM, wrapped).decode().split(" ")
    except (KeyUnusableError, ValueError):
        return None
    fresh = now.timestamp() < float(until)
    return secret if owner == person_id and fresh else None


def _codes_of(secret: str) -> Callable[[int], str]:
    return TOTP(secret).generate_otp


def _letters(size: int) -> str:
    """Return so many random bytes as letters and digits that people can type (base32)."""
    return base64.b32encode(hashlib.sha256(new_token().encode()).digest()[:size]).decode()
