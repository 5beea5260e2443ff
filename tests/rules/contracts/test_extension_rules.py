"""Who may decide on an extension, when, and after what (rules 45, 46, 72 and 75)."""

from datetime import date

import pytest

from partnerschapsakte.contracts.rules.extension import (
    Elsewhere,
    Proposed,
    decide_extension,
    why_not_decide_extension,
)
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.term import Relation, TermInForce
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from rules.contracts.partnerships import (
    AUDITOR,
    CONTRACT_MANAGER,
    EXEMPLUM,
    MANDATE_HOLDER,
    NINE_YEARS,
    ONE,
    OTHER_TOWN,
    extended,
    in_force,
)

SPRING = date(2022, 4, 1)
COLLEGE = Elsewhere(DecisionBody.COLLEGE, date(2022, 3, 29), "Z-2022-0042", "collegebesluit.pdf")


def extend(point: int = 1, relation: Relation = ONE, **more: object) -> Proposed:
    return Proposed(point, relation, Choice.EXTEND, "De doelen zijn gehaald.", **more)  # pyright: ignore[reportArgumentType] - the two optional fields


def refusal(
    term: TermInForce, proposed: Proposed, actor: Actor = MANDATE_HOLDER, today: date = SPRING
) -> tuple[str, str | None] | None:
    found = why_not_decide_extension(term, proposed, actor=actor, today=today)
    return (found.code, found.rule) if found else None


def test_a_mandate_holder_decides_after_a_concluded_evaluation() -> None:
    decided = decide_extension("akte", in_force(), extend(), actor=MANDATE_HOLDER, today=SPRING)

    assert (decided.decided_on, decided.last_day_after) == (SPRING, date(2024, 12, 31))


@pytest.mark.parametrize(("day", "expected"), [("2022-06-30", None), ("2022-07-01", ("notice_missed", "46"))])
def test_deciding_is_allowed_up_to_and_including_the_last_notice_day(
    day: str, expected: tuple[str, str] | None
) -> None:
    assert refusal(in_force(), extend(), today=date.fromisoformat(day)) == expected


@pytest.mark.parametrize("actor", [CONTRACT_MANAGER, AUDITOR])
def test_without_a_mandate_nobody_decides_here(actor: Actor) -> None:
    assert refusal(in_force(), extend(), actor) == ("mandate_missing", "75")


def test_the_mandate_of_one_authority_does_not_count_for_another() -> None:
    term = in_force(relations=(ONE, OTHER_TOWN))

    assert refusal(term, extend(relation=OTHER_TOWN)) == ("mandate_missing", "75")


def test_a_contract_manager_records_what_the_college_decided() -> None:
    decided = decide_extension("akte", in_force(), extend(elsewhere=COLLEGE), actor=CONTRACT_MANAGER, today=SPRING)

    assert (decided.body, decided.case_number, decided.decided_on) == (
        DecisionBody.COLLEGE,
        "Z-2022-0042",
        date(2022, 3, 29),
    )


def test_what_the_college_decided_in_time_may_be_recorded_late() -> None:
    assert refusal(in_force(), extend(elsewhere=COLLEGE), CONTRACT_MANAGER, date(2022, 9, 1)) is None


def test_an_auditor_records_nothing() -> None:
    assert refusal(in_force(), extend(elsewhere=COLLEGE), AUDITOR) == ("role_missing", None)


def test_deciding_waits_for_the_evaluation() -> None:
    assert refusal(in_force(evaluated=0), extend()) == ("evaluation_open", "72")


def test_an_evaluation_concluded_after_the_decision_does_not_count() -> None:
    early = Elsewhere(DecisionBody.COLLEGE, date(2021, 12, 14), "Z-1", "besluit.pdf")

    assert refusal(in_force(), extend(elsewhere=early)) == ("evaluation_open", "72")


def test_a_mandate_holder_may_decide_without_the_evaluation_with_a_reason_on_record() -> None:
    proposed = extend(without_evaluation="De evaluatie loopt uit door ziekte van de onderzoeker.")

    decided = decide_extension("akte", in_force(evaluated=0), proposed, actor=MANDATE_HOLDER, today=SPRING)

    assert decided.without_evaluation == proposed.without_evaluation


@pytest.mark.parametrize(("point", "expected"), [(2, ("point_not_open", "45")), (4, ("option_not_published", "45"))])
def test_only_the_next_published_option_can_be_used(point: int, expected: tuple[str, str]) -> None:
    assert refusal(in_force(), extend(point)) == expected


def test_the_same_point_is_decided_once() -> None:
    assert refusal(in_force(extended(1, ONE, None)), extend()) == ("already_decided", None)


def test_a_stranger_to_the_agreement_is_not_found() -> None:
    assert refusal(in_force(), extend(relation=Relation(EXEMPLUM, "onbekend"))) == ("relation_unknown", None)


def test_a_decision_cannot_be_dated_in_the_future() -> None:
    tomorrow = Elsewhere(DecisionBody.COLLEGE, date(2022, 4, 2), "Z-1", "besluit.pdf")

    assert refusal(in_force(), extend(elsewhere=tomorrow)) == ("decided_in_future", None)


def test_a_sub_agreement_is_not_extended_beyond_its_base_agreement() -> None:
    term = TermInForce(NINE_YEARS, (ONE,), evaluated=in_force().evaluated, base_last_day=date(2023, 12, 31))

    assert refusal(term, extend()) == ("base_not_extended", None)


def test_deciding_against_a_rule_raises_the_refusal_that_explains_it() -> None:
    with pytest.raises(Refusal) as caught:
        decide_extension("akte", in_force(), extend(), actor=CONTRACT_MANAGER, today=SPRING)

    assert caught.value.remedy is not None
