"""What experts by experience say on paper: entered by who goes along with them, read by who may, never with a name."""

import base64
from typing import Any

import pytest
from sqlalchemy import Engine, select

from doors.test_files_and_rooms import DAY, Door, People, at, people, register
from doors.test_files_api import Caller, call
from file_samples import SOUND, docx
from partnerschapsakte.contributions.models import Contribution, ContributionScan
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.journal.models import JournalEntry

__all__ = ["at", "call", "people"]
CANARY = "kanarie-2210"
TYPED = {
    "label": "Ervaringsdeskundige 1",
    "about": "Dialooggesprek van 12 maart",
    "given_on": "28-2-2029",
    "matters_most": CANARY,
    "may_quote": "true",
}


@pytest.fixture
def adviser(engine: Engine, people: People) -> str:
    """Somebody who goes along with experts by experience, without any other role."""
    with writing(engine)() as session:
        return register(session, people.world, "begeleider", Role.CLIENT_ADVISER)


def base(people: People) -> str:
    return f"/dossiers/{people.world.dossier}/bijdragen"


def send(
    browser: Any, people: People, name: str = "vel.pdf", data: bytes = SOUND["pdf"], status: int = 303, **typed: str
) -> Any:
    token = browser.client.cookies.get("formulier") or ""
    answer = browser.client.post(
        base(people),
        data={"form_token": token, **TYPED, **typed},
        files={"file": (name, data)} if name else {"file": ("", b"")},
        follow_redirects=False,
    )
    assert answer.status_code == status, answer.text
    return answer


def entered(engine: Engine) -> list[str]:
    with reading(engine)() as session:
        return list(session.scalars(select(Contribution.id)))


def test_a_companion_enters_a_form_and_reads_what_they_entered(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        assert CANARY not in browser.open(base(people))
        send(browser, people)
        page = browser.open(base(people))
        assert CANARY in page
        assert "mag worden aangehaald" in page
        paper = browser.answer(f"{base(people)}/{entered(engine)[0]}/papier")
    assert paper.content == SOUND["pdf"]
    assert paper.headers["content-disposition"].startswith("attachment")


def test_the_team_reads_the_text_and_fewer_see_the_paper(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        send(browser, people)
    paper = f"{base(people)}/{entered(engine)[0]}/papier"
    with at(people.controller) as browser:
        assert CANARY in browser.open(base(people))
        assert browser.answer(paper).status_code == 403
    with at(people.officer) as browser:
        assert browser.answer(paper).status_code == 200


def test_nobody_else_finds_a_contribution(people: People, at: Door, adviser: str, engine: Engine) -> None:
    with at(adviser) as browser:
        send(browser, people)
    paper = f"{base(people)}/{entered(engine)[0]}/papier"
    for who in (people.eik, people.assessor, people.stranger):
        with at(who) as browser:
            for path in (base(people), paper, f"{base(people)}/formulier"):
                assert browser.answer(path).status_code == 404
            send(browser, people, status=404)
    with writing(engine)() as session:
        other = register(session, people.world, "collega", Role.CLIENT_ADVISER)
    with at(other) as browser:
        assert CANARY not in browser.open(base(people))
        assert browser.answer(paper).status_code == 404


def test_without_a_sound_scan_nothing_is_entered_and_nothing_typed_is_lost(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        for name, data in (("", b""), ("vel.docx", docx()), ("vel.pdf", b"geen pdf")):
            assert CANARY in send(browser, people, name, data, 400).text
        assert "moet nog komen" in send(browser, people, status=400, given_on="2-3-2029").text
    assert entered(engine) == []
    with reading(engine)() as session:
        assert session.scalars(select(ContributionScan.size)).all() == []


def test_the_journal_fixes_the_paper_and_tells_nothing_of_what_was_said(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        send(browser, people)
    with reading(engine)() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "contribution:entered")).one()
        scan = session.scalars(select(ContributionScan)).one()
        assert entry.details["scan_sha256"] == scan.sha256
        assert CANARY not in str(entry.details)


def test_the_form_to_print_asks_for_no_name(people: People, at: Door, adviser: str) -> None:
    with at(adviser) as browser:
        page = browser.open(f"{base(people)}/formulier")
    assert "Schrijf uw naam niet op" in page


def test_the_api_enters_and_tells_the_same(people: People, call: Caller, adviser: str) -> None:
    path = f"/dossiers/{people.world.dossier}/contributions"
    scan = {"scan_name": "vel.png", "scan": base64.b64encode(SOUND["png"]).decode()}
    made = call(adviser, "POST", path, json={**TYPED, **scan, "given_on": DAY.isoformat(), "may_quote": False})
    assert made.status_code == 201, made.text
    one = f"{path}/{made.json()['id']}"
    assert call(adviser, "GET", one).json() == made.json()
    assert call(people.controller, "GET", path).json() == [{**made.json(), "sees_paper": False}]
    assert call(adviser, "GET", f"{one}/scan").content == SOUND["png"]
    assert call(people.controller, "GET", f"{one}/scan").status_code == 403
    assert call(people.eik, "GET", one).status_code == 404
    assert call(people.eik, "GET", path).json() == []
    assert (
        call(
            people.eik, "POST", path, json={**TYPED, **scan, "given_on": DAY.isoformat(), "may_quote": False}
        ).status_code
        == 403
    )


def withdrawal(engine: Engine, people: People) -> str:
    return f"{base(people)}/{entered(engine)[0]}/intrekken"


def test_who_entered_a_contribution_takes_it_back_with_a_reason(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        send(browser, people)
        asked = withdrawal(engine, people)
        assert asked in browser.open(base(people))
        assert "Ervaringsdeskundige 1" in browser.open(asked)
        assert "Vul dit veld in" in browser.send(asked, 400, reason="")
        done = browser.send(asked, reason="Er stond een naam in het antwoord.")
        page = browser.open(done)
        assert browser.answer(f"{base(people)}/{entered(engine)[0]}/papier").status_code == 409
    assert "De bijdrage is ingetrokken." in page
    assert "Er stond een naam in het antwoord." in page
    assert CANARY not in page
    assert asked not in page


def test_of_a_withdrawn_contribution_the_team_reads_only_that_it_was_there(
    people: People, at: Door, adviser: str, engine: Engine
) -> None:
    with at(adviser) as browser:
        send(browser, people)
        browser.send(withdrawal(engine, people), reason="Zij wil toch niet meedoen.")
    with at(people.officer) as browser:
        page = browser.open(base(people))
        assert browser.answer(f"{base(people)}/{entered(engine)[0]}/papier").status_code == 409
    assert CANARY not in page
    assert "Zij wil toch niet meedoen." in page
    assert "mag worden aangehaald" not in page
    with reading(engine)() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "contribution:withdrawn")).one()
    assert entry.details["reason"] == "Zij wil toch niet meedoen."


def test_nobody_takes_back_what_another_entered(people: People, at: Door, adviser: str, engine: Engine) -> None:
    with at(adviser) as browser:
        send(browser, people)
    path = withdrawal(engine, people)
    with at(people.officer) as browser:
        assert path not in browser.open(base(people))
        assert browser.answer(path).status_code == 403
        browser.send(path, 403, reason="Dit klopt niet helemaal.")
    with at(people.eik) as browser:
        browser.send(path, 404, reason="Dit klopt niet helemaal.")
    with at(adviser) as browser:
        assert CANARY in browser.open(base(people))


def test_the_api_takes_a_contribution_back_once(people: People, call: Caller, adviser: str) -> None:
    path = f"/dossiers/{people.world.dossier}/contributions"
    scan = {"scan_name": "vel.png", "scan": base64.b64encode(SOUND["png"]).decode()}
    made = call(adviser, "POST", path, json={**TYPED, **scan, "given_on": DAY.isoformat(), "may_quote": True}).json()
    one, reason = f"{path}/{made['id']}", {"reason": "Dubbel ingevoerd."}
    gone = call(adviser, "POST", f"{one}/_withdraw", json=reason)
    assert gone.status_code == 200, gone.text
    view = gone.json()
    assert (view["matters_most"], view["may_quote"], view["sees_paper"]) == ("", False, False)
    assert (view["withdrawal_reason"], view["label"]) == ("Dubbel ingevoerd.", made["label"])
    assert call(adviser, "GET", f"{one}/scan").status_code == 409
    assert call(adviser, "POST", f"{one}/_withdraw", json=reason).status_code == 409
    assert call(people.officer, "POST", f"{one}/_withdraw", json=reason).status_code == 403
