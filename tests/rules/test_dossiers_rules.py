"""Every dossier has somebody to whom its dates go."""

from datetime import date

import pytest

from partnerschapsakte.dossiers.rules import (
    DecidedElsewhere,
    DecisionBody,
    Holder,
    Phase,
    Post,
    addressees,
    assign_post,
    enter_phase,
    hand_over,
    open_dossier,
    record_decision_elsewhere,
    why_not_keep_records,
    why_not_leave,
    why_not_open,
)
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal

TODAY = date(2026, 11, 20)
MANAGER = Holder(Post.CONTRACT_MANAGER, "manager", enabled=True)
DEPUTY = Holder(Post.DEPUTY, "deputy", enabled=True)
BUDGET = Holder(Post.BUDGET_HOLDER, "budget", enabled=True)
GONE = Holder(Post.CONTRACT_MANAGER, "manager", enabled=False)


def test_the_dates_go_to_the_contract_manager_with_a_deputy_and_a_budget_holder() -> None:
    assert addressees([BUDGET, DEPUTY, MANAGER]) == ("manager", "deputy", "budget")


def test_the_deputy_takes_over_from_a_contract_manager_who_left() -> None:
    assert addressees([GONE, DEPUTY, BUDGET]) == ("deputy", None, "budget")


def test_nobody_left_is_told() -> None:
    assert addressees([GONE]) is None


def test_a_contract_manager_leaves_when_there_is_another() -> None:
    other = Holder(Post.CONTRACT_MANAGER, "other", enabled=True)
    assert why_not_leave([MANAGER, other], "manager") is None


def test_the_last_contract_manager_cannot_leave() -> None:
    refusal = why_not_leave([MANAGER, DEPUTY], "manager")
    assert refusal is not None
    assert refusal.code == "no_addressee"


def test_a_deputy_can_leave() -> None:
    assert why_not_leave([MANAGER, DEPUTY], "deputy") is None
    assert why_not_leave([GONE, DEPUTY, BUDGET], "deputy") is None


def test_the_last_one_who_can_be_reached_cannot_leave() -> None:
    assert why_not_leave([GONE, DEPUTY], "deputy") is not None


def opening(holders: list[Holder], *, authorities: tuple[str, ...] = (), people: tuple[str, ...] = ()) -> str | None:
    refusal = why_not_open(holders, unknown_authorities=authorities, unknown_people=people, known=False)
    return refusal.code if refusal else None


def test_a_dossier_opens_with_a_contract_manager() -> None:
    assert opening([MANAGER]) is None
    assert opening([DEPUTY]) == "no_addressee"
    assert opening([GONE]) == "no_addressee"


def test_a_dossier_opens_for_registered_authorities_and_people() -> None:
    assert opening([MANAGER], authorities=("x",)) == "authority_unknown"
    assert opening([MANAGER], people=("x",)) == "person_unknown"


def test_an_ocid_is_never_used_again() -> None:
    with pytest.raises(Refusal, match="already a dossier"):
        open_dossier("d", {}, [MANAGER], today=TODAY, unknown_authorities=(), unknown_people=(), known=True)


def test_a_dossier_remembers_the_day_it_came_into_the_program() -> None:
    fact = open_dossier("d", {}, [MANAGER], today=TODAY, unknown_authorities=(), unknown_people=(), known=False)
    assert fact.entered_on == TODAY


def test_a_phase_is_entered_once() -> None:
    assert enter_phase("d", Phase.VISION, Phase.EXPLORATION).after is Phase.EXPLORATION
    with pytest.raises(Refusal, match="already in this phase"):
        enter_phase("d", Phase.VISION, Phase.VISION)


def test_a_post_is_for_somebody_who_can_be_reached() -> None:
    assert assign_post("d", [MANAGER], Post.DEPUTY, "deputy", enabled=True).person == "deputy"
    with pytest.raises(Refusal, match="can be reached"):
        assign_post("d", [MANAGER], Post.DEPUTY, "deputy", enabled=False)


def test_nobody_holds_a_post_twice() -> None:
    with pytest.raises(Refusal, match="already holds"):
        assign_post("d", [MANAGER], Post.CONTRACT_MANAGER, "manager", enabled=True)


def test_a_post_is_handed_over() -> None:
    fact = hand_over("d", [MANAGER], Post.CONTRACT_MANAGER, "manager", "other", enabled=True)
    assert (fact.from_person, fact.to_person) == ("manager", "other")


@pytest.mark.parametrize(
    ("from_person", "to_person", "enabled", "code"),
    [
        ("manager", None, True, "no_addressee"),
        ("manager", "ghost", False, "person_unknown"),
        ("manager", "manager", True, "person_unknown"),
        ("stranger", "other", True, "post_not_held"),
    ],
)
def test_a_handover_leaves_no_dossier_alone(from_person: str, to_person: str | None, enabled: bool, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        hand_over("d", [MANAGER, DEPUTY], Post.CONTRACT_MANAGER, from_person, to_person, enabled=enabled)
    assert refused.value.code == code


def decision(authority: str | None = None, decided_on: date = TODAY) -> DecidedElsewhere:
    return DecidedElsewhere(
        subject="d",
        decision="b",
        body=DecisionBody.COLLEGE,
        about="Verlenging",
        authority=authority,
        decided_on=decided_on,
        case_number="Z-1",
        file="besluit.pdf",
    )


def test_a_decision_elsewhere_is_of_an_authority_of_the_dossier() -> None:
    assert record_decision_elsewhere(decision("a"), authorities=["a"], today=TODAY).authority == "a"
    with pytest.raises(Refusal, match="does not commission"):
        record_decision_elsewhere(decision("b"), authorities=["a"], today=TODAY)


def test_a_decision_of_tomorrow_is_not_recorded() -> None:
    with pytest.raises(Refusal, match="only what has happened"):
        record_decision_elsewhere(decision(decided_on=date(2026, 11, 21)), authorities=[], today=TODAY)


def test_an_auditor_reads_and_does_not_write() -> None:
    assert why_not_keep_records(Actor("a", "A", frozenset({Role.AUDITOR}))) is not None
    assert why_not_keep_records(Actor("a", "A", frozenset({Role.CONTRACT_MANAGER}))) is None
    assert why_not_keep_records(SYSTEM) is None
