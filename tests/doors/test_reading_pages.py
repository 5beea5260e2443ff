"""What is coming, the dossiers, the agreement with its nine years, the mails and the documents."""

from datetime import date

from sqlalchemy import Engine

from doors.conftest import OnRecord, Opener
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.reminders.service import sweep
from services.contracts.exemplum import on


def test_the_morning_page_shows_what_is_due_with_its_next_act_and_its_reason(door: Opener, record: OnRecord) -> None:
    with door(day=date(2022, 3, 1)) as browser:
        page = browser.open("/")
    assert record.point(1, "evaluatie") in page
    assert "Waarom deze datum?" in page
    assert "Contractstandaard 1.3.3" in page
    assert "C. Ontract" in page


def test_the_morning_page_of_somebody_without_dates_says_so(door: Opener, record: OnRecord) -> None:
    with door(record.world.auditor) as browser:
        assert "Binnen een jaar" in browser.open("/?wie=ik")


def test_the_morning_page_can_be_narrowed_to_one_dossier(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        assert record.point(1, "evaluatie") in browser.open(f"/?dossier={record.world.dossier}")
        assert record.point(1, "evaluatie") not in browser.open("/?dossier=ander")


def test_a_dossier_shows_its_agreements_its_people_and_its_history(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        assert f"/dossiers/{record.world.dossier}" in browser.open("/dossiers")
        page = browser.open(f"/dossiers/{record.world.dossier}")
    assert f"/akten/{record.agreement}" in page
    assert "contracten@exemplum.example" in page
    assert "Akte vastgelegd" in page


def test_an_agreement_shows_nine_years_as_picture_and_as_table(door: Opener, record: OnRecord) -> None:
    with door() as browser:
        page = browser.open(f"/akten/{record.agreement}")
    assert 'role="img"' in page
    for day in ("31 december 2022", "31 december 2024", "31 december 2026", "31 december 2028", "30 juni 2022"):
        assert page.count(day) > 1


def test_no_page_shows_english_where_it_speaks_dutch(door: Opener, record: OnRecord) -> None:
    paths = ["/", "/dossiers", f"/dossiers/{record.world.dossier}", f"/akten/{record.agreement}", "/berichten"]
    with door() as browser:
        for path in paths:
            page = browser.open(path)
            for word in (" the ", " of the", "Notice", "Reminders", "Evaluation", "Decision"):
                assert word not in page, f"{word!r} on {path}"


def test_a_mail_is_listed_and_shown(door: Opener, engine: Engine) -> None:
    with writing(engine)() as session:
        assert sweep(session, on(date(2022, 3, 1))) > 0
    with door(day=date(2022, 3, 1)) as browser:
        page = browser.open("/berichten")
        assert "C. Ontract" in page
        address = page.split('href="/berichten/')[1].split('"')[0]
        assert "C. Ontract" in browser.open(f"/berichten/{address}")
        browser.open("/berichten/bestaat-niet", status=404)


def test_a_date_can_be_taken_up_or_put_aside_with_a_reason(door: Opener) -> None:
    with door(day=date(2022, 3, 1)) as browser:
        address = "/data/" + browser.open("/").split('href="/data/')[1].split('"')[0]
        page = browser.send(f"{address}/rust", status=400, until="gisteren", reason="")
        assert "Typ een datum die bestaat" in page
        assert "gisteren" in page
        refused = browser.send(f"{address}/rust", status=400, until="1-1-2040", reason="Te lang, op de proef.")
        assert "uiterlijk" in refused
        assert browser.send(f"{address}/opgepakt") == address
        assert "Herinneringen rusten tot" in browser.open(address)


def test_somebody_outside_the_dossier_cannot_silence_a_date(door: Opener, record: OnRecord) -> None:
    with door(record.world.auditor, date(2022, 3, 1)) as browser:
        address = "/data/" + browser.open("/").split('href="/data/')[1].split('"')[0]
        assert "opgepakt" not in browser.open(address)
        browser.send(f"{address}/opgepakt", status=403)


def test_a_document_that_does_not_exist_is_not_found(door: Opener) -> None:
    with door() as browser:
        browser.open("/documenten/bestaat-niet/word", status=404)
        browser.open("/documenten/bestaat-niet/pdf", status=404)


def test_an_auditor_reads_but_issues_nothing(door: Opener, record: OnRecord) -> None:
    with door(record.world.auditor) as browser:
        assert "disabled title=" in browser.open(f"/akten/{record.agreement}")
        browser.send(f"/akten/{record.agreement}/opmaken", status=403)
