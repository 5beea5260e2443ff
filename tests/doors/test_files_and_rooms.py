"""Files at the door: each side sees its own compartment, downloads do nothing there, refusals say what helps."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from applications import application
from doors.conftest import PASSWORD, Browser
from dossier_factory import Opened, on, opened
from file_samples import SOUND, docx, with_members
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, SetPassword, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.app import Fittings
from partnerschapsakte.documents.models import KeptFile
from partnerschapsakte.documents.rules.kinds import LARGEST_FILE
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import JournalEntry
from snapshots import once

DAY = date(2029, 3, 1)
SENT_AS = {"title": "Plan van aanpak"}


@dataclass(frozen=True)
class People:
    """A dossier, and the ids of who comes to its doors."""

    world: Opened
    officer: str
    lawyer: str
    controller: str
    assessor: str
    eik: str
    linde: str
    stranger: str


def register(session: Session, world: Opened, name: str, role: Role | None, party: str | None = None) -> str:
    """Register a person with a role in the dossier, for a party where that is asked."""
    command = RegisterPerson(name=name, email=f"{name}@voorbeeldstad.example")
    person_id = register_person(session, on(DAY), command).id
    if party is not None:
        start_membership(session, on(DAY), person_id, StartMembership(party_id=party, since=DAY))
    if role is not None:
        grant = GrantRight(person_id=person_id, dossier_id=world.dossier, role=role, party_id=party)
        grant_right(session, on(DAY), grant)
    set_password(session, on(DAY), SetPassword.model_validate({"person_id": person_id, "password": PASSWORD}))
    return person_id


@pytest.fixture
def people(engine: Engine) -> People:
    """People of the authority, of two candidates, and of nowhere."""
    return once(engine, "files and rooms", lambda: _recorded(engine))


def _recorded(engine: Engine) -> People:
    with writing(engine)() as session:
        world = opened(session, DAY)
        return People(
            world,
            register(session, world, "inkoper", Role.PROCUREMENT_OFFICER),
            register(session, world, "jurist", Role.LEGAL_OFFICER),
            register(session, world, "controller", Role.CONTROLLER),
            register(session, world, "beoordelaar", Role.ASSESSOR),
            register(session, world, "eik", Role.PROVIDER_CONTACT, world.providers[0]),
            register(session, world, "linde", Role.PROVIDER_CONTACT, world.providers[1]),
            register(session, world, "vreemde", None),
        )


Door = Callable[[str], Any]


@pytest.fixture
def at(engine: Engine) -> Door:
    """Open the application as somebody: with at(person_id) as browser."""
    app = application(engine, now=lambda: noon(DAY), demo_password=PASSWORD)

    @contextmanager
    def open_door(person_id: str) -> Generator[Browser]:
        with TestClient[Any](app, raise_server_exceptions=False) as client:
            browser = Browser(client)
            browser.open("/inloggen")
            browser.send("/inloggen/demo", person_id=person_id)
            yield browser

    return open_door


def bring(
    browser: Browser, path: str, name: str, data: bytes, status: int = 303, typed: dict[str, str] = SENT_AS
) -> str:
    """Send an upload form as a browser does, and return where it leads or what it says."""
    token = browser.client.cookies.get("formulier") or ""
    answer = browser.client.post(
        path, data={"form_token": token, **typed}, files={"file": (name, data)}, follow_redirects=False
    )
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", answer.text)


def kept(engine: Engine) -> list[KeptFile]:
    with Session(engine) as session:
        return list(session.scalars(select(KeptFile).order_by(KeptFile.name)))


def test_the_authority_uploads_publishes_and_withdraws_with_buttons(engine: Engine, people: People, at: Door) -> None:
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        assert bring(browser, files, "Opgave één.docx", docx()) == f"{files}?gedaan=bewaard"
        (file,) = kept(engine)
        page = browser.open(files)
        assert "Opgave één.docx" in page
        assert f'<a href="/bestanden/{file.id}/publiceren">' in page
        asked = browser.open(f"/bestanden/{file.id}/publiceren")
        assert "Zorg Een" in asked
        assert "Zorg Twee" in asked
        assert kept(engine)[0].published_at is None, "asking is not publishing"
        done = browser.send(f"/bestanden/{file.id}/publiceren")
        assert done == f"{files}?gedaan=gepubliceerd"
        assert "aan alle kandidaten bekendgemaakt" in browser.open(done)
        assert browser.answer(f"/bestanden/{file.id}/publiceren").status_code == 409
        assert f"/bestanden/{file.id}/publiceren" not in browser.open(files)
        assert browser.send(f"/bestanden/{file.id}/intrekken") == f"{files}?gedaan=ingetrokken"
        assert f"/bestanden/{file.id}/intrekken" not in browser.open(files)
        browser.send(f"/bestanden/{file.id}/publiceren", 409)


@pytest.fixture
def ids(engine: Engine, people: People, at: Door) -> dict[str, str]:
    """A published file, an internal one, and one of each candidate: their ids by name."""
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        bring(browser, files, "bekend.txt", b"bekend")
        bring(browser, files, "intern.txt", b"intern")
        published = next(file for file in kept(engine) if file.name == "bekend.txt")
        browser.send(f"/bestanden/{published.id}/publiceren")
    for name in ("eik", "linde"):
        with at(getattr(people, name)) as browser:
            bring(browser, files, f"van-{name}.txt", b"hetzelfde")
    return {file.name.removesuffix(".txt"): file.id for file in kept(engine)}


def test_a_candidate_sees_its_own_room_and_what_was_published(people: People, ids: dict[str, str], at: Door) -> None:
    room = f"/dossiers/{people.world.dossier}/kamer"
    with at(people.eik) as browser:
        page = browser.open(room)
        assert "van-eik.txt" in page
        assert "bekend.txt" in page
        for hidden in ("van-linde", "intern", ids["van-linde"], ids["intern"], "Zorg Twee", "inkoper"):
            assert hidden not in page
        assert browser.answer(f"/bestanden/{ids['van-eik']}").content == b"hetzelfde"
        assert browser.answer(f"/bestanden/{ids['bekend']}").content == b"bekend"
        files = browser.open(f"/dossiers/{people.world.dossier}/bestanden")
        assert "van-linde" not in files
        assert "intern" not in files
        assert browser.send(f"/bestanden/{ids['van-eik']}/intrekken") == f"{room}?gedaan=ingetrokken"
        assert "Het bestand is ingetrokken." in browser.open(f"{room}?gedaan=ingetrokken")
        assert "van-eik.txt" in browser.open(room)


def test_the_file_of_another_is_answered_as_one_that_never_was(people: People, ids: dict[str, str], at: Door) -> None:
    own = re.compile(r"/bestanden/[\w-]+|value=\"[^\"]+\"")
    with at(people.eik) as browser:
        nothing = browser.answer("/bestanden/00000000-0000-4000-8000-000000000000")
        for hidden in (ids["van-linde"], ids["intern"]):
            foreign = browser.answer(f"/bestanden/{hidden}")
            assert (foreign.status_code, nothing.status_code) == (404, 404)
            assert own.sub("", foreign.text) == own.sub("", nothing.text)
            for act in ("publiceren", "intrekken"):
                browser.send(f"/bestanden/{hidden}/{act}", 404)
            assert browser.answer(f"/bestanden/{hidden}/publiceren").status_code == 404


def test_who_asked_for_what_is_not_theirs_is_on_record(
    engine: Engine, people: People, ids: dict[str, str], at: Door
) -> None:
    with at(people.eik) as browser:
        browser.send(f"/bestanden/{ids['van-linde']}/intrekken", 404)
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "access:act:refused")).one()
    assert (entry.actor_id, entry.dossier_id) == (people.eik, people.world.dossier)


def test_equal_files_of_two_candidates_have_different_marks(engine: Engine, people: People, at: Door) -> None:
    files, marks = f"/dossiers/{people.world.dossier}/bestanden", set[str]()
    for name in ("eik", "linde"):
        with at(getattr(people, name)) as browser:
            bring(browser, files, f"{name}.txt", b"hetzelfde")
            mine = next(file for file in kept(engine) if file.name == f"{name}.txt")
            marks.add(browser.answer(f"/bestanden/{mine.id}").headers["etag"])
    assert len(marks) == 2


def test_a_download_is_an_attachment_that_does_nothing_in_a_browser(engine: Engine, people: People, at: Door) -> None:
    with at(people.officer) as browser:
        bring(browser, f"/dossiers/{people.world.dossier}/bestanden", 'Opgave "één"; v2.csv', b"a;b")
        (file,) = kept(engine)
        headers = browser.answer(f"/bestanden/{file.id}").headers
    assert headers["content-disposition"] == (
        "attachment; filename=\"Opgave __n_ v2.csv\"; filename*=UTF-8''Opgave%20%C3%A9%C3%A9n%3B%20v2.csv"
    )
    assert headers["content-type"].startswith("text/csv")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "private, no-store"
    assert file.sha256 not in headers["etag"]


def test_guests_without_a_party_and_strangers_find_no_door(engine: Engine, people: People, at: Door) -> None:
    base = f"/dossiers/{people.world.dossier}"
    with at(people.officer) as browser:
        bring(browser, f"{base}/bestanden", "x.txt", b"x")
    (file,) = kept(engine)
    for somebody in (people.assessor, people.stranger):
        with at(somebody) as browser:
            for path in (f"{base}/bestanden", f"{base}/kamer", f"{base}/sjablonen", f"/bestanden/{file.id}"):
                browser.open(path, 404)
            bring(browser, f"{base}/bestanden", "", b"", 404, {})


def test_who_only_reads_sees_the_files_without_buttons(engine: Engine, people: People, at: Door) -> None:
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        bring(browser, files, "x.txt", b"inhoud")
    (file,) = kept(engine)
    with at(people.controller) as browser:
        page = browser.open(files)
        assert "x.txt" in page
        assert "publiceren" not in page
        assert 'type="file"' not in page
        assert browser.answer(f"/bestanden/{file.id}").content == b"inhoud"
        bring(browser, files, "y.txt", b"y", 403)
        bring(browser, files, "", b"", 403, {})
        browser.send(f"/bestanden/{file.id}/publiceren", 403)
        there = browser.answer(f"/dossiers/{people.world.dossier}/kamer").headers["location"]
        assert there == f"/dossiers/{people.world.dossier}"


def test_every_finding_is_shown_beside_the_form(engine: Engine, people: People, at: Door) -> None:
    spoiled = with_members(docx(), {"word/vbaProject.bin": b"x", "word/a.zip": b"PK\3\4"})
    with at(people.officer) as browser:
        page = bring(browser, f"/dossiers/{people.world.dossier}/bestanden", "x.docx", spoiled, 400)
    assert "word/vbaProject.bin" in page
    assert "word/a.zip" in page
    assert "Plan van aanpak" in page
    assert kept(engine) == []


def test_a_form_without_a_file_or_a_title_says_so(engine: Engine, people: People, at: Door) -> None:
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        page = bring(browser, files, "", b"", 400, {"title": ""})
        assert 'href="#file"' in page
        assert 'href="#title"' in page
        token = browser.client.cookies.get("formulier") or ""
        answer = browser.client.post(files, data={"form_token": token, "title": "x", "file": "tekst"})
        assert answer.status_code in {400, 415}
    assert kept(engine) == []


def test_a_form_that_is_too_large_is_told_what_helps(engine: Engine, people: People, at: Door) -> None:
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        page = bring(browser, files, "x.txt", b"a" * (LARGEST_FILE + 200_000), 413)
        assert "20 MB" in page
        assert f'href="{files}"' in page
        assert "20 MB" in bring(browser, files, "x.txt", b"a" * (LARGEST_FILE + 1), 400)
    assert kept(engine) == []


def test_a_form_without_its_token_is_refused(engine: Engine, people: People, at: Door) -> None:
    files = f"/dossiers/{people.world.dossier}/bestanden"
    with at(people.officer) as browser:
        answer = browser.client.post(files, files={"title": (None, "x"), "file": (None, "tekst")})
        assert answer.status_code == 403
    assert kept(engine) == []


def test_the_virus_scanner_of_the_installation_is_asked(engine: Engine, people: People) -> None:
    fittings = Fittings(scan=lambda data: "Eicar" if b"EICAR" in data else None)
    app = application(engine, now=lambda: noon(DAY), demo_password=PASSWORD, fittings=fittings)
    with TestClient[Any](app, raise_server_exceptions=False) as client:
        browser = Browser(client)
        browser.open("/inloggen")
        browser.send("/inloggen/demo", person_id=people.eik)
        files = f"/dossiers/{people.world.dossier}/bestanden"
        assert "Eicar" in bring(browser, files, "x.txt", b"EICAR", 400)
        bring(browser, files, "y.txt", b"schoon")
    assert [(file.name, file.scanned) for file in kept(engine)] == [("y.txt", True)]


def test_the_trail_of_a_room_tells_of_its_own_people_alone(people: People, at: Door) -> None:
    files, room = f"/dossiers/{people.world.dossier}/bestanden", f"/dossiers/{people.world.dossier}/kamer"
    for somebody in (people.eik, people.linde, people.officer):
        with at(somebody) as browser:
            bring(browser, files, "x.txt", SOUND["txt"])
    with at(people.eik) as browser:
        page = browser.open(room)
    assert page.partition('id="spoor"')[2].count("<time") == 1
    assert "linde" not in page


def test_asking_for_the_file_of_another_leaves_no_line_in_the_own_room(
    people: People, at: Door, engine: Engine
) -> None:
    files, room = f"/dossiers/{people.world.dossier}/bestanden", f"/dossiers/{people.world.dossier}/kamer"
    with at(people.linde) as browser:
        bring(browser, files, "x.txt", SOUND["txt"])
    with at(people.eik) as browser:
        for file_id in (kept(engine)[0].id, "11111111-1111-4111-8111-111111111111"):
            browser.send(f"/bestanden/{file_id}/intrekken", 404)
        page = browser.open(room)
    assert page.partition('id="spoor"')[2].count("<time") == 0
