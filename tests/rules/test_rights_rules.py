"""Who gets which role in a dossier, from whom, and what somebody may be beside it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partnerschapsakte.access.rules import memberships, people, reviews, rights, tokens
from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.rules.reviews import RightSignal
from partnerschapsakte.access.rules.rights import MAY_GRANT, PROGRAM_ROLES, Grantee, standing_in, why_not_grant_right
from partnerschapsakte.foundation.actor import GUESTS, HOUSE_ROLES, KEEPERS, SYSTEM, TEAM, Actor, Right, Role
from partnerschapsakte.foundation.outcomes import Refusal

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MANAGER = Actor("manager", "M", frozenset({Role.CONTRACT_MANAGER}))
KEEPER = Actor("beheer", "B", frozenset({Role.ADMINISTRATOR}))
SOMEBODY = Grantee(
    person="iemand",
    kind=PersonKind.HUMAN,
    offices=frozenset(),
    enabled=True,
    is_member=False,
    works_for_provider=False,
    roles_here=frozenset(),
)
CONTACT = replace(SOMEBODY, is_member=True, works_for_provider=True)
PROGRAM = replace(SOMEBODY, kind=PersonKind.CLIENT)


def granting(
    role: Role,
    grantee: Grantee = SOMEBODY,
    actor: Actor = MANAGER,
    *,
    party: str | None = None,
    ends_on: date | None = None,
) -> str | None:
    refusal = why_not_grant_right(actor, grantee, role, party=party, ends_on=ends_on, today=TODAY)
    return refusal.code if refusal else None


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize("role", sorted(set(Role) - HOUSE_ROLES))
def test_a_role_in_a_dossier_is_given_to_a_colleague(role: Role) -> None:
    expected = {Role.PROVIDER_CONTACT: "party_missing", Role.ACCOUNT_HOLDER: "role_by_post"}
    assert granting(role) == expected.get(role)


@pytest.mark.parametrize("role", sorted(Role))
def test_only_these_roles_give_roles_in_a_dossier(role: Role) -> None:
    giver = Actor("g", "G", frozenset({role}))
    may = role in MAY_GRANT | {Role.ADMINISTRATOR}
    assert granting(Role.ASSESSOR, actor=giver) == (None if may else "rights_not_permitted")


@pytest.mark.parametrize("role", sorted(HOUSE_ROLES))
def test_a_role_of_the_house_is_not_given_in_a_dossier(role: Role) -> None:
    assert granting(role) == "role_of_the_house"
    assert granting(Role.LEGAL_OFFICER, replace(SOMEBODY, offices=frozenset({role}))) == "separation_of_duties"


def test_nobody_gives_themselves_a_role() -> None:
    assert granting(Role.BUDGET_HOLDER, replace(SOMEBODY, person=MANAGER.id)) == "own_rights"
    assert granting(Role.BUDGET_HOLDER, replace(SOMEBODY, person=KEEPER.id), KEEPER) == "own_rights"


def test_a_closed_account_gets_no_role() -> None:
    assert granting(Role.BUDGET_HOLDER, replace(SOMEBODY, enabled=False)) == "person_disabled"


def test_a_role_is_given_once() -> None:
    held = replace(SOMEBODY, roles_here=frozenset({Role.BUDGET_HOLDER}))
    assert granting(Role.BUDGET_HOLDER, held) == "right_held"
    assert granting(Role.CONTROLLER, held) is None


def test_a_role_ends_today_at_the_earliest() -> None:
    assert granting(Role.CONTROLLER, ends_on=TODAY) is None
    assert granting(Role.CONTROLLER, ends_on=TODAY - timedelta(days=1)) == "right_already_over"


def test_a_provider_contact_stands_for_the_organisation_they_work_for() -> None:
    assert granting(Role.PROVIDER_CONTACT, CONTACT, party="eik") is None
    assert granting(Role.PROVIDER_CONTACT, replace(CONTACT, is_member=False), party="eik") == "not_a_member"
    assert granting(Role.CONTROLLER, party="eik") == "party_not_asked"


@pytest.mark.parametrize("role", sorted(TEAM | GUESTS - {Role.PROVIDER_CONTACT}))
def test_who_works_for_a_provider_gets_no_other_role(role: Role) -> None:
    assert granting(role, CONTACT) == "both_sides"
    assert granting(role, replace(SOMEBODY, roles_here=frozenset({Role.PROVIDER_CONTACT}))) == "both_sides"


def test_a_colleague_in_the_dossier_does_not_become_a_provider_contact_there() -> None:
    both = replace(CONTACT, roles_here=frozenset({Role.CONTROLLER}))
    assert granting(Role.PROVIDER_CONTACT, both, party="eik") == "both_sides"


@pytest.mark.parametrize("role", sorted(set(Role) - HOUSE_ROLES))
def test_a_program_decides_and_signs_for_nobody(role: Role) -> None:
    assert granting(role, PROGRAM) == (None if role in PROGRAM_ROLES else "role_of_people")


def test_somebody_stands_in_a_dossier_with_the_roles_they_were_given_there() -> None:
    grants = frozenset({Right("een", Role.ACCOUNT_HOLDER)})
    officer = Actor("o", "O", frozenset({Role.PROCUREMENT_OFFICER}), grants=grants)
    assert standing_in(officer, "een").roles == {Role.ACCOUNT_HOLDER}
    assert standing_in(officer, "twee").roles == frozenset()
    assert standing_in(replace(officer, roles=frozenset({Role.ADMINISTRATOR})), "twee").roles == {Role.ADMINISTRATOR}
    assert standing_in(SYSTEM, "een") == SYSTEM
    here = officer.within("een")
    assert here is not None
    assert standing_in(here, "twee").roles == frozenset()


def test_an_auditor_changes_nothing_anywhere() -> None:
    auditor = Actor("a", "A", frozenset({Role.AUDITOR}), grants=frozenset(), dossier_id="een")
    assert code(rights.why_not_use(auditor, None, changes=True, guests=True)) == "role_missing_here"
    assert rights.why_not_use(auditor, None, changes=False, guests=False) is None


@pytest.mark.parametrize("role", sorted(set(Role) - HOUSE_ROLES))
def test_a_door_that_names_no_role_lets_only_keepers_change(role: Role) -> None:
    actor = Actor("x", "X", frozenset({role}), grants=frozenset(), dossier_id="een")
    refusal = rights.why_not_use(actor, None, changes=True, guests=False)
    assert code(refusal) == (None if role in KEEPERS else "role_missing_here")
    assert rights.is_hidden(actor, guests=False) == (role in GUESTS)


def roles(after: Collection[Role], **changes: Any) -> str | None:
    usual: dict[str, Any] = {
        "person": "iemand",
        "kind": PersonKind.HUMAN,
        "has_rights": False,
        "works_for_provider": False,
        "mandates": (),
    }
    return code(people.why_not_change_roles(KEEPER, after=after, **{**usual, **changes}))


def test_who_manages_accounts_or_audits_does_nothing_else() -> None:
    assert roles({Role.ADMINISTRATOR}) is None
    assert roles({Role.ADMINISTRATOR, Role.AUDITOR}) == "separation_of_duties"
    assert roles({Role.AUDITOR, Role.LEGAL_OFFICER}) == "separation_of_duties"
    assert roles({Role.AUDITOR}, has_rights=True) == "separation_of_duties"
    assert roles({Role.LEGAL_OFFICER, Role.PROCUREMENT_OFFICER}, has_rights=True) is None
    registering = people.why_not_register(KEEPER, email_known=False, roles=(Role.ADMINISTRATOR, Role.CONTRACT_MANAGER))
    assert code(registering) == "separation_of_duties"


def test_nobody_changes_their_own_roles_or_closes_their_own_account() -> None:
    assert roles({Role.LEGAL_OFFICER}, person=KEEPER.id) == "own_roles"
    assert code(people.why_not_close(KEEPER, person=KEEPER.id, closed=False)) == "own_account"
    assert people.why_not_close(KEEPER, person="ander", closed=False) is None


def test_a_role_that_a_mandate_rests_on_stays_until_the_mandate_is_withdrawn() -> None:
    assert roles((), mandates={MandateKind.DECIDE}) == "mandate_still_held"
    assert roles({Role.MANDATE_HOLDER}, mandates={MandateKind.SIGN}) == "mandate_still_held"
    assert roles({Role.AUTHORISED_SIGNATORY}, mandates={MandateKind.SIGN}) is None


def test_who_works_for_a_provider_is_nothing_in_the_organisation() -> None:
    assert roles({Role.LEGAL_OFFICER}, works_for_provider=True) == "both_sides"
    assert roles({Role.PROVIDER_CONTACT}, works_for_provider=True) is None


def test_a_program_is_nothing_in_the_organisation() -> None:
    assert roles({Role.CONTROLLER}, kind=PersonKind.CLIENT) == "program_without_roles"


def test_roles_that_changed_meanwhile_are_read_again() -> None:
    assert roles({Role.LEGAL_OFFICER}, stale=True) == "changed_meanwhile"


@pytest.mark.parametrize(("kind", "role"), people.ROLE_FOR.items())
def test_a_mandate_asks_for_the_role_that_goes_with_it(kind: MandateKind, role: Role) -> None:
    def granting_mandate(offices: frozenset[Role]) -> str | None:
        refusal = people.why_not_grant(
            KEEPER, is_authority=True, roles=offices, held=False, since=None, today=TODAY, kind=kind
        )
        return code(refusal)

    assert granting_mandate(frozenset({role})) is None
    assert granting_mandate(frozenset(Role) - {role}) == "role_missing"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_manages_people(role: Role) -> None:
    actor = Actor("x", "X", frozenset({role}))
    refusals = (
        people.why_not_register(actor, email_known=False),
        people.why_not_correct(actor, email_known=False, changed=True, stale=False),
        people.why_not_withdraw_mandate(actor, held=True),
        people.why_not_close(actor, person="ander", closed=False),
        people.why_not_reopen(actor, closed=True),
        people.why_not_end_sessions(actor, "ander"),
        memberships.why_not_start(actor, kind=PersonKind.HUMAN, held=False, for_provider=False, roles=()),
        memberships.why_not_end(actor, since=TODAY, ended_on=TODAY, was=None),
    )
    assert {code(refusal) for refusal in refusals} == {"administrator_required"}


@pytest.mark.parametrize("role", sorted(Role))
def test_people_are_seen_by_an_administrator_an_auditor_and_themselves(role: Role) -> None:
    actor = Actor("x", "X", frozenset({role}))
    assert people.may_see(actor, "x")
    assert people.may_see(actor, "ander") == (role in HOUSE_ROLES)


def test_a_correction_says_what_is_wrong_with_it() -> None:
    def correcting(*, email_known: bool = False, changed: bool = True, stale: bool = False) -> str | None:
        return code(people.why_not_correct(KEEPER, email_known=email_known, changed=changed, stale=stale))

    assert correcting() is None
    assert correcting(stale=True) == "changed_meanwhile"
    assert correcting(changed=False) == "nothing_to_correct"
    assert correcting(email_known=True) == "email_known"


def test_who_keeps_dossiers_does_not_work_for_a_provider() -> None:
    def starting(roles: Collection[Role], *, held: bool = False, kind: PersonKind = PersonKind.HUMAN) -> str | None:
        return code(memberships.why_not_start(KEEPER, kind=kind, held=held, for_provider=True, roles=roles))

    assert starting(()) is None
    assert starting({Role.PROVIDER_CONTACT}) is None
    assert starting({Role.ASSESSOR}) == "both_sides"
    assert starting((), held=True) == "membership_held"
    assert starting((), kind=PersonKind.CLIENT) == "program_works_for_nobody"


def test_work_does_not_end_before_it_began() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert code(memberships.why_not_end(KEEPER, since=TODAY, ended_on=yesterday, was=None)) == "ended_before_begun"
    assert code(memberships.why_not_end(KEEPER, since=yesterday, ended_on=TODAY, was=TODAY)) == "membership_ended"
    assert memberships.why_not_end(KEEPER, since=yesterday, ended_on=TODAY, was=None) is None


def making(actor: Actor = MANAGER, person: str = MANAGER.id, **changes: Any) -> str | None:
    usual: dict[str, Any] = {
        "kind": PersonKind.HUMAN,
        "enabled": True,
        "name_taken": False,
        "by_token": False,
        "expires_on": TODAY,
        "today": TODAY,
    }
    return code(tokens.why_not_make(actor, person=person, **{**usual, **changes}))


def test_a_token_is_ones_own_or_of_a_program() -> None:
    assert making() is None
    assert making(KEEPER, "programma", kind=PersonKind.CLIENT) is None
    assert making(MANAGER, "programma", kind=PersonKind.CLIENT) == "administrator_required"
    assert making(KEEPER, MANAGER.id) == "token_of_another"


def test_a_token_holds_for_a_year_at_most() -> None:
    assert making(expires_on=date(2027, 11, 20)) is None
    assert making(expires_on=date(2027, 11, 21)) == "token_too_long"
    assert making(expires_on=TODAY - timedelta(days=1)) == "token_too_long"


def test_a_token_has_a_name_of_its_own_and_is_not_made_with_a_token() -> None:
    assert making(name_taken=True) == "token_name_taken"
    assert making(by_token=True) == "token_by_token"
    assert making(enabled=False) == "person_disabled"


def test_a_token_is_revoked_by_its_owner_or_an_administrator() -> None:
    assert tokens.why_not_revoke(MANAGER, person=MANAGER.id, revoked=False) is None
    assert tokens.why_not_revoke(KEEPER, person=MANAGER.id, revoked=False) is None
    assert code(tokens.why_not_revoke(MANAGER, person="ander", revoked=False)) == "administrator_required"
    assert code(tokens.why_not_revoke(MANAGER, person=MANAGER.id, revoked=True)) == "token_revoked"


def test_a_token_opens_until_it_expires_or_is_revoked() -> None:
    soon = NOW + timedelta(seconds=1)
    assert tokens.opens(NOW, expires_at=soon, revoked_at=None, enabled=True)
    assert not tokens.opens(soon, expires_at=soon, revoked_at=None, enabled=True)
    assert not tokens.opens(NOW, expires_at=soon, revoked_at=NOW, enabled=True)
    assert not tokens.opens(NOW, expires_at=soon, revoked_at=None, enabled=False)


def test_the_use_of_a_token_is_noted_every_five_minutes() -> None:
    assert tokens.is_worth_noting(NOW, None)
    assert not tokens.is_worth_noting(NOW, NOW - timedelta(minutes=4, seconds=59))
    assert tokens.is_worth_noting(NOW, NOW - timedelta(minutes=5))


def test_the_rights_are_looked_through_every_year() -> None:
    assert not reviews.is_due(None, None, TODAY)
    assert not reviews.is_due(None, date(2025, 11, 21), TODAY)
    assert reviews.is_due(None, date(2025, 11, 20), TODAY)
    assert not reviews.is_due(date(2026, 1, 1), date(2018, 1, 1), TODAY)
    assert reviews.is_due(date(2025, 11, 20), date(2018, 1, 1), TODAY)


@pytest.mark.parametrize("role", sorted(Role))
def test_an_administrator_reviews_the_house_and_a_contract_manager_their_dossier(role: Role) -> None:
    actor = Actor("x", "X", frozenset({role}))
    assert (reviews.why_not_review(actor, in_dossier=False) is None) == (role is Role.ADMINISTRATOR)
    assert (reviews.why_not_review(actor, in_dossier=True) is None) == (role is Role.CONTRACT_MANAGER)


def standing_out(**changes: Any) -> tuple[RightSignal, ...]:
    usual: dict[str, Any] = {
        "enabled": True,
        "given_on": date(2024, 1, 1),
        "seen_on": date(2026, 11, 1),
        "ends_on": None,
        "left_on": None,
        "contract_ended_on": None,
    }
    return reviews.signals(today=TODAY, **{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "signal"),
    [
        ({"enabled": False}, RightSignal.ACCOUNT_CLOSED),
        ({"ends_on": date(2026, 11, 19)}, RightSignal.OVER),
        ({"seen_on": None}, RightSignal.NEVER_USED),
        ({"seen_on": date(2023, 12, 31)}, RightSignal.NEVER_USED),
        ({"seen_on": date(2025, 11, 19)}, RightSignal.UNUSED_FOR_A_YEAR),
        ({"left_on": date(2026, 11, 19)}, RightSignal.WORKS_ELSEWHERE),
        ({"contract_ended_on": date(2026, 11, 19)}, RightSignal.CONTRACT_ENDED),
    ],
)
def test_a_right_that_asks_for_a_look_stands_out(changes: dict[str, Any], signal: RightSignal) -> None:
    assert standing_out(**changes) == (signal,)


def test_a_right_in_use_does_not_stand_out() -> None:
    assert standing_out() == ()
    assert standing_out(ends_on=TODAY, left_on=TODAY, contract_ended_on=TODAY) == ()


def test_who_got_a_right_this_month_may_still_have_to_come_in() -> None:
    assert standing_out(given_on=TODAY - timedelta(days=30), seen_on=None) == ()
    assert standing_out(given_on=TODAY - timedelta(days=31), seen_on=None) == (RightSignal.NEVER_USED,)
