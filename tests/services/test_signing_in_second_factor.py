"""The code of a device, the codes on paper, and who takes them away."""

import threading
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import pytest
from pyotp.totp import TOTP
from sqlalchemy import Engine, select

from door_factory import (
    DAY,
    EMAIL,
    KEYS,
    NOW,
    PASSWORD,
    at,
    code_at,
    doorway,
    enrolled,
    everything_told,
    journal,
    quickly,
    refusal_of,
    sign_in,
    signed_in,
    who,
)
from dossier_factory import person
from partnerschapsakte.access import queries
from partnerschapsakte.access.models import RecoveryCode
from partnerschapsakte.access.rules.brakes import ADDRESS, SECOND_FACTOR
from partnerschapsakte.access.rules.second_factor import (
    OFFER_HOLDS,
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    STEP_SECONDS,
    accepted_step,
    step_of,
)
from partnerschapsakte.access.schemas import ConfirmSecondFactor, Enrolled, NotSignedIn, SignedIn
from partnerschapsakte.access.service import second_factor
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.outcomes import Refusal

STEP = timedelta(seconds=STEP_SECONDS)
LATER = NOW + timedelta(minutes=5)
REASON = "Telefoon in de gracht; teruggebeld op het bekende nummer."


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash cheaply."""
    quickly(monkeypatch)


@pytest.fixture
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


@pytest.fixture
def device(engine: Engine, manager: Actor) -> str:
    """The secret of the device of the contract manager."""
    secret, _ = enrolled(engine, manager, signed_in(engine, second_factor=True).token, NOW)
    return secret


def give(engine: Engine, code: str, token: str = "", moment: timedelta = timedelta(), **where: Any) -> object:
    """Give a code halfway at a moment after LATER; signs in with the password first, unless a token is given."""
    now = LATER + moment
    token = token or signed_in(engine, now).token
    with writing(engine)() as session:
        return second_factor.give_code(session, at(now), token, code, doorway(**where))


def test_a_code_of_the_device_lets_in_with_a_new_token(engine: Engine, manager: Actor, device: str) -> None:
    half = signed_in(engine, LATER)
    assert half.halfway
    outcome = give(engine, code_at(device, LATER), half.token)
    assert isinstance(outcome, SignedIn)
    assert outcome.token != half.token
    assert who(engine, half.token, LATER) is None
    found = who(engine, outcome.token, LATER + timedelta(hours=2) - timedelta(hours=1, seconds=1))
    assert found is not None
    assert found.id == manager.id
    told = journal(engine, "access:signed-in")[-1]
    assert (told["method"], told["second_factor"], told["actor"]) == ("password", True, manager.id)


@pytest.mark.parametrize("aside", [-1, 0, 1])
@pytest.mark.usefixtures("manager")
def test_a_clock_may_be_half_a_minute_off(engine: Engine, device: str, aside: int) -> None:
    assert isinstance(give(engine, code_at(device, LATER + aside * STEP)), SignedIn)


@pytest.mark.parametrize("aside", [-2, 2])
@pytest.mark.usefixtures("manager")
def test_a_clock_may_not_be_a_minute_off(engine: Engine, device: str, aside: int) -> None:
    assert refusal_of(give(engine, code_at(device, LATER + aside * STEP))) == "code_wrong"


@pytest.mark.usefixtures("manager")
def test_a_code_is_taken_once_and_no_earlier_one_after_it(engine: Engine, device: str) -> None:
    assert isinstance(give(engine, code_at(device, LATER)), SignedIn)
    assert refusal_of(give(engine, code_at(device, LATER))) == "code_wrong"
    assert refusal_of(give(engine, code_at(device, LATER - STEP))) == "code_wrong"
    assert isinstance(give(engine, code_at(device, LATER + STEP)), SignedIn)
    assert [one["because"] for one in journal(engine, "access:second-factor:refused")] == ["used_code", "used_code"]


@pytest.mark.usefixtures("manager")
def test_one_code_given_many_times_at_the_same_moment_lets_in_once(engine: Engine, device: str) -> None:
    tokens = [signed_in(engine, LATER).token for _ in range(6)]
    outcomes: list[object] = []
    code = code_at(device, LATER)
    threads = [threading.Thread(target=lambda one=one: outcomes.append(give(engine, code, one))) for one in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == len(tokens)
    assert [isinstance(one, SignedIn) for one in outcomes].count(True) == 1


@pytest.mark.usefixtures("manager")
def test_the_code_that_connected_the_device_does_not_sign_in(engine: Engine, device: str) -> None:
    with writing(engine)() as session:
        token = signed_in(engine, NOW).token
        outcome = second_factor.give_code(session, at(NOW), token, code_at(device, NOW), doorway())
    assert refusal_of(outcome) == "code_wrong"


@pytest.mark.usefixtures("manager")
def test_ten_wrong_codes_lock_for_an_hour_whatever_the_address(engine: Engine, device: str) -> None:
    for number in range(SECOND_FACTOR.most):
        assert refusal_of(give(engine, "000000", address=f"198.51.100.{number}")) == "code_wrong"
    locked = give(engine, code_at(device, LATER), address="203.0.113.7")
    assert refusal_of(locked) == "locked_out"
    assert isinstance(locked, NotSignedIn)
    assert locked.wait == SECOND_FACTOR.within.total_seconds()
    freed = SECOND_FACTOR.within
    assert isinstance(give(engine, code_at(device, LATER + freed), moment=freed), SignedIn)


@pytest.mark.usefixtures("manager")
def test_a_right_code_forgets_the_wrong_ones(engine: Engine, device: str) -> None:
    for _ in range(SECOND_FACTOR.most - 1):
        give(engine, "000000")
    assert isinstance(give(engine, code_at(device, LATER)), SignedIn)
    assert refusal_of(give(engine, "000000")) == "code_wrong"


@pytest.mark.usefixtures("manager")
def test_who_gave_the_right_password_is_not_kept_out_by_others_behind_the_same_address(
    engine: Engine, device: str
) -> None:
    for number in range(ADDRESS.most):
        sign_in(engine, f"iemand{number}@voorbeeldstad.example", "fout wachtwoord", now=LATER)
    token = signed_in(engine, LATER, address="203.0.113.7").token
    assert isinstance(give(engine, code_at(device, LATER), token), SignedIn)


def test_who_is_not_halfway_gives_no_code(engine: Engine, manager: Actor) -> None:
    with writing(engine)() as session:
        full = signed_in(engine, NOW).token
        for token in ("", "geraden", full):
            assert second_factor.give_code(session, at(NOW), token, "000000", doorway()) is None
    assert manager.id


@pytest.mark.usefixtures("manager")
def test_the_secret_is_stored_wrapped_and_codes_hashed(engine: Engine, manager: Actor) -> None:
    secret, outcome = enrolled(engine, manager, signed_in(engine, second_factor=True).token, NOW)
    with reading(engine)() as session:
        stored = queries.person(session, manager.id).totp_secret
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()
    assert stored
    plain = secret.replace(" ", "")
    assert plain not in stored
    assert KEYS.unwrap("totp", stored).decode() == f"{manager.id} {plain}"
    assert len(set(outcome.codes)) == len(hashes) == RECOVERY_CODES
    told = everything_told(engine)
    assert not [one for one in (plain, *outcome.codes, *hashes) if one in told]
    assert {len(code.replace("-", "")) for code in outcome.codes} == {RECOVERY_LENGTH}


def test_each_bit_of_a_code_on_paper_is_drawn(engine: Engine, manager: Actor) -> None:
    """In 80 codes each of the 120 bits is both on and off; with fair draws that fails once in 10^21 times."""
    with writing(engine)() as session:
        codes = [code for _ in range(8) for code in second_factor._new_codes(session, at(NOW, manager), manager.id)]
    drawn = [int.from_bytes(b32decode(code.replace("-", "").upper())) for code in codes]
    assert len(set(drawn)) == len(drawn) == 80
    assert reduce(or_, drawn) == 2**120 - 1
    assert reduce(and_, drawn) == 0


def test_a_recovery_code_lets_in_once_however_it_is_typed(engine: Engine, manager: Actor) -> None:
    _, outcome = enrolled(engine, manager, signed_in(engine, second_factor=True).token, NOW)
    first, second, *_ = outcome.codes
    assert isinstance(give(engine, first), SignedIn)
    assert refusal_of(give(engine, first)) == "code_wrong"
    assert isinstance(give(engine, f" {second.upper().replace('-', ' ')} "), SignedIn)
    assert [one["left"] for one in journal(engine, "access:recovery-code:used")] == [9, 8]


def test_the_recovery_code_of_another_does_not_let_in(engine: Engine, manager: Actor, device: str) -> None:
    with writing(engine)() as session:
        colleague = person(session, "collega", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    token = signed_in(engine, email="collega@voorbeeldstad.example", second_factor=True).token
    _, outcome = enrolled(engine, colleague, token, NOW)
    assert refusal_of(give(engine, outcome.codes[0])) == "code_wrong"
    assert isinstance(give(engine, code_at(device, LATER)), SignedIn)
    assert manager.id != colleague.id


def test_a_wrong_first_code_connects_nothing(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine, second_factor=True).token
    offer = second_factor.offer(KEYS, NOW, manager.id, EMAIL)
    other = second_factor.offer(KEYS, NOW, "iemand anders", EMAIL)
    tries = {
        "a wrong code": (offer.offer, "000000", NOW),
        "a secret of another": (other.offer, code_at(other.secret, NOW), NOW),
        "a made-up secret": ("gAAAAA", "000000", NOW),
        "an old page": (offer.offer, code_at(offer.secret, NOW + OFFER_HOLDS), NOW + OFFER_HOLDS),
    }
    for name, (wrapped, code, moment) in tries.items():
        token = signed_in(engine, moment, second_factor=True).token
        with writing(engine)() as session:
            command = ConfirmSecondFactor(offer=wrapped, code=code)
            outcome = second_factor.enrol(session, at(moment), command, token, doorway())
        assert refusal_of(outcome) == "code_wrong", name
    with reading(engine)() as session:
        assert queries.person(session, manager.id).totp_secret is None


def test_who_is_halfway_with_a_device_does_not_connect_another(engine: Engine, manager: Actor, device: str) -> None:
    token = signed_in(engine, LATER).token
    offer = second_factor.offer(KEYS, LATER, manager.id, EMAIL)
    command = ConfirmSecondFactor(offer=offer.offer, code=code_at(offer.secret, LATER))
    with writing(engine)() as session:
        outcome = second_factor.enrol(session, at(LATER), command, token, doorway())
    assert refusal_of(outcome) == "code_wrong"
    assert isinstance(give(engine, code_at(device, LATER), token), SignedIn)


def test_another_device_ends_the_first_and_the_other_sessions(engine: Engine, manager: Actor, device: str) -> None:
    here, there = give(engine, code_at(device, LATER)), give(engine, code_at(device, LATER + STEP))
    assert isinstance(here, SignedIn)
    assert isinstance(there, SignedIn)
    moment = LATER + timedelta(minutes=2)
    secret, outcome = enrolled(engine, manager, here.token, moment)
    assert outcome.signed_in is None
    assert who(engine, here.token, moment)
    assert who(engine, there.token, moment) is None
    aside = timedelta(minutes=4)
    assert refusal_of(give(engine, code_at(device, LATER + aside), moment=aside)) == "code_wrong"
    assert isinstance(give(engine, code_at(secret, LATER + aside), moment=aside), SignedIn)
    assert [one["replaced"] for one in journal(engine, "person:second-factor:enrolled")] == [False, True]


def test_new_recovery_codes_end_the_earlier_ones(engine: Engine, manager: Actor) -> None:
    secret, before = enrolled(engine, manager, signed_in(engine, second_factor=True).token, NOW)
    with writing(engine)() as session:
        wrong = second_factor.renew_recovery_codes(session, at(LATER, manager), "000000", doorway())
        assert refusal_of(wrong) == "code_wrong"
        after = second_factor.renew_recovery_codes(session, at(LATER, manager), code_at(secret, LATER), doorway())
    assert isinstance(after, tuple)
    assert refusal_of(give(engine, before.codes[0])) == "code_wrong"
    assert isinstance(give(engine, after[0]), SignedIn)


def test_an_administrator_takes_a_second_factor_away(engine: Engine, manager: Actor, device: str) -> None:
    inside = give(engine, code_at(device, LATER))
    assert isinstance(inside, SignedIn)
    with writing(engine)() as session:
        administrator = person(session, "beheer", Role.ADMINISTRATOR, DAY)
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        second_factor.reset_second_factor(session, at(LATER, manager), administrator.id, REASON)
    with pytest.raises(Refusal, match="their own"), writing(engine)() as session:
        second_factor.reset_second_factor(session, at(LATER, administrator), administrator.id, REASON)
    with writing(engine)() as session:
        second_factor.reset_second_factor(session, at(LATER, administrator), manager.id, REASON)
    assert who(engine, inside.token, LATER) is None
    with reading(engine)() as session:
        assert queries.recovery_codes(session, manager.id) == []
    token = signed_in(engine, LATER, second_factor=True).token
    _, outcome = enrolled(engine, manager, token, LATER)
    assert isinstance(outcome, Enrolled)
    (entry,) = journal(engine, "person:second-factor:reset")
    assert (entry["sessions_ended"], entry["reason"]) == (2, REASON)


def test_a_secret_that_another_key_wrapped_is_told_in_one_sentence(engine: Engine, manager: Actor, device: str) -> None:
    other = Keyring.from_master(bytes(32))
    for stored in (other.wrap("totp", b"x"), KEYS.wrap("totp", f"iemand anders {device}".encode())):
        with writing(engine)() as session:
            queries.person(session, manager.id).totp_secret = stored
        with pytest.raises(Refusal, match="Ask an administrator"):
            give(engine, code_at(device, LATER))


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, the SHA-1 column, the last six digits.
    totp = TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert totp.generate_otp(step_of(moment)) == code
        assert accepted_step(code, totp.generate_otp, moment, None) == step_of(moment)
