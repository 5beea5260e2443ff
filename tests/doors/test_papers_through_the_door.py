"""Deeds, letters, reports and the date table: made and fetched through the pages, on the practice dossier."""

import io
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from litestar.testing import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from applications import TEMPLATES, application
from doors.conftest import PASSWORD, Browser
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.cases.checking import opened
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.cli.demonstration import KEEPER
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.documents.service import keep_pdf
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.models import OutboxMessage

TODAY = date(2026, 11, 22)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def practice(engine: Engine) -> dict[str, str]:
    """Load the practice dossier without its papers; return the ids of its agreements by key."""
    with writing(engine)() as session:
        load_case(session, opened("exemplum-jeugdhulp"), as_of=TODAY, template_root=None, recorded_at=noon(TODAY))
        for person in session.scalars(select(Person)):
            command = SetPassword.model_validate({"person_id": person.id, "password": PASSWORD})
            set_password(session, Occasion(KEEPER, noon(TODAY), noon(TODAY)), command)
        return {row.key: row.id for row in session.scalars(select(Agreement))}


@contextmanager
def signed_in(engine: Engine, email: str) -> Generator[Browser]:
    app = application(engine, now=lambda: noon(TODAY), demo_password=PASSWORD)
    with Session(engine) as session:
        person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
    with TestClient[Any](app, raise_server_exceptions=False) as client:
        browser = Browser(client)
        browser.open("/inloggen")
        browser.send("/inloggen/demo", person_id=person_id)
        yield browser


def text_of(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))


def made(engine: Engine, kind: str) -> list[str]:
    with Session(engine) as session:
        return [view.id for view in documents.documents_of(session, kind=kind)]


@pytest.mark.parametrize(
    ("paper", "kind", "words"),
    [
        ("", "partnership_deed", "Partnerschapsakte"),
        ("/1/aanzegging", "extension_letter", "Met deze brief zeggen wij u aan"),
        ("/1/verslag", "evaluation_report", "De hulp op school werkt"),
    ],
)
def test_a_paper_is_made_with_a_button_and_fetched_as_word(
    engine: Engine, practice: dict[str, str], paper: str, kind: str, words: str
) -> None:
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        browser.send(f"/akten/{practice['eik']}/opmaken{paper}")
        (document_id,) = made(engine, kind)
        answer = browser.answer(f"/documenten/{document_id}/word")

    assert answer.headers["content-type"].startswith(WORD)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert words in text_of(answer.content)
    assert "gemeente Exemplum" in text_of(answer.content)


def test_the_date_table_holds_every_agreement(engine: Engine, practice: dict[str, str]) -> None:
    with Session(engine) as session:
        dossier_id = session.get_one(Agreement, practice["eik"]).dossier_id
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        browser.send(f"/dossiers/{dossier_id}/datumtabel")
        (document_id,) = made(engine, "date_table")
        text = text_of(browser.answer(f"/documenten/{document_id}/word").content)

    for day in ("30 juni 2026", "30 december 2026", "30 maart 2026"):
        assert day in text


def test_a_paper_made_twice_is_the_same_paper(engine: Engine, practice: dict[str, str]) -> None:
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        for _ in range(2):
            browser.send(f"/akten/{practice['linde']}/opmaken")

    assert len(made(engine, "partnership_deed")) == 1


def test_a_letter_before_the_decision_is_refused_with_its_rule(engine: Engine, practice: dict[str, str]) -> None:
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        page = browser.send(f"/akten/{practice['linde']}/opmaken/1/aanzegging", 409)

    assert "Er is geen besluit tot verlenging vastgelegd." in page
    assert "Contractstandaard 1.3.3" in page
    assert made(engine, "extension_letter") == []


def test_the_pdf_is_there_once_it_is_made(engine: Engine, practice: dict[str, str]) -> None:
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        browser.send(f"/akten/{practice['eik']}/opmaken")
        (document_id,) = made(engine, "partnership_deed")
        browser.open(f"/documenten/{document_id}/pdf", 404)
        with writing(engine)() as session:
            keep_pdf(session, Occasion(KEEPER, noon(TODAY), noon(TODAY)), document_id, b"%PDF-1.7 proef")
        answer = browser.answer(f"/documenten/{document_id}/pdf")

    assert answer.headers["content-type"].startswith("application/pdf")
    assert answer.content == b"%PDF-1.7 proef"


def test_work_that_got_stuck_is_shown_and_tried_again_by_hand(engine: Engine, practice: dict[str, str]) -> None:
    with writing(engine)() as session:
        work = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        assert work is not None, practice
        work.parked_at, work.attempts, work.last_error = noon(TODAY), 5, "OSError: schijf vol"
        work_id = work.id
    with signed_in(engine, "carla.contracthof@exemplum.example") as browser:
        assert "schijf vol" in browser.open("/berichten")
        browser.send(f"/berichten/vastgelopen/{work_id}/opnieuw")
        assert "schijf vol" not in browser.open("/berichten")
        browser.send(f"/berichten/vastgelopen/{work_id}/opnieuw", 404)


def test_the_templates_the_pages_use_are_those_of_the_project() -> None:
    assert sorted(path.name for path in Path(TEMPLATES / "documents").iterdir() if (path / "1").is_dir()) == [
        "admission_letter",
        "assessment_report",
        "award_letter",
        "base_agreement",
        "bid_opening",
        "clarification_note",
        "client_score_form",
        "date_table",
        "dialogue_document",
        "dialogue_invitation",
        "evaluation_report",
        "extension_letter",
        "input_letter",
        "non_admission_letter",
        "notice_sheet",
        "partnership_deed",
        "phase_out_note",
        "procurement_strategy",
        "record_of_opening",
        "record_of_proceedings",
        "rejection_letter",
        "score_form",
        "selection_guide",
        "session_minutes",
        "sub_agreement",
        "tender_invitation",
    ]
