"""Letters about a dossier: each side reads its own, the mail says nothing of what is in them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from doors.test_files_and_rooms import DAY, Door, People, at, people
from doors.test_files_api import Caller, call
from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import TELL_OF_LETTER, send_letter
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.tasks import TASKS, Desk

__all__ = ["at", "call", "people"]
CANARY = "kanarie-7413"


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with reading(engine)() as opened:
        yield opened


def address(people: People) -> str:
    return f"/dossiers/{people.world.dossier}/correspondentie"


def write(at: Door, person_id: str, people: People, **typed: str) -> None:
    with at(person_id) as browser:
        sent = browser.send(address(people), title="Vraag", text=CANARY, **typed)
        assert sent == f"{address(people)}?gedaan=verstuurd"
        assert "De brief is verstuurd" in browser.open(sent)


def seen(at: Door, person_id: str, people: People, text: str = CANARY) -> bool:
    with at(person_id) as browser:
        return text in browser.open(address(people))


def owed(session: Session, people: People) -> set[str]:
    """Return the names of those who hear of a letter."""
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.task == TELL_OF_LETTER))
    names = {people.officer: "officer", people.eik: "eik", people.linde: "linde", people.world.manager.id: "manager"}
    return {names.get(str(row.payload["person_id"]), str(row.payload["person_id"])) for row in rows}


def test_a_letter_to_one_candidate_is_read_by_it_and_the_team_alone(people: People, at: Door, session: Session) -> None:
    write(at, people.officer, people, party_id=people.world.providers[0])
    assert seen(at, people.eik, people)
    assert seen(at, people.controller, people)
    assert not seen(at, people.linde, people)
    assert owed(session, people) == {"eik"}


def test_nobody_is_an_addressee_before_somebody_chose(people: People, at: Door, session: Session) -> None:
    with at(people.officer) as browser:
        assert '<option value="">Kies voor wie de brief is</option>' in browser.open(address(people))
        told = browser.send(address(people), 400, title="Vraag", text=CANARY, party_id="")
    assert '<a href="#party_id">Aan: ' in told
    assert CANARY in told
    assert session.scalars(select(Letter)).all() == []


def test_a_letter_to_all_is_read_by_each_candidate(people: People, at: Door, session: Session) -> None:
    write(at, people.officer, people, party_id="alle")
    assert seen(at, people.eik, people)
    assert seen(at, people.linde, people)
    assert not seen(at, people.eik, people, "inkoper")
    assert owed(session, people) == {"eik", "linde"}


def test_a_candidate_writes_to_the_authority_only(people: People, at: Door, session: Session) -> None:
    with at(people.eik) as browser:
        browser.send(address(people), 400, title="Vraag", text=CANARY, party_id=people.world.providers[1])
    write(at, people.eik, people)
    assert seen(at, people.officer, people)
    assert not seen(at, people.linde, people)
    assert owed(session, people) == {"officer", "manager", people.world.deputy.id}


def test_who_stands_for_nobody_has_no_letters(people: People, at: Door) -> None:
    for who in (people.assessor, people.stranger):
        with at(who) as browser:
            assert browser.answer(address(people)).status_code == 404
            browser.send(address(people), 404, title="Vraag", text="tekst")


def test_who_only_reads_writes_no_letter(people: People, at: Door, session: Session) -> None:
    with at(people.controller) as browser:
        assert "Brief schrijven" not in browser.open(address(people))
        browser.send(address(people), 403, title="Vraag", text="tekst", party_id="alle")
    assert session.scalars(select(Letter)).all() == []


def test_a_letter_that_nobody_would_read_is_refused_with_what_helps(people: People, at: Door, engine: Engine) -> None:
    with writing(engine)() as session:
        for right in session.scalars(select(DossierRight).filter_by(person_id=people.eik)):
            right.ended_at = noon(DAY)
    with at(people.officer) as browser:
        token = browser.client.cookies.get("formulier") or ""
        typed = {"form_token": token, "party_id": people.world.providers[0], "title": "Vraag", "text": CANARY}
        answer = browser.client.post(address(people), data=typed)
    assert answer.status_code == 409
    assert CANARY in answer.text, "what was typed is not lost"
    assert "contactpersoon" in answer.text


def test_the_mail_and_the_journal_say_nothing_of_what_is_in_a_letter(
    people: People, at: Door, engine: Engine, session: Session
) -> None:
    write(at, people.officer, people, party_id="alle")
    mails: list[Mail] = []
    desk = Desk(writing(engine), mails.append, address="https://akten.example", host="akten.example")
    for row in session.scalars(select(OutboxMessage).where(OutboxMessage.task == TELL_OF_LETTER)):
        for _ in range(2):  # a repeated attempt is the same mail
            TASKS[TELL_OF_LETTER](desk, row.payload)
    assert sorted({mail.addresses for mail in mails}) == [
        ("eik@voorbeeldstad.example",),
        ("linde@voorbeeldstad.example",),
    ]
    assert len({mail.message_id for mail in mails}) == 2
    entries = [str(entry.details) for entry in session.scalars(select(JournalEntry))]
    assert CANARY not in " ".join([*entries, *(mail.subject + mail.text for mail in mails)])
    assert all(f"https://akten.example{address(people)}#brief-" in mail.text for mail in mails)


def test_a_letter_of_an_earlier_day_that_a_case_tells_has_that_day_and_is_mailed_to_nobody(
    people: People, at: Door, engine: Engine, session: Session
) -> None:
    command = SendLetter(party_id=people.world.providers[0], title="Uitnodiging", text=CANARY)
    with writing(engine)() as unit:
        past = Occasion(people.world.manager, noon(DAY - timedelta(days=40)), noon(DAY))
        send_letter(unit, past, people.world.dossier, command)
    assert owed(session, people) == set()
    with at(people.eik) as browser:
        page = browser.open(address(people))
    assert CANARY in page
    assert "20 januari 2029" in page


def test_the_room_of_a_candidate_shows_its_latest_letters(people: People, at: Door) -> None:
    write(at, people.officer, people, party_id=people.world.providers[0])
    room = f"/dossiers/{people.world.dossier}/kamer"
    with at(people.eik) as browser:
        assert "Vraag" in browser.open(room)
    with at(people.linde) as browser:
        assert "Vraag" not in browser.open(room)
    with at(people.assessor) as browser:
        assert browser.answer(room).status_code == 404


def test_the_api_tells_each_side_the_same(people: People, call: Caller) -> None:
    letters = f"/dossiers/{people.world.dossier}/letters"
    made = call(
        people.officer, "POST", letters, json={"title": "Aan u", "text": CANARY, "party_id": people.world.providers[0]}
    )
    view = made.json()
    assert (made.status_code, view["author_name"]) == (201, "inkoper")
    one = f"{letters}/{view['id']}"
    assert made.headers["location"] == f"/api/v1{one}"
    assert call(people.eik, "GET", one).json() == {**view, "author_name": None}
    assert call(people.eik, "GET", letters).json() == [{**view, "author_name": None}]
    assert call(people.linde, "GET", letters).json() == []
    assert call(people.linde, "GET", one).status_code == 404
    assert call(people.assessor, "GET", letters).json() == []
    room = call(people.eik, "GET", f"/dossiers/{people.world.dossier}/room").json()
    assert [letter["id"] for letter in room["letters"]] == [view["id"]]
    assert call(people.officer, "GET", f"/dossiers/{people.world.dossier}/room").status_code == 404


def test_a_contact_who_left_is_not_told_any_more(people: People, at: Door, engine: Engine, session: Session) -> None:
    with writing(engine)() as writer:
        for right in writer.scalars(select(DossierRight).filter_by(person_id=people.linde)):
            right.ends_on = DAY - timedelta(days=1)
    write(at, people.officer, people, party_id="alle")
    assert owed(session, people) == {"eik"}
