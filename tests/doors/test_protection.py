"""What every answer carries, and what a form without our token gets."""

import re
from datetime import date

import pytest
from markupsafe import escape
from sqlalchemy import Engine, text

from doors.conftest import PASSWORD, OnRecord, Opener
from dossier_factory import person
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing


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


def test_the_cookie_of_the_language_goes_over_tls_only_and_no_other_host_sets_it(door: Opener) -> None:
    with door(actor=None, https=True) as browser:
        kept = browser.answer("/inloggen?taal=en").headers.get_list("set-cookie")
        (language,) = [one for one in kept if "taal=" in one]
        assert language.startswith("__Host-taal=en;")
        assert "; Secure" in language
        assert "; HttpOnly" in language
        assert "; Path=/" in language
        assert "Domain" not in language
        browser.client.cookies.clear()
        for name, words in (("taal", "Inloggen"), ("__Host-taal", "Sign in")):
            browser.client.cookies.set(name, "en")
            assert words in browser.open("/inloggen")
            browser.client.cookies.clear()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/bestaat-niet", "text/html; charset=utf-8"),
        ("/static/house.css", "text/css; charset=utf-8"),
        ("/static/htmx.min.js", "text/javascript; charset=utf-8"),
        ("/api/v1/people", "application/problem+json"),
        ("/api/v1/openapi.json", "application/json"),
    ],
)
def test_every_answer_tells_its_type_and_a_text_its_characters(door: Opener, path: str, kind: str) -> None:
    """JSON is UTF-8 and has no parameter that says so (RFC 8259)."""
    with door() as browser:
        assert browser.answer(path).headers["content-type"] == kind


@pytest.mark.parametrize(
    "name",
    ["Robert'); DROP TABLE person;--", "x' OR '1'='1", '" OR ""="', "100%_\\", "$1 :name %(name)s ? {0}", "/* */ -- ;"],
)
def test_a_name_that_looks_like_sql_is_kept_and_found_as_a_name(door: Opener, engine: Engine, name: str) -> None:
    with writing(engine)() as session:
        administrator = person(session, "beheerder", Role.ADMINISTRATOR, date(2020, 1, 2), PASSWORD)
    with door(administrator) as browser:
        before = browser.open("/personen").count("<tr")
        gone_to = browser.send("/personen/nieuw", name=name, email="robert@voorbeeldstad.example", function=name)
        assert escape(name) in browser.open(gone_to)
        assert browser.open("/personen").count("<tr") == before + 1
        found = browser.client.get("/personen", params={"zoek": name}).text
        assert found.count("<tr") == 2
        assert escape(name) in found
