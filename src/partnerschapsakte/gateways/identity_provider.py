"""Speaks to one identity provider by OpenID Connect: where to sign in, what a code is worth, which keys sign."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types
from authlib.oauth2.rfc6749 import parameters  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types
from authlib.oauth2.rfc7636 import challenge  # pyright: ignore[reportMissingTypeStubs] - Authlib has no types

from partnerschapsakte.foundation import clock

# Authlib has no types: what we use of it, by the shapes that we rely on.
_way_out: Callable[..., str] = getattr(parameters, "prepare_grant_uri")  # noqa: B009
_token_request: Callable[..., str] = getattr(parameters, "prepare_token_request")  # noqa: B009
_hashed: Callable[[str], str] = getattr(challenge, "create_s256_code_challenge")  # noqa: B009

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
FRESH = timedelta(hours=1)
KEYS_AGAIN_AFTER = timedelta(minutes=1)
QUIET_AFTER_OUTAGE = timedelta(seconds=10)
TIMEOUT = httpx.Timeout(5, connect=3)
LONGEST_ANSWER = 1_000_000


class ProviderOutage(ConnectionError):
    """The provider could not be reached, or answers what no provider answers."""


class CodeRefused(PermissionError):
    """The provider does not take this code."""


@dataclass(frozen=True, slots=True)
class Client:
    """How we are known to the provider, and what we ask of it.

    With a ``private_key`` (PEM) we prove who we are by a signature, else by the ``secret``. ``levels`` are the values
    of ``acr`` that are enough; none means that any is. ``max_age`` is how long ago somebody may have proved themselves.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    secret: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    levels: tuple[str, ...] = ()
    max_age: timedelta | None = None
    after_sign_out: str | None = None


@dataclass(slots=True)
class _Kept:
    """What the provider said, and when it was asked."""

    said: Mapping[str, Any]
    asked_at: datetime


class IdentityProvider:
    """One identity provider, asked when it is needed; an outage is not asked again for a few seconds.

    No redirect is followed, and nothing is fetched without TLS but from this machine itself, as tests do.
    """

    def __init__(self, client: Client, *, now: Callable[[], datetime] = clock.now) -> None:
        self.client = client
        self.now = now
        self.lock = Lock()
        self.metadata: _Kept | None = None
        self.keys: _Kept | None = None
        self.silent_until: datetime | None = None

    @property
    def expected(self) -> Mapping[str, Any]:
        """What a token must say: ``issuer``, ``client_id``, ``levels`` and ``max_age``."""
        mine = self.client
        return {
            "issuer": mine.issuer,
            "client_id": mine.client_id,
            "levels": frozenset(mine.levels),
            "max_age": mine.max_age,
        }

    def way_out(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return the address where the browser signs in; the provider gets the hash of the verifier only."""
        mine, asked = self.client, dict[str, str]()
        if mine.levels:
            asked["acr_values"] = " ".join(mine.levels)
        if mine.max_age is not None:
            asked["max_age"] = str(int(mine.max_age.total_seconds()))
        return _way_out(
            self._endpoint("authorization_endpoint"),
            client_id=mine.client_id,
            response_type="code",
            redirect_uri=mine.redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=_hashed(verifier),
            code_challenge_method="S256",
            **asked,
        )

    def names_itself(self) -> bool:
        """Tell whether the provider says who it is when it sends a browser back (RFC 9207)."""
        return self._metadata().get("authorization_response_iss_parameter_supported") is True

    def redeem(self, code: str, verifier: str) -> tuple[str, Mapping[str, Any]]:
        """Return the ID token for a code, and the key set in which the key of its signature is to be found."""
        address = self._endpoint("token_endpoint")
        body = _token_request(
            "authorization_code", code=code, redirect_uri=self.client.redirect_uri, code_verifier=verifier
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        address, headers, body = self._proof_of_client(address).prepare("POST", address, headers, body)
        said = self._ask("POST", address, headers=headers, content=body)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise CodeRefused("no ID token")
        return token, self._keys_for(token)

    def sign_out_address(self) -> str | None:
        """Return where a browser signs out at the provider, if it tells where; an outage is no reason to fail."""
        try:
            address = self._metadata().get("end_session_endpoint")
        except ProviderOutage:
            return None
        if not isinstance(address, str) or not _is_safe(address):
            return None
        asked = {"client_id": self.client.client_id}
        if self.client.after_sign_out:
            asked["post_logout_redirect_uri"] = self.client.after_sign_out
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"

    def _proof_of_client(self, address: str) -> Any:
        mine = self.client
        if mine.private_key:
            return ClientAuth(mine.client_id, mine.private_key, PrivateKeyJWT(address))
        supported = self._metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in supported or "client_secret_post" not in supported:
            # RFC 6749, 2.3.1: both are encoded as in a form before they are joined by a colon.
            return ClientAuth(quote(mine.client_id, safe=""), quote(mine.secret, safe=""), "client_secret_basic")
        return ClientAuth(mine.client_id, mine.secret, "client_secret_post")

    def _metadata(self) -> Mapping[str, Any]:
        with self.lock:
            now = self.now()
            if self.metadata is None or now - self.metadata.asked_at >= FRESH:
                said = self._ask("GET", self.client.issuer.rstrip("/") + DISCOVERY)
                if said.get("issuer") != self.client.issuer:
                    raise ProviderOutage("the provider calls itself otherwise than it was set")
                self.metadata = _Kept(said, now)
            return self.metadata.said

    def _keys_for(self, token: str) -> Mapping[str, Any]:
        """Return the key set; fetched again when it lacks the key of this token, at most once a minute."""
        with self.lock:
            now, kept = self.now(), self.keys
            known = kept is not None and _key_of(token) in _names(kept.said)
            if kept is not None and now - kept.asked_at < (FRESH if known else KEYS_AGAIN_AFTER):
                return kept.said
        address = self._endpoint("jwks_uri")
        with self.lock:
            self.keys = _Kept(self._ask("GET", address), now)
            return self.keys.said

    def _endpoint(self, name: str) -> str:
        address = self._metadata().get(name)
        if not isinstance(address, str) or not _is_safe(address):
            raise ProviderOutage(f"the provider gives no safe {name}")
        return address

    def _ask(self, method: str, address: str, **options: Any) -> Mapping[str, Any]:
        if not _is_safe(address):
            raise ProviderOutage("the address of the provider is not safe")
        if self.silent_until is not None and self.now() < self.silent_until:
            raise ProviderOutage("the provider was away a moment ago")
        try:
            status, body = _answer(method, address, **options)
        except httpx.HTTPError as error:
            self.silent_until = self.now() + QUIET_AFTER_OUTAGE
            raise ProviderOutage(f"{type(error).__name__}") from error
        if method == "POST" and HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CodeRefused(str(status))
        if status != HTTPStatus.OK:
            raise ProviderOutage(f"the provider answers {status}")
        return _object(body)


def _answer(method: str, address: str, **options: Any) -> tuple[int, bytes]:
    body = b""
    # A proxy of the municipality is for what lies outside; the tests' provider is on this machine.
    outside = urlsplit(address).scheme == "https"
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=outside) as client,
        client.stream(method, address, **options) as answer,
    ):
        for part in answer.iter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                raise ProviderOutage("the provider answers too much")
        return answer.status_code, body


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise ProviderOutage("the provider answers no JSON") from error
    if not isinstance(said, dict):
        raise ProviderOutage("the provider answers no JSON object")
    return said  # pyright: ignore[reportUnknownVariableType] - any JSON


def _names(key_set: Mapping[str, Any]) -> list[Any]:
    keys = key_set.get("keys")
    listed: list[Any] = list(keys) if isinstance(keys, list) else []  # pyright: ignore[reportUnknownArgumentType] - any JSON
    return [one.get("kid") for one in listed if isinstance(one, dict)]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - any JSON


def _key_of(token: str) -> Any:
    """Return the name of the key that a token says it was signed with; nothing of it is believed yet."""
    part = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        return None
    return header.get("kid") if isinstance(header, dict) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - any JSON


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
