"""Who is admitted to a tender: only ranked where candidates exceed places, and never with a rule made up afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.selection.rules import ranking, selecting
from partnerschapsakte.selection.rules.facts import (
    Criterion,
    Draw,
    Plan,
    Request,
    RequestState,
    RequirementKind,
    SelectionRedraw,
    TieRule,
)
from partnerschapsakte.tendering.rules.facts import ConsortiumRole, Procedure, TenderFacts
from partnerschapsakte.tendering.rules.procedure import Seat

OFFICER = Actor("officer", "O. Fficier", frozenset({Role.PROCUREMENT_OFFICER}))
DUE = date(2026, 4, 1)
TODAY = date(2026, 4, 10)
TENDER = TenderFacts(
    procedure=Procedure.SAS_SELECTION, published_on=date(2026, 3, 1), requests_due_on=DUE, maximum_candidates=2
)
HUNDRED = Criterion(code="C1", weight=Decimal(100), scale=Decimal(100))
PLAN = Plan(requirements={"E1": RequirementKind.SUITABILITY}, criteria=(HUNDRED,), uea_required=True)
SEATS = (Seat("eik", ConsortiumRole.LEAD),)


def scored(name: str, points: int | str | None = None, **more: bool) -> Request:
    scores = {} if points is None else {"C1": Decimal(points)}
    return Request(id=name, name=name, met={"E1": True}, scores=scores, **more)


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def decided(*requests: Request, plan: Plan | None = PLAN, draws: tuple[Draw, ...] = ()) -> str | None:
    return code(selecting.why_not_decide(TENDER, plan, requests, draws, today=TODAY))


def test_two_candidates_for_two_places_are_both_in_without_a_ranking_rule_16() -> None:
    both = (scored("a"), scored("b"))
    assert ranking.outcome(PLAN, both, 2) == ranking.Outcome(applied=False, admitted=("a", "b"))
    assert decided(*both) is None
    refusal = selecting.why_not_score(PLAN, both[0], both, ["C1"], {"C1": Decimal(80)}, 2)
    assert (code(refusal), refusal and refusal.rule) == ("ranking_not_needed", "16")
    assert refusal is not None
    assert "2023:2105" in (refusal.article or "")


def test_three_candidates_for_two_places_are_ranked_before_anybody_is_admitted_rule_16() -> None:
    three = (scored("a", 90), scored("b", 80), scored("c"))
    assert decided(*three) == "scores_missing"
    three = (*three[:2], scored("c", 70))
    assert decided(*three) is None
    outcome = ranking.outcome(PLAN, three, 2)
    assert (outcome.applied, outcome.admitted) == (True, ("a", "b"))
    assert [(one.request, one.rank, one.points) for one in outcome.ranking] == [
        ("a", 1, Decimal("90.00")),
        ("b", 2, Decimal("80.00")),
        ("c", 3, Decimal("70.00")),
    ]


def test_who_does_not_meet_a_requirement_takes_no_place_and_no_rank_rule_30() -> None:
    weak = replace(scored("c", 99), met={"E1": False})
    requests = (scored("a"), scored("b"), weak)
    assert ranking.outcome(PLAN, requests, 2).admitted == ("a", "b")
    assert not ranking.is_needed(PLAN, requests, 2)
    four = (*requests, scored("d"))
    refusal = selecting.why_not_score(PLAN, weak, four, ["C1"], {"C1": Decimal(1)}, 2)
    assert (code(refusal), refusal and refusal.rule) == ("request_unsuitable", "30")


def test_80_75_75_for_two_places_needs_a_draw_rule_33() -> None:
    three = (scored("a", 80), scored("b", 75), scored("c", 75))
    outcome = ranking.outcome(PLAN, three, 2)
    assert (outcome.admitted, outcome.tied, outcome.places) == (("a",), ("b", "c"), 1)
    assert decided(*three) == "tie_at_cut"
    drawn = Draw(order=("c", "b"), drawn_on=TODAY)
    assert selecting.why_not_draw(PLAN, three, 2, (), drawn, today=TODAY) is None
    assert decided(*three, draws=(drawn,)) is None
    assert ranking.outcome(PLAN, three, 2, (drawn,)).admitted == ("a", "c")


def test_80_75_75_is_parted_by_the_criterion_that_was_announced() -> None:
    half = replace(HUNDRED, weight=Decimal(50))
    plan = replace(PLAN, criteria=(half, replace(half, code="C2")), tie_rule=TieRule.CRITERION, tie_criterion="C2")

    def both(name: str, first: int, second: int) -> Request:
        return replace(scored(name), scores={"C1": Decimal(first), "C2": Decimal(second)})

    three = (both("a", 80, 80), both("b", 90, 60), both("c", 70, 80))
    outcome = ranking.outcome(plan, three, 2)
    assert (outcome.admitted, outcome.tied) == (("a", "c"), ())
    assert [one.points for one in outcome.ranking] == [Decimal("80.00"), Decimal("75.00"), Decimal("75.00")]


def test_a_draw_names_exactly_who_ties_at_the_cut_rule_33() -> None:
    three = (scored("a", 80), scored("b", 75), scored("c", 75))

    def draw(*order: str, day: date = TODAY) -> str | None:
        drawn = Draw(order=order, drawn_on=day)
        return code(selecting.why_not_draw(PLAN, three, 2, (), drawn, today=TODAY))

    assert draw("a", "b", "c") == "pool_differs"
    assert draw("b", "b") == "pool_differs"
    assert draw("b", "c", day=TODAY + timedelta(1)) == "not_happened_yet"
    none = selecting.why_not_draw(
        PLAN, (*three[:2], scored("c", 70)), 2, (), Draw(order=(), drawn_on=TODAY), today=TODAY
    )
    assert code(none) == "no_tie"
    nothing_announced = selecting.why_not_draw(None, three, 2, (), Draw(order=("b", "c"), drawn_on=TODAY), today=TODAY)
    assert code(nothing_announced) == "selection_not_planned"


@pytest.mark.parametrize(
    ("rule", "admitted", "tied"),
    [(SelectionRedraw.NEXT_IN_ORDER, ("a", "b"), ()), (SelectionRedraw.NEW_DRAW, ("a",), ("b", "d"))],
)
def test_when_who_was_drawn_falls_out_the_announced_redraw_rule_is_kept(
    rule: SelectionRedraw, admitted: tuple[str, ...], tied: tuple[str, ...]
) -> None:
    plan, drawn = replace(PLAN, redraw_rule=rule), Draw(order=("c", "b", "d"), drawn_on=TODAY)
    left = (scored("a", 80), scored("b", 75), scored("c", 75, withdrawn=True), scored("d", 75))
    outcome = ranking.outcome(plan, left, 2, (drawn,))
    assert (outcome.admitted, outcome.tied) == (admitted, tied)


def test_everybody_is_judged_before_it_is_known_whether_a_ranking_runs() -> None:
    unjudged = replace(scored("b"), met={})
    assert decided(scored("a"), unjudged) == "suitability_open"
    assert unjudged.state(PLAN) is RequestState.OPEN
    assert decided(scored("a"), scored("b", late=True), scored("c", withdrawn=True)) is None
    assert decided(plan=None) == "selection_not_planned"


def test_nobody_is_admitted_while_requests_can_come_in_rule_25() -> None:
    refusal = selecting.why_not_decide(TENDER, PLAN, (), (), today=DUE)
    assert (code(refusal), refusal and refusal.rule) == ("requests_still_come", "25")
    assert selecting.why_not_decide(TENDER, PLAN, (), (), today=DUE + timedelta(1)) is None


def test_requirements_ask_the_espd_rule_10() -> None:
    refusal = selecting.why_not_lay_down(replace(PLAN, uea_required=False), ["E1", "C1"])
    assert (code(refusal), refusal and refusal.rule, refusal and refusal.article) == ("uea_missing", "10", "Aw 2.39(3)")
    assert selecting.why_not_lay_down(PLAN, ["E1", "C1"]) is None
    assert selecting.why_not_lay_down(Plan(), []) is None


@pytest.mark.parametrize(
    ("weights", "expected"),
    [(("60", "40"), None), (("60", "39.99"), "weights"), (("0", "0"), None), (("100", "0"), "weights")],
)
def test_weights_add_up_to_100_or_are_in_order_of_importance_rule_13(
    weights: tuple[str, ...], expected: str | None
) -> None:
    criteria = tuple(replace(HUNDRED, code=f"C{n}", weight=Decimal(one)) for n, one in enumerate(weights))
    refusal = selecting.why_not_lay_down(replace(PLAN, criteria=criteria), [one.code for one in criteria])
    assert code(refusal) == expected
    if refusal:
        assert refusal.rule == "13"


def test_by_order_of_importance_the_first_criterion_decides() -> None:
    plan = replace(PLAN, criteria=tuple(replace(HUNDRED, code=one, weight=Decimal(0)) for one in ("C1", "C2")))
    first = replace(scored("a"), scores={"C1": Decimal(8), "C2": Decimal(1)})
    second = replace(scored("b"), scores={"C1": Decimal(7), "C2": Decimal(99)})
    assert [(one.request, one.points) for one in ranking.rank(plan, (second, first))] == [("a", None), ("b", None)]


def test_what_is_asked_is_frozen_at_publication_rule_12() -> None:
    refusal = selecting.why_not_plan(TENDER)
    assert (code(refusal), refusal and refusal.rule) == ("selection_frozen", "12")
    assert selecting.why_not_plan(replace(TENDER, published_on=None)) is None
    assert selecting.why_not_rectify(TENDER, decided=False, today=DUE) is None
    late = selecting.why_not_rectify(TENDER, decided=False, today=DUE + timedelta(1))
    assert (code(late), late and late.rule) == ("requests_are_in", "12")
    assert code(selecting.why_not_rectify(TENDER, decided=True, today=DUE)) == "selection_decided"
    assert code(selecting.why_not_rectify(replace(TENDER, published_on=None), decided=False, today=DUE))
    assert code(selecting.why_not_assess(PLAN, ["E2"])) == "code_unknown"
    assert code(selecting.why_not_assess(PLAN, ["E1", "E1"])) == "code_twice"


def test_a_plan_names_each_code_once_and_a_criterion_for_its_tie() -> None:
    assert code(selecting.why_not_lay_down(PLAN, ["E1", "E1"])) == "code_twice"
    tie = replace(PLAN, tie_rule=TieRule.CRITERION, tie_criterion="C9")
    assert code(selecting.why_not_lay_down(tie, ["E1", "C1"])) == "tie_criterion"


def test_a_late_request_is_refused_and_not_judged_rules_24_and_25() -> None:
    assert not selecting.is_late(TENDER, DUE)
    assert selecting.is_late(TENDER, DUE + timedelta(1))
    refusal = selecting.why_not_judge(scored("a", late=True), decided=False)
    assert (code(refusal), refusal and refusal.rule) == ("request_late", "24")
    assert code(selecting.why_not_judge(scored("a", withdrawn=True), decided=False)) == "request_withdrawn"
    assert code(selecting.why_not_judge(scored("a"), decided=True)) == "selection_decided"


def test_a_request_comes_in_after_publication_under_a_name_of_its_own() -> None:
    def come(day: date, *, taken: bool = False, done: bool = False, unknown: tuple[str, ...] = ()) -> str | None:
        refusal = selecting.why_not_record(
            TENDER, SEATS, day, name_taken=taken, unknown=unknown, decided=done, today=TODAY
        )
        return code(refusal)

    assert come(DUE) is None
    assert come(date(2026, 2, 1)) == "order_of_days"
    assert come(DUE, taken=True) == "request_known"
    assert come(DUE, done=True) == "selection_decided"
    assert come(DUE + timedelta(1), done=True) is None
    assert come(DUE, unknown=("eik",)) == "party_unknown"


def test_fewer_than_three_warns_and_passes_with_a_reason_rule_17() -> None:
    found = selecting.findings(ranking.outcome(PLAN, (scored("a"), scored("b")), 2))
    assert [one.rule for one in found] == ["17"]
    assert code(selecting.why_not_pass(found, None)) == "reason_asked"
    assert selecting.why_not_pass(found, "Meer aanbieders zijn er in de buurt niet.") is None
    three = ranking.outcome(PLAN, tuple(scored(name) for name in "abc"), 3)
    assert selecting.findings(three) == ()


def test_a_score_stays_on_its_scale() -> None:
    three = (scored("a"), scored("b"), scored("c"))
    above = selecting.why_not_score(PLAN, three[0], three, ["C1"], {"C1": Decimal("100.01")}, 2)
    assert code(above) == "score_above_scale"
    assert selecting.why_not_score(PLAN, three[0], three, ["C1"], {"C1": Decimal(100)}, 2) is None


def test_only_who_keeps_records_keeps_the_selection() -> None:
    assert selecting.why_not_keep(OFFICER, TENDER) is None
    for role in (Role.CONTROLLER, Role.ASSESSOR, Role.PROVIDER_CONTACT):
        assert code(selecting.why_not_keep(replace(OFFICER, roles=frozenset({role})), TENDER))
    assert selecting.why_not_phase_out(RequestState.NOT_ADMITTED) is None
    assert code(selecting.why_not_phase_out(RequestState.ADMITTED)) == "not_rejected"


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(1, 12))
def test_no_more_are_admitted_than_there_are_places_and_nobody_below_who_is_not(
    points: list[int], maximum: int
) -> None:
    requests = tuple(scored(f"r{number}", one) for number, one in enumerate(points))
    outcome = ranking.outcome(PLAN, requests, maximum)
    assert len(outcome.admitted) + outcome.places == min(len(points), maximum)
    assert outcome.applied == (len(points) > maximum)
    by_id = dict(zip((one.id for one in requests), points, strict=True))
    out = [by_id[one.id] for one in requests if one.id not in {*outcome.admitted, *outcome.tied}]
    assert all(by_id[one] > lost for one in outcome.admitted for lost in out) or not outcome.applied
