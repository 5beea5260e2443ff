"""Who may sign in and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerschapsakte.access.rules.people import why_not_grant, why_not_register
from partnerschapsakte.access.rules.signing_in import (
    ABSOLUTE,
    IDLE,
    NotSignedInBecause,
    SignInMethod,
    browser_of,
    is_signed_in,
    judge_sign_in,
    needs_second_factor,
    refusal_of,
    why_not_end_sessions,
)
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("known", "disabled", "has_password", "right", "locked", "because"),
    [
        (True, False, True, True, False, None),
        (True, False, True, True, True, NotSignedInBecause.LOCKED_OUT),
        (False, False, False, False, True, NotSignedInBecause.LOCKED_OUT),
        (False, False, False, False, False, NotSignedInBecause.UNKNOWN_ACCOUNT),
        (True, False, True, False, False, NotSignedInBecause.WRONG_PASSWORD),
        (True, False, False, False, False, NotSignedInBecause.NO_PASSWORD),
        (True, True, True, True, False, NotSignedInBecause.DISABLED),
        (True, True, True, False, False, NotSignedInBecause.WRONG_PASSWORD),
    ],
)
def test_signing_in_is_judged_by_this_table(
    known: bool, disabled: bool, has_password: bool, right: bool, locked: bool, because: NotSignedInBecause | None
) -> None:
    judged = judge_sign_in(
        known=known, disabled=disabled, has_password=has_password, password_right=right, locked=locked
    )
    assert judged is because


def test_the_person_at_the_door_hears_the_same_for_every_reason_but_the_lock() -> None:
    heard = {refusal_of(because).message for because in NotSignedInBecause}
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("method", "required", "enrolled", "asked"),
    [
        (SignInMethod.PASSWORD, True, True, True),
        (SignInMethod.PASSWORD, True, False, True),
        (SignInMethod.PASSWORD, False, True, True),
        (SignInMethod.PASSWORD, False, False, False),
        (SignInMethod.FEDERATION, True, True, False),
        (SignInMethod.DEMONSTRATION, True, True, False),
    ],
)
def test_a_second_factor_is_asked_for_by_this_table(
    method: SignInMethod, required: bool, enrolled: bool, asked: bool
) -> None:
    assert needs_second_factor(method, required=required, enrolled=enrolled) is asked


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 Version/18 Safari/605.1", "Safari, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile", "Chrome, Android"),
        ("Firefox/142.0", "Firefox"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, name: str) -> None:
    named = browser_of(agent)
    assert (", ".join(str(value) for _, value in named.values) or named.id) == name


def test_sessions_are_ended_by_their_owner_or_an_administrator() -> None:
    officer, administrator = (Actor(one, one, frozenset({one})) for one in (Role.CONTRACT_MANAGER, Role.ADMINISTRATOR))
    assert why_not_end_sessions(officer, officer.id) is None
    assert why_not_end_sessions(administrator, officer.id) is None
    assert why_not_end_sessions(officer, administrator.id) is not None


def test_a_session_ends_after_an_hour_of_silence() -> None:
    def signed_in(silence: timedelta) -> bool:
        return is_signed_in(NOON + silence, last_seen_at=NOON, expires_at=NOON + ABSOLUTE, ended_at=None)

    assert signed_in(IDLE - timedelta(seconds=1))
    assert not signed_in(IDLE)


def test_a_session_ends_after_half_a_day_however_busy() -> None:
    late = NOON + ABSOLUTE
    assert not is_signed_in(late, last_seen_at=late, expires_at=NOON + ABSOLUTE, ended_at=None)


def test_an_ended_session_stays_ended() -> None:
    assert not is_signed_in(NOON, last_seen_at=NOON, expires_at=NOON + ABSOLUTE, ended_at=NOON)


def test_only_an_administrator_registers_people() -> None:
    officer = Actor("a", "A", frozenset({Role.CONTRACT_MANAGER}))
    refusal = why_not_register(officer, email_known=False)
    assert refusal is not None
    assert refusal.code == "administrator_required"
    assert why_not_register(SYSTEM, email_known=False) is None


HOLDER = frozenset({Role.MANDATE_HOLDER})


@pytest.mark.parametrize(
    ("is_authority", "roles", "held", "since", "code"),
    [
        (True, HOLDER, False, None, None),
        (True, HOLDER, False, TODAY, None),
        (True, HOLDER, False, TODAY + timedelta(days=1), "mandate_not_yet"),
        (False, HOLDER, False, None, "mandate_of_authority"),
        (True, frozenset({Role.CONTRACT_MANAGER}), False, None, "role_missing"),
        (True, HOLDER, True, None, "mandate_held"),
    ],
)
def test_a_mandate_is_granted_by_this_table(
    is_authority: bool, roles: frozenset[Role], held: bool, since: date | None, code: str | None
) -> None:
    refusal = why_not_grant(SYSTEM, is_authority=is_authority, roles=roles, held=held, since=since, today=TODAY)
    assert (refusal.code if refusal else None) == code


def test_only_an_administrator_grants_mandates() -> None:
    refusal = why_not_grant(
        Actor("a", "A", HOLDER), is_authority=True, roles=HOLDER, held=False, since=None, today=TODAY
    )
    assert refusal is not None
    assert refusal.code == "administrator_required"
