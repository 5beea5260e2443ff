"""The door of the house: who comes in, how often one may knock, and what a stranger gets to see."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from door_factory import EMAIL, NOW, OTHER, PASSWORD, WRONG, journal
from doors.conftest import PASSWORD as OF_THE_DEMONSTRATION
from doors.conftest import OnRecord, Opener
from doors.entrance import HERE, Clock, entrance
from dossier_factory import person
from partnerschapsakte.access.rules.brakes import ADDRESS, PAIR
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import writing


@pytest.fixture
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, local_date(NOW), PASSWORD)


def test_a_stranger_is_sent_to_the_door_and_then_where_they_wanted_to_go(door: Opener, record: OnRecord) -> None:
    with door(actor=None) as browser:
        sent = browser.answer("/dossiers?taal=nl")
        assert (sent.status_code, sent.headers["location"]) == (303, "/inloggen?naar=%2Fdossiers%3Ftaal%3Dnl")
        person = record.world.contract_manager.id
        assert browser.send("/inloggen/demo", person_id=person, naar="/dossiers") == "/dossiers"
        assert "C. Ontract" in browser.open("/dossiers")


@pytest.mark.usefixtures("manager")
def test_a_password_opens_the_door(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        answer = browser.sign_in("MANAGER@voorbeeldstad.example")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert browser.get("/account").status_code == 200


@pytest.mark.usefixtures("manager")
def test_a_wrong_password_is_told_above_the_form_and_the_address_is_kept(engine: Engine) -> None:
    with entrance(engine) as browser:
        assert browser.sign_in(password=WRONG).status_code == 400
        assert f'value="{EMAIL}"' in browser.page
        assert WRONG not in browser.page
        assert 'role="alert"' in browser.page


@pytest.mark.parametrize("email", [EMAIL, "niemand@voorbeeldstad.example"])
@pytest.mark.usefixtures("manager")
def test_who_is_locked_out_is_told_how_long(engine: Engine, email: str) -> None:
    clock = Clock()
    with entrance(engine, clock) as browser:
        for _ in range(PAIR.most):
            answer = browser.sign_in(email, WRONG)
            assert answer.status_code == 400
            assert "retry-after" not in answer.headers
        clock.forward(minutes=10)
        locked = browser.sign_in(email)
        assert (locked.status_code, locked.headers["retry-after"]) == (429, "3000")


@pytest.mark.usefixtures("manager")
def test_a_known_and_an_unknown_account_get_the_same_page(engine: Engine) -> None:
    unknown = "niemand@voorbeeldstad.example"
    pages: list[str] = []
    for email in (EMAIL, unknown):
        with entrance(engine) as browser:
            browser.sign_in(email, WRONG)
            pages.append(browser.page.replace(email, "").replace(browser.cookie("formulier"), ""))
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("manager")
def test_a_flood_of_accounts_is_told_to_wait_a_minute(engine: Engine) -> None:
    with entrance(engine) as browser:
        for number in range(ADDRESS.most):
            browser.sign_in(f"iemand{number}@voorbeeldstad.example", WRONG)
        answer = browser.sign_in(password=WRONG)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert browser.sign_in().status_code == 303


@pytest.mark.usefixtures("manager")
def test_a_browser_in_which_somebody_signed_in_stands_apart_from_the_flood(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as own, entrance(engine) as other:
        own.sign_in()
        own.post("/uitloggen")
        for number in range(ADDRESS.most):
            other.sign_in(f"iemand{number}@voorbeeldstad.example", WRONG)
        assert other.sign_in(password=WRONG).status_code == 429
        assert own.sign_in(password=WRONG).status_code == 400
        assert own.sign_in().status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["//kwaad.example", "https://kwaad.example", "/\\kwaad.example", "/\t/kwaad.example", "/\n/kwaad.example", "/a\\b"],
)
def test_signing_in_never_leads_to_another_site(door: Opener, record: OnRecord, elsewhere: str) -> None:
    with door(actor=None) as browser:
        person = record.world.contract_manager.id
        assert browser.send("/inloggen/demo", person_id=person, naar=elsewhere) == "/"


def test_signing_out_ends_the_session_itself(door: Opener) -> None:
    with door() as browser:
        kept = browser.client.cookies["sessie"]
        assert browser.send("/uitloggen") == "/inloggen"
        browser.client.cookies.set("sessie", kept)
        assert browser.answer("/").status_code == 303


@pytest.mark.usefixtures("manager")
def test_cookies_are_out_of_reach_of_scripts_and_of_other_hosts(engine: Engine) -> None:
    with entrance(engine, https=True, second_factor=False) as browser:
        answer = browser.sign_in()
        kept = {one.partition("=")[0]: one for one in answer.headers.get_list("set-cookie")}
        assert {"__Host-sessie", "__Host-bekend"} <= set(kept)
        for one in kept.values():
            assert "; Secure" in one
            assert "; HttpOnly" in one
            assert "SameSite=lax" in one
            assert "Path=/;" in one
            assert "Domain" not in one
        assert browser.get("/account").status_code == 200


@pytest.mark.usefixtures("manager")
def test_signing_in_again_gives_a_new_token_and_ends_the_old_session(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        before = browser.cookie("sessie")
        browser.sign_in()
        after = browser.cookie("sessie")
        assert before != after
        browser.client.cookies.set("sessie", before)
        assert browser.get("/account").status_code == 303


@pytest.mark.usefixtures("manager")
def test_a_token_that_was_planted_in_a_browser_is_not_the_token_of_the_session(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.client.cookies.set("sessie", "geplant")
        browser.sign_in()
        assert "geplant" not in {cookie.value for cookie in browser.client.cookies.jar if cookie.domain}


def test_without_a_demonstration_nobody_walks_in(door: Opener, record: OnRecord) -> None:
    with door(actor=None, demo_password=None) as browser:
        assert "demo" not in browser.open("/inloggen").lower()
        browser.send("/inloggen/demo", status=404, person_id=record.world.contract_manager.id)


def test_nobody_walks_in_as_somebody_with_a_password_of_their_own(engine: Engine, manager: Actor) -> None:
    with entrance(engine, demo_password=OF_THE_DEMONSTRATION) as browser:
        browser.get("/inloggen")
        assert browser.post("/inloggen/demo", person_id=manager.id).status_code == 404


def test_who_walks_in_gives_no_second_factor(door: Opener, engine: Engine) -> None:
    with door() as browser:
        browser.open("/")
        assert journal(engine, "access:signed-in")[-1]["method"] == "demonstration"


def test_outside_a_demonstration_a_second_factor_is_required_without_a_setting(engine: Engine, manager: Actor) -> None:
    with entrance(engine) as browser:
        browser.sign_in()
        assert browser.get("/account").status_code == 303
    assert journal(engine, "access:first-step:taken")[0]["subject"] == manager.id


def test_a_browser_that_only_reads_stays_signed_in_and_one_that_sleeps_does_not(door: Opener) -> None:
    with door() as browser:
        for minutes in range(0, 120, 10):
            browser.later = timedelta(minutes=minutes)
            browser.open("/berichten")
        browser.later += timedelta(hours=9)
        assert browser.answer("/berichten").status_code == 303


@pytest.mark.usefixtures("manager")
def test_people_see_where_they_are_signed_in_and_end_it_there(engine: Engine) -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    with entrance(engine, second_factor=False) as here, entrance(engine, agent=chrome, second_factor=False) as there:
        here.sign_in()
        there.sign_in()
        here.get("/account")
        assert "Firefox" in here.page
        assert "Chrome" in here.page
        assert here.cookie("sessie") not in here.page
        answer = here.post("/account/sessies/beeindigen", handle=HERE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert here.get("/account").status_code == 200
        assert "Chrome" not in here.page
        assert there.get("/account").status_code == 303
        there.sign_in()
        here.post("/account/sessies/andere-beeindigen")
        assert there.get("/account").status_code == 303
        assert here.post("/account/sessies/beeindigen", handle="van een ander").status_code == 404


@pytest.mark.usefixtures("manager")
def test_a_password_is_changed_by_who_knows_the_present_one(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        browser.get("/account/wachtwoord")
        assert 'autocomplete="new-password"' in browser.page
        assert browser.post("/account/wachtwoord", current=WRONG, password=OTHER).status_code == 400
        assert browser.post("/account/wachtwoord", current=PASSWORD, password="kort").status_code == 400  # noqa: S106
        common = browser.post("/account/wachtwoord", current=PASSWORD, password="wachtwoord123")  # noqa: S106
        assert common.status_code == 400
        assert "wachtwoord123" not in browser.page
        assert 'id="password-error"' in browser.page
        assert browser.post("/account/wachtwoord", current=PASSWORD, password=OTHER).status_code == 303
        assert browser.get("/account").status_code == 200
        browser.post("/uitloggen")
        assert browser.sign_in().status_code == 400
        assert browser.sign_in(password=OTHER).status_code == 303


def test_who_is_registered_without_roles_or_rights_reads_what_to_do(engine: Engine, manager: Actor) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        browser.get("/account")
        assert "house-notice" not in browser.page
        with writing(engine)() as session:
            from partnerschapsakte.access import queries  # noqa: PLC0415 - one row, behind the back of the services

            queries.person(session, manager.id).roles = []
        browser.get("/account")
        assert "house-notice" in browser.page
