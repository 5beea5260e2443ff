"""Links for once: with one a person sets a password, and comes in for the first time or after forgetting it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Invitation, Person
from partnerschapsakte.access.rules import brakes as limits
from partnerschapsakte.access.rules import invitations as rules
from partnerschapsakte.access.rules.signing_in import PasswordSet, SignInMethod
from partnerschapsakte.access.schemas import AcceptInvitation, InvitationLetter, NotSignedIn, SignedIn
from partnerschapsakte.access.service import brakes, passwords
from partnerschapsakte.access.service.signing_in import Doorway, enter
from partnerschapsakte.access.service.tokens import end_tokens
from partnerschapsakte.access.word import Invited, Wording
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import Owed, record

SEND_INVITATION = "access.send_invitation"
WRAPPED_FOR = "invitation"
MARK = 32


def invite(
    session: Session, occasion: Occasion, person_id: str, keys: Keyring, *, dossier_id: str | None = None
) -> Invitation:
    """Owe a person a mail with a link for once; an earlier link no longer works.

    By the team of a dossier, ``dossier_id``, only who has a role there is invited.

    What is owed holds the token wrapped by the key of the installation: the database alone opens nothing.
    """
    person = queries.person(session, person_id)
    if dossier_id is not None and dossier_id not in {right.dossier_id for right in person.rights}:
        raise rules.not_in_the_dossier()
    refusal = rules.why_not_invite(
        occasion.actor,
        kind=person.kind,
        enabled=person.disabled_at is None,
        has_password=person.password_hash is not None,
        offices=person.actor.roles,
    )
    if refusal:
        raise refusal
    now, token = occasion.recorded_at, new_token()
    withdrawn = passwords.end_invitations(session, occasion, person.id)
    invitation = Invitation(
        token_hash=queries.hash_of(token),
        person_id=person.id,
        made_at=now,
        made_by=occasion.actor.id,
        expires_at=now + rules.HOLDS,
    )
    session.execute(delete(Invitation).where(Invitation.expires_at <= now - rules.KEPT))
    session.add(invitation)
    fact = rules.PersonInvited(subject=person.id, expires_at=invitation.expires_at, withdrawn=withdrawn)
    payload = {"invitation": invitation.token_hash, "wrapped": keys.wrap(WRAPPED_FOR, token.encode())}
    owed = Owed(task=SEND_INVITATION, key=f"{SEND_INVITATION}:{invitation.token_hash}", payload=payload)
    record(session, occasion, fact, dossier_id=dossier_id, owing=[owed])
    return invitation


def withdraw_invitations(session: Session, occasion: Occasion, person_id: str) -> int:
    """Let the links that a person was sent no longer work; return how many there were."""
    person = queries.person(session, person_id)
    refusal = rules.why_not_withdraw(
        occasion.actor, has_password=person.password_hash is not None, offices=person.actor.roles
    )
    if refusal:
        raise refusal
    withdrawn = passwords.end_invitations(session, occasion, person.id)
    record(session, occasion, rules.InvitationWithdrawn(subject=person.id, invitations=withdrawn))
    return withdrawn


def compose_invitation(
    session: Session,
    payload: Mapping[str, Any],
    keys: Keyring,
    *,
    write: Callable[[Invited], Wording],
    host: str,
    now: datetime,
) -> InvitationLetter | None:
    """Return the mail that is owed, the same each time; None if its link no longer works."""
    invitation = queries.invitation(session, payload["invitation"])
    if invitation is None or not _is_open(invitation, now):
        return None
    person = queries.person(session, invitation.person_id)
    token = keys.unwrap(WRAPPED_FOR, payload["wrapped"]).decode()
    worded = write(Invited(person.name, token, local_date(invitation.expires_at)))
    return InvitationLetter(
        message_id=f"<uitnodiging.{invitation.token_hash[:MARK]}@{host}>",
        address=person.email,
        subject=worded.subject,
        text=worded.text,
        made_at=invitation.made_at,
    )


def invited_person(session: Session, now: datetime, token: str) -> Person | None:
    """Return who may set a password with this token now. Looking at the page uses nothing up."""
    return _person_of(session, now, queries.invitation(session, queries.hash_of(token)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be kept of a new password that was judged by what somebody could know ``about`` the person."""

    about: tuple[str, ...]
    kept: str


def prepare(reading: Begin, now: datetime, command: AcceptInvitation) -> Prepared | None:
    """Judge and hash a password while nothing is locked, or refuse one that can be guessed; None without a person."""
    with reading() as session:
        person = invited_person(session, now, command.token)
        about = passwords.about(session, person) if person else None
    return Prepared(about, passwords.hashed(command.password.get_secret_value(), about)) if about else None


def accept(
    session: Session,
    occasion: Occasion,
    command: AcceptInvitation,
    doorway: Doorway,
    prepared: Prepared | None = None,
) -> SignedIn | NotSignedIn:
    """Set a password with a token, once; every browser is signed out, and this one goes on to the second factor."""
    token_hash = queries.hash_of(command.token)
    invitation = queries.invitation(session, token_hash, locked=True)
    person = _person_of(session, occasion.recorded_at, invitation)
    if invitation is None or person is None:
        return _refused(session, occasion, invitation, token_hash, doorway)
    still = prepared is not None and prepared.about == passwords.about(session, person)
    password = command.password.get_secret_value()
    person.password_hash = prepared.kept if prepared and still else passwords.checked(session, person, password)
    invitation.used_at = occasion.recorded_at
    passwords.end_invitations(session, occasion, person.id)
    ended = passwords.end_sessions(session, occasion, person.id)
    invited = occasion.by(person.actor)
    record(session, invited, rules.InvitationAccepted(subject=person.id, sessions_ended=ended))
    # A new password by a link is a reset: what somebody else may have made with the old one ends too.
    revoked = end_tokens(session, occasion, person.id)
    record(session, invited, PasswordSet(subject=person.id, sessions_ended=ended, tokens_revoked=revoked))
    return enter(session, occasion, person, SignInMethod.PASSWORD, doorway)


def _refused(
    session: Session, occasion: Occasion, invitation: Invitation | None, token_hash: str, doorway: Doorway
) -> NotSignedIn:
    if turned_away := brakes.too_many(session, occasion.recorded_at, doorway.caller):
        return turned_away
    address = brakes.address_of(doorway.caller)
    brakes.count(session, occasion, (limits.ADDRESS, address))
    subject = invitation.person_id if invitation else token_hash
    record(session, occasion, rules.InvitationRefused(subject=subject, tried_from=address))
    return NotSignedIn(rules.does_not_work())


def _person_of(session: Session, now: datetime, invitation: Invitation | None) -> Person | None:
    if invitation is None or not _is_open(invitation, now):
        return None
    person = queries.person(session, invitation.person_id)
    return person if person.disabled_at is None else None


def _is_open(invitation: Invitation, now: datetime) -> bool:
    expires_at, used_at, withdrawn_at = invitation.expires_at, invitation.used_at, invitation.withdrawn_at
    return rules.is_open(now, expires_at=expires_at, used_at=used_at, withdrawn_at=withdrawn_at)
