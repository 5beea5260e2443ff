"""Signing in by an identity provider: a browser leaves and comes back, a token is judged, an account is found or made.

A person is known by issuer and subject, never by e-mail address. A stranger gets an account without roles and rights;
an account that exists is connected by its owner only, from inside.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
from pydantic import ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import FederatedIdentity, PendingSignIn, Person
from partnerschapsakte.access.rules import brakes as limits
from partnerschapsakte.access.rules import federation as rules
from partnerschapsakte.access.rules.federation import Expected, NotTrustedBecause
from partnerschapsakte.access.rules.signing_in import SignInMethod
from partnerschapsakte.access.schemas import Caller, NotSignedIn, RegisterPerson, SignedIn
from partnerschapsakte.access.service import brakes, people
from partnerschapsakte.access.service.id_tokens import NotBelieved, claims_of
from partnerschapsakte.access.service.signing_in import Doorway, enter
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record

VERIFIER, NONCE = "pkce", "nonce"
LINK = "link "
"""How ``PendingSignIn.wanted`` begins where an account is to be connected; the id of its owner follows."""


class Provider(Protocol):
    """What a gateway to an identity provider does; it raises ConnectionError when that cannot be reached.

    ``redeem`` raises PermissionError when the provider does not take the code.
    """

    @property
    def expected(self) -> Mapping[str, Any]:
        """``issuer``, ``client_id``, ``levels`` and ``max_age`` of the tokens that we take."""
        ...

    def way_out(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return the address where the browser signs in."""
        ...

    def names_itself(self) -> bool:
        """Tell whether the provider says who it is when it sends a browser back (RFC 9207)."""
        ...

    def redeem(self, code: str, verifier: str) -> tuple[str, Mapping[str, Any]]:
        """Return the ID token for a code, and the key set in which the key of its signature is to be found."""
        ...

    def sign_out_address(self) -> str | None:
        """Return where a browser signs out at the provider, if that can be done."""
        ...


class Departure(msgspec.Struct, frozen=True):
    """What a browser takes along to the provider; ``browser`` stays behind in its cookie."""

    state: str
    nonce: str
    verifier: str
    browser: str


class Back(msgspec.Struct, frozen=True):
    """What a provider sent along with a browser that comes back."""

    state: str
    browser: str
    code: str = ""
    issuer: str = ""
    error: str = ""


class Return(msgspec.Struct, frozen=True):
    """What was kept for a browser that came back: where it wanted to go, or whose account it was to be connected to."""

    nonce: str
    verifier: str
    wanted: str
    link_to: str = ""


def leave(
    session: Session, occasion: Occasion, keys: Keyring, caller: Caller, *, browser: str, wanted: str
) -> Departure | NotSignedIn:
    """Let a stranger go to the provider, unless too many went from this address: each time a row is kept."""
    if turned_away := brakes.too_many(session, occasion.recorded_at, caller, limits.DEPARTURE):
        return turned_away
    brakes.count(session, occasion, (limits.DEPARTURE, brakes.address_of(caller, limits.DEPARTURE)))
    return begin(session, occasion, keys, browser=browser, wanted=wanted)


def begin(session: Session, occasion: Occasion, keys: Keyring, *, browser: str, wanted: str) -> Departure:
    """Keep what a browser needs when it comes back, for ten minutes and once."""
    now = occasion.recorded_at
    going = Departure(new_token(), new_token(), new_token(), browser or new_token())
    session.execute(delete(PendingSignIn).where(PendingSignIn.expires_at <= now))
    session.add(
        PendingSignIn(
            state_hash=queries.hash_of(going.state),
            browser_hash=queries.hash_of(going.browser),
            code_verifier=keys.wrap(VERIFIER, going.verifier.encode()),
            nonce=keys.wrap(NONCE, going.nonce.encode()),
            wanted=wanted,
            made_at=now,
            expires_at=now + rules.COMES_BACK_WITHIN,
        )
    )
    return going


def begin_link(session: Session, occasion: Occasion, keys: Keyring, *, browser: str) -> Departure:
    """Keep what a browser needs to connect an account of the provider to the account of who is signed in."""
    return begin(session, occasion, keys, browser=browser, wanted=f"{LINK}{occasion.actor.id}")


def take_back(session: Session, occasion: Occasion, keys: Keyring, back: Back) -> Return | NotTrustedBecause:
    """Return what was kept for a browser, once: the second time it is unknown."""
    gone = delete(PendingSignIn).where(PendingSignIn.state_hash == queries.hash_of(back.state))
    found = session.execute(
        gone.returning(
            PendingSignIn.browser_hash,
            PendingSignIn.code_verifier,
            PendingSignIn.nonce,
            PendingSignIn.wanted,
            PendingSignIn.expires_at,
        )
    ).one_or_none()
    if found is None:
        return NotTrustedBecause.STATE_UNKNOWN
    if found.browser_hash != queries.hash_of(back.browser):
        return NotTrustedBecause.OTHER_BROWSER
    if found.expires_at <= occasion.recorded_at:
        return NotTrustedBecause.TOO_LATE
    try:
        nonce, verifier = keys.unwrap(NONCE, found.nonce).decode(), keys.unwrap(VERIFIER, found.code_verifier).decode()
    except KeyUnusableError:
        return NotTrustedBecause.STATE_UNKNOWN
    link_to = found.wanted.removeprefix(LINK) if found.wanted.startswith(LINK) else ""
    return Return(nonce, verifier, "/account" if link_to else found.wanted, link_to)


def proved(provider: Provider, back: Back, kept: Return, now: datetime) -> Mapping[str, Any]:
    """Ask the provider who came back, and return the claims of its token; raises NotBelieved. Writes nothing."""
    expected = Expected(nonce=kept.nonce, **provider.expected)
    if back.error or not back.code:
        raise NotBelieved(NotTrustedBecause.PROVIDER_SAID_NO)
    try:
        if (back.issuer or provider.names_itself()) and back.issuer != expected.issuer:
            raise NotBelieved(NotTrustedBecause.OTHER_PROVIDER)
        token, key_set = provider.redeem(back.code, kept.verifier)
    except ConnectionError as error:
        raise NotBelieved(NotTrustedBecause.UNREACHABLE) from error
    except PermissionError as error:
        raise NotBelieved(NotTrustedBecause.CODE_REFUSED) from error
    claims = claims_of(token, key_set)
    if because := rules.why_not_believe(claims, expected, now):
        raise NotBelieved(because)
    return claims


def come_in(
    session: Session, occasion: Occasion, claims: Mapping[str, Any], doorway: Doorway
) -> SignedIn | NotTrustedBecause:
    """Sign in who was proved to be somebody; a stranger gets an account without roles and rights."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    known = queries.identity(session, issuer, subject)
    person = queries.person(session, known.person_id) if known else _registered(session, occasion, claims)
    if isinstance(person, NotTrustedBecause):
        return person
    if person.disabled_at is not None:
        return NotTrustedBecause.ACCOUNT_CLOSED
    if known is None:
        _connect(session, occasion.by(SYSTEM), person, issuer, subject)
    return enter(session, occasion, person, SignInMethod.FEDERATION, doorway)


def link(session: Session, occasion: Occasion, claims: Mapping[str, Any], owner: str) -> NotTrustedBecause | None:
    """Connect an account of the provider to the account of the actor, who left for it as its ``owner``."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    known = queries.identity(session, issuer, subject)
    if occasion.actor.id != owner or (known is not None and known.person_id != owner):
        return NotTrustedBecause.OTHER_PERSON
    if known is None:
        _connect(session, occasion, queries.person(session, owner), issuer, subject)
    return None


def unlink(session: Session, occasion: Occasion) -> int:
    """Let no account of a provider open the actor's account any longer, and end the sessions that began so."""
    person = queries.person(session, occasion.actor.id)
    connected = queries.identities(session, person.id)
    if person.password_hash is None:
        raise rules.why_not_unlink()
    for one in connected:
        session.delete(one)
    began = [one for one in queries.open_sessions(session, person.id) if one.method is SignInMethod.FEDERATION]
    for one in began:
        one.ended_at = occasion.recorded_at
    fact = rules.IdentityUnlinked(subject=person.id, identities=len(connected), sessions_ended=len(began))
    record(session, occasion, fact)
    return len(connected)


def refuse(
    session: Session, occasion: Occasion, because: NotTrustedBecause, issuer: str, caller: Caller
) -> NotSignedIn:
    """Record that nobody came in, without a word of the token, and count it for the address."""
    if turned_away := brakes.too_many(session, occasion.recorded_at, caller, limits.FEDERATION):
        return turned_away
    address = brakes.address_of(caller, limits.FEDERATION)
    brakes.count(session, occasion, (limits.FEDERATION, address))
    subject = address if occasion.actor == SYSTEM else occasion.actor.id
    fact = rules.FederationRefused(subject=subject, because=because, issuer=issuer, tried_from=address)
    record(session, occasion, fact)
    return NotSignedIn(rules.refusal_of(because))


def _registered(session: Session, occasion: Occasion, claims: Mapping[str, Any]) -> Person | NotTrustedBecause:
    """Register a stranger, without roles. Their e-mail address is where mail goes; it opens no account there is."""
    address = rules.address_in(claims)
    try:
        command = RegisterPerson.model_validate({"name": rules.name_in(claims, address), "email": address})
    except ValidationError:
        return NotTrustedBecause.NO_ADDRESS
    if queries.person_by_email(session, command.email) is not None:
        return NotTrustedBecause.ADDRESS_TAKEN
    return people.register_person(session, occasion.by(SYSTEM), command)


def _connect(session: Session, occasion: Occasion, person: Person, issuer: str, subject: str) -> None:
    identity = FederatedIdentity(
        issuer=issuer, subject=subject, person_id=person.id, first_seen_at=occasion.recorded_at
    )
    session.add(identity)
    fingerprint = queries.hash_of(f"{issuer}\n{subject}")
    record(session, occasion, rules.IdentityLinked(subject=person.id, issuer=issuer, identity=fingerprint))
