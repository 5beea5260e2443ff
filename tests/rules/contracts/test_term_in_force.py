"""A term in force: where each extension point stands follows from the deed and what was decided since."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Decided, PointState, TermInForce
from partnerschapsakte.dates.explanation import evaluate
from partnerschapsakte.dates.terms import Term
from rules.contracts.partnerships import NINE_YEARS, ONE, TWO, extended, in_force

DECIDE_BY = date(2022, 6, 30)


def states(term: TermInForce, today: date) -> list[str]:
    return [term.state(number, today).value for number in term.numbers]


def test_at_the_start_the_first_point_is_open_and_the_others_are_not_reached() -> None:
    assert states(in_force(), date(2020, 1, 1)) == ["open", "not_reached", "not_reached"]


def test_a_decision_without_proven_receipt_leaves_the_point_open_through_its_last_notice_day() -> None:
    assert states(in_force(extended(1, ONE, None)), DECIDE_BY)[0] == "open"


def test_without_receipt_the_option_lapses_on_the_day_after() -> None:
    term = in_force(extended(1, ONE, None))

    assert states(term, DECIDE_BY + timedelta(days=1)) == ["lapsed", "not_reached", "not_reached"]
    assert term.current_last_day(date(2022, 7, 1)).on == date(2022, 12, 31)


def test_a_receipt_on_the_last_notice_day_extends_and_opens_the_next_point() -> None:
    term = in_force(extended(1, ONE, DECIDE_BY))

    assert states(term, date(2023, 1, 1)) == ["extended", "open", "not_reached"]
    assert term.current_last_day(date(2023, 1, 1)).on == date(2024, 12, 31)


def test_a_receipt_one_day_later_does_not_extend() -> None:
    term = in_force(extended(1, ONE, DECIDE_BY + timedelta(days=1)))

    assert states(term, date(2023, 1, 1))[0] == "lapsed"


def test_a_proof_filed_after_the_last_notice_day_extends_if_it_shows_an_earlier_day() -> None:
    term = in_force(extended(1, ONE, date(2022, 6, 20)))

    assert term.state_for(ONE, 1, date(2022, 12, 1)) is PointState.EXTENDED


def test_letting_an_option_lapse_closes_it_at_once_with_every_later_one() -> None:
    term = in_force(Decided(1, ONE, Choice.LET_LAPSE, date(2022, 3, 1)))

    assert states(term, date(2022, 3, 1)) == ["lapsed", "not_reached", "not_reached"]


def test_each_provider_has_its_own_fate_and_the_agreement_runs_to_the_latest_end() -> None:
    term = in_force(extended(1, ONE, DECIDE_BY), relations=(ONE, TWO))
    today = date(2023, 1, 1)

    assert (term.state_for(ONE, 1, today).value, term.state_for(TWO, 1, today).value) == ("extended", "lapsed")
    assert term.state(1, today) is PointState.EXTENDED
    assert term.last_day_for(TWO, today).on == date(2022, 12, 31)
    assert term.current_last_day(today).on == date(2024, 12, 31)


def test_a_point_is_open_for_the_agreement_while_it_is_open_for_one_provider() -> None:
    term = in_force(extended(1, ONE, date(2022, 6, 1)), relations=(ONE, TWO))

    assert term.state(1, date(2022, 6, 15)) is PointState.OPEN


def test_going_on_after_a_missed_notice_day_extends_by_the_published_months() -> None:
    term = TermInForce(NINE_YEARS, (ONE,), continued=((1, ONE),))

    assert term.current_last_day(date(2022, 12, 1)).on == date(2024, 12, 31)


@pytest.mark.parametrize(("number", "evaluation", "decision"), [(1, "2021-12-31", "2022-06-02")])
def test_evaluation_and_decision_are_planned_back_from_the_point(number: int, evaluation: str, decision: str) -> None:
    term = in_force()

    assert term.evaluation_due(number).on.isoformat() == evaluation
    assert term.decision_due(number).on.isoformat() == decision


@given(
    start=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    choices=st.lists(st.sampled_from(list(Choice)), max_size=3),
    late=st.integers(-400, 400),
)
def test_extending_never_shortens_and_lapsing_never_lengthens(start: date, choices: list[Choice], late: int) -> None:
    term = Term(start, 36, (24, 24, 24))
    decided = tuple(
        Decided(n, ONE, choice, by - timedelta(days=500), None, by + timedelta(days=late))
        for n, choice in enumerate(choices, 1)
        for by in (term.point(n).decide_by.on,)
    )
    today = start + timedelta(days=10 * 366)
    ends = [TermInForce(term, (ONE,), decided=decided[:count]).current_last_day(today) for count in range(4)]

    assert [end.on for end in ends] == sorted(end.on for end in ends)
    assert ends[-1].on <= term.latest_last_day.on
    assert all(evaluate(end.why) == end.on for end in ends)
    if Choice.LET_LAPSE in choices or late > 0:
        used = choices.index(Choice.LET_LAPSE) if Choice.LET_LAPSE in choices and late <= 0 else 0
        assert ends[-1].on == term.last_day(used).on
