"""What every answer carries, and what a form without our token gets."""

import re
from datetime import date

from sqlalchemy import Engine, text

from doors.conftest import OnRecord, Opener


def test_every_answer_carries_its_protection(door: Opener) -> None:
    with door() as browser:
        for path in ("/", "/static/house.css", "/bestaat-niet"):
            headers = browser.answer(path).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "strict-transport-security" not in headers


def test_https_adds_strict_transport_and_secure_cookies(door: Opener) -> None:
    with door(actor=None, https=True) as browser:
        answer = browser.answer("/inloggen")
        assert "max-age=" in answer.headers["strict-transport-security"]
        assert "__Host-formulier" in answer.headers["set-cookie"]
        assert "Secure" in answer.headers["set-cookie"]


def test_a_form_without_our_token_is_refused(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        typed = {"concluded_on": "1-2-2022", "findings": "De wachttijd is gehalveerd."}
        for token in ({}, {"form_token": "geraden"}):
            answer = browser.client.post(record.point(1, "evaluatie"), data={**typed, **token})
            assert answer.status_code == 403
            assert "te lang open" in answer.text


def test_a_form_from_another_site_is_refused_even_with_our_token(door: Opener) -> None:
    with door() as browser:
        token = browser.client.cookies["formulier"]
        answer = browser.client.post("/uitloggen", data={"form_token": token}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_a_page_has_no_script_or_style_inside(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        for path in ("/", "/dossiers", f"/akten/{record.agreement}", record.point(1, "besluit")):
            page = browser.open(path)
            assert "<script" not in page
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_a_failure_tells_nothing_about_our_insides(door: Opener, engine: Engine) -> None:
    with door() as browser:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE digest RENAME TO digest_away"))
        page = browser.open("/berichten", status=500)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE digest_away RENAME TO digest"))
        assert "Er is niets veranderd" in page
        assert "Traceback" not in page
        assert "digest" not in page


def test_an_unknown_address_is_a_page_in_dutch(door: Opener) -> None:
    with door() as browser:
        assert "Deze pagina bestaat niet" in browser.open("/bestaat-niet", status=404)
        assert "Niet gevonden" in browser.open("/akten/bestaat-niet", status=404)
        browser.open("/static/../app.py", status=404)


def test_style_sheets_are_compressed_and_kept(door: Opener) -> None:
    with door() as browser:
        address = re.findall(r'href="(/static/house\.css\?v=[0-9a-f]+)"', browser.open("/"))[0]
        answer = browser.answer(address)
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        assert browser.answer("/").headers["cache-control"] == "no-store"


def test_english_is_one_click_away_and_stays(door: Opener) -> None:
    with door(day=date(2022, 3, 1)) as browser:
        assert 'lang="nl"' in browser.open("/")
        assert 'href="/?taal=en"' in browser.open("/")
        assert "Coming up" in browser.open("/?taal=en")
        assert "Coming up" in browser.open("/")
        assert "Komt eraan" in browser.open("/?taal=nl")
