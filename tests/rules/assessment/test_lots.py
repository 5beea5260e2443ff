"""How lots are given: knocked out before the ranking, never above a limit, the same whoever is named first."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.assessment.rules.allocation import (
    AssessmentState,
    Draw,
    Limits,
    LotResult,
    Placing,
    assess,
    why_not_bid,
)
from partnerschapsakte.assessment.rules.arithmetic import Entry, result, rounded
from partnerschapsakte.assessment.rules.plan import (
    AwardCriterionKind,
    Combination,
    Criterion,
    Plan,
    RedrawRule,
    RoundedAt,
    Rounding,
    RoundingMode,
    ScoringMethod,
)
from partnerschapsakte.assessment.rules.ranking import reversals

HOME, STAY = "LOT-0001", "LOT-0002"
"""Beschermd thuis and Beschermd verblijf."""
QUALITY = Criterion(code="K1", title="Plan", weight=Decimal(100), highest=Decimal(100))
PLAN = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), minimum_total=Decimal(60))
TOGETHER = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), combinations=(Combination(lot=STAY, requires=HOME),))
ONE_EACH = (Limits(code=HOME), Limits(code=STAY))


def scored(**scores: int) -> dict[str, Entry]:
    return {name: Entry(scores={"K1": Decimal(score)}) for name, score in scores.items()}


def place(found: LotResult, name: str) -> tuple[Placing, str | None]:
    return next((one.standing, one.rule) for one in found.places if one.candidate == name)


def test_beschermd_verblijf_without_beschermd_thuis_is_refused_by_rule_30() -> None:
    refusal = why_not_bid(TOGETHER, [STAY])
    assert refusal is not None
    assert refusal.rule == "30"
    assert why_not_bid(TOGETHER, [HOME]) is None
    assert why_not_bid(TOGETHER, [HOME, STAY]) is None


def test_a_tender_for_one_half_of_a_combination_is_knocked_out_before_the_ranking() -> None:
    home, stay = assess(TOGETHER, ONE_EACH, {HOME: scored(a=70, b=60), STAY: scored(a=60, c=100)})
    assert (home.winners, stay.winners) == (("a",), ("a",))
    assert place(stay, "c") == (Placing.ELIMINATED, "30")


def test_who_falls_out_of_one_half_falls_out_of_the_other() -> None:
    plan = Plan(
        method=ScoringMethod.POINTS, criteria=(QUALITY,), combinations=TOGETHER.combinations, minimum_total=Decimal(60)
    )
    home, stay = assess(plan, ONE_EACH, {HOME: scored(a=59, b=60), STAY: scored(a=90, b=80)})
    assert place(home, "a") == (Placing.ELIMINATED, "30")
    assert place(stay, "a") == (Placing.ELIMINATED, "30")
    assert stay.winners == ("b",)


def test_who_does_not_win_one_half_does_not_win_the_other() -> None:
    home, stay = assess(TOGETHER, ONE_EACH, {HOME: scored(a=70, b=80), STAY: scored(a=90, b=80)})
    assert (home.winners, stay.winners) == (("b",), ("b",))
    assert place(stay, "a") == (Placing.RANKED, "30")


def test_a_half_waits_for_the_other_half() -> None:
    _, stay = assess(TOGETHER, ONE_EACH, {HOME: {**scored(a=70), "b": Entry()}, STAY: scored(a=90)})
    assert (stay.state, stay.winners) == (AssessmentState.WAITING, ())


def test_rule_31_refuses_more_lots_than_one_may_tender_for() -> None:
    plan = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), most_lots_bid=1)
    refusal = why_not_bid(plan, [HOME, STAY])
    assert refusal is not None
    assert refusal.rule == "31"
    found = assess(plan, ONE_EACH, {HOME: scored(a=70, b=60), STAY: scored(a=90)})
    assert [place(one, "a") for one in found] == [(Placing.ELIMINATED, "31")] * 2


def test_rule_31_passes_over_who_already_won_the_most() -> None:
    plan = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), most_lots_won=1, lot_order=(STAY, HOME))
    stay, home = assess(plan, ONE_EACH, {HOME: scored(a=90, b=60), STAY: scored(a=90, b=80)})
    assert (stay.lot, stay.winners, home.winners) == (STAY, ("a",), ("b",))
    assert place(home, "a") == (Placing.RANKED, "31")


def test_fewer_than_the_least_is_for_people_to_decide() -> None:
    limits = [Limits(code=HOME, least=2, most=4)]
    (found,) = assess(PLAN, limits, {HOME: scored(a=88, b=59, c=58)})
    assert (found.state, found.winners, found.rule) == (AssessmentState.DECISION_NEEDED, (), "31")


def test_nobody_at_all_is_for_people_to_decide() -> None:
    assert assess(PLAN, [Limits(code=HOME)], {})[0].state is AssessmentState.DECISION_NEEDED


def test_a_draw_counts_for_exactly_those_who_are_equal() -> None:
    limits = [Limits(code=HOME, most=1)]
    about_others = Draw(lot=HOME, pool=("a", "b"), order=("a", "b"))
    (found,) = assess(PLAN, limits, {HOME: scored(a=80, b=80, c=80)}, [about_others])
    assert (found.state, found.to_draw, found.rule) == (AssessmentState.DRAW_NEEDED, ("a", "b", "c"), "33")


@pytest.mark.parametrize(("redraw", "winners"), [(RedrawRule.NEXT_IN_ORDER, ("b",)), (RedrawRule.NEW_DRAW, ())])
def test_when_who_was_drawn_falls_out_the_announced_rule_says_what_happens(
    redraw: RedrawRule, winners: tuple[str, ...]
) -> None:
    drawn = Draw(lot=HOME, pool=("a", "b", "c", "d"), order=("c", "b", "a", "d"), redraw=redraw)
    limits = [Limits(code=HOME, most=1)]
    (before,) = assess(PLAN, limits, {HOME: scored(a=80, b=80, c=80, d=80)}, [drawn])
    (after,) = assess(PLAN, limits, {HOME: scored(a=80, b=80, d=80)}, [drawn])
    assert (before.winners, after.winners) == (("c",), winners)
    (again,) = assess(
        PLAN,
        limits,
        {HOME: scored(a=80, b=80, d=80)},
        [drawn, Draw(lot=HOME, pool=("a", "b", "d"), order=("d", "a", "b"))],
    )
    assert redraw is RedrawRule.NEXT_IN_ORDER or again.winners == ("d",)


def test_rule_32_names_whose_leaving_would_flip_the_order_of_others() -> None:
    price = Criterion(code="P", title="Prijs", weight=Decimal(50), kind=AwardCriterionKind.RELATIVE_PRICE)
    quality = Criterion(code="K1", title="Plan", weight=Decimal(50), highest=Decimal(100))
    plan = Plan(method=ScoringMethod.POINTS, criteria=(quality, price), relative_because="Vast.")

    def entry(score: int, own: int) -> Entry:
        return Entry(scores={"K1": Decimal(score)}, price=Decimal(own))

    entries = {"a": entry(0, 40), "b": entry(50, 80), "c": entry(65, 100)}
    found = reversals(plan, HOME, entries, {"a": "De Eik"})
    assert [one.rule for one in found] == ["32"]
    assert "De Eik" in str(found[0].message)
    assert reversals(plan, HOME, {"a": entry(0, 40), "b": entry(90, 80)}, {}) == ()


NAMES = "abcdefgh"
SCORES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 100), max_size=8)
LIMITS = st.builds(
    lambda code, least, more: Limits(code=code, least=least, most=(least or 1) + more),
    st.just(HOME),
    st.none() | st.integers(1, 4),
    st.integers(0, 4),
)


def told(found: tuple[LotResult, ...]) -> list[tuple[str, str, dict[str, tuple[str, int | None]]]]:
    return [
        (one.lot, one.state.value, {place.candidate: (place.standing.value, place.rank) for place in one.places})
        for one in found
    ]


@given(SCORES, SCORES, st.none() | st.integers(1, 2))
def test_the_order_in_which_tenders_are_named_changes_nothing(
    home: Mapping[str, int], stay: Mapping[str, int], most: int | None
) -> None:
    plan = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), most_lots_won=most)
    forward = {HOME: scored(**home), STAY: scored(**stay)}
    backward = {lot: dict(reversed(list(forward[lot].items()))) for lot in (STAY, HOME)}
    assert told(assess(plan, ONE_EACH, forward)) == told(assess(plan, ONE_EACH[::-1], backward))


@given(SCORES, LIMITS)
def test_never_more_win_than_the_most_and_never_fewer_than_the_least(scores: Mapping[str, int], limits: Limits) -> None:
    (found,) = assess(PLAN, [limits], {HOME: scored(**scores)})
    assert limits.most is None or len(found.winners) <= limits.most
    assert not found.winners or len(found.winners) >= (limits.least or 1)
    assert (found.state is AssessmentState.PROPOSED) == bool(found.winners)
    assert all(scores[one] >= 60 for one in found.winners)


@given(SCORES, st.sampled_from(NAMES), st.integers(1, 100))
def test_a_higher_score_never_ranks_lower(scores: Mapping[str, int], name: str, more: int) -> None:
    if name not in scores:
        return
    better = {**scores, name: min(scores[name] + more, 100)}
    before, after = (assess(PLAN, [Limits(code=HOME)], {HOME: scored(**one)})[0] for one in (scores, better))

    def rank_of(found: LotResult) -> int:
        return next(one.rank or 99 for one in found.places if one.candidate == name)

    assert rank_of(after) <= rank_of(before)


@given(st.lists(SCORES, min_size=3, max_size=3), st.integers(1, 3), st.booleans())
def test_nobody_wins_more_lots_than_announced_nor_half_of_a_combination(
    scores: list[dict[str, int]], most: int, together: bool
) -> None:
    lots = [Limits(code=f"LOT-000{number}", most=2) for number in (1, 2, 3)]
    pairs = (Combination(lot=lots[2].code, requires=lots[0].code),) if together else ()
    plan = Plan(method=ScoringMethod.POINTS, criteria=(QUALITY,), most_lots_won=most, combinations=pairs)
    entries = {lot.code: scored(**one) for lot, one in zip(lots, scores, strict=True)}
    found = {one.lot: one.winners for one in assess(plan, lots, entries)}
    for name in NAMES:
        assert sum(name in winners for winners in found.values()) <= most
    if together:
        assert set(found[lots[2].code]) <= set(found[lots[0].code])


@given(st.fractions(-1000, 1000), st.integers(0, 4), st.sampled_from(RoundingMode))
def test_rounding_is_off_by_less_than_a_step_and_happens_once(exact: Fraction, digits: int, mode: RoundingMode) -> None:
    rounding = Rounding(digits=digits, mode=mode)
    once = rounded(exact, rounding)
    step = Fraction(1, 10**digits)
    assert abs(Fraction(once) - exact) <= (step if mode is RoundingMode.DOWN else step / 2)
    assert rounded(Fraction(once), rounding) == once
    assert -once.as_tuple().exponent == digits  # type: ignore[operator]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(RoundingMode.HALF_UP, "0.13"), (RoundingMode.HALF_EVEN, "0.12"), (RoundingMode.DOWN, "0.12")],
)
def test_a_half_is_rounded_as_announced(mode: RoundingMode, expected: str) -> None:
    assert str(rounded(Fraction(1, 8), Rounding(digits=2, mode=mode))) == expected


def test_where_it_is_rounded_can_make_a_difference_and_is_announced() -> None:
    criteria = tuple(
        Criterion(code=f"K{one}", title="K", weight=Decimal(weight), highest=Decimal(9))
        for one, weight in ((1, 35), (2, 35), (3, 30))
    )
    entry = Entry(scores=dict.fromkeys(("K1", "K2", "K3"), Decimal(4)))

    def total(at: RoundedAt) -> str:
        plan = Plan(method=ScoringMethod.POINTS, criteria=criteria, rounding=Rounding(digits=0, at=at))
        return str(result(plan, HOME, entry, None).total)

    assert (total(RoundedAt.CRITERION), total(RoundedAt.TOTAL)) == ("45", "44")
