"""The keys of an installation: what is wrapped comes back, by the same key and for the same purpose only."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError, read_keyring

KEYS = Keyring.from_master(bytes(range(32)))
OTHERS = Keyring.from_master(bytes(range(1, 33)))


@given(st.binary(max_size=200))
def test_what_is_wrapped_comes_back(secret: bytes) -> None:
    wrapped = KEYS.wrap("totp", secret)
    assert KEYS.unwrap("totp", wrapped) == secret
    assert wrapped != KEYS.wrap("totp", secret)


def test_another_key_or_purpose_reads_nothing() -> None:
    wrapped = KEYS.wrap("totp", b"geheim")
    for keys, purpose in ((OTHERS, "totp"), (KEYS, "invitation")):
        with pytest.raises(KeyUnusableError):
            keys.unwrap(purpose, wrapped)


@pytest.mark.parametrize("place", [0, 11, 12, 20])
def test_a_changed_letter_is_noticed(place: int) -> None:
    wrapped = KEYS.wrap("totp", b"geheim genoeg")
    other = "A" if wrapped[place] != "A" else "B"
    with pytest.raises(KeyUnusableError):
        KEYS.unwrap("totp", wrapped[:place] + other + wrapped[place + 1 :])


def test_a_signature_is_checked_by_the_public_key() -> None:
    Ed25519PublicKey.from_public_bytes(KEYS.public_key).verify(KEYS.sign(b"journaal"), b"journaal")


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "sleutel"
    made = read_keyring(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_keyring(file) == made
    assert made.master.hex() not in repr(made)


@pytest.mark.parametrize("content", ["", "kort", "zz" * 32, "ab" * 31])
def test_a_damaged_key_file_is_refused_and_left_alone(content: str, tmp_path: Path) -> None:
    file = tmp_path / "sleutel"
    file.write_text(content, "ascii")
    with pytest.raises(KeyUnusableError):
        read_keyring(file)
    assert file.read_text("ascii") == content
