"""An identity provider on this machine: a real server that signs with its own keys, and lies when a test asks it to."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from partnerschapsakte.foundation.identity import token as new_token
from partnerschapsakte.gateways.identity_provider import Client, IdentityProvider

CLIENT_ID, SECRET = "partnerschapsakte", "geheim: van de proef & niet echt"
BACK = "https://akte.voorbeeldstad.example/inloggen/organisatie/terug"
SUBJECT = "8c1f6f0e-dit-is-een-medewerker"
ALGORITHMS = ["RS256", "PS256", "ES256", "HS256", "none"]

Forge = Callable[["FakeProvider", dict[str, Any]], str]


@cache
def rsa_key(name: str) -> RSAKey:
    """Return the RSA key of this name; making one takes a while."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@cache
def ec_key(name: str) -> ECKey:
    """Return the elliptic-curve key of this name."""
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})


def signed(claims: Mapping[str, Any], key: Any, algorithm: str = "RS256", **header: Any) -> str:
    """Sign claims as a provider does, or as somebody who would like to be one."""
    stated = {"alg": algorithm, "kid": key.kid, **header}
    return jwt.encode(
        {name: value for name, value in stated.items() if value is not None}, dict(claims), key, ALGORITHMS
    )


@dataclass
class Granted:
    """A code that was given to a browser, and what it is good for."""

    asked: dict[str, str]
    changes: dict[str, Any]
    forge: Forge | None
    used: bool = False


@dataclass
class FakeProvider:
    """What the server knows and how it behaves; a test changes it as it goes."""

    now: Callable[[], datetime]
    address: str = ""
    keys: list[Any] = field(default_factory=lambda: [rsa_key("eerste")])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    codes: dict[str, Granted] = field(default_factory=dict[str, Granted])
    asked: list[str] = field(default_factory=list[str])
    proofs: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    broken: bool = False
    redirects: bool = False

    def client(self, **changes: Any) -> IdentityProvider:
        """Return the gateway to this server."""
        known: dict[str, Any] = {"client_id": CLIENT_ID, "secret": SECRET, "redirect_uri": BACK, **changes}
        return IdentityProvider(Client(issuer=self.address, **known), now=self.now)

    def sign_in(self, way_out: str, *, forge: Forge | None = None, **changes: Any) -> dict[str, str]:
        """Let somebody sign in here: return what the browser takes back. ``changes`` are other claims."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way_out).query).items()}
        code = new_token()
        self.codes[code] = Granted(asked, changes, forge)
        return {"state": asked["state"], "code": code}

    def claims(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Return what an honest token says."""
        moment = int(self.now().timestamp())
        return {
            "iss": self.address,
            "sub": SUBJECT,
            "aud": asked.get("client_id", CLIENT_ID),
            "exp": moment + 300,
            "iat": moment,
            "nonce": asked.get("nonce", ""),
            "name": "Mieke de Werker",
            "email": "m.dewerker@voorbeeldstad.example",
        }

    def document(self) -> dict[str, Any]:
        """Return what the server says of itself."""
        here = self.address
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
            "end_session_endpoint": f"{here}/logout",
            **self.metadata,
        }

    def redeem(self, headers: Mapping[str, str], body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Give the token for a code, once, to who asked for it."""
        granted = self.codes.get(body.get("code", ""))
        self.proofs.append({"authorization": headers.get("Authorization", ""), **body})
        if granted is None or granted.used or not self._is_client(headers, body):
            return 400, {"error": "invalid_grant"}
        verifier = body.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        asked = granted.asked
        if (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256"):
            return 400, {"error": "invalid_grant"}
        if body.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        granted.used = True
        said = {**self.claims(asked), **granted.changes}
        claims = {name: value for name, value in said.items() if value is not None}
        token = granted.forge(self, claims) if granted.forge else signed(claims, self.keys[-1])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def _is_client(self, headers: Mapping[str, str], body: dict[str, str]) -> bool:
        if body.get("client_assertion"):
            proof = jwt.decode(body["client_assertion"], rsa_key("klant"), ["RS256"]).claims
            return (proof["sub"], proof["aud"]) == (CLIENT_ID, f"{self.address}/token")
        if "client_secret" in body:
            return (body["client_id"], body["client_secret"]) == (CLIENT_ID, SECRET)
        sent = headers.get("Authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(sent).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT_ID, SECRET)


def with_public_key_as_secret(provider: FakeProvider, claims: dict[str, Any]) -> str:
    """Sign with HS256 and what everybody can read: the public key."""
    secret = provider.keys[-1].as_pem(private=False)
    signed_part = _parts({"alg": "HS256", "kid": provider.keys[-1].kid}, claims)
    mark = hmac.new(secret, signed_part.encode(), hashlib.sha256).digest()
    return f"{signed_part}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def unsigned(_: FakeProvider, claims: dict[str, Any]) -> str:
    """Sign nothing."""
    return _parts({"alg": "none", "kid": "eerste"}, claims) + "."


def with_its_own_key(provider: FakeProvider, claims: dict[str, Any]) -> str:
    """Sign with a strange key that the token brings along, and points to as well."""
    provider.keys = [ec_key("eerste")]
    strange = ec_key("vreemd")
    return signed(claims, strange, "ES256", kid="eerste", jwk=strange.as_dict(private=False), jku="https://k.example")


def with_something_critical(provider: FakeProvider, claims: dict[str, Any]) -> str:
    """Sign honestly, with a header that says that something must be understood which nobody knows."""
    key: Any = provider.keys[-1].private_key
    signed_part = _parts({"alg": "RS256", "kid": provider.keys[-1].kid, "crit": ["iets"], "iets": 1}, claims)
    mark = key.sign(signed_part.encode(), PKCS1v15(), SHA256())
    return f"{signed_part}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def _parts(*parts: Mapping[str, Any]) -> str:
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)


@contextmanager
def fake_provider(now: Callable[[], datetime]) -> Generator[FakeProvider]:
    """Run the server until the block ends."""
    provider = FakeProvider(now)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            pages = {
                "/.well-known/openid-configuration": provider.document,
                "/keys": lambda: {"keys": [key.as_dict(private=False) for key in provider.keys]},
            }
            if provider.redirects:
                self.send_response(302)
                self.send_header("Location", f"{provider.address}/elders")
                self.end_headers()
                return
            self._say(200 if self.path in pages else 404, pages.get(self.path, dict[str, Any])())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._say(*provider.redeem(self.headers, {name: values[0] for name, values in body.items()}))  # pyright: ignore[reportArgumentType] - a message is a mapping

        def _say(self, status: int, said: dict[str, Any]) -> None:
            content = b"<html>" if provider.broken else json.dumps(said).encode()
            self.send_response(503 if provider.broken else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library calls it so
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
