"""The keys of an installation: one secret file, from which every other key is derived for one purpose each."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LENGTH, NONCE = 32, 12
FOR_SIGNING = "checkpoint"


class KeyUnusableError(Exception):
    """The key file is damaged, or what was wrapped was wrapped by another key."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """Wraps secrets that must lie in the database, and signs what leaves as proof."""

    master: bytes = field(repr=False)

    @classmethod
    def from_master(cls, master: bytes) -> "Keyring":
        """Return the keys that derive from these 32 bytes."""
        if len(master) != LENGTH:
            raise KeyUnusableError(f"a key has {LENGTH} bytes, not {len(master)}")
        return cls(master)

    def wrap(self, purpose: str, data: bytes) -> str:
        """Encrypt and authenticate a secret for one purpose (AES-256-GCM)."""
        once = os.urandom(NONCE)
        return urlsafe_b64encode(once + self._cipher(purpose).encrypt(once, data, purpose.encode())).decode()

    def unwrap(self, purpose: str, text: str) -> bytes:
        """Return a secret that ``wrap`` made for the same purpose."""
        try:
            wrapped = urlsafe_b64decode(text)
            return self._cipher(purpose).decrypt(wrapped[:NONCE], wrapped[NONCE:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise KeyUnusableError(f"the {purpose} was wrapped by another key") from error

    def sign(self, data: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes) of this installation."""
        return self._signer().sign(data)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that others check signatures by."""
        return self._signer().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._derived(FOR_SIGNING))

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(self._derived(f"wrap:{purpose}"))

    def _derived(self, purpose: str) -> bytes:
        info = f"partnerschapsakte:{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=info).derive(self.master)


def read_keyring(file: Path) -> Keyring:
    """Return the keys in this file, which is made at the first start and readable by its owner only.

    Raises KeyUnusableError when the file holds something else.
    """
    try:
        text = file.read_text("ascii").strip()
    except FileNotFoundError:
        return _made(file)
    except UnicodeDecodeError as error:
        raise KeyUnusableError(f"{file} holds no key") from error
    try:
        return Keyring.from_master(bytes.fromhex(text))
    except ValueError as error:
        raise KeyUnusableError(f"{file} holds no key") from error


def _made(file: Path) -> Keyring:
    file.parent.mkdir(parents=True, exist_ok=True)
    master = os.urandom(LENGTH)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return read_keyring(file)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(master.hex() + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    return Keyring.from_master(master)
