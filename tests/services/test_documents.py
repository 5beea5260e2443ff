"""Issuing a document prints, proves, keeps and records it once; nothing changes it afterwards."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from partnerschapsakte.documents import queries, service
from partnerschapsakte.documents.models import IssuedDocument, IssuedDocumentChanged, IssuedPdf
from partnerschapsakte.documents.storage import newest, versions
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import Table, connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage

NOW = datetime(2028, 6, 1, 10, tzinfo=UTC)
OCCASION = Occasion(SYSTEM, NOW, NOW)
CONTENT = {"party": {"name": "Jansen & Zonen <B.V.>"}, "starts_on": date(2029, 1, 1), "amount": Decimal("100.50")}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    engine = connect(f"sqlite:///{tmp_path / 'documents.db'}")
    Table.metadata.create_all(engine)
    with writing(engine)() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for version in ("1", "9", "10"):
        folder = tmp_path / "templates" / "letter" / version
        folder.mkdir(parents=True)
        document: Any = Document()
        document.add_paragraph("{{ party.name }} vanaf {{ starts_on|day }} voor {{ amount|euro }}, versie " + version)
        document.save(str(folder / "template.docx"))
    (tmp_path / "templates" / "letter" / "draft").mkdir()
    return tmp_path / "templates"


def issue(session: Session, root: Path, **changes: Any) -> IssuedDocument:
    order: dict[str, Any] = {
        "dossier_id": "d1",
        "subject": "a1",
        "kind": "letter",
        "title": "Brief aan Jansen & Zonen: één",
        "content": CONTENT,
    }
    return service.issue(session, changes.pop("occasion", OCCASION), template_root=root, **{**order, **changes})


def test_a_document_is_kept_with_its_hash_template_version_and_data(session: Session, root: Path) -> None:
    document = issue(session, root)
    assert (document.template, document.template_version) == ("letter", "10")
    assert document.sha256 == hashlib.sha256(document.body).hexdigest()
    assert document.size == len(document.body)
    assert document.content == {"party": CONTENT["party"], "starts_on": "2029-01-01", "amount": "100.50"}
    assert document.issued_at == NOW
    assert document.about == document.title


def test_a_document_is_recorded_with_the_pdf_that_is_owed(session: Session, root: Path) -> None:
    document = issue(session, root)
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.tag, entry.subject, entry.dossier_id) == ("document:issued", "a1", "d1")
    assert entry.details["sha256"] == document.sha256
    owed = session.scalars(select(OutboxMessage)).one()
    assert (owed.task, owed.payload) == (service.MAKE_PDF, {"document_id": document.id})


def test_the_same_data_and_template_give_the_same_document_also_later(session: Session, root: Path) -> None:
    later = Occasion(SYSTEM, NOW + timedelta(days=9), NOW + timedelta(days=9))
    first = issue(session, root)
    assert issue(session, root, occasion=later) is first
    assert len(session.scalars(select(JournalEntry)).all()) == 1


@pytest.mark.parametrize(
    "change", [{"title": "Andere brief"}, {"subject": "a2"}, {"content": {**CONTENT, "amount": Decimal("100.51")}}]
)
def test_other_data_give_another_document_with_another_name(
    change: dict[str, Any], session: Session, root: Path
) -> None:
    first, second = issue(session, root), issue(session, root, **change)
    assert first.id != second.id
    assert first.file_name != second.file_name


def test_a_file_name_is_safe_on_every_system(session: Session, root: Path) -> None:
    name = issue(session, root, title="Brief ../één: “Zorg” " + "x" * 300).file_name
    assert name.isascii()
    assert name.startswith("brief-een-zorg-xxx")
    assert name.endswith(".docx")
    assert len(name) < 120
    assert not set(name) & set("/\\: ")


def test_an_issued_document_cannot_be_changed(session: Session, root: Path) -> None:
    document = issue(session, root)
    session.flush()
    document.title = "Anders"
    with pytest.raises(IssuedDocumentChanged):
        session.flush()
    session.rollback()


def test_an_issued_document_cannot_be_deleted(session: Session, root: Path) -> None:
    document = issue(session, root)
    session.flush()
    session.delete(document)
    with pytest.raises(IssuedDocumentChanged):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("statement", [update(IssuedDocument).values(title="Anders"), delete(IssuedPdf)])
def test_a_statement_cannot_change_issued_documents(statement: Any, session: Session, root: Path) -> None:
    issue(session, root)
    with pytest.raises(IssuedDocumentChanged):
        session.execute(statement)


@pytest.mark.parametrize(
    "change", [{"title": "a\x00"}, {"about": "\ud800"}, {"content": {"party": {"name": "\ud800"}}}]
)
def test_an_unprintable_character_is_refused_before_anything(
    change: dict[str, Any], session: Session, root: Path
) -> None:
    with pytest.raises(Refusal) as refusal:
        issue(session, root, **change)
    assert refusal.value.code == "unprintable_character"


def test_missing_data_leave_no_document(session: Session, root: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        issue(session, root, content={**CONTENT, "starts_on": None})
    assert refusal.value.code == "data_missing"
    assert session.scalars(select(IssuedDocument)).all() == []


def test_a_kind_without_a_template_is_refused(session: Session, root: Path) -> None:
    for kind in ("unknown", "../templates", ""):
        with pytest.raises(Refusal) as refusal:
            issue(session, root, kind=kind)
        assert refusal.value.code == "template_not_found"


def test_the_newest_version_is_counted_and_not_spelled(root: Path) -> None:
    assert newest(root, "letter").version == "10"
    assert [file.version for file in versions(root, "letter")] == ["10", "9", "1"]


def test_documents_are_listed_without_their_bytes(session: Session, root: Path) -> None:
    document = issue(session, root)
    issue(session, root, subject="a2", dossier_id="d2")
    session.flush()
    assert [view.id for view in queries.documents_of(session, dossier_id="d1")] == [document.id]
    assert [view.id for view in queries.documents_of(session, subject="a1")] == [document.id]
    assert len(queries.documents_of(session)) == 2
    assert queries.documents_of(session, kind="deed") == []


def test_the_bytes_are_read_with_the_name_to_save_them_by(session: Session, root: Path) -> None:
    document = issue(session, root)
    session.flush()
    file = queries.word_file(session, document.id)
    assert (file.file_name, file.body) == (document.file_name, document.body)
    with pytest.raises(Refusal):
        queries.word_file(session, "nothing")


def test_a_pdf_is_kept_once_and_never_replaced(session: Session, root: Path) -> None:
    document = issue(session, root)
    session.flush()
    assert queries.documents_without_pdf(session) == [document.id]
    assert queries.pdf_file(session, document.id) is None
    first = service.keep_pdf(session, OCCASION, document.id, b"%PDF-1")
    assert service.keep_pdf(session, OCCASION, document.id, b"%PDF-2") is first
    session.flush()
    assert queries.documents_without_pdf(session) == []
    file = queries.pdf_file(session, document.id)
    assert file is not None
    assert (file.body, file.file_name) == (b"%PDF-1", document.file_name.replace(".docx", ".pdf"))
    assert queries.documents_of(session)[0].has_pdf
    assert [pdf.document_id for pdf in session.scalars(select(IssuedPdf))] == [document.id]
    with pytest.raises(Refusal):
        service.keep_pdf(session, OCCASION, "nothing", b"%PDF-1")
