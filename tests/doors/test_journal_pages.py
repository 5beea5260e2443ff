"""The trail of a dossier and the journal of the house: who reads them, what they show, and what can be taken along."""

import csv
import io
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from doors.conftest import PASSWORD, Browser, OnRecord, Opener
from journal_factory import KEYS, ORIGIN, verifier
from partnerschapsakte import app
from partnerschapsakte.access.schemas import RegisterPerson, SetPassword
from partnerschapsakte.access.service import passwords
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal import service
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.journal.pages import router
from partnerschapsakte.journal.rules.checkpoints import key_text
from partnerschapsakte.journal.rules.work import WorkRetried
from partnerschapsakte.tendering.rules.happened import TenderWithdrawn
from services.contracts.exemplum import on

ROUTES: list[Any] = [] if router in app.ROOMS else [router]
CHECKER = verifier()
DAY = date(2022, 3, 1)
HOUSE = ("/journaal", "/journaal/controle", "/journaal.jsonl", "/journaal/controlepunten/2022-03-01")


@pytest.fixture
def journal(door: Opener, record: OnRecord, engine: Engine) -> Opener:
    """Open the application with the pages of the journal, where a checkpoint was made."""
    with writing(engine)() as session:
        assert service.make_checkpoint(session, on(DAY), KEYS, origin=ORIGIN)

    @contextmanager
    def opened(actor: Actor = record.world.contract_manager) -> Generator[Browser]:
        with door(actor, DAY, routes=ROUTES) as browser:
            yield browser

    return opened


def trail_of(record: OnRecord, ending: str = "") -> str:
    return f"/dossiers/{record.world.dossier}/journaal{ending}"


def registered(engine: Engine, *roles: Role) -> Actor:
    with writing(engine)() as session:
        occasion = on(date(2020, 1, 2), SYSTEM)
        command = RegisterPerson(name="B. Uiten", email="buiten@exemplum.example", roles=roles)
        person = register_person(session, occasion, command)
        password = SetPassword.model_validate({"person_id": person.id, "password": PASSWORD})
        passwords.set_password(session, occasion, password)
        return person.actor


def test_a_dossier_shows_its_trail_with_what_who_and_when(journal: Opener, record: OnRecord) -> None:
    with journal() as browser:
        page = browser.open(trail_of(record))
    assert "Akte vastgelegd" in page
    assert "C. Ontract" in page
    assert "contract:agreement:concluded" in page
    assert "access:signed-in" not in page, "that is of the house"


def test_the_trail_can_be_narrowed(journal: Opener, record: OnRecord) -> None:
    opened = 'datetime="2020-01-02'
    with journal() as browser:
        only = browser.open(trail_of(record, "?wat=contract:agreement:concluded"))
        nobody = browser.open(trail_of(record, "?wie=nobody"))
        refused = browser.open(trail_of(record, "?uitkomst=refused"))
        then = browser.open(trail_of(record, "?van=2-1-2020&tot=2+januari+2020"))
        later = browser.open(trail_of(record, "?van=3-1-2020"))
    assert only.count(opened) == 1
    assert opened not in nobody + refused + later
    assert then.count(opened) > 1


def test_a_day_that_does_not_exist_is_told_beside_its_field(journal: Opener, record: OnRecord) -> None:
    with journal() as browser:
        page = browser.open(trail_of(record, "?van=31-2-2020&tot=2-1-2020"), 400)
    assert 'aria-describedby="van-error"' in page
    assert 'value="31-2-2020"' in page
    assert 'aria-describedby="tot-error"' not in page


@pytest.mark.parametrize("asked", ["bladzijde=9000000000000000000", "van=1-1-0001", "tot=31-12-9999", "wie=a%00b"])
def test_what_nobody_would_ask_is_answered_all_the_same(journal: Opener, record: OnRecord, asked: str) -> None:
    with journal() as browser:
        assert "<h1" in browser.open(trail_of(record, f"?{asked}"))


def test_a_long_trail_comes_in_pages_that_keep_the_filter(journal: Opener, record: OnRecord, engine: Engine) -> None:
    with writing(engine)() as session:
        for _ in range(120):
            service.record(session, on(DAY), _fact(), dossier_id=record.world.dossier)
    with journal() as browser:
        first = browser.open(trail_of(record, "?wat=journal:work:retried"))
        last = browser.open(trail_of(record, "?wat=journal:work:retried&bladzijde=3"))
    assert "wat=journal%3Awork%3Aretried&amp;bladzijde=2" in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert last.count("<tr>") == 21


def test_the_sheet_and_the_proof_of_a_dossier_are_taken_along(journal: Opener, record: OnRecord) -> None:
    with journal() as browser:
        sheet, proof = browser.answer(trail_of(record, ".csv")), browser.answer(trail_of(record, ".jsonl"))
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    lines = proof.content.splitlines(keepends=True)
    assert len(rows) == len(lines) + 1
    assert CHECKER.check(CHECKER.exported(lines), part=True).entries == len(lines)
    for answer, kind in ((sheet, "text/csv; charset=utf-8"), (proof, "application/x-ndjson")):
        assert answer.headers["content-type"] == kind
        assert answer.headers["content-disposition"].startswith(
            f'attachment; filename="journaal-{record.world.dossier}'
        )


@pytest.mark.parametrize("role", [Role.CONTRACT_MANAGER, Role.ADMINISTRATOR])
def test_nobody_from_outside_the_dossier_reads_its_trail(
    journal: Opener, record: OnRecord, engine: Engine, role: Role
) -> None:
    with journal(registered(engine, role)) as browser:
        for ending in ("", ".csv", ".jsonl"):
            browser.open(trail_of(record, ending), 404)


def test_the_auditor_reads_the_trail_of_every_dossier(journal: Opener, record: OnRecord) -> None:
    with journal(record.world.auditor) as browser:
        for ending in ("", ".csv", ".jsonl"):
            browser.open(trail_of(record, ending))


def test_only_the_auditor_reads_the_journal_of_the_house(journal: Opener, record: OnRecord, engine: Engine) -> None:
    administrator = registered(engine, Role.ADMINISTRATOR)
    for actor, status in ((record.world.auditor, 200), (record.world.contract_manager, 403), (administrator, 403)):
        with journal(actor) as browser:
            for path in HOUSE:
                browser.open(path, status)


def test_the_house_shows_signing_in_its_state_and_its_checkpoints(journal: Opener, record: OnRecord) -> None:
    with journal(record.world.auditor) as browser:
        page = browser.open("/journaal?wat=access:signed-in")
        file = browser.answer("/journaal/controlepunten/2022-03-01")
        browser.open("/journaal/controlepunten/2022-03-02", 404)
        browser.open("/journaal/controlepunten/gisteren", 404)
    assert "A. Uditor" in page
    assert "house-badge--done" in page
    assert "house-findings" not in page
    assert key_text(ORIGIN, KEYS.public_key) in page
    assert file.headers["content-disposition"] == 'attachment; filename="controlepunt-2022-03-01.txt"'
    assert file.text.startswith(f"{ORIGIN}\n")


@pytest.mark.parametrize("leave", [False, True])
def test_the_house_says_how_to_let_checkpoints_leave_where_they_go_nowhere(
    record: OnRecord, door: Opener, engine: Engine, leave: bool
) -> None:
    assert record
    auditor = registered(engine, Role.AUDITOR)
    with door(auditor, DAY, routes=ROUTES, fittings=app.Fittings(checkpoints_leave=leave)) as browser:
        page = browser.open("/journaal")
    assert ("De controlepunten gaan naar niemand." in page) is not leave
    assert ("PARTNERSCHAPSAKTE_CHECKPOINT_FOLDER" in page) is not leave


def test_an_entry_shows_why_where_there_is_a_reason(journal: Opener, record: OnRecord, engine: Engine) -> None:
    with writing(engine)() as session:
        withdrawn = TenderWithdrawn(subject="t", withdrawn_on=DAY, reason="<b>Te duur</b>")
        service.record(session, on(DAY), withdrawn, dossier_id=record.world.dossier)
    with journal() as browser:
        page = browser.open(trail_of(record, "?wat=tender:withdrawn"))
    assert "Waarom: &lt;b&gt;Te duur&lt;/b&gt;" in page


def test_the_whole_journal_and_its_checkpoint_stand_the_verifier(journal: Opener, record: OnRecord) -> None:
    with journal(record.world.auditor) as browser:
        lines = browser.answer("/journaal.jsonl").content.splitlines(keepends=True)
        note = browser.answer("/journaal/controlepunten/2022-03-01").text
    points = [CHECKER.checkpoint_of(note, [CHECKER.key_of(key_text(ORIGIN, KEYS.public_key))])]
    found = CHECKER.check(CHECKER.exported(lines), points=points)
    assert found.entries == len(lines) > points[0].size
    assert len(CHECKER.compare(found, points)) == 1


def test_a_journal_that_was_touched_turns_red(journal: Opener, record: OnRecord, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal_entry SET actor_name = 'D. Nep' WHERE number = 2"))
    with journal(record.world.auditor) as browser:
        assert "house-findings" not in browser.open("/journaal"), "it lies before the checkpoint"
        assert "house-findings" in browser.open("/journaal/controle")


def test_reading_writes_nothing(journal: Opener, record: OnRecord, engine: Engine) -> None:
    with journal(record.world.auditor) as browser:
        before = _count(engine)
        for path in (*HOUSE, trail_of(record), trail_of(record, ".csv")):
            browser.open(path)
        assert _count(engine) == before


def test_what_was_typed_is_shown_as_text(journal: Opener, record: OnRecord, engine: Engine) -> None:
    with writing(engine)() as session:
        service.record(session, on(DAY), _fact("<script>alert(1)</script>"), dossier_id=record.world.dossier)
    with journal() as browser:
        page = browser.open(trail_of(record)) + browser.open(trail_of(record, "?wie=<script>&van=<script>"), 400)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def _fact(key: str = "key") -> WorkRetried:
    return WorkRetried(subject="work", task="task", key=key)


def _count(engine: Engine) -> int:
    with Session(engine) as session:
        return len(session.scalars(select(JournalEntry.id)).all())
