"""The life of a vault: which act is possible when, who may do it, and that time and state never go back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.sealed.rules.opening import (
    WITHIN,
    FirstKeyGiven,
    KeyRefusedBecause,
    SecondKeyGiven,
    give_key,
    judge_key,
    refusal_of,
)
from partnerschapsakte.sealed.rules.preparing import Chosen, make_vault, move_deadline, why_not_hold_key
from partnerschapsakte.sealed.rules.receiving import MOST_PARTS, is_late, why_not_part, why_not_receive, why_not_tender
from partnerschapsakte.sealed.rules.vault import (
    DURING,
    MAY_PREPARE,
    NEXT,
    Standing,
    VaultAct,
    VaultState,
    why_not_now,
    why_not_read,
)

DEADLINE = datetime(2027, 3, 3, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OFFICER = Actor("officer", "Inkoper", frozenset({Role.PROCUREMENT_OFFICER}))
OPENERS = ("anna", "bert", "chris")
SAID = {"deadline": say("noon"), "came": say("later")}


def standing(state: VaultState, **more: object) -> Standing:
    plain = Standing(state=state, deadline_at=DEADLINE, latest_seen_at=DEADLINE - timedelta(days=9))
    return replace(plain, **more)


def opener(name: str = "anna") -> Actor:
    return Actor(name, name)


def moved(actor: Actor, at: Standing, after: datetime, now: datetime, *, after_failure: bool = False) -> object:
    return move_deadline(
        actor,
        "v",
        at,
        after,
        reason="Een bijlage.",
        after_failure=after_failure,
        key_given=False,
        told=("p",),
        now=now,
    )


def code(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def test_nothing_leads_back_from_opened() -> None:
    assert NEXT[VaultState.OPENED] == frozenset()
    assert set(NEXT) == set(VaultState)


def test_every_act_has_its_states_and_every_refusal_its_article() -> None:
    assert set(DURING) == set(VaultAct)
    for act in VaultAct:
        for state in VaultState:
            now = DEADLINE - SECOND if state in {VaultState.PREPARING, VaultState.OPEN} else DEADLINE + SECOND
            at = standing(state, second_key_by=DEADLINE + WITHIN)
            refusal = why_not_now(act, at, now)
            assert (refusal is None) == (state in DURING[act])
            assert refusal is None or (refusal.rule == "23" and refusal.article and refusal.why is Why.CONFLICT)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (DEADLINE - SECOND, VaultState.OPEN),
        (DEADLINE, VaultState.OPEN),
        (DEADLINE + timedelta(microseconds=1), VaultState.CLOSED),
        (DEADLINE + SECOND, VaultState.CLOSED),
    ],
)
def test_exactly_the_deadline_is_in_time(moment: datetime, state: VaultState) -> None:
    at = standing(VaultState.OPEN)
    assert at.state_at(moment) is state
    refusal = why_not_receive(at, moment, **SAID)
    assert (refusal is not None and is_late(refusal)) == (state is VaultState.CLOSED)


@given(seen=st.datetimes(), now=st.datetimes(), later=st.datetimes())
def test_a_clock_that_goes_back_opens_nothing_again(seen: datetime, now: datetime, later: datetime) -> None:
    seen, now, later = (one.replace(tzinfo=UTC) for one in (seen, now, later))
    at = standing(VaultState.OPEN, latest_seen_at=seen)
    before = at.state_at(now)
    after = replace(at, latest_seen_at=at.moment(now)).state_at(later)
    assert (before, after) != (VaultState.CLOSED, VaultState.OPEN)


def test_a_late_refusal_says_both_moments_and_the_law() -> None:
    refusal = why_not_receive(standing(VaultState.OPEN), DEADLINE + SECOND, **SAID)
    assert refusal is not None
    assert refusal.message.values == (("came", say("later")), ("deadline", say("noon")))
    assert refusal.rule == "24"


def test_a_vault_that_was_opened_is_late_too_for_who_hands_in() -> None:
    for state in (VaultState.CLOSED, VaultState.OPENING, VaultState.OPENED):
        refusal = why_not_receive(standing(state), DEADLINE + SECOND, **SAID)
        assert refusal is not None
        assert is_late(refusal)


@pytest.mark.parametrize("number", [0, 1, 2, 10])
def test_a_vault_needs_three_to_nine_openers(number: int) -> None:
    chosen = Chosen(openers=[str(one) for one in range(number)], parties=[])
    with pytest.raises(Refusal) as refused:
        make_vault(OFFICER, "v", "t", chosen, enabled=True, deadline_at=DEADLINE, now=DEADLINE - SECOND)
    assert code(refused) == "too_few_openers"


def test_the_same_opener_thrice_is_no_three_openers() -> None:
    chosen = Chosen(openers=["a", "a", "a"], parties=[])
    with pytest.raises(Refusal, match="different openers"):
        make_vault(OFFICER, "v", "t", chosen, enabled=True, deadline_at=DEADLINE, now=DEADLINE - SECOND)


def test_a_vault_is_made_only_where_the_setting_is_on() -> None:
    chosen = Chosen(openers=OPENERS, parties=[])
    with pytest.raises(Refusal) as refused:
        make_vault(OFFICER, "v", "t", chosen, enabled=False, deadline_at=DEADLINE, now=DEADLINE - SECOND)
    assert code(refused) == "sealed_store_off"


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_may_set_the_dates_set_them(role: Role) -> None:
    actor = Actor("x", "x", frozenset({role}))
    if role in MAY_PREPARE:
        assert moved(actor, standing(VaultState.OPEN), DEADLINE + SECOND, DEADLINE - SECOND)
        return
    with pytest.raises(Refusal) as refused:
        moved(actor, standing(VaultState.OPEN), DEADLINE + SECOND, DEADLINE - SECOND)
    assert refused.value.why is Why.NOT_PERMITTED


@given(minutes=st.integers(min_value=0, max_value=100_000))
def test_a_deadline_never_moves_to_an_earlier_moment(minutes: int) -> None:
    with pytest.raises(Refusal) as refused:
        moved(OFFICER, standing(VaultState.OPEN), DEADLINE - timedelta(minutes=minutes), DEADLINE - timedelta(days=100))
    assert code(refused) == "deadline_only_later"


def test_after_the_deadline_it_moves_only_after_a_failure_and_while_nothing_was_seen() -> None:
    now, after = DEADLINE + timedelta(hours=1), DEADLINE + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        moved(OFFICER, standing(VaultState.OPEN), after, now)
    assert code(refused) == "deadline_passed"
    assert moved(OFFICER, standing(VaultState.CLOSED), after, now, after_failure=True)
    for state in (VaultState.OPENING, VaultState.OPENED):
        at = standing(state, second_key_by=now + WITHIN)
        with pytest.raises(Refusal):
            moved(OFFICER, at, after, now, after_failure=True)


def test_a_deadline_in_the_past_is_refused_even_when_it_is_later() -> None:
    with pytest.raises(Refusal) as refused:
        moved(
            OFFICER, standing(VaultState.CLOSED), DEADLINE + SECOND, DEADLINE + timedelta(hours=1), after_failure=True
        )
    assert code(refused) == "deadline_in_past"


def test_only_an_opener_makes_a_key_and_only_before_receipt() -> None:
    at, now = standing(VaultState.PREPARING), DEADLINE - SECOND
    assert why_not_hold_key(opener(), at, OPENERS, now) is None
    assert why_not_hold_key(opener("dora"), at, OPENERS, now) is not None
    assert why_not_hold_key(opener(), standing(VaultState.OPEN), OPENERS, now) is not None


def judged(name: str, at: Standing, now: datetime, *, fits: bool = True) -> KeyRefusedBecause | None:
    return judge_key(opener(name), at, OPENERS, now, fits=fits)


def test_a_key_helps_only_after_the_deadline() -> None:
    at = standing(VaultState.OPEN)
    assert judged("anna", at, DEADLINE - SECOND) is KeyRefusedBecause.NOT_NOW
    assert judged("anna", at, DEADLINE) is KeyRefusedBecause.NOT_NOW
    assert judged("anna", at, DEADLINE + SECOND) is None


def test_a_key_helps_only_an_opener_with_their_own_key() -> None:
    at = standing(VaultState.CLOSED)
    assert judged("dora", at, DEADLINE + SECOND) is KeyRefusedBecause.NOT_AN_OPENER
    assert judged("anna", at, DEADLINE + SECOND, fits=False) is KeyRefusedBecause.WRONG_KEY


def test_the_second_key_comes_from_another_opener_within_ten_minutes() -> None:
    first_at = DEADLINE + timedelta(minutes=5)
    first = give_key("v", opener("anna"), standing(VaultState.CLOSED), first_at)
    assert isinstance(first, FirstKeyGiven)
    assert first.second_key_by == first_at + WITHIN
    at = standing(VaultState.OPENING, first_opener="anna", second_key_by=first.second_key_by)
    assert judged("anna", at, first_at + SECOND) is KeyRefusedBecause.SAME_OPENER
    assert judged("bert", at, first_at + WITHIN) is None
    assert isinstance(give_key("v", opener("bert"), at, first_at + WITHIN), SecondKeyGiven)
    assert isinstance(give_key("v", opener("bert"), at, first_at + WITHIN + SECOND), FirstKeyGiven)


@pytest.mark.parametrize("because", list(KeyRefusedBecause))
def test_every_refused_key_has_its_sentence(because: KeyRefusedBecause) -> None:
    assert str(refusal_of(because, VaultState.OPEN).message)


@pytest.mark.parametrize("state", list(VaultState))
@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_reads_before_the_opening(role: Role | None, state: VaultState) -> None:
    actor = SYSTEM if role is None else Actor("x", "x", frozenset({role}))
    at = standing(state, second_key_by=DEADLINE + WITHIN)
    for now in (DEADLINE - SECOND, DEADLINE, DEADLINE + SECOND):
        assert (why_not_read(actor, at, now) is None) == (state is VaultState.OPENED)


def test_a_tenderer_reaches_only_a_vault_to_which_its_party_was_invited() -> None:
    contact = Actor("x", "x", frozenset({Role.PROVIDER_CONTACT}), party_id="p")
    assert why_not_tender(contact, invited=True) is None
    for actor in (contact, replace(contact, party_id=None), replace(contact, roles=frozenset({Role.AUDITOR}))):
        refusal = why_not_tender(actor, invited=actor is not contact)
        assert refusal is not None
        assert refusal.why is Why.NOT_FOUND


@pytest.mark.parametrize("name", ["", "  ", "a/b.pdf", "a\\b.pdf", "a\nb.pdf", "a" * 256])
def test_a_part_needs_a_file_name(name: str) -> None:
    assert why_not_part(1, name) is not None


def test_a_part_has_a_number_up_to_a_hundred() -> None:
    assert [why_not_part(number, "a.pdf") is None for number in (0, 1, MOST_PARTS, MOST_PARTS + 1)] == [
        False,
        True,
        True,
        False,
    ]
