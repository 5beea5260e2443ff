"""The only place that knows the cryptography: the age format, by pyrage (X25519, ChaCha20-Poly1305, streamed)."""

from typing import Any, NamedTuple, Protocol

import pyrage  # pyright: ignore[reportMissingTypeStubs] - it has no types; what it gives stays in this module

age: Any = pyrage


class Readable(Protocol):
    """Gives bytes; none means that there are no more."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most this many bytes."""
        ...


class Writable(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Take all of these bytes and return how many they are."""
        ...

    def flush(self) -> None:
        """Hold on to nothing."""
        ...


class UnreadableError(Exception):
    """What should be decrypted is not whole, not authentic, or meant for another key."""


class BrokenOffError(Exception):
    """Encrypting broke off: the source or the target failed. Nothing in the target may be used."""


class Key(NamedTuple):
    """An age identity: a secret, and the recipient that everybody may know."""

    secret: str
    recipient: str


def new_key() -> Key:
    """Make a key with the random numbers of the operating system."""
    identity = age.x25519.Identity.generate()
    return Key(str(identity), str(identity.to_public()))


def recipient_of(secret: str) -> str | None:
    """Return the public half of a secret, or None where it is no secret at all."""
    try:
        return str(age.x25519.Identity.from_str(secret).to_public())
    except age.IdentityError:
        return None


def seal(recipient: str, data: bytes) -> bytes:
    """Encrypt a few bytes, so that only the secret half of this recipient reads them."""
    return bytes(age.encrypt(data, [age.x25519.Recipient.from_str(recipient)]))


def unseal(secret: str, data: bytes) -> bytes:
    """Decrypt a few bytes, or raise UnreadableError."""
    try:
        return bytes(age.decrypt(data, [age.x25519.Identity.from_str(secret)]))
    except (age.DecryptError, age.IdentityError, OSError) as error:
        raise UnreadableError(str(error)) from None


def seal_stream(recipient: str, source: Readable, target: Writable) -> None:
    """Encrypt from the source to the target, in pieces of 64 KiB; raise BrokenOffError when either of them fails."""
    try:
        age.encrypt_io(source, target, [age.x25519.Recipient.from_str(recipient)])
    except (age.EncryptError, OSError) as error:
        raise BrokenOffError(str(error)) from None
    target.flush()


def unseal_stream(secret: str, source: Readable, target: Writable) -> None:
    """Decrypt from the source to the target, or raise UnreadableError: then nothing in the target may be used."""
    try:
        age.decrypt_io(source, target, [age.x25519.Identity.from_str(secret)])
    except (age.DecryptError, age.IdentityError, OSError) as error:
        raise UnreadableError(str(error)) from None
    target.flush()
