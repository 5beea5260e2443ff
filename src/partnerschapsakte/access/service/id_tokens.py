"""Reads an ID token: whose signature it bears, and what it claims. What the claims are worth is for the rules."""

import base64
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry, extract_compact

from partnerschapsakte.access.rules.federation import ALGORITHMS, KEY_TYPES, NotTrustedBecause

SMALLEST_RSA_KEY = 2048
BITS = 8
KEYS = {"RSA": RSAKey, "EC": ECKey}
# What stands in a header that nobody asked for means nothing (RFC 7515); what is marked critical is still refused.
REGISTRY = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)


class NotBelieved(Exception):
    """Nobody comes in; ``because`` says why."""

    def __init__(self, because: NotTrustedBecause) -> None:
        super().__init__(because.value)
        self.because = because


def claims_of(token: str, key_set: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the claims of a token that one of these keys signed; raises NotBelieved.

    The algorithm is one of three, all with a pair of keys: no token is signed with what everybody can read.
    """
    try:
        header: Mapping[str, Any] = extract_compact(token.encode(), registry=REGISTRY).headers()
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise NotBelieved(NotTrustedBecause.ALGORITHM)
        key = _key_for(algorithm, header.get("kid"), key_set)
        return jwt.decode(token, key, registry=REGISTRY).claims
    except BadSignatureError as error:
        raise NotBelieved(NotTrustedBecause.BAD_SIGNATURE) from error
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotBelieved(NotTrustedBecause.TOKEN_UNREADABLE) from error


def _key_for(algorithm: str, name: object, key_set: Mapping[str, Any]) -> RSAKey | ECKey:
    """Return the key of this name, made for signatures with this algorithm; without a name there may be only one.

    A key that the token itself brings along, or points to, is never looked at.
    """
    fit: list[Any] = [one for one in key_set.get("keys", ()) if _fits(algorithm, one)]
    named = fit if name is None else [one for one in fit if one.get("kid") == name]
    if len(named) != 1:
        raise NotBelieved(NotTrustedBecause.UNKNOWN_KEY)
    return KEYS[KEY_TYPES[algorithm]].import_key(dict(named[0]))


def _fits(algorithm: str, listed: Any) -> bool:
    key: dict[str, Any] = listed if isinstance(listed, dict) else {}  # pyright: ignore[reportUnknownVariableType] - any JSON
    if key.get("kty") != KEY_TYPES[algorithm] or key.get("use", "sig") != "sig":
        return False
    if key.get("alg", algorithm) != algorithm:
        return False
    return key.get("kty") != "RSA" or _bits(key.get("n")) >= SMALLEST_RSA_KEY


def _bits(number: object) -> int:
    text = number if isinstance(number, str) else ""
    return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).lstrip(b"\0")) * BITS
