"""A lawyer's own template is checked when it is uploaded, and used by the next document of its kind in that dossier."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened
from file_samples import pdf, with_members
from partnerschapsakte.documents import queries, service
from partnerschapsakte.documents.models import IssuedDocument, IssuedDocumentChanged, UploadedTemplate
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.rules.sentence_data import findings_of
from partnerschapsakte.documents.rules.templates import TemplateState
from partnerschapsakte.documents.schemas import UploadTemplate
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.actor import Actor, Right, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.journal.models import JournalEntry
from snapshots import once

DAY = date(2029, 3, 1)
KIND = UploadTemplate(kind="letter")


@pytest.fixture
def world(engine: Engine) -> Opened:
    return once(engine, "a dossier with templates to come", lambda: on_record(engine))


def on_record(engine: Engine) -> Opened:
    with writing(engine)() as begun:
        return opened(begun, DAY)


@pytest.fixture
def session(engine: Engine, world: Opened) -> Iterator[Session]:  # noqa: ARG001 - what a session finds is there first
    with writing(engine)() as begun:
        yield begun


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "letter" / "1"
    folder.mkdir(parents=True)
    (folder / "template.docx").write_bytes(template("Van ons: {{ party.name }} {{ town }}"))
    return tmp_path


def template(*texts: str) -> bytes:
    document: Any = Document()
    for text in texts:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def somebody(world: Opened, role: Role) -> Actor:
    actor = Actor(role, role.value, grants=frozenset({Right(world.dossier, role, world.providers[0])}))
    return actor.within(world.dossier) or actor


def upload(session: Session, world: Opened, root: Path, data: bytes, *, name: str = "brief.docx") -> UploadedTemplate:
    lawyer = on(DAY, somebody(world, Role.LEGAL_OFFICER))
    kept = service.upload_template(session, lawyer, world.dossier, KIND, Sent(name, data), template_root=root)
    session.flush()
    return kept


def issue(session: Session, world: Opened, root: Path, **content: Any) -> IssuedDocument:
    return service.issue(
        session, on(DAY), dossier_id=world.dossier, subject="a1", kind="letter", title="Brief",
        content={"party": {"name": "De Eik"}, "town": "Exemplum", **content}, template_root=root,
    )  # fmt: skip


def test_a_document_is_made_by_the_newest_usable_template_of_its_dossier(
    session: Session, world: Opened, root: Path
) -> None:
    assert "Van ons: De Eik" in text_of_document(issue(session, world, root).body)
    upload(session, world, root, template("Van de jurist: {{ party.name }} {{ town }}"))
    second = upload(session, world, root, template("Tweede: {{ party.name }} {{ town }}"))
    upload(session, world, root, template("Derde: {{ party.name() }}"))
    made = issue(session, world, root)
    assert "Tweede: De Eik Exemplum" in text_of_document(made.body)
    assert (made.template, made.template_version, made.template_sha256) == ("letter", "dossier 2", second.sha256)
    assert issue(session, world, root) is made


def test_a_template_of_one_dossier_is_not_used_in_another(session: Session, world: Opened, root: Path) -> None:
    upload(session, world, root, template("Van de jurist: {{ party.name }} {{ town }}"))
    made = service.issue(
        session, on(DAY), dossier_id="another", subject="a1", kind="letter", title="Brief",
        content={"party": {"name": "De Eik"}, "town": "Exemplum"}, template_root=root,
    )  # fmt: skip
    assert "Van ons" in text_of_document(made.body)


def test_what_is_missing_and_unknown_is_told_before_first_use(session: Session, world: Opened, root: Path) -> None:
    kept = upload(session, world, root, template("{{ party.name }} te {{ plaats }}"))
    assert (kept.state, kept.unknown, kept.missing) == (TemplateState.USABLE, ["plaats"], ["town"])
    with pytest.raises(Refusal) as refusal:
        issue(session, world, root)
    assert refusal.value.code == "data_missing"
    assert "plaats" in str(refusal.value.message)
    assert "Exemplum" in text_of_document(issue(session, world, root, plaats="Exemplum").body)


def test_a_template_with_findings_is_kept_as_refused_with_its_report(
    session: Session, world: Opened, root: Path
) -> None:
    kept = upload(session, world, root, template("{{ ''.__class__ }}", "{% if town %}"))
    assert kept.state is TemplateState.REFUSED
    assert len(findings_of(kept.findings)) >= 2
    assert "Paragraph: “{% if town %}”" in " ".join(str(one.message) for one in findings_of(kept.findings))
    assert "Van ons" in text_of_document(issue(session, world, root).body)


def test_an_upload_of_a_template_is_on_record(session: Session, world: Opened, root: Path) -> None:
    kept = upload(session, world, root, template("{{ party.name }} {{ town }}"))
    entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "document:template:uploaded")).one()
    assert (entry.subject, entry.dossier_id) == (kept.id, world.dossier)
    assert entry.details["sha256"] == kept.sha256
    assert entry.details["state"] == "usable"


def test_versions_of_a_kind_are_counted_in_their_own_dossier(session: Session, world: Opened, root: Path) -> None:
    versions = [upload(session, world, root, template(f"{{{{ town }}}} {number}")).version for number in range(3)]
    assert versions == [1, 2, 3]
    shown = queries.templates_for(session, somebody(world, Role.CONTROLLER), world.dossier)
    assert [view.version for view in shown] == [3, 2, 1]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEGAL_OFFICER}))
def test_only_a_legal_officer_uploads_a_template(session: Session, world: Opened, root: Path, role: Role) -> None:
    with pytest.raises(Refusal) as refusal:
        service.upload_template(
            session, on(DAY, somebody(world, role)), world.dossier, KIND, Sent("x.docx", b""), template_root=root
        )
    assert refusal.value.why is Why.NOT_PERMITTED


@pytest.mark.parametrize("name", ["x.pdf", "x.docm", "x"])
def test_a_template_is_a_word_document_and_nothing_else(session: Session, world: Opened, root: Path, name: str) -> None:
    with pytest.raises(FileRefused):
        upload(session, world, root, pdf(), name=name)


def test_a_dangerous_file_is_not_kept_as_template(session: Session, world: Opened, root: Path) -> None:
    with pytest.raises(FileRefused, match="macros"):
        upload(session, world, root, with_members(template("x"), {"word/vbaProject.bin": b"x"}))
    assert session.scalars(select(UploadedTemplate)).all() == []


def test_a_kind_that_is_not_ours_is_refused(session: Session, world: Opened, root: Path) -> None:
    for kind in ("nothing", "../letter", "x" * 90):
        with pytest.raises(Refusal) as refusal:
            service.upload_template(
                session, on(DAY, somebody(world, Role.LEGAL_OFFICER)), world.dossier, UploadTemplate(kind=kind),
                Sent("x.docx", template("x")), template_root=root,
            )  # fmt: skip
        assert refusal.value.code == "template_not_found"


def test_an_uploaded_template_is_read_by_the_authority_alone(session: Session, world: Opened, root: Path) -> None:
    kept = upload(session, world, root, template("{{ town }}"))
    auditor = somebody(world, Role.AUDITOR)
    assert queries.template_content_for(session, auditor, kept.id).body == kept.body
    guest = somebody(world, Role.PROVIDER_CONTACT)
    assert queries.templates_for(session, guest, world.dossier) == ()
    with pytest.raises(Refusal):
        queries.template_content_for(session, guest, kept.id)
    assert queries.dossier_of_template(session, kept.id) == world.dossier


def test_an_uploaded_template_is_never_changed(session: Session, world: Opened, root: Path) -> None:
    upload(session, world, root, template("{{ town }}"))
    with pytest.raises(IssuedDocumentChanged):
        session.execute(update(UploadedTemplate).values(state=TemplateState.REFUSED))
