"""How often somebody may try, which passwords are refused, and what becomes of sessions."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, func, select

from door_factory import (
    DAY,
    EMAIL,
    KEYS,
    NOW,
    OTHER,
    PASSWORD,
    WRONG,
    at,
    doorway,
    enrolled,
    journal,
    quickly,
    refusal_of,
    sign_in,
    signed_in,
    who,
)
from dossier_factory import party, person
from partnerschapsakte.access import queries
from partnerschapsakte.access.models import FailedSignIn, Person, SignedInSession
from partnerschapsakte.access.rules.brakes import ACCOUNT, ADDRESS, KNOWN_FOR, PAIR
from partnerschapsakte.access.rules.passwords import CHECKED
from partnerschapsakte.access.rules.people import PersonKind
from partnerschapsakte.access.rules.signing_in import HALFWAY, IDLE
from partnerschapsakte.access.schemas import ChangePassword, NotSignedIn, RegisterPerson, SetPassword, SignedIn
from partnerschapsakte.access.service import leaked, passwords, people, signing_in
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.rules import PartyKind

HOUR = timedelta(hours=1)
NOBODY = "niemand@voorbeeldstad.example"
LEAST = SetPassword.model_json_schema()["properties"]["password"]["minLength"]
LEAKED = leaked.LIST.read_text("utf-8").splitlines()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash cheaply: how long it takes is tested elsewhere."""
    quickly(monkeypatch)


@pytest.fixture
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


def fail(engine: Engine, times: int, email: str = EMAIL, **where: Any) -> list[str]:
    """Try a wrong password so many times, each from the browser that is told."""
    return [refusal_of(sign_in(engine, email, WRONG, **where)) for _ in range(times)]


@pytest.mark.parametrize("email", [EMAIL, NOBODY])
@pytest.mark.usefixtures("manager")
def test_ten_failures_within_an_hour_lock_this_address_and_browser_out_of_this_account(
    engine: Engine, email: str
) -> None:
    assert fail(engine, PAIR.most, email) == ["not_signed_in"] * PAIR.most
    locked = sign_in(engine, email)
    assert refusal_of(locked) == "locked_out"
    assert isinstance(locked, NotSignedIn)
    assert locked.wait == HOUR.total_seconds()
    later = sign_in(engine, email, now=NOW + timedelta(minutes=20))
    assert isinstance(later, NotSignedIn)
    assert later.wait == timedelta(minutes=40).total_seconds()


@pytest.mark.usefixtures("manager")
def test_the_lock_is_for_one_address_with_one_browser_on_one_account_for_one_hour(engine: Engine) -> None:
    fail(engine, PAIR.most)
    assert refusal_of(sign_in(engine)) == "locked_out"
    assert isinstance(sign_in(engine, address="192.0.2.2"), SignedIn)
    assert isinstance(sign_in(engine, agent="een andere browser"), SignedIn)
    assert refusal_of(sign_in(engine, NOBODY)) == "not_signed_in"
    assert isinstance(sign_in(engine, now=NOW + HOUR), SignedIn)


@pytest.mark.usefixtures("manager")
def test_knocking_on_does_not_keep_the_door_shut(engine: Engine) -> None:
    fail(engine, PAIR.most)
    for minute in range(1, 60):
        assert refusal_of(sign_in(engine, now=NOW + timedelta(minutes=minute))) == "locked_out"
    assert isinstance(sign_in(engine, now=NOW + HOUR), SignedIn)


@pytest.mark.usefixtures("manager")
def test_a_locked_door_does_not_tell_whether_the_password_was_right(engine: Engine) -> None:
    fail(engine, PAIR.most)
    right, wrong = sign_in(engine), sign_in(engine, password=WRONG)
    assert isinstance(right, NotSignedIn)
    assert isinstance(wrong, NotSignedIn)
    assert (right.refusal.code, right.refusal.message, right.wait) == (
        wrong.refusal.code,
        wrong.refusal.message,
        wrong.wait,
    )


@pytest.mark.usefixtures("manager")
def test_an_unknown_account_gets_the_same_answers_from_the_first_to_the_last_attempt(engine: Engine) -> None:
    def answers(email: str, address: str) -> list[tuple[str, int]]:
        tried = [sign_in(engine, email, WRONG, address=address) for _ in range(PAIR.most + 2)]
        return [(one.refusal.code, one.wait) for one in tried if isinstance(one, NotSignedIn)]

    assert answers(EMAIL, "192.0.2.1") == answers(NOBODY, "192.0.2.2")


@pytest.mark.usefixtures("manager")
def test_signing_in_forgets_earlier_failures_of_this_browser(engine: Engine) -> None:
    fail(engine, PAIR.most - 1)
    signed_in(engine)
    assert fail(engine, PAIR.most) == ["not_signed_in"] * PAIR.most
    assert refusal_of(sign_in(engine)) == "locked_out"


@pytest.mark.usefixtures("manager")
def test_after_thirty_failures_in_a_minute_what_fails_waits_and_a_right_password_comes_in(engine: Engine) -> None:
    for number in range(ADDRESS.most):
        assert fail(engine, 1, f"iemand{number}@voorbeeldstad.example") == ["not_signed_in"]
    turned_away = sign_in(engine, password=WRONG, agent="een andere browser")
    assert refusal_of(turned_away) == "too_many_attempts"
    assert isinstance(turned_away, NotSignedIn)
    assert turned_away.wait == ADDRESS.within.total_seconds()
    assert isinstance(sign_in(engine, agent="een andere browser"), SignedIn)
    assert fail(engine, 1, address="192.0.2.2") == ["not_signed_in"]
    assert fail(engine, 1, agent="een andere browser", now=NOW + ADDRESS.within) == ["not_signed_in"]


@pytest.mark.usefixtures("manager")
def test_a_guesser_behind_a_pulled_brake_of_the_address_still_runs_into_that_of_the_account(engine: Engine) -> None:
    for number in range(ADDRESS.most):
        fail(engine, 1, f"iemand{number}@voorbeeldstad.example")
    assert fail(engine, PAIR.most) == ["too_many_attempts"] * PAIR.most
    assert refusal_of(sign_in(engine)) == "too_many_attempts"
    assert refusal_of(sign_in(engine, now=NOW + ADDRESS.within)) == "locked_out"
    for number in range(ACCOUNT.most - PAIR.most):
        fail(engine, 1, agent=f"browser {number}")
    assert refusal_of(sign_in(engine, address="203.0.113.7")) == "locked_out"


def test_who_is_turned_away_writes_nothing(engine: Engine) -> None:
    fail(engine, 3 * ADDRESS.most, NOBODY)
    assert len(journal(engine, "access:sign-in:refused")) == ADDRESS.most
    with reading(engine)() as session:
        of_the_address = (session.scalar(select(func.count()).select_from(FailedSignIn)) or 0) - 2 * PAIR.most
    assert of_the_address == ADDRESS.most


def test_a_municipality_behind_one_address_signs_in_all_at_once(engine: Engine) -> None:
    with writing(engine)() as session:
        for number in range(2 * ADDRESS.most):
            person(session, f"ambtenaar{number}", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    for number in range(2 * ADDRESS.most):
        if number < ADDRESS.most:
            fail(engine, 1, f"ambtenaar{number}@voorbeeldstad.example")
        assert isinstance(sign_in(engine, f"ambtenaar{number}@voorbeeldstad.example"), SignedIn)


@pytest.mark.usefixtures("manager")
def test_one_guesser_behind_the_same_address_does_not_shut_out_who_signed_in_before(engine: Engine) -> None:
    known = signed_in(engine).browser
    fail(engine, PAIR.most)
    for number in range(ADDRESS.most):
        fail(engine, 1, f"iemand{number}@voorbeeldstad.example")
    assert refusal_of(sign_in(engine)) == "too_many_attempts"
    assert isinstance(sign_in(engine, browser=known), SignedIn)


@pytest.mark.usefixtures("manager")
def test_a_session_that_ended_long_ago_is_tidied_away_and_a_recent_one_is_kept(engine: Engine) -> None:
    signed_in(engine)
    signed_in(engine, NOW + timedelta(days=40))
    signed_in(engine, NOW + timedelta(days=100))
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(SignedInSession)) == 2


def test_the_longest_password_is_estimated_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("zxcvbn.zxcvbn", lambda text, **_: asked.append(len(text)) or {"guesses_log10": 20.0})
    passwords.hashed("4@8({[<369&#!1/|0$5+7%2" * 40)
    assert asked == [CHECKED]


@pytest.mark.usefixtures("manager")
def test_guessers_all_over_the_world_shut_out_strangers_but_not_who_signed_in_before(engine: Engine) -> None:
    known = signed_in(engine).browser
    for number in range(ACCOUNT.most):
        assert fail(engine, 1, address=f"198.51.100.{number}") == ["not_signed_in"]
    assert refusal_of(sign_in(engine, address="203.0.113.7")) == "locked_out"
    assert isinstance(sign_in(engine, address="203.0.113.7", browser=known), SignedIn)
    assert isinstance(sign_in(engine, address="203.0.113.7", now=NOW + HOUR), SignedIn)
    (pulled,) = [one for one in journal(engine, "access:brake:pulled") if one["brake"] == "account"]
    assert pulled["failures"] == ACCOUNT.most


@pytest.mark.usefixtures("manager")
def test_a_stolen_browser_has_ten_guesses_an_hour_too(engine: Engine) -> None:
    known = signed_in(engine).browser
    for number in range(PAIR.most):
        assert fail(engine, 1, browser=known, address=f"198.51.100.{number}") == ["not_signed_in"]
    assert refusal_of(sign_in(engine, browser=known, address="198.51.100.200")) == "locked_out"


def test_a_browser_is_known_on_the_account_of_its_owner_only(engine: Engine, manager: Actor) -> None:
    with writing(engine)() as session:
        person(session, "collega", Role.CONTRACT_MANAGER, DAY, OTHER)
    known = signed_in(engine).browser
    fail(engine, PAIR.most, "collega@voorbeeldstad.example")
    tried = sign_in(engine, "collega@voorbeeldstad.example", OTHER, browser=known)
    assert refusal_of(tried) == "locked_out"
    assert manager.id not in known
    made_up = sign_in(engine, "collega@voorbeeldstad.example", OTHER, browser=KEYS.wrap("totp", b"iets"))
    assert refusal_of(made_up) == "locked_out"


@pytest.mark.usefixtures("manager")
def test_a_browser_is_known_for_ninety_days(engine: Engine) -> None:
    known = signed_in(engine).browser
    for moment, code in ((NOW + KNOWN_FOR - HOUR, None), (NOW + KNOWN_FOR, "locked_out")):
        fail(engine, PAIR.most, now=moment)
        outcome = sign_in(engine, browser=known, now=moment)
        assert (refusal_of(outcome) if isinstance(outcome, NotSignedIn) else None) == code


@pytest.mark.usefixtures("manager")
def test_the_network_of_one_subscriber_counts_as_one_address(engine: Engine) -> None:
    for number in range(PAIR.most):
        fail(engine, 1, address=f"2001:db8:1:2::{number + 1:x}")
    assert refusal_of(sign_in(engine, address="2001:db8:1:2:ffff::1")) == "locked_out"
    assert isinstance(sign_in(engine, address="2001:db8:1:3::1"), SignedIn)


@pytest.mark.usefixtures("manager")
def test_guesses_at_the_same_moment_are_counted_one_by_one(engine: Engine) -> None:
    answers: list[str] = []

    def guess() -> None:
        answers.append(refusal_of(sign_in(engine, password=WRONG)))

    threads = [threading.Thread(target=guess) for _ in range(2 * PAIR.most)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("not_signed_in") == PAIR.most
    assert answers.count("locked_out") == PAIR.most


def test_a_program_signs_in_with_no_password(engine: Engine, manager: Actor) -> None:
    with writing(engine)() as session:
        queries.person(session, manager.id).kind = PersonKind.CLIENT
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    assert journal(engine, "access:sign-in:refused")[0]["because"] == "no_password"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("wachtwoord123", "password_common"),
        ("Wachtwoord1234", "password_common"),
        ("Welkom2026!!", "password_common"),
        ("passwordpassword", "password_leaked"),
        ("123456789012", "password_leaked"),
        ("aaaaaaaaaaaaaaaa", "password_leaked"),
        ("q1w2e3r4t5y6", "password_leaked"),
        ("partnerschapsakte", "password_common"),
        ("Sinterklaas2026", "password_common"),
        ("Zonnebloem123", "password_common"),
        ("Chocolade2024!", "password_common"),
        ("Papegaai2026!", "password_common"),
        ("correcthorsebatterystaple", "password_common"),
        ("voorbeeldstad1", "password_personal"),
        ("ykemawolthaar", "password_personal"),
        ("Meandernoord2026", "password_personal"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(engine: Engine, password: str, code: str) -> None:
    with writing(engine)() as session:
        party(session, "00000001", "Meander Noord", PartyKind.CONTRACTING_AUTHORITY, DAY)
        actor = person(session, "ykemawolthaar", Role.CONTRACT_MANAGER, DAY)
        command = SetPassword(person_id=actor.id, password=SecretStr(password))
        with pytest.raises(Refusal) as refused:
            passwords.set_password(session, at(NOW), command)
        assert refused.value.code == code
        assert queries.person(session, actor.id).password_hash is None


@pytest.mark.parametrize(
    "password",
    [
        "correct paard batterij nietje",
        "x7$kq9!mvb2L",
        "                             een wachtwoord met spaties",
        "δ" * 5 + "πλ οκ μν",
        "a7 Kd0 2mq!" * 90,
    ],
)
def test_a_long_or_strange_password_is_taken_as_it_is_typed(engine: Engine, password: str) -> None:
    with writing(engine)() as session:
        actor = person(session, "manager", Role.CONTRACT_MANAGER, DAY)
        command = SetPassword.model_validate({"person_id": actor.id, "password": password})
        passwords.set_password(session, at(NOW), command)
    assert isinstance(sign_in(engine, password=password), SignedIn)
    assert refusal_of(sign_in(engine, password=password.upper() + "x")) == "not_signed_in"


def test_nobody_is_registered_with_a_common_password(engine: Engine) -> None:
    command = RegisterPerson.model_validate({"name": "A. Bakker", "email": EMAIL, "password": "welkom123456"})
    with pytest.raises(Refusal, match="Many people"), writing(engine)() as session:
        people.register_person(session, at(NOW), command)


def test_each_of_the_three_thousand_leaked_passwords_used_most_that_are_long_enough_is_refused() -> None:
    for password in LEAKED[:3000]:
        with pytest.raises(Refusal) as refused:
            passwords.hashed(password)
        assert refused.value.code == "password_leaked"


def test_the_list_of_leaked_passwords_is_large_and_each_is_as_long_as_the_form_asks_for() -> None:
    assert len(LEAKED) > 40_000
    assert [one for one in LEAKED if len(one) < LEAST] == []


@pytest.mark.parametrize("password", ["pedrolucasmunhoz", "PedroLucasMunhoz", " PEDROLUCASMUNHOZ "])
def test_a_leaked_password_is_refused_in_whatever_letters_and_nothing_is_kept(engine: Engine, password: str) -> None:
    with writing(engine)() as session:
        actor = person(session, "manager", Role.CONTRACT_MANAGER, DAY)
        command = SetPassword.model_validate({"person_id": actor.id, "password": password})
        with pytest.raises(Refusal) as refused:
            passwords.set_password(session, at(NOW), command)
        assert refused.value.code == "password_leaked"
        assert queries.person(session, actor.id).password_hash is None


def change(engine: Engine, actor: Actor, token: str, current: str, password: str) -> NotSignedIn | None:
    command = ChangePassword(current=SecretStr(current), password=SecretStr(password))
    with writing(engine)() as session:
        return signing_in.change_password(session, at(NOW, actor), command, token, doorway())


def test_changing_the_password_asks_for_the_present_one_and_signs_out_the_others(
    engine: Engine, manager: Actor
) -> None:
    here, there = signed_in(engine).token, signed_in(engine).token
    assert refusal_of(change(engine, manager, here, WRONG, OTHER)) == "password_wrong"
    assert isinstance(sign_in(engine), SignedIn)
    assert change(engine, manager, here, PASSWORD, OTHER) is None
    assert who(engine, here, NOW)
    assert who(engine, there, NOW) is None
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    assert isinstance(sign_in(engine, password=OTHER), SignedIn)
    assert journal(engine, "person:password:set")[-1]["sessions_ended"] == 2


def test_a_thief_of_a_browser_does_not_guess_the_present_password(engine: Engine, manager: Actor) -> None:
    here = signed_in(engine).token
    for _ in range(PAIR.most):
        assert refusal_of(change(engine, manager, here, WRONG, OTHER)) == "password_wrong"
    assert refusal_of(change(engine, manager, here, PASSWORD, OTHER)) == "locked_out"


def test_the_second_session_of_a_browser_has_another_token(engine: Engine, manager: Actor) -> None:
    first = sign_in(engine, second_factor=True)
    assert isinstance(first, SignedIn)
    _, outcome = enrolled(engine, manager, first.token, NOW)
    assert outcome.signed_in is not None
    assert outcome.signed_in.token != first.token
    assert who(engine, first.token, NOW) is None
    assert who(engine, outcome.signed_in.token, NOW)


def test_who_is_halfway_has_a_quarter_of_an_hour_and_sees_nothing(engine: Engine, manager: Actor) -> None:
    half = sign_in(engine, second_factor=True)
    assert isinstance(half, SignedIn)
    assert half.halfway
    assert half.browser == ""
    assert who(engine, half.token, NOW) is None
    with reading(engine)() as session:
        assert not queries.is_worth_keeping_alive(session, half.token, NOW + IDLE / 2)
        found = queries.halfway(session, half.token, NOW + HALFWAY - timedelta(seconds=1))
        assert found is not None
        assert found[1].id == manager.id
        assert queries.halfway(session, half.token, NOW + HALFWAY) is None
    assert journal(engine, "access:first-step:taken")[0]["subject"] == manager.id
    assert journal(engine, "access:signed-in") == []


def test_people_end_their_own_sessions_one_by_one_or_all_others(engine: Engine, manager: Actor) -> None:
    now = NOW + timedelta(minutes=3)
    here, second, third = (signed_in(engine, NOW + timedelta(minutes=number)).token for number in range(3))
    with reading(engine)() as session:
        latest, *_ = found = queries.own_sessions(session, manager.id, now)
        assert len(found) == 3
        assert queries.own_sessions(session, manager.id, now + IDLE) == []
        handle = queries.handle_of(latest)
    with writing(engine)() as session:
        assert signing_in.end_session(session, at(now, manager), handle) == 1
        assert signing_in.end_session(session, at(now, manager), handle) == 0
    assert [who(engine, token, now) is None for token in (here, second, third)] == [False, False, True]
    with writing(engine)() as session:
        assert signing_in.end_sessions_of(session, at(now, manager), manager.id, but=here) == 1
    assert [who(engine, token, now) is None for token in (here, second, third)] == [False, True, True]
    assert [one["sessions"] for one in journal(engine, "access:sessions:ended")] == [1, 1]


def test_nobody_ends_the_session_of_another_but_an_administrator(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine).token
    with writing(engine)() as session:
        colleague = person(session, "collega", Role.CONTRACT_MANAGER, DAY)
        administrator = person(session, "beheer", Role.ADMINISTRATOR, DAY)
        handle = queries.handle_of(queries.own_sessions(session, manager.id, NOW)[0])
        assert signing_in.end_session(session, at(NOW, colleague), handle) == 0
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        signing_in.end_sessions_of(session, at(NOW, colleague), manager.id)
    assert who(engine, token, NOW)
    with writing(engine)() as session:
        assert signing_in.end_sessions_of(session, at(NOW, administrator), manager.id) == 1
    assert who(engine, token, NOW) is None


def test_a_new_installation_has_nobody_in_it(engine: Engine) -> None:
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
    for email in ("admin@localhost", "admin@example.nl", EMAIL):
        for password in ("admin", "password", "wachtwoord", ""):
            assert isinstance(sign_in(engine, email, password, address=f"192.0.2.{len(password)}"), NotSignedIn)
