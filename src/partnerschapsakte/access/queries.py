"""Reads of people and of who is signed in."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, lazyload

from partnerschapsakte.access.models import (
    ApiToken,
    DossierRight,
    FailedSignIn,
    FederatedIdentity,
    Invitation,
    Mandate,
    Membership,
    Person,
    RecoveryCode,
    RightsReview,
    SignedInSession,
)
from partnerschapsakte.access.rules import reviews
from partnerschapsakte.access.rules import signing_in as rules
from partnerschapsakte.access.rules import tokens as token_rules
from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.schemas import PersonView, TokenInUse
from partnerschapsakte.foundation.actor import GUESTS, Actor, Right, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.rules import PartyKind

BY_TOKEN = (
    select(
        ApiToken.id,
        ApiToken.name,
        ApiToken.expires_at,
        ApiToken.revoked_at,
        ApiToken.last_used_at,
        ApiToken.person_id,
        Person.name.label("person"),
        Person.roles,
        Person.disabled_at,
    )
    .join(Person, Person.id == ApiToken.person_id)
    .where(ApiToken.token_hash == bindparam("hash"))
)
"""What every request of the API asks first; columns, because making objects of them costs more than reading them."""


def person(session: Session, person_id: str, *, for_update: bool = False) -> Person:
    """Return one person, or refuse; ``for_update`` as they are once nobody else is changing them."""
    chosen = select(Person).where(Person.id == person_id).with_for_update(key_share=True)
    locked = chosen.execution_options(populate_existing=True)
    found = session.scalar(locked) if for_update else session.get(Person, person_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "person_not_found", say("There is no person {person}.", person=person_id))
    return found


def person_by_email(session: Session, email: str) -> Person | None:
    """Return the person with this e-mail address, however it was capitalised."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people_by_id(session: Session, ids: Collection[str]) -> dict[str, PersonView]:
    """Return those of these people that exist."""
    if not ids:
        return {}
    return {row.id: view_of(row) for row in session.scalars(select(Person).where(Person.id.in_(ids)))}


def people(session: Session) -> Sequence[PersonView]:
    """Return everybody, by name."""
    return [view_of(row) for row in session.scalars(select(Person).order_by(Person.name, Person.id))]


def view_of(row: Person) -> PersonView:
    """Return a person as others see them."""
    roles = tuple(Role(role) for role in row.roles)
    return PersonView(row.id, row.name, row.email, row.function, roles, row.disabled_at is None, row.kind)


def is_authority(session: Session, party_id: str) -> bool:
    """Tell whether this party is a registered contracting authority."""
    return session.scalar(select(Party.kind).where(Party.id == party_id)) is PartyKind.CONTRACTING_AUTHORITY


def who(session: Session, token: str, now: datetime) -> Actor | None:
    """Return who is signed in with this token, or None; it reads only (``service.keep_alive`` writes)."""
    found = _living(session, token, now)
    return standing_of(session, found[1], local_date(now)) if found else None


def is_worth_keeping_alive(session: Session, token: str, now: datetime) -> bool:
    """Tell whether ``service.keep_alive`` has something to write for this token."""
    found = _living(session, token, now)
    return found is not None and now - found[0].last_seen_at >= rules.SEEN_EVERY


def signed_in_session(session: Session, token: str) -> SignedInSession | None:
    """Return the signed-in browser of this token, ended ones included."""
    return session.get(SignedInSession, hash_of(token))


def open_sessions(session: Session, person_id: str) -> Sequence[SignedInSession]:
    """Return the browsers of a person that were not signed out."""
    chosen = select(SignedInSession).where(SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None))
    return session.scalars(chosen).all()


def hash_of(secret: str) -> str:
    """Return what is stored of a token; it has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _living(session: Session, token: str, now: datetime) -> tuple[SignedInSession, Person] | None:
    found = signed_in_session(session, token)
    if found is None or (found.needs_second_factor and found.second_factor_at is None):
        return None
    return _with_person(session, found, now)


def is_member(session: Session, person_id: str, party_id: str | None, today: date) -> bool:
    """Tell whether a person works for this organisation on this day."""
    chosen = select(func.count()).where(
        Membership.person_id == person_id,
        Membership.party_id == party_id,
        Membership.since <= today,
        or_(Membership.ended_on.is_(None), Membership.ended_on >= today),
    )
    return bool(session.scalar(chosen))


def held_right(session: Session, person_id: str, dossier_id: str, role: Role) -> DossierRight | None:
    """Return the right by which a person has this role in this dossier, if they were given it."""
    chosen = select(DossierRight).where(
        DossierRight.person_id == person_id,
        DossierRight.dossier_id == dossier_id,
        DossierRight.role == role,
        DossierRight.ended_at.is_(None),
    )
    return session.scalar(chosen)


def right(session: Session, right_id: str) -> DossierRight:
    """Return a right that was not ended, or refuse."""
    found = session.get(DossierRight, right_id)
    if found is None or found.ended_at is not None:
        raise Refusal(Why.NOT_FOUND, "right_not_found", say("There is no right {right}.", right=right_id))
    return found


def roles_in(session: Session, person_id: str, dossier_id: str, today: date) -> frozenset[Role]:
    """Return the roles that a person has in a dossier on this day."""
    chosen = select(DossierRight.role).where(
        DossierRight.person_id == person_id, DossierRight.dossier_id == dossier_id, *_in_force(today)
    )
    return frozenset(session.scalars(chosen))


def held_roles(session: Session, person_id: str, today: date) -> frozenset[Role]:
    """Return the roles that a person has in any dossier on this day."""
    chosen = select(DossierRight.role).where(DossierRight.person_id == person_id, *_in_force(today))
    return frozenset(session.scalars(chosen))


def contact_rights(session: Session, person_id: str, party_id: str) -> Sequence[DossierRight]:
    """Return the rights by which a person stands for an organisation in dossiers."""
    chosen = select(DossierRight).where(
        DossierRight.person_id == person_id, DossierRight.party_id == party_id, DossierRight.ended_at.is_(None)
    )
    return session.scalars(chosen.order_by(DossierRight.granted_at, DossierRight.id)).all()


def rights_of(session: Session, person_id: str) -> Sequence[DossierRight]:
    """Return the rights of a person that were not ended, in every dossier."""
    chosen = select(DossierRight).where(DossierRight.person_id == person_id, DossierRight.ended_at.is_(None))
    return session.scalars(chosen.order_by(DossierRight.granted_at, DossierRight.id)).all()


def membership(session: Session, membership_id: str) -> Membership:
    """Return for which organisation somebody works, or refuse."""
    found = session.get(Membership, membership_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "membership_not_found", say("There is no such work on record."))
    return found


def has_membership(session: Session, person_id: str, party_id: str, today: date) -> bool:
    """Tell whether a person works for this organisation, or will."""
    chosen = select(func.count()).where(
        Membership.person_id == person_id, Membership.party_id == party_id, _not_over(Membership.ended_on, today)
    )
    return bool(session.scalar(chosen))


def works_for_provider(session: Session, person_id: str, today: date) -> bool:
    """Tell whether a person works for any provider, or will."""
    return person_id in staff_of_providers(session, today)


def staff_of_providers(session: Session, today: date) -> frozenset[str]:
    """Return the ids of the people who work for a provider, or will."""
    chosen = select(Membership.person_id).where(
        Membership.party_id == Party.id,
        Party.kind == PartyKind.PROVIDER,
        _not_over(Membership.ended_on, today),
    )
    return frozenset(session.scalars(chosen))


def strangers(session: Session, people_of: Mapping[str, PersonView]) -> frozenset[str]:
    """Return which of these people are outsiders who cannot sign in yet: those whom a team invites itself."""
    outside = [one.id for one in people_of.values() if not set(one.roles) - GUESTS and one.kind is PersonKind.HUMAN]
    chosen = select(Person.id).where(
        Person.id.in_(outside), Person.password_hash.is_(None), Person.disabled_at.is_(None)
    )
    return frozenset(session.scalars(chosen))


def who_by_token(session: Session, secret: str, now: datetime) -> tuple[Actor, TokenInUse] | None:
    """Return for whom a token stands at the API, or None; it reads only (``service.tokens.note_use`` writes).

    They come without rights, which most requests need few of: ``with_rights`` reads those that matter.
    """
    found = session.connection().execute(BY_TOKEN, {"hash": hash_of(secret)}).one_or_none()
    if found is None or not token_rules.opens(
        now, expires_at=found.expires_at, revoked_at=found.revoked_at, enabled=found.disabled_at is None
    ):
        return None
    roles = frozenset(Role(role) for role in found.roles)
    return Actor(found.person_id, found.person, roles, grants=frozenset()), TokenInUse(
        found.id, found.name, found.last_used_at
    )


def with_rights(session: Session, actor: Actor, today: date, dossier_id: str | None = None) -> Actor:
    """Return somebody with their mandates and rights, in every dossier or in this one; their other roles stay."""
    held = session.execute(select(Mandate.authority_id, Mandate.kind).where(Mandate.person_id == actor.id)).all()
    chosen = select(DossierRight.dossier_id, DossierRight.role, DossierRight.party_id).where(
        DossierRight.person_id == actor.id, *_in_force(today)
    )
    if dossier_id is not None:
        chosen = chosen.where(DossierRight.dossier_id == dossier_id)
    return replace(
        actor,
        mandates=frozenset(authority for authority, kind in held if kind is MandateKind.DECIDE),
        signatures=frozenset(authority for authority, kind in held if kind is MandateKind.SIGN),
        grants=frozenset(Right(*row) for row in session.execute(chosen)),
    )


def standing_of(session: Session, somebody: Person, today: date) -> Actor:
    """Return a person as they stand at a door: in a dossier they have the rights they were given, and no others."""
    return with_rights(session, somebody.actor, today)


def api_token(session: Session, token_id: str) -> ApiToken:
    """Return one token, or refuse."""
    found = session.get(ApiToken, token_id)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "token_not_found", say("There is no such token."))
    return found


def api_tokens(session: Session, person_id: str) -> Sequence[ApiToken]:
    """Return the tokens of a person, the newest first, revoked ones included."""
    chosen = select(ApiToken).where(ApiToken.person_id == person_id)
    return session.scalars(chosen.order_by(ApiToken.made_at.desc(), ApiToken.id)).all()


def last_review(session: Session, dossier_id: str | None = None) -> RightsReview | None:
    """Return the latest look at all rights, or at those of one dossier."""
    chosen = select(RightsReview).where(RightsReview.dossier_id == dossier_id)
    return session.scalar(chosen.order_by(RightsReview.reviewed_at.desc(), RightsReview.id.desc()).limit(1))


def is_review_due(session: Session, today: date, dossier_id: str | None = None) -> bool:
    """Tell whether it is time to look through all rights again, or those of one dossier."""
    last = last_review(session, dossier_id)
    oldest = select(func.min(DossierRight.granted_at)).where(DossierRight.ended_at.is_(None))
    first = session.scalar(oldest if dossier_id is None else oldest.where(DossierRight.dossier_id == dossier_id))
    return reviews.is_due(last and local_date(last.reviewed_at), first and local_date(first), today)


def told(session: Session, tags: Collection[str]) -> Sequence[Row[str, str, datetime, dict[str, Any]]]:
    """Return which facts of these kinds are on record about people, by whom and when, in order."""
    chosen = select(
        JournalEntry.subject, JournalEntry.actor_name, JournalEntry.recorded_at, JournalEntry.details
    ).where(JournalEntry.tag.in_(list(tags)))
    return session.execute(chosen.order_by(JournalEntry.id)).all()


def _in_force(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return DossierRight.ended_at.is_(None), _not_over(DossierRight.ends_on, today)


def _not_over(last_day: InstrumentedAttribute[date | None], today: date) -> ColumnElement[bool]:
    return or_(last_day.is_(None), last_day >= today)


# signing in


def account(session: Session, email: str) -> Person | None:
    """Return the person with this e-mail address by one read, so that a known account takes no longer than another."""
    chosen = select(Person).where(Person.email == email.strip().lower())
    return session.scalar(chosen.options(lazyload(Person.mandates), lazyload(Person.rights)))


def failed_at(session: Session, fingerprint: str, since: datetime, most: int) -> Sequence[datetime]:
    """Return when the latest attempts with this fingerprint failed, the latest first."""
    chosen = select(FailedSignIn.failed_at).where(
        FailedSignIn.fingerprint == fingerprint, FailedSignIn.failed_at > since
    )
    return session.scalars(chosen.order_by(FailedSignIn.failed_at.desc()).limit(most)).all()


def take_turns(session: Session, fingerprint: str) -> None:
    """Wait until nobody else judges an attempt with this fingerprint, so that many at once are counted one by one.

    SQLite has one writer at a time and needs no lock of ours.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(fingerprint)[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def halfway(session: Session, token: str, now: datetime) -> tuple[SignedInSession, Person] | None:
    """Return who gave the right password in this browser, and still has to give the second factor."""
    found = signed_in_session(session, token) if token else None
    if found is None or not found.needs_second_factor or found.second_factor_at is not None:
        return None
    return _with_person(session, found, now)


def own_sessions(session: Session, person_id: str, now: datetime) -> Sequence[SignedInSession]:
    """Return the browsers in which a person is signed in now, the one seen last first."""
    living = [one for one in open_sessions(session, person_id) if _is_living(one, now)]
    return sorted(living, key=lambda one: one.last_seen_at, reverse=True)


def handle_of(found: SignedInSession) -> str:
    """Return the name of a session that a page may show; its token cannot be found from it."""
    return hash_of(found.token_hash)[:32]


def recovery_codes(session: Session, person_id: str) -> Sequence[RecoveryCode]:
    """Return the codes on paper of a person that were not used."""
    chosen = select(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalars(chosen.order_by(RecoveryCode.id)).all()


def authority_names(session: Session) -> Sequence[str]:
    """Return the names of the contracting authorities, which no password may follow from."""
    return session.scalars(select(Party.name).where(Party.kind == PartyKind.CONTRACTING_AUTHORITY)).all()


def invitation(session: Session, token_hash: str, *, locked: bool = False) -> Invitation | None:
    """Return the invitation of a token, used ones included; ``locked`` until the end of the unit of work."""
    return session.get(Invitation, token_hash, with_for_update=locked)


def open_invitations(session: Session, person_id: str) -> Sequence[Invitation]:
    """Return the invitations of a person that were neither used nor withdrawn."""
    chosen = select(Invitation).where(
        Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    return session.scalars(chosen.order_by(Invitation.made_at)).all()


def identity(session: Session, issuer: str, subject: str) -> FederatedIdentity | None:
    """Return whose account at an identity provider this is; the e-mail address plays no part."""
    return session.get(FederatedIdentity, (issuer, subject))


def identities(session: Session, person_id: str) -> Sequence[FederatedIdentity]:
    """Return the accounts at identity providers that open the account of a person."""
    return session.scalars(select(FederatedIdentity).where(FederatedIdentity.person_id == person_id)).all()


def _is_living(found: SignedInSession, now: datetime) -> bool:
    return rules.is_signed_in(
        now, last_seen_at=found.last_seen_at, expires_at=found.expires_at, ended_at=found.ended_at
    )


def _with_person(session: Session, found: SignedInSession, now: datetime) -> tuple[SignedInSession, Person] | None:
    if not _is_living(found, now):
        return None
    somebody = session.get(Person, found.person_id)
    return (found, somebody) if somebody is not None and somebody.disabled_at is None else None
