"""Whom we believe when an identity provider sends a browser back, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Any, ClassVar

from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

LEEWAY = timedelta(seconds=60)
COMES_BACK_WITHIN = timedelta(minutes=10)
ALGORITHMS = ("RS256", "PS256", "ES256")
KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
LONGEST_SUBJECT = 255
FURTHEST = 1e11
"""Seconds since 1970: the year 5138."""


class NotTrustedBecause(StrEnum):
    """Why nobody came in by the identity provider; told to the journal, never to the person at the door."""

    STATE_UNKNOWN = "state_unknown"
    OTHER_BROWSER = "other_browser"
    TOO_LATE = "too_late"
    PROVIDER_SAID_NO = "provider_said_no"
    OTHER_PROVIDER = "other_provider"
    CODE_REFUSED = "code_refused"
    UNREACHABLE = "unreachable"
    TOKEN_UNREADABLE = "token_unreadable"  # noqa: S105 - no secret, a reason
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_PARTY = "wrong_party"
    NO_SUBJECT = "no_subject"
    NO_TIME = "no_time"
    EXPIRED = "expired"
    FROM_THE_FUTURE = "from_the_future"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NONCE = "wrong_nonce"
    LEVEL_TOO_LOW = "level_too_low"
    PROVED_TOO_LONG_AGO = "proved_too_long_ago"
    NO_ADDRESS = "no_address"
    ADDRESS_TAKEN = "address_taken"
    ACCOUNT_CLOSED = "account_closed"
    OTHER_PERSON = "other_person"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say to be ours."""

    issuer: str
    client_id: str
    nonce: str
    levels: frozenset[str] = frozenset()
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationRefused(Fact):
    """Nobody came in by the identity provider; ``subject`` is the person, or the fingerprint of where it came from."""

    tag: ClassVar[str] = "access:federation:refused"

    because: NotTrustedBecause
    issuer: str
    tried_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(Fact):
    """An account of an identity provider opens the account of a person; ``identity`` is its fingerprint."""

    tag: ClassVar[str] = "person:identity:linked"

    issuer: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(Fact):
    """Accounts of an identity provider no longer open the account of a person."""

    tag: ClassVar[str] = "person:identity:unlinked"

    identities: int
    sessions_ended: int


def why_not_believe(claims: Mapping[str, Any], expected: Expected, now: datetime) -> NotTrustedBecause | None:
    """Say why the claims of a token are not believed, or None if they are (OpenID Connect Core 3.1.3.7)."""
    return _why_not_ours(claims, expected) or _why_not_now(claims, now) or _why_not_enough(claims, expected, now)


def _why_not_ours(claims: Mapping[str, Any], expected: Expected) -> NotTrustedBecause | None:
    audience = claims.get("aud")
    audiences: list[Any] = list(audience) if isinstance(audience, list) else [audience]  # pyright: ignore[reportUnknownArgumentType] - any JSON
    party = claims.get("azp")
    subject, nonce = claims.get("sub"), claims.get("nonce")
    reasons = (
        (claims.get("iss") != expected.issuer, NotTrustedBecause.WRONG_ISSUER),
        (expected.client_id not in audiences, NotTrustedBecause.WRONG_AUDIENCE),
        (len(audiences) > 1 and party is None, NotTrustedBecause.WRONG_PARTY),
        (party is not None and party != expected.client_id, NotTrustedBecause.WRONG_PARTY),
        (not (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT), NotTrustedBecause.NO_SUBJECT),
        (
            not (isinstance(nonce, str) and compare_digest(nonce.encode(), expected.nonce.encode())),
            NotTrustedBecause.WRONG_NONCE,
        ),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _why_not_now(claims: Mapping[str, Any], now: datetime) -> NotTrustedBecause | None:
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, issued, begins = _seconds(claims, "exp"), _seconds(claims, "iat"), _seconds(claims, "nbf")
    if expires is None or issued is None or ("nbf" in claims and begins is None):
        return NotTrustedBecause.NO_TIME
    reasons = (
        (moment >= expires + leeway, NotTrustedBecause.EXPIRED),
        (issued > moment + leeway, NotTrustedBecause.FROM_THE_FUTURE),
        (begins is not None and begins > moment + leeway, NotTrustedBecause.NOT_YET_VALID),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _why_not_enough(claims: Mapping[str, Any], expected: Expected, now: datetime) -> NotTrustedBecause | None:
    if expected.levels and claims.get("acr") not in tuple(expected.levels):
        return NotTrustedBecause.LEVEL_TOO_LOW
    if expected.max_age is None:
        return None
    proved = _seconds(claims, "auth_time")
    if proved is None:
        return NotTrustedBecause.NO_TIME
    allowed = (expected.max_age + LEEWAY).total_seconds()
    return NotTrustedBecause.PROVED_TOO_LONG_AGO if now.timestamp() - proved > allowed else None


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    # True is an int to Python, and its JSON has NaN and Infinity, which no moment is.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < FURTHEST:
        return None
    return float(value)


def address_in(claims: Mapping[str, Any]) -> str | None:
    """Return the e-mail address to write to, unless the provider says that nobody checked it.

    It is where mail goes; it never tells who somebody is.
    """
    if claims.get("email_verified") in (False, "false"):
        return None
    found = claims.get("email") or claims.get("preferred_username")
    return found if isinstance(found, str) and "@" in found else None


def name_in(claims: Mapping[str, Any], otherwise: str | None) -> str | None:
    """Return what to call somebody: their name, or else the part of their address before the @."""
    found = claims.get("name")
    if isinstance(found, str) and found.strip():
        return found
    return otherwise.partition("@")[0] if otherwise else None


def why_not_unlink() -> Refusal:
    """Return what somebody hears who has no other way in."""
    return Refusal(
        Why.CONFLICT,
        "only_way_in",
        say("You have no password here: without your organisation's account you could not sign in any more."),
        remedy=say("Ask an administrator for an invitation; with it you choose a password."),
    )


def refusal_of(because: NotTrustedBecause) -> Refusal:
    """Return what the person hears: one calm sentence for whatever was wrong, and what to do where they can."""
    if because is NotTrustedBecause.UNREACHABLE:
        return Refusal(
            Why.CONFLICT,
            "provider_unreachable",
            say("The sign-in service of your organisation cannot be reached now. Who is signed in can go on working."),
            remedy=say("Try again in a few minutes."),
        )
    if because is NotTrustedBecause.ADDRESS_TAKEN:
        return Refusal(
            Why.CONFLICT,
            "address_taken",
            say("An account with your e-mail address exists already. It is not opened in this way by itself."),
            remedy=say("Sign in with your password, and connect the two on the page of your account."),
        )
    return Refusal(
        Why.NOT_PERMITTED,
        "federation_refused",
        say("Signing in through your organisation did not succeed. Try again."),
        remedy=say("If it fails again, ask your administrator."),
    )
