"""The link in the mail: from the administrator's button to the first time inside."""

import pytest
from sqlalchemy import Engine, select

from door_factory import DAY, KEYS, NOW, PASSWORD, at, code_at
from doors.entrance import HERE, Visitor, entrance
from dossier_factory import person
from partnerschapsakte.access.rules.brakes import ADDRESS
from partnerschapsakte.access.schemas import RegisterPerson
from partnerschapsakte.access.service import people
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.journal.models import OutboxMessage

GUEST = "g.ast@zorgeen.example"


@pytest.fixture
def guest(engine: Engine) -> Actor:
    """A contact of a provider, without a password."""
    command = RegisterPerson(name="G. Ast", email=GUEST, roles=(Role.PROVIDER_CONTACT,))
    with writing(engine)() as session:
        person(session, "beheer", Role.ADMINISTRATOR, DAY, PASSWORD)
        person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)
        return people.register_person(session, at(NOW), command).actor


def invite(engine: Engine, guest: Actor) -> str:
    """Let the administrator press the button, and return the token of the mail."""
    with entrance(engine, second_factor=False) as office:
        office.sign_in("beheer@voorbeeldstad.example")
        answer = office.post(f"/personen/{guest.id}/uitnodigen")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/personen/{guest.id}?gedaan=uitgenodigd")
    with reading(engine)() as session:
        payload = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()[0].payload
    return KEYS.unwrap("invitation", payload["wrapped"]).decode()


def open_link(browser: Visitor, token: str) -> int:
    """Open the link of the mail."""
    answer = browser.get(f"/uitnodiging/{token}")
    if answer.status_code == 200:
        assert answer.headers["referrer-policy"] == "no-referrer"
    return answer.status_code


def test_an_invited_person_comes_in_with_a_password_and_a_device(engine: Engine, guest: Actor) -> None:
    token = invite(engine, guest)
    with entrance(engine) as browser:
        assert open_link(browser, token) == 200
        assert open_link(browser, token) == 200
        assert "G. Ast" in browser.page
        short = browser.post("/uitnodiging", token=HERE, password="kort")  # noqa: S106 - short on purpose
        assert short.status_code == 400
        common = browser.post("/uitnodiging", token=HERE, password="welkom123456")  # noqa: S106 - common on purpose
        assert common.status_code == 400
        assert 'id="password-error"' in browser.page
        answer = browser.post("/uitnodiging", token=HERE, password=PASSWORD)
        assert answer.headers["location"] == "/inloggen/tweede-stap?naar=%2F"
        browser.get("/inloggen/tweede-stap/instellen")
        code = code_at(browser.key, browser.clock())
        assert browser.post("/inloggen/tweede-stap/instellen", offer=HERE, code=code).status_code == 200
        assert browser.get("/account").status_code == 200
        assert open_link(browser, token) == 410


def test_every_link_that_does_not_work_shows_one_and_the_same_page(engine: Engine, guest: Actor) -> None:
    used = invite(engine, guest)
    with entrance(engine) as browser:
        open_link(browser, used)
        browser.post("/uitnodiging", token=HERE, password=PASSWORD)
    replaced, expired = invite(engine, guest), invite(engine, guest)
    pages: set[str] = set()
    with entrance(engine) as browser:
        for token in (used, replaced, "geraden"):
            assert open_link(browser, token) == 410
            pages.add(browser.page.replace(token, ""))
            answer = browser.post("/uitnodiging", token=token, password=PASSWORD)
            assert answer.status_code == 410
            pages.add(browser.page.replace(browser.cookie("formulier"), ""))
        browser.clock.forward(days=7)
        assert open_link(browser, expired) == 410
    assert len({page.partition("<main")[2] for page in pages}) == 1


def test_a_withdrawn_link_does_not_work(engine: Engine, guest: Actor) -> None:
    token = invite(engine, guest)
    with entrance(engine, second_factor=False) as office:
        office.sign_in("beheer@voorbeeldstad.example")
        assert office.post(f"/personen/{guest.id}/uitnodiging-intrekken").status_code == 303
    with entrance(engine) as browser:
        assert open_link(browser, token) == 410


def test_a_contract_manager_invites_nobody_outside_a_dossier(engine: Engine, guest: Actor) -> None:
    with entrance(engine, second_factor=False) as office:
        office.sign_in("manager@voorbeeldstad.example")
        colleague = "beheer@voorbeeldstad.example"
        assert office.post("/dossiers/onbekend/team/x/uitnodigen").status_code == 404
        assert colleague not in office.page
    with entrance(engine) as stranger:
        stranger.get("/inloggen")
        assert stranger.post(f"/personen/{guest.id}/uitnodigen").headers["location"] == "/inloggen"


def test_guessing_links_ends_in_waiting(engine: Engine, guest: Actor) -> None:
    token = invite(engine, guest)
    with entrance(engine) as browser:
        browser.get("/inloggen")
        for number in range(ADDRESS.most):
            assert browser.post("/uitnodiging", token=f"geraden{number}", password=PASSWORD).status_code == 410
        answer = browser.post("/uitnodiging", token="geraden", password=PASSWORD)  # noqa: S106 - guessed
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert browser.post("/uitnodiging", token=token, password=PASSWORD).status_code == 303
