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
    what_is_missing,
    why_not_correct,
    why_not_give_post,
    why_not_keep_records,
    why_not_leave,
    why_not_open,
    why_not_open_dossier,
    why_not_pass_on,
    why_not_take_right,
    why_not_without_note,
)
from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor, Role
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


def somebody(*roles: Role, person: str = "x", at_door: bool = True) -> Actor:
    return Actor(person, "X", frozenset(roles), grants=frozenset() if at_door else None)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_dossier_is_opened_by_these_roles_and_kept_by_those(role: Role) -> None:
    openers = {Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER}
    assert (why_not_open_dossier(somebody(role)) is None) == (role in openers)
    assert (why_not_keep_records(somebody(role)) is None) == (role in KEEPERS)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_post_is_given_by_who_gives_roles(role: Role) -> None:
    gives = role in {Role.PROCUREMENT_OFFICER, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR}
    assert (why_not_give_post(somebody(role), Post.BUDGET_HOLDER, "ander") is None) == gives
    assert (why_not_pass_on(somebody(role), Post.BUDGET_HOLDER, "een", "ander") is None) == gives


def test_nobody_gains_a_role_by_giving_themselves_a_post() -> None:
    officer = somebody(Role.PROCUREMENT_OFFICER)
    refusals = (
        why_not_give_post(officer, Post.CONTRACT_MANAGER, officer.id),
        why_not_pass_on(officer, Post.CONTRACT_MANAGER, "een", officer.id),
    )
    assert [refusal.code for refusal in refusals if refusal] == ["own_rights", "own_rights"]
    assert why_not_give_post(officer, Post.PROCUREMENT_OFFICER, officer.id) is None


def test_who_holds_a_post_passes_it_on() -> None:
    assert why_not_pass_on(somebody(Role.ACCOUNT_HOLDER), Post.ACCOUNT_HOLDER, "x", "ander") is None


@pytest.mark.parametrize("post", sorted(Post))
def test_an_account_holder_and_a_contract_manager_hand_over_with_a_note(post: Post) -> None:
    manager = somebody(Role.CONTRACT_MANAGER)
    needs = post in {Post.ACCOUNT_HOLDER, Post.CONTRACT_MANAGER}
    refusal = why_not_without_note(manager, post, "")
    assert (refusal.code if refusal else None) == ("handover_note_missing" if needs else None)
    assert why_not_without_note(manager, post, "Er loopt een herijking.") is None


def test_a_case_file_tells_of_a_handover_without_a_note() -> None:
    assert why_not_without_note(somebody(Role.CONTRACT_MANAGER, at_door=False), Post.ACCOUNT_HOLDER, "") is None


def test_a_role_that_a_post_needs_is_not_taken() -> None:
    refusal = why_not_take_right([MANAGER, DEPUTY], "deputy", Role.CONTRACT_MANAGER)
    assert refusal is not None
    assert refusal.code == "right_of_post"
    assert why_not_take_right([MANAGER, DEPUTY], "deputy", Role.LEGAL_OFFICER) is None
    assert why_not_take_right([MANAGER], "deputy", Role.CONTRACT_MANAGER) is None


def test_a_correction_of_a_dossier_is_one_that_was_read_last() -> None:
    keeper, before, after = somebody(Role.ACCOUNT_HOLDER), {"title": "Oud"}, {"title": "Nieuw"}

    def correcting(actor: Actor, wanted: dict[str, str], *, stale: bool = False) -> str | None:
        refusal = why_not_correct(actor, before, wanted, stale=stale)
        return refusal.code if refusal else None

    assert correcting(keeper, after) is None
    assert correcting(keeper, after, stale=True) == "changed_meanwhile"
    assert correcting(keeper, before) == "nothing_to_correct"
    assert correcting(somebody(Role.CONTROLLER), after) == "records_not_permitted"


def account(person: str, *, enabled: bool = True) -> Holder:
    return Holder(Post.ACCOUNT_HOLDER, person, enabled=enabled)


@pytest.mark.parametrize(
    ("pair", "warning"),
    [
        ((), "There is no account holder"),
        ((account("een"),), "There is one account holder"),
        ((account("een"), account("een")), "There is one account holder"),
        ((account("een"), account("twee", enabled=False)), "There is one account holder"),
        ((account("een"), account("twee")), ""),
    ],
)
def test_account_holders_come_in_pairs(pair: tuple[Holder, ...], warning: str) -> None:
    told = [str(one.message) for one in what_is_missing([MANAGER, DEPUTY, *pair], [])]
    assert any(one.startswith(warning) for one in told) if warning else told == []


def test_a_team_is_told_what_it_lacks() -> None:
    pair = [account("een"), account("twee")]
    told = [str(one.message) for one in what_is_missing([GONE, *pair], [("Exemplum", False, True), ("B", True, False)])]
    assert told == [
        "No contract manager can be reached.",
        "There is no deputy who can be reached.",
        "Somebody holds a post whose account is closed: hand it over.",
        "Nobody in this dossier may decide for Exemplum.",
        "Nobody in this dossier may sign for B.",
    ]
