"""The second step at the door, and connecting a device, on the way in and from inside."""

import pytest
from sqlalchemy import Engine

from door_factory import DAY, PASSWORD, WRONG, code_at, journal
from doors.entrance import HERE, Clock, Visitor, entrance
from dossier_factory import person
from partnerschapsakte.access.rules.brakes import SECOND_FACTOR
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing

SET_UP, CODE = "/inloggen/tweede-stap/instellen", "/inloggen/tweede-stap"


@pytest.fixture(autouse=True)
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in, and has no device yet."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


def connect(browser: Visitor) -> str:
    """Sign in for the first time and connect a device; return its key."""
    browser.sign_in()
    browser.get(SET_UP)
    key = browser.key
    answer = browser.post(SET_UP, offer=HERE, code=code_at(key, browser.clock()))
    assert answer.status_code == 200, answer.text
    return key


def enter(browser: Visitor, key: str) -> None:
    """Sign in with both steps."""
    browser.clock.forward(minutes=1)
    browser.sign_in()
    browser.get(CODE)
    assert browser.post(CODE, code=code_at(key, browser.clock())).status_code == 303


def test_the_first_time_a_device_is_connected_before_anything_opens(engine: Engine, manager: Actor) -> None:
    with entrance(engine) as browser:
        answer = browser.sign_in(naar="/account")
        assert answer.headers["location"] == f"{CODE}?naar=%2Faccount"
        halfway = browser.cookie("sessie")
        for closed in ("/", "/dossiers", "/account", "/account/wachtwoord"):
            assert browser.get(closed).headers["location"].startswith("/inloggen")
        assert browser.get("/inloggen").headers["location"].startswith(CODE)
        assert browser.get(f"{CODE}?naar=/account").headers["location"] == f"{SET_UP}?naar=%2Faccount"
        browser.get(f"{SET_UP}?naar=/account")
        assert 'src="data:image/svg+xml' in browser.page
        key = browser.key
        wrong = browser.post(SET_UP, offer=HERE, code="000000", naar="/account")
        assert wrong.status_code == 400
        assert browser.key == key
        browser.post(SET_UP, offer=HERE, code=code_at(key, browser.clock()), naar="/account")
        assert len(set(browser.recovery_codes)) == 10
        assert 'href="/account"' in browser.page
        assert browser.cookie("sessie") != halfway
        assert browser.get("/account").status_code == 200
        assert browser.get(SET_UP).headers["location"] == "/inloggen"
    assert journal(engine, "person:second-factor:enrolled")[0]["subject"] == manager.id


def test_the_next_time_a_code_is_asked_for(engine: Engine) -> None:
    with entrance(engine) as browser:
        key = connect(browser)
        browser.post("/uitloggen")
        browser.clock.forward(minutes=1)
        browser.sign_in()
        assert browser.get(f"{CODE}?naar=/account").status_code == 200
        assert 'autocomplete="one-time-code"' in browser.page
        assert browser.post(CODE, code="000000", naar="/account").status_code == 400
        assert browser.post(CODE, code="", naar="/account").status_code == 400
        answer = browser.post(CODE, code=code_at(key, browser.clock()), naar="/account")
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert browser.get("/account").status_code == 200


def test_a_recovery_code_opens_the_door_once(engine: Engine) -> None:
    with entrance(engine) as browser:
        connect(browser)
        code = browser.recovery_codes[0]
        for expected in (303, 400):
            browser.post("/uitloggen")
            browser.sign_in()
            browser.get(CODE)
            assert browser.post(CODE, code=code).status_code == expected


def test_the_second_step_never_leads_to_another_site(engine: Engine) -> None:
    with entrance(engine) as browser:
        key = connect(browser)
        browser.post("/uitloggen")
        browser.clock.forward(minutes=1)
        browser.sign_in()
        answer = browser.post(CODE, code=code_at(key, browser.clock()), naar="//kwaad.example")
        assert answer.headers["location"] == "/"


def test_guessing_codes_ends_in_waiting(engine: Engine) -> None:
    with entrance(engine) as browser:
        connect(browser)
        browser.post("/uitloggen")
        browser.sign_in()
        for _ in range(SECOND_FACTOR.most):
            assert browser.post(CODE, code="000000").status_code == 400
        answer = browser.post(CODE, code="000000")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")


def test_who_took_no_first_step_gets_no_second(engine: Engine) -> None:
    with entrance(engine) as browser:
        for path in (CODE, SET_UP):
            assert browser.get(path).headers["location"] == "/inloggen"
            browser.get("/inloggen")
            assert browser.post(path, code="000000", offer="x").headers["location"] == "/inloggen"


def test_the_first_step_is_forgotten_after_a_quarter_of_an_hour(engine: Engine) -> None:
    with entrance(engine) as browser:
        key = connect(browser)
        browser.post("/uitloggen")
        browser.sign_in()
        browser.clock.forward(minutes=15)
        assert browser.post(CODE, code=code_at(key, browser.clock())).headers["location"] == "/inloggen"


def test_who_is_halfway_signs_out(engine: Engine) -> None:
    with entrance(engine) as browser:
        browser.sign_in()
        assert browser.post("/uitloggen").headers["location"] == "/inloggen"
        assert browser.get("/inloggen").status_code == 200


def test_another_device_asks_for_the_password_and_a_code_of_the_present_one(engine: Engine) -> None:
    clock = Clock()
    with entrance(engine, clock) as browser:
        key = connect(browser)
        clock.forward(minutes=1)
        browser.get("/account/tweede-stap")
        for password, code in ((WRONG, code_at(key, clock())), (PASSWORD, "000000"), (PASSWORD, "")):
            refused = browser.post("/account/tweede-stap", password=password, code=code)
            assert refused.status_code == 400, (password, code)
            assert "house-key" not in browser.page
        clock.forward(minutes=1)
        browser.post("/account/tweede-stap", password=PASSWORD, code=code_at(key, clock()))
        other = browser.key
        assert other != key
        confirm = "/account/tweede-stap/bevestigen"
        assert browser.post(confirm, offer=HERE, code="000000").status_code == 400
        assert browser.key == other
        assert browser.post(confirm, offer=HERE, code=code_at(other, clock())).status_code == 200
        assert len(browser.recovery_codes) == 10
        browser.post("/uitloggen")
        enter(browser, other)


def test_nobody_connects_a_device_with_a_secret_that_we_did_not_give(engine: Engine) -> None:
    with entrance(engine) as browser:
        key = connect(browser)
        answer = browser.post("/account/tweede-stap/bevestigen", offer="verzonnen", code=code_at(key, browser.clock()))
        assert answer.headers["location"] == "/account/tweede-stap"


def test_new_recovery_codes_ask_for_a_code(engine: Engine) -> None:
    with entrance(engine) as browser:
        key = connect(browser)
        before = browser.recovery_codes
        browser.clock.forward(minutes=1)
        browser.get("/account/herstelcodes")
        assert browser.post("/account/herstelcodes", code="000000").status_code == 400
        assert browser.post("/account/herstelcodes", code="").status_code == 400
        assert browser.post("/account/herstelcodes", code=code_at(key, browser.clock())).status_code == 200
        assert len(set(browser.recovery_codes) - set(before)) == 10


def test_where_it_is_not_required_a_device_may_be_connected(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        assert browser.get("/account/herstelcodes").status_code == 404
        browser.get("/account/tweede-stap")
        browser.post("/account/tweede-stap", password=PASSWORD)
        key = browser.key
        browser.post("/account/tweede-stap/bevestigen", offer=HERE, code=code_at(key, browser.clock()))
        browser.post("/uitloggen")
        enter(browser, key)
        assert browser.get("/account").status_code == 200
