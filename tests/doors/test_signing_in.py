"""The door of the house: who comes in, and what a stranger gets to see."""

from datetime import timedelta

import pytest

from doors.conftest import PASSWORD, OnRecord, Opener


def test_a_stranger_is_sent_to_the_door_and_then_where_they_wanted_to_go(door: Opener, record: OnRecord) -> None:
    with door(actor=None) as browser:
        sent = browser.answer("/dossiers?taal=nl")
        assert (sent.status_code, sent.headers["location"]) == (303, "/inloggen?naar=%2Fdossiers%3Ftaal%3Dnl")
        person = record.world.contract_manager.id
        assert browser.send("/inloggen/demo", person_id=person, naar="/dossiers") == "/dossiers"
        assert "C. Ontract" in browser.open("/dossiers")


def test_a_password_opens_the_door(door: Opener) -> None:
    with door(actor=None) as browser:
        assert browser.send("/inloggen", email="ONTRACT@exemplum.example", password=PASSWORD) == "/"
        browser.open("/")


def test_a_wrong_password_is_told_beside_the_form_and_the_address_is_kept(door: Opener) -> None:
    with door(actor=None) as browser:
        page = browser.send("/inloggen", status=400, email="ontract@exemplum.example", password="mis")  # noqa: S106 - wrong on purpose
        assert 'value="ontract@exemplum.example"' in page
        assert "mis" not in page.split("<form", 2)[-1]


@pytest.mark.parametrize("elsewhere", ["//kwaad.example", "https://kwaad.example", "/\\kwaad.example"])
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


def test_without_a_demonstration_nobody_walks_in(door: Opener, record: OnRecord) -> None:
    with door(actor=None, demo_password=None) as browser:
        assert "demo" not in browser.open("/inloggen").lower()
        browser.send("/inloggen/demo", status=404, person_id=record.world.contract_manager.id)


def test_a_browser_that_only_reads_stays_signed_in_and_one_that_sleeps_does_not(door: Opener) -> None:
    with door() as browser:
        for minutes in range(0, 120, 10):
            browser.later = timedelta(minutes=minutes)
            browser.open("/berichten")
        browser.later += timedelta(hours=9)
        assert browser.answer("/berichten").status_code == 303


@pytest.mark.parametrize("path", ["/", "/dossiers", "/berichten", "/akten/x", "/dossiers/x", "/documenten/x/word"])
def test_every_page_asks_who_is_there(door: Opener, path: str) -> None:
    with door(actor=None) as browser:
        assert browser.answer(path).headers["location"].startswith("/inloggen?naar=")
