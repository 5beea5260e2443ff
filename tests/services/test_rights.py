"""Rights per dossier: given, withdrawn, over, and gone with the post that brought them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from door_factory import journal
from dossier_factory import IDS, Opened, on, opened, person
from partnerschapsakte.access import queries as access
from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.schemas import GrantRight, WithdrawRight
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.dossiers import queries, service
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, HandOver, OpenDossier
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal

DAY = date(2026, 3, 2)
KEEPER = Actor("beheer", "Bea Beheer", frozenset({Role.ADMINISTRATOR}), grants=frozenset())
REASON = WithdrawRight(reason="Werkt niet meer aan dit dossier.")


@pytest.fixture
def dossier(engine: Engine) -> Opened:
    """An open dossier."""
    with writing(engine)() as session:
        return opened(session, DAY)


@pytest.fixture
def at_door(engine: Engine) -> Callable[..., Actor]:
    """Return a person as they stand at a door on a day."""

    def actor_of(who: Actor, day: date = DAY) -> Actor:
        with reading(engine)() as session:
            return access.person(session, who.id).actor_on(day)

    return actor_of


def grant(session: Session, who: Actor, dossier: Opened, role: Role, by: Actor, ends_on: date | None = None) -> str:
    command = GrantRight(person_id=who.id, dossier_id=dossier.dossier, role=role, ends_on=ends_on)
    return grant_right(session, on(DAY, by), command).id


def colleague(engine: Engine, name: str = "collega", role: Role = Role.LEGAL_OFFICER) -> Actor:
    with writing(engine)() as session:
        return person(session, name, role, DAY)


def test_the_right_that_comes_with_a_post_was_given_by_who_gave_the_post(engine: Engine, dossier: Opened) -> None:
    who = colleague(engine, role=Role.CONTRACT_MANAGER)
    command = AssignedPost(post=Post.ACCOUNT_HOLDER, person_id=who.id)
    with writing(engine)() as session:
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, command)
    (given,) = [one for one in journal(engine, "access:right:granted") if one["subject"] == who.id]
    assert (given["actor"], given["role"]) == (dossier.manager.id, "account_holder")
    with reading(engine)() as session:
        held = access.held_right(session, who.id, dossier.dossier, Role.ACCOUNT_HOLDER)
        assert held is not None
        assert held.granted_by == dossier.manager.id


def test_the_right_that_goes_with_a_post_is_taken_by_who_handed_the_post_over(engine: Engine, dossier: Opened) -> None:
    first, second = colleague(engine, "eerste"), colleague(engine, "tweede")
    with writing(engine)() as session:
        occasion = on(DAY, dossier.manager)
        command = AssignedPost(post=Post.ACCOUNT_HOLDER, person_id=first.id)
        service.assign_post(session, occasion, dossier.dossier, command)
        handed = HandOver(
            post=Post.ACCOUNT_HOLDER,
            from_person_id=first.id,
            to_person_id=second.id,
            running="Een gesprek over de wachttijd.",
        )
        service.hand_over(session, occasion, dossier.dossier, handed)
    (taken,) = journal(engine, "access:right:withdrawn")
    assert (taken["subject"], taken["actor"]) == (first.id, dossier.manager.id)


def test_a_right_opens_one_dossier_and_no_other(engine: Engine, dossier: Opened, at_door: Callable[..., Actor]) -> None:
    who = colleague(engine)
    assert at_door(who).readable == frozenset()
    with writing(engine)() as session:
        grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager))
    assert at_door(who).readable == {dossier.dossier}
    assert at_door(who).within("ander") is None


def test_a_right_ends_after_its_last_day(engine: Engine, dossier: Opened, at_door: Callable[..., Actor]) -> None:
    who, last_day = colleague(engine), DAY + timedelta(days=7)
    with writing(engine)() as session:
        grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager), last_day)
    assert at_door(who, last_day).within(dossier.dossier) is not None
    assert at_door(who, last_day + timedelta(days=1)).within(dossier.dossier) is None


def test_a_right_that_is_over_can_be_given_again(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    who, later = colleague(engine), DAY + timedelta(days=30)
    with writing(engine)() as session:
        grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager), DAY)
    again = GrantRight(person_id=who.id, dossier_id=dossier.dossier, role=Role.LEGAL_OFFICER)
    with pytest.raises(Refusal, match="already has this role"), writing(engine)() as session:
        grant_right(session, on(DAY, at_door(dossier.manager)), again)
    with writing(engine)() as session:
        grant_right(session, on(later, at_door(dossier.manager, later)), again)
    assert at_door(who, later).readable == {dossier.dossier}


def test_a_withdrawn_right_is_gone_at_the_next_request(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    who = colleague(engine)
    with writing(engine)() as session:
        right = grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager))
    with writing(engine)() as session:
        service.withdraw_right(session, on(DAY, at_door(dossier.manager)), right, REASON)
    assert at_door(who).readable == frozenset()
    with pytest.raises(Refusal, match="no right"), writing(engine)() as session:
        service.withdraw_right(session, on(DAY, at_door(dossier.manager)), right, REASON)


def test_what_somebody_is_in_the_organisation_gives_no_power_in_a_dossier(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    officer, who = colleague(engine, "inkoper", Role.PROCUREMENT_OFFICER), colleague(engine)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(officer))
    assert refused.value.code == "rights_not_permitted"
    with writing(engine)() as session:
        right = grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager))
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        service.withdraw_right(session, on(DAY, at_door(officer)), right, REASON)
    assert refused.value.code == "rights_not_permitted"


def test_an_administrator_gives_and_takes_roles_in_dossiers_that_they_do_not_read(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    assert KEEPER.within(dossier.dossier) is None
    who = colleague(engine)
    with writing(engine)() as session:
        right = grant(session, who, dossier, Role.LEGAL_OFFICER, KEEPER)
    assert at_door(who).readable == {dossier.dossier}
    with writing(engine)() as session:
        service.withdraw_right(session, on(DAY, KEEPER), right, REASON)
    assert at_door(who).readable == frozenset()


def test_a_right_is_given_in_a_dossier_that_exists(engine: Engine, dossier: Opened) -> None:
    command = GrantRight(person_id=dossier.deputy.id, dossier_id="verzonnen", role=Role.LEGAL_OFFICER)
    with pytest.raises(Refusal, match="no dossier"), writing(engine)() as session:
        grant_right(session, on(DAY, KEEPER), command)


def test_a_right_is_withdrawn_in_its_own_dossier_only(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    who = colleague(engine)
    with writing(engine)() as session:
        right = grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager))
    with pytest.raises(Refusal, match="no right"), writing(engine)() as session:
        service.withdraw_right(session, on(DAY, KEEPER), right, REASON, dossier_id="ander")


def test_the_role_that_a_post_needs_is_not_withdrawn(engine: Engine, dossier: Opened) -> None:
    with reading(engine)() as session:
        (right,) = access.rights_of(session, dossier.deputy.id)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        service.withdraw_right(session, on(DAY, KEEPER), right.id, REASON)
    assert refused.value.code == "right_of_post"


def test_a_post_does_not_outlive_its_right(engine: Engine, dossier: Opened, at_door: Callable[..., Actor]) -> None:
    who = colleague(engine)
    with writing(engine)() as session:
        grant(session, who, dossier, Role.LEGAL_OFFICER, at_door(dossier.manager), DAY)
        posted = AssignedPost(post=Post.LEGAL_OFFICER, person_id=who.id)
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, posted)
    assert at_door(who, DAY + timedelta(days=400)).readable == {dossier.dossier}


def test_a_right_goes_with_the_post_that_brought_it(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    successor = colleague(engine, "opvolger", Role.CONTRACT_MANAGER)
    command = HandOver(
        post=Post.CONTRACT_MANAGER,
        from_person_id=dossier.manager.id,
        to_person_id=successor.id,
        running="De herijking van 2026 loopt.",
    )
    with writing(engine)() as session:
        manager = access.person(session, dossier.manager.id).actor_on(DAY).within(dossier.dossier)
        assert manager is not None
        service.hand_over(session, on(DAY, manager), dossier.dossier, command)
    assert at_door(successor).readable == {dossier.dossier}
    assert at_door(dossier.manager).readable == frozenset()


def opening(session: Session, dossier: Opened, by: Actor, ocid: str) -> str:
    command = OpenDossier(
        ocid=ocid,
        reference="D-2",
        title="Beschermd wonen",
        phase=Phase.VISION,
        authorities=(dossier.authority,),
        posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=dossier.manager.id),),
        role_mailbox="wonen@voorbeeldstad.example",
    )
    return service.open_dossier(session, replace(on(DAY, by), ids=IDS), command).id


@pytest.mark.parametrize("role", [Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER])
def test_who_opens_a_dossier_keeps_it(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor], role: Role
) -> None:
    officer = colleague(engine, "opener", role)
    with writing(engine)() as session:
        new = opening(session, dossier, at_door(officer), "ocds-000000-twee")
    here = at_door(officer).within(new)
    assert here is not None
    assert here.roles == {role}
    with reading(engine)() as session:
        basis = next(one.basis for one in feed.rights(session, DAY, dossier_id=new) if one.person_id == officer.id)
    assert str(basis) == "opened the dossier"


def test_who_opens_a_dossier_with_a_post_in_it_gets_the_role_of_the_post(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    with writing(engine)() as session:
        new = opening(session, dossier, at_door(dossier.manager), "ocds-000000-twee")
    here = at_door(dossier.manager).within(new)
    assert here is not None
    assert here.roles == {Role.CONTRACT_MANAGER}


def test_a_budget_holder_opens_no_dossier(engine: Engine, dossier: Opened, at_door: Callable[..., Actor]) -> None:
    holder = colleague(engine, "budget", Role.BUDGET_HOLDER)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        opening(session, dossier, at_door(holder), "ocds-000000-twee")
    assert refused.value.code == "opening_not_permitted"


def test_somebody_sees_the_dossiers_they_have_a_role_in(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    assessor = colleague(engine, "beoordelaar", Role.ASSESSOR)
    with writing(engine)() as session:
        opening(session, dossier, at_door(dossier.manager), "ocds-000000-twee")
        grant(session, assessor, dossier, Role.ASSESSOR, at_door(dossier.manager))
        auditor = person(session, "auditor", Role.AUDITOR, DAY)
    with reading(engine)() as session:
        mine = {one.dossier.reference: one for one in queries.dossiers_of(session, at_door(dossier.manager))}
        guest = queries.dossiers_of(session, at_door(assessor))
        every = queries.dossiers_of(session, at_door(auditor))
        none = queries.dossiers_of(session, at_door(dossier.mandate_holder))
        assert queries.dossier_rows(session, at_door(assessor).readable) == ()
    assert set(mine) == {"D-1", "D-2"}
    assert [(one.dossier.reference, one.roles, one.reads_file) for one in guest] == [("D-1", (Role.ASSESSOR,), False)]
    assert [(one.dossier.reference, one.reads_file) for one in every] == [("D-1", True), ("D-2", True)]
    assert none == ()


def test_an_account_holder_is_appointed_by_the_post_that_is_handed_over_with_a_note(
    engine: Engine, dossier: Opened, at_door: Callable[..., Actor]
) -> None:
    who = colleague(engine)
    with pytest.raises(Refusal) as refused, writing(engine)() as session:
        grant(session, who, dossier, Role.ACCOUNT_HOLDER, at_door(dossier.manager))
    assert refused.value.code == "role_by_post"
    post = AssignedPost(post=Post.ACCOUNT_HOLDER, person_id=who.id)
    with writing(engine)() as session:
        service.assign_post(session, on(DAY, at_door(dossier.manager)), dossier.dossier, post)
    assert at_door(who).readable == {dossier.dossier}
