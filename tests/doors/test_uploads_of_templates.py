"""The templates of a dossier at the door: uploaded by the lawyer, read about by the authority."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from applications import TEMPLATES
from doors.test_files_and_rooms import Door, People, at, bring, people
from file_samples import docx, with_members
from partnerschapsakte.documents.models import UploadedTemplate

__all__ = ["at", "people"]
DEED = {"kind": "partnership_deed"}


def uploaded(engine: Engine) -> list[UploadedTemplate]:
    with Session(engine) as session:
        return list(session.scalars(select(UploadedTemplate)))


@pytest.mark.slow
def test_the_report_of_a_template_is_read_before_its_first_use(engine: Engine, people: People, at: Door) -> None:
    page = f"/dossiers/{people.world.dossier}/sjablonen"
    with at(people.lawyer) as browser:
        assert bring(browser, page, "Onze akte.docx", docx("{{ contractor.name }} {{ onbekend }}"), typed=DEED) == page
        assert bring(browser, page, "Fout.docx", docx("{{ contractor.name() }}"), typed=DEED) == page
        shown = browser.open(page)
        (usable,) = (one for one in uploaded(engine) if one.state == "usable")
        answer = browser.answer(f"/sjablonen/{usable.id}")
    assert "<code>onbekend</code>" in shown
    assert "<code>term.starts_on</code>" in shown
    assert "{{ contractor.name() }}" in shown
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content == docx_of(usable, engine)


def docx_of(template: UploadedTemplate, engine: Engine) -> bytes:
    with Session(engine) as session:
        return session.scalars(select(UploadedTemplate.body).filter_by(id=template.id)).one()


def test_the_template_of_the_program_is_there_to_begin_from(people: People, at: Door) -> None:
    page = f"/dossiers/{people.world.dossier}/sjablonen"
    with at(people.lawyer) as browser:
        standard = re.findall(r'href="([^"]+/standaard)"', browser.open(page))
        assert f"{page}/partnership_deed/standaard" in standard
        content = browser.answer(f"{page}/partnership_deed/standaard").content
        browser.open(f"{page}/niets/standaard", 404)
    assert content == Path(TEMPLATES / "documents/partnership_deed/1/template.docx").read_bytes()


def test_only_the_lawyer_has_the_form_and_a_guest_no_page(engine: Engine, people: People, at: Door) -> None:
    page = f"/dossiers/{people.world.dossier}/sjablonen"
    with at(people.officer) as browser:
        assert 'type="file"' not in browser.open(page)
        bring(browser, page, "x.docx", docx(), 403, DEED)
        bring(browser, page, "", b"", 403, {})
    with at(people.eik) as browser:
        browser.open(page, 404)
        browser.open(f"{page}/partnership_deed/standaard", 404)
    assert uploaded(engine) == []


def test_a_dangerous_or_odd_template_is_refused_beside_the_form(engine: Engine, people: People, at: Door) -> None:
    page = f"/dossiers/{people.world.dossier}/sjablonen"
    with at(people.lawyer) as browser:
        spoiled = with_members(docx(), {"word/vbaProject.bin": b"x"})
        assert "word/vbaProject.bin" in bring(browser, page, "x.docx", spoiled, 400, DEED)
        assert 'href="#kind"' in bring(browser, page, "x.docx", docx(), 400, {"kind": "../../etc"})
        assert 'href="#file"' in bring(browser, page, "", b"", 400, DEED)
        assert "docx" in bring(browser, page, "x.pdf", b"%PDF-", 400, DEED)
    assert uploaded(engine) == []
