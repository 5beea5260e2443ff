"""An administrator helps somebody who cannot come in, by the buttons on the page and at the API."""

import re
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select

from api_factory import token_for
from api_world import START, api_world
from door_factory import EMAIL, KEYS, NOW, PASSWORD, WRONG, at
from doors.conftest import OnRecord, Opener
from doors.entrance import entrance
from doors.test_people_pages import registered
from dossier_factory import person
from partnerschapsakte.access import queries
from partnerschapsakte.access.schemas import CorrectPerson
from partnerschapsakte.access.service import invitations, people, second_factor
from partnerschapsakte.access.service.notices import SEND_NOTICE
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import local_date, noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.tasks import TASKS, Desk

DAY = date(2022, 3, 1)
REASON = "Telefoon in de gracht; teruggebeld op het bekende nummer."


@pytest.fixture
def keeper(engine: Engine, record: OnRecord) -> Actor:
    """An administrator who can sign in."""
    assert record
    return registered(engine, "Bea", Role.ADMINISTRATOR)


def with_device(engine: Engine, who: str, moment: datetime) -> None:
    with writing(engine)() as session:
        somebody = queries.person(session, who)
        somebody.totp_secret, somebody.totp_confirmed_at, somebody.totp_last_step = "x", moment, 1


def has_device(engine: Engine, who: str) -> bool:
    with reading(engine)() as session:
        return queries.person(session, who).totp_confirmed_at is not None


def test_an_administrator_takes_a_second_step_away_by_the_page(
    door: Opener, keeper: Actor, record: OnRecord, engine: Engine
) -> None:
    who = record.world.contract_manager.id
    with door(keeper) as browser:
        assert "tweede-stap-weghalen" not in browser.open(f"/personen/{who}")
        with_device(engine, who, noon(DAY))
        (address,) = re.findall(r'href="([^"]*/tweede-stap-weghalen)"', browser.open(f"/personen/{who}"))
        assert "Vul dit veld in" in browser.send(address, status=400, reason="")
        assert has_device(engine, who)
        after = browser.send(address, reason="Telefoon in het water; aan de balie herkend.")
        assert "De tweede stap is weggehaald" in browser.open(after)
    assert not has_device(engine, who)


def test_an_administrator_withdraws_an_invitation_by_the_page(
    door: Opener, keeper: Actor, record: OnRecord, engine: Engine
) -> None:
    who = record.world.contract_manager.id
    with door(keeper) as browser:
        assert "uitnodiging-intrekken" not in browser.open(f"/personen/{who}")
        with writing(engine)() as session:
            invitations.invite(session, at(noon(DAY), keeper), who, KEYS)
        (address,) = re.findall(r'action="([^"]*/uitnodiging-intrekken)"', browser.open(f"/personen/{who}"))
        assert "uitnodiging-ingetrokken" in browser.send(address)
        assert "uitnodiging-intrekken" not in browser.open(f"/personen/{who}")


def test_an_administrator_takes_a_second_factor_away_at_the_api_and_nobody_else_does(engine: Engine) -> None:
    with api_world(engine) as world:
        with writing(engine)() as session:
            administrator = person(session, "beheerder", Role.ADMINISTRATOR, START)
            token_for(session, administrator.id)
        who = world.at.mandate_holder.id
        with_device(engine, who, noon(START))
        path = f"/people/{who}/second-factor/_withdraw"
        with world.as_(world.at.contract_manager) as program:
            assert program.ask("POST", path, json={"reason": REASON}).status_code in {403, 404}
        with world.as_(administrator) as program:
            for without in ({}, {"reason": ""}, {"reason": "kwijt"}):
                program.post(path, without, 400)
            assert has_device(engine, who)
            program.post(path, {"reason": REASON}, 204)
        assert not has_device(engine, who)
        (entry,) = world.written("person:second-factor:reset")
        assert (entry.actor_id, entry.details["reason"]) == (administrator.id, REASON)


def test_a_token_is_made_by_who_knows_the_password_and_not_by_who_took_the_browser(engine: Engine) -> None:
    with writing(engine)() as session:
        manager = person(session, "manager", Role.CONTRACT_MANAGER, local_date(NOW), PASSWORD)
    asked = {"name": "Export", "expires_on": "1-12-2026"}
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        assert 'name="password"' in browser.get("/account/tokens").text
        assert browser.post("/account/tokens", **asked).status_code == 400
        assert browser.post("/account/tokens", **asked, password=WRONG).status_code in {400, 403}
        with reading(engine)() as session:
            assert queries.api_tokens(session, manager.id) == []
        assert "pa_" in browser.post("/account/tokens", **asked, password=PASSWORD).text


def test_an_address_that_is_corrected_and_a_second_step_that_is_taken_away_are_told_by_mail(
    engine: Engine,
) -> None:
    with writing(engine)() as session:
        who = person(session, "manager", Role.CONTRACT_MANAGER, local_date(NOW), PASSWORD)
        moved = CorrectPerson(name="manager", email="elders@voorbeeldstad.example", version=1)
        people.correct_person(session, at(NOW), who.id, moved)
        second_factor.reset_second_factor(session, at(NOW), who.id, REASON)
    sent: list[Mail] = []
    desk = Desk(begin=writing(engine), send=sent.append, now=lambda: NOW)
    with reading(engine)() as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.task == SEND_NOTICE)).all()
    for one in owed:
        TASKS[one.task](desk, one.payload)
    told = {mail.addresses[0]: mail.text for mail in sent}
    assert set(told) == {EMAIL, "elders@voorbeeldstad.example"}
    assert "e-mailadres" in told[EMAIL]
    assert "tweede stap" in told["elders@voorbeeldstad.example"]
