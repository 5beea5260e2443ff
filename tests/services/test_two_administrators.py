"""Two people who change somebody's standing at the same moment: one act stands, and what may not be never is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from dossier_factory import Opened, on, opened, person
from partnerschapsakte.access import queries as access
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service import people
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.dossiers import queries, service
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.dossiers.schemas import AssignedPost, HandOver
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.identity import random_id
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from services.test_rights import DAY

Act = Callable[[Session], object]


@pytest.fixture
def dossier(engine: Engine) -> Opened:
    """An open dossier with one contract manager."""
    with writing(engine)() as session:
        return opened(session, DAY)


@pytest.fixture
def keepers(engine: Engine) -> tuple[Actor, Actor]:
    """Two administrators, and no third."""
    with writing(engine)() as session:
        one, other = (person(session, name, Role.ADMINISTRATOR, DAY) for name in ("bea", "bob"))
    return one, other


def at_once(engine: Engine, first: Act, second: Act) -> str:
    """Begin the second act while the first is not yet committed, and say how the second ended."""

    def outcome() -> str:
        try:
            with writing(engine)() as session:
                second(session)
        except Refusal as refusal:
            return refusal.code
        except (IntegrityError, StaleDataError):
            return "collided"
        return "done"

    with ThreadPoolExecutor(1) as pool:
        with writing(engine)() as session:
            first(session)
            session.flush()
            waiting = pool.submit(outcome)
            sleep(0.4)
            assert not waiting.done()
        return waiting.result()


def by(actor: Actor) -> Occasion:
    return Occasion(actor, noon(DAY), noon(DAY), random_id)


def test_the_last_two_contract_managers_are_not_closed_at_once(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor]
) -> None:
    with writing(engine)() as session:
        second = person(session, "tweede", Role.CONTRACT_MANAGER, DAY)
        post = AssignedPost(post=Post.CONTRACT_MANAGER, person_id=second.id)
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, post)

    def close(who: Actor, keeper: Actor) -> Act:
        return lambda session: service.retire_person(session, by(keeper), who.id)

    ended = at_once(engine, close(dossier.manager, keepers[0]), close(second, keepers[1]))
    assert ended == "no_addressee"
    with reading(engine)() as session:
        assert queries.without_addressee(session) == ()


def test_a_post_is_not_left_while_the_other_who_holds_it_leaves(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor]
) -> None:
    with writing(engine)() as session:
        second = person(session, "tweede", Role.CONTRACT_MANAGER, DAY)
        post = AssignedPost(post=Post.CONTRACT_MANAGER, person_id=second.id)
        service.assign_post(session, on(DAY, dossier.manager), dossier.dossier, post)
    leaving = HandOver(
        post=Post.CONTRACT_MANAGER,
        from_person_id=dossier.manager.id,
        to_person_id=None,
        running="Er loopt een verlenging; de brief ligt klaar.",
    )

    def leave(session: Session) -> None:
        service.hand_over(session, by(dossier.manager), dossier.dossier, leaving)

    def close(session: Session) -> None:
        service.retire_person(session, by(keepers[0]), second.id)

    assert at_once(engine, leave, close) == "no_addressee"


def test_an_account_that_is_being_closed_gets_no_post(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor]
) -> None:
    with writing(engine)() as session:
        newcomer = person(session, "nieuw", Role.CONTRACT_MANAGER, DAY)
    post = AssignedPost(post=Post.CONTRACT_MANAGER, person_id=newcomer.id)

    def close(session: Session) -> None:
        service.retire_person(session, by(keepers[0]), newcomer.id)

    def assign(session: Session) -> None:
        service.assign_post(session, by(dossier.manager), dossier.dossier, post)

    assert at_once(engine, close, assign) == "person_unknown"
    assert at_once(engine, lambda session: people.reopen_person(session, by(keepers[0]), newcomer.id), assign) == "done"


def test_nobody_gets_a_role_in_a_dossier_while_becoming_an_administrator(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor]
) -> None:
    with writing(engine)() as session:
        who = person(session, "collega", Role.LEGAL_OFFICER, DAY)
    right = GrantRight(person_id=who.id, dossier_id=dossier.dossier, role=Role.LEGAL_OFFICER)

    def appoint(session: Session) -> None:
        people.change_roles(session, by(keepers[0]), who.id, (Role.ADMINISTRATOR,))

    def grant(session: Session) -> None:
        grant_right(session, by(dossier.manager), right)

    assert at_once(engine, appoint, grant) == "separation_of_duties"


def test_nobody_becomes_an_administrator_while_getting_a_role_in_a_dossier(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor]
) -> None:
    with writing(engine)() as session:
        who = person(session, "collega", Role.LEGAL_OFFICER, DAY)
    right = GrantRight(person_id=who.id, dossier_id=dossier.dossier, role=Role.LEGAL_OFFICER)
    ended = at_once(
        engine,
        lambda session: grant_right(session, by(dossier.manager), right),
        lambda session: people.change_roles(session, by(keepers[0]), who.id, (Role.ADMINISTRATOR,)),
    )
    assert ended == "separation_of_duties"


@pytest.mark.parametrize("membership_first", [True, False])
def test_nobody_gets_to_stand_on_both_sides(
    engine: Engine, dossier: Opened, keepers: tuple[Actor, Actor], membership_first: bool
) -> None:
    with writing(engine)() as session:
        who = people.register_person(
            session, by(keepers[0]), people.RegisterPerson(name="W. Issel", email="wissel@voorbeeldstad.example")
        ).id
    right = GrantRight(person_id=who, dossier_id=dossier.dossier, role=Role.CONTROLLER)
    work = StartMembership(party_id=dossier.providers[0], since=DAY)
    acts: list[Act] = [
        lambda session: start_membership(session, by(keepers[0]), who, work),
        lambda session: grant_right(session, by(dossier.manager), right),
    ]
    assert at_once(engine, *(acts if membership_first else acts[::-1])) == "both_sides"


def test_two_administrators_do_not_close_each_other(engine: Engine, keepers: tuple[Actor, Actor]) -> None:
    one, other = keepers
    ended = at_once(
        engine,
        lambda session: service.retire_person(session, by(one), other.id),
        lambda session: service.retire_person(session, by(other), one.id),
    )
    assert ended == "last_administrator"
    with reading(engine)() as session:
        assert access.person(session, one.id).disabled_at is None


def test_the_last_administrator_keeps_the_role(engine: Engine, keepers: tuple[Actor, Actor]) -> None:
    one, other = keepers
    ended = at_once(
        engine,
        lambda session: people.change_roles(session, by(one), other.id, ()),
        lambda session: people.change_roles(session, by(other), one.id, ()),
    )
    assert ended == "last_administrator"
