"""Who may sign in and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerschapsakte.access.rules import (
    ABSOLUTE,
    FAILURES,
    IDLE,
    NotSignedInBecause,
    is_signed_in,
    judge_sign_in,
    refusal_of,
    why_not_grant,
    why_not_register,
)
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("known", "disabled", "has_password", "right", "failures", "because"),
    [
        (True, False, True, True, 0, None),
        (True, False, True, True, FAILURES - 1, None),
        (True, False, True, True, FAILURES, NotSignedInBecause.LOCKED_OUT),
        (False, False, False, False, 0, NotSignedInBecause.UNKNOWN_ACCOUNT),
        (True, False, True, False, 0, NotSignedInBecause.WRONG_PASSWORD),
        (True, False, False, False, 0, NotSignedInBecause.NO_PASSWORD),
        (True, True, True, True, 0, NotSignedInBecause.DISABLED),
        (True, True, True, False, 0, NotSignedInBecause.WRONG_PASSWORD),
    ],
)
def test_signing_in_is_judged_by_this_table(
    known: bool, disabled: bool, has_password: bool, right: bool, failures: int, because: NotSignedInBecause | None
) -> None:
    judged = judge_sign_in(
        known=known, disabled=disabled, has_password=has_password, password_right=right, failures=failures
    )
    assert judged is because


def test_the_person_at_the_door_hears_the_same_for_every_reason_but_the_lock() -> None:
    heard = {refusal_of(because).message for because in NotSignedInBecause}
    assert len(heard) == 2


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
