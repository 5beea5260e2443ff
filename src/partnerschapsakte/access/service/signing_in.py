"""Signing in and out, and how long a browser stays signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Person, SignedInSession
from partnerschapsakte.access.rules import brakes as limits
from partnerschapsakte.access.rules import signing_in as rules
from partnerschapsakte.access.rules.signing_in import NotSignedInBecause, SignInMethod
from partnerschapsakte.access.schemas import Caller, ChangePassword, NotSignedIn, SignedIn
from partnerschapsakte.access.service import brakes, passwords
from partnerschapsakte.access.service.tokens import end_tokens
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record


@dataclass(frozen=True, slots=True)
class Doorway:
    """What one attempt passes: who calls, the keys of the installation, and whether a second factor is required."""

    caller: Caller
    keys: Keyring
    second_factor: bool = True


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of comparing a password with what is kept: ``renewed`` replaces a hash of weaker settings."""

    stored: str | None
    right: bool
    renewed: str | None = None


def compare(reading: Begin, now: datetime, email: str, password: str, doorway: Doorway) -> Compared | None:
    """Compare a password while nothing is locked: it takes a tenth of a second, in which SQLite lets nobody write.

    None for who stands behind a pulled brake. ``sign_in`` judges the brakes again, one attempt after another.
    """
    account = email.strip().lower()
    with reading() as session:
        person = queries.account(session, account)
        stored = passwords.kept_of(person)
        if _is_braked(session, now, account, person, doorway):
            return None
    right = passwords.is_right(stored, password)
    weak = right and passwords.ARGON2ID.check_needs_rehash(stored or "")
    return Compared(stored, right, passwords.hash_of(password) if weak else None)


@dataclass(frozen=True, slots=True)
class PreparedChange:
    """What became of the present password, and what will be kept of the new one, judged ``about`` the person."""

    compared: Compared | None
    about: tuple[str, ...] = ()
    kept: str | None = None


def compare_again(reading: Begin, occasion: Occasion, password: str, doorway: Doorway) -> Compared | None:
    """Compare the password of who is signed in while nothing is locked; None for who stands behind a pulled brake."""
    with reading() as session:
        person = queries.person(session, occasion.actor.id)
        stored = passwords.kept_of(person)
        known = brakes.known_browser(doorway.keys, doorway.caller, person.id, occasion.recorded_at)
        pair = brakes.pair_of(doorway.caller, person.email, known)
        if brakes.wait(session, occasion.recorded_at, limits.PAIR, pair):
            return None
    return Compared(stored, passwords.is_right(stored, password))


def prepare_change(reading: Begin, occasion: Occasion, command: ChangePassword, doorway: Doorway) -> PreparedChange:
    """Compare the present password and hash the new one while nothing is locked; refuse one that can be guessed.

    Only who gave the present password has a new one judged.
    """
    compared = compare_again(reading, occasion, command.current.get_secret_value(), doorway)
    if compared is None or not compared.right:
        return PreparedChange(compared)
    with reading() as session:
        about = passwords.about(session, queries.person(session, occasion.actor.id))
    return PreparedChange(compared, about, passwords.hashed(command.password.get_secret_value(), about))


def sign_in(
    session: Session,
    occasion: Occasion,
    email: str,
    password: str,
    doorway: Doorway,
    compared: Compared | None = None,
) -> SignedIn | NotSignedIn:
    """Sign a person in. A refusal is returned, not raised, so that its journal entry and its count are committed.

    What was ``compared`` before counts if that is still what is kept.
    """
    caller, account = doorway.caller, email.strip().lower()
    person = queries.account(session, account)
    known = brakes.known_browser(doorway.keys, caller, person.id if person else None, occasion.recorded_at)
    pair, wide = brakes.pair_of(caller, account, known), brakes.account_of(account)
    queries.take_turns(session, wide)
    wait = brakes.wait(session, occasion.recorded_at, limits.PAIR, pair)
    if known is None:
        wait = wait or brakes.wait(session, occasion.recorded_at, limits.ACCOUNT, wide)
    crowded = None if known else brakes.too_many(session, occasion.recorded_at, caller)
    if wait and (turned_away := crowded or brakes.too_many(session, occasion.recorded_at, caller)):
        return turned_away
    if crowded:  # a whole office may share the address: who gives the right password comes in, one after another
        queries.take_turns(session, brakes.address_of(caller))
    because = _judged(person, password, locked=wait > 0, compared=compared)
    if crowded and because is not None:
        brakes.count(session, occasion, (limits.PAIR, pair), (limits.ACCOUNT, wide))
        return crowded
    if person is None or because is not None:
        because = because or NotSignedInBecause.UNKNOWN_ACCOUNT
        counted = _counted(caller, because, pair, wide, known=known is not None)
        brakes.count(session, occasion, *counted)
        fact = rules.SignInRefused(subject=person.id if person else pair, because=because, tried_from=pair)
        record(session, occasion, fact)
        return NotSignedIn(rules.refusal_of(because), wait)
    session.execute(brakes.forgetting(pair))
    if passwords.ARGON2ID.check_needs_rehash(person.password_hash or ""):
        person.password_hash = (compared and compared.renewed) or passwords.hash_of(password)
    return enter(session, occasion, person, SignInMethod.PASSWORD, doorway)


def walk_in(session: Session, occasion: Occasion, person_id: str, password: str, doorway: Doorway) -> SignedIn | None:
    """Sign a visitor of the demonstration in as somebody whose password is that of the demonstration."""
    person = queries.person(session, person_id)
    if person.disabled_at is not None or not passwords.is_right(person.password_hash, password):
        return None
    return enter(session, occasion, person, SignInMethod.DEMONSTRATION, doorway)


def enter(session: Session, occasion: Occasion, person: Person, method: SignInMethod, doorway: Doorway) -> SignedIn:
    """Sign in a person who proved who they are; halfway, where a second factor is asked for."""
    enrolled = person.totp_confirmed_at is not None
    halfway = rules.needs_second_factor(method, required=doorway.second_factor, enrolled=enrolled)
    token, row = new_session(person, method, doorway.caller.agent, occasion.recorded_at, halfway=halfway)
    # When somebody was last here is told by this row from now on.
    over = (SignedInSession.person_id == person.id, SignedInSession.expires_at <= occasion.recorded_at - rules.KEPT)
    session.execute(delete(SignedInSession).where(*over))
    session.add(row)
    if halfway:
        record(session, occasion.by(person.actor), rules.FirstStepTaken(subject=person.id, method=method))
        return SignedIn(token, person.actor, halfway=True)
    record(session, occasion.by(person.actor), rules.PersonSignedIn(subject=person.id, method=method))
    # Only a password is guessed at, so only who gave one needs a browser that no guesser can shut out.
    known = method is SignInMethod.PASSWORD
    return SignedIn(
        token, person.actor, browser=brakes.name_browser(doorway.keys, person.id, occasion.recorded_at) if known else ""
    )


def new_session(
    person: Person, method: SignInMethod, agent: str, now: datetime, *, halfway: bool
) -> tuple[str, SignedInSession]:
    """Return a token, and the row of a signed-in browser that keeps its hash."""
    token = new_token()
    row = SignedInSession(
        token_hash=queries.hash_of(token),
        person_id=person.id,
        method=method,
        needs_second_factor=halfway,
        agent=agent[: rules.LONGEST_AGENT],
        created_at=now,
        last_seen_at=now,
        expires_at=now + (rules.HALFWAY if halfway else rules.ABSOLUTE),
    )
    return token, row


def pass_on(session: Session, occasion: Occasion, person: Person, half: SignedInSession, keys: Keyring) -> SignedIn:
    """Let somebody who gave the second factor in, with a new token. The caller recorded what they gave."""
    now = occasion.recorded_at
    half.ended_at = now
    token, row = new_session(person, half.method, half.agent, now, halfway=False)
    row.second_factor_at = now
    session.add(row)
    fact = rules.PersonSignedIn(subject=person.id, method=half.method, second_factor=True)
    record(session, occasion.by(person.actor), fact)
    return SignedIn(token, person.actor, browser=brakes.name_browser(keys, person.id, now))


def keep_alive(session: Session, occasion: Occasion, token: str) -> None:
    """Note that a signed-in browser was seen; ``queries.is_worth_keeping_alive`` tells when. No fact: no journal."""
    found = queries.signed_in_session(session, token)
    if found is not None and found.ended_at is None:
        found.last_seen_at = max(found.last_seen_at, occasion.recorded_at)


def sign_out(session: Session, occasion: Occasion, token: str) -> SignInMethod | None:
    """End the session of this token, and return how it began; a token that means nothing is ignored."""
    found = queries.signed_in_session(session, token)
    if found is None or found.ended_at is not None:
        return None
    found.ended_at = occasion.recorded_at
    record(session, occasion, rules.PersonSignedOut(subject=found.person_id))
    return found.method


def end_session(session: Session, occasion: Occasion, handle: str) -> int:
    """End one of the actor's own sessions, told by its handle; return whether there was one."""
    own = queries.open_sessions(session, occasion.actor.id)
    ended = [one for one in own if queries.handle_of(one) == handle]
    for one in ended:
        one.ended_at = occasion.recorded_at
    if ended:
        record(session, occasion, rules.SessionsEnded(subject=occasion.actor.id, sessions=len(ended)))
    return len(ended)


def end_sessions_of(session: Session, occasion: Occasion, person_id: str, *, but: str | None = None) -> int:
    """Sign a person out of every browser ``but`` the one of this token: themselves, or an administrator."""
    person = queries.person(session, person_id)
    if refusal := rules.why_not_end_sessions(occasion.actor, person.id):
        raise refusal
    kept = queries.hash_of(but) if but else None
    ended = passwords.end_sessions(session, occasion, person.id, but=kept)
    record(session, occasion, rules.SessionsEnded(subject=person.id, sessions=ended))
    return ended


def change_password(
    session: Session,
    occasion: Occasion,
    command: ChangePassword,
    token: str,
    doorway: Doorway,
    prepared: PreparedChange | None = None,
) -> NotSignedIn | None:
    """Give oneself a new password, by the present one; every other browser is signed out.

    What was ``prepared`` before counts if what it went by is still so.
    """
    person, ready = queries.person(session, occasion.actor.id), prepared or PreparedChange(None)
    if refused := prove_again(session, occasion, person, command.current.get_secret_value(), doorway, ready.compared):
        return refused
    still = ready.kept is not None and ready.about == passwords.about(session, person)
    new = command.password.get_secret_value()
    person.password_hash = ready.kept if still else passwords.checked(session, person, new)
    ended = passwords.end_sessions(session, occasion, person.id, but=queries.hash_of(token))
    revoked = end_tokens(session, occasion, person.id) if command.revoke_tokens else 0
    record(session, occasion, rules.PasswordSet(subject=person.id, sessions_ended=ended, tokens_revoked=revoked))
    return None


def prove_again(
    session: Session,
    occasion: Occasion,
    person: Person,
    password: str,
    doorway: Doorway,
    compared: Compared | None = None,
) -> NotSignedIn | None:
    """Ask who is signed in for the password once more, before something that a thief of the browser would change.

    What was ``compared`` before counts if that is still what is kept.
    """
    known = brakes.known_browser(doorway.keys, doorway.caller, person.id, occasion.recorded_at)
    pair = brakes.pair_of(doorway.caller, person.email, known)
    queries.take_turns(session, brakes.account_of(person.email))
    wait = brakes.wait(session, occasion.recorded_at, limits.PAIR, pair)
    because = _judged(person, password, locked=wait > 0, compared=compared)
    if because is None:
        return None
    counted = _counted(doorway.caller, because, pair, brakes.account_of(person.email), known=known is not None)
    brakes.count(session, occasion, *counted)
    record(session, occasion, rules.SignInRefused(subject=person.id, because=because, tried_from=pair))
    return NotSignedIn(rules.wrong_password(because), wait)


def _is_braked(session: Session, now: datetime, account: str, person: Person | None, doorway: Doorway) -> bool:
    caller = doorway.caller
    known = brakes.known_browser(doorway.keys, caller, person.id if person else None, now)
    if brakes.wait(session, now, limits.PAIR, brakes.pair_of(caller, account, known)):
        return True
    if known is not None:
        return False
    wide = brakes.wait(session, now, limits.ACCOUNT, brakes.account_of(account))
    return wide > 0 or brakes.too_many(session, now, caller) is not None


def _judged(
    person: Person | None, password: str, *, locked: bool, compared: Compared | None = None
) -> NotSignedInBecause | None:
    stored = passwords.kept_of(person)
    before = compared if compared is not None and compared.stored == stored else None
    return rules.judge_sign_in(
        known=person is not None,
        disabled=person is not None and person.disabled_at is not None,
        has_password=stored is not None,
        # Who is locked out waits for nothing: the answer is the same whatever was typed.
        password_right=not locked and (before.right if before else passwords.is_right(stored, password)),
        locked=locked,
    )


def _counted(
    caller: Caller, because: NotSignedInBecause, pair: str, wide: str, *, known: bool
) -> tuple[tuple[limits.Brake, str], ...]:
    """Return where a failure counts: a known browser counts for itself only.

    Behind a pulled brake it counts for the address only, or knocking would keep the door shut for ever.
    """
    address = (limits.ADDRESS, brakes.address_of(caller))
    if because is NotSignedInBecause.LOCKED_OUT:
        return (address,)
    return ((limits.PAIR, pair),) if known else ((limits.PAIR, pair), (limits.ACCOUNT, wide), address)
